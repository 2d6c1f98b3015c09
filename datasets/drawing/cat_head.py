"""The head of a cat, seen from the front."""

from .canvas import SIZE, Frame
from .colours import darker, lighter

OUTLINE = [
    (0, -0.8), (0.5, -0.74), (0.9, -0.3), (1.02, 0.2), (0.68, 0.7),
    (0, 0.88), (-0.68, 0.7), (-1.02, 0.2), (-0.9, -0.3), (-0.5, -0.74),
]  # fmt: skip


def draw_head(canvas, coat, x, y, radius, tilt=0.0, asleep=False):
    """Paint a head of `radius` (half its width) at (x, y), leaning by `tilt`.

    Examples
    --------
    >>> import numpy as np
    >>> from .coats import random_coat
    >>> from .places import gradient
    >>> canvas = gradient((0, 0, 255), (0, 0, 255))
    >>> draw_head(canvas, random_coat(np.random.default_rng(0)), 0, 0, 0.5)
    >>> canvas.image.getpixel((128, 90)) == (0, 0, 255)
    False
    """
    frame = canvas.frame
    across, down = frame.to_pixels([(x, y)])[0] * 2 / SIZE - 1
    lean = frame.tilt - tilt if frame.flip else frame.tilt + tilt
    head = canvas.framed(Frame(across, down, frame.scale * radius, frame.flip, lean))
    for side in (-1, 1):
        _ear(head, coat, side)
    head.blob(OUTLINE, coat.fur, coat.edge)
    _markings(head, coat)
    for side in (-1, 1):
        (_closed_eye if asleep else _eye)(head, coat, side)
    _muzzle(head, coat)
    if not asleep:
        _whiskers(head, coat)


def _ear(head, coat, side):
    outer = [(0.97, -0.1), (0.98, -0.75), (0.86, -1.3), (0.5, -1.02), (0.15, -0.7)]
    inner = [(0.84, -0.45), (0.8, -1.08), (0.4, -0.75)]
    head.polygon([(side * x, y) for x, y in outer], coat.points, coat.edge)
    head.polygon([(side * x, y) for x, y in inner], (208, 148, 142))


def _markings(head, coat):
    if coat.mask is not None:
        head.ellipse(0, 0.25, 0.62, 0.55, coat.mask)
    if coat.chest is not None:
        blaze = [
            (0, -0.5),
            (0.16, 0.1),
            (0.5, 0.5),
            (0, 0.86),
            (-0.5, 0.5),
            (-0.16, 0.1),
        ]
        head.blob(blaze, coat.chest)
    if coat.marks is not None:
        head.ellipse(0, 0.12, 0.7, 0.62, coat.base)
        for x in (-0.24, 0, 0.24):
            head.stroke([(x * 1.2, -0.74), (x, -0.4)], 0.1, coat.marks)
        for side in (-1, 1):
            head.stroke([(side * 0.95, 0.1), (side * 0.62, 0.2)], 0.09, coat.marks)


def _eye(head, coat, side):
    head.ellipse(
        side * 0.43, -0.08, 0.27, 0.24, darker(coat.base, 0.75), tilt=side * -0.2
    )
    head.ellipse(side * 0.43, -0.08, 0.22, 0.19, coat.eyes, tilt=side * -0.2)
    head.ellipse(side * 0.42, -0.08, 0.085, 0.18, (14, 14, 16))
    head.ellipse(side * 0.42 + 0.08, -0.15, 0.05, 0.05, (255, 255, 255))


def _closed_eye(head, coat, side):
    dark = darker(coat.base, 0.8) if sum(coat.base) > 200 else lighter(coat.base, 0.45)
    lid = [(side * 0.2, -0.02), (side * 0.43, 0.09), (side * 0.66, -0.04)]
    head.stroke(lid, 0.08, dark)


def _muzzle(head, coat):
    for side in (-1, 1):
        head.ellipse(side * 0.19, 0.45, 0.26, 0.2, coat.muzzle)
    head.polygon([(-0.14, 0.2), (0.14, 0.2), (0, 0.37)], coat.nose)
    dark = darker(coat.muzzle, 0.6)
    for side in (-1, 1):
        mouth = [(0, 0.36), (side * 0.05, 0.52), (side * 0.24, 0.54)]
        head.stroke(mouth, 0.045, dark)


def _whiskers(head, coat):
    colour = (228, 226, 222) if sum(coat.base) < 480 else (132, 124, 120)
    for side in (-1, 1):
        for rise in (-0.14, 0.12):
            hair = [(side * 0.45, 0.45 + rise / 3), (side * 1.25, 0.4 + rise)]
            head.stroke(hair, 0.02, colour)
