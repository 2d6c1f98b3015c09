"""What every image set of the package is: its rules and its Bunch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
from sklearn.utils import Bunch

MAX_BYTES = 2**28  # of one array: 21845 pictures of 64 x 64; as float64 it takes 2 GiB
MAX_NAMES_BYTES = 2**20  # of all names, each as long as the longest


def check_image_set(
    images: np.ndarray,
    target: np.ndarray,
    target_names: Sequence[str | bytes],
    labels: Sequence[str],
) -> None:
    """Raise unless the three arrays form an image set.

    Parameters
    ----------
    images : ndarray
        Expected: uint8 of shape (n_samples, height, width[, 1 or 3]), not empty.
    target : ndarray
        Expected: integers of shape (n_samples,), (1, n_samples) or (n_samples, 1),
        indices into `target_names`.
    target_names : sequence of str or bytes
        Names of the classes.
    labels : tuple of three str
        What the messages call the three, so that a caller of a function reads
        its parameters there and the owner of a file the file's keys.

    Raises
    ------
    ValueError
        Naming the array, the rule and what came.
    """
    check_declared(images, target, labels)
    longest = max(map(len, target_names), default=0)
    check_names(len(target_names), longest, labels[2])
    check_target(target, target_names, labels)


def check_declared(
    images: Any,
    target: Any,
    labels: Sequence[str],
    *,
    floats: bool = False,
    whole: bool = True,
) -> None:
    """Raise unless the kinds and shapes of pixels and labels fit together.

    Parameters
    ----------
    images, target : array with `dtype` and `shape`
        As for :func:`check_image_set`; they need not be in memory.
    labels : tuple of three str
        As for :func:`check_image_set`.
    floats : bool, default=False
        Whether the pixels may also be floats.
    whole : bool, default=True
        Whether all pixels will be in memory at once.

    Raises
    ------
    ValueError
        Naming the array, the rule and what came.
    """
    images_label, target_label, _ = labels
    if images.dtype != np.uint8 and not (floats and images.dtype.kind == "f"):
        raise ValueError(
            f"{images_label} must hold uint8 pixels (0-255)"
            f"{' or floats in [0, 1]' if floats else ''}; got {images.dtype}."
        )
    n_axes, n_channels = len(images.shape), images.shape[3:]
    if n_axes not in (3, 4) or n_channels not in ((), (1,), (3,)) or 0 in images.shape:
        raise ValueError(
            f"{images_label} must have shape (n_samples, height, width) or (n_samples, "
            f"height, width, 1 or 3), none of them 0; got {images.shape}."
        )
    if not np.issubdtype(target.dtype, np.integer) or len(target.shape) not in (1, 2):
        raise ValueError(
            f"{target_label} must hold integers of shape (n_samples,), (1, n_samples) "
            f"or (n_samples, 1); got {target.dtype} of shape {target.shape}."
        )
    if target.shape not in _shapes_of_labels(images.shape[0]):
        raise ValueError(
            f"{images_label} and {target_label} must have the same length; "
            f"got {images.shape[0]} images and labels of shape {target.shape}."
        )
    if whole:
        check_bytes(images.shape, images.dtype, images_label)
    check_bytes(target.shape, np.dtype(np.int64), target_label)


def _shapes_of_labels(n: int) -> tuple[tuple[int, ...], ...]:
    """A vector, the textbook's row, a column."""
    return (n,), (1, n), (n, 1)


def check_bytes(shape: tuple[int, ...], dtype: np.dtype, label: str) -> None:
    """Raise ValueError if an array of this shape would take more than `MAX_BYTES`.

    Parameters
    ----------
    shape : tuple of int
        Its shape.
    dtype : dtype
        Its dtype.
    label : str
        What the message calls it.
    """
    n_bytes = prod(shape) * dtype.itemsize
    if n_bytes > MAX_BYTES:
        raise ValueError(
            f"{label} must take at most {MAX_BYTES} bytes; {dtype} of shape {shape} "
            f"takes {n_bytes}."
        )


def check_names(n_names: int, longest: int, label: str) -> None:
    """Raise unless there are class names and they fit into `MAX_NAMES_BYTES`.

    Parameters
    ----------
    n_names : int
        How many there are.
    longest : int
        Length of the longest.
    label : str
        What the message calls them.

    Raises
    ------
    ValueError
        Stating the rule and what came.
    """
    if not 0 < n_names * max(1, longest) <= MAX_NAMES_BYTES:
        raise ValueError(
            f"{label} must hold 1 to {MAX_NAMES_BYTES} names, of so many bytes if all "
            f"are as long as the longest; got {n_names}, the longest of {longest}."
        )


def check_target(
    target: np.ndarray, target_names: Sequence[str | bytes], labels: Sequence[str]
) -> None:
    """Raise unless the labels are indices into the names.

    Parameters
    ----------
    target : ndarray of shape (n_samples,)
        Integers.
    target_names : sequence of str
        Names of the classes.
    labels : tuple of three str
        As for :func:`check_image_set`.

    Raises
    ------
    ValueError
        Stating the rule and what came.
    """
    _, target_label, names_label = labels
    if target.min() < 0 or target.max() >= len(target_names):
        raise ValueError(
            f"{target_label} must lie in 0..{len(target_names) - 1}, an index into "
            f"{names_label}; got {target.min()}..{target.max()}."
        )


class ImageSet(Bunch):
    """A Bunch whose `data` is made from its `images` when it is first asked for.

    As float64 the rows take eight times the memory of the pixels: whoever works with
    the pixels alone does not pay for them.
    """

    def __getitem__(self, key: Any) -> Any:
        value = super().__getitem__(key)
        if key == "data" and value is None:
            value = self["data"] = self.images.reshape(len(self.images), -1) / 255.0
        return value

    def get(self, key: Any, default: Any = None) -> Any:
        return self[key] if key in self else default

    def items(self) -> Any:
        return [(key, self[key]) for key in self]

    def values(self) -> Any:
        return [self[key] for key in self]

    def __iter__(self) -> Iterator[Any]:  # without it `dict` and ** pass us over
        return super().__iter__()

    def __reduce__(self) -> Any:  # without it a pickle asks for the items
        return type(self), (), None, None, iter(dict.items(self))


def image_bunch(
    images: np.ndarray, target: np.ndarray, target_names: Sequence[str], **fields: Any
) -> ImageSet:
    """Bunch of an image set, with the pixels also as one scaled row per image.

    Parameters
    ----------
    images : ndarray of shape (n_samples, height, width[, 3])
        Pixels as uint8.
    target : ndarray of shape (n_samples,)
        Indices into `target_names`.
    target_names : sequence of str
        Names of the classes.
    **fields : dict
        Further fields, `DESCR` among them.

    Returns
    -------
    ImageSet
        With `data` (n_samples, height * width * 3), float64 in [0, 1], and what
        was passed.
    """
    return ImageSet(
        data=None,
        images=images,
        target=target.astype(np.int64),
        target_names=np.array(target_names, dtype=str),
        **fields,
    )
