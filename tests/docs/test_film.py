"""Films are small, go on for ever, and leave the colours of their figures alone."""

from pathlib import Path

import film
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

FILMS = sorted((Path(film.__file__).parent / "images").glob("*.gif"))
BLUE, ORANGE = (0, 114, 178), (213, 94, 0)


def drawn(x):
    """A frame with a dot that moves, and one that stays."""
    figure = Figure(figsize=(3, 2), dpi=50)
    ax = figure.subplots()
    ax.plot(0.2, 0.2, "o", color=np.divide(BLUE, 255), ms=9)
    ax.plot(x, 0.7, "o", color=np.divide(ORANGE, 255), ms=9)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return film.frame(figure)


def frames_of(path):
    with Image.open(path) as image:
        for number in range(image.n_frames):
            image.seek(number)
            yield np.asarray(image.convert("RGB")).astype(int), image.info["duration"]


@pytest.fixture
def saved(tmp_path):
    film.save([drawn(x) for x in (0.2, 0.5, 0.8)], tmp_path / "a.gif", 300, 900, 2000)
    return tmp_path / "a.gif"


def test_frames_last_as_long_as_asked_and_begin_anew(saved):
    assert [duration for _, duration in frames_of(saved)] == [900, 300, 2000]
    with Image.open(saved) as image:
        assert image.info["loop"] == 0


def test_colours_are_those_of_the_figure(saved):
    for pixels, _ in frames_of(saved):
        for colour in (BLUE, ORANGE, (255, 255, 255)):
            assert (pixels == colour).all(axis=-1).sum() > 20


def test_what_moves_moves_and_the_rest_stays(saved):
    (first, _), *_, (last, _) = frames_of(saved)
    assert (first != last).any()
    height = len(first)
    assert (first[height // 2 :] == last[height // 2 :]).all()


def test_same_figures_make_the_same_film(saved, tmp_path):
    again = tmp_path / "b.gif"
    film.save([drawn(x) for x in (0.2, 0.5, 0.8)], again, 300, 900, 2000)
    assert again.read_bytes() == saved.read_bytes()


@pytest.mark.parametrize("path", FILMS, ids=lambda path: path.stem)
def test_film_of_a_page_is_small_and_changes(path):
    assert path.stat().st_size < 450_000
    with Image.open(path) as image:
        assert image.info["loop"] == 0 and image.n_frames > 5
    frames = [pixels for pixels, _ in frames_of(path)]
    assert any((frames[0] != other).any() for other in frames[1:])
