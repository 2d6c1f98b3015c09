"""Coats of cats: the fur's pattern and the colours that go with it."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from .canvas import SIZE, Canvas
from .colours import darker, hsv, jitter, lighter, mix

WHITE, BLACK = (238, 234, 228), (38, 36, 40)
GREY, GINGER = (128, 130, 138), (214, 132, 58)
BROWN, CREAM = (136, 106, 76), (226, 208, 178)


@dataclass(frozen=True)
class Coat:
    """What a cat is painted with.

    Parameters
    ----------
    base : tuple of int
        Main colour of the fur.
    fur, points : PIL.Image.Image
        Paint of the body, and of the ears, paws and tail.
    edge : tuple of int
        Colour of the outline.
    muzzle : tuple of int
        Colour around the mouth.
    chest : tuple of int or None
        Colour of the chest and of the socks, where they differ from the fur.
    marks : tuple of int or None
        Colour of the stripes on the forehead.
    mask : tuple of int or None
        Colour of a dark face, as siamese cats have it.
    eyes, nose : tuple of int
        Colours of the face.
    """

    base: tuple
    fur: Image.Image
    points: Image.Image
    edge: tuple
    muzzle: tuple
    chest: tuple | None
    marks: tuple | None
    mask: tuple | None
    eyes: tuple
    nose: tuple


def random_coat(rng):
    """Return one of the coats: solid, tabby, tuxedo, calico or siamese.

    Examples
    --------
    >>> random_coat(np.random.default_rng(0)).fur.size
    (256, 256)
    """
    makers = (_solid, _solid, _tabby, _tabby, _tuxedo, _calico, _siamese)
    return makers[rng.integers(len(makers))](rng)


def is_light(coat):
    """Return whether the coat shows best before a dark background.

    Examples
    --------
    >>> is_light(_siamese(np.random.default_rng(0)))
    True
    """
    return sum(coat.base) > 3 * 134


def _coat(rng, base, fur=None, points=None, **colours):
    if fur is None:
        fur = _shaded(Canvas(Image.new("RGB", (SIZE, SIZE), base)))
    is_siamese = points is not None
    defaults = {
        "edge": darker(base, 0.45) if sum(base) > 200 else lighter(base, 0.22),
        "muzzle": lighter(base, 0.35),
        "chest": None,
        "marks": None,
        "mask": None,
        "eyes": _eye_colour(rng, is_siamese),
        "nose": (206, 124, 122),
    }
    return Coat(base, fur, fur if points is None else points, **(defaults | colours))


def _eye_colour(rng, blue):
    hue = 0.57 if blue else rng.choice([0.13, 0.16, 0.22, 0.28, 0.36])
    return hsv(hue + rng.uniform(-0.02, 0.02), rng.uniform(0.5, 0.8), 0.88)


def _shaded(canvas):
    # Light falls from above: that gives a flat shape its roundness.
    light = np.linspace(1.12, 0.8, SIZE)[:, None, None]
    pixels = np.asarray(canvas.image) * light
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _solid(rng):
    base = [BLACK, WHITE, GREY, GINGER][rng.integers(4)]
    return _coat(rng, jitter(rng, base, 12))


def _tabby(rng):
    base = jitter(rng, [GREY, GINGER, BROWN, CREAM][rng.integers(4)], 14)
    stripe = darker(base, rng.uniform(0.4, 0.6))
    canvas = Canvas(Image.new("RGB", (SIZE, SIZE), base))
    for row, y in enumerate(np.arange(-1.0, 1.1, 0.36)):
        for x in np.arange(-1.1, 1.1, 0.2) + 0.1 * (row % 2):
            top = y + rng.uniform(-0.04, 0.04)
            bend, length = rng.uniform(-0.05, 0.05), rng.uniform(0.16, 0.3)
            path = [(x, top), (x + bend, top + length / 2), (x, top + length)]
            canvas.stroke(path, rng.uniform(0.04, 0.07), stripe)
    muzzle = mix(base, WHITE, 0.6)
    return _coat(rng, base, _shaded(canvas), marks=stripe, muzzle=muzzle)


def _tuxedo(rng):
    base = jitter(rng, [BLACK, BLACK, GREY][rng.integers(3)], 10)
    return _coat(rng, base, muzzle=WHITE, chest=WHITE)


def _calico(rng):
    canvas = Canvas(Image.new("RGB", (SIZE, SIZE), jitter(rng, WHITE, 8)))
    for colour in (GINGER, BLACK) * 5:
        x, y = rng.uniform(-1, 1, 2)
        turn = np.linspace(0, 2 * np.pi, 7, endpoint=False)
        radius = rng.uniform(0.15, 0.34, 7)
        patch = np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])
        canvas.blob(patch, jitter(rng, colour, 12))
    return _coat(rng, WHITE, _shaded(canvas), muzzle=WHITE, chest=WHITE)


def _siamese(rng):
    base = jitter(rng, CREAM, 10)
    dark = jitter(rng, (84, 64, 56), 10)
    points = Image.new("RGB", (SIZE, SIZE), dark)
    return _coat(rng, base, points=points, muzzle=darker(dark, 0.1), mask=dark)
