"""The L2 penalty of the cost."""

from __future__ import annotations

import numpy as np

__all__ = ["l2_cost", "l2_gradient"]


def l2_cost(squared_norm: float, strength: float) -> float:
    """``strength / 2 * sum(W**2)``.

    Parameters
    ----------
    squared_norm : float
        ``sum(W**2)`` over the weights of all layers, biases excluded.
    strength : float
        ``alpha / n`` with n the total sample weight of the training set.

    Returns
    -------
    cost : float
    """
    return strength / 2 * squared_norm


def l2_gradient(
    W: np.ndarray, strength: float | np.ndarray, out: np.ndarray | None = None
) -> np.ndarray:
    """``strength * W``; `strength` may be an array that is zero where W is a bias."""
    return np.multiply(W, strength, out=out)
