"""The networks within a model: a Pipeline, a search, an ensemble."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from skscratch.estimators import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
)

__all__ = ["NETWORKS", "estimators_of", "is_fitted_network"]

NETWORKS = (DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier)


def estimators_of(model: Any) -> list[BaseEstimator]:
    """The model and all estimators that it is made of, the outer ones first.

    Looks into whatever scikit-learn and we keep as attributes, whether it calls itself
    an estimator or not: a calibrated classifier keeps its parts in objects of its own.
    """
    found: list[BaseEstimator] = []
    queue, seen = deque([model]), set()
    while queue:
        value = queue.popleft()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, BaseEstimator):
            found.append(value)
        if isinstance(value, dict):
            queue.extend(value.values())
        elif isinstance(value, list | tuple | set):
            queue.extend(each for each in value if not isinstance(each, str | float))
        elif isinstance(value, np.ndarray) and value.dtype == object:
            queue.extend(value.ravel())
        elif type(value).__module__.partition(".")[0] in ("sklearn", "skscratch"):
            queue.extend(getattr(value, "__dict__", {}).values())
    return found


def is_fitted_network(estimator: Any) -> bool:
    """Whether it is one of our estimators, and has learnt something."""
    return isinstance(estimator, NETWORKS) and hasattr(estimator, "classes_")
