"""Batches of a training set, with samples as columns.

The weights of a batch B are ``s_i / (|B| * mean(s))``, the mean taken over the whole
training set: a batch never divides by its own weight sum, so heavy samples stay heavy
even alone in their batch, and the average of the batches' costs estimates the cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import issparse
from sklearn.utils import gen_batches

__all__ = ["Batch", "FullBatch", "MiniBatches"]


class Batch(NamedTuple):
    """The samples of one step.

    Attributes
    ----------
    X : ndarray or sparse matrix of shape (n_features, n_samples)
    Y : ndarray of shape (n_outputs, n_samples)
    weights : ndarray of shape (n_samples,)
        Weight of each sample's loss in the cost of the batch.
    share : float
        Samples of the batch by samples of the training set.
    """

    X: object
    Y: np.ndarray
    weights: np.ndarray
    share: float = 1.0


class FullBatch:
    """All samples in every step; nothing is copied.

    Parameters
    ----------
    samples : Samples
    """

    def __init__(self, samples):
        weights = samples.weights / samples.weights.sum()
        self.batch = Batch(samples.X.T, samples.Y, weights.astype(samples.Y.dtype))

    def __iter__(self):
        yield self.batch


class MiniBatches:
    """Batches of a given size, in a new order every epoch.

    The yielded arrays are memory that the next batch overwrites.

    Parameters
    ----------
    samples : Samples
    rows : ndarray of int
        Which of the samples to draw from.
    weights : ndarray of shape (len(rows),)
        Their weights, which replace those of `samples`.
    batch_size : int
        The last batch of an epoch is smaller when the size does not divide the number
        of rows.
    rng : numpy.random.Generator or None
        Draws the order of each epoch; None keeps the order of `rows`.
    min_batch_size : int, default=1
        A last batch smaller than this joins the one before.
    """

    def __init__(self, samples, rows, weights, batch_size, rng, min_batch_size=1):
        self.samples = samples
        self.rows = rows
        self.rng = rng
        self.weights = np.zeros(len(samples), samples.Y.dtype)
        self.weights[rows] = weights / weights.mean()
        self.slices = list(
            gen_batches(len(rows), batch_size, min_batch_size=min_batch_size)
        )
        sizes = {piece.stop - piece.start for piece in self.slices}
        self._memory = {size: self._allocate(size) for size in sizes}

    def __iter__(self):
        order = self.rows if self.rng is None else self.rng.permutation(self.rows)
        for piece in self.slices:
            yield self._gather(order[piece])

    def _gather(self, rows):
        size = len(rows)
        X, Y, weights, scaled = self._memory[size]
        if X is None:
            X = self.samples.X[rows]
        else:
            # mode="clip" spares NumPy a buffer that guards `out` against bad indices
            self.samples.X.take(rows, axis=0, out=X, mode="clip")
        self.samples.Y.take(rows, axis=1, out=Y, mode="clip")
        scaled.take(rows, out=weights, mode="clip")
        return Batch(X.T, Y, weights, size / len(self.rows))

    def _allocate(self, size):
        X, Y, weights = self.samples.X, self.samples.Y, self.weights
        return (
            None if issparse(X) else np.empty((size, X.shape[1]), X.dtype),
            np.empty((len(Y), size), Y.dtype),
            np.empty(size, weights.dtype),
            weights / size,
        )
