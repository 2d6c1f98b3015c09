"""Samples with their weights: sample weights times class weights."""

from __future__ import annotations

from numbers import Real

import numpy as np
from sklearn.utils.class_weight import compute_class_weight

from skscratch._compat import check_sample_weight
from skscratch.estimators._targets import encode, is_multilabel
from skscratch.training.samples import Samples

__all__ = ["make_samples"]


def make_samples(X, y, classes, sample_weight, class_weight):
    """Checked data as `Samples`.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, all are zero, or all that are not belong
        to one class of several in `y`; or if `class_weight` does not fit the target.
    """
    weights = check_sample_weight(
        sample_weight, X, dtype=np.float64, ensure_non_negative=True, copy=True
    )
    if sample_weight is not None:
        _check_weighted_classes(y, weights)
    if class_weight is not None:
        weights *= _class_weights(class_weight, classes, y, weights)
        _check_weighted_classes(y, weights)
    return Samples(X, encode(y, classes, X.dtype), weights)


def _class_weights(class_weight, classes, y, weights):
    if is_multilabel(y):
        if class_weight != "balanced":
            raise ValueError(
                "class_weight must be None or 'balanced' for multilabel targets; got "
                f"{class_weight!r}. Pass sample_weight instead."
            )
        return np.prod([_balanced(labels, weights) for labels in y.T], axis=0)
    if class_weight == "balanced":
        if len(np.unique(y)) < len(classes):
            raise ValueError(
                "class_weight='balanced' needs samples of every class at once; got "
                f"{np.unique(y).tolist()} of {classes.tolist()}. For partial_fit pass "
                "a dict of weights instead."
            )
        return _balanced(y, weights)
    for label, weight in class_weight.items():
        if not (isinstance(weight, Real) and 0 <= weight < np.inf):
            raise ValueError(
                "class_weight must map labels to finite numbers of at least 0; got "
                f"{weight!r} for {label!r}."
            )
    by_class = compute_class_weight(class_weight, classes=classes, y=y)
    return by_class[np.searchsorted(classes, y)]


def _balanced(labels, weights):
    """Weights that make all labels weigh the same in total, if they weigh anything."""
    balanced, rows = np.zeros(len(weights)), np.flatnonzero(weights)
    labels, weights = labels[rows], weights[rows]
    present, codes = np.unique(labels, return_inverse=True)
    by_class = compute_class_weight(
        "balanced", classes=present, y=labels, sample_weight=weights
    )
    balanced[rows] = by_class[codes]
    return balanced


def _check_weighted_classes(y, weights):
    if not weights.any():
        raise ValueError(
            "class_weight and sample_weight must leave some sample a positive weight; "
            "got zero for all."
        )
    if is_multilabel(y):
        return
    present = np.unique(y)
    weighted = np.unique(y[weights > 0])
    if len(present) > 1 and len(weighted) == 1:
        raise ValueError(
            "samples of at least two classes must have a positive weight; got positive "
            f"weights for 1 class only: {weighted.tolist()}."
        )
