"""The two halves of the cat images that lessons 1 and 3 learn and are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from skscratch.datasets import load_drawn_cats, load_image_hdf5


@dataclass(frozen=True)
class LessonCats:
    """Training and test images of cats and other things.

    Parameters
    ----------
    name : str
        What the images are, as tables and pictures say: "photographs" or "drawn cats".
    train, test : Bunch
        As :func:`skscratch.datasets.load_image_hdf5` gives them.

    Examples
    --------
    >>> from skscratch.lessons.cats import load_lesson_cats
    >>> load_lesson_cats().name
    'drawn cats'
    """

    name: str
    train: Bunch
    test: Bunch


def load_lesson_cats(folder: str | PathLike[str] | None = None) -> LessonCats:
    """Load the lesson's photographs from a folder, or else the drawn cats.

    Parameters
    ----------
    folder : str or path-like, default=None
        Folder with `train_catvnoncat.h5` and `test_catvnoncat.h5`; None for the
        drawn cats that come with the package.

    Returns
    -------
    LessonCats
        Both parts, known to fit together.

    Raises
    ------
    OSError
        If a file is missing or damaged.
    ValueError
        If a file breaks the schema or the two do not fit together.

    Examples
    --------
    >>> from skscratch.lessons.cats import load_lesson_cats
    >>> cats = load_lesson_cats()
    >>> len(cats.train.target), len(cats.test.target)
    (209, 50)
    """
    if folder is None:
        return LessonCats(
            "drawn cats", load_drawn_cats(), load_drawn_cats(subset="test")
        )
    parts = {}
    for subset in ("train", "test"):
        path = Path(folder) / f"{subset}_catvnoncat.h5"
        parts[subset] = load_image_hdf5(path)
        if parts[subset].subset != subset:
            raise ValueError(
                f"{path} must hold {subset}_set_x and {subset}_set_y; it holds the "
                f"{parts[subset].subset} set."
            )
    cats = LessonCats("photographs", **parts)
    _check_pair(cats, folder)
    return cats


def _check_pair(cats: LessonCats, folder: str | PathLike[str]) -> None:
    """Raise unless what is learnt on one part can be tested on the other."""
    train, test = cats.train, cats.test
    if train.images.shape[1:] != test.images.shape[1:]:
        raise ValueError(
            f"both files in {folder} must hold images of one size; got "
            f"{train.images.shape[1:]} for training and {test.images.shape[1:]} "
            "for testing."
        )
    if not np.array_equal(train.target_names, test.target_names):
        raise ValueError(
            f"both files in {folder} must name the same classes; got "
            f"{train.target_names.tolist()} and {test.target_names.tolist()}."
        )
    if len(train.target_names) != 2 or len(np.unique(train.target)) != 2:
        raise ValueError(
            f"the training images in {folder} must be of two classes; got "
            f"{len(np.unique(train.target))} of {train.target_names.tolist()}."
        )
