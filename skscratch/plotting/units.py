"""The units of a fitted model: their weights, how strong they are, their names."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from skscratch.plotting.words import as_text


def split_pipeline(estimator: Any) -> tuple[Any, Any]:
    """The steps before a fitted model, and the model.

    Parameters
    ----------
    estimator : estimator or Pipeline
        What the user passed.

    Returns
    -------
    before : Pipeline or None
        What transforms the samples first, if anything does.
    model : estimator
        The estimator itself, or the one at the end of a Pipeline.

    Raises
    ------
    NotFittedError
        If it has not been fitted.
    """
    check_is_fitted(estimator)
    if not isinstance(estimator, Pipeline):
        return None, estimator
    return (estimator[:-1] if len(estimator) > 1 else None), estimator[-1]


def network_of(estimator: Any, caller: str) -> tuple[Any, Any]:
    """The steps before a fitted network with hidden layers, and the network.

    Parameters
    ----------
    estimator : estimator or Pipeline
        What the user passed.
    caller : str
        Name of the display, for the message.

    Returns
    -------
    before : Pipeline or None
        What transforms the samples first, if anything does.
    network : ShallowNNClassifier or DeepNNClassifier
        The network.

    Raises
    ------
    NotFittedError
        If it has not been fitted.
    TypeError
        If it is no network of skscratch.
    """
    before, model = split_pipeline(estimator)
    if not hasattr(model, "layer_activations"):
        raise TypeError(
            f"estimator of {caller} must be a network of skscratch, or a Pipeline that "
            f"ends in one; got {type(model).__name__}."
        )
    return before, model


def weights_of(model: Any) -> list[np.ndarray]:
    """The weights of all layers of a fitted model.

    Parameters
    ----------
    model : estimator with `coef_` or `coefs_`
        A linear model or a network.

    Returns
    -------
    list of ndarray of shape (n_in, n_out)
        One array a layer.

    Raises
    ------
    ValueError
        If it has no weights.
    """
    if hasattr(model, "coefs_"):
        return [np.asarray(each) for each in model.coefs_]
    if hasattr(model, "coef_"):
        coef = model.coef_
        return [np.atleast_2d(coef.toarray() if hasattr(coef, "toarray") else coef).T]
    raise ValueError(
        "estimator must have coef_ or coefs_, the weights to draw; "
        f"got {type(model).__name__}."
    )


def strengths(weights: list[np.ndarray], layer: int) -> np.ndarray:
    """How much passes through each unit: the norm of its weights in times those out.

    Parameters
    ----------
    weights : list of ndarray of shape (n_in, n_out)
        All layers' weights.
    layer : int
        0 for the inputs, ``len(weights)`` for the outputs; these count what they have,
        weights out or in.

    Returns
    -------
    ndarray of shape (n_units,)
        The strengths.
    """
    strength = np.ones(1)
    if layer > 0:
        strength = strength * np.linalg.norm(weights[layer - 1], axis=0)
    if layer < len(weights):
        strength = strength * np.linalg.norm(weights[layer], axis=1)
    return strength


def strongest(strength: np.ndarray, most: int) -> np.ndarray:
    """Which units to draw: all in their order, or the strongest first.

    Parameters
    ----------
    strength : ndarray of shape (n_units,)
        How strong each is.
    most : int
        The most units to draw.

    Returns
    -------
    ndarray of int
        Positions of the units.
    """
    if len(strength) <= most:
        return np.arange(len(strength))
    return np.argsort(-strength, kind="stable")[:most]


def input_names(before: Any, model: Any, n_features: int) -> list[str]:
    """Names of the features that reach a model.

    Parameters
    ----------
    before : Pipeline or None
        What transforms the samples first.
    model : estimator
        The fitted model.
    n_features : int
        How many there are.

    Returns
    -------
    list of str
        Its own names, those that the steps before it give, or x1, x2, ....
    """
    names = getattr(model, "feature_names_in_", None)
    if names is None and before is not None and hasattr(before, "feature_names_in_"):
        try:
            names = before.get_feature_names_out()
        except (AttributeError, ValueError):  # a step that does not tell
            names = None
    if names is None or len(names) != n_features:
        return [f"x{number}" for number in range(1, n_features + 1)]
    return [as_text(name) for name in names]


def output_names(model: Any, n_outputs: int) -> list[str]:
    """Names of the outputs of a model: the classes they speak for.

    Parameters
    ----------
    model : estimator
        The fitted model.
    n_outputs : int
        How many there are; a single one speaks for the second class.

    Returns
    -------
    list of str
        The names.
    """
    classes = getattr(model, "classes_", None)
    if classes is None or len(classes) < n_outputs or isinstance(classes[0], list):
        return [f"output {number}" for number in range(1, n_outputs + 1)]
    return [as_text(label) for label in classes[-n_outputs:]]


def check_most(value: int, name: str) -> None:
    """Raise unless a parameter that limits what is drawn is at least 1.

    Parameters
    ----------
    value : int
        What the user passed.
    name : str
        The parameter.

    Raises
    ------
    ValueError
        If it is less.
    """
    if value < 1:
        raise ValueError(f"{name} must be at least 1; got {value}.")
