"""Numbers of a file where they lie in it, to be computed with without a copy."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from skscratch._hdf5 import reads_as_stored

__all__ = ["Mapped", "mapped"]


@dataclass(frozen=True)
class Mapped:
    """An array whose rows lie in a file as they do in memory, in one run or in several.

    Attributes
    ----------
    path : str
    shape : tuple of int
    dtype : numpy.dtype
    chunks : tuple of int or None
        As HDF5 has them.
    memory : mmap.mmap
        The whole file. A file that becomes shorter while it is mapped ends the process,
        so it must stay as it is.
    firsts : ndarray of shape (n_runs + 1,)
        The first row of each run, and the number of all rows.
    starts : ndarray of shape (n_runs,)
        Where the runs begin in the file, in bytes.
    """

    path: str
    shape: tuple[int, ...]
    dtype: np.dtype
    chunks: tuple[int, ...] | None
    memory: mmap.mmap
    firsts: np.ndarray
    starts: np.ndarray

    def view(self, start: int, stop: int) -> np.ndarray | None:
        """These rows where they lie, if that is in one run and BLAS can take them."""
        (offset, first, last), *others = self._runs(start, stop)
        if others or offset % self.dtype.itemsize or not self.dtype.isnative:
            return None
        return self._numbers(offset, last - first)

    def copy(self, start: int, stop: int, out: np.ndarray) -> None:
        """Write these rows into other memory, in its precision."""
        for offset, first, last in self._runs(start, stop):
            out[first - start : last - start] = self._numbers(offset, last - first)

    def fetch(self, start: int, stop: int) -> None:
        """Have the system read these rows, without waiting for it."""
        self._advise("MADV_WILLNEED", start, stop)

    def release(self, start: int, stop: int) -> None:
        """Give back the memory that these rows have taken.

        The system keeps them as long as it has no better use for the room.
        """
        self._advise("MADV_DONTNEED", start, stop)

    def _advise(self, name: str, start: int, stop: int) -> None:
        advice = getattr(mmap, name, None)
        if advice is None:
            return
        for offset, first, last in self._runs(start, stop):
            page = offset - offset % mmap.PAGESIZE
            end = offset + (last - first) * self._row_size
            self.memory.madvise(advice, page, end - page)

    def _runs(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Where in the file these rows begin anew: bytes, first row and last + 1."""
        at = int(np.searchsorted(self.firsts, start, side="right")) - 1
        while start < stop:
            last = min(stop, int(self.firsts[at + 1]))
            begun = (start - int(self.firsts[at])) * self._row_size
            yield int(self.starts[at]) + begun, start, last
            start, at = last, at + 1

    def _numbers(self, offset: int, n_rows: int) -> np.ndarray:
        shape = (n_rows, *self.shape[1:])
        return np.ndarray(shape, self.dtype, self.memory, offset)

    @property
    def _row_size(self) -> int:
        return int(np.prod(self.shape[1:])) * self.dtype.itemsize


def mapped(stored: Any) -> Mapped | None:
    """An array on disk, if its rows lie in its file as they do in memory.

    Parameters
    ----------
    stored : numpy.memmap, h5py.Dataset or anything else
        Of HDF5 those are not that are compressed, in chunks of some columns, or in a
        file that is open for writing too, where the last that was written may be
        missing.

    Raises
    ------
    OSError
        If the system has no room for the file among addresses or open files.
    """
    if isinstance(stored, np.memmap):
        return _of_memory_map(stored)
    return _of_dataset(stored) if hasattr(stored, "read_direct") else None


def _of_memory_map(stored: np.memmap) -> Mapped | None:
    memory: Any = stored
    while isinstance(memory, np.ndarray):
        memory = memory.base
    # what was written to a private copy, mode "c", is nowhere else
    is_file = isinstance(memory, mmap.mmap) and stored.mode in ("r", "r+", "w+")
    if not (is_file and stored.flags.c_contiguous and stored.size):
        return None
    begin = np.frombuffer(memory, np.uint8).ctypes.data
    start = stored.ctypes.data - begin
    return _runs_of(str(stored.filename), stored, memory, [0], [start])


def _of_dataset(stored: Any) -> Mapped | None:
    file = stored.file
    is_plain = (file.driver, file.mode) == ("sec2", "r") and stored.size
    if stored.chunks and file.userblock_size:
        return None  # what is before a chunk is not told alike by all HDF5
    if not is_plain or stored.is_virtual or stored.external:
        return None
    if not reads_as_stored(stored):
        return None
    if stored.chunks is None:
        firsts, starts = [0], [stored.id.get_offset()]
    else:
        firsts, starts = _chunks_of(stored)
    if not starts or None in starts:
        return None
    # the open file itself: another may have its name by now
    memory = mmap.mmap(file.id.get_vfd_handle(), 0, access=mmap.ACCESS_READ)
    return _runs_of(file.filename, stored, memory, firsts, starts)


def _chunks_of(stored: Any) -> tuple[list[int], list[int]]:
    """First row and place of the chunks, or none where they are no plain rows."""
    chunks: list[Any] = []
    is_of_rows = stored.chunks[1:] == stored.shape[1:]
    if is_of_rows and not stored.id.get_create_plist().get_nfilters():
        stored.id.chunk_iter(chunks.append)
    chunks.sort(key=lambda chunk: chunk.chunk_offset)
    firsts = [chunk.chunk_offset[0] for chunk in chunks]
    if firsts != list(range(0, stored.shape[0], stored.chunks[0])):
        return [], []  # some were never written
    return firsts, [chunk.byte_offset for chunk in chunks]


def _runs_of(
    path: str, stored: Any, memory: mmap.mmap, firsts: list[int], starts: list[int]
) -> Mapped | None:
    """The array in as few runs as its pieces make."""
    row_size = int(np.prod(stored.shape[1:])) * stored.dtype.itemsize
    edges, places = [0], [starts[0]]
    for (first, start), (following, place) in pairwise(
        zip(firsts, starts, strict=True)
    ):
        if place != start + (following - first) * row_size:
            edges.append(following)
            places.append(place)
    edges.append(stored.shape[0])
    sizes = np.diff(edges) * row_size
    if (np.array(places) + sizes).max() > len(memory):
        return None
    return Mapped(
        path,
        tuple(stored.shape),
        stored.dtype,
        getattr(stored, "chunks", None),
        memory,
        np.array(edges),
        np.array(places),
    )
