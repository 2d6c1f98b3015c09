"""The affine map ``Z = W A + b`` of a layer and its derivatives.

Samples are columns: ``A (n_in, n_samples)``, ``W (n_out, n_in)``, ``b (n_out, 1)``.
``A`` may be a SciPy sparse matrix or array; it is never made dense.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = [
    "affine",
    "affine_backward",
    "affine_gradient",
    "bias_gradient",
    "weight_gradient",
]


def affine(
    W: np.ndarray, A: Any, b: np.ndarray | None = None, out: np.ndarray | None = None
) -> np.ndarray:
    """``Z = W A + b``, shape (n_out, n_samples); without ``b``, ``Z = W A``."""
    if isinstance(A, np.ndarray):
        # for small matrices `dot` takes half as long as `@`
        Z = np.dot(W, A, out=out)
    else:
        Z = _filled(out, (A.T @ W.T).T)
    if b is not None:
        Z += b
    return Z


def affine_gradient(dZ: np.ndarray, A: Any) -> tuple[np.ndarray, np.ndarray]:
    """``dW = dZ A'`` and ``db = dZ 1``, shaped like ``W`` and ``b``.

    The factor 1/n of a mean belongs to ``dZ``: whoever makes ``dZ`` from the cost has
    already weighted every sample.
    """
    return weight_gradient(dZ, A), bias_gradient(dZ)


def weight_gradient(
    dZ: np.ndarray, A: Any, out: np.ndarray | None = None
) -> np.ndarray:
    """``dW = dZ A'``; `out` must be contiguous by columns."""
    if isinstance(A, np.ndarray):
        return np.dot(A, dZ.T, out=None if out is None else out.T).T
    return _filled(out, (A @ dZ.T).T)


def bias_gradient(
    dZ: np.ndarray, out: np.ndarray | None = None, ones: np.ndarray | None = None
) -> np.ndarray:
    """``db = dZ 1``; `ones`, of shape (n_samples, 1), spares its making."""
    if ones is None:
        ones = np.ones((dZ.shape[1], 1), dZ.dtype)
    return np.dot(dZ, ones, out=out)


def affine_backward(
    W: np.ndarray, dZ: np.ndarray, out: np.ndarray | None = None
) -> np.ndarray:
    """``dA = W' dZ``, the derivative by the layer's input, shape (n_in, n_samples)."""
    return np.dot(W.T, dZ, out=out)


def _filled(out: np.ndarray | None, values: Any) -> np.ndarray:
    if out is None:
        return np.array(values, order="C")
    out[...] = values
    return out
