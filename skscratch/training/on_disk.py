"""Features that stay on disk and come into memory a block of rows at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from itertools import cycle
from numbers import Integral, Real
from os import PathLike
from typing import Any

import numpy as np

from skscratch.training.columns import Columns
from skscratch.training.elsewhere import Elsewhere, only_rows
from skscratch.training.reading import Room, read_ahead, read_in_turn
from skscratch.training.snapshot import are_finite
from skscratch.training.sources import Source, is_on_disk, source_of

__all__ = ["OnDisk", "stays_on_disk"]

#: Bytes of a block in memory, if a chunk of the file is not larger.
BLOCK = 2**22

#: Bytes that a full batch reads at a time where a file gives any rows as quickly.
PIECE = 2**21

#: A dataset or memory map that takes no more bytes in memory is read like an array.
SMALL = 2**28


class OnDisk(Elsewhere):
    """Samples in files, to be trained on without having them all in memory.

    Pass it as `X` to an estimator. Full-batch solvers then sum over blocks of rows and
    reach what they reach in memory. Mini-batches come from a few blocks at a time, in
    another order every epoch. An `h5py.Dataset` or `numpy.memmap` of two axes and more
    than 256 MiB, a path, and a list of these, is wrapped without being asked for.

    Parameters
    ----------
    source : h5py.Dataset, numpy.memmap or the like, path, or a list of these
        Numbers of shape (n_samples, n_features), or more axes, of which those after the
        first become one row, as `skscratch.preprocessing.ImageFlattener` makes it. An
        array has a `shape` and a `dtype`, and slices of it are arrays; it must stay
        open while in use. A path leads to an ``.npy`` or HDF5 file, which is open while
        a block of it is read, and in training all the time if there are no more than
        64. Those of a list stand below each other. All must stay as they are: a memory
        map that is cut short may end the process.
    scale : float, default=1.0
        What the numbers are multiplied by when read: 1 / 255 for pixels.
    dtype : {numpy.float32, numpy.float64}, default=None
        Precision of the numbers in memory; None keeps float32 and makes float64 of
        everything else.
    block_size : int >= 1, default=None
        Rows that are read at a time, at most; None for as many whole chunks of the file
        as fit into 4 MiB, one at least. No block has rows of two files. Up to four
        threads hold one each, and a thread that is alone two.
    key : str, default=None
        Of files in HDF5, which array of theirs it is; None takes the only one of two
        axes or more.

    Attributes
    ----------
    shape : tuple
        ``(n_samples, n_features)``.
    dtype : numpy.dtype
        Of the rows in memory.
    block_size : int

    Raises
    ------
    TypeError
        If `source` has no shape, or no numbers.
    ValueError
        If a parameter is not as described, or rows of a list differ in length.
    OSError
        If a file cannot be read.

    See Also
    --------
    open_hdf5 : The samples of files together with their labels.
    skscratch.preprocessing.Blockwise : Scales them.

    Notes
    -----
    Every block is checked when it is read: a number that is not finite raises, with its
    row, column and file. ``X[rows]`` are some of the rows, still on disk, so that a
    cross-validation takes nothing into memory; ``np.asarray(X)`` are all of them. Rows
    in another order than the files' are read in the files' order nevertheless, except
    where theirs matters: by mini-batches with ``shuffle=False``, dropout in full
    batches, and `save_predictions`. There a block may take a pass over all files.
    Made of paths it can be pickled, and so be sent to other processes.

    Examples
    --------
    >>> import h5py
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from skscratch import ScratchLogisticRegression
    >>> from skscratch.datasets import OnDisk
    >>> X, y = load_digits(return_X_y=True)
    >>> with h5py.File("digits.h5", "w", driver="core", backing_store=False) as file:
    ...     stored = file.create_dataset("X", data=X.astype(np.uint8), chunks=(100, 64))
    ...     pixels = OnDisk(stored, scale=1 / 16)
    ...     model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0).fit(pixels, y)
    ...     print(round(model.score(pixels, y), 3))
    0.985
    """

    scale: float
    dtype: np.dtype
    shape: tuple[int, int]
    block_size: int
    _source: Source
    _edges: np.ndarray
    _read_as: np.dtype

    def __init__(
        self,
        source: Any,
        *,
        scale: float = 1.0,
        dtype: Any = None,
        block_size: int | None = None,
        key: str | None = None,
    ):
        self._source = found = source_of(source, key)
        if not (isinstance(scale, Real) and math.isfinite(scale) and scale):
            raise ValueError(f"scale must be a finite number, not 0; got {scale!r}.")
        if dtype is None:
            dtype = np.float32 if found.is_single_precision else np.float64
        whole = isinstance(block_size, Integral) and block_size >= 1
        if not (whole or block_size is None):
            raise ValueError(
                f"block_size must be a positive integer or None; got {block_size!r}."
            )
        self.scale = float(scale)
        self.dtype = _precision(dtype)
        self.shape = (found.shape[0], math.prod(found.shape[1:]))
        self.block_size = int(block_size or self._rows_of_a_block())
        self._edges = found.edges(self.block_size)
        #: The rows of the file that these are; None for all.
        self._rows: np.ndarray | None = None
        #: What is done to rows that were read, and their precision until then.
        self._changes: tuple[Callable[[np.ndarray], Any], ...] = ()
        self._read_as = self.dtype
        self._watch: Callable[[int, int], None] | None = None
        #: Where pieces are read to in turn; None for new memory each time.
        self._rooms: tuple[Room, Room] | None = None
        #: Whether all numbers are known to be finite.
        self._is_checked: bool = False
        self._reads_ahead: bool = True

    @property
    def is_one_block(self) -> bool:
        """Whether all rows come into memory at once."""
        return len(self.slices()) == 1

    def __repr__(self) -> str:
        return f"<OnDisk: {self.shape[0]} rows of {self.shape[1]}, {self.dtype}>"

    def __getitem__(self, rows: Any) -> OnDisk:
        rows = only_rows(rows)
        part = self._copied()
        own = np.arange(len(self)) if self._rows is None else self._rows
        part._rows = np.atleast_1d(own[rows])
        if part._rows.ndim > 1:
            raise IndexError(
                "rows of samples on disk are selected by a slice, a mask or a list of "
                f"indices; got what has {part._rows.ndim} axes."
            )
        part.shape = (len(part._rows), self.shape[1])
        return part

    def astype(self, dtype: Any, copy: bool = True) -> OnDisk:
        """The same rows, in another precision.

        Parameters
        ----------
        dtype : {numpy.float32, numpy.float64}
            The precision.
        copy : bool, default=True
            As for arrays; nothing is copied.

        Returns
        -------
        X : OnDisk
            Of the same rows.
        """
        part = self._copied()
        part.dtype = _precision(dtype)
        if not self._changes:
            part._read_as = part.dtype
        return part

    def map(self, change: Callable[[np.ndarray], Any]) -> OnDisk:
        """The same rows, changed once they are read.

        Parameters
        ----------
        change : callable
            From rows, an array of shape (any number, n_features) that it may write to,
            to as many others. What becomes of a row must not depend on those beside it.
            The `transform` of a fitted transformer is one.

        Returns
        -------
        X : OnDisk
            Of the same rows, in the same precision.

        Raises
        ------
        ValueError
            If it does not make one row of each.

        Examples
        --------
        >>> import numpy as np
        >>> from skscratch.datasets import OnDisk
        >>> np.asarray(OnDisk(np.array([[1.0, 2.0]])).map(np.square))
        array([[1., 4.]])
        """
        row = change(np.zeros((1, self.shape[1]), self.dtype))
        shape = getattr(row, "shape", None)
        if not isinstance(row, np.ndarray) or row.ndim != 2 or len(row) != 1:
            raise ValueError(
                "change must make an array with one row of each; got "
                f"{type(row).__name__} of shape {shape} from one row."
            )
        part = self._copied()
        part._changes = (*self._changes, change)
        part.shape = (self.shape[0], row.shape[1])
        return part

    def watched(self, watch: Callable[[int, int], None]) -> OnDisk:
        """The same rows, with someone who is told of every block.

        Parameters
        ----------
        watch : callable
            Called with how many of how many rows have been read, in any thread.

        Returns
        -------
        X : OnDisk
            Of the same rows.
        """
        part = self._copied()
        part._watch = watch
        return part

    def for_training(self, ahead: bool = True) -> OnDisk:
        """The same rows, once they are checked, to be read again and again.

        Rows are read into memory that is used again, straight from their file where
        they lie in it as in memory.

        Parameters
        ----------
        ahead : bool, default=True
            Whether the next piece is read while one is used; False for threads that
            share the work, of which one reads while another computes.

        Returns
        -------
        X : OnDisk
            Of the same rows. What its `blocks` and `pieces` yield is for reading, and
            until the next is asked for.
        """
        part = self._copied()
        part._rooms, part._is_checked = (Room(), Room()), True
        part._reads_ahead = ahead
        part._source = self._source.held_open()
        return part

    @property
    def sources(self) -> tuple[Any, ...]:
        """The arrays and files, in the order of their rows."""
        return self._source.parts

    @property
    def reading_order(self) -> np.ndarray | None:
        """The rows as they follow each other in the files; None if they do so."""
        if self._rows is None or (np.diff(self._rows) >= 0).all():
            return None
        return np.argsort(self._rows, kind="stable")

    @property
    def T(self) -> Columns:
        """The samples as columns."""
        return Columns(self, self.shape[1])

    def slices(self) -> list[slice]:
        """Which rows come into memory together.

        Returns
        -------
        slices : list of slice
            One a block, in the order of the rows.
        """
        n, edges = len(self), self._edges
        if self._rows is not None:
            edges = np.append(np.arange(0, n, self.block_size), n)
        return _slices(edges)

    def runs(self, at_a_time: int = 0) -> list[slice]:
        """Which rows come into memory together for a full batch.

        Parameters
        ----------
        at_a_time : int, default=0
            Rows that it sums over at a time: some times as many then come together, but
            no more than in a block; 0 for all of a block.

        Returns
        -------
        runs : list of slice
            In the order of the rows.
        """
        if not at_a_time or self._rows is not None or not self._source.is_plain:
            return self.slices()
        n_times = PIECE // (at_a_time * self._bytes_of_a_row)
        size = min(self.block_size, at_a_time * max(1, n_times))
        return _slices(self._source.edges(size))

    def blocks(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Read all rows, a block at a time and the next one while this one is used.

        Yields
        ------
        rows : slice
            Which rows these are, `block_size` of them or fewer.
        block : ndarray of shape (number of rows, n_features)
            What stands in them.

        Raises
        ------
        ValueError
            If a number is not finite.
        """
        yield from self.pieces(self.slices())

    def pieces(self, wanted: Iterable[Any]) -> Iterator[tuple[Any, np.ndarray]]:
        """Read some rows after others, the next ones while these are used.

        Parameters
        ----------
        wanted : iterable
            Slices out of `slices`, or arrays of indices.

        Yields
        ------
        rows : slice or ndarray
            Each of these.
        X : ndarray of shape (number of rows, n_features)
            What stands in them.

        Raises
        ------
        ValueError
            If a number is not finite.
        """
        rooms = self._rooms
        self._rooms = None  # who else reads meanwhile takes new memory
        turns = cycle((rooms or [None])[: 1 + self._reads_ahead])
        in_order = read_ahead if self._reads_ahead else read_in_turn
        try:
            for rows, X in in_order(lambda at: self._piece(at, next(turns)), wanted):
                yield rows, X
                if self._watch is not None:
                    self._watch(len(X), len(self))
        finally:
            self._rooms = rooms

    def gather(self, rows: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Read some rows.

        Parameters
        ----------
        rows : ndarray of int
            Their indices, in any order.
        out : ndarray of shape (number of rows, n_features), default=None
            Where to write them; None for new memory.

        Returns
        -------
        out : ndarray
            The rows, in the order of their indices.

        Raises
        ------
        IndexError
            If there is no such row.
        ValueError
            If a number is not finite.
        """
        own = self._rows
        if own is None:
            if len(rows) and not 0 <= np.min(rows) <= np.max(rows) < len(self):
                raise IndexError(
                    f"rows must be indices from 0 to {len(self) - 1}; got "
                    f"{np.min(rows)} to {np.max(rows)}."
                )
            return self._gather(rows, out)
        return self._gather(own[rows], out)

    def check(self) -> None:
        """Read all rows once, to see whether every number is finite.

        Raises
        ------
        ValueError
            If a number is not finite.
        """
        for _ in self.in_reading_order().blocks():
            pass

    def _copied(self) -> OnDisk:
        part = copy(self)
        part._rooms, part._is_checked = None, False
        return part

    def _piece(self, rows: slice | np.ndarray, room: Room | None) -> np.ndarray:
        """Some rows, in that room if there is one."""
        n = rows.stop - rows.start if isinstance(rows, slice) else len(rows)
        out = None if room is None else room.rows(n, self.shape[1], self.dtype)
        if self._rows is not None:
            return self._gather(self._rows[rows], out)
        if isinstance(rows, slice):
            return self._read(rows.start, rows.stop, out)
        return self._gather(rows, out)

    def _gather(self, rows: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Rows of the files, read forwards and a block's at a time."""
        if out is None:
            out = np.empty((len(rows), self.shape[1]), self.dtype)
        can_be_read_to = out.flags.c_contiguous and out.dtype == self.dtype
        order = np.argsort(rows, kind="stable")
        ascending = rows[order]
        blocks = np.searchsorted(self._edges, ascending, side="right")
        edges = np.flatnonzero(np.diff(blocks, prepend=-1, append=-1))
        for start, stop in zip(edges, edges[1:], strict=False):
            wanted, places = ascending[start:stop], order[start:stop]
            first, last = int(wanted[0]), int(wanted[-1]) + 1
            if can_be_read_to and _is_run(wanted) and _is_run(places):
                self._read(first, last, out[places[0] : places[-1] + 1])
            else:
                out[places] = self._read(first, last)[wanted - first]
        return out

    @np.errstate(all="ignore")  # what overflows is found and told
    def _read(self, start: int, stop: int, out: np.ndarray | None = None) -> np.ndarray:
        """Consecutive rows of one file as they shall be in memory."""
        X = self._scaled(start, stop, None if self._changes else out)
        for change in self._changes:
            X = change(X)
        X = np.ascontiguousarray(X, self.dtype)
        if not (self._is_checked or are_finite([X.reshape(-1)])):
            self._raise_not_finite(start, stop, X)
        if out is not None and self._changes:
            out[...] = X
        return X

    def _raise_not_finite(self, start: int, stop: int, X: np.ndarray) -> None:
        """Say which of these numbers is not finite: as stored, as read or as changed.

        Raises
        ------
        ValueError
            Always.
        """
        stored = np.empty(
            (stop - start, math.prod(self._source.shape[1:])), np.longdouble
        )
        self._source.read(start, stop, stored)
        scaled = self._scaled(start, stop)
        found = next(
            each for each in (stored, scaled, X) if not np.isfinite(each).all()
        )
        row, column = np.argwhere(~np.isfinite(found))[0]
        place = self._source.place(start + int(row), int(column))
        if found is scaled:
            times = "" if self.scale == 1 else f" times scale={self.scale:g}"
            raise ValueError(
                f"X must be within the range of {self._read_as}; got "
                f"{stored[row, column]:g}{times} in {place}. Choose a smaller scale, "
                "or dtype=numpy.float64."
            )
        raise ValueError(
            f"X must be finite; got {found[row, column]} in {place}"
            f"{', once changed' if found is X else ''}. Leave such rows out, or fill "
            "them in."
        )

    def _scaled(
        self, start: int, stop: int, out: np.ndarray | None = None
    ) -> np.ndarray:
        n_stored = math.prod(self._source.shape[1:])
        X = np.empty((stop - start, n_stored), self._read_as) if out is None else out
        self._source.read(start, stop, X)
        if self.scale != 1:
            X *= self.scale
        return X

    @property
    def _bytes_of_a_row(self) -> int:
        return max(1, self.shape[1] * self.dtype.itemsize)

    def _rows_of_a_block(self) -> int:
        fitting = BLOCK // self._bytes_of_a_row
        of_a_chunk = self._source.rows_of_a_chunk
        return max(1, fitting // of_a_chunk) * of_a_chunk


def stays_on_disk(X: Any) -> Any:
    """Large data on disk, and paths of files, as `OnDisk`; everything else as it is.

    Raises
    ------
    ValueError
        If it is of a file that is closed.
    """
    if isinstance(X, list | tuple):
        return OnDisk(X) if X and all(map(is_on_disk, X)) else X
    if isinstance(X, str | PathLike):
        return OnDisk(X) if is_on_disk(X) else X
    if not is_on_disk(X) or len(X.shape) != 2:
        return X
    wrapped = OnDisk(X)
    size = math.prod(wrapped.shape) * wrapped.dtype.itemsize
    return wrapped if size > SMALL else X


def _slices(edges: np.ndarray) -> list[slice]:
    """From each edge to the next."""
    return [*map(slice, edges[:-1].tolist(), edges[1:].tolist())]


def _is_run(indices: np.ndarray) -> bool:
    """Whether each index is the one before and 1, as in a slice."""
    return bool((np.diff(indices) == 1).all())


def _precision(dtype: Any) -> np.dtype:
    """One of the two that there are.

    Raises
    ------
    ValueError
        If it is another.
    """
    if dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(
            f"dtype must be numpy.float32, numpy.float64 or None; got {dtype!r}."
        )
    return np.dtype(dtype)
