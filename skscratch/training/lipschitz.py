"""The largest curvature of the logistic cost, which bounds the step of descent."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from scipy.sparse import issparse
from scipy.sparse.linalg import LinearOperator, eigsh

from skscratch.training.extremes import largest
from skscratch.training.samples import Samples

__all__ = ["lipschitz_constant"]

#: Relative accuracy of the eigenvalue.
TOLERANCE = 1e-3


def lipschitz_constant(
    samples: Samples, batch_size: int, strength: float, fit_intercept: bool
) -> float:
    """Lipschitz constant of the gradient of the logistic cost of any batch.

    The second derivative of the loss by the logits is at most 1/4 (sigmoid) or 1/2
    (softmax; D. Böhning, "Multinomial logistic regression algorithm", 1992), so the
    curvature of the cost is at most that times the largest eigenvalue of
    ``sum(w_i x_i x_i')``, ``x_i`` with a 1 for the intercept, plus `strength`. For a
    batch of B of n samples, B the size of the smallest, it is at most n / B times as
    much, and never more than that of the longest sample.

    Parameters
    ----------
    samples : Samples
    batch_size : int
    strength : float
        Of the L2 penalty.
    fit_intercept : bool

    Returns
    -------
    constant : float > 0
        Gradient descent with a learning rate of its inverse lowers the cost in every
        step.

    Raises
    ------
    ValueError
        If the squares of `X` overflow.
    """
    weights = samples.weights / samples.weights.sum()
    with np.errstate(over="ignore"):
        squares = [_squared_lengths(X) for _, X in samples.blocks()]
    lengths = np.concatenate(squares) + fit_intercept
    longest = len(samples) * float((weights * lengths).max())
    if not np.isfinite(longest):
        raise ValueError(
            "learning_rate='auto' needs values of X whose squares are finite; got "
            f"values up to {largest(samples.X):.3g}. Standardize X."
        )
    if longest == 0:
        return max(strength, np.finfo(float).tiny)  # no curvature: any step will do
    overall = _largest_eigenvalue(samples, np.sqrt(weights), fit_intercept)
    smallest_batch = len(samples) % batch_size or batch_size
    eigenvalue = min(overall * len(samples) / smallest_batch, longest)
    bound = 0.25 if len(samples.Y) == 1 else 0.5
    return bound * eigenvalue + strength


def _squared_lengths(X: Any) -> np.ndarray:
    """Of the rows of X."""
    squares = X.multiply(X).sum(1) if issparse(X) else np.einsum("ij,ij->i", X, X)
    return np.asarray(squares, dtype=np.float64).ravel()


def _largest_eigenvalue(
    samples: Samples, roots: np.ndarray, fit_intercept: bool
) -> float:
    """Of ``A' A`` with rows ``roots_i * [x_i, 1]``, from the smaller of A'A and AA'.

    On disk always from A'A, which is a sum over blocks.
    """
    n_samples, n_features = samples.X.shape

    def times(X: Any, roots: np.ndarray, v: np.ndarray) -> np.ndarray:
        head = X @ v[:n_features]
        return roots * (head + v[-1] if fit_intercept else head)

    def transposed_times(X: Any, roots: np.ndarray, u: np.ndarray) -> np.ndarray:
        u = roots * u
        head = X.T @ u
        return np.append(head, u.sum()) if fit_intercept else head

    def by_features(v: np.ndarray) -> np.ndarray:
        v = v.ravel()
        terms = (
            transposed_times(X, roots[rows], times(X, roots[rows], v))
            for rows, X in samples.blocks()
        )
        return reduce(np.add, terms)

    def by_samples(u: np.ndarray) -> np.ndarray:
        X = samples.X
        return times(X, roots, transposed_times(X, roots, u.ravel()))

    width = n_features + fit_intercept
    dual = n_samples <= width and not samples.on_disk
    size = n_samples if dual else width
    product = by_samples if dual else by_features
    operator = LinearOperator((size, size), matvec=product, dtype=np.float64)
    if size <= 2:
        return float(np.linalg.eigvalsh(operator @ np.eye(size))[-1])
    start = np.random.default_rng(0).standard_normal(size)
    found = eigsh(operator, k=1, v0=start, tol=TOLERANCE, return_eigenvectors=False)
    return float(found[0]) * (1 + TOLERANCE)  # it comes from below
