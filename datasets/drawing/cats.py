"""Cats in their poses.

Every function of ``POSES`` paints a cat about -1 to 1 wide and high on a canvas.

Examples
--------
>>> import numpy as np
>>> from .coats import random_coat
>>> from .places import plain
>>> rng = np.random.default_rng(0)
>>> canvas = plain(rng, 0.5)
>>> before = canvas.image.tobytes()
>>> for pose in POSES:
...     pose(canvas, random_coat(rng), rng)
>>> canvas.image.tobytes() == before
False
"""

from .cat_head import draw_head

__all__ = ["POSES"]


def face_on(canvas, coat, rng):
    """Paint a close-up: head and shoulders."""
    shoulders = [(-0.9, 2.2), (-0.62, 0.8), (0, 0.5), (0.62, 0.8), (0.9, 2.2)]
    canvas.blob(shoulders, coat.fur, coat.edge)
    if coat.chest is not None:
        canvas.ellipse(0, 1.1, 0.32, 0.45, coat.chest)
    draw_head(canvas, coat, 0, 0.05, 0.74, tilt=rng.uniform(-0.15, 0.15))


def sitting(canvas, coat, rng):
    """Paint a cat that sits and looks at us."""
    canvas.shadow(0, 0.95, 0.8, 0.12)
    tip = rng.uniform(0.0, 0.5)
    tail = [(0.35, 0.88), (0.7, 0.85), (0.85, 0.6), (0.78, tip)]
    canvas.stroke(tail, 0.17, coat.points, coat.edge)
    half = [(0.3, -0.15), (0.46, 0.3), (0.6, 0.75), (0.5, 0.96)]
    mirrored = [(-x, y) for x, y in reversed(half)]
    canvas.blob([(0, -0.3), *half, (0, 1.0), *mirrored], coat.fur, coat.edge)
    if coat.chest is not None:
        canvas.blob([(0, -0.1), (0.24, 0.2), (0, 0.65), (-0.24, 0.2)], coat.chest)
    for side in (-1, 1):
        leg = [(side * 0.15, 0.4), (side * 0.16, 0.9)]
        canvas.stroke(leg, 0.22, coat.fur, coat.edge)
        _paw(canvas, coat, side * 0.17, 0.94)
    draw_head(canvas, coat, 0, -0.42, 0.46, tilt=rng.uniform(-0.2, 0.2))


def sitting_sideways(canvas, coat, rng):
    """Paint a cat that sits in profile and turns its head to us."""
    canvas.shadow(-0.1, 0.95, 0.85, 0.12)
    tip = rng.uniform(0.3, 0.75)
    tail = [(-0.45, 0.88), (-0.8, 0.88), (-0.98, 0.7), (-0.95, tip)]
    canvas.stroke(tail, 0.17, coat.points, coat.edge)
    body = [
        (0.1, -0.35), (0.42, -0.1), (0.44, 0.3), (0.4, 0.95), (-0.1, 0.99),
        (-0.55, 0.97), (-0.7, 0.65), (-0.56, 0.2), (-0.25, -0.2),
    ]  # fmt: skip
    canvas.blob(body, coat.fur, coat.edge)
    canvas.ellipse(-0.33, 0.68, 0.32, 0.28, coat.fur, coat.edge)
    if coat.chest is not None:
        canvas.ellipse(0.32, 0.15, 0.13, 0.3, coat.chest)
    canvas.stroke([(0.27, 0.35), (0.3, 0.9)], 0.22, coat.fur, coat.edge)
    _paw(canvas, coat, 0.34, 0.94)
    _paw(canvas, coat, -0.12, 0.94)
    draw_head(canvas, coat, 0.2, -0.45, 0.44, tilt=rng.uniform(-0.15, 0.2))


def loaf(canvas, coat, rng):
    """Paint a cat that lies with its paws tucked in."""
    canvas.shadow(0, 0.72, 1.0, 0.13)
    body = [
        (-0.97, 0.5), (-0.85, 0.02), (-0.4, -0.22), (0.2, -0.2), (0.7, 0.05),
        (0.92, 0.5), (0.75, 0.76), (0, 0.8), (-0.8, 0.76),
    ]  # fmt: skip
    canvas.blob(body, coat.fur, coat.edge)
    canvas.ellipse(-0.5, 0.45, 0.36, 0.3, coat.fur, coat.edge)
    tail = [(-0.9, 0.62), (-0.5, 0.76), (-0.05, 0.74)]
    canvas.stroke(tail, 0.15, coat.points, coat.edge)
    if coat.chest is not None:
        canvas.ellipse(0.45, 0.45, 0.22, 0.25, coat.chest)
    _paw(canvas, coat, 0.35, 0.74)
    _paw(canvas, coat, 0.62, 0.74)
    draw_head(canvas, coat, 0.45, -0.16, 0.45, tilt=rng.uniform(-0.15, 0.15))


def facing_loaf(canvas, coat, rng):
    """Paint a cat that lies towards us, its front paws before it."""
    canvas.shadow(0, 0.8, 0.95, 0.13)
    tail = [(0.6, 0.7), (0.92, 0.55), (0.9, rng.uniform(0.1, 0.4))]
    canvas.stroke(tail, 0.15, coat.points, coat.edge)
    canvas.ellipse(0, 0.38, 0.76, 0.46, coat.fur, coat.edge)
    if coat.chest is not None:
        canvas.ellipse(0, 0.5, 0.3, 0.25, coat.chest)
    for side in (-1, 1):
        leg = [(side * 0.3, 0.5), (side * 0.25, 0.78)]
        canvas.stroke(leg, 0.22, coat.fur, coat.edge)
        _paw(canvas, coat, side * 0.25, 0.82)
    draw_head(canvas, coat, 0, -0.1, 0.54, tilt=rng.uniform(-0.2, 0.2))


def walking(canvas, coat, rng):
    """Paint a cat that walks across, its tail up."""
    canvas.shadow(0, 0.82, 0.85, 0.1)
    tip = rng.uniform(-0.2, 0.15)
    tail = [(-0.6, -0.05), (-0.85, -0.25), (-0.9, -0.6), (-0.8 + tip, -0.9)]
    canvas.stroke(tail, 0.15, coat.points, coat.edge)
    stride = rng.uniform(0.05, 0.2)
    for hip, foot in ((-0.42, -0.42 + stride), (0.42, 0.42 + stride)):
        _leg(canvas, coat, hip, foot)
    body = [
        (-0.72, 0.05), (-0.55, -0.22), (-0.1, -0.22), (0.35, -0.3), (0.66, -0.1),
        (0.62, 0.25), (0.2, 0.36), (-0.2, 0.32), (-0.6, 0.36),
    ]  # fmt: skip
    canvas.blob(body, coat.fur, coat.edge)
    for hip, foot in ((-0.55, -0.55 - stride / 2), (0.5, 0.5 - stride)):
        _leg(canvas, coat, hip, foot)
    if coat.chest is not None:
        canvas.ellipse(0.58, 0.1, 0.12, 0.2, coat.chest)
    draw_head(canvas, coat, 0.6, -0.36, 0.39, tilt=rng.uniform(-0.1, 0.2))


def stretching(canvas, coat, rng):
    """Paint a cat that bows: front paws far out, back end high."""
    canvas.shadow(0.05, 0.82, 1.0, 0.1)
    tip = rng.uniform(-0.15, 0.15)
    tail = [(-0.62, -0.3), (-0.8, -0.55), (-0.72 + tip, -0.95)]
    canvas.stroke(tail, 0.15, coat.points, coat.edge)
    _leg(canvas, coat, -0.45, -0.35)
    canvas.stroke([(0.35, 0.5), (0.88, 0.74)], 0.2, coat.fur, coat.edge)
    body = [
        (-0.8, 0.0), (-0.66, -0.4), (-0.3, -0.4), (0.1, -0.05), (0.55, 0.2),
        (0.62, 0.6), (0.3, 0.74), (-0.1, 0.5), (-0.4, 0.3), (-0.65, 0.35),
    ]  # fmt: skip
    canvas.blob(body, coat.fur, coat.edge)
    _leg(canvas, coat, -0.6, -0.65)
    canvas.stroke([(0.2, 0.6), (0.75, 0.78)], 0.2, coat.fur, coat.edge)
    _paw(canvas, coat, 0.95, 0.76)
    _paw(canvas, coat, 0.8, 0.8)
    draw_head(canvas, coat, 0.5, 0.14, 0.4, tilt=rng.uniform(-0.1, 0.25))


def curled_up(canvas, coat, rng):
    """Paint a cat asleep in a ring, its tail around it."""
    canvas.shadow(0, 0.6, 1.0, 0.25)
    canvas.ellipse(0, 0.15, 0.94, 0.64, coat.fur, coat.edge)
    canvas.stroke([(-0.7, 0.1), (-0.5, -0.15), (-0.15, -0.2)], 0.03, coat.edge)
    tail = [(-0.9, 0.3), (-0.6, 0.66), (-0.1, 0.74), (0.3, 0.62)]
    canvas.stroke(tail, 0.19, coat.points, coat.edge)
    _paw(canvas, coat, 0.1, 0.48)
    tilt = rng.uniform(0.2, 0.5)
    draw_head(canvas, coat, 0.42, 0.14, 0.46, tilt=tilt, asleep=True)


POSES = (
    face_on, face_on, sitting, sitting_sideways, loaf, facing_loaf, walking,
    stretching, curled_up,
)  # fmt: skip


def _leg(canvas, coat, hip, foot):
    canvas.stroke([(hip, 0.15), (foot, 0.72)], 0.2, coat.fur, coat.edge)
    _paw(canvas, coat, foot + 0.05, 0.76)


def _paw(canvas, coat, x, y):
    paint = coat.points if coat.chest is None else coat.chest
    canvas.ellipse(x, y, 0.15, 0.09, paint, coat.edge)
