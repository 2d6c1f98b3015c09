"""The affine map ``Z = W A + b`` of a layer and its derivatives.

Samples are columns: ``A (n_in, n_samples)``, ``W (n_out, n_in)``, ``b (n_out, 1)``.
``A`` may be a SciPy sparse matrix or array; it is never made dense.
"""

from __future__ import annotations

import numpy as np

__all__ = ["affine", "affine_backward", "affine_gradient"]


def affine(W, A, b=None, out=None):
    """``Z = W A + b``, shape (n_out, n_samples); without ``b``, ``Z = W A``."""
    out = _product(W, A, out)
    if b is not None:
        out += b
    return out


def affine_gradient(dZ, A, dW=None, db=None, ones=None):
    """``dW = dZ A'`` and ``db = dZ 1``, shaped like ``W`` and ``b``.

    The factor 1/n of a mean belongs to ``dZ``: whoever makes ``dZ`` from the cost has
    already weighted every sample. `ones`, of shape (n_samples, 1), spares its making.
    """
    dW = _product(dZ, A.T, dW)
    if ones is None:
        ones = np.ones((dZ.shape[1], 1), dZ.dtype)
    db = dZ.dot(ones, out=db)
    return dW, db


def affine_backward(W, dZ, out=None):
    """``dA = W' dZ``, the derivative by the layer's input, shape (n_in, n_samples)."""
    return W.T.dot(dZ, out=out)


def _product(left, right, out):
    if isinstance(right, np.ndarray):
        # for small matrices `dot` takes half as long as `@`
        return left.dot(right, out=out)
    product = (right.T @ left.T).T
    if out is None:
        return np.ascontiguousarray(product)
    out[...] = product
    return out
