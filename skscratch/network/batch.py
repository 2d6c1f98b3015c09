"""The samples of one step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

__all__ = ["Batch"]


class Batch(NamedTuple):
    """The samples of one step, in columns.

    Attributes
    ----------
    X : ndarray or sparse matrix of shape (n_features, n_samples)
    Y : ndarray of shape (n_outputs, n_samples)
    weights : ndarray of shape (n_samples,)
        Weight of each sample's loss in the cost of the batch.
    rows : slice or ndarray of int
        Which of the training samples these are, in the order of the columns.
    share : float
        Samples of the batch by samples of the training set.
    """

    X: Any
    Y: np.ndarray
    weights: np.ndarray
    rows: slice | np.ndarray = slice(None)
    share: float = 1.0
