"""Losses in nats per sample, computed from logits ``Z (n_outputs, n_samples)``.

Both losses are negative log-likelihoods of the distribution that their output
activation describes, so both have the derivative ``dZ = P - Y`` with ``P`` the
probabilities and ``Y`` the targets. Logits of any size give a finite loss: nothing is
clipped and nothing is added inside a logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import entr

from skscratch.core.activations import sigmoid, softmax

__all__ = [
    "LOGISTIC",
    "LOSSES",
    "SOFTMAX",
    "Loss",
    "sigmoid_cross_entropy",
    "sigmoid_curvature",
    "softmax_cross_entropy",
    "softmax_curvature",
]


def sigmoid_cross_entropy(
    Z: np.ndarray, Y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Binary cross-entropy of each sample, summed over its outputs.

    ``loss = log(1 + exp(Z)) - Y Z``, written as
    ``log(1 + exp(-|Z|)) + max(Z, 0) - Y Z`` so that no exponential overflows.

    Parameters
    ----------
    Z : ndarray of float of shape (n_outputs, n_samples)
        Logits.
    Y : ndarray of shape (n_outputs, n_samples)
        Targets, 0 or 1.

    Returns
    -------
    losses : ndarray of shape (n_samples,)
        Loss of each sample, in nats.
    P : ndarray of shape (n_outputs, n_samples)
        Probabilities ``sigmoid(Z)``.
    """
    # NumPy compares two arrays faster than an array and a number
    zero = np.zeros(Z.shape, Z.dtype)
    positive, negative = np.maximum(Z, zero), np.minimum(Z, zero)
    losses = np.subtract(negative, positive, out=zero)  # -|Z|
    np.exp(losses, out=losses)
    np.log1p(losses, out=losses)
    # log(P) = min(Z, 0) - log(1 + exp(-|Z|))
    negative -= losses
    P = np.exp(negative, out=negative)
    # max(Z, 0) - Y Z by itself, since it may be far larger than the logarithm
    positive -= Y * Z
    losses += positive
    return (losses[0] if len(losses) == 1 else losses.sum(axis=0)), P


def softmax_cross_entropy(
    Z: np.ndarray, Y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cross-entropy of each sample, ``-log softmax(Z)`` at its class.

    With the logits shifted by their column maximum,
    ``loss = log(sum(exp(Z))) - sum(Y Z)``.

    Parameters
    ----------
    Z : ndarray of shape (n_classes, n_samples)
        Logits.
    Y : ndarray of shape (n_classes, n_samples)
        One-hot targets.

    Returns
    -------
    losses : ndarray of shape (n_samples,)
        Loss of each sample, in nats.
    P : ndarray of shape (n_classes, n_samples)
        Probabilities ``softmax(Z)``.
    """
    shifted = Z - Z.max(axis=0)
    P = np.exp(shifted)
    total = P.sum(axis=0)
    P /= total
    losses = np.log(total, out=total)
    shifted *= Y
    losses -= shifted.sum(axis=0)
    return losses, P


def sigmoid_curvature(P: np.ndarray, U: np.ndarray) -> np.ndarray:
    """Second derivatives of the loss by the logits, times a direction of these.

    ``dP/dZ U = P (1 - P) U``: an output's probability depends on its own logit alone.

    Parameters
    ----------
    P : ndarray of shape (n_outputs, n_samples)
        Probabilities.
    U : ndarray of shape (n_outputs, n_samples)
        What the logits change by.

    Returns
    -------
    dP : ndarray of shape (n_outputs, n_samples)
        What the probabilities, and with them ``dZ = P - Y``, change by.
    """
    dP = P * U
    dP -= P * dP
    return dP


def softmax_curvature(P: np.ndarray, U: np.ndarray) -> np.ndarray:
    """Likewise of classes: ``P (U - sum(P U))``, the sum over the classes."""
    dP = P * U
    dP -= P * dP.sum(axis=0)
    return dP


@dataclass(frozen=True)
class Loss:
    """A loss from logits: all that depends on its kind.

    Attributes
    ----------
    output_activation : str
        Name of the activation that turns logits into probabilities.
    probabilities : callable
        ``probabilities(Z, out=None)``.
    losses : callable
        ``losses(Z, Y)``, returns the loss of each sample and the probabilities.
    curvature : callable
        ``curvature(P, U)``, what the probabilities change by where the logits change by
        `U`: the second derivatives of the loss, times `U`.
    right : callable
        ``right(P, Y)``, whether all outputs of each sample are.
    chance : callable
        ``chance(n_outputs)``, the cost of logits that are all zero, in nats.
    cost_of_shares : callable
        ``cost_of_shares(shares)``, the cost of guessing each output's share of the
        samples, shape (n_outputs,), for every sample: its entropy, in nats.
    """

    output_activation: str
    probabilities: Callable[..., np.ndarray]
    losses: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
    curvature: Callable[[np.ndarray, np.ndarray], np.ndarray]
    right: Callable[[np.ndarray, np.ndarray], np.ndarray]
    chance: Callable[[int], float]
    cost_of_shares: Callable[[np.ndarray], float]

    def with_derivative(
        self, Z: np.ndarray, Y: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The loss of each sample, and ``dZ = P - Y``."""
        losses, P = self.losses(Z, Y)
        return losses, np.subtract(P, Y, out=P)


LOGISTIC = Loss(
    "logistic",
    sigmoid,
    sigmoid_cross_entropy,
    sigmoid_curvature,
    right=lambda P, Y: ((P > 0.5) == (Y > 0.5)).all(axis=0),
    chance=lambda n_outputs: n_outputs * math.log(2),
    cost_of_shares=lambda shares: float((entr(shares) + entr(1 - shares)).sum()),
)
SOFTMAX = Loss(
    "softmax",
    softmax,
    softmax_cross_entropy,
    softmax_curvature,
    right=lambda P, Y: P.argmax(axis=0) == Y.argmax(axis=0),
    chance=math.log,
    cost_of_shares=lambda shares: float(entr(shares).sum()),
)

#: The losses by the name of their output activation.
LOSSES = {loss.output_activation: loss for loss in (LOGISTIC, SOFTMAX)}
