"""One photograph, brought to the size that a network was trained on."""

from __future__ import annotations

from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from skscratch.datasets.picture import check_extent, read_picture


def load_image(
    path: str | PathLike[str], *, image_size: tuple[int, int] = (64, 64)
) -> np.ndarray:
    """Load one photograph as RGB pixels of a given size.

    The whole picture is stretched or squeezed to `image_size`, as in the lesson:
    nothing is cut off and the ratio of its sides is not kept. It is turned upright
    where the camera recorded how it was held, transparent parts become white, and
    of an animation the first frame is taken. Grey of 16 bits, of 32-bit integers that
    hold 16 bits and of floats in [0, 1] is scaled to 0-255.

    Parameters
    ----------
    path : str or path-like
        File in a format that Pillow decodes by itself, whatever its name: JPEG,
        PNG, GIF, WebP, AVIF, TIFF, BMP, JPEG 2000, PPM, PSD, QOI, SGI, PCX or TGA, of
        at most 2**26 pixels (64 megapixels) and 2**16 a side.
    image_size : tuple of two int, default=(64, 64)
        Height and width of the result in pixels, within the same bounds.

    Returns
    -------
    image : ndarray of shape (height, width, 3)
        Pixels 0-255, uint8. An estimator trained on scaled pixels takes
        ``image.reshape(1, -1) / 255``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not an image of such a format or is too large, if its values do
        not say what is white, or if `image_size` is not two positive integers.

    Warns
    -----
    UserWarning
        If Pillow read the file but found something wrong with it.

    See Also
    --------
    load_image_folder : All images below a folder, with labels.

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
    height, width = check_image_size(image_size)
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist or is not a file.")
    return read_picture(path, height, width)


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
