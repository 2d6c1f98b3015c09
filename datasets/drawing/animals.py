"""Animals that are not cats.

Every function of ``ANIMALS`` takes a generator and returns a painted canvas.

Examples
--------
>>> import numpy as np
>>> rng = np.random.default_rng(0)
>>> {animal(rng).image.size for animal in ANIMALS}
{(256, 256)}
"""

from .canvas import Frame
from .colours import darker, hsv, jitter, lighter
from .places import gradient, random_place

__all__ = ["ANIMALS"]

DOG_COATS = [(150, 104, 62), (206, 168, 116), (62, 52, 46), (222, 214, 202)]
RABBIT_COATS = [(196, 188, 178), (150, 118, 92), (110, 106, 106), (236, 232, 228)]
INK = (22, 20, 22)


def _furry_scene(rng, coats):
    coat = jitter(rng, coats[rng.integers(len(coats))], 12)
    place = random_place(rng, light=sum(coat) < 3 * 128)
    scale, shift = rng.uniform(0.58, 0.88), rng.uniform(-0.25, 0.25)
    frame = Frame(shift, 1 - scale * rng.uniform(1.05, 1.2), scale, rng.uniform() < 0.5)
    return place, place.framed(frame), coat


def dog(rng):
    """Paint a dog that sits and looks at us."""
    place, canvas, coat = _furry_scene(rng, DOG_COATS)
    edge, ear, muzzle = darker(coat, 0.45), darker(coat, 0.35), lighter(coat, 0.4)
    canvas.shadow(0, 0.95, 0.7, 0.1)
    canvas.stroke([(0.4, 0.8), (0.7, 0.65), (0.75, 0.4)], 0.12, coat, edge)
    canvas.blob(
        [(0, -0.2), (0.38, 0.2), (0.5, 0.95), (-0.5, 0.95), (-0.38, 0.2)], coat, edge
    )
    for side in (-1, 1):
        canvas.stroke([(side * 0.18, 0.4), (side * 0.2, 0.9)], 0.2, coat, edge)
        canvas.ellipse(side * 0.22, 0.94, 0.17, 0.08, muzzle, edge)
    canvas.ellipse(0, -0.45, 0.38, 0.42, coat, edge)
    for side in (-1, 1):
        flap = [(0.2, -0.8), (0.44, -0.72), (0.56, -0.3), (0.44, -0.05), (0.32, -0.4)]
        canvas.blob([(side * x, y) for x, y in flap], ear, edge)
        canvas.ellipse(side * 0.16, -0.52, 0.06, 0.065, INK)
    canvas.ellipse(0, -0.2, 0.22, 0.22, muzzle)
    canvas.ellipse(0, -0.3, 0.1, 0.07, INK)
    canvas.ellipse(0, -0.02, 0.08, 0.12, (214, 108, 112))
    return place


def dog_in_profile(rng):
    """Paint a dog that stands and looks to the side."""
    place, canvas, coat = _furry_scene(rng, DOG_COATS)
    edge, ear = darker(coat, 0.45), darker(coat, 0.35)
    canvas.shadow(0, 0.92, 0.8, 0.1)
    canvas.stroke([(-0.65, 0.0), (-0.9, -0.2), (-0.92, -0.45)], 0.1, coat, edge)
    for x in (-0.55, -0.35, 0.3, 0.5):
        canvas.stroke([(x, 0.2), (x, 0.88)], 0.16, coat, edge)
    canvas.blob(
        [(-0.7, 0.1), (0, -0.12), (0.6, -0.15), (0.62, 0.3), (0, 0.4), (-0.65, 0.38)],
        coat,
        edge,
    )
    canvas.stroke([(0.5, 0.0), (0.6, -0.4)], 0.32, coat)
    canvas.blob(
        [(0.4, -0.75), (0.72, -0.75), (1.05, -0.5), (1.02, -0.33), (0.6, -0.3)],
        coat,
        edge,
    )
    canvas.ellipse(1.05, -0.5, 0.07, 0.06, INK)
    canvas.ellipse(0.72, -0.58, 0.04, 0.045, INK)
    canvas.blob([(0.42, -0.75), (0.58, -0.68), (0.54, -0.25), (0.36, -0.3)], ear, edge)
    return place


def rabbit(rng):
    """Paint a rabbit with its ears up."""
    place, canvas, coat = _furry_scene(rng, RABBIT_COATS)
    edge = darker(coat, 0.4)
    canvas.shadow(0, 0.95, 0.7, 0.1)
    canvas.ellipse(-0.6, 0.65, 0.16, 0.15, lighter(coat, 0.6), edge)
    canvas.ellipse(-0.1, 0.55, 0.56, 0.42, coat, edge)
    for x, tilt in ((0.22, -0.15), (0.44, 0.15)):
        canvas.ellipse(x, -0.55, 0.12, 0.42, coat, edge, tilt=tilt)
        canvas.ellipse(x, -0.52, 0.055, 0.32, (214, 156, 152), tilt=tilt)
    canvas.ellipse(0.34, 0.1, 0.34, 0.3, coat, edge)
    canvas.ellipse(0.42, 0.03, 0.06, 0.07, INK)
    canvas.ellipse(0.66, 0.14, 0.045, 0.035, (206, 124, 122))
    canvas.ellipse(0.2, 0.9, 0.26, 0.09, coat, edge)
    return place


def bird(rng):
    """Paint a bird on a branch."""
    light = rng.uniform() < 0.5
    blue = hsv(rng.uniform(0.5, 0.62), rng.uniform(0.2, 0.5), 0.85 if light else 0.3)
    place = gradient(blue, lighter(blue, 0.3))
    bark = hsv(0.07, 0.5, rng.uniform(0.2, 0.5))
    y = rng.uniform(0.2, 0.6)
    place.stroke([(-1.1, y + 0.1), (0, y), (1.1, y - 0.15)], 0.1, bark)
    for x in rng.uniform(-1, 1, 5):
        place.ellipse(
            x, y - 0.12, 0.16, 0.07, hsv(0.3, 0.6, 0.5), tilt=rng.uniform(-1, 1)
        )
    size = rng.uniform(0.4, 0.65)
    frame = Frame(rng.uniform(-0.4, 0.4), y - size * 0.62, size, rng.uniform() < 0.5)
    canvas = place.framed(frame)
    feather = hsv(rng.uniform(), rng.uniform(0.3, 0.8), rng.uniform(0.4, 0.85))
    edge = darker(feather)
    canvas.polygon([(-0.5, 0.1), (-1.2, 0.45), (-1.0, 0.6), (-0.3, 0.4)], edge)
    canvas.blob(
        [(-0.6, 0.2), (0, -0.3), (0.5, -0.1), (0.4, 0.45), (-0.2, 0.6)], feather, edge
    )
    canvas.ellipse(0.2, 0.25, 0.3, 0.28, lighter(feather, 0.6))
    canvas.ellipse(0.42, -0.35, 0.3, 0.28, feather, edge)
    canvas.polygon([(0.68, -0.42), (1.0, -0.3), (0.66, -0.22)], (232, 166, 54))
    canvas.ellipse(0.5, -0.4, 0.06, 0.06, INK)
    canvas.blob([(-0.6, 0.25), (-0.1, -0.1), (0.15, 0.2), (-0.2, 0.4)], edge)
    return place


def fish(rng):
    """Paint a fish among weeds and bubbles."""
    value = rng.uniform(0.3, 0.85)
    water = hsv(rng.uniform(0.46, 0.6), rng.uniform(0.4, 0.7), value)
    place = gradient(lighter(water, 0.2), darker(water, 0.35))
    for x in rng.uniform(-1, 1, 4):
        weed = [(x, 1), (x + 0.1, 0.7), (x - 0.08, 0.4), (x + 0.05, 0.15)]
        place.stroke(weed, 0.08, hsv(0.36, 0.6, value * 0.6))
    for x, y, size in zip(
        *rng.uniform(-0.9, 0.9, (2, 6)), rng.uniform(0.03, 0.07, 6), strict=True
    ):
        place.ellipse(x, y, size, size, lighter(water, 0.4))
    frame = Frame(
        *rng.uniform(-0.25, 0.25, 2), rng.uniform(0.45, 0.7), rng.uniform() < 0.5
    )
    canvas = place.framed(frame)
    scales = hsv(rng.uniform(), rng.uniform(0.5, 0.9), rng.uniform(0.5, 0.95))
    edge = darker(scales)
    canvas.polygon([(-0.6, 0), (-1.15, -0.45), (-1.0, 0), (-1.15, 0.45)], edge)
    canvas.blob([(-0.2, -0.4), (0.1, -0.75), (0.45, -0.35)], edge)
    canvas.blob([(-0.75, 0), (0, -0.46), (0.85, -0.02), (0, 0.46)], scales, edge)
    for x in (-0.35, 0.0):
        canvas.stroke([(x, -0.3), (x + 0.08, 0), (x, 0.3)], 0.09, lighter(scales, 0.6))
    canvas.ellipse(0.52, -0.1, 0.1, 0.1, (250, 250, 250))
    canvas.ellipse(0.54, -0.1, 0.05, 0.05, INK)
    return place


ANIMALS = (dog, dog_in_profile, rabbit, bird, fish)
