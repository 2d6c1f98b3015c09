"""Image sets in the lesson's HDF5 schema.

A file holds one subset: `train_set_x` (n, height, width, 3) uint8,
`train_set_y` (n,) integer and `list_classes`, the names as bytes; or the same with
`test_set_`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from sklearn.utils import Bunch

from skscratch._files import write_whole
from skscratch.datasets.image_set import (
    check_declared,
    check_image_set,
    check_names,
    check_target,
    image_bunch,
)
from skscratch.datasets.stored import Refused, longest_string, stored_array

_SUBSETS = ("train", "test")


@overload
def load_image_hdf5(
    path: str | PathLike[str], *, return_X_y: Literal[False] = False
) -> Bunch: ...
@overload
def load_image_hdf5(
    path: str | PathLike[str], *, return_X_y: Literal[True]
) -> tuple[np.ndarray, np.ndarray]: ...
def load_image_hdf5(
    path: str | PathLike[str], *, return_X_y: bool = False
) -> Bunch | tuple[np.ndarray, np.ndarray]:
    """Load an image set from a file in the lesson's HDF5 schema.

    Parameters
    ----------
    path : str or path-like
        File with either `train_set_x` and `train_set_y` or `test_set_x` and
        `test_set_y`, and `list_classes`.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

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
            Names of the classes.
        subset : {"train", "test"}
            Which of the two the file holds.
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
        If a key is missing, an array breaks the schema, lies outside the file (a link,
        external storage, a virtual dataset), takes more than 2**28 bytes or is packed
        by anything but gzip or lzf.

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
    path = Path(path)
    subset, images, target, target_names = _read(path)
    bunch = image_bunch(
        images,
        target,
        target_names,
        subset=subset,
        DESCR=f"{len(images)} {subset} images read from {path.name}.",
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
        File to write; one that is there is replaced once the new one is whole.
    images : array-like of shape (n_samples, height, width, 3)
        Pixels 0-255, uint8. They are stored compressed, without loss, and like all
        of the file with checksums: a flipped bit reads as damage.
    target : array-like of shape (n_samples,)
        Integer labels, indices into `target_names`.
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
    if subset not in _SUBSETS:
        raise ValueError(f"subset must be 'train' or 'test'; got {subset!r}.")
    images, target = np.asarray(images), np.asarray(target)
    names = _encoded(target_names)
    check_image_set(images, target, names, ("images", "target", "target_names"))
    arrays = (images, target.astype(np.int64), np.array(names))
    write_whole(path, _packed(dict(zip(_keys(subset), arrays, strict=True))))


def _keys(subset: str) -> tuple[str, str, str]:
    return f"{subset}_set_x", f"{subset}_set_y", "list_classes"


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


def _packed(arrays: dict[str, np.ndarray]) -> memoryview:
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
    return content.getbuffer()


def _read(path: Path) -> tuple[str, np.ndarray, np.ndarray, list[str]]:
    """Subset and the three arrays of a file, checked."""
    import h5py

    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist or is not a file.")
    with _damage_named(path):
        file = h5py.File(path, "r")
    with file:
        with _damage_named(path):
            subset = _subset_of(file, path)
            labels = [f"{key} in {path}" for key in _keys(subset)]
            images, target, names = (
                stored_array(file, key, label)
                for key, label in zip(_keys(subset), labels, strict=True)
            )
            if h5py.check_string_dtype(names.dtype) is None or names.ndim != 1:
                raise Refused(
                    f"{labels[2]} must be a list of strings; "
                    f"got {names.dtype} of shape {names.shape}."
                )
            longest = longest_string(file, names)
        check_declared(images, target, labels)
        check_names(len(names), longest, labels[2])
        with _damage_named(path):
            images, target = images[()], target[()]
            names = list(names.asstr("utf-8", "replace")[()])
    check_target(target, names, labels)
    return subset, images, target, names


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Whatever HDF5 raises about a damaged file becomes one OSError."""
    try:
        yield
    except Refused as error:
        raise ValueError(*error.args) from None
    except Exception as error:  # by the place of the damage nearly any kind
        raise OSError(
            f"{path} cannot be read as HDF5: it is damaged, cut short or of another "
            f"format ({error}); fetch or write it again."
        ) from error


def _subset_of(file: Any, path: Path) -> str:
    """Name of the one subset whose keys are all in the open file."""
    links = file.id.links  # asked for their names, not followed
    complete = [
        subset
        for subset in _SUBSETS
        if all(links.exists(key.encode()) for key in _keys(subset))
    ]
    if len(complete) == 1:
        return complete[0]
    came = ", ".join(islice(file, 10)) or "no arrays"
    raise Refused(
        f"{path} must hold list_classes and either train_set_x, train_set_y or "
        f"test_set_x, test_set_y; it holds {came}."
    )
