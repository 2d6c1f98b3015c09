"""The networks within a model: a Pipeline, a search, an ensemble."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from skscratch.estimators import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
)

__all__ = ["NETWORKS", "estimators_of", "is_fitted_network", "values_of"]

NETWORKS = (DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier)


def estimators_of(model: Any) -> list[BaseEstimator]:
    """The model and all estimators that it is made of, the outer ones first."""
    return [value for value in values_of(model) if isinstance(value, BaseEstimator)]


def values_of(model: Any) -> Iterator[Any]:
    """The model and all that it is made of, the outer ones first.

    Looks into whatever scikit-learn and we keep as attributes, whether it calls itself
    an estimator or not: a calibrated classifier keeps its parts in objects of its own.
    """
    queue, seen = deque([model]), set()
    while queue:
        value = queue.popleft()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        if isinstance(value, dict):
            queue.extend(value.values())
        elif isinstance(value, list | tuple | set):
            queue.extend(each for each in value if not isinstance(each, str | float))
        elif isinstance(value, np.ndarray) and value.dtype == object:
            queue.extend(value.ravel())
        elif type(value).__module__.partition(".")[0] in ("sklearn", "skscratch"):
            queue.extend(getattr(value, "__dict__", {}).values())


def is_fitted_network(estimator: Any) -> bool:
    """Whether it is one of our estimators, and has learnt something."""
    return isinstance(estimator, NETWORKS) and hasattr(estimator, "classes_")
