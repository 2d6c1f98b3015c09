"""Samples and labels as they come to a fit: both checked, under the caller's names."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.utils import check_array

from skscratch.labels.checks import check_orientation, flatten, labels_of, named
from skscratch.labels.held_out import warn_if_scaled_differently
from skscratch.labels.rows import rows_elsewhere, rows_in_memory
from skscratch.labels.targets import Target, check_same_kind
from skscratch.labels.weights import make_samples
from skscratch.training.elsewhere import Elsewhere
from skscratch.training.samples import Samples

__all__ = ["checked_data", "validation_samples"]


def checked_data(
    estimator: Any,
    X: Any,
    y: Any,
    *,
    reset: bool,
    dtype: Any,
    part: bool = False,
    suffix: str = "",
) -> tuple[Any, np.ndarray]:
    """Samples and labels as arrays.

    Parameters
    ----------
    estimator : estimator
        It knows, or takes over, the number and the names of the features.
    X, y : samples and labels
    reset : bool
        Whether the features are taken over, or compared.
    dtype : numpy.dtype or list
        Precision of the samples; of several that are right, their own.
    part : bool, default=False
        Whether there may be none.
    suffix : str, default=""
        Of the names in messages, "_val" for ``X_val`` and ``y_val``.

    Raises
    ------
    ValueError
        If the two are not as described, or do not belong together.
    """
    name_X, name_y = f"X{suffix}", f"y{suffix}"
    y = labels_of(y, name_y)
    if y is None:
        raise ValueError(
            f"{type(estimator).__name__} requires y to be passed, but the target y is "
            "None: pass the labels of X."
        )
    check_orientation(X, y, name_X, name_y)
    with named(name_X, "X"):
        if isinstance(X, Elsewhere):
            X = rows_elsewhere(estimator, X, dtype, reset=reset)
        else:
            fewest = 0 if part else 1
            X = rows_in_memory(
                estimator, X, dtype, reset=reset, ensure_min_samples=fewest
            )
    with named(name_y, "y"):
        y = check_array(
            y,
            dtype=None,
            accept_sparse="csr",
            ensure_2d=False,
            ensure_min_samples=0,
            estimator=estimator,
            input_name="y",
        )
    if X.shape[:1] != y.shape[:1]:
        raise ValueError(
            f"{name_X} and {name_y} must have as many rows; got shapes {X.shape} and "
            f"{y.shape}."
        )
    if isinstance(X, Elsewhere):
        with named(name_X, "X"):
            X.check()
    return X, flatten(y)


def validation_samples(
    estimator: Any,
    X: Any,
    target: Target,
    X_val: Any,
    y_val: Any,
    sample_weight_val: Any,
) -> Samples | None:
    """The caller's validation part beside the checked samples `X`, or None."""
    if X_val is None and y_val is None:
        if sample_weight_val is not None:
            raise ValueError("sample_weight_val needs X_val and y_val; got None.")
        return None
    if X_val is None or y_val is None:
        missing = "X_val" if X_val is None else "y_val"
        raise ValueError(
            f"X_val and y_val must be passed together; got {missing}=None."
        )
    X_val, y_val = checked_data(
        estimator, X_val, y_val, reset=False, dtype=X.dtype, suffix="_val"
    )
    warn_if_scaled_differently(X, X_val)
    check_same_kind(y_val, target, name="y_val")
    samples = make_samples(
        X_val, y_val, target, sample_weight_val, class_weight=None, suffix="_val"
    )
    return samples.present()
