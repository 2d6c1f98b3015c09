"""The lesson's photographs, fetched once from where courses have put them."""

from __future__ import annotations

import os
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import Literal, overload

import numpy as np
from sklearn.utils import Bunch

from skscratch._files import write_whole
from skscratch._warnings import warn
from skscratch.datasets.download import download, has_checksum
from skscratch.datasets.parts import load_parts, parts_of

_FOLDER = "cat_vs_noncat"  # within the data home
_NAMES = {"train": "train_catvnoncat.h5", "test": "test_catvnoncat.h5"}
_SHA256 = {
    "train": "fbe56ab67c3ae28d564e3a644189117976d6b31af0a3ce9bb17dbf22908af242",
    "test": "6a9d39ce52fa85953c5834695b8534a30ed8cfd54971fb2f080b5a24d002b951",
}
_REPOSITORIES = (
    "Hiren2002/Logistic-Regression/a6139a838a0e624f4ab923377df0c5d3386fdf1f",
    "alaaasfour/Neural-Networks-and-Deep-Learning-Exercises/"
    "5ab55f114620dcc9f5e88a6c54b5a8c231805fcf",
    "sanaz-ahmadi/NN-with-n-layers/1a02d0a96c8894a65cf6611b08102102b8c9eab0",
)
_SOURCES = tuple(
    f"https://raw.githubusercontent.com/{each}/datasets/" for each in _REPOSITORIES
)

_DESCR = """\
Cat / non-cat: the photographs of the lessons

209 training and 50 test photographs of 64 x 64 pixels in RGB, 72 of the former and 33
of the latter showing a cat. They belong to the course "Neural Networks and Deep
Learning" (A. Ng, K. Katanforoosh, Y. Bensouda Mourri, 2017,
https://www.deeplearning.ai).
"""


@overload
def fetch_cat_vs_noncat(
    *,
    subset: str = "train",
    data_home: str | PathLike[str] | None = None,
    download_if_missing: bool = True,
    return_X_y: Literal[False] = False,
    n_retries: int = 3,
    delay: float = 1.0,
) -> Bunch: ...
@overload
def fetch_cat_vs_noncat(
    *,
    subset: str = "train",
    data_home: str | PathLike[str] | None = None,
    download_if_missing: bool = True,
    return_X_y: Literal[True],
    n_retries: int = 3,
    delay: float = 1.0,
) -> tuple[np.ndarray, np.ndarray]: ...
def fetch_cat_vs_noncat(
    *,
    subset: str = "train",
    data_home: str | PathLike[str] | None = None,
    download_if_missing: bool = True,
    return_X_y: bool = False,
    n_retries: int = 3,
    delay: float = 1.0,
) -> Bunch | tuple[np.ndarray, np.ndarray]:
    """Load the lesson's photographs of cats and other things; fetch them if need be.

    A file is used only if it has the right checksum. It is downloaded at the first
    call, 3 MB for both parts, and kept in `data_home`, as by the `fetch_*` functions of
    scikit-learn.

    Parameters
    ----------
    subset : {"train", "test", "all"}, default="train"
        Which part to load; "all" is the training part followed by the test part.
    data_home : str or path-like, default=None
        Folder for data. None is scikit-learn's: the environment variable
        ``SCIKIT_LEARN_DATA`` or else ``~/scikit_learn_data``. The files are looked for
        in it and in its sub-folder `cat_vs_noncat`, and downloaded into the latter.
    download_if_missing : bool, default=True
        False raises OSError instead of downloading.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.
    n_retries : int, default=3
        How often sources that did not answer are asked again.
    delay : float, default=1.0
        Seconds before they are asked again.

    Returns
    -------
    cats : Bunch
        With the fields

        data : ndarray of shape (n_samples, 12288)
            Pixels scaled to [0, 1], float64; made when it is first asked for.
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
    OSError
        If the files are not there and may not or cannot be downloaded. The message says
        why, source by source, and where to put them by hand.
    ValueError
        If a parameter is not as described.

    Warns
    -----
    UserWarning
        If a file of that name is there but has another checksum. It is not used.

    See Also
    --------
    load_drawn_cats : A set of drawings that comes with the package.

    Notes
    -----
    Nothing is left half-written: a download is checked in memory, written beside its
    place and moved there. Two programs may fetch at once.

    Examples
    --------
    >>> from skscratch.datasets import fetch_cat_vs_noncat
    >>> cats = fetch_cat_vs_noncat()  # doctest: +SKIP
    >>> cats.images.shape  # doctest: +SKIP
    (209, 64, 64, 3)
    """
    _check_tries(n_retries, delay)
    home = _home(data_home)
    paths = {}
    for part in parts_of(subset):
        path = _found(part, home)
        if path is None:
            path = home / _FOLDER / _NAMES[part]
            _check_missing(path, part, download_if_missing)
            _fetch(path, part, n_retries=n_retries, delay=delay)
        paths[part] = path
    cats = load_parts(subset, paths.__getitem__, _DESCR)
    return (cats.data, cats.target) if return_X_y else cats


def find_cat_vs_noncat(
    data_home: str | PathLike[str] | None = None,
) -> dict[str, Path] | None:
    """Where both files have been fetched to or put; None if they are not both there.

    Parameters
    ----------
    data_home : str or path-like, default=None
        As for :func:`fetch_cat_vs_noncat`.

    Returns
    -------
    dict or None
        The path of the part "train" and of the part "test".
    """
    found = {part: _found(part, _home(data_home)) for part in _NAMES}
    paths = {part: path for part, path in found.items() if path is not None}
    return paths if len(paths) == len(_NAMES) else None


def _home(data_home: str | PathLike[str] | None) -> Path:
    """The folder for data; `sklearn.datasets.get_data_home` would make it."""
    if data_home is None:
        data_home = os.environ.get("SCIKIT_LEARN_DATA") or "~/scikit_learn_data"
    return Path(os.path.expanduser(data_home))


def _found(part: str, home: Path) -> Path | None:
    """A file of that part with the right checksum."""
    for folder in (home / _FOLDER, home):
        path = folder / _NAMES[part]
        if has_checksum(path, _SHA256[part]):
            return path
    return None


def _check_missing(path: Path, part: str, download_if_missing: bool) -> None:
    """Raise if it may not be downloaded, warn of a wrong file in its place."""
    if not download_if_missing:
        wrong = " with the right checksum" if path.exists() else ""
        raise OSError(
            f"{path.name} is not in {path.parent}{wrong}, and download_if_missing is "
            f"False. {_by_hand(path, part)}"
        )
    if path.exists():
        warn(f"{path} has another checksum; it is downloaded anew.", UserWarning)


def _fetch(path: Path, part: str, *, n_retries: int, delay: float) -> None:
    urls = [f"{source}{path.name}" for source in _SOURCES]
    try:
        content = download(urls, _SHA256[part], n_retries=n_retries, delay=delay)
    except OSError as error:
        raise OSError(
            f"{path.name} could not be downloaded: {error}. {_by_hand(path, part)}"
        ) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)


def _by_hand(path: Path, part: str) -> str:
    return (
        f"Put it into {path.parent} by hand (SHA-256 {_SHA256[part]}), or pass "
        "data_home, the folder that holds it."
    )


def _check_tries(n_retries: int, delay: float) -> None:
    if not isinstance(n_retries, Integral) or n_retries < 0:
        raise ValueError(f"n_retries must be an integer, 0 or more; got {n_retries!r}.")
    if not isinstance(delay, Real) or not 0 <= delay < float("inf"):
        raise ValueError(f"delay must be in seconds, 0 or more; got {delay!r}.")
