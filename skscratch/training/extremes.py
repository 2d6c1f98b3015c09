"""How large the features are, whether they are dense, sparse or elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils.sparsefuncs import min_max_axis

from skscratch.training.columns import Columns
from skscratch.training.elsewhere import Elsewhere

__all__ = ["extremes", "largest"]


def extremes(X: Any) -> tuple[np.ndarray, np.ndarray]:
    """The smallest and the largest number of each column.

    Parameters
    ----------
    X : ndarray, CSR matrix or Elsewhere of shape (n_samples, n_features)
    """
    if issparse(X):
        low, high = min_max_axis(X, axis=0)
        return low, high
    if isinstance(X, Elsewhere):
        lows, highs = zip(*X.in_reading_order().each(_extremes), strict=True)
        return np.min(lows, axis=0), np.max(highs, axis=0)
    return _extremes(slice(None), X)


def _extremes(rows: slice, block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return block.min(axis=0), block.max(axis=0)


def largest(X: Any) -> float:
    """The size of the largest number; 0 if there are none."""
    if isinstance(X, Elsewhere | Columns):
        return max((largest(block) for _, block in X.blocks()), default=0.0)
    return float(np.abs(X.data if issparse(X) else X).max(initial=0))
