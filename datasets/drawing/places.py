"""Backgrounds that suit anything: rooms, gardens, plain walls, each light or dark.

Every function of ``PLACES`` takes a generator and a brightness (0 to 1).
"""

import numpy as np
from PIL import Image

from .canvas import SIZE, Canvas
from .colours import darker, hsv, jitter, lighter, mix

__all__ = ["PLACES", "cloud", "gradient", "random_place"]


def random_place(rng, light):
    """Return a canvas with a background that is `light` (True) or dark (False).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> dark, bright = (random_place(rng, light) for light in (False, True))
    >>> bool(np.mean(dark.image) < np.mean(bright.image))
    True
    """
    value = rng.uniform(0.66, 0.92) if light else rng.uniform(0.16, 0.38)
    return PLACES[rng.integers(len(PLACES))](rng, value)


def gradient(top, bottom):
    """Return a canvas that goes from the colour `top` to the colour `bottom`.

    Examples
    --------
    >>> canvas = gradient((0, 0, 0), (255, 255, 255))
    >>> canvas.image.getpixel((9, 0)), canvas.image.getpixel((9, 255))
    ((0, 0, 0), (255, 255, 255))
    """
    share = np.linspace(0, 1, SIZE)[:, None, None]
    rows = np.array(top) * (1 - share) + np.array(bottom) * share
    pixels = np.broadcast_to(rows.round(), (SIZE, SIZE, 3)).astype(np.uint8)
    return Canvas(Image.fromarray(pixels))


def plain(rng, value):
    """Paint a studio wall in one colour."""
    colour = hsv(rng.uniform(), rng.uniform(0.05, 0.5), value)
    return gradient(lighter(colour, 0.1), darker(colour, 0.12))


def room(rng, value):
    """Paint a wall with a picture on it and a floor."""
    wall = hsv(rng.uniform(), rng.uniform(0.05, 0.4), value)
    floor = hsv(rng.uniform(0.05, 0.1), rng.uniform(0.3, 0.5), value * 0.85)
    canvas = gradient(wall, darker(wall, 0.1))
    horizon = rng.uniform(0.3, 0.6)
    canvas.box(-1, horizon, 1, 1, floor)
    canvas.box(-1, horizon - 0.05, 1, horizon + 0.02, lighter(wall, 0.3))
    for x in np.arange(-1.5, 1.6, 0.4):
        canvas.stroke(
            [(x * 0.7, horizon + 0.03), (x * 1.3, 1)], 0.02, darker(floor, 0.2)
        )
    x, y = rng.uniform(-0.9, 0.5), rng.uniform(-0.95, -0.6)
    canvas.box(x, y, x + 0.5, y + 0.45, darker(wall, 0.35))
    inside = hsv(rng.uniform(), 0.4, min(value * 1.1, 1))
    canvas.box(x + 0.06, y + 0.06, x + 0.44, y + 0.39, inside)
    return canvas


def sofa(rng, value):
    """Paint a sofa with cushions before a wall."""
    cloth = hsv(rng.uniform(), rng.uniform(0.15, 0.45), value)
    wall = hsv(rng.uniform(), rng.uniform(0.05, 0.3), value * 0.9)
    canvas = gradient(wall, darker(wall, 0.1))
    top = rng.uniform(-0.6, -0.3)
    edge = darker(cloth, 0.3)
    for left in (-1.05, 0.0):
        back = [(left, 1), (left, top + 0.1), (left + 0.1, top), (left + 0.95, top)]
        canvas.polygon([*back, (left + 1.05, top + 0.1), (left + 1.05, 1)], cloth, edge)
    canvas.box(-1.1, 0.5, 1.1, 1.1, lighter(cloth, 0.12), edge)
    pillow = hsv(rng.uniform(), 0.35, min(value * 1.15, 1))
    x = rng.choice([-0.85, 0.45])
    canvas.blob([(x, 0.0), (x + 0.45, 0.05), (x + 0.45, 0.5), (x, 0.5)], pillow, edge)
    return canvas


def grass(rng, value):
    """Paint a meadow with blades of grass, and some sky above it."""
    sky = hsv(rng.uniform(0.52, 0.62), rng.uniform(0.2, 0.5), value)
    green = hsv(rng.uniform(0.22, 0.36), rng.uniform(0.4, 0.7), value * 0.85)
    canvas = gradient(sky, lighter(sky, 0.3))
    horizon = rng.uniform(-0.6, 0.1)
    canvas.box(-1, horizon, 1, 1, green)
    for _ in range(70):
        x, y = rng.uniform(-1, 1), rng.uniform(horizon + 0.05, 1)
        blade = [(x, y), (x + rng.uniform(-0.06, 0.06), y - rng.uniform(0.08, 0.2))]
        shade = mix(green, hsv(0.2, 0.5, value), rng.uniform(0, 0.6))
        canvas.stroke(blade, 0.025, darker(shade, rng.uniform(0, 0.3)))
    return canvas


def sky(rng, value):
    """Paint a sky with clouds over a low roof or wall."""
    blue = hsv(rng.uniform(0.53, 0.66), rng.uniform(0.3, 0.6), value)
    canvas = gradient(blue, lighter(blue, 0.3))
    for _ in range(rng.integers(2, 5)):
        cloud(canvas, rng, lighter(blue, 0.35))
    ledge = hsv(rng.uniform(0, 0.1), rng.uniform(0.2, 0.5), value * 0.8)
    canvas.box(-1.1, rng.uniform(0.45, 0.65), 1.1, 1.1, ledge, darker(ledge))
    return canvas


def cloud(canvas, rng, colour):
    """Paint one cloud somewhere in the upper half.

    Examples
    --------
    >>> canvas = gradient((0, 0, 0), (0, 0, 0))
    >>> cloud(canvas, np.random.default_rng(0), (255, 255, 255))
    >>> np.asarray(canvas.image).max()
    np.uint8(255)
    """
    x, y, size = rng.uniform(-1, 1), rng.uniform(-0.9, -0.1), rng.uniform(0.15, 0.3)
    for step in (-1, 0, 1):
        rise = 0.4 if step == 0 else 0.0
        canvas.ellipse(
            x + step * size * 0.8, y - rise * size, size, size * 0.55, colour
        )


def bricks(rng, value):
    """Paint a wall of bricks."""
    brick = hsv(rng.uniform(0.0, 0.1), rng.uniform(0.2, 0.55), value)
    mortar = mix(brick, (200, 196, 190), 0.35)
    canvas = gradient(mortar, mortar)
    height = rng.uniform(0.2, 0.28)
    for row, top in enumerate(np.arange(-1, 1, height)):
        for left in np.arange(-1.4 + 0.25 * (row % 2), 1, 0.5):
            colour = jitter(rng, brick, 12)
            canvas.box(left, top, left + 0.46, top + height - 0.035, colour)
    return canvas


def curtain(rng, value):
    """Paint a window with curtains at both sides."""
    cloth = hsv(rng.uniform(), rng.uniform(0.15, 0.45), value)
    outside = hsv(rng.uniform(0.5, 0.65), rng.uniform(0.1, 0.35), value)
    canvas = gradient(outside, lighter(outside, 0.15))
    frame = darker(outside, 0.25)
    canvas.box(-0.03, -1, 0.03, 1, frame)
    canvas.box(-1, -0.25, 1, -0.18, frame)
    for side in (-1, 1):
        for fold, x in enumerate(np.arange(0.55, 1.05, 0.12)):
            shade = darker(cloth, 0.2 * (fold % 2))
            canvas.stroke([(side * x, -1), (side * x * 1.03, 0.9)], 0.14, shade)
    canvas.box(-1, 0.75, 1, 1, lighter(frame, 0.2), frame)
    return canvas


def carpet(rng, value):
    """Paint a carpet with a border, seen from above."""
    cloth = hsv(rng.uniform(), rng.uniform(0.15, 0.5), value)
    border = hsv(rng.uniform(), rng.uniform(0.2, 0.5), value * 0.85)
    canvas = gradient(border, darker(border, 0.1))
    canvas.box(-0.85, -0.85, 0.85, 0.85, cloth, lighter(cloth, 0.3))
    for x in np.arange(-0.7, 0.71, 0.28):
        for y in (-0.7, 0.7):
            diamond = [(x - 0.08, y), (x, y - 0.08), (x + 0.08, y), (x, y + 0.08)]
            canvas.polygon(diamond, lighter(cloth, 0.25))
    return canvas


PLACES = (plain, room, sofa, grass, sky, bricks, curtain, carpet)
