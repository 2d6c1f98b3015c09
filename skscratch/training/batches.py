"""Batches of a training set, with samples as columns.

Of a set on disk or on a cluster, full batches come block by block; for mini-batches a
few blocks are read at a time, which ones and in what order of their rows is drawn every
epoch.

The weights of a batch B are ``s_i / (|B| * mean(s))``, the mean taken over the whole
training set: a batch never divides by its own weight sum, so heavy samples stay heavy
even alone in their batch, and the average of the batches' costs estimates the cost.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import issparse
from sklearn.utils import gen_batches

from skscratch.network.batch import Batch
from skscratch.training.samples import Samples

__all__ = [
    "FullBatch",
    "MiniBatches",
    "MiniBatchesOnDisk",
    "batch_of_all",
    "make_batches",
]

#: Blocks whose rows are shuffled with each other.
WINDOW = 8

#: Bytes of samples that stay in the processor's cache from one step to the next.
FEW_BYTES = 2**20

#: How many times as many samples as are summed over at a time do not.
MANY_TIMES = 4


def make_batches(
    samples: Samples,
    batch_size: int,
    rng: np.random.Generator | None = None,
    min_batch_size: int = 1,
    at_a_time: int = 0,
    with_ones: bool = False,
) -> FullBatch | MiniBatches:
    """Batches of the given size; `rng` None keeps the order of the samples.

    `with_ones` copies the features of few dense samples to stand above a row of ones:
    then a bias takes part in the product with them.
    """
    if with_ones and _are_few(samples):
        ones = np.ones((len(samples), 1), samples.X.dtype)
        samples = replace(samples, X=np.concatenate([samples.X, ones], axis=1))
    if batch_size >= len(samples):
        return FullBatch(samples, at_a_time)
    kind = MiniBatchesOnDisk if samples.elsewhere else MiniBatches
    return kind(samples, batch_size, rng, min_batch_size)


def batch_of_all(samples: Samples, weights: np.ndarray) -> Batch:
    """All samples, with these weights in the precision of the targets."""
    weights = weights.astype(samples.Y.dtype)
    if samples.elsewhere:
        return samples.X.batch(samples.Y, weights)
    return Batch(samples.X.T, samples.Y, weights)


class FullBatch:
    """All samples in every step; nothing is copied.

    Parameters
    ----------
    samples : Samples
    at_a_time : int, default=0
        Samples that sums over many more dense ones take at a time; 0 for all.
    """

    def __init__(self, samples: Samples, at_a_time: int = 0):
        batch = batch_of_all(samples, samples.weights / samples.weights.sum())
        batch = batch._replace(stays=True)
        if _are_many(samples, at_a_time):
            batch = batch._replace(at_a_time=at_a_time)
        self.batch = batch

    def __iter__(self) -> Iterator[Batch]:
        return iter((self.batch,))


class MiniBatches:
    """Batches of a given size, in a new order every epoch.

    The yielded arrays are memory that the next batch overwrites.

    Parameters
    ----------
    samples : Samples
    batch_size : int
        The last batch of an epoch is smaller when the size does not divide the number
        of samples.
    rng : numpy.random.Generator or None
        Draws the order of each epoch; None keeps that of the samples.
    min_batch_size : int, default=1
        A last batch smaller than this joins the one before.
    """

    def __init__(
        self,
        samples: Samples,
        batch_size: int,
        rng: np.random.Generator | None,
        min_batch_size: int = 1,
    ):
        self.samples = samples
        self.rng = rng
        weights = samples.weights / samples.weights.mean()
        self.weights = weights.astype(samples.Y.dtype)
        self.slices = list(
            gen_batches(len(samples), batch_size, min_batch_size=min_batch_size)
        )
        sizes = {piece.stop - piece.start for piece in self.slices}
        self._memory = {size: self._allocate(size) for size in sizes}

    def __iter__(self) -> Iterator[Batch]:
        order = np.arange(len(self.samples))
        if self.rng is not None:
            self.rng.shuffle(order)
        for piece in self.slices:
            yield self._gather(order[piece])

    def _gather(self, rows: np.ndarray) -> Batch:
        memory = self._memory[len(rows)]
        X = self.samples.gather(rows, memory.X)
        return self._batch(memory.columns if X is memory.X else X.T, rows)

    def _batch(self, columns: Any, rows: np.ndarray) -> Batch:
        size = len(rows)
        memory = self._memory[size]
        self.samples.Y.take(rows, axis=1, out=memory.Y, mode="clip")
        memory.scaled.take(rows, out=memory.weights, mode="clip")
        share = size / len(self.samples)
        return Batch(columns, memory.Y, memory.weights, rows, share)

    def _allocate(self, size: int) -> _Memory:
        X, Y, weights = self.samples.X, self.samples.Y, self.weights
        rows = None if issparse(X) else np.empty((size, X.shape[1]), X.dtype)
        return _Memory(
            rows,
            None if rows is None else rows.T,
            np.empty((len(Y), size), Y.dtype),
            np.empty(size, weights.dtype),
            weights / size,
        )


class _Memory(NamedTuple):
    """The arrays of the batches of one size: always the same, see `Recordings`.

    Attributes
    ----------
    X : ndarray of shape (n_samples, n_features) or None
        Room for features that are dense.
    columns : ndarray of shape (n_features, n_samples) or None
        A view of it.
    Y : ndarray of shape (n_outputs, n_samples)
    weights : ndarray of shape (n_samples,)
    scaled : ndarray
        The weights of all samples in batches of this size.
    """

    X: Any
    columns: Any
    Y: np.ndarray
    weights: np.ndarray
    scaled: np.ndarray


def _are_few(samples: Samples) -> bool:
    """Whether they are dense and fit the processor's cache."""
    return isinstance(samples.X, np.ndarray) and samples.X.nbytes <= FEW_BYTES


def _are_many(samples: Samples, at_a_time: int) -> bool:
    """Whether they are so many more, and stand one after the other."""
    X = samples.X
    in_order = isinstance(X, np.ndarray) and X.flags.c_contiguous
    is_so = samples.elsewhere or in_order
    return is_so and 0 < MANY_TIMES * at_a_time <= len(samples)


class MiniBatchesOnDisk(MiniBatches):
    """Mini-batches of samples on disk or on a cluster, by a block shuffle.

    The blocks of the file, or the pieces of the partitions, come in random order,
    `WINDOW` of them at a time, and the rows of these in random order; batches run on
    from one window to the next. Without `rng` all is in the order of the samples, as in
    memory.
    """

    def __iter__(self) -> Iterator[Batch]:
        source = self.samples.X
        sizes = iter([piece.stop - piece.start for piece in self.slices])
        size = next(sizes)
        # what the last window has left, too little for a batch
        rows_left, X_left = (
            np.empty(0, np.intp),
            np.empty((0, source.shape[1]), source.dtype),
        )
        for rows, X in source.pieces(self._windows()):
            order = np.arange(len(rows))
            if self.rng is not None:
                self.rng.shuffle(order)
            start = 0
            while len(rows_left) + len(order) - start >= size:
                stop, n_left = start + size - len(rows_left), len(rows_left)
                drawn, memory = order[start:stop], self._memory[size]
                memory.X[:n_left] = X_left
                X.take(drawn, axis=0, out=memory.X[n_left:], mode="clip")
                every = np.concatenate([rows_left, rows[drawn]])
                yield self._batch(memory.columns, every)
                rows_left, X_left = rows_left[:0], X_left[:0]
                start, size = stop, next(sizes, math.inf)
            rows_left = np.concatenate([rows_left, rows[order[start:]]])
            X_left = np.concatenate([X_left, X[order[start:]]])

    def _windows(self) -> Iterator[np.ndarray]:
        """The rows of some blocks at a time, in the order of an epoch."""
        blocks = self.samples.X.slices()
        order = np.arange(len(blocks))
        if self.rng is not None:
            self.rng.shuffle(order)
        for i in range(0, len(order), WINDOW):
            few = [blocks[at] for at in order[i : i + WINDOW]]
            yield np.concatenate([np.arange(each.start, each.stop) for each in few])
