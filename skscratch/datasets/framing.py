"""How a picture of any shape comes to fill an image of a given size."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_PIXELS = 2**26  # 64 megapixels: 256 MiB in RGB, as Pillow keeps it
MAX_SIDE = 2**16

RESIZES = ("squash", "crop", "pad")
_GAP = 4  # a JPEG is decoded at four times the size that is needed, or more


@dataclass(frozen=True)
class Frame:
    """The image that a picture is to become.

    Parameters
    ----------
    height, width : int
        Its size in pixels.
    resize : {"squash", "crop", "pad"}
        "squash": the whole picture, its sides stretched or squeezed. "crop": the
        largest part about the middle that has the frame's ratio of sides. "pad": the
        whole picture in its own ratio, with black beside it.
    """

    height: int
    width: int
    resize: str = "squash"

    def turned(self) -> Frame:
        """The frame for a picture that lies on its side."""
        return Frame(self.width, self.height, self.resize)

    def view(self, size: tuple[int, int]) -> View:
        """What is shown of a picture of this (width, height), and how large."""
        (width, height), whole = size, (0.0, 0.0, float(size[0]), float(size[1]))
        across, down = self.width / width, self.height / height
        if self.resize == "crop":
            scale = max(across, down)
            left = max(0.0, (width - self.width / scale) / 2)
            top = max(0.0, (height - self.height / scale) / 2)
            return View(
                (left, top, width - left, height - top), self.width, self.height
            )
        if self.resize == "pad":
            scale = min(across, down)
            return View(
                whole,
                min(self.width, max(1, round(width * scale))),
                min(self.height, max(1, round(height * scale))),
            )
        return View(whole, self.width, self.height)

    def filled(self, image: Picture) -> Picture:
        """A picture that may be smaller, in the middle of the frame, on black."""
        from PIL import Image

        if image.size == (self.width, self.height):
            return image
        framed = Image.new("RGB", (self.width, self.height))
        left, top = (self.width - image.width) // 2, (self.height - image.height) // 2
        framed.paste(image, (left, top))
        return framed


@dataclass(frozen=True)
class View:
    """A part of a picture and the size at which it is shown.

    Parameters
    ----------
    box : tuple of four float
        Left, top, right and bottom of the part, in pixels of the picture.
    width, height : int
        Size at which it is shown.
    """

    box: tuple[float, float, float, float]
    width: int
    height: int

    def enough(self, size: tuple[int, int]) -> tuple[int, int]:
        """Width and height at which a picture of this size need not be larger."""
        left, top, right, bottom = self.box
        return (
            ceil(_GAP * self.width * size[0] / (right - left)),
            ceil(_GAP * self.height * size[1] / (bottom - top)),
        )

    def of(self, image: Picture) -> Picture:
        """The part of a picture at its size."""
        from PIL.Image import Resampling

        left, top, right, bottom = self.box
        # Pillow goes by width first. One of the two ways passes a size within the
        # bounds, since their product is that of the sizes before and after.
        if self.width * image.height > MAX_PIXELS:
            rows = (0, top, image.width, bottom)
            image = image.resize(
                (image.width, self.height), Resampling.BILINEAR, box=rows
            )
            top, bottom = 0, self.height
        return image.resize(
            (self.width, self.height),
            Resampling.BILINEAR,
            box=(left, top, right, bottom),
        )


def check_extent(width: int, height: int, label: str) -> None:
    """Raise ValueError if a picture of this size would take too much memory.

    Parameters
    ----------
    width, height : int
        Its size in pixels.
    label : str
        What the message calls it.
    """
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise ValueError(
            f"{label} must have at most {MAX_PIXELS} pixels and {MAX_SIDE} a side; "
            f"got {width} x {height}"
        )
