"""Derivatives by central differences, and how far two gradients are apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["numerical_gradient", "relative_difference"]


def numerical_gradient(
    function: Callable[[np.ndarray], float], theta: np.ndarray, epsilon: float = 1e-7
) -> np.ndarray:
    """Central differences ``(f(theta + epsilon) - f(theta - epsilon)) / (2 epsilon)``.

    Parameters
    ----------
    function : callable
        Takes a vector like `theta`, returns a float.
    theta : ndarray of shape (n_parameters,)
        Where to differentiate. Not changed.
    epsilon : float, default=1e-7
        Half the distance of the two evaluations.

    Returns
    -------
    gradient : ndarray of shape (n_parameters,)
    """
    theta = np.array(theta)
    gradient = np.empty_like(theta)
    for i, value in enumerate(theta):
        theta[i] = value + epsilon
        above = function(theta)
        theta[i] = value - epsilon
        below = function(theta)
        theta[i] = value
        gradient[i] = (above - below) / (2 * epsilon)
    return gradient


def relative_difference(a: Any, b: Any) -> float:
    """``||a - b|| / (||a|| + ||b||)``, 0 where both vanish; a float in [0, 1]."""
    scale = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(np.subtract(a, b)) / scale) if scale else 0.0
