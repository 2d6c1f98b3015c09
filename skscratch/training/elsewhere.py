"""Features that are not in memory as a whole: what training asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from skscratch.network.batch import BatchInBlocks

__all__ = [
    "Elsewhere",
    "comes_from_dask",
    "in_memory",
    "only_rows",
    "refuse_closed",
    "refuse_delayed",
]


class Elsewhere:
    """Rows of features of which only some are in memory at a time.

    Attributes
    ----------
    shape : tuple
        ``(n_samples, n_features)``.
    dtype : numpy.dtype
    """

    shape: tuple[int, int]
    dtype: np.dtype
    ndim = 2

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: Any) -> Elsewhere:
        """Some of the rows, which stay where they are."""
        raise NotImplementedError

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError(
                "copy must not be False for samples that are not in memory: an array "
                "of them is a copy; got False."
            )
        X, order = np.empty(self.shape, self.dtype), self.reading_order
        if order is not None:
            X[order] = self[order]
        else:
            for rows, block in self.blocks():
                X[rows] = block
        return X if dtype is None else X.astype(dtype, copy=False)

    @property
    def T(self) -> Any:
        """The samples as columns, with `shape`, ``blocks()`` and ``map(change)``."""
        raise NotImplementedError

    @property
    def header(self) -> Any:
        """What has the number of the features, and their names if they have some."""
        return self

    @property
    def is_one_block(self) -> bool:
        """Whether sums are over a single block, in this process."""
        return False

    @property
    def can_be_gathered(self) -> bool:
        """Whether all rows may come into memory where that is much faster."""
        return False

    @property
    def is_in_this_process(self) -> bool:
        """Whether sums are made here, one block after the other."""
        return True

    @property
    def reading_order(self) -> np.ndarray | None:
        """The rows as they are best read, one after the other; None if they are so.

        Of rows in another order each block may take all of a file to read.
        """
        return None

    def in_reading_order(self) -> Elsewhere:
        """The same rows so, for a question that their order is nothing to."""
        order = self.reading_order
        return self if order is None else self[order]

    def astype(self, dtype: Any, copy: bool = True) -> Elsewhere:
        """The same rows in another precision."""
        raise NotImplementedError

    def slices(self) -> list[slice]:
        """Which rows come into memory together, in order."""
        raise NotImplementedError

    def runs(self, at_a_time: int = 0) -> list[slice]:
        """The slices, or others that suit sums over so many rows at a time."""
        return self.slices()

    def blocks(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Each of the slices with its rows, in this process."""
        return self.pieces(self.slices())

    def pieces(self, wanted: Iterable[Any]) -> Iterator[tuple[Any, np.ndarray]]:
        """Slices out of `slices`, or arrays of indices, each with its rows."""
        raise NotImplementedError

    def watched(self, watch: Callable[[int, int], None]) -> Elsewhere:
        """The same rows; those read in this process are told to `watch`."""
        return self

    def for_training(self, ahead: bool = True) -> Elsewhere:
        """The same rows, once they are checked.

        A piece that is read in this process is for reading, and until the next one,
        which is read while it is used, with `ahead`.
        """
        return self

    def gather(self, rows: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """The rows of these indices, in this process."""
        raise NotImplementedError

    def check(self) -> None:
        """Raise ValueError unless every number is finite."""
        raise NotImplementedError

    def each(self, question: Callable[[slice, np.ndarray], Any]) -> Iterator[Any]:
        """What ``question(rows, block)`` says of one block after the other."""
        for rows, block in self.blocks():
            yield question(rows, block)

    def answer(
        self, question: Callable[[slice, np.ndarray], np.ndarray], none: np.ndarray
    ) -> Any:
        """The rows that ``question(rows, block)`` makes; `none` are those of none."""
        order = self.reading_order
        answer, start = np.empty((len(self), *none.shape[1:]), none.dtype), 0
        if order is not None:
            # an error is told by the row as it is numbered here: by what follows
            with suppress(ValueError):
                answer[order] = self[order].answer(question, none)
                return answer
        for part in self.each(question):
            answer[start : start + len(part)] = part
            start += len(part)
        return answer

    def batch(self, Y: np.ndarray, weights: np.ndarray) -> BatchInBlocks:
        """All samples as a batch."""
        return BatchInBlocks(self.T, Y, weights)


def only_rows(index: Any) -> Any:
    """What an index says of rows, where it says nothing of columns.

    Raises
    ------
    IndexError
        If it does.
    """
    if not isinstance(index, tuple):
        return index
    rows, *columns = index
    if columns not in ([], [Ellipsis], [slice(None)]):
        raise IndexError(
            "only rows of samples that are not in memory can be selected; got columns "
            f"{columns}. np.asarray(X) has them all in memory."
        )
    return rows


def in_memory(values: Any, name: str) -> Any:
    """A Dask collection computed, and text of an HDF5 file; all else as it is."""
    refuse_delayed(values, name)
    refuse_closed(values, name)
    if hasattr(values, "asstr") and values.dtype.kind in "OS":
        return values.asstr()[()]
    return values.compute() if comes_from_dask(values) else values


def comes_from_dask(values: Any) -> bool:
    """Whether it is a Dask collection; asking loads no Dask."""
    return type(values).__module__.startswith("dask")


def refuse_closed(values: Any, name: str = "X") -> None:
    """Refuse an array of an HDF5 file that is closed, of which nothing is known.

    Raises
    ------
    ValueError
        If `values`, called `name` in the message, are one.
    """
    if hasattr(values, "read_direct") and not values:
        rows = "OnDisk of a path opens the file when it is read."
        way = rows if name.startswith("X") else "Open it, and read what it holds."
        raise ValueError(
            f"{name} must be of a file that is open while in use; got an h5py.Dataset "
            f"of one that is closed. {way}"
        )


def refuse_delayed(values: Any, name: str) -> None:
    """Refuse what may be anything once Dask has computed it.

    Raises
    ------
    TypeError
        If `values`, called `name` in the message, are what `dask.delayed` makes.
    """
    if type(values).__module__ == "dask.delayed":
        raise TypeError(
            f"{name} must have a shape before it is computed; got what dask.delayed "
            f"makes. Pass {name}.compute(), or dask.array.from_delayed({name}, shape, "
            "dtype)."
        )
