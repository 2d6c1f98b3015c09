"""Labels to target matrices and back."""

from __future__ import annotations

import numpy as np
from scipy.sparse import issparse
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import (
    check_classification_targets,
    type_of_target,
    unique_labels,
)

__all__ = [
    "check_known_labels",
    "check_same_classes",
    "check_same_kind",
    "encode",
    "find_classes",
    "flatten",
    "is_multilabel",
    "named_classes",
]


def flatten(y):
    """`y` as the rest wants it: 1-d labels, or a dense 2-d indicator matrix."""
    y = y.toarray() if issparse(y) else np.asarray(y)
    if y.ndim == 2 and y.shape[1] == 1:
        return column_or_1d(y, warn=True)
    return y


def is_multilabel(y):
    return y.ndim == 2


def find_classes(y, multilabel):
    """The sorted distinct labels of `y`, or the column numbers of an indicator matrix.

    Raises
    ------
    ValueError
        If `y` is not a classification target, is multilabel where that is not
        supported, or has a single class.
    """
    _check_kind(y, multilabel)
    if is_multilabel(y):
        return np.arange(y.shape[1])
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError(
            f"y must contain at least two classes; got 1 class: {classes.tolist()}."
        )
    return classes


def _check_kind(y, multilabel):
    """Refuse what is no classification target, or multilabel where not supported."""
    check_classification_targets(y)
    if not is_multilabel(y):
        return
    kind = type_of_target(y, input_name="y")
    if not multilabel or kind != "multilabel-indicator":
        wanted = "1-d, or an indicator matrix of 0 and 1" if multilabel else "1-d"
        raise ValueError(
            f"y must be {wanted}; got a {kind} target of shape {y.shape}. Fit one "
            "estimator for each column (sklearn.multioutput)."
        )


def check_same_kind(y, multilabel, name="y"):
    """Refuse labels beside indicators: both may have the same number of outputs."""
    if is_multilabel(y) != multilabel:
        wanted = "an indicator matrix" if multilabel else "1-d"
        raise ValueError(
            f"{name} must be {wanted}, as the targets trained on are; got shape "
            f"{y.shape}."
        )


def named_classes(y, classes, known, multilabel):
    """The classes of a `partial_fit`: as named, as known, or columns of indicators.

    Raises
    ------
    ValueError
        If `y` is not a target for the estimator, the first call does not name the
        classes, or a later one names others.
    """
    _check_kind(y, multilabel)
    if classes is None:
        if known is not None:
            return known
        if is_multilabel(y):
            return np.arange(y.shape[1])
        raise ValueError(
            "classes must name all labels in the first call of partial_fit; got None. "
            "Pass classes=np.unique(y_all)."
        )
    unique_labels(classes)  # refuses numbers among strings
    classes = np.unique(classes)
    if known is not None and not np.array_equal(classes, known):
        raise ValueError(
            f"classes must be those of the first call, {known.tolist()}; got "
            f"{classes.tolist()}."
        )
    if len(classes) < 2:
        raise ValueError(
            f"classes must name at least two labels; got 1 class: {classes.tolist()}."
        )
    return classes


def check_same_classes(classes, known):
    """Refuse to go on with training on other classes."""
    if not np.array_equal(classes, known):
        raise ValueError(
            f"with warm_start=True y must have the classes of the earlier fit, "
            f"{known.tolist()}; got {classes.tolist()}. Set warm_start=False to start "
            "anew."
        )


def check_known_labels(y, classes, name="y"):
    """Refuse labels that have no output unit."""
    unseen = np.setdiff1d(y, classes)
    if len(unseen):
        raise ValueError(
            f"{name} must hold no labels beside the known classes {classes.tolist()}; "
            f"got {unseen.tolist()}. Train with samples of every class, or name all "
            "classes in the first call of partial_fit."
        )


def encode(y, classes, dtype):
    """Targets (n_outputs, n_samples): 0/1 for two classes, one-hot, or indicators.

    Raises
    ------
    ValueError
        If `y` holds a label that is not among `classes`, or is an indicator matrix of
        other values than 0 and 1.
    """
    if is_multilabel(y):
        if y.shape[1] != len(classes):
            raise ValueError(
                f"y must have one column for each of the {len(classes)} labels seen "
                f"before; got shape {y.shape}."
            )
        if not np.isin(y, (0, 1)).all():
            raise ValueError(
                "an indicator matrix y must hold 0 and 1 only; got the values "
                f"{np.unique(y).tolist()}."
            )
        return np.ascontiguousarray(y.T, dtype=dtype)
    check_known_labels(y, classes)
    codes = np.searchsorted(classes, y)
    if len(classes) == 2:
        return codes[np.newaxis].astype(dtype)
    return (codes == np.arange(len(classes))[:, np.newaxis]).astype(dtype)
