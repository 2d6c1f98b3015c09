"""The recipes' pages are tested where what they import is installed, as CI has it."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import refresh

DOCS = Path(refresh.__file__).parent
PAGES = sorted((DOCS / "recipes").glob("*.md"))
PROJECT = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
#: What is installed under another name than it is imported by.
OTHER_NAMES = {
    "imblearn": "imbalanced-learn",
    "mlflow": "mlflow-skinny",
    "sklearn": "scikit-learn",
}
WRONG = ">>> import {}\n>>> print(1 + 1)\n3\n"


def brought():
    """The packages that the extra and our dependencies install."""
    needed = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["recipes"]
    return {re.match(r"[\w-]+", each)[0] for each in needed}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_extra_brings_what_a_page_imports(page):
    names = re.findall(r"^>>> (?:from|import) (\w+)", page.read_text("utf-8"), re.M)
    assert "skscratch" in names
    others = set(names) - sys.stdlib_module_names - {"skscratch"}
    assert {OTHER_NAMES.get(name, name) for name in others} <= brought()


def test_every_page_is_listed():
    listed = re.findall(r"\(recipes/(\w+)\.md\)", (DOCS / "recipes.md").read_text())
    assert sorted(listed) == [page.stem for page in PAGES]


@pytest.mark.parametrize(
    ("package", "outcome"), [("numpy", "1 failed"), ("no_such_package", "1 skipped")]
)
def test_a_page_is_skipped_only_for_want_of_a_package(package, outcome, tmp_path):
    shutil.copy(DOCS / "recipes" / "conftest.py", tmp_path)
    (tmp_path / "page.md").write_text(WRONG.format(package), "utf-8")
    command = [sys.executable, "-m", "pytest", "-m", "slow", "--doctest-glob=*.md"]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert outcome in ended.stdout
