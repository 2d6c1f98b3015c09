"""Where rows on disk are read from: arrays in files, and several of these in a row."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap

from skscratch._hdf5 import HDF5, is_array, key_of_rows, opened
from skscratch.training.elsewhere import comes_from_dask, refuse_closed
from skscratch.training.plain_rows import PlainRows, plain_rows

__all__ = ["Source", "is_on_disk", "source_of"]

#: Files that training holds open, at most.
MOST_OPEN = 64


@dataclass(frozen=True)
class StoredFile:
    """An array in a file, which is open only while something is read from it.

    Attributes
    ----------
    path : str
    key : str or None
        The name of the array in HDF5; None in an .npy file.
    shape : tuple of int
    dtype : numpy.dtype
    chunks : tuple of int or None
        As HDF5 has them.
    """

    path: str
    key: str | None
    shape: tuple[int, ...]
    dtype: np.dtype
    chunks: tuple[int, ...] | None = None

    @classmethod
    def at(cls, path: str, key: str | None) -> StoredFile:
        """What stands at a path.

        Raises
        ------
        OSError
            If it cannot be read.
        ValueError
            If it is no such file, or `key` is missing or one too many.
        """
        if not _is_file_of_rows(path):
            raise ValueError(
                f"source must be files that end in .npy, {', '.join(HDF5)}; got {path}."
            )
        if _is_hdf5(path):
            with opened(path) as file:
                key = key_of_rows(file, key, path)
                found = file[key]
                return cls(path, key, found.shape, found.dtype, found.chunks)
        if key is not None:
            raise ValueError(f"key is for HDF5 files; got {key!r} for {path}.")
        try:
            found = open_memmap(path, mode="r")
        except (ValueError, EOFError) as error:  # without the name of the file
            raise ValueError(
                f"{path} must be a whole .npy file of numbers; {error}. Save it again."
            ) from None
        return cls(path, None, found.shape, found.dtype)

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The array itself.

        Raises
        ------
        ValueError
            If it is another than it was.
        """
        with self._opened() as stored:
            if (stored.shape, stored.dtype) != (self.shape, self.dtype):
                raise self._changed(
                    f"it held {self.dtype} of shape {self.shape}, now {stored.dtype} "
                    f"of shape {stored.shape}"
                )
            yield stored

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        if self.key is None:
            try:
                found = open_memmap(self.path, mode="r")
            except (ValueError, EOFError) as error:
                raise self._changed(str(error)) from None
            yield found
            return
        with opened(self.path) as file:
            if not is_array(file, self.key):
                raise self._changed(f"it has no array {self.key!r} any more")
            yield file[self.key]

    def _changed(self, what: str) -> ValueError:
        return ValueError(
            f"{self.path} must stay as it is while in use; {what}. Fit again, on the "
            "whole file."
        )


@dataclass(frozen=True)
class Source:
    """Arrays below each other, as one of all their rows.

    Attributes
    ----------
    parts : tuple
        Each has a `shape` and a `dtype`, and slices of it are arrays.
    """

    parts: tuple[Any, ...]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return (sum(part.shape[0] for part in self.parts), *self.parts[0].shape[1:])

    @property
    def is_single_precision(self) -> bool:
        """Whether nothing is lost in float32."""
        return all(part.dtype.newbyteorder("=") == np.float32 for part in self.parts)

    @property
    def rows_of_a_chunk(self) -> int:
        """How many are stored together at most, 1 where they are stored one by one."""
        chunks = [getattr(part, "chunks", None) for part in self.parts]
        return max(int(each[0]) if each else 1 for each in chunks)

    def edges(self, size: int) -> np.ndarray:
        """Where blocks of at most `size` rows of one file begin, and the end."""
        starts = [
            np.arange(first, first + part.shape[0], size)
            for part, first in zip(self.parts, self._starts, strict=True)
        ]
        return np.concatenate([*starts, self.shape[:1]])

    def read(self, start: int, stop: int, out: np.ndarray) -> None:
        """Write rows of one block into memory of the caller's own, each flat."""
        part, first = self._part(start)
        rows = slice(start - first, stop - first)
        _copy(part, rows, out.reshape(stop - start, *self.shape[1:]))

    def held_open(self) -> Source:
        """The same, with those parts open whose rows lie in a file as in memory.

        None of very many.
        """
        if len(self.parts) > MOST_OPEN:
            return self
        return Source(tuple(_plain(part) or part for part in self.parts))

    @property
    def is_plain(self) -> bool:
        """Whether any rows of one file are read as quickly as a block."""
        return all(isinstance(part, PlainRows) for part in self.parts)

    def place(self, row: int, column: int) -> str:
        """Where a number stands, in words."""
        part, first = self._part(row)
        return f"row {row - first}, column {column} of {_name_of(part)}"

    @cached_property
    def _starts(self) -> np.ndarray:
        """The number of each array's first row."""
        return np.cumsum([0, *(part.shape[0] for part in self.parts[:-1])])

    def _part(self, row: int) -> tuple[Any, int]:
        """The array that has a row, and the number of that array's first one."""
        at = int(np.searchsorted(self._starts, row, side="right")) - 1
        refuse_closed(self.parts[at])
        return self.parts[at], int(self._starts[at])


def source_of(given: Any, key: str | None = None) -> Source:
    """The rows of an array on disk, of a file, or of several of these.

    Raises
    ------
    TypeError, ValueError, OSError
        If there are none, or they do not fit below each other.
    """
    several = isinstance(given, Sequence) and not isinstance(given, str)
    parts = tuple(_part_of(each, key) for each in (given if several else [given]))
    if not parts:
        raise ValueError("source must be one file or more; got an empty list.")
    for part in parts[1:]:
        if part.shape[1:] != parts[0].shape[1:]:
            raise ValueError(
                "source must be of rows that are alike; got shape "
                f"{tuple(parts[0].shape)} in {_name_of(parts[0])} and "
                f"{tuple(part.shape)} in {_name_of(part)}."
            )
    return Source(parts)


def is_on_disk(thing: Any) -> bool:
    """Whether it is an array in a file, of numbers and two axes or more, or a path.

    Raises
    ------
    ValueError
        If its file is closed.
    """
    if isinstance(thing, str | os.PathLike):
        return _is_file_of_rows(os.fspath(thing))
    refuse_closed(thing)
    if len(getattr(thing, "shape", ())) < 2:
        return False
    dataset = hasattr(thing, "read_direct")  # h5py is not loaded just to ask
    # joblib maps large arrays for its workers, where they train as they do here.
    mapped = isinstance(thing, np.memmap)
    mapped = mapped and "joblib_memmapping" not in str(thing.filename)
    return (dataset or mapped) and thing.dtype.kind in "buif"


def _part_of(thing: Any, key: str | None) -> Any:
    """Numbers that can be read, two axes of them or more.

    Raises
    ------
    TypeError
        If there is no shape, or no numbers.
    ValueError
        If there are fewer axes, or a key for what is no file.
    """
    if isinstance(thing, str | os.PathLike):
        thing = StoredFile.at(os.path.expanduser(os.fspath(thing)), key)
    elif key is not None:
        raise ValueError(
            f"key is for paths of HDF5 files; got {key!r} for {_name_of(thing)}."
        )
    refuse_closed(thing)
    dtype, shape = getattr(thing, "dtype", None), getattr(thing, "shape", None)
    is_of_numbers = getattr(dtype, "kind", "O") in "buif"
    if comes_from_dask(thing) or shape is None or not is_of_numbers:
        raise TypeError(
            "source must be numbers in a file, such as an h5py.Dataset, a "
            f"numpy.memmap or a path; got {type(thing).__name__} of dtype {dtype}."
        )
    if len(shape) < 2:
        raise ValueError(
            f"source must have a row for each sample; got shape {tuple(shape)}. A "
            "single column is reshape(-1, 1)."
        )
    return thing


def _copy(part: Any, rows: slice, out: np.ndarray) -> None:
    """Write rows of an array into memory that lies in one piece."""
    if isinstance(part, StoredFile):
        with part.opened() as stored:
            _copy(stored, rows, out)
    elif isinstance(part, PlainRows):
        part.read(rows.start, rows.stop, out)
    elif hasattr(part, "read_direct") and part.dtype == out.dtype:
        part.read_direct(out, rows)
    else:
        out[...] = part[rows]
        if isinstance(part, np.ndarray):
            _release(part)


def _plain(part: Any) -> PlainRows | None:
    """An array on disk as it lies in its file, if it lies there in rows."""
    by_name = isinstance(part, StoredFile)
    with part.opened() if by_name else nullcontext(part) as stored:
        try:
            return plain_rows(stored, by_name)
        except OSError:  # it can be read all the same
            return None


def _is_hdf5(path: str) -> bool:
    return path.lower().endswith(HDF5)


def _is_file_of_rows(path: str) -> bool:
    return path.lower().endswith((".npy", *HDF5))


def _name_of(part: Any) -> str:
    """What to call an array on disk."""
    path = getattr(part, "path", None) or getattr(part, "filename", None)
    file = getattr(part, "file", None)
    path = path or getattr(file, "filename", None)
    return "what is on disk" if path is None else Path(path).name


def _release(mapped: np.ndarray) -> None:
    """Let go of the pages of a file that reading has put into memory.

    The system keeps them as long as it has no better use for the room. What was written
    to a private copy (mode "c") is nowhere else, so that is left alone.
    """
    base: Any = mapped
    while isinstance(base, np.ndarray):
        base = base.base
    shared = getattr(mapped, "mode", None) in ("r", "r+", "w+")
    if shared and isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
