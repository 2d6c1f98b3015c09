"""Initial weights: the named scales of the textbooks."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

__all__ = ["INITIALIZATIONS", "initial_weights", "resolve_initialization"]

#: Standard deviation of the initial weights as a function of (fan_in, fan_out).
INITIALIZATIONS: dict[str, Callable[[int, int], float]] = {
    "lecun": lambda fan_in, fan_out: math.sqrt(1 / fan_in),
    "he": lambda fan_in, fan_out: math.sqrt(2 / fan_in),
    "xavier": lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)),
    "normal": lambda fan_in, fan_out: 0.01,
    "zeros": lambda fan_in, fan_out: 0.0,
}

RELU_FAMILY = ("relu", "leaky_relu", "elu", "gelu")


def resolve_initialization(initialization: str, activation: str) -> str:
    """The scale that "auto" stands for: "he" before a relu-like unit, else "xavier".

    Parameters
    ----------
    initialization : str
        A key of `INITIALIZATIONS` or "auto".
    activation : str
        Name of the activation that follows the weights.

    Returns
    -------
    initialization : str
        A key of `INITIALIZATIONS`.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", 2015,
    https://arxiv.org/abs/1502.01852; X. Glorot and Y. Bengio, "Understanding the
    difficulty of training deep feedforward neural networks", 2010.
    """
    if initialization != "auto":
        return initialization
    return "he" if activation in RELU_FAMILY else "xavier"


def initial_weights(
    rng: np.random.RandomState, fan_out: int, fan_in: int, initialization: str
) -> np.ndarray:
    """Draw ``W (fan_out, fan_in)`` from a normal distribution of the named scale.

    Parameters
    ----------
    rng : numpy.random.RandomState
        ``RandomState(1)`` gives the weights of the textbook's ``np.random.seed(1)``.
    fan_out, fan_in : int
        Units of the layer and of the one before.
    initialization : str
        A key of `INITIALIZATIONS`.

    Returns
    -------
    W : ndarray of shape (fan_out, fan_in)
    """
    W = rng.standard_normal((fan_out, fan_in))
    W *= INITIALIZATIONS[initialization](fan_in, fan_out)
    return W
