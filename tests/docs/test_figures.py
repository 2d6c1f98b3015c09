"""The build makes the pictures of the pages, and only those."""

import re
from pathlib import Path

import figures
import pytest
from PIL import Image

DOCS = Path(figures.__file__).parent
GRAPHS = [name for name in figures.PICTURES if name.startswith("graph_")]
IMAGE = re.compile(r"images/([\w.-]+\.(?:png|svg|gif))")


def test_every_picture_is_there_and_is_made_by_the_build():
    kept = {path.name for path in (DOCS / "images").iterdir()}
    assert kept == set(figures.PICTURES)


def test_every_picture_that_a_page_shows_is_made_by_the_build():
    pages = DOCS.rglob("*.md")
    pages = [page for page in pages if "gallery" not in page.parts]  # a build's own
    shown = {name for page in pages for name in IMAGE.findall(page.read_text("utf-8"))}
    assert shown and shown <= set(figures.PICTURES)


def test_a_graph_that_is_kept_is_the_one_that_is_made(tmp_path):
    for path in figures.make(tmp_path, GRAPHS):
        kept = DOCS / "images" / path.name
        assert path.read_text("utf-8") == kept.read_text("utf-8"), path.name


def test_benchmarks_are_drawn_from_what_was_measured(tmp_path):
    figures.make(tmp_path, ["scaling.png"])
    assert {path.name for path in tmp_path.iterdir()} == {
        "scaling.png",
        "crossover.png",
    }
    with Image.open(tmp_path / "scaling.png") as image:
        assert image.width > 800 and image.mode == "P"


def test_moving_picture_is_small_goes_on_for_ever_and_changes():
    path = DOCS / "images" / "boundary_forms.gif"
    assert path.stat().st_size < 600_000
    with Image.open(path) as image:
        assert image.size == (600, 600)
        assert image.info["loop"] == 0
        assert 15 <= image.n_frames <= 25


def test_boundary_is_drawn_in_the_same_place_in_every_frame():
    from skscratch.datasets import make_flower

    X, y = make_flower(random_state=1)
    first, last = (figures.boundary_after(n, X, y) for n in (0, 400))
    border = (0, 560, 600, 600)  # the axis below, which must not move
    assert first.crop(border).tobytes() == last.crop(border).tobytes()
    assert first.tobytes() != last.tobytes()


def test_picture_that_is_not_known_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"must be one of .*got \['gone.png'\]"):
        figures.make(tmp_path, ["gone.png"])
