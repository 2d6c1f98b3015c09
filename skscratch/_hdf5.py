"""HDF5 files for those who must not depend on h5py, which is loaded on reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: Ends of the names of such files.
HDF5 = (".h5", ".hdf5", ".he5")


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """The file, open for reading until the block ends.

    It is read by whole chunks, once: HDF5's cache of chunks would be one more copy.

    Raises
    ------
    OSError
        If there is no such file, or it is not whole.
    """
    import h5py

    try:
        file = h5py.File(path, "r", rdcc_nbytes=0)
    except OSError as error:
        if error.errno is not None:  # of the system, which names the file
            raise
        raise OSError(
            f"{path} must be a whole HDF5 file; {error}. Save it again."
        ) from None
    with file:
        yield file


def is_array(file: Any, key: str) -> bool:
    """Whether an open file has an array of this name."""
    import h5py

    return isinstance(file.get(key), h5py.Dataset)


def key_of_rows(file: Any, key: str | None, path: str) -> str:
    """The name of the array of rows in a file, of a single one without asking.

    Raises
    ------
    ValueError
        If there is no such array, or not one alone of two axes or more.
    """
    import h5py

    names = [name for name, each in file.items() if isinstance(each, h5py.Dataset)]
    if key is None:
        tables = [name for name in names if file[name].ndim > 1]
        if len(tables) != 1:
            raise ValueError(
                f"key must say which array of {path} holds the samples, since "
                f"{len(tables)} have two axes or more; got None, it holds "
                f"{', '.join(names)}."
            )
        return str(tables[0])
    if not is_array(file, key):
        raise ValueError(
            f"key must be the name of an array in {path}, such as "
            f"{', '.join(names)}; got {key!r}."
        )
    return key


def reads_as_stored(dataset: Any) -> bool:
    """Whether its numbers are in the file as NumPy has them in memory."""
    import h5py

    return bool(dataset.id.get_type() == h5py.h5t.py_create(dataset.dtype))
