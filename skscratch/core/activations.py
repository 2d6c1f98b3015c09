"""Activation functions and their derivatives, on arrays of any shape.

Every activation is a pair of pure functions: ``f(Z, out=None)`` gives ``A``, and
``f_backward(dA, Z, A, out=None, scratch=None)`` gives ``dZ = dA * f'(Z)``. The backward
functions take both the input ``Z`` and the output ``A`` and use whichever makes the
derivative cheaper. What is `out` to a forward function must not be ``Z``; to a backward
function it may be ``dA``. `scratch` spares the making of an array of their shape, and
may be ``Z``, which is lost then.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "elu",
    "elu_backward",
    "gelu",
    "gelu_backward",
    "identity",
    "identity_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "tanh",
    "tanh_backward",
]

#: Slope of `leaky_relu` for negative inputs (Maas et al., 2013).
LEAKY_SLOPE = 0.01

#: Where to write a result; None for a new array.
Out = np.ndarray | None


def identity(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = Z``."""
    return np.positive(Z, out=out)


def identity_backward(
    dA: np.ndarray, Z: np.ndarray, A: np.ndarray, out: Out = None, scratch: Out = None
) -> np.ndarray:
    """``dZ = dA``."""
    return np.positive(dA, out=out)


def sigmoid(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = 1 / (1 + exp(-Z))``, accurate at both ends."""
    return expit(Z, out=out)


def sigmoid_backward(
    dA: np.ndarray, Z: np.ndarray, A: np.ndarray, out: Out = None, scratch: Out = None
) -> np.ndarray:
    """``dZ = dA * A * (1 - A)``."""
    slope = np.subtract(1, A, out=scratch)
    slope *= A
    return np.multiply(dA, slope, out=out)


def tanh(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = tanh(Z)``."""
    return np.tanh(Z, out=out)


def tanh_backward(
    dA: np.ndarray, Z: np.ndarray, A: np.ndarray, out: Out = None, scratch: Out = None
) -> np.ndarray:
    """``dZ = dA * (1 - A**2)``, taken as ``dA - dA * A**2``."""
    shrinkage = np.multiply(A, A, out=scratch)
    shrinkage *= dA
    return np.subtract(dA, shrinkage, out=out)


def relu(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = max(0, Z)``."""
    # NumPy compares two arrays faster than an array and a number
    if out is None:
        return np.maximum(Z, np.zeros_like(Z))
    out.fill(0)
    return np.maximum(Z, out, out=out)


def relu_backward(
    dA: np.ndarray, Z: np.ndarray, A: np.ndarray, out: Out = None, scratch: Out = None
) -> np.ndarray:
    """``dZ = dA`` where ``Z > 0``, else 0 (the subgradient at 0 is taken as 0)."""
    return np.multiply(dA, np.greater(Z, 0), out=out)


def leaky_relu(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = Z`` where ``Z > 0``, else ``0.01 * Z``."""
    out = np.multiply(Z, LEAKY_SLOPE, out=out)
    return np.maximum(Z, out, out=out)


def leaky_relu_backward(
    dA: np.ndarray, Z: np.ndarray, A: np.ndarray, out: Out = None, scratch: Out = None
) -> np.ndarray:
    """``dZ = dA`` where ``Z > 0``, else ``0.01 * dA``."""
    scratch = np.empty_like(dA) if scratch is None else scratch
    slope = np.multiply(Z > 0, 1 - LEAKY_SLOPE, out=scratch, casting="same_kind")
    slope += LEAKY_SLOPE
    return np.multiply(dA, slope, out=out)


def elu(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = Z`` where ``Z > 0``, else ``exp(Z) - 1`` (Clevert et al., 2015)."""
    out = np.minimum(Z, 0, out=out)
    np.expm1(out, out=out)
    return np.maximum(Z, out, out=out)  # below 0, exp(Z) - 1 is larger than Z


def elu_backward(
    dA: np.ndarray, Z: np.ndarray, A: np.ndarray, out: Out = None, scratch: Out = None
) -> np.ndarray:
    """``dZ = dA`` where ``Z > 0``, else ``dA * (A + 1)``."""
    slope = np.minimum(A, 0, out=scratch)
    slope += 1
    return np.multiply(dA, slope, out=out)


def gelu(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = Z * Phi(Z)``, Phi the normal distribution function (Hendrycks, 2016)."""
    out = ndtr(Z, out=out)
    return np.multiply(Z, out, out=out)


def gelu_backward(
    dA: np.ndarray, Z: np.ndarray, A: np.ndarray, out: Out = None, scratch: Out = None
) -> np.ndarray:
    """``dZ = dA * (Phi(Z) + Z * phi(Z))``, phi the normal density."""
    slope = Z * Z
    slope *= -0.5
    np.exp(slope, out=slope)
    slope *= Z
    slope /= math.sqrt(2 * math.pi)
    slope += ndtr(Z, out=scratch)
    return np.multiply(dA, slope, out=out)


def softmax(Z: np.ndarray, out: Out = None) -> np.ndarray:
    """``A = exp(Z) / sum(exp(Z))`` down each column, shifted so that nothing overflows.

    An output activation only: networks take its derivative together with the loss
    (see `skscratch.core.losses`).
    """
    out = np.subtract(Z, Z.max(axis=0), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=0)
    return out


@dataclass(frozen=True)
class Activation:
    """A hidden activation: its name, the function and its derivative."""

    name: str
    forward: Callable[..., np.ndarray]
    backward: Callable[..., np.ndarray]


#: The hidden activations by the name that the estimators take.
ACTIVATIONS = {
    name: Activation(name, forward, backward)
    for name, forward, backward in (
        ("identity", identity, identity_backward),
        ("sigmoid", sigmoid, sigmoid_backward),
        ("tanh", tanh, tanh_backward),
        ("relu", relu, relu_backward),
        ("leaky_relu", leaky_relu, leaky_relu_backward),
        ("elu", elu, elu_backward),
        ("gelu", gelu, gelu_backward),
    )
}
