"""The samples of a training or validation set, and which of them are the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import issparse

__all__ = ["Samples", "distinct_samples"]


@dataclass(frozen=True)
class Samples:
    """Features, targets and weights of a set of samples.

    Attributes
    ----------
    X : ndarray or CSR matrix of shape (n_samples, n_features)
    Y : ndarray of shape (n_outputs, n_samples)
        Targets as the loss wants them: 0/1, one-hot or indicators.
    weights : ndarray of shape (n_samples,), float64
        Sample weights times class weights.
    """

    X: object
    Y: np.ndarray
    weights: np.ndarray

    def __len__(self):
        return len(self.weights)

    def take(self, rows, weights=None):
        """The samples of the given indices, copied; `weights` replaces theirs."""
        weights = self.weights[rows] if weights is None else weights
        return Samples(self.X[rows], self.Y[:, rows], weights)


def distinct_samples(samples):
    """Which samples differ, in an order that depends on nothing but their contents.

    Training that draws at random (batches, dropout masks, a validation part) would
    otherwise tell a sample of weight 2 from two equal samples, and one order of the
    rows from another. A sample without weight is left out.

    Parameters
    ----------
    samples : Samples

    Returns
    -------
    rows : ndarray of int
        Index of one representative of each distinct sample.
    weights : ndarray of shape (len(rows),)
        Its weight, summed over all samples equal to it.
    """
    Y = np.ascontiguousarray(samples.Y.T)
    rank = _rank(samples.X) * len(Y) + _rank(Y)
    _, rows, inverse = np.unique(rank, return_index=True, return_inverse=True)
    # Added from the smallest up: a rounded sum depends on the order of its terms.
    order = np.lexsort((samples.weights, inverse))
    weights = np.bincount(inverse[order], weights=samples.weights[order])
    present = weights > 0
    return rows[present], weights[present]


def _rank(X):
    """Position of each row in the sorted list of distinct rows, by their bytes."""
    if issparse(X):
        rows = _sparse_rows(X)
        position = {row: i for i, row in enumerate(sorted(set(rows)))}
        return np.array([position[row] for row in rows])
    X = np.add(X, 0.0, order="C")  # -0.0, of other bytes than 0.0, becomes 0.0
    row_type = np.dtype((np.void, X.dtype.itemsize * X.shape[1]))
    return np.unique(X.view(row_type).ravel(), return_inverse=True)[1]


def _sparse_rows(X):
    """Each row of a CSR matrix as bytes: sorted indices, then values, no zeros."""
    X = X.copy()
    X.sum_duplicates()
    X.eliminate_zeros()
    indices = X.indices.astype(np.int64)
    return [
        indices[start:stop].tobytes() + X.data[start:stop].tobytes()
        for start, stop in zip(X.indptr[:-1], X.indptr[1:], strict=True)
    ]
