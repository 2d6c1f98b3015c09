"""Samples with their weights: sample weights times class weights."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np
from sklearn.utils.class_weight import compute_class_weight

from skscratch._compat import check_sample_weight
from skscratch.labels.checks import named
from skscratch.labels.targets import Target, is_multilabel
from skscratch.training.elsewhere import in_memory
from skscratch.training.samples import Samples, scaled

__all__ = ["make_samples"]


def make_samples(
    X: Any,
    y: np.ndarray,
    target: Target,
    sample_weight: Any,
    class_weight: Any,
    suffix: str = "",
    part: bool = False,
) -> Samples:
    """Checked data as `Samples`.

    With `part` they may be none, or weigh nothing: others make up for it. Messages call
    them by their names with the `suffix`, such as "_val".

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or all are zero; if `class_weight` does
        not fit the target; or if `y` does not.
    """
    factors = f"sample_weight{suffix}"
    sample_weight = in_memory(sample_weight, factors)
    with named(factors, "sample_weight"):
        weights = check_sample_weight(
            sample_weight,
            X,
            dtype=np.float64,
            ensure_non_negative=X.shape[0] > 0,
        )
    Y = target.encode(y, X.dtype, f"y{suffix}")
    weights, exponent = scaled(weights)
    for factor in _class_weights(class_weight, target.classes, y, weights):
        factor, by_factor = scaled(factor)
        weights, by_product = scaled(weights * factor)
        exponent += by_factor + by_product
    if not (part or weights.any()):
        if class_weight is not None:
            factors = f"class_weight and {factors}"
        raise ValueError(
            f"{factors} must leave some sample a positive weight; got zero for all."
        )
    return Samples(X, Y, weights, exponent)


def _class_weights(
    class_weight: Any, classes: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> list[np.ndarray]:
    """The class weights of the samples, to be multiplied: one array a column of `y`."""
    if class_weight is None:
        return []
    if not is_multilabel(y):
        return [_of_classes(class_weight, classes, y, weights)]
    if class_weight == "balanced":
        return [_balanced(labels, weights) for labels in y.T]
    return [
        _by_label(given, np.array([0, 1]))[labels.astype(np.intp)]
        for given, labels in zip(
            _by_column(class_weight, len(classes)), y.T, strict=True
        )
    ]


def _by_column(class_weight: Any, n_labels: int) -> list[Mapping[Any, float]]:
    """For each column of indicators a dict of the weights of 0 and 1."""
    if isinstance(class_weight, Mapping):
        unknown = sorted(set(class_weight) - set(range(n_labels)), key=str)
        if unknown:
            raise ValueError(
                "class_weight must map column numbers of an indicator matrix, 0 to "
                f"{n_labels - 1}, to the weight of their label; got {unknown}. A list "
                "of dicts, one a column, weights 0 and 1 of each."
            )
        return [{1: class_weight.get(column, 1.0)} for column in range(n_labels)]
    given = list(class_weight)
    if len(given) != n_labels or not all(isinstance(one, Mapping) for one in given):
        raise ValueError(
            f"class_weight must be a list of {n_labels} dicts, one a column of the "
            f"indicator matrix; got {class_weight!r}."
        )
    return given


def _of_classes(
    class_weight: Any, classes: np.ndarray, y: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """The weight of each sample's class."""
    if isinstance(class_weight, list):
        raise ValueError(
            "class_weight must be a dict, 'balanced' or None where y is 1-d; got "
            f"{class_weight!r}. A list of dicts is for an indicator matrix."
        )
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
    if not len(rows):
        return balanced
    labels, weights = labels[rows], weights[rows]
    present, codes = np.unique(labels, return_inverse=True)
    by_class = compute_class_weight(
        "balanced", classes=present, y=labels, sample_weight=weights
    )
    balanced[rows] = by_class[codes]
    return balanced
