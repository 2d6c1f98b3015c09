"""Activation functions and their derivatives, on arrays of any shape.

Every activation is a pair of pure functions: ``f(Z, out=None)`` gives ``A``, and
``f_backward(dA, Z, A, out=None)`` gives ``dZ = dA * f'(Z)``. The backward functions
take both the input ``Z`` and the output ``A`` and use whichever makes the derivative
cheaper; ``out`` may be ``dA`` itself.
"""

from __future__ import annotations

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
    "softmax_backward",
    "tanh",
    "tanh_backward",
]

#: Slope of `leaky_relu` for negative inputs (Maas et al., 2013).
LEAKY_SLOPE = 0.01


def identity(Z, out=None):
    """``A = Z``."""
    return np.positive(Z, out=out)


def identity_backward(dA, Z, A, out=None):
    """``dZ = dA``."""
    return np.positive(dA, out=out)


def sigmoid(Z, out=None):
    """``A = 1 / (1 + exp(-Z))``, accurate at both ends."""
    return expit(Z, out=out)


def sigmoid_backward(dA, Z, A, out=None):
    """``dZ = dA * A * (1 - A)``."""
    slope = np.subtract(1, A)
    slope *= A
    return np.multiply(dA, slope, out=out)


def tanh(Z, out=None):
    """``A = tanh(Z)``."""
    return np.tanh(Z, out=out)


def tanh_backward(dA, Z, A, out=None):
    """``dZ = dA * (1 - A**2)``."""
    lost = np.multiply(A, A)
    lost *= dA
    return np.subtract(dA, lost, out=out)


def relu(Z, out=None):
    """``A = max(0, Z)``."""
    # NumPy compares with a row of zeros faster than with the number 0
    return np.maximum(Z, np.zeros(np.shape(Z)[-1:], np.asarray(Z).dtype), out=out)


def relu_backward(dA, Z, A, out=None):
    """``dZ = dA`` where ``Z > 0``, else 0 (the subgradient at 0 is taken as 0)."""
    return np.multiply(dA, np.greater(Z, 0), out=out)


def leaky_relu(Z, out=None):
    """``A = Z`` where ``Z > 0``, else ``0.01 * Z``."""
    return np.maximum(Z, LEAKY_SLOPE * Z, out=out)


def leaky_relu_backward(dA, Z, A, out=None):
    """``dZ = dA`` where ``Z > 0``, else ``0.01 * dA``."""
    return np.multiply(dA, np.where(Z > 0, 1, LEAKY_SLOPE).astype(Z.dtype), out=out)


def elu(Z, out=None):
    """``A = Z`` where ``Z > 0``, else ``exp(Z) - 1`` (Clevert et al., 2015)."""
    negative_part = np.expm1(np.minimum(Z, 0))
    out = np.maximum(Z, 0, out=out)
    return np.add(out, negative_part, out=out)


def elu_backward(dA, Z, A, out=None):
    """``dZ = dA`` where ``Z > 0``, else ``dA * (A + 1)``."""
    return np.multiply(dA, np.minimum(A, 0) + 1, out=out)


def gelu(Z, out=None):
    """``A = Z * Phi(Z)``, Phi the normal distribution function (Hendrycks, 2016)."""
    return np.multiply(Z, ndtr(Z), out=out)


def gelu_backward(dA, Z, A, out=None):
    """``dZ = dA * (Phi(Z) + Z * phi(Z))``, phi the normal density."""
    density = np.exp(-0.5 * Z * Z) / np.sqrt(2 * np.pi, dtype=Z.dtype)
    return np.multiply(dA, ndtr(Z) + Z * density, out=out)


def softmax(Z, out=None):
    """``A = exp(Z) / sum(exp(Z))`` down each column, shifted so that nothing overflows.

    An output activation only: networks take its derivative together with the loss
    (see `skscratch.core.losses`).
    """
    out = np.subtract(Z, Z.max(axis=0), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=0)
    return out


def softmax_backward(dA, Z, A, out=None):
    """``dZ = A * (dA - sum(A * dA))``, the sum down each column."""
    out = np.subtract(dA, np.sum(A * dA, axis=0), out=out)
    return np.multiply(A, out, out=out)


@dataclass(frozen=True)
class Activation:
    """A hidden activation: its name, the function and its derivative."""

    name: str
    forward: Callable
    backward: Callable


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
