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

from skscratch.core.activations import relu, sigmoid, softmax

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
    Z: np.ndarray, Y: np.ndarray, weights: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Binary cross-entropy of each sample, summed over its outputs.

    ``loss = log(1 + exp(M))`` with ``M = (1 - 2 Y) Z``, the log-odds of the wrong
    answer, written as ``log(1 + exp(-|M|)) + max(M, 0)`` so that no exponential
    overflows. The probability of the wrong answer is ``exp(M - loss)``.

    Parameters
    ----------
    Z : ndarray of float of shape (n_outputs, n_samples)
        Logits.
    Y : ndarray of shape (n_outputs, n_samples)
        Targets, 0 or 1, in the precision of `Z`.
    weights : ndarray of shape (1, n_samples), default=None
        What to multiply the derivative of each sample by.

    Returns
    -------
    losses : ndarray of shape (n_samples,)
        Loss of each sample, in nats.
    dZ : ndarray of shape (n_outputs, n_samples)
        ``P - Y`` with the probabilities ``P = sigmoid(Z)``, times the weights: the
        probability of the wrong answer with its sign, which keeps its digits however
        small it is.
    """
    sign = 1 - 2 * Y
    M = sign * Z
    losses = np.abs(M)
    np.negative(losses, out=losses)
    np.exp(losses, out=losses)
    np.log1p(losses, out=losses)
    losses += relu(M)
    M -= losses
    dZ = np.exp(M, out=M)
    dZ *= sign if weights is None else sign * weights
    return (losses[0] if len(losses) == 1 else losses.sum(axis=0)), dZ


def softmax_cross_entropy(
    Z: np.ndarray, Y: np.ndarray, weights: np.ndarray | None = None
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
    weights : ndarray of shape (1, n_samples), default=None
        What to multiply the derivative of each sample by.

    Returns
    -------
    losses : ndarray of shape (n_samples,)
        Loss of each sample, in nats.
    dZ : ndarray of shape (n_classes, n_samples)
        ``P - Y`` with the probabilities ``P = softmax(Z)``, times the weights.
    """
    shifted = Z - Z.max(axis=0)
    P = np.exp(shifted)
    total = P.sum(axis=0)
    P /= total
    losses = np.log(total, out=total)
    shifted *= Y
    losses -= shifted.sum(axis=0)
    dZ = np.subtract(P, Y, out=P)
    if weights is not None:
        dZ *= weights
    return losses, dZ


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
        ``losses(Z, Y, weights=None)``, returns the loss of each sample and its
        derivative by the logits, ``dZ = P - Y``, multiplied by `weights`.
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
    losses: Callable[..., tuple[np.ndarray, np.ndarray]]
    curvature: Callable[[np.ndarray, np.ndarray], np.ndarray]
    right: Callable[[np.ndarray, np.ndarray], np.ndarray]
    chance: Callable[[int], float]
    cost_of_shares: Callable[[np.ndarray], float]


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
