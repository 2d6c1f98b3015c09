"""The two halves of the cat images that lessons 1 and 3 learn and are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from skscratch.datasets import load_drawn_cats, load_image_hdf5
from skscratch.datasets.cat_vs_noncat import find_cat_vs_noncat


@dataclass(frozen=True)
class LessonCats:
    """Training and test images of cats and other things.

    Parameters
    ----------
    name : str
        What the images are, as tables and pictures say: "photographs" or "drawn cats".
    train, test : Bunch
        As :func:`skscratch.datasets.load_image_hdf5` gives them.
    origin : str, default="that come with the package"
        Where they are from, as the command says it.

    Examples
    --------
    >>> from skscratch.lessons.cats import load_lesson_cats
    >>> load_lesson_cats().name
    'drawn cats'
    """

    name: str
    train: Bunch
    test: Bunch
    origin: str = "that come with the package"


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
    return _photographs(
        {part: Path(folder) / f"{part}_catvnoncat.h5" for part in ("train", "test")}
    )


def find_lesson_cats(folder: str | PathLike[str] | None = None) -> LessonCats:
    """Load photographs from a folder, or those that were fetched, or the drawn cats.

    Parameters
    ----------
    folder : str or path-like, default=None
        As for `load_lesson_cats`. None takes the files of
        :func:`skscratch.datasets.fetch_cat_vs_noncat` if they are there, else the drawn
        cats. Nothing is downloaded.

    Returns
    -------
    LessonCats
        Both parts, known to fit together.

    Raises
    ------
    OSError, ValueError
        As for `load_lesson_cats`.

    Examples
    --------
    >>> from skscratch.lessons.cats import find_lesson_cats
    >>> cats = find_lesson_cats()
    >>> len(cats.train.target), len(cats.test.target)
    (209, 50)
    """
    fetched = find_cat_vs_noncat() if folder is None else None
    return _photographs(fetched) if fetched else load_lesson_cats(folder)


def _photographs(paths: dict[str, Path]) -> LessonCats:
    """The pair of these two files."""
    parts = {}
    for subset, path in paths.items():
        parts[subset] = load_image_hdf5(path)
        if parts[subset].subset != subset:
            raise ValueError(
                f"{path} must hold {subset}_set_x and {subset}_set_y; it holds the "
                f"{parts[subset].subset} set."
            )
    folder = paths["train"].parent
    cats = LessonCats("photographs", **parts, origin=f"from {folder}")
    _check_pair(cats, folder)
    return cats


def _check_pair(cats: LessonCats, folder: Path) -> None:
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
