"""Things: cars, houses, cups, balls, furniture.

Every function of ``THINGS`` takes a generator and returns a painted canvas.

Examples
--------
>>> rng = np.random.default_rng(0)
>>> {thing(rng).image.size for thing in THINGS}
{(256, 256)}
"""

import numpy as np

from .canvas import Frame
from .colours import darker, hsv, lighter
from .places import cloud, gradient, random_place

__all__ = ["THINGS"]

INK = (30, 30, 34)


def _paint_of(rng, light):
    value = rng.uniform(0.7, 0.95) if light else rng.uniform(0.2, 0.45)
    return hsv(rng.uniform(), rng.uniform(0.3, 0.8), value)


def _standing(rng, smallest, largest):
    """Return place, canvas and the colour of a thing that stands in a room."""
    light = rng.uniform() < 0.5
    place = random_place(rng, light=not light)
    scale = rng.uniform(smallest, largest)
    frame = Frame(rng.uniform(-0.45, 0.45), 0.9 - scale, scale, rng.uniform() < 0.5)
    return place, place.framed(frame), _paint_of(rng, light)


def _outdoors(rng, horizon):
    value = rng.uniform(0.25, 0.9)
    sky = hsv(rng.uniform(0.53, 0.64), rng.uniform(0.2, 0.55), value)
    canvas = gradient(sky, lighter(sky, 0.3))
    for _ in range(rng.integers(0, 4)):
        cloud(canvas, rng, lighter(sky, 0.4))
    canvas.box(-1, horizon, 1, 1, hsv(rng.uniform(0.22, 0.36), 0.5, value * 0.75))
    return canvas


def car(rng):
    """Paint a car on a road."""
    horizon = rng.uniform(-0.1, 0.4)
    place = _outdoors(rng, horizon)
    place.box(-1, horizon + 0.15, 1, horizon + 0.6, (92, 92, 98))
    for x in np.arange(-0.9, 1, 0.5):
        place.box(x, horizon + 0.35, x + 0.25, horizon + 0.39, (226, 222, 204))
    scale = rng.uniform(0.5, 0.8)
    frame = Frame(rng.uniform(-0.3, 0.3), horizon + 0.05, scale, rng.uniform() < 0.5)
    canvas = place.framed(frame)
    body = _paint_of(rng, rng.uniform() < 0.5)
    edge = darker(body, 0.4)
    canvas.shadow(0, 0.42, 1.0, 0.08)
    canvas.polygon([(-0.62, -0.1), (-0.4, -0.5), (0.3, -0.5), (0.6, -0.1)], body, edge)
    for left, right in ((-0.36, -0.06), (0.02, 0.26)):
        glass = [
            (left - 0.1, -0.12),
            (left, -0.42),
            (right, -0.42),
            (right + 0.1, -0.12),
        ]
        canvas.polygon(glass, (176, 206, 218))
    canvas.blob(
        [
            (-0.98, 0.25),
            (-0.95, -0.08),
            (0, -0.14),
            (0.9, -0.08),
            (1.0, 0.25),
            (0, 0.32),
        ],
        body,
        edge,
    )
    canvas.ellipse(0.92, 0.02, 0.07, 0.07, (250, 236, 160))
    for x in (-0.55, 0.55):
        canvas.ellipse(x, 0.27, 0.22, 0.22, INK)
        canvas.ellipse(x, 0.27, 0.1, 0.1, (180, 180, 184))
    return place


def house(rng):
    """Paint a house in a garden."""
    horizon = rng.uniform(0.2, 0.5)
    place = _outdoors(rng, horizon)
    scale = rng.uniform(0.45, 0.7)
    x = rng.uniform(-0.35, 0.35)
    canvas = place.framed(Frame(x, horizon + 0.1 - scale * 0.7, scale))
    wall = hsv(rng.uniform(0.02, 0.15), rng.uniform(0.1, 0.5), rng.uniform(0.4, 0.95))
    roof = hsv(rng.uniform(-0.03, 0.05), rng.uniform(0.4, 0.7), rng.uniform(0.3, 0.65))
    canvas.box(0.35, -1.0, 0.55, -0.3, darker(roof, 0.3))
    canvas.box(-0.75, -0.2, 0.75, 0.75, wall, darker(wall))
    canvas.polygon([(-0.95, -0.15), (0, -0.95), (0.95, -0.15)], roof, darker(roof))
    canvas.box(-0.16, 0.2, 0.16, 0.75, darker(roof, 0.4))
    lamp = (250, 226, 140) if rng.uniform() < 0.4 else (150, 186, 206)
    for left in (-0.6, 0.32):
        canvas.box(left, 0.05, left + 0.3, 0.35, lamp, lighter(wall, 0.5))
    return place


def cup(rng):
    """Paint a steaming cup on its saucer."""
    place, canvas, china = _standing(rng, 0.35, 0.6)
    edge = darker(china)
    canvas.shadow(0, 0.9, 0.9, 0.12)
    canvas.ellipse(0, 0.85, 0.8, 0.13, lighter(china, 0.2), edge)
    handle = [(0.45, -0.05), (0.85, 0.0), (0.8, 0.4), (0.4, 0.5)]
    canvas.stroke(handle, 0.13, china, edge)
    canvas.blob(
        [
            (-0.55, -0.25),
            (0.55, -0.25),
            (0.48, 0.45),
            (0.25, 0.8),
            (-0.25, 0.8),
            (-0.48, 0.45),
        ],
        china,
        edge,
    )
    canvas.ellipse(0, -0.25, 0.56, 0.14, lighter(china, 0.3), edge)
    canvas.ellipse(0, -0.23, 0.46, 0.09, (92, 58, 38))
    for x in (-0.2, 0.15):
        steam = [(x, -0.45), (x + 0.1, -0.65), (x - 0.05, -0.85), (x + 0.08, -1.05)]
        canvas.stroke(steam, 0.05, (226, 226, 226))
    return place


def ball(rng):
    """Paint a striped ball."""
    place, canvas, colour = _standing(rng, 0.3, 0.55)
    canvas.shadow(0, 0.95, 0.8, 0.15)
    canvas.ellipse(0, 0.1, 0.85, 0.85, colour, darker(colour))
    stripe = hsv(rng.uniform(), 0.6, rng.uniform(0.4, 0.95))
    for lean in (-0.45, 0.45):
        canvas.stroke([(lean, -0.6), (lean * 0.3, 0.1), (lean, 0.8)], 0.2, stripe)
    canvas.ellipse(-0.3, -0.3, 0.16, 0.12, lighter(colour, 0.7), tilt=-0.6)
    return place


def chair(rng):
    """Paint a wooden chair."""
    place, canvas, wood = _standing(rng, 0.5, 0.75)
    edge = darker(wood, 0.4)
    canvas.shadow(0, 0.97, 0.7, 0.08)
    for x, top in ((-0.5, -1.0), (0.3, -1.0), (-0.3, 0.15), (0.52, 0.15)):
        canvas.box(x - 0.06, top, x + 0.06, 0.98, wood, edge)
    for y in (-0.9, -0.6, -0.3):
        canvas.box(-0.5, y, 0.3, y + 0.14, wood, edge)
    canvas.polygon(
        [(-0.58, 0.1), (0.34, 0.1), (0.62, 0.26), (-0.38, 0.26)],
        lighter(wood, 0.15),
        edge,
    )
    return place


def lamp(rng):
    """Paint a standing lamp and its light."""
    place, canvas, shade = _standing(rng, 0.6, 0.85)
    canvas.ellipse(0, 0.95, 0.35, 0.07, INK)
    canvas.box(-0.04, -0.4, 0.04, 0.95, INK)
    bulb = (252, 228, 150) if rng.uniform() < 0.6 else shade
    canvas.polygon(
        [(-0.25, -1.0), (0.25, -1.0), (0.5, -0.35), (-0.5, -0.35)], bulb, darker(shade)
    )
    return place


THINGS = (car, house, cup, ball, chair, lamp)
