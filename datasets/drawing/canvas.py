"""A picture being painted, addressed in the coordinates of its subject."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = 256  # pixels a side while painting; the finished picture is 64


@dataclass(frozen=True)
class Frame:
    """Where a subject stands: its point (0, 0) in the picture, its size, its lean.

    Parameters
    ----------
    x, y : float
        Centre in the picture, where (-1, -1) is the top left corner, (1, 1) the
        bottom right one.
    scale : float
        Length of the subject's unit; 1 is half of the picture's width.
    flip : bool
        Mirror left and right.
    tilt : float
        Turn in radians, clockwise.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    flip: bool = False
    tilt: float = 0.0

    def to_pixels(self, points):
        """Return subject coordinates ``(n, 2)`` as pixel coordinates ``(n, 2)``.

        Examples
        --------
        >>> Frame().to_pixels([(0, 0), (1, 1)]).tolist()
        [[128.0, 128.0], [256.0, 256.0]]
        """
        points = np.array(points, dtype=float)
        if self.flip:
            points[:, 0] *= -1
        cosine, sine = np.cos(self.tilt), np.sin(self.tilt)
        points = self.scale * points @ np.array([[cosine, sine], [-sine, cosine]])
        return (points + [self.x + 1, self.y + 1]) * SIZE / 2


def smooth(points, closed=True, n_between=8):
    """Return the Catmull-Rom curve through `points`, ``n_between`` points a piece.

    Parameters
    ----------
    points : array-like of shape (n, 2)
    closed : bool, default=True
        Lead back from the last point to the first.
    n_between : int, default=8

    Returns
    -------
    curve : ndarray of shape (n * n_between, 2); open, (n - 1) * n_between + 1 points

    References
    ----------
    E. Catmull and R. Rom, "A class of local interpolating splines", Computer Aided
    Geometric Design, 1974.

    Examples
    --------
    >>> smooth([(0, 0), (1, 0), (1, 1)], n_between=4).shape
    (12, 2)
    """
    points = np.asarray(points, dtype=float)
    if closed:
        padded = np.vstack([points[-1:], points, points[:2]])
    else:
        padded = np.vstack([points[:1], points, points[-1:]])
    t = np.arange(n_between)[:, None] / n_between
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2)
        + 0.5 * (3 * b - a - 3 * c + d) * t**3
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    if not closed:
        pieces.append(points[-1:])
    return np.vstack(pieces)


class Canvas:
    """Painting tools for one picture; a paint is a colour or a picture of fur.

    Parameters
    ----------
    image : PIL.Image.Image of size (256, 256)
        What is painted on, changed in place.
    frame : Frame, default=Frame()
        Coordinates in which the tools are told where to paint.

    Examples
    --------
    >>> canvas = Canvas(Image.new("RGB", (SIZE, SIZE)))
    >>> canvas.ellipse(0, 0, 0.5, 0.5, (255, 0, 0))
    >>> canvas.image.getpixel((128, 128)), canvas.image.getpixel((5, 5))
    ((255, 0, 0), (0, 0, 0))
    """

    def __init__(self, image, frame=None):
        self.image = image
        self.frame = frame or Frame()

    def framed(self, frame):
        """Return the same picture, addressed through another frame."""
        return Canvas(self.image, frame)

    def polygon(self, points, paint, edge=None):
        """Paint a polygon, with a thin line of colour `edge` around it."""
        corners = [tuple(point) for point in self.frame.to_pixels(points)]
        self._cover(lambda draw, ink: draw.polygon(corners, fill=ink), paint)
        if edge is not None:
            draw = ImageDraw.Draw(self.image)
            draw.line([*corners, corners[0]], fill=edge, width=4, joint="curve")

    def blob(self, points, paint, edge=None):
        """Paint the smooth closed shape that passes through `points`."""
        self.polygon(smooth(points), paint, edge)

    def ellipse(self, x, y, x_radius, y_radius, paint, edge=None, tilt=0.0):
        """Paint an ellipse, turned by `tilt` radians."""
        turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        across, down = x_radius * np.cos(turn), y_radius * np.sin(turn)
        cosine, sine = np.cos(tilt), np.sin(tilt)
        xs, ys = x + across * cosine - down * sine, y + across * sine + down * cosine
        self.polygon(np.column_stack([xs, ys]), paint, edge)

    def box(self, left, top, right, bottom, paint, edge=None):
        """Paint a rectangle."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.polygon(corners, paint, edge)

    def stroke(self, points, width, paint, edge=None):
        """Paint a smooth line of a `width` in subject units, with round ends."""
        line = self.frame.to_pixels(smooth(points, closed=False))
        radius = width * self.frame.scale * SIZE / 4
        if edge is not None:
            self._cover(lambda draw, ink: _brush(draw, line, radius + 2, ink), edge)
        self._cover(lambda draw, ink: _brush(draw, line, radius, ink), paint)

    def shadow(self, x, y, x_radius, y_radius, strength=0.4):
        """Darken a soft ellipse by up to `strength` (0 to 1)."""
        mask = Image.new("L", self.image.size)
        soft = Canvas(mask, self.frame)
        soft.ellipse(x, y, x_radius, y_radius, round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(6))
        self.image.paste((0, 0, 0), mask=mask)

    def _cover(self, draw_shape, paint):
        if isinstance(paint, Image.Image):
            mask = Image.new("L", self.image.size)
            draw_shape(ImageDraw.Draw(mask), 255)
            self.image.paste(paint, mask=mask)
        else:
            draw_shape(ImageDraw.Draw(self.image), paint)


def _brush(draw, line, radius, ink):
    # A disc at every point closes the gaps that Pillow leaves at a line's joints.
    path = [tuple(point) for point in line]
    draw.line(path, fill=ink, width=max(round(2 * radius), 1))
    for x, y in path:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
