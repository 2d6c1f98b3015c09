"""Samples with their weights: sample weights times class weights."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np
from sklearn.utils.class_weight import compute_class_weight

from skscratch._compat import check_sample_weight
from skscratch.estimators._targets import Target, is_multilabel
from skscratch.training.samples import Samples

__all__ = ["make_samples"]


def make_samples(
    X: Any,
    y: np.ndarray,
    target: Target,
    sample_weight: Any,
    class_weight: Any,
    name: str = "y",
) -> Samples:
    """Checked data as `Samples`.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or all are zero; if `class_weight` does
        not fit the target; or if `y`, called `name` in the message, does not.
    """
    weights = check_sample_weight(
        sample_weight, X, dtype=np.float64, ensure_non_negative=True, copy=True
    )
    if class_weight is not None:
        weights *= _class_weights(class_weight, target.classes, y, weights)
    if not weights.any():
        raise ValueError(
            "class_weight and sample_weight must leave some sample a positive weight; "
            "got zero for all."
        )
    return Samples(X, target.encode(y, X.dtype, name), weights)


def _class_weights(
    class_weight: Any, classes: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """The class weight of each sample."""
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
    return _by_label(class_weight, classes)[np.searchsorted(classes, y)]


def _by_label(class_weight: Mapping[Any, float], classes: np.ndarray) -> np.ndarray:
    """The weight of each class, 1 for those that are not named.

    Labels are found by equality, whatever they are: scikit-learn's own look-up takes
    strings of digits for numbers.

    Raises
    ------
    ValueError
        If a weight is no finite number of at least 0, or a label is named that does
        not exist while another one goes without weight.
    """
    by_class = np.ones(len(classes))
    named: set[int] = set()
    strangers: list[Any] = []
    for label, weight in class_weight.items():
        if not (isinstance(weight, Real) and 0 <= weight < np.inf):
            raise ValueError(
                "class_weight must map labels to finite numbers of at least 0; got "
                f"{weight!r} for {label!r}."
            )
        found = [i for i, known in enumerate(classes.tolist()) if known == label]
        found = found or [i for i, known in enumerate(classes) if known == label]
        named.update(found)
        by_class[found] = weight
        if not found:
            strangers.append(label)
    if strangers and len(named) < len(classes):
        raise ValueError(
            f"class_weight must name labels among {classes.tolist()}; got {strangers}."
        )
    return by_class


def _balanced(labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights that make all labels weigh the same in total, if they weigh anything."""
    balanced, rows = np.zeros(len(weights)), np.flatnonzero(weights)
    labels, weights = labels[rows], weights[rows]
    present, codes = np.unique(labels, return_inverse=True)
    by_class = compute_class_weight(
        "balanced", classes=present, y=labels, sample_weight=weights
    )
    balanced[rows] = by_class[codes]
    return balanced
