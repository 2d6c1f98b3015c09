"""The image set that comes with the package: drawn cats and drawn other things."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, overload

import numpy as np
from sklearn.utils import Bunch

from skscratch.datasets.parts import load_parts

_PACKAGED = Path(__file__).parent / "files"  # where a wheel puts the files
_CHECKOUT = Path(__file__).parents[2] / "datasets"  # where they are kept

_DESCR = """\
Drawn cats: a stand-in for the lesson's cat / non-cat photographs

209 training and 50 test pictures of 64 x 64 pixels in RGB, about a third of them
cats in the training part and two thirds in the test part. The pictures are drawn by
a script, not photographed, so that the set can be shipped and the lessons run
without a download: accuracies on it are not those of the photographs.
"""


@overload
def load_drawn_cats(
    *, subset: str = "train", return_X_y: Literal[False] = False
) -> Bunch: ...
@overload
def load_drawn_cats(
    *, subset: str = "train", return_X_y: Literal[True]
) -> tuple[np.ndarray, np.ndarray]: ...
def load_drawn_cats(
    *, subset: str = "train", return_X_y: bool = False
) -> Bunch | tuple[np.ndarray, np.ndarray]:
    """Load the drawn cats, the image set embedded in the package.

    Parameters
    ----------
    subset : {"train", "test", "all"}, default="train"
        Which part to load; "all" is the training part followed by the test part.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    cats : Bunch
        With the fields

        data : ndarray of shape (n_samples, 12288)
            Pixels scaled to [0, 1], float64, one image a row; made when it is first
            asked for.
        images : ndarray of shape (n_samples, 64, 64, 3)
            Pixels 0-255, uint8.
        target : ndarray of shape (n_samples,)
            1 for a cat, 0 for anything else.
        target_names : ndarray of shape (2,)
            ``["non-cat", "cat"]``.
        subset : {"train", "test", "all"}
            The part that was asked for.
        DESCR : str
            What the set is.
    (data, target) : tuple, if `return_X_y` is True
        The two fields of that name.

    Raises
    ------
    ValueError
        If `subset` is none of the three.
    FileNotFoundError
        If the installation lacks the files.

    Examples
    --------
    >>> from skscratch.datasets import load_drawn_cats
    >>> cats = load_drawn_cats()
    >>> cats.images.shape
    (209, 64, 64, 3)
    >>> X_test, y_test = load_drawn_cats(subset="test", return_X_y=True)
    >>> X_test.shape
    (50, 12288)
    """
    cats = load_parts(subset, _path_of, _DESCR)
    return (cats.data, cats.target) if return_X_y else cats


def _path_of(part: str) -> Path:
    """The part's file: package data when installed, the top folder in a checkout."""
    name = f"{part}_drawn_cats.h5"
    for folder in (_PACKAGED, _CHECKOUT):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"{name} is neither in {_PACKAGED} nor in {_CHECKOUT}; reinstall skscratch."
    )
