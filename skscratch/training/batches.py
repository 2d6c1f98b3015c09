"""Batches of a training set, with samples as columns.

The weights of a batch B are ``s_i / (|B| * mean(s))``, the mean taken over the whole
training set: a batch never divides by its own weight sum, so heavy samples stay heavy
even alone in their batch, and the average of the batches' costs estimates the cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils import gen_batches

from skscratch.network.batch import Batch
from skscratch.training.samples import Samples

__all__ = ["FullBatch", "MiniBatches", "make_batches"]


def make_batches(
    samples: Samples,
    batch_size: int,
    rng: np.random.Generator | None = None,
    min_batch_size: int = 1,
) -> FullBatch | MiniBatches:
    """Batches of the given size; `rng` None keeps the order of the samples."""
    if batch_size >= len(samples):
        return FullBatch(samples)
    return MiniBatches(samples, batch_size, rng, min_batch_size)


class FullBatch:
    """All samples in every step; nothing is copied.

    Parameters
    ----------
    samples : Samples
    """

    def __init__(self, samples: Samples):
        weights = samples.weights / samples.weights.sum()
        self.batch = Batch(samples.X.T, samples.Y, weights.astype(samples.Y.dtype))

    def __iter__(self) -> Iterator[Batch]:
        yield self.batch


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
        size = len(rows)
        X, Y, weights, scaled = self._memory[size]
        if X is None:
            X = self.samples.X[rows]
        else:
            # mode="clip" spares NumPy a buffer that guards `out` against bad indices
            self.samples.X.take(rows, axis=0, out=X, mode="clip")
        self.samples.Y.take(rows, axis=1, out=Y, mode="clip")
        scaled.take(rows, out=weights, mode="clip")
        return Batch(X.T, Y, weights, rows, size / len(self.samples))

    def _allocate(self, size: int) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray]:
        X, Y, weights = self.samples.X, self.samples.Y, self.weights
        return (
            None if issparse(X) else np.empty((size, X.shape[1]), X.dtype),
            np.empty((len(Y), size), Y.dtype),
            np.empty(size, weights.dtype),
            weights / size,
        )
