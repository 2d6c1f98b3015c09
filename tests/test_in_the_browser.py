"""The online site offers each lesson as a notebook that runs in a browser.

The browser's Python comes from another host, so what is tested ends at its door: the
button, the notebook, and the wheel that it installs.
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

TOP = Path(__file__).parents[1]
CONF = f"""
import sys
sys.path.insert(0, {str(TOP / "docs")!r})
extensions = ["myst_parser", "in_the_browser"]
myst_enable_extensions = ["dollarmath"]
suppress_warnings = ["myst.xref_missing", "image.not_readable"]
"""
INDEX = """# Pages

```{toctree}
:glob:

course/*
```
"""
LESSONS = {
    0: "0_line",
    1: "1_neuron",
    2: "2_hidden_layer",
    3: "3_layers",
    4: "4_training",
    5: "5_own_pictures",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The course alone, built with the extension."""
    pytest.importorskip("jupyterlite_sphinx")
    pytest.importorskip("myst_parser")
    folder = tmp_path_factory.mktemp("online")
    source = folder / "docs"
    shutil.copytree(TOP / "docs" / "course", source / "course")
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "index.md").write_text(INDEX, encoding="utf-8")
    options = ["-m", "sphinx", "--fail-on-warning", "-q"]
    done = subprocess.run(
        [sys.executable, *options, str(source), str(folder / "html")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


def notebook(site, lesson):
    path = site / "lite" / "files" / "generated" / f"lesson_{lesson}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_first_page_of_each_lesson_has_a_button_and_no_other_page(site):
    buttons = {
        page.stem: re.findall(r"window\.open\('([^']*)'\)", page.read_text("utf-8"))
        for page in (site / "course").glob("*.html")
    }
    assert {page for page, found in buttons.items() if found} == set(LESSONS.values())
    for lesson, page in LESSONS.items():
        (address,) = buttons[page]
        place, _, path = address.partition("?path=")
        assert (site / "course" / place).resolve().is_file()
        assert path == f"generated/lesson_{lesson}.ipynb"
        assert (site / "lite" / "files" / path).is_file()


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_notebook_installs_the_package_before_it_uses_it(site, lesson):
    code = [
        "".join(cell["source"])
        for cell in notebook(site, lesson)["cells"]
        if cell["cell_type"] == "code"
    ]
    assert code[0] == "%pip install --quiet skscratch"
    assert any("skscratch" in each for each in code[1:])


@pytest.mark.slow
def test_what_is_installed_is_the_wheel_of_this_checkout(site):
    place = site / "lite" / "pypi"
    listed = json.loads((place / "all.json").read_text("utf-8"))["skscratch"]
    ((version, (file,)),) = listed["releases"].items()
    assert (place / file["filename"]).stat().st_size == file["size"]
    settings = (site / "lite" / "jupyter-lite.json").read_text("utf-8")
    assert "./pypi/all.json" in settings


def test_the_bounds_let_in_what_the_browser_has():
    # Versions that Pyodide 314.0.6 brings; skops comes from the package index.
    there = {
        "numpy": "2.4.6",
        "scipy": "1.18.0",
        "scikit-learn": "1.8.0",
        "threadpoolctl": "3.6.0",
        "joblib": "1.5.3",
        "h5py": "3.13.0",
        "matplotlib": "3.10.8",
        "pillow": "12.2.0",
        "rich": "14.3.3",
    }
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [
        requirement
        for requirement in map(Requirement, project["dependencies"])
        if requirement.marker is None
        or requirement.marker.evaluate({"sys_platform": "emscripten"})
    ]
    assert {each.name for each in needed} == {*there, "skops"}
    for each in needed:
        assert each.name == "skops" or each.specifier.contains(there[each.name]), each
