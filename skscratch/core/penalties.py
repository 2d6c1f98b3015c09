"""The penalties of the cost: L1 and L2."""

from __future__ import annotations

import numpy as np

__all__ = ["l1_cost", "l2_cost", "l2_gradient", "soft_threshold"]


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


def l1_cost(W: np.ndarray, strength: float | np.ndarray) -> float:
    """``sum(strength * |W|)``; `strength` may be an array, zero where W is a bias.

    Where W is zero it has no derivative: what takes its place is `soft_threshold`.
    """
    return float(np.sum(strength * np.abs(W)))


def soft_threshold(V: np.ndarray, threshold: float | np.ndarray) -> np.ndarray:
    """The proximal operator of the L1 penalty: V, nearer to zero by the threshold.

    ``sign(V) * max(|V| - threshold, 0)``, which is the W that makes
    ``(W - V)**2 / 2 + threshold * |W|`` least: exactly zero where ``|V| <= threshold``.
    So W is the optimum of a convex cost with derivative g and an L1 penalty of strength
    t where ``W = soft_threshold(W - g, t)``.

    Parameters
    ----------
    V : ndarray
    threshold : float or ndarray
        Not negative.

    Returns
    -------
    W : ndarray
    """
    return np.sign(V) * np.maximum(np.abs(V) - threshold, 0)
