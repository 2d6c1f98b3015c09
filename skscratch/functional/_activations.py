"""The activations under the textbook's signatures: `f(Z)` and `f_backward(dA, Z)`."""

from __future__ import annotations

import numpy as np

from skscratch.core import activations as core
from skscratch.functional._checks import as_float, checked

__all__ = [
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
]


def sigmoid(Z):
    """Sigmoid, accurate at both ends.

    Parameters
    ----------
    Z : array-like of any shape, or a number
        Values before the activation.

    Returns
    -------
    A : ndarray of the shape of Z
        ``1 / (1 + exp(-Z))``.

    Examples
    --------
    >>> from skscratch.functional.logistic import sigmoid
    >>> sigmoid([-1000.0, 0.0, 2.0]).round(4)
    array([0.    , 0.5   , 0.8808])
    """
    return core.sigmoid(as_float(Z))


def sigmoid_backward(dA, Z):
    """Derivative of the cost by the sigmoid's input.

    Parameters
    ----------
    dA : array-like of the shape of Z
        Derivative by the output.
    Z : array-like of any shape
        Values before the activation.

    Returns
    -------
    dZ : ndarray of the shape of Z
        ``dA * A * (1 - A)`` with ``A = sigmoid(Z)``.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> from skscratch.functional.deep import sigmoid_backward
    >>> sigmoid_backward([[1.0, 2.0]], [[0.0, 0.0]])
    array([[0.25, 0.5 ]])
    """
    return _backward(core.sigmoid, core.sigmoid_backward, dA, Z)


def tanh(Z):
    """Hyperbolic tangent.

    Parameters
    ----------
    Z : array-like of any shape, or a number
        Values before the activation.

    Returns
    -------
    A : ndarray of the shape of Z
        ``tanh(Z)``.

    Examples
    --------
    >>> from skscratch.functional.shallow import tanh
    >>> tanh([-1000.0, 0.0, 1.0]).round(4)
    array([-1.    ,  0.    ,  0.7616])
    """
    return core.tanh(as_float(Z))


def tanh_backward(dA, Z):
    """Derivative of the cost by the input of the hyperbolic tangent.

    Parameters
    ----------
    dA : array-like of the shape of Z
        Derivative by the output.
    Z : array-like of any shape
        Values before the activation.

    Returns
    -------
    dZ : ndarray of the shape of Z
        ``dA * (1 - A**2)`` with ``A = tanh(Z)``.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> from skscratch.functional.shallow import tanh_backward
    >>> tanh_backward([[1.0, 2.0]], [[0.0, 0.0]])
    array([[1., 2.]])
    """
    return _backward(core.tanh, core.tanh_backward, dA, Z)


def relu(Z):
    """Rectified linear unit.

    Parameters
    ----------
    Z : array-like of any shape, or a number
        Values before the activation.

    Returns
    -------
    A : ndarray of the shape of Z
        ``max(0, Z)``.

    Examples
    --------
    >>> from skscratch.functional.deep import relu
    >>> relu([-1.0, 0.0, 2.0])
    array([0., 0., 2.])
    """
    return core.relu(as_float(Z))


def relu_backward(dA, Z):
    """Derivative of the cost by the input of the rectified linear unit.

    Parameters
    ----------
    dA : array-like of the shape of Z
        Derivative by the output.
    Z : array-like of any shape
        Values before the activation.

    Returns
    -------
    dZ : ndarray of the shape of Z
        `dA` where ``Z > 0``, else 0.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> from skscratch.functional.deep import relu_backward
    >>> relu_backward([[3.0, 3.0]], [[-1.0, 1.0]])
    array([[0., 3.]])
    """
    return _backward(core.relu, core.relu_backward, dA, Z)


def softmax(Z):
    """Softmax down each column.

    Parameters
    ----------
    Z : array-like of shape (n_classes, m)
        Logits, samples in columns.

    Returns
    -------
    A : ndarray of shape (n_classes, m)
        ``exp(Z) / sum(exp(Z))``; every column sums to 1.

    Examples
    --------
    >>> from skscratch.functional.deep import softmax
    >>> softmax([[1000.0, 0.0], [1000.0, 0.0]])
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    return core.softmax(as_float(Z))


def softmax_backward(dA, Z):
    """Derivative of the cost by the softmax's input.

    Parameters
    ----------
    dA : array-like of shape (n_classes, m)
        Derivative by the output.
    Z : array-like of shape (n_classes, m)
        Logits, samples in columns.

    Returns
    -------
    dZ : ndarray of shape (n_classes, m)
        ``A * (dA - sum(A * dA))`` with ``A = softmax(Z)``, the sum down each column.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> from skscratch.functional.deep import softmax_backward
    >>> softmax_backward([[1.0], [0.0]], [[0.0], [0.0]])
    array([[ 0.25],
           [-0.25]])
    """
    return _backward(core.softmax, core.softmax_backward, dA, Z)


def _backward(activation, activation_backward, dA, Z):
    """``dZ`` from the formulas of the core, whose derivatives also ask for ``A``."""
    axes = [f"n_{i}" for i in range(np.ndim(Z))]
    Z, dA = checked(Z=(Z, *axes), dA=(dA, *axes))
    return activation_backward(dA, Z, activation(Z))
