"""Plants and landscapes, and pictures of nothing but shapes.

Every function of ``SCENES`` takes a generator and returns a painted canvas.

Examples
--------
>>> rng = np.random.default_rng(0)
>>> {scene(rng).image.size for scene in SCENES}
{(256, 256)}
"""

import numpy as np

from .canvas import Frame
from .colours import darker, hsv, lighter
from .places import cloud, gradient, random_place

__all__ = ["SCENES"]


def _daylight(rng):
    return rng.uniform(0.3, 0.92)


def tree(rng):
    """Paint a tree on a hill."""
    value = _daylight(rng)
    sky = hsv(rng.uniform(0.5, 0.64), rng.uniform(0.15, 0.5), value)
    canvas = gradient(sky, lighter(sky, 0.35))
    if rng.uniform() < 0.5:
        cloud(canvas, rng, lighter(sky, 0.5))
    hill = hsv(rng.uniform(0.2, 0.34), 0.55, value * 0.7)
    top = rng.uniform(0.3, 0.7)
    canvas.blob([(-1.6, 1.5), (-0.8, top + 0.1), (0.2, top), (1.6, 1.5)], hill)
    scale = rng.uniform(0.45, 0.75)
    wood = canvas.framed(Frame(rng.uniform(-0.45, 0.45), top + 0.1 - scale, scale))
    wood.polygon(
        [(-0.12, 1.0), (-0.06, 0), (0.06, 0), (0.12, 1.0)], hsv(0.07, 0.5, 0.35)
    )
    leaf = hsv(rng.choice([0.07, 0.12, 0.27, 0.33]), 0.6, rng.uniform(0.3, 0.7))
    for x, y in ((0, -0.5), (-0.42, -0.15), (0.42, -0.15), (0, 0.0), (0.1, -0.3)):
        shade = darker(leaf, rng.uniform(0, 0.25))
        wood.ellipse(x, y, 0.42, 0.38, shade)
    return canvas


def flower(rng):
    """Paint a flower, in a meadow or before a wall."""
    place = random_place(rng, light=rng.uniform() < 0.5)
    for _ in range(rng.integers(1, 4)):
        scale = rng.uniform(0.25, 0.5)
        x, y = rng.uniform(-0.6, 0.6), rng.uniform(-0.5, 0.3)
        canvas = place.framed(Frame(x, y, scale, tilt=rng.uniform(-0.2, 0.2)))
        green = hsv(0.33, 0.6, rng.uniform(0.3, 0.6))
        canvas.stroke([(0, 0), (0.1, 1.5), (0, 6)], 0.13, green)
        canvas.ellipse(0.4, 1.5, 0.4, 0.16, green, tilt=-0.6)
        petal = hsv(
            rng.uniform(0.75, 1.18), rng.uniform(0.3, 0.8), rng.uniform(0.5, 0.98)
        )
        for turn in np.linspace(0, 2 * np.pi, 8)[:-1]:
            across, down = 0.55 * np.cos(turn), 0.55 * np.sin(turn)
            canvas.ellipse(across, down, 0.4, 0.24, petal, darker(petal), tilt=turn)
        canvas.ellipse(0, 0, 0.28, 0.28, (236, 190, 62))
    return place


def mountains(rng):
    """Paint mountain ranges, one behind the other."""
    value = _daylight(rng)
    sky = hsv(rng.uniform(0.5, 0.7), rng.uniform(0.1, 0.5), value)
    canvas = gradient(sky, lighter(sky, 0.4))
    rock = hsv(rng.uniform(0.5, 0.75), 0.3, value * 0.8)
    for layer in range(3):
        base = -0.3 + 0.4 * layer
        xs = np.linspace(-1.2, 1.2, 7)
        ys = base + rng.uniform(-0.3, 0.3, 7)
        range_colour = darker(rock, 0.25 * layer)
        canvas.polygon(
            [(-1.2, 1.2), *zip(xs, ys, strict=True), (1.2, 1.2)], range_colour
        )
        if layer == 0:
            x, y = xs[ys.argmin()], ys.min()
            canvas.polygon(
                [(x, y), (x + 0.14, y + 0.16), (x - 0.14, y + 0.16)], (240, 242, 246)
            )
    return canvas


def sea(rng):
    """Paint the sea, a low sun and a boat."""
    value = rng.uniform(0.3, 0.9)
    glow = hsv(rng.uniform(0.02, 0.14), rng.uniform(0.3, 0.6), value)
    canvas = gradient(hsv(rng.uniform(0.55, 0.75), 0.4, value * 0.8), glow)
    x, horizon = rng.uniform(-0.7, 0.7), rng.uniform(-0.1, 0.4)
    canvas.ellipse(x, horizon - 0.2, 0.2, 0.2, (252, 224, 150))
    water = hsv(rng.uniform(0.5, 0.62), 0.5, value * 0.6)
    canvas.box(-1, horizon, 1, 1, water)
    for _ in range(14):
        left, y = rng.uniform(-1, 0.8), rng.uniform(horizon + 0.06, 1)
        canvas.stroke([(left, y), (left + 0.3, y)], 0.03, lighter(water, 0.3))
    boat = canvas.framed(
        Frame(rng.uniform(-0.5, 0.5), horizon - 0.05, rng.uniform(0.3, 0.5))
    )
    boat.polygon([(-0.5, 0.1), (0.5, 0.1), (0.35, 0.4), (-0.35, 0.4)], (96, 60, 44))
    boat.polygon([(0.03, -0.9), (0.45, 0.02), (0.03, 0.02)], (240, 236, 226))
    boat.polygon([(-0.03, -0.75), (-0.35, 0.02), (-0.03, 0.02)], (222, 212, 196))
    return canvas


def skyline(rng):
    """Paint the houses of a town, by day or by night."""
    night = rng.uniform() < 0.5
    sky = hsv(rng.uniform(0.55, 0.7), 0.5, 0.2 if night else rng.uniform(0.6, 0.9))
    canvas = gradient(sky, lighter(sky, 0.3))
    left = -1.0
    while left < 1:
        width, top = rng.uniform(0.25, 0.45), rng.uniform(-0.7, 0.2)
        wall = hsv(
            rng.uniform(),
            0.2,
            rng.uniform(0.1, 0.3) if night else rng.uniform(0.35, 0.7),
        )
        canvas.box(left, top, left + width, 1, wall)
        for x in np.arange(left + 0.05, left + width - 0.08, 0.13):
            for y in np.arange(top + 0.08, 0.9, 0.2):
                lit = rng.uniform() < 0.5
                pane = (248, 220, 130) if night and lit else darker(wall, 0.3)
                canvas.box(x, y, x + 0.07, y + 0.1, pane)
        left += width
    return canvas


def shapes(rng):
    """Paint circles, triangles and bars at random."""
    value = rng.uniform(0.15, 0.9)
    paper = hsv(rng.uniform(), rng.uniform(0.1, 0.5), value)
    canvas = gradient(paper, darker(paper, 0.1))
    for _ in range(rng.integers(3, 7)):
        frame = Frame(
            *rng.uniform(-0.8, 0.8, 2), rng.uniform(0.15, 0.4), tilt=rng.uniform(0, 6)
        )
        piece = canvas.framed(frame)
        colour = hsv(rng.uniform(), rng.uniform(0.4, 0.9), rng.uniform(0.2, 0.95))
        kind = rng.integers(3)
        if kind == 0:
            piece.ellipse(0, 0, 1, 1, colour)
        elif kind == 1:
            piece.polygon([(0, -1), (0.9, 0.6), (-0.9, 0.6)], colour)
        else:
            piece.box(-1.2, -0.4, 1.2, 0.4, colour)
    return canvas


SCENES = (tree, flower, mountains, sea, skyline, shapes)
