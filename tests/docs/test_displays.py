"""The API page of each display shows what its example draws."""

from pathlib import Path

import figures
import pytest
from PIL import Image, ImageChops

from skscratch import plotting

IMAGES = Path(figures.__file__).parent / "images"
DISPLAYS = [name for name in plotting.__all__ if name.endswith("Display")]


def test_every_display_has_its_picture():
    assert {f"{name}.png" for name in DISPLAYS} <= set(figures.PICTURES)


@pytest.mark.parametrize("name", ["SearchDisplay", "WeightImageDisplay"])
def test_picture_is_what_the_example_draws_today(name, tmp_path):
    (path,) = figures.make(tmp_path, [f"{name}.png"])
    with Image.open(path) as new, Image.open(IMAGES / path.name) as kept:
        assert new.size == kept.size
        difference = ImageChops.difference(new.convert("L"), kept.convert("L"))
    # Fonts and rounding differ between machines, the picture does not
    assert sum(difference.histogram()[40:]) < 0.02 * new.width * new.height
