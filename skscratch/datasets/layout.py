"""Where an HDF5 file keeps pixels, labels and names, and in which form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from skscratch.datasets.image_set import check_declared, check_names, check_target
from skscratch.datasets.stored import Refused, longest_string, stored_array

SUBSETS = ("train", "test")
_BLOCK = 2**24  # bytes of floats that are in memory at once


@dataclass(frozen=True)
class Keys:
    """The names of the arrays of an image set in a file.

    Parameters
    ----------
    images, target : str
        Of the pixels and of the labels.
    names : str or None
        Of the classes' names; None where there are none.
    subset : {"train", "test"} or None
        Which of the lesson's sets it is; None for keys of another kind.
    """

    images: str
    target: str
    names: str | None
    subset: str | None = None

    @classmethod
    def of_lesson(cls, subset: str, names: str | None = "list_classes") -> Keys:
        """The lesson's own keys."""
        return cls(f"{subset}_set_x", f"{subset}_set_y", names, subset)


@dataclass(frozen=True)
class Wanted:
    """What the caller says about the file; None where the file is to say it.

    Parameters
    ----------
    subset, images, target, names : str or None
        See `Keys`.
    """

    subset: str | None = None
    images: str | None = None
    target: str | None = None
    names: str | None = None

    def check(self) -> None:
        """Raise ValueError if the wishes contradict each other."""
        if self.subset not in (None, *SUBSETS):
            raise ValueError(
                f"subset must be 'train', 'test' or None; got {self.subset!r}."
            )
        if (self.images is None) != (self.target is None):
            raise ValueError(
                "images_key and target_key must be given together; got "
                f"{self.images!r} and {self.target!r}."
            )
        if self.images is not None and self.subset is not None:
            raise ValueError(
                "subset chooses between the lesson's names and must be None with "
                f"images_key; got {self.subset!r}."
            )

    def keys(self, file: Any, path: Path) -> Keys:
        """The keys that are meant in an open file."""
        there = file.id.links.exists  # asked for names, which are not followed
        names = self.names or ("list_classes" if there(b"list_classes") else None)
        if self.images is not None and self.target is not None:
            return Keys(self.images, self.target, names)
        complete = [
            keys
            for keys in (Keys.of_lesson(subset, names) for subset in SUBSETS)
            if there(keys.images.encode()) and there(keys.target.encode())
            if self.subset in (None, keys.subset)
        ]
        if len(complete) == 1:
            return complete[0]
        if complete:
            raise Refused(
                f"{path} holds a training and a test set; pass subset='train' or "
                "subset='test'."
            )
        came = ", ".join(islice(file, 10)) or "no arrays"
        subset = self.subset or "train"
        raise Refused(
            f"{path} must hold {subset}_set_x and {subset}_set_y"
            f"{'' if self.subset else ', or the same of a test set'}; it holds {came}. "
            "Pass images_key and target_key where they have other names."
        )


def read_image_set(
    path: Path, wanted: Wanted
) -> tuple[str | None, np.ndarray, np.ndarray, list[str]]:
    """Read an image set that a stranger may have made.

    Parameters
    ----------
    path : Path
        The file.
    wanted : Wanted
        What is known about it.

    Returns
    -------
    subset : {"train", "test"} or None
        Which of the lesson's sets it is.
    images : ndarray of shape (n_samples, height, width[, 3])
        Pixels 0-255, uint8.
    target : ndarray of shape (n_samples,)
        Indices into the names.
    names : list of str
        Of the classes.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    OSError
        If it is damaged.
    ValueError
        If what it holds is no image set.
    """
    with opened_image_set(path, wanted, whole=True) as (keys, images, numbers, texts):
        with _damage_named(path):
            pixels = (
                images[()]
                if images.dtype == np.uint8
                else _bytes(images, f"{keys.images} in {path}")
            )
    if pixels.shape[3:] == (1,):
        pixels = pixels[..., 0]
    return keys.subset, pixels, numbers, texts


@contextmanager
def opened_image_set(
    path: Path, wanted: Wanted, *, whole: bool
) -> Iterator[tuple[Keys, Any, np.ndarray, list[str]]]:
    """An image set that a stranger may have made, with its pixels still in the file.

    Parameters
    ----------
    path, wanted
        As of `read_image_set`.
    whole : bool
        Whether all pixels will be read at once, which bounds their number.

    Yields
    ------
    keys : Keys
    images : h5py.Dataset of shape (n_samples, height, width[, 1 or 3])
        Pixels 0-255, uint8, or floats.
    target : ndarray of shape (n_samples,)
        Indices into the names.
    names : list of str
        Of the classes.

    Raises
    ------
    OSError, ValueError
        As of `read_image_set`.
    """
    import h5py

    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist or is not a file.")
    with _damage_named(path):
        file = h5py.File(path, "r")
    with file:
        with _damage_named(path):
            keys = wanted.keys(file, path)
            labels = [f"{k} in {path}" for k in (keys.images, keys.target, keys.names)]
            images = stored_array(file, keys.images, labels[0], whole=whole)
            target = stored_array(file, keys.target, labels[1])
            names = None if keys.names is None else _names(file, keys.names, labels[2])
        check_declared(images, target, labels, floats=True, whole=whole)
        with _damage_named(path):
            numbers = target[()].ravel()
            if names is None:
                values, numbers = np.unique(numbers, return_inverse=True)
                texts = [str(value) for value in values]
            else:
                texts = list(names.asstr("utf-8", "replace")[()])
        check_target(numbers, texts, labels)
        yield keys, images, numbers, texts


def _names(file: Any, key: str, label: str) -> Any:
    """The stored names of the classes, known to be few and short."""
    import h5py

    names = stored_array(file, key, label)
    if h5py.check_string_dtype(names.dtype) is None or names.ndim != 1:
        raise Refused(
            f"{label} must be a list of strings; got {names.dtype} of shape "
            f"{names.shape}."
        )
    try:
        check_names(len(names), longest_string(file, names), label)
    except ValueError as error:
        raise Refused(*error.args) from None
    return names


def _bytes(images: Any, label: str) -> np.ndarray:
    """Stored floats in [0, 1] as 0-255; the floats are never all in memory."""
    pixels = np.empty(images.shape, dtype=np.uint8)
    n_rows = max(1, _BLOCK // (prod(images.shape[1:]) * images.dtype.itemsize))
    for start in range(0, len(images), n_rows):
        block = images[start : start + n_rows]
        low, high = block.min(), block.max()
        if not (low >= 0 and high <= 1):  # not so for nan
            raise Refused(
                f"{label} must hold uint8 pixels (0-255) or floats in [0, 1]; got "
                f"{images.dtype} from {low:.4g} to {high:.4g}."
            )
        pixels[start : start + n_rows] = np.rint(block.astype(np.float64) * 255)
    return pixels


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Whatever HDF5 raises about a damaged file becomes one OSError."""
    try:
        yield
    except Refused as error:
        raise ValueError(*error.args) from None
    except Exception as error:  # by the place of the damage nearly any kind
        reason = " ".join(str(error).split())
        raise OSError(
            f"{path} cannot be read as HDF5: it is damaged, cut short or of another "
            f"format ({reason}); fetch or write it again."
        ) from error
