"""Image sets of two files, one to learn from and one to be tested on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from skscratch.datasets.hdf5 import load_image_hdf5
from skscratch.datasets.image_set import ImageSet, image_bunch

_PARTS = {"train": ["train"], "test": ["test"], "all": ["train", "test"]}


def parts_of(subset: str) -> list[str]:
    """The parts that a subset asks for.

    Parameters
    ----------
    subset : {"train", "test", "all"}
        What was asked for; "all" is the training part and the test part.

    Returns
    -------
    list of {"train", "test"}
        One or both, in this order.

    Raises
    ------
    ValueError
        If `subset` is none of the three.
    """
    if subset not in _PARTS:
        raise ValueError(f"subset must be 'train', 'test' or 'all'; got {subset!r}.")
    return _PARTS[subset]


def load_parts(subset: str, path_of: Callable[[str], Path], descr: str) -> ImageSet:
    """Load one part of an image set, or both as one.

    Parameters
    ----------
    subset : {"train", "test", "all"}
        What was asked for.
    path_of : callable
        From the name of a part to its file in the lesson's schema.
    descr : str
        What the set is.

    Returns
    -------
    ImageSet
        As :func:`load_image_hdf5` gives it.
    """
    loaded = [load_image_hdf5(path_of(part)) for part in parts_of(subset)]
    return image_bunch(
        np.concatenate([part.images for part in loaded]),
        np.concatenate([part.target for part in loaded]),
        loaded[0].target_names,
        subset=subset,
        DESCR=descr,
    )
