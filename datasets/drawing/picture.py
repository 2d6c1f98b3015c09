"""One finished picture: a subject, its place, its light, at 64 x 64 pixels."""

import numpy as np
from PIL import Image

from .animals import ANIMALS
from .canvas import Frame
from .cats import POSES
from .coats import is_light, random_coat
from .light import relight
from .places import random_place
from .scenes import SCENES
from .things import THINGS

SIDE = 64  # pixels
OTHERS = ANIMALS + THINGS + SCENES


def draw_cat(rng):
    """Draw one cat, its coat, pose, place and light at random.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of every choice.

    Returns
    -------
    pixels : ndarray of shape (64, 64, 3), uint8

    Examples
    --------
    >>> draw_cat(np.random.default_rng(0)).shape
    (64, 64, 3)
    """
    coat = random_coat(rng)
    place = random_place(rng, light=not is_light(coat))
    pose = POSES[rng.integers(len(POSES))]
    scale = rng.uniform(0.62, 0.94)
    frame = Frame(
        x=rng.uniform(-0.16, 0.16),
        y=rng.uniform(0.0, 0.2),
        scale=scale,
        flip=rng.uniform() < 0.5,
        tilt=rng.uniform(-0.06, 0.06),
    )
    pose(place.framed(frame), coat, rng)
    return finish(place, rng)


def draw_other(rng):
    """Draw one other animal, thing or scene; as `draw_cat`.

    Examples
    --------
    >>> draw_other(np.random.default_rng(0)).dtype.name
    'uint8'
    """
    return finish(OTHERS[rng.integers(len(OTHERS))](rng), rng)


def finish(canvas, rng):
    """Return the painted canvas at 64 x 64 pixels, in random light.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> finish(random_place(rng, light=True), rng).shape
    (64, 64, 3)
    """
    small = canvas.image.resize((SIDE, SIDE), Image.Resampling.BOX)
    return relight(np.asarray(small), rng)
