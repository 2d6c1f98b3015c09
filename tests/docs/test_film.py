"""Moving pictures go on for ever, do not flicker, keep their colours, and are small."""

from pathlib import Path

import figures
import film
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

FILMS = sorted((Path(figures.__file__).parent / "images").glob("*.gif"))
ORANGE, GREY = (0xD5, 0x5E, 0x00), (0x66, 0x66, 0x66)


def rising(moment):
    """An orange bar that grows, and a grey one that stays."""
    figure = Figure(figsize=(2, 2), dpi=50)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.bar([0, 2], [moment, 1], color=np.divide([ORANGE, GREY], 255))
    ax.set(ylim=(0, 4))
    return figure


def frames_of(path):
    """Pixels and duration of each frame."""
    with Image.open(path) as image:
        for number in range(image.n_frames):
            image.seek(number)
            yield np.asarray(image.convert("RGB")), image.info["duration"]


def share(pixels, colour):
    return (pixels == colour).all(axis=2).mean()


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "rising.gif"
    film.save_film(rising, [1, 2, 3], path, durations=(900, 200, 1500), colours=16)
    return path


def test_each_moment_is_a_frame_with_its_time(saved):
    assert [duration for _, duration in frames_of(saved)] == [900, 200, 1500]
    with Image.open(saved) as image:
        assert image.info["loop"] == 0


def test_what_moves_moves_and_the_rest_stays_in_the_colours_of_the_figure(saved):
    orange = [share(pixels, ORANGE) for pixels, _ in frames_of(saved)]
    grey = [share(pixels, GREY) for pixels, _ in frames_of(saved)]
    assert np.allclose(np.divide(orange, orange[0]), [1, 2, 3], rtol=0.1)
    assert grey[0] == grey[1] == grey[2] > 0.05
    assert all(share(pixels, (255, 255, 255)) > 0.1 for pixels, _ in frames_of(saved))


def test_same_moments_make_the_same_film(saved, tmp_path):
    again = tmp_path / "again.gif"
    film.save_film(rising, [1, 2, 3], again, durations=(900, 200, 1500), colours=16)
    assert again.read_bytes() == saved.read_bytes()


@pytest.mark.parametrize("path", FILMS, ids=lambda path: path.stem)
def test_film_that_is_kept_is_small_and_moves(path):
    assert path.stat().st_size < 450_000
    with Image.open(path) as image:
        assert image.width <= 660 and image.info["loop"] == 0
    first, *_, last = (pixels.tobytes() for pixels, _ in frames_of(path))
    assert first != last
