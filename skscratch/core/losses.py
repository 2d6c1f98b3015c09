"""Losses in nats per sample, computed from logits ``Z (n_outputs, n_samples)``.

Both losses are negative log-likelihoods of the distribution that their output
activation describes, so both have the derivative ``dZ = P - Y`` with ``P`` the
probabilities and ``Y`` the targets. Logits of any size give a finite loss: nothing is
clipped and nothing is added inside a logarithm. `binary_cross_entropy` is for those who
have lost the logits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skscratch.core.activations import sigmoid, softmax

__all__ = [
    "LOGISTIC",
    "LOSSES",
    "SOFTMAX",
    "Loss",
    "binary_cross_entropy",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
]


def sigmoid_cross_entropy(
    Z: np.ndarray, Y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Binary cross-entropy of each sample, summed over its outputs.

    ``loss = log(1 + exp(Z)) - Y Z``, written as
    ``log(1 + exp(-|Z|)) + max(Z, 0) - Y Z`` so that no exponential overflows.

    Parameters
    ----------
    Z : ndarray of shape (n_outputs, n_samples)
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
    positive, negative = np.maximum(Z, 0.0), np.minimum(Z, 0.0)
    losses = negative - positive  # -|Z|
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


def binary_cross_entropy(P: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Binary cross-entropy of each sample from probabilities, summed over its outputs.

    ``loss = -Y log(P) - (1 - Y) log(1 - P)`` with ``0 log(0) = 0``. A probability that
    has saturated at the wrong end counts as the nearest one that the dtype can tell
    from it, so that the loss is at most 744.4 for ``P = 0`` and 36.7 for ``P = 1``
    (in float32 103.3 and 16.6).

    Parameters
    ----------
    P : ndarray of shape (n_outputs, n_samples)
        Probabilities.
    Y : ndarray of shape (n_outputs, n_samples)
        Targets, 0 or 1.

    Returns
    -------
    losses : ndarray of shape (n_samples,)
        Loss of each sample, in nats.
    """
    zero, one = np.array([0, 1], P.dtype)
    # Each end is moved in its own term only: what is certain and true costs nothing.
    log_p = np.log(np.maximum(P, np.nextafter(zero, one)))
    log_q = np.log1p(-np.minimum(P, np.nextafter(one, zero)))
    return (-Y * log_p - (1 - Y) * log_q).sum(axis=0)


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
    right : callable
        ``right(P, Y)``, whether all outputs of each sample are.
    chance : callable
        ``chance(n_outputs)``, the cost of logits that are all zero, in nats.
    """

    output_activation: str
    probabilities: Callable[..., np.ndarray]
    losses: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
    right: Callable[[np.ndarray, np.ndarray], np.ndarray]
    chance: Callable[[int], float]

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
    right=lambda P, Y: ((P > 0.5) == (Y > 0.5)).all(axis=0),
    chance=lambda n_outputs: n_outputs * math.log(2),
)
SOFTMAX = Loss(
    "softmax",
    softmax,
    softmax_cross_entropy,
    right=lambda P, Y: P.argmax(axis=0) == Y.argmax(axis=0),
    chance=math.log,
)

#: The losses by the name of their output activation.
LOSSES = {loss.output_activation: loss for loss in (LOGISTIC, SOFTMAX)}
