"""The samples of a training or validation set, and which of them are the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import issparse

__all__ = ["Samples", "distinct_samples"]


#: Columns by which dense rows are compared first.
LEADING = 16


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
    """Position of each row in a sorted list of the distinct rows.

    Rows are compared number by number, so that the order is the same whether they are
    dense or sparse, float32 or float64; and in a fixed jumble of the columns, the first
    few of which nearly always tell rows apart. Only rows that these leave tied are
    compared in full.
    """
    columns = np.random.default_rng(0).permutation(X.shape[1])
    if issparse(X):
        keys = _sparse_keys(X, columns)
        position = {key: i for i, key in enumerate(sorted(set(keys)))}
        return np.array([position[key] for key in keys])
    _, rank, counts = np.unique(
        _dense_keys(X[:, columns[:LEADING]]), return_inverse=True, return_counts=True
    )
    tied = np.flatnonzero(counts[rank] > 1)
    if X.shape[1] > LEADING and len(tied):
        rank = rank * len(X)
        keys = _dense_keys(X[np.ix_(tied, columns)])
        rank[tied] += np.unique(keys, return_inverse=True)[1]
    return np.unique(rank, return_inverse=True)[1]


def _dense_keys(X):
    keys = _sortable(np.ascontiguousarray(X))
    return keys.view(np.dtype((np.void, keys.dtype.itemsize * keys.shape[1]))).ravel()


def _sortable(values):
    """Big-endian integers whose bytes sort as the floats do; -0.0 is 0.0.

    The bits of positive floats sort as they are, once above those of the negative ones,
    whose bits sort the wrong way round.
    """
    bits = (values + 0).view(f"i{values.dtype.itemsize}")
    sign = bits >> (8 * values.dtype.itemsize - 1)
    bits ^= sign | np.iinfo(bits.dtype).min
    return bits.astype(bits.dtype.newbyteorder(">"))


def _sparse_keys(X, columns):
    """For each row of a CSR matrix a key that sorts as the dense row would.

    Of two rows that first differ in a column the one with the larger number there is
    the larger; so an entry sorts by its sign, the earlier column further out, then by
    its value, and the end of a row sorts between the negative and the positive.
    """
    X = X.copy()
    X.indices = np.argsort(columns)[X.indices].astype(X.indices.dtype)
    X.has_sorted_indices = X.has_canonical_format = False
    X.sum_duplicates()
    X.eliminate_zeros()
    place = np.sign(X.data) * (X.shape[1] - X.indices)
    entries = _sortable(np.stack([place, X.data], axis=1).astype(np.float64))
    end = _sortable(np.zeros(1)).tobytes()
    return [
        entries[start:stop].tobytes() + end
        for start, stop in zip(X.indptr[:-1], X.indptr[1:], strict=True)
    ]
