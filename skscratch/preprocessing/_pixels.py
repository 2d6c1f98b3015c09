"""What a transformer of images is given: pictures to be read, or arrays of pixels."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

MAX_CHANNELS = 4  # more are a sign of channels that come first

#: What the pixels of an array may be, by what divides them to lie in [0, 1].
SCALES = {255: "uint8 pixels (0-255)", 1: "floats in [0, 1]"}


def pictures_in(X: Any) -> list[Any] | None:
    """Return the sources of pictures in `X`, or None if it is an array of pixels.

    Parameters
    ----------
    X : sequence or array-like
        As :class:`ImageFlattener` takes it; of paths also a table of one column.

    Returns
    -------
    list or None
        What :func:`skscratch.datasets.load_image` takes, one each.

    Raises
    ------
    TypeError
        If it is one picture or no sequence.
    """
    if _is_picture(X):
        raise TypeError(
            f"X must be a sequence of pictures; got one, a {type(X).__name__}: "
            "pass [picture]."
        )
    if not hasattr(X, "__len__"):
        raise TypeError(
            f"X must be a sequence of pictures or an array; got {type(X).__name__}."
        )
    if hasattr(X, "shape"):  # an array, a column or a table
        if np.asarray(X).dtype.kind not in "OSUT":
            return None
        elements = np.asarray(X, dtype=object)
        if elements.ndim == 2 and elements.shape[1] == 1:
            elements = elements[:, 0]
        X = list(elements)
    return list(X) if any(map(_is_picture, X)) else None


def _is_picture(thing: Any) -> bool:
    from PIL.Image import Image

    kinds = (str, bytes, bytearray, os.PathLike, Image)
    return isinstance(thing, kinds) or hasattr(thing, "read")


def pixels_of(X: Any) -> tuple[np.ndarray, int]:
    """Return the images of an array and what divides their pixels.

    Parameters
    ----------
    X : array-like of shape (n_images, height, width[, n_channels])
        uint8 pixels, or floats or truth values in [0, 1].

    Returns
    -------
    images : ndarray of shape (n_images, height, width[, n_channels])
        The same.
    scale : {1, 255}
        See `SCALES`.

    Raises
    ------
    ValueError
        If it is something else.
    """
    try:
        images = np.asarray(X)
    except ValueError:
        raise ValueError(
            "X must hold images of one size; got several. Pass Pillow pictures or "
            "paths, which are resized, and image_size."
        ) from None
    if images.ndim not in (3, 4) or 0 in images.shape:
        raise ValueError(
            "X must have shape (n_images, height, width) or (n_images, height, width, "
            f"n_channels), none of them 0; got {images.shape}.{_if_rows(images)}"
        )
    if images.ndim == 4 and images.shape[3] > MAX_CHANNELS:
        raise ValueError(
            f"X must have its channels last, at most {MAX_CHANNELS}; got shape "
            f"{images.shape}. Pass X.transpose(0, 2, 3, 1) if they come first."
        )
    return images, _scale_of(images)


def _if_rows(images: np.ndarray) -> str:
    if images.ndim != 2 or 0 in images.shape:
        return ""
    return (
        " Rows are flat already: pass the images that they were made of. A single "
        "image needs an axis: X[np.newaxis]."
    )


def _scale_of(images: np.ndarray) -> int:
    """What divides the pixels to lie in [0, 1], or ValueError."""
    if images.dtype == np.uint8:
        return 255
    rule = f"X must hold {SCALES[255]} or {SCALES[1]}; got {images.dtype}"
    if images.dtype.kind not in "bf":
        raise ValueError(
            f"{rule}. Pass X.astype(np.uint8) if they lie in 0..255, else X / white."
        )
    low, high = images.min(), images.max()
    if not (low >= 0 and high <= 1):  # not so for nan
        raise ValueError(
            f"{rule} from {low:.4g} to {high:.4g}. Pass X.astype(np.uint8) or X / 255 "
            "if white is 255."
        )
    return 1
