"""One layer, forwards and backwards.

``Z = W A_prev + b`` and ``A = f(Z)``. As in the lesson, ``dZ`` and ``dA`` are
derivatives of the samples' own losses; the ``1 / m`` of the mean enters with ``dW`` and
``db``.
"""

from __future__ import annotations

from skscratch.core.affine import affine, affine_backward, affine_gradient
from skscratch.functional._activations import (
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from skscratch.functional._checks import checked

__all__ = [
    "linear_activation_backward",
    "linear_activation_forward",
    "linear_backward",
    "linear_forward",
]

_ACTIVATIONS = {
    "sigmoid": (sigmoid, sigmoid_backward),
    "relu": (relu, relu_backward),
    "tanh": (tanh, tanh_backward),
    "softmax": (softmax, softmax_backward),
}


def linear_forward(A_prev, W, b):
    """The affine part of a layer.

    Parameters
    ----------
    A_prev : array-like of shape (n_prev, m)
        Output of the layer before, or the samples.
    W : array-like of shape (n, n_prev)
        Weights.
    b : array-like of shape (n, 1)
        Biases.

    Returns
    -------
    Z : ndarray of shape (n, m)
        ``W A_prev + b``.
    cache : tuple
        ``(A_prev, W, b)``.

    Raises
    ------
    ValueError
        If the shapes do not match.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> Z, cache = deep.linear_forward([[1.0, 2.0]], [[3.0]], [[0.5]])
    >>> Z
    array([[3.5, 6.5]])
    """
    A_prev, W, b = checked(
        A_prev=(A_prev, "n_prev", "m"), W=(W, "n", "n_prev"), b=(b, "n", 1)
    )
    return affine(W, A_prev, b), (A_prev, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    """A layer: the affine part and the activation.

    Parameters
    ----------
    A_prev : array-like of shape (n_prev, m)
        Output of the layer before, or the samples.
    W : array-like of shape (n, n_prev)
        Weights.
    b : array-like of shape (n, 1)
        Biases.
    activation : {"sigmoid", "relu", "tanh", "softmax"}
        Name of the activation.

    Returns
    -------
    A : ndarray of shape (n, m)
        Output of the layer.
    cache : tuple
        ``((A_prev, W, b), Z)``.

    Raises
    ------
    ValueError
        If the shapes do not match or the activation is unknown.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> A, cache = deep.linear_activation_forward(
    ...     [[-1.0, 2.0]], [[3.0]], [[0.5]], "relu"
    ... )
    >>> A
    array([[0. , 6.5]])
    """
    forward, _ = _activation(activation)
    Z, linear_cache = linear_forward(A_prev, W, b)
    return forward(Z), (linear_cache, Z)


def linear_backward(dZ, cache):
    """Derivatives through the affine part of a layer.

    Parameters
    ----------
    dZ : array-like of shape (n, m)
        Derivative of each sample's loss by ``Z``.
    cache : tuple
        ``(A_prev, W, b)`` from `linear_forward`.

    Returns
    -------
    dA_prev : ndarray of shape (n_prev, m)
        ``W' dZ``, of each sample's loss.
    dW : ndarray of shape (n, n_prev)
        ``dZ A_prev' / m``, of the cost.
    db : ndarray of shape (n, 1)
        Row sums of ``dZ / m``, of the cost.

    Raises
    ------
    ValueError
        If the shapes do not match.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> _, cache = deep.linear_forward([[1.0, 2.0]], [[3.0]], [[0.5]])
    >>> deep.linear_backward([[1.0, 1.0]], cache)
    (array([[3., 3.]]), array([[1.5]]), array([[1.]]))
    """
    A_prev, W, _ = _parts(cache, "A_prev, W, b")
    dZ, A_prev, W = checked(
        dZ=(dZ, "n", "m"), A_prev=(A_prev, "n_prev", "m"), W=(W, "n", "n_prev")
    )
    return affine_backward(W, dZ), *affine_gradient(dZ / dZ.shape[1], A_prev)


def linear_activation_backward(dA, cache, activation):
    """Derivatives through a layer: the activation, then the affine part.

    Parameters
    ----------
    dA : array-like of shape (n, m)
        Derivative of each sample's loss by ``A``.
    cache : tuple
        ``((A_prev, W, b), Z)`` from `linear_activation_forward`.
    activation : {"sigmoid", "relu", "tanh", "softmax"}
        Name of the activation.

    Returns
    -------
    dA_prev : ndarray of shape (n_prev, m)
        Of each sample's loss.
    dW : ndarray of shape (n, n_prev)
        Of the cost.
    db : ndarray of shape (n, 1)
        Of the cost.

    Raises
    ------
    ValueError
        If the shapes do not match or the activation is unknown.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> _, cache = deep.linear_activation_forward(
    ...     [[-1.0, 2.0]], [[3.0]], [[0.5]], "relu"
    ... )
    >>> deep.linear_activation_backward([[1.0, 1.0]], cache, "relu")
    (array([[0., 3.]]), array([[1.]]), array([[0.5]]))
    """
    linear_cache, Z = _parts(cache, "linear_cache, Z")
    _, backward = _activation(activation)
    return linear_backward(backward(dA, Z), linear_cache)


def _activation(name):
    if name not in _ACTIVATIONS:
        names = ", ".join(_ACTIVATIONS)
        raise ValueError(f"activation must be one of {names}; got {name!r}.")
    return _ACTIVATIONS[name]


def _parts(cache, names):
    """The parts of a cache, known to be as many as the names."""
    if not isinstance(cache, tuple) or len(cache) != len(names.split(", ")):
        came = f"{len(cache)} parts" if isinstance(cache, tuple) else type(cache)
        raise ValueError(
            f"cache must be ({names}), as the forward function returns it; got {came}."
        )
    return cache
