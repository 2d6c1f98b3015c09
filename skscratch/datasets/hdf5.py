"""Image sets in HDF5, in the lesson's schema or in another.

In the lesson's, a file holds one subset: `train_set_x` (n, height, width, 3) uint8,
`train_set_y` (n,) integer and `list_classes`, the names as bytes; or the same with
`test_set_`.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from sklearn.utils import Bunch

from skscratch._files import write_whole
from skscratch.datasets.image_set import check_image_set, image_bunch
from skscratch.datasets.layout import SUBSETS, Keys, Wanted, read_image_set


@overload
def load_image_hdf5(
    path: str | PathLike[str],
    *,
    subset: str | None = None,
    images_key: str | None = None,
    target_key: str | None = None,
    names_key: str | None = None,
    return_X_y: Literal[False] = False,
) -> Bunch: ...
@overload
def load_image_hdf5(
    path: str | PathLike[str],
    *,
    subset: str | None = None,
    images_key: str | None = None,
    target_key: str | None = None,
    names_key: str | None = None,
    return_X_y: Literal[True],
) -> tuple[np.ndarray, np.ndarray]: ...
def load_image_hdf5(
    path: str | PathLike[str],
    *,
    subset: str | None = None,
    images_key: str | None = None,
    target_key: str | None = None,
    names_key: str | None = None,
    return_X_y: bool = False,
) -> Bunch | tuple[np.ndarray, np.ndarray]:
    """Load an image set from an HDF5 file, the lesson's or one with other names.

    Pixels are uint8 of shape (n_samples, height, width, 3), grey ones (n_samples,
    height, width) with or without a last axis of 1; or floats in [0, 1], which are
    rounded to 256 levels. Labels are integers of shape (n_samples,), (1, n_samples) or
    (n_samples, 1).

    Parameters
    ----------
    path : str or path-like
        The file. It may begin with ``~``.
    subset : {"train", "test"}, default=None
        Which of the lesson's two sets to load: `train_set_x` and `train_set_y`, or
        `test_set_x` and `test_set_y`. None takes the one that is there.
    images_key, target_key : str, default=None
        Names of the pixels and of the labels where they are not the lesson's. With
        slashes they lead into groups: ``"train/images"``.
    names_key : str, default=None
        Name of the list of the classes' names. None takes `list_classes` if it is
        there; without names each label is the name of its class.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    images : Bunch
        With the fields

        data : ndarray of shape (n_samples, height * width * n_channels)
            Pixels scaled to [0, 1], float64, one image a row; made when it is first
            asked for.
        images : ndarray of shape (n_samples, height, width[, 3])
            Pixels 0-255, uint8; without a last axis if they are grey.
        target : ndarray of shape (n_samples,)
            Indices into `target_names`.
        target_names : ndarray of shape (n_classes,)
            Names of the classes.
        subset : {"train", "test"} or None
            Which of the lesson's two it is; None with `images_key`.
        DESCR : str
            One sentence about the file.
    (data, target) : tuple, if `return_X_y` is True
        The two fields of that name.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    OSError
        If the file is not HDF5 or is damaged; parts that were never written count as
        damage.
    ValueError
        If a key is missing, an array is of another form, lies outside the file (a link,
        external storage, a virtual dataset), takes more than 2**28 bytes or is packed
        by anything but gzip or lzf; or if parameters contradict each other.

    See Also
    --------
    save_image_hdf5 : Write such a file.

    Notes
    -----
    The file may come from a stranger: what it declares is checked before memory is
    taken for it, and no other file is opened.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> from skscratch.datasets import load_image_hdf5, save_image_hdf5
    >>> images = np.full((2, 8, 8, 3), 255, dtype=np.uint8)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "white.h5"
    ...     save_image_hdf5(
    ...         path, images, [0, 1], target_names=["dog", "cat"], subset="test"
    ...     )
    ...     white = load_image_hdf5(path)
    >>> white.data.shape, white.data.max().item(), white.target_names.tolist()
    ((2, 192), 1.0, ['dog', 'cat'])
    """
    wanted = Wanted(subset, images_key, target_key, names_key)
    wanted.check()
    path = Path(os.path.expanduser(path))
    subset, images, target, target_names = read_image_set(path, wanted)
    bunch = image_bunch(
        images,
        target,
        target_names,
        subset=subset,
        DESCR=f"{len(images)} {subset + ' ' if subset else ''}images read from "
        f"{path.name}.",
    )
    return (bunch.data, bunch.target) if return_X_y else bunch


def save_image_hdf5(
    path: str | PathLike[str],
    images: Any,
    target: Any,
    *,
    target_names: Sequence[str | bytes],
    subset: str,
) -> None:
    """Save an image set as a file in the lesson's HDF5 schema.

    Parameters
    ----------
    path : str or path-like
        File to write; one that is there is replaced once the new one is whole. It may
        begin with ``~``.
    images : array-like of shape (n_samples, height, width[, n_channels])
        Pixels 0-255, uint8, of 3 channels or grey. They are stored compressed, without
        loss, and like all of the file with checksums: a flipped bit reads as damage.
    target : array-like of shape (n_samples,)
        Integer labels, indices into `target_names`; one row or column of them will do.
    target_names : sequence of str or bytes
        Names of the classes; bytes are taken as UTF-8.
    subset : {"train", "test"}
        Which keys to write: `train_set_x`, `train_set_y` or `test_set_x`,
        `test_set_y`.

    Raises
    ------
    ValueError
        If an argument breaks the schema, or an array takes more than 2**28 bytes.
        Nothing is written then.
    OSError
        If the file cannot be written, for instance because the disk is full. What was
        there is untouched then.

    See Also
    --------
    load_image_hdf5 : Read such a file, with a runnable example of both.

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.datasets import save_image_hdf5
    >>> images = np.zeros((1, 8, 8, 3), dtype=np.uint8)
    >>> save_image_hdf5("x.h5", images, [7], target_names=["cat"], subset="train")
    Traceback (most recent call last):
        ...
    ValueError: target must lie in 0..0, an index into target_names; got 7..7.
    """
    if subset not in SUBSETS:
        raise ValueError(f"subset must be 'train' or 'test'; got {subset!r}.")
    images, target = np.asarray(images), np.asarray(target)
    names = _encoded(target_names)
    check_image_set(images, target, names, ("images", "target", "target_names"))
    keys = Keys.of_lesson(subset)
    arrays = {
        keys.images: images,
        keys.target: target.astype(np.int64).ravel(),
        "list_classes": np.array(names),
    }
    write_whole(os.path.expanduser(path), _packed(arrays))


def _encoded(target_names: Sequence[str | bytes]) -> list[bytes]:
    """Class names as bytes, as the file holds them."""
    names = [] if isinstance(target_names, str | bytes) else list(target_names)
    try:
        encoded = [n.encode() if isinstance(n, str) else n for n in names]
    except UnicodeEncodeError:
        encoded = []
    # HDF5 fills names of unequal length up with zero bytes.
    if not encoded or not all(isinstance(n, bytes) and b"\0" not in n for n in encoded):
        raise ValueError(
            "target_names must be a sequence of str or bytes, one or more, without "
            f"zero bytes; got {target_names!r}."
        )
    return encoded


def _packed(arrays: dict[str, np.ndarray]) -> bytes:
    """The bytes of an HDF5 file.

    It is made in memory, because HDF5 does not survive a disk that fills up.
    """
    import h5py

    packing = {"compression": "gzip", "compression_opts": 9, "shuffle": True}
    content = io.BytesIO()
    # From version 1.10 on HDF5 also keeps checksums of what lies around the arrays.
    with h5py.File(content, "w", libver=("v110", "v110")) as file:
        for key, array in arrays.items():
            file.create_dataset(
                key, data=array, chunks=True, fletcher32=True, **packing
            )
    return content.getvalue()
