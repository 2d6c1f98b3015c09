"""Rows that lie in a file as they do in memory, read from it without a library."""

from __future__ import annotations

import mmap
import os
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from skscratch._hdf5 import reads_as_stored

__all__ = ["PlainRows", "plain_rows"]

#: Bytes that are read by one call; not all systems read more than 2 GiB.
MOST = 2**30


class OpenFile:
    """A file that is open for as long as somebody has this; copies would not know.

    Parameters
    ----------
    descriptor : int
    """

    def __init__(self, descriptor: int):
        self.descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def __reduce__(self) -> Any:
        raise TypeError("an open file cannot be copied or sent to another process")


@dataclass(frozen=True, eq=False)
class PlainRows:
    """An array whose rows lie in a file as they do in memory, in one run or in several.

    Attributes
    ----------
    path : str
    shape : tuple of int
    dtype : numpy.dtype
    chunks : tuple of int or None
        As HDF5 has them.
    file : OpenFile
    firsts : ndarray of shape (n_runs + 1,)
        The first row of each run, and the number of all rows.
    starts : ndarray of shape (n_runs,)
        Where the runs begin in the file, in bytes.
    """

    path: str
    shape: tuple[int, ...]
    dtype: np.dtype
    chunks: tuple[int, ...] | None
    file: OpenFile
    firsts: np.ndarray
    starts: np.ndarray

    def read(self, start: int, stop: int, out: np.ndarray) -> None:
        """Write these rows into other memory in one piece, in its precision.

        Raises
        ------
        ValueError
            If the file has become shorter.
        """
        for offset, first, last in self._runs(start, stop):
            rows = out[first - start : last - start]
            if rows.dtype == self.dtype:
                self._fill(rows, offset)
            else:
                stored = np.empty(rows.shape, self.dtype)
                self._fill(stored, offset)
                rows[...] = stored

    def _fill(self, rows: np.ndarray, offset: int) -> None:
        left = rows.reshape(-1).view(np.uint8).data
        while left:
            n_read = os.preadv(self.file.descriptor, [left[:MOST]], offset)
            if not n_read:
                raise ValueError(
                    f"{self.path} must stay as it is while in use; it ended before "
                    f"the last of {self.shape[0]} rows. Fit again, on all of them."
                )
            left, offset = left[n_read:], offset + n_read

    def _runs(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Where in the file these rows begin anew: bytes, first row and last + 1."""
        row_size = _row_size(self.shape, self.dtype)
        at = int(np.searchsorted(self.firsts, start, side="right")) - 1
        while start < stop:
            last = min(stop, int(self.firsts[at + 1]))
            begun = (start - int(self.firsts[at])) * row_size
            yield int(self.starts[at]) + begun, start, last
            start, at = last, at + 1


def plain_rows(stored: Any, by_name: bool = False) -> PlainRows | None:
    """An array on disk, if its rows lie in its file as they do in memory.

    Parameters
    ----------
    stored : numpy.memmap, h5py.Dataset or anything else
        Of HDF5 those are not that are compressed, in chunks of some columns, or in a
        file that is open for writing too, where the last that was written may be
        missing.
    by_name : bool, default=False
        Whether a memory map is of whichever file has its name now. Else its name must
        still be that of the file that is mapped, which Linux alone tells.

    Raises
    ------
    OSError
        If the file cannot be opened once more.
    """
    if not hasattr(os, "preadv"):  # as on Windows
        return None
    if isinstance(stored, np.memmap):
        return _of_memory_map(stored, by_name)
    return _of_dataset(stored) if hasattr(stored, "read_direct") else None


def _of_memory_map(stored: np.memmap, by_name: bool) -> PlainRows | None:
    memory: Any = stored
    while isinstance(memory, np.ndarray):
        memory = memory.base
    # what was written to a private copy, mode "c", is nowhere else
    is_file = isinstance(memory, mmap.mmap) and stored.mode in ("r", "r+", "w+")
    if not (is_file and stored.flags.c_contiguous and stored.size and stored.filename):
        return None
    begin = np.frombuffer(memory, np.uint8).ctypes.data
    file = OpenFile(os.open(stored.filename, os.O_RDONLY))
    if not (by_name or _is_mapped_to(begin, os.fstat(file.descriptor))):
        return None
    mapped_from = stored.offset - stored.offset % mmap.ALLOCATIONGRANULARITY
    start = mapped_from + stored.ctypes.data - begin
    return _runs_of(str(stored.filename), stored, file, [0], [start])


def _is_mapped_to(address: int, status: os.stat_result) -> bool:
    """Whether it is sure that a file is the one that is mapped to a place in memory."""
    try:
        with open("/proc/self/maps") as file:
            lines = [line.split() for line in file]
    except OSError:
        return False
    device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
    for place, _, _, on, inode, *_ in lines:
        first, last = (int(end, 16) for end in place.split("-"))
        if first <= address < last:
            return (on, int(inode)) == (device, status.st_ino)
    return False


def _of_dataset(stored: Any) -> PlainRows | None:
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
    again = OpenFile(os.dup(file.id.get_vfd_handle()))
    return _runs_of(file.filename, stored, again, firsts, starts)


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
    path: str, stored: Any, file: OpenFile, firsts: list[int], starts: list[int]
) -> PlainRows:
    """The array in as few runs as its pieces make."""
    row_size = _row_size(stored.shape, stored.dtype)
    edges, places = [0], [starts[0]]
    for (first, start), (following, place) in pairwise(
        zip(firsts, starts, strict=True)
    ):
        if place != start + (following - first) * row_size:
            edges.append(following)
            places.append(place)
    edges.append(stored.shape[0])
    return PlainRows(
        path,
        tuple(stored.shape),
        stored.dtype,
        getattr(stored, "chunks", None),
        file,
        np.array(edges),
        np.array(places),
    )


def _row_size(shape: tuple[int, ...], dtype: np.dtype) -> int:
    return int(np.prod(shape[1:])) * dtype.itemsize
