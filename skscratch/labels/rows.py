"""Samples as people bring them: arrays of other machines, sparse matrices, files."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import validate_data

from skscratch.labels.no_numbers import what_is_no_number
from skscratch.training.elsewhere import Elsewhere

__all__ = ["rows_elsewhere", "rows_in_memory", "scale_of"]

#: How NumPy begins to say that something is no array of numbers.
OF_NUMPY = (
    "could not convert|setting an array element|float\\(\\) argument|Cannot cast|"
    "The DType|Arrays with missing data"
)


def rows_in_memory(estimator: Any, X: Any, dtype: Any, **settings: Any) -> Any:
    """Samples as `validate_data` lets them pass, in a form that all solvers take.

    Parameters
    ----------
    estimator : estimator
        It knows, or takes over, the number and the names of the features.
    X : {array-like, sparse matrix}
    dtype : numpy.dtype or list
        Precision of the samples; of several that are right, their own.
    **settings
        Of `validate_data`.

    Raises
    ------
    TypeError, ValueError
        If they are no samples, or not like those known; what is no number is named.
    """
    try:
        X = validate_data(estimator, X, dtype=dtype, accept_sparse="csr", **settings)
    except (TypeError, ValueError) as error:
        words = what_is_no_number(X) if re.match(OF_NUMPY, str(error)) else None
        if words is None:
            raise
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(words) from None
    return _clean(X)


def _clean(X: Any) -> Any:
    """Validated samples in the machine's byte order, and each entry once if sparse."""
    if not X.dtype.isnative:
        X = X.astype(X.dtype.newbyteorder("="))
    if issparse(X) and not X.has_canonical_format:
        X = X.copy()
        X.sum_duplicates()
    return X


def rows_elsewhere(
    estimator: Any, X: Elsewhere, dtype: Any, *, reset: bool
) -> Elsewhere:
    """What `validate_data` does, for samples that are not in memory.

    Whether numbers are finite is another question; see `Elsewhere.check`.

    Parameters
    ----------
    estimator : estimator
    X : Elsewhere
    dtype : numpy.dtype or list
        Precision to read in; of several that are right, the samples' own.
    reset : bool
        Whether the estimator takes over the number of features, or compares it.

    Raises
    ------
    ValueError
        If there are no rows or columns, or another number of features than known.
    """
    validate_data(estimator, X.header, reset=reset, skip_check_array=True)
    if 0 in X.shape:
        raise ValueError(
            f"X must have at least one row and one column; got shape {X.shape}."
        )
    return X if isinstance(dtype, list) else X.astype(dtype)


def scale_of(X: Any) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each column, of samples elsewhere in one pass."""
    if not isinstance(X, Elsewhere):
        return _scale_of_block(slice(None), X)[1:]
    blocks = X.in_reading_order().each(_scale_of_block)
    sizes, means, variances = zip(*blocks, strict=True)
    mean = np.average(means, axis=0, weights=sizes)
    between = np.square(np.array(means) - mean)
    return mean, np.average(np.array(variances) + between, axis=0, weights=sizes)


def _scale_of_block(rows: slice, block: Any) -> tuple[int, np.ndarray, np.ndarray]:
    """Number of rows, and mean and variance of each column."""
    # Without centring, which sparse matrices refuse; means are computed all the same.
    scaler = StandardScaler(with_mean=False).fit(block)
    return block.shape[0], scaler.mean_, scaler.var_
