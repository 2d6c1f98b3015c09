"""The affine map ``Z = W A + b`` of a layer and its derivatives.

Samples are columns: ``A (n_in, n_samples)``, ``W (n_out, n_in)``, ``b (n_out, 1)``.
``A`` may be a SciPy sparse matrix or array; it is never made dense.
"""

from __future__ import annotations

import numpy as np

__all__ = [
    "affine",
    "affine_backward",
    "affine_gradient",
    "bias_gradient",
    "weight_gradient",
]


def affine(W, A, b=None, out=None):
    """``Z = W A + b``, shape (n_out, n_samples); without ``b``, ``Z = W A``."""
    if isinstance(A, np.ndarray):
        # for small matrices `dot` takes half as long as `@`
        out = W.dot(A, out=out)
    else:
        out = _filled(out, (A.T @ W.T).T)
    if b is not None:
        out += b
    return out


def affine_gradient(dZ, A):
    """``dW = dZ A'`` and ``db = dZ 1``, shaped like ``W`` and ``b``.

    The factor 1/n of a mean belongs to ``dZ``: whoever makes ``dZ`` from the cost has
    already weighted every sample.
    """
    return weight_gradient(dZ, A), bias_gradient(dZ)


def weight_gradient(dZ, A, out=None):
    """``dW = dZ A'``; `out` must be contiguous by columns."""
    if isinstance(A, np.ndarray):
        return A.dot(dZ.T, out=None if out is None else out.T).T
    return _filled(out, (A @ dZ.T).T)


def bias_gradient(dZ, out=None, ones=None):
    """``db = dZ 1``; `ones`, of shape (n_samples, 1), spares its making."""
    if ones is None:
        ones = np.ones((dZ.shape[1], 1), dZ.dtype)
    return dZ.dot(ones, out=out)


def affine_backward(W, dZ, out=None):
    """``dA = W' dZ``, the derivative by the layer's input, shape (n_in, n_samples)."""
    return W.T.dot(dZ, out=out)


def _filled(out, values):
    if out is None:
        return np.array(values, order="C")
    out[...] = values
    return out
