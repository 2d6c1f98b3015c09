"""The wheel, built by way of the source distribution, carries what it needs."""

import email
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PICTURES = [f"{part}_drawn_cats.h5" for part in ("test", "train")]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all((TOP / "datasets" / name).is_file() for name in PICTURES),
        reason="the drawn cats are not there: run datasets/draw_cats.py",
    ),
]


def run(*command, cwd):
    finished = subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    # Without isolation: the test extra brings hatchling, so no registry is asked.
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    run(*build, str(TOP), cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_has_package_pictures_and_licence_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"skscratch/datasets/files/{name}" for name in PICTURES} <= names
    for folder, suffix in (("course", "md"), ("images", "png")):
        kept = {path.name for path in (TOP / "docs" / folder).glob(f"*.{suffix}")}
        assert kept
        assert {f"skscratch/lessons/{folder}/{name}" for name in kept} <= names
    assert {"skscratch/py.typed", "skscratch/playground/page.html"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 2, tops  # the package and its metadata


def test_wheel_is_as_large_as_the_readme_says(wheel):
    said = re.search(r"wheel of some (\d+) MB", (TOP / "README.md").read_text("utf-8"))
    assert abs(wheel.stat().st_size / 1e6 - int(said[1])) < 1


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """A folder with the installed wheel in it."""
    site = tmp_path_factory.mktemp("site")
    install = ["install", "--no-deps", "--quiet", "--target", str(site), str(wheel)]
    run(sys.executable, "-m", "pip", *install, cwd=site)
    return site


def test_installed_wheel_loads_the_drawn_cats(site, tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "import skscratch\n"
        "from skscratch.datasets import load_drawn_cats\n"
        "print(skscratch.__file__)\n"
        "print(*(len(load_drawn_cats(subset=s).target) for s in ('train', 'test')))\n"
    )
    place, sizes = run(sys.executable, "-c", code, cwd=tmp_path).splitlines()
    assert Path(place).is_relative_to(site)
    assert sizes == "209 50"


def metadata_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("METADATA")]
        return email.message_from_bytes(archive.read(name))


def test_the_description_for_an_index_points_at_no_file_beside_it(wheel):
    metadata = metadata_of(wheel)
    description = metadata.get_payload(decode=True).decode()
    assert metadata.get_all("Project-URL") is None  # none is known here
    assert description.startswith("# skscratch")
    targets = re.findall(r"\]\(([^)]*)\)", description)
    assert [one for one in targets if not one.startswith("https://")] == []
    assert "(Picture: " in description and "<img" not in description


def test_installed_wheel_writes_a_lesson_as_a_notebook(site, tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from skscratch.cli import main\n"
        "from skscratch.lessons.pages import lesson_pages\n"
        "print(lesson_pages(2)[0])\n"
        "sys.exit(main(['lesson', '2', '--notebook', 'here.ipynb']))\n"
    )
    page, wrote = run(sys.executable, "-c", code, cwd=tmp_path).splitlines()
    assert Path(page).is_relative_to(site)
    assert "here.ipynb" in wrote
    assert (tmp_path / "here.ipynb").stat().st_size > 1000
