"""The package says the same of itself in every place."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
import yaml

import skscratch

TOP = Path(__file__).parents[1]
HOME = "https://code.example/someone/skscratch"
SITE = "https://someone.example/skscratch"
README = (TOP / "README.md").read_text("utf-8")
HOOK = TOP / ".ci" / "metadata.py"


@pytest.fixture(scope="module")
def hook():
    return runpy.run_path(str(HOOK))


def targets(text):
    """Where the links and pictures of a page lead."""
    return re.findall(r"\]\(([^)]*)\)|<img src=\"([^\"]*)\"", text)


def test_on_an_index_links_and_pictures_lead_to_the_files_of_the_version(hook):
    shown = hook["description"](README, HOME, "0.1.0")
    before = ["".join(each) for each in targets(README)]
    after = ["".join(each) for each in targets(shown)]
    assert len(before) > 20
    found = set()
    for path, address in zip(before, after, strict=True):
        if path.startswith("https://"):
            assert address == path
            continue
        kind, version, file = address.removeprefix(f"{HOME}/").split("/", 2)
        assert (version, file) == ("v0.1.0", path)
        assert (TOP / path.partition("#")[0]).exists()
        assert kind == ("raw" if Path(path).suffix in {".gif", ".png"} else "blob")
        found.add(kind)
    assert found == {"raw", "blob"}


def test_without_an_address_they_stay_as_text(hook):
    shown = hook["description"](README, "", "0.1.0")
    assert all("".join(each).startswith("https://") for each in targets(shown))
    assert "(Picture: " in shown and "<img" not in shown
    assert hook["urls"]("", "") == {}


def test_the_addresses_beside_it_are_of_the_same_repository(hook):
    urls = hook["urls"](HOME, "")
    assert {"Homepage", "Issues", "Changelog"} == set(urls)
    assert all(address.startswith(HOME) for address in urls.values())
    for address in urls.values():
        if file := address.partition("/blob/HEAD/")[2]:
            assert (TOP / file).is_file()


def test_the_documentation_is_the_site_whose_pages_a_notebook_links_to(hook):
    assert hook["urls"]("", SITE) == {"Documentation": SITE}
    assert hook["urls"](HOME, SITE)["Documentation"] == SITE


def test_a_release_knows_all_the_addresses(hook, monkeypatch):
    workflow = (TOP / ".github" / "workflows" / "release.yml").read_text("utf-8")
    (build,) = [
        step
        for step in yaml.safe_load(workflow)["jobs"]["build"]["steps"]
        if step.get("run") == "python -m build"
    ]
    for name in build["env"]:
        monkeypatch.setenv(name, f"https://{name.lower()}.example/")
    metadata = {"version": skscratch.__version__}
    hook["Metadata"](str(TOP), {}).update(metadata)
    urls = metadata["urls"]
    assert urls["Homepage"] == "https://skscratch_homepage.example"
    assert urls["Documentation"] == "https://skscratch_documentation.example"
    assert f"{urls['Homepage']}/blob/" in metadata["readme"]["text"]


def test_a_citation_names_what_is_installed():
    cited = yaml.safe_load((TOP / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    assert cited["version"] == skscratch.__version__
    assert cited["title"] == project["name"]
    assert cited["license"] == project["license"]
    assert cited["keywords"] == project["keywords"]
    assert cited["abstract"] == f"{project['description']}."
    names = [{"name": each["name"]} for each in project["authors"]]
    assert cited["authors"] == names
