"""Moving pictures go on for ever, do not flicker, and are small."""

from pathlib import Path

import figures
import film
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

IMAGES = Path(figures.__file__).parent / "images"
FILMS = ["batch_walks.gif", "margins.gif", "noise_clouds.gif", "three_shares.gif"]


def rising(moment):
    figure = Figure(figsize=(2, 2), dpi=50)
    figure.add_axes((0, 0, 1, 1)).bar([0], [moment], color="#D55E00")
    figure.axes[0].set(ylim=(0, 4))
    return figure


def test_each_moment_is_a_frame_with_its_time(tmp_path):
    path = tmp_path / "rising.gif"
    film.save_film(rising, [1, 2, 3], path, durations=(900, 200, 1500), colours=16)
    with Image.open(path) as image:
        assert image.n_frames == 3 and image.info["loop"] == 0
        times, orange = [], []
        for frame in range(3):
            image.seek(frame)
            times.append(image.info["duration"])
            pixels = np.asarray(image.convert("RGB")).astype(int)
            orange.append((abs(pixels - (0xD5, 0x5E, 0x00)).sum(axis=2) < 12).sum())
    assert times == [900, 200, 1500]
    assert np.allclose(np.divide(orange, orange[0]), [1, 2, 3], rtol=0.1)


@pytest.mark.parametrize("name", FILMS)
def test_film_that_is_kept_is_small_and_moves(name):
    path = IMAGES / name
    assert path.stat().st_size < 400_000
    with Image.open(path) as image:
        assert image.width <= 660 and image.info["loop"] == 0
        first = image.convert("RGB")
        image.seek(image.n_frames - 1)
        assert first.tobytes() != image.convert("RGB").tobytes()
