"""Dictionaries ``{"W1", "b1", ...}``: drawn, checked, and moved downhill."""

from __future__ import annotations

from itertools import pairwise
from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_random_state, check_scalar

from skscratch.core.initializers import (
    INITIALIZATIONS,
    initial_weights,
    resolve_initialization,
)
from skscratch.functional._checks import check_keys, checked

__all__ = [
    "check_descent",
    "check_learning_rate",
    "checked_parameters",
    "checked_update",
    "count_layers",
    "descend",
    "draw",
]


def draw(layer_dims, initialization, random_state, dtype=np.float64):
    """Normal weights and zero biases of layers of the given sizes, input first."""
    if len(layer_dims) < 2:
        raise ValueError(f"layer_dims must hold at least two sizes; got {layer_dims}.")
    for size in layer_dims:
        check_scalar(size, "every layer size", Integral, min_val=1)
    if initialization not in (*INITIALIZATIONS, "auto"):
        raise ValueError(
            f"initialization must be one of {', '.join(INITIALIZATIONS)} or auto; "
            f"got {initialization!r}."
        )
    rng = check_random_state(random_state)
    parameters, last = {}, len(layer_dims) - 1
    for layer, (fan_in, fan_out) in enumerate(pairwise(layer_dims), start=1):
        activation = "sigmoid" if layer == last else "relu"
        scale = resolve_initialization(initialization, activation)
        W = initial_weights(rng, fan_out, fan_in, scale)
        parameters[f"W{layer}"] = W.astype(dtype, copy=False)
        parameters[f"b{layer}"] = np.zeros((fan_out, 1), dtype)
    return parameters


def count_layers(parameters):
    """How many layers a dictionary of parameters is to have: two keys for each."""
    check_keys("parameters", parameters, [])
    return max(1, (len(parameters) + 1) // 2)


def checked_parameters(parameters, n_layers, **arrays):
    """The parameters of a network as floats of matching shapes, after other arrays.

    Parameters
    ----------
    parameters : dict
        Layer ``l`` maps ``n_{l-1}`` to ``n_l`` units.
    n_layers : int
        Number of layers it must have.
    **arrays : tuple
        As in `checked`; checked first.

    Returns
    -------
    *arrays : ndarray
    parameters : dict
        The layers' arrays alone.
    """
    names = _names(n_layers)
    check_keys("parameters", parameters, names)
    for i in range(1, n_layers + 1):
        arrays[f"W{i}"] = parameters[f"W{i}"], f"n_{i}", f"n_{i - 1}"
        arrays[f"b{i}"] = parameters[f"b{i}"], f"n_{i}", 1
    values = checked(**arrays)
    return *values[: -len(names)], dict(zip(names, values[-len(names) :], strict=True))


def checked_update(parameters, grads, n_layers):
    """The parameters of a network and their gradients as floats of equal shapes."""
    names = _names(n_layers)
    check_keys("parameters", parameters, names)
    check_keys("grads", grads, [f"d{name}" for name in names])
    arrays = {}
    for name in names:
        axes = f"rows of {name}", f"columns of {name}"
        arrays[name] = parameters[name], *axes
        arrays[f"d{name}"] = grads[f"d{name}"], *axes
    values = checked(**arrays)
    gradients = dict(zip(list(arrays)[1::2], values[1::2], strict=True))
    return dict(zip(names, values[::2], strict=True)), gradients


def check_descent(num_iterations, learning_rate):
    """Raise ValueError (TypeError) for a number of steps or a step size of no use."""
    check_scalar(num_iterations, "num_iterations", Integral, min_val=1)
    check_learning_rate(learning_rate)


def check_learning_rate(learning_rate):
    """Raise ValueError (TypeError) for a step size of no use."""
    check_scalar(
        learning_rate, "learning_rate", Real, min_val=0, include_boundaries="neither"
    )


def descend(parameters, grads, learning_rate):
    """New parameters, one step of gradient descent away from the old."""
    return {
        name: value - learning_rate * grads[f"d{name}"]
        for name, value in parameters.items()
    }


def _names(n_layers):
    return [f"{kind}{i}" for i in range(1, n_layers + 1) for kind in "Wb"]
