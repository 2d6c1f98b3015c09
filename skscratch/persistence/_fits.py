"""Whether the parts of a model that was loaded fit together, before it is used."""

from __future__ import annotations

import math
import warnings
from itertools import pairwise
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from skscratch.persistence._archive import Refused
from skscratch.persistence._parts import estimators_of, is_fitted_network
from skscratch.preprocessing import ImageFlattener

__all__ = ["check_fits"]

NO_FIT = "holds a network whose layers do not fit together"


def check_fits(model: Any) -> None:
    """Check that it is an estimator, and that its parts work and fit together.

    Raises
    ------
    Refused
        If not.
    """
    if not isinstance(model, BaseEstimator):
        raise Refused(f"holds a {type(model).__name__}, which is no estimator")
    parts = estimators_of(model)
    networks = list(filter(is_fitted_network, parts))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that names are not there
        for network in networks:
            _check_network(network)
    widest = _widest(parts) if networks else math.inf
    for part in parts:
        if isinstance(part, ImageFlattener) and hasattr(part, "image_size_"):
            _check_flattener(part, widest)
        elif isinstance(part, Pipeline):
            _check_steps(part)


def _check_network(network: Any) -> None:
    """Check that the layers of a network fit, and that it predicts something."""
    layers, classes = network._layers(), network.classes_
    _check_shapes(layers)
    rows = np.zeros((1, layers[0]["W"].shape[1]), network._dtype())
    network.predict(rows)
    found = len(layers[-1]["W"]), len(network._activations()) + 1
    n_columns = network.predict_proba(rows).shape[1]
    if (*found, n_columns) != (network.n_outputs_, len(layers), len(classes)):
        raise Refused(NO_FIT)


def _check_shapes(layers: list[dict[str, np.ndarray]]) -> None:
    """Check that each layer takes what the one before it gives.

    NumPy would stretch arrays of other shapes to the product of both.
    """
    fan_in = layers[0]["W"].shape[1]
    for layer in layers:
        fan_out = len(layer["W"])
        shapes = {"W": (fan_out, fan_in), "n_batches": (1,)}
        for name, array in layer.items():
            if array.shape != shapes.get(name, (fan_out, 1)):
                raise Refused(NO_FIT)
        fan_in = fan_out


def _check_flattener(flattener: ImageFlattener, widest: float) -> None:
    """Check that what it remembers is of images, as large as the model has numbers for.

    Else a picture of a few bytes would be brought to any size.
    """
    try:
        flattener._check_remembered()
    except (AttributeError, TypeError, ValueError) as error:
        words = str(error).rstrip(".")
        raise Refused(
            f"holds an ImageFlattener that no fit has made: {words}"
        ) from None
    if flattener.n_features_in_ > widest:
        raise Refused(
            f"holds an ImageFlattener of {flattener.n_features_in_} numbers an image, "
            f"more than the {widest} that what follows takes"
        )


def _check_steps(pipeline: Pipeline) -> None:
    """Check that each image has as many numbers as the next step takes."""
    for (_, one), (name, following) in pairwise(pipeline.steps):
        n_given = getattr(one, "n_features_in_", None)
        n_taken = getattr(following, "n_features_in_", n_given)
        if isinstance(one, ImageFlattener) and n_given != n_taken:
            raise Refused(
                f"holds an ImageFlattener of {n_given} numbers an image before a step "
                f"{name!r} that takes {n_taken}"
            )


def _widest(parts: list[BaseEstimator]) -> int:
    """The longest side of all arrays that the estimators keep."""
    arrays = [
        value
        for part in parts
        for value in vars(part).values()
        if isinstance(value, np.ndarray)
    ]
    arrays += [
        layer["W"]
        for part in parts
        if is_fitted_network(part)
        for layer in part._layers()
    ]
    return max(max(array.shape, default=0) for array in arrays)
