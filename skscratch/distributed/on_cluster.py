"""Features that stay with the workers of a cluster, as partitions of Dask."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from skscratch.distributed.partitions import aligned, array_of
from skscratch.distributed.sums import BatchOnCluster, name_of, sent, unpacked
from skscratch.distributed.workers import Workers, tasks_of
from skscratch.training.columns import Columns
from skscratch.training.elsewhere import Elsewhere, only_rows
from skscratch.training.on_disk import BLOCK, SMALL
from skscratch.training.reading import read_ahead, read_in_turn

__all__ = ["OnCluster", "on_cluster"]

#: Bytes that one task works on at most, where partitions are small.
BUNDLE = 2**28

#: By how much longer the last worker may take, for bundles of many partitions.
UNEVEN = 1.1


class OnCluster(Elsewhere):
    """Rows of a Dask collection, in bundles of neighbouring partitions.

    With a client they stay in the workers' memory; without one they are computed anew
    whenever they are asked for.

    Parameters
    ----------
    workers : Workers
    bundles : list of dask.delayed.Delayed
        Each a list of arrays of shape (number of rows, n_features).
    sizes : list of list of int
        Rows of each of these arrays.
    header : object
        What tells number and names of the features: see `Elsewhere`.
    dtype : numpy.dtype

    Attributes
    ----------
    places : list of list of slice
        The rows of each bundle's arrays.
    """

    def __init__(
        self,
        workers: Workers,
        bundles: list[Any],
        sizes: list[list[int]],
        header: Any,
        dtype: np.dtype,
    ):
        self.workers, self.bundles, self.sizes = workers, bundles, sizes
        self._header, self.dtype = header, dtype
        self._is_checked = False
        self.places: list[list[slice]] = []
        start = 0
        for of_bundle in sizes:
            self.places.append([])
            for size in of_bundle:
                self.places[-1].append(slice(start, start + size))
                start += size
        self.shape = (start, header.shape[1])
        self._slices = [piece for at in self._partitions() for piece in self._split(at)]

    def __repr__(self) -> str:
        n, n_features = self.shape
        return f"<OnCluster: {n} rows of {n_features}, {self.dtype}>"

    def __getitem__(self, rows: Any) -> OnCluster:
        rows = only_rows(rows)
        chosen = np.atleast_1d(np.arange(len(self))[rows])
        if (np.diff(chosen) <= 0).any():
            raise IndexError(
                "rows on a cluster can only be selected in ascending order; got others."
            )
        kept = [
            [_within(chosen, at) for at in places] for places in self.places
        ]  # where they are in each array
        tasks = tasks_of("rows", _some_rows, [*zip(self.bundles, kept, strict=True)])
        sizes = [[len(each) for each in of_bundle] for of_bundle in kept]
        tasks = self.workers.spread(tasks)
        part = OnCluster(self.workers, tasks, sizes, self._header, self.dtype)
        part._is_checked = self._is_checked
        return part

    @property
    def T(self) -> Columns:
        """The samples as columns."""
        return Columns(self, self.shape[1])

    @property
    def header(self) -> Any:
        """What has the number of the features, and their names if they have some."""
        return self._header

    @property
    def edges(self) -> np.ndarray:
        """Where the partitions begin, empty ones too, and where the last one ends."""
        stops = [at.stop for places in self.places for at in places]
        return np.array([0, *stops], np.int64)

    @property
    def can_be_gathered(self) -> bool:
        """Whether they are as few as of a file that is read into memory."""
        return math.prod(self.shape) * self.dtype.itemsize <= SMALL

    @property
    def is_in_this_process(self) -> bool:
        """Never: each worker makes sums of its own."""
        return False

    def astype(self, dtype: Any, copy: bool = True) -> OnCluster:
        """The same rows in another precision; nothing is copied if it is theirs."""
        dtype = np.dtype(dtype)
        if dtype == self.dtype:
            return self
        given = [(bundle, dtype) for bundle in self.bundles]
        bundles = self.workers.spread(tasks_of("precision", _as_type, given))
        X = OnCluster(self.workers, bundles, self.sizes, self._header, dtype)
        X.check()
        return X

    def slices(self) -> list[slice]:
        """Partitions, or parts of large ones, in the order of the rows."""
        return self._slices

    def pieces(self, wanted: Iterable[Any]) -> Iterator[tuple[Any, np.ndarray]]:
        """Fetch some rows after others, the next ones while these are used.

        Within a task one after the other: a thread of our own cannot leave the worker's
        to what it waits for.
        """

        def fetch(rows: slice | np.ndarray) -> np.ndarray:
            if isinstance(rows, slice):
                rows = np.arange(rows.start, rows.stop)
            return self.gather(rows)

        in_order = read_in_turn if self.workers.is_in_a_task else read_ahead
        return in_order(fetch, wanted)

    def gather(self, rows: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Fetch some rows, in the order of their indices."""
        order = np.argsort(rows, kind="stable")
        ascending = rows[order]
        given = []
        for bundle, places in zip(self.bundles, self.places, strict=True):
            wanted = [_within(ascending, at) for at in places]
            if any(len(each) for each in wanted):
                given.append((bundle, wanted))
        found = self.workers.compute(tasks_of("fetch-rows", _some_rows, given))
        if out is None:
            out = np.empty((len(rows), self.shape[1]), self.dtype)
        parts = [part for of_bundle in found for part in of_bundle]
        out[order] = np.concatenate(parts) if parts else out[:0]
        return out

    def check(self) -> None:
        """Refuse what is not finite.

        Raises
        ------
        ValueError
            If a number is not, with its row and column.
        """
        if self._is_checked:
            return
        given = [*zip(self.bundles, self.places, strict=True)]
        found = self.workers.compute(tasks_of("finite-check", _flaw_of, given))
        for flaw in found:
            if flaw is not None:
                row, column, value = flaw
                raise ValueError(
                    f"X must be finite; got {value} in row {row}, column {column} of "
                    "what is on the cluster. Leave such rows out, or fill them in."
                )
        self._is_checked = True

    def each(self, question: Callable[[slice, np.ndarray], Any]) -> Iterator[Any]:
        """What ``question(rows, block)`` says of each partition, where that is."""
        name = name_of(question)
        of = sent(question, f"{name}-parameters")
        given = [
            (of, bundle, places)
            for bundle, places in zip(self.bundles, self.places, strict=True)
        ]
        for answers in self.workers.compute(tasks_of(name, _answers, given)):
            yield from answers

    def batch(self, Y: np.ndarray, weights: np.ndarray) -> BatchOnCluster:
        """All samples as a batch."""
        return BatchOnCluster(self.T, Y, weights)

    def _partitions(self) -> list[slice]:
        return [at for places in self.places for at in places if at.stop > at.start]

    def _split(self, rows: slice) -> list[slice]:
        """A partition in pieces of about `BLOCK` bytes."""
        size = max(1, BLOCK // max(1, self.shape[1] * self.dtype.itemsize))
        starts = range(rows.start, rows.stop, size)
        return [slice(start, min(start + size, rows.stop)) for start in starts]


def on_cluster(X: Any) -> OnCluster:
    """A Dask array or dataframe as rows that stay where they are.

    Only the lengths of the partitions come back, where they are not known.

    Raises
    ------
    TypeError
        If partitions are sparse, or a column holds no numbers.
    ValueError
        If a number is not finite.
    """
    workers = Workers(X)
    array, header, dtype = array_of(X)
    tasks = workers.keep(array.to_delayed().ravel().tolist())
    sizes = list(array.chunks[0])
    if np.isnan(sizes).any():
        counts = tasks_of("count-rows", len, [(task,) for task in tasks])
        sizes = list(workers.compute(counts))
    n_bytes = max(1, header.shape[1]) * dtype.itemsize * max(sizes, default=0)
    n = 1
    if workers.client:
        n_threads = workers.n_threads or len(tasks)  # where workers are yet to come
        n = _partitions_of_a_bundle(len(tasks), n_bytes, n_threads)
    groups = [slice(i, i + n) for i in range(0, len(tasks), n)]
    bundles = tasks_of("bundle", list, [(tasks[group],) for group in groups])
    bundles = workers.spread(bundles)
    sizes_of_bundles = [sizes[group] for group in groups]
    whole = OnCluster(workers, bundles, sizes_of_bundles, header, dtype)
    whole.check()
    return whole


def _partitions_of_a_bundle(n_partitions: int, n_bytes: int, n_threads: int) -> int:
    """As many as leave all threads with the same work; a power of two, for the tree.

    Each task costs the scheduler about a millisecond.
    """
    best = n = 1
    ideal = n_partitions / n_threads
    while n * n_threads <= n_partitions and n * n_bytes <= BUNDLE:
        n_bundles = -(-n_partitions // n)
        if -(-n_bundles // n_threads) * n <= UNEVEN * ideal:
            best = n
        n *= 2
    return best


def _within(ascending: np.ndarray, at: slice) -> np.ndarray:
    """Which of the indices are in a slice, counted from its start."""
    first, last = np.searchsorted(ascending, [at.start, at.stop])
    return ascending[first:last] - at.start


# What follows runs on the workers.


def _some_rows(arrays: list[np.ndarray], kept: list[np.ndarray]) -> list[np.ndarray]:
    return [array[rows] for array, rows in zip(arrays, kept, strict=True)]


@np.errstate(all="ignore")  # what overflows is found and told
def _as_type(arrays: list[np.ndarray], dtype: np.dtype) -> list[np.ndarray]:
    return [array.astype(dtype) for array in arrays]


def _answers(question: bytes, arrays: list[np.ndarray], at: list[slice]) -> list[Any]:
    ask = unpacked(question)
    pairs = zip(at, arrays, strict=True)
    return [ask(rows, aligned(array)) for rows, array in pairs if len(array)]


@np.errstate(all="ignore")
def _flaw_of(
    arrays: list[np.ndarray], places: list[slice]
) -> tuple[int, int, float] | None:
    """Row, column and value of the first number that is not finite."""
    for array, at in zip(arrays, places, strict=True):
        if not np.isfinite(array.sum()) and not np.isfinite(array).all():
            row, column = np.argwhere(~np.isfinite(array))[0].tolist()
            return at.start + row, column, float(array[row, column])
    return None
