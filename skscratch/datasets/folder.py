"""Image sets from folders: one sub-folder a class."""

from __future__ import annotations

import os
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Literal, overload

import numpy as np
from sklearn.utils import Bunch

from skscratch._warnings import warn
from skscratch.datasets.image_set import check_bytes, image_bunch
from skscratch.datasets.photo import check_frame
from skscratch.datasets.reading import read_pictures

# What systems leave in folders, in lower case, besides what begins with a dot.
_OF_THE_SYSTEM = {
    *("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"),
    *("__macosx", "@eadir", "$recycle.bin", "system volume information"),
}


@overload
def load_image_folder(
    path: str | PathLike[str],
    *,
    image_size: tuple[int, int] = (64, 64),
    resize: str = "squash",
    on_error: str = "raise",
    return_X_y: Literal[False] = False,
    n_jobs: int | None = None,
) -> Bunch: ...
@overload
def load_image_folder(
    path: str | PathLike[str],
    *,
    image_size: tuple[int, int] = (64, 64),
    resize: str = "squash",
    on_error: str = "raise",
    return_X_y: Literal[True],
    n_jobs: int | None = None,
) -> tuple[np.ndarray, np.ndarray]: ...
def load_image_folder(
    path: str | PathLike[str],
    *,
    image_size: tuple[int, int] = (64, 64),
    resize: str = "squash",
    on_error: str = "raise",
    return_X_y: bool = False,
    n_jobs: int | None = None,
) -> Bunch | tuple[np.ndarray, np.ndarray]:
    """Load the images of a folder in which each sub-folder is a class.

    Files at any depth below a sub-folder belong to its class, in the order of their
    paths. What systems leave behind is passed over: names that begin with a dot,
    `Thumbs.db`, `desktop.ini`, `__MACOSX` and the like. Any other file must be an
    image.

    Parameters
    ----------
    path : str or path-like
        The folder, for example with sub-folders ``cat`` and ``non-cat``. It may begin
        with ``~``.
    image_size : tuple of two int, default=(64, 64)
        Height and width to which every image is brought.
    resize : {"squash", "crop", "pad"}, default="squash"
        How an image of other sides fits, see :func:`load_image`.
    on_error : {"raise", "warn"}, default="raise"
        What to do about files that cannot be read: raise one error that names them
        all, or warn, once, and go on without them.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.
    n_jobs : int, default=None
        Number of threads that decode. None is 1 unless in a
        :obj:`joblib.parallel_config`, -1 is all processors.

    Returns
    -------
    images : Bunch
        With the fields

        data : ndarray of shape (n_samples, height * width * 3)
            Pixels scaled to [0, 1], float64, one image a row; made when it is first
            asked for.
        images : ndarray of shape (n_samples, height, width, 3)
            Pixels 0-255, uint8.
        target : ndarray of shape (n_samples,)
            Indices into `target_names`.
        target_names : ndarray of shape (n_classes,)
            Names of the sub-folders, sorted.
        filenames : ndarray of shape (n_samples,)
            Where each image came from.
        unreadable : ndarray of shape (n_unreadable,)
            Files that ``on_error="warn"`` left out.
        DESCR : str
            One sentence about the folder.
    (data, target) : tuple, if `return_X_y` is True
        The two fields of that name.

    Raises
    ------
    FileNotFoundError
        If there is no such folder, or something in it is neither file nor folder.
    OSError
        If a file cannot be opened.
    ValueError
        If there are no sub-folders, some hold no image, files are not images, all
        together take more than 2**28 bytes, or a parameter is not as described. The
        message names all such folders or files.

    Warns
    -----
    UserWarning
        If files were left out, or Pillow found something wrong with one that it read.

    See Also
    --------
    load_image : One photograph.
    save_image_hdf5 : Keep the set as one file.

    Notes
    -----
    Memory is that of `images` and of one decoded picture a thread.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from skscratch.datasets import load_image_folder
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ["cat", "non-cat"]:
    ...         (Path(folder) / name).mkdir()
    ...         Image.new("RGB", (90, 60)).save(Path(folder) / name / "photo.png")
    ...     images = load_image_folder(folder, image_size=(32, 32))
    >>> images.data.shape, images.target.tolist(), images.target_names.tolist()
    ((2, 3072), [0, 1], ['cat', 'non-cat'])
    """
    frame = check_frame(image_size, resize)
    if on_error not in ("raise", "warn"):
        raise ValueError(f"on_error must be 'raise' or 'warn'; got {on_error!r}.")
    path = Path(os.path.expanduser(path))
    classes = _files_of_classes(path)
    filenames = np.array([str(file) for files in classes.values() for file in files])
    target = np.repeat(np.arange(len(classes)), [len(f) for f in classes.values()])
    shape = (len(filenames), frame.height, frame.width, 3)
    check_bytes(shape, np.dtype(np.uint8), f"the images in {path}")

    reading = read_pictures(filenames.tolist(), frame, n_jobs=n_jobs)
    if problem := reading.problem():
        if on_error == "raise":
            raise type(problem)(
                f"{problem} Remove what is named, or pass on_error='warn'."
            )
        warn(f"{problem} Left out.", UserWarning)
    read = np.ones(len(filenames), dtype=bool)
    read[list(reading.problems)] = False
    counts = np.bincount(target[read], minlength=len(classes))
    _check_not_empty(path, list(classes), counts.tolist())
    bunch = image_bunch(
        reading.good(),
        target[read],
        list(classes),
        filenames=filenames[read],
        unreadable=filenames[~read],
        DESCR=f"{read.sum()} images in {len(classes)} classes read from {path.name}.",
    )
    return (bunch.data, bunch.target) if return_X_y else bunch


def _files_of_classes(path: Path) -> dict[str, list[Path]]:
    """The files of each sub-folder, none of them empty, all sorted."""
    if not path.is_dir():
        raise FileNotFoundError(f"{path} does not exist or is not a folder.")
    classes = {
        folder.name: files_below(folder)
        for folder in sorted(path.iterdir())
        if folder.is_dir() and not _is_of_the_system(folder.name)
    }
    if not classes:
        raise ValueError(f"{path} must hold one sub-folder per class; got none.")
    _check_not_empty(path, list(classes), [len(files) for files in classes.values()])
    return classes


def _check_not_empty(path: Path, names: list[str], counts: Sequence[int]) -> None:
    empty = [name for name, count in zip(names, counts, strict=True) if not count]
    if empty:
        raise ValueError(
            f"each sub-folder of {path} must hold at least one image; got none in "
            f"{', '.join(empty)}."
        )


def files_below(folder: Path) -> list[Path]:
    """Sorted files at any depth, without those of the system."""
    return sorted(
        file
        for file in folder.rglob("*")
        if not file.is_dir()  # a pipe or a link to nothing is refused, not passed over
        and not any(map(_is_of_the_system, file.relative_to(folder).parts))
    )


def _is_of_the_system(name: str) -> bool:
    return name.startswith(".") or name.lower() in _OF_THE_SYSTEM
