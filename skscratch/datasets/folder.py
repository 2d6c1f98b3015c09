"""Image sets from folders: one sub-folder a class."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from skscratch.datasets.image_set import check_bytes, image_bunch
from skscratch.datasets.photo import check_image_size, load_image


def load_image_folder(
    path: str | PathLike[str], *, image_size: tuple[int, int] = (64, 64)
) -> Bunch:
    """Load the images of a folder in which each sub-folder is a class.

    Files at any depth below a sub-folder belong to its class. Files and folders
    whose name begins with a dot are skipped; any other file must be an image.

    Parameters
    ----------
    path : str or path-like
        The folder, for example with sub-folders ``cat`` and ``non-cat``.
    image_size : tuple of two int, default=(64, 64)
        Height and width to which every image is brought, see :func:`load_image`.

    Returns
    -------
    images : Bunch
        With the fields

        data : ndarray of shape (n_samples, height * width * 3)
            Pixels scaled to [0, 1], float64, one image a row.
        images : ndarray of shape (n_samples, height, width, 3)
            Pixels 0-255, uint8.
        target : ndarray of shape (n_samples,)
            Indices into `target_names`.
        target_names : ndarray of shape (n_classes,)
            Names of the sub-folders, sorted.
        filenames : ndarray of shape (n_samples,)
            Where each image came from.
        DESCR : str
            One sentence about the folder.

    Raises
    ------
    FileNotFoundError
        If there is no such folder, or something in it is neither file nor folder.
    ValueError
        If there are no sub-folders, one holds no image, a file is not an image
        (the message names it), all together take more than 2**28 bytes, or
        `image_size` is not two positive integers.

    See Also
    --------
    load_image : One photograph.
    save_image_hdf5 : Keep the set as one file.

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
    image_size = check_image_size(image_size)
    path = Path(path)
    if not path.is_dir():
        raise FileNotFoundError(f"{path} does not exist or is not a folder.")
    classes = {
        folder.name: _files_below(folder)
        for folder in sorted(path.iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
    }
    if not classes:
        raise ValueError(f"{path} must hold one sub-folder per class; got none.")
    for name, files in classes.items():
        if not files:
            raise ValueError(f"{path / name} must hold at least one image; got none.")

    filenames = [file for files in classes.values() for file in files]
    shape = (len(filenames), *image_size, 3)
    check_bytes(shape, np.dtype(np.uint8), f"the images in {path}")
    images = np.empty(shape, dtype=np.uint8)
    for index, file in enumerate(filenames):
        images[index] = load_image(file, image_size=image_size)
    target = np.repeat(np.arange(len(classes)), [len(f) for f in classes.values()])
    return image_bunch(
        images,
        target,
        list(classes),
        filenames=np.array([str(file) for file in filenames]),
        DESCR=f"{len(images)} images in {len(classes)} classes read from {path.name}.",
    )


def _files_below(folder: Path) -> list[Path]:
    """Sorted files at any depth, without those that a dot hides."""
    return sorted(
        file
        for file in folder.rglob("*")
        if not file.is_dir()  # a pipe or a link to nothing is refused, not passed over
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )
