"""Features that stay on disk and come into memory a block of rows at a time."""

from __future__ import annotations

import math
import mmap
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any

import numpy as np

from skscratch.training.elsewhere import Elsewhere
from skscratch.training.snapshot import are_finite

__all__ = ["Columns", "OnDisk", "read_ahead", "stays_on_disk"]

#: Bytes of a block in memory, if a chunk of the file is not larger.
BLOCK = 2**23

#: A dataset or memory map that takes no more bytes in memory is read like an array.
SMALL = 2**28


class OnDisk(Elsewhere):
    """Samples in a file, to be trained on without having them all in memory.

    Pass it as `X` to an estimator. Full-batch solvers then sum over blocks of rows and
    reach what they reach in memory. Mini-batches come from a few blocks at a time, in
    another order every epoch. An `h5py.Dataset` or `numpy.memmap` of two axes and more
    than 256 MiB is wrapped without being asked for.

    Parameters
    ----------
    source : h5py.Dataset, numpy.memmap or the like
        Numbers of shape (n_samples, n_features), or more axes, of which those after the
        first become one row, as `skscratch.preprocessing.ImageFlattener` makes it. Has
        a `shape` and a `dtype`, and slices of it are arrays. It must stay open, and as
        it is, while in use.
    scale : float, default=1.0
        What the numbers are multiplied by when read: 1 / 255 for pixels.
    dtype : {numpy.float32, numpy.float64}, default=None
        Precision of the numbers in memory; None keeps float32 and makes float64 of
        everything else.
    block_size : int >= 1, default=None
        Rows that are in memory at a time; None for as many whole chunks of the file as
        fit into 8 MiB, one at least.

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
        If a parameter is not as described.

    Notes
    -----
    Every block is checked when it is read: a number that is not finite raises, with its
    row and column. ``X[rows]`` are some of the rows, still on disk, so that a
    cross-validation takes nothing into memory; ``np.asarray(X)`` are all of them.

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

    source: Any
    scale: float
    dtype: np.dtype
    shape: tuple[int, int]
    block_size: int

    def __init__(
        self,
        source: Any,
        *,
        scale: float = 1.0,
        dtype: Any = None,
        block_size: int | None = None,
    ):
        shape = _shape_of(source)
        if not (isinstance(scale, Real) and math.isfinite(scale) and scale):
            raise ValueError(f"scale must be a finite number, not 0; got {scale!r}.")
        if dtype is None:
            dtype = np.float32 if source.dtype == np.float32 else np.float64
        if dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
            raise ValueError(
                f"dtype must be numpy.float32, numpy.float64 or None; got {dtype!r}."
            )
        whole = isinstance(block_size, Integral) and block_size >= 1
        if not (whole or block_size is None):
            raise ValueError(
                f"block_size must be a positive integer or None; got {block_size!r}."
            )
        self.source = source
        self.scale = float(scale)
        self.dtype = np.dtype(dtype)
        self.shape = (shape[0], math.prod(shape[1:]))
        self.block_size = int(block_size or self._rows_of_a_block())
        #: The rows of the file that these are; None for all.
        self._rows: np.ndarray | None = None

    @property
    def pieces(self) -> list[slice]:  # type: ignore[override]
        """Slices of `block_size` rows, but for the last."""
        n, size = self.shape[0], self.block_size
        return [slice(start, min(start + size, n)) for start in range(0, n, size)]

    @property
    def is_one_block(self) -> bool:
        """Whether all rows come into memory at once."""
        return self.block_size >= len(self)

    def __repr__(self) -> str:
        return f"<OnDisk: {self.shape[0]} rows of {self.shape[1]}, {self.dtype}>"

    def __getitem__(self, rows: Any) -> OnDisk:
        if isinstance(rows, tuple):
            rows, *columns = rows
            if columns not in ([], [Ellipsis], [slice(None)]):
                raise IndexError(
                    "only rows of samples on disk can be selected; got columns "
                    f"{columns}. np.asarray(X) has them all in memory."
                )
        part = copy(self)
        own = np.arange(len(self)) if self._rows is None else self._rows
        part._rows = np.atleast_1d(own[rows])
        part.shape = (len(part._rows), self.shape[1])
        return part

    def astype(self, dtype: Any, copy: bool = True) -> OnDisk:
        """The same rows, in another precision when read.

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
        part = OnDisk(
            self.source, scale=self.scale, dtype=dtype, block_size=self.block_size
        )
        part._rows, part.shape = self._rows, self.shape
        return part

    @property
    def T(self) -> Columns:
        """The samples as columns."""
        return Columns(self, self.shape[1])

    def blocks(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Read all rows, a block at a time and the next one while this one is used.

        Yields
        ------
        rows : slice
            Which rows these are, `block_size` of them but in the last block.
        block : ndarray of shape (number of rows, n_features)
            What stands in them.

        Raises
        ------
        ValueError
            If a number is not finite.
        """
        yield from read_ahead(self._block, self.pieces)

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
        ValueError
            If a number is not finite.
        """
        return self._gather(rows if self._rows is None else self._rows[rows], out)

    def check(self) -> None:
        """Read all rows once, to see whether every number is finite.

        Raises
        ------
        ValueError
            If a number is not finite.
        """
        for _ in self.blocks():
            pass

    def _block(self, rows: slice) -> np.ndarray:
        if self._rows is None:
            return self._read(rows.start, rows.stop)
        return self._gather(self._rows[rows])

    def _gather(self, rows: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Rows of the file, read forwards and a block's at a time."""
        if out is None:
            out = np.empty((len(rows), self.shape[1]), self.dtype)
        order = np.argsort(rows, kind="stable")
        ascending = rows[order]
        blocks = ascending // self.block_size
        edges = np.flatnonzero(np.diff(blocks, prepend=-1, append=-1))
        for start, stop in zip(edges, edges[1:], strict=False):
            wanted = ascending[start:stop]
            first = wanted[0]
            read = self._read(int(first), int(wanted[-1]) + 1)
            consecutive = (np.diff(wanted) == 1).all()
            out[order[start:stop]] = read if consecutive else read[wanted - first]
        return out

    @np.errstate(all="ignore")  # what overflows is found and told
    def _read(self, start: int, stop: int) -> np.ndarray:
        """Consecutive rows of the file as they shall be in memory."""
        stored = np.asarray(self.source[start:stop])
        # what is a view belongs to the source
        X = stored.astype(self.dtype, order="C", copy=not stored.flags.owndata)
        X = X.reshape(stop - start, -1)
        if self.scale != 1:
            X *= self.scale
        if isinstance(self.source, np.ndarray):
            _release(self.source)
        if not are_finite([X.reshape(-1)]):
            row, column = np.argwhere(~np.isfinite(X))[0]
            raise ValueError(
                f"X must be finite; got {X[row, column]} in row {start + row}, column "
                f"{column} of what is on disk. Leave such rows out, or fill them in."
            )
        return X

    def _rows_of_a_block(self) -> int:
        fitting = BLOCK // max(1, self.shape[1] * self.dtype.itemsize)
        chunks = getattr(self.source, "chunks", None)
        rows_of_a_chunk = int(chunks[0]) if chunks else 1
        return max(1, fitting // rows_of_a_chunk) * rows_of_a_chunk


@dataclass(frozen=True)
class Columns:
    """Samples elsewhere as the columns of a matrix, perhaps changed on their way.

    Attributes
    ----------
    rows : Elsewhere
    height : int
        Features after the changes.
    changes : tuple of callable
        Done to the columns of each block, one after the other.
    """

    rows: Elsewhere
    height: int
    changes: tuple[Callable[[np.ndarray], np.ndarray], ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, len(self.rows)

    def blocks(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Slices of the columns with what stands in them."""
        for samples, rows in self.rows.blocks():
            columns = rows.T
            for change in self.changes:
                columns = change(columns)
            yield samples, columns

    def map(self, change: Callable[[Any], Any]) -> Columns:
        """The same, changed once more."""
        height = len(change(np.zeros((self.height, 1), self.rows.dtype)))
        return replace(self, height=height, changes=(*self.changes, change))


def stays_on_disk(X: Any) -> Any:
    """Large data on disk as `OnDisk`; everything else as it is."""
    if isinstance(X, OnDisk) or len(getattr(X, "shape", ())) != 2:
        return X
    dataset = hasattr(X, "read_direct")  # h5py is not loaded just to ask
    # joblib maps large arrays for its workers, where they train as they do here.
    mapped = isinstance(X, np.memmap) and "joblib_memmapping" not in str(X.filename)
    if not (dataset or mapped) or X.dtype.kind not in "buif":
        return X
    wrapped = OnDisk(X)
    size = math.prod(wrapped.shape) * wrapped.dtype.itemsize
    return wrapped if size > SMALL else X


def read_ahead(
    read: Callable[[Any], np.ndarray], pieces: Iterable[Any]
) -> Iterator[tuple[Any, np.ndarray]]:
    """Each piece with what is read of it, the next one read while the caller works."""
    upcoming = iter(pieces)
    piece = next(upcoming, None)
    following = next(upcoming, None)
    if following is None:  # no thread for a single one
        if piece is not None:
            yield piece, read(piece)
        return
    with ThreadPoolExecutor(max_workers=1) as reader:
        reading = reader.submit(read, piece)
        while piece is not None:
            found = reading.result()
            if following is not None:
                reading = reader.submit(read, following)
            yield piece, found
            piece, following = following, next(upcoming, None)


def _shape_of(source: Any) -> tuple[int, ...]:
    """The shape of numbers that can be read.

    Raises
    ------
    TypeError
        If there is no shape, or no numbers.
    ValueError
        If there are fewer than two axes.
    """
    dtype, shape = getattr(source, "dtype", None), getattr(source, "shape", None)
    if shape is None or getattr(dtype, "kind", "O") not in "buif":
        raise TypeError(
            "source must be numbers in a file, such as an h5py.Dataset or a "
            f"numpy.memmap; got {type(source).__name__} of dtype {dtype}."
        )
    if len(shape) < 2:
        raise ValueError(
            f"source must have a row for each sample; got shape {tuple(shape)}. A "
            "single column is reshape(-1, 1)."
        )
    return tuple(shape)


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
