"""Samples as people bring them: arrays of other machines, sparse matrices, files."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import validate_data

from skscratch.training.on_disk import OnDisk

__all__ = ["clean", "rows_on_disk", "scale_of"]


def clean(X: Any) -> Any:
    """Validated samples in the machine's byte order, and each entry once if sparse."""
    if not X.dtype.isnative:
        X = X.astype(X.dtype.newbyteorder("="))
    if issparse(X) and not X.has_canonical_format:
        X = X.copy()
        X.sum_duplicates()
    return X


def rows_on_disk(
    estimator: Any, X: OnDisk, dtype: Any, *, reset: bool, y: Any = "no_validation"
) -> OnDisk:
    """What `validate_data` does, for samples on disk; numbers are checked when read.

    Parameters
    ----------
    estimator : estimator
    X : OnDisk
    dtype : numpy.dtype or list
        Precision to read in; of several that are right, the samples' own.
    reset : bool
        Whether the estimator takes over the number of features, or compares it.
    y : array, default="no_validation"
        The labels, if there must be some.

    Raises
    ------
    ValueError
        If there are no rows, no labels, or another number of features than known.
    """
    validate_data(estimator, X, y, reset=reset, skip_check_array=True)
    if not len(X):
        raise ValueError(f"X must have at least one row; got shape {X.shape}.")
    return X if isinstance(dtype, list) else X.astype(dtype)


def scale_of(X: Any) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each column, on disk in one pass."""
    # Without centring, which sparse matrices refuse; means are computed all the same.
    scaler = StandardScaler(with_mean=False)
    for _, block in X.blocks() if isinstance(X, OnDisk) else [(None, X)]:
        scaler.partial_fit(block)
    return scaler.mean_, scaler.var_
