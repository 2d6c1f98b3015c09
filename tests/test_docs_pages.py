"""What the pages say of names and recipes holds."""

import inspect
import re
from pathlib import Path

import mathml
import numpy as np
import pytest
import refresh
from sklearn.datasets import load_iris
from sklearn.neural_network import MLPClassifier

from skscratch import DeepNNClassifier

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in refresh.pages()}
FORMULA = re.compile(r"(?s)\$\$\n.+?\n\$\$|(?<![\w$])\$[^$\n]+\$(?![\w$])")
CODE = re.compile(r"(?ms)^```.*?^```$|`[^`\n]+`")
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \|", re.MULTILINE)


def shown_functions():
    """Names in ``<!-- source: -->`` on any page."""
    return re.findall(r"^<!-- source: (\S+)", "\n".join(PAGES.values()), re.MULTILINE)


@pytest.mark.parametrize("name", shown_functions())
def test_function_that_a_page_shows_is_short_enough_to_read(name):
    assert len(refresh.code_of(name).splitlines()) <= 25


def test_code_and_numbers_on_the_pages_are_those_of_today():
    stale = refresh.refresh(write=False)
    assert not stale, f"run `python docs/refresh.py`: {', '.join(map(str, stale))}"


@pytest.mark.parametrize("page", PAGES)
def test_every_formula_of_a_page_is_one_that_the_site_can_set(page):
    for formula in FORMULA.findall(CODE.sub("", PAGES[page])):
        mathml.to_mathml(formula.strip("$"), display=formula.startswith("$$"))


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_of_a_page_says_what_one_sees(page):
    for text, _ in re.findall(r"!\[(.*?)\]\((.*?)\)", PAGES[page], re.DOTALL):
        assert len(text.split()) >= 4, text


def parameters(estimator):
    return set(inspect.signature(type(estimator)).parameters)


def fitted(estimator):
    estimator.fit(*load_iris(return_X_y=True))
    return {name for name in vars(estimator) if re.fullmatch(r"[a-z]\w*_", name)}


@pytest.mark.filterwarnings("ignore")  # of training for one epoch
@pytest.mark.parametrize(
    "names, heading",
    [(parameters, "Parameters"), (fitted, "Fitted attributes")],
)
def test_every_name_of_mlpclassifier_is_mapped_to_one_of_ours(names, heading):
    section = PAGES["coming_from_mlpclassifier"].split(f"\n## {heading}\n")[1]
    table = dict(ROW.findall(section.split("\n## ")[0]))
    assert set(table) == names(MLPClassifier(early_stopping=True, max_iter=1))
    assert set(table.values()) <= names(DeepNNClassifier(max_iter=1))


def test_recipe_for_files_gives_the_same_model_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (recipe,) = re.findall(
        r"^```python\n(.*?)^```$", PAGES["looking_inside"], re.MULTILINE | re.DOTALL
    )
    X, y = load_iris(return_X_y=True)
    settings = {"batch_norm": True, "dropout": 0.1, "max_iter": 3, "tol": None}
    saved = DeepNNClassifier(random_state=0, **settings).fit(X, y)
    names = {"network": saved}
    exec(recipe, names)
    loaded = names["network"]
    assert loaded is not saved
    assert np.array_equal(loaded.predict_proba(X), saved.predict_proba(X))
    assert np.array_equal(
        loaded.partial_fit(X, y).coefs_[0], saved.partial_fit(X, y).coefs_[0]
    )


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.stem)
def test_formulas_keep_clear_of_what_markdown_escapes(path):
    """A backslash before punctuation is lost where the page is not built by Sphinx."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S)
    assert re.findall(r"\$[^$]*\\[,;:!{}][^$]*\$", text) == []
