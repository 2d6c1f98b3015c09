"""One photograph, brought to the size that a network was trained on."""

from __future__ import annotations

from numbers import Integral
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from skscratch.datasets.framing import RESIZES, Frame, check_extent
from skscratch.datasets.reading import read_pictures

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


def load_image(
    path: str | PathLike[str] | bytes | BinaryIO | Picture,
    *,
    image_size: tuple[int, int] = (64, 64),
    resize: str = "squash",
) -> np.ndarray:
    """Load one photograph as RGB pixels of a given size.

    It is turned upright where the camera recorded how it was held, transparent parts
    become white, and of an animation the first frame is taken. Grey of 16 bits, of
    32-bit integers that hold 16 bits and of floats in [0, 1] is scaled to 0-255.

    Parameters
    ----------
    path : str, path-like, bytes, binary file or Pillow picture
        Where the picture is: a path, which may begin with ``~``; the content of a
        file; a file opened as binary; or a picture that Pillow has opened. The format
        is one that Pillow decodes by itself, whatever the file's name: JPEG, PNG, GIF,
        WebP, AVIF, TIFF, BMP, JPEG 2000, PPM, PSD, QOI, SGI, PCX or TGA, of at most
        2**26 pixels (64 megapixels) and 2**16 a side.
    image_size : tuple of two int, default=(64, 64)
        Height and width of the result in pixels, within the same bounds.
    resize : {"squash", "crop", "pad"}, default="squash"
        How a picture of other sides fits. "squash" stretches or squeezes the whole
        picture, as in the lesson. "crop" keeps the ratio of its sides and cuts off what
        is too long, as much at both ends. "pad" keeps the ratio and all of the
        picture, with black beside it.

    Returns
    -------
    image : ndarray of shape (height, width, 3)
        Pixels 0-255, uint8. An estimator trained on scaled pixels takes
        ``image.reshape(1, -1) / 255``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError
        If `path` is none of these.
    ValueError
        If it is not an image of such a format or is too large, if its values do not
        say what is white, or if `image_size` or `resize` is not as described.

    Warns
    -----
    UserWarning
        If Pillow read the file but found something wrong with it.

    See Also
    --------
    load_image_folder : All images below a folder, with labels.
    skscratch.preprocessing.ImageFlattener : Pictures to rows, as a part of the model.

    Notes
    -----
    A JPEG is decoded at the smallest of 1/1, 1/2, 1/4 and 1/8 of its size that is still
    four times what is needed. Here and there a pixel differs by a few of 255 levels
    from that of the same picture decoded whole, as one that Pillow has opened is.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from skscratch.datasets import load_image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "red.png"
    ...     Image.new("RGB", (300, 200), "red").save(path)
    ...     image = load_image(path)
    >>> image.shape, image[0, 0].tolist()
    ((64, 64, 3), [255, 0, 0])
    """
    reading = read_pictures([path], check_frame(image_size, resize))
    if problem := reading.problem():
        raise problem
    return reading.pixels[0]


def check_frame(image_size: Any, resize: Any) -> Frame:
    """Return the frame that the two parameters ask for, or raise ValueError."""
    if resize not in RESIZES:
        raise ValueError(f"resize must be 'squash', 'crop' or 'pad'; got {resize!r}.")
    return Frame(*check_image_size(image_size), resize)


def check_image_size(image_size: Any) -> tuple[int, int]:
    """Return (height, width) as ints, or raise ValueError."""
    try:
        height, width = image_size
    except (TypeError, ValueError):
        height = width = None
    if not all(
        isinstance(side, Integral) and int(side) > 0 for side in (height, width)
    ):
        raise ValueError(
            "image_size must be two positive integers (height, width); "
            f"got {image_size!r}."
        )
    height, width = int(height), int(width)
    try:
        check_extent(width, height, "image_size")
    except ValueError as error:
        raise ValueError(f"{error}, as width and height.") from None
    return height, width
