"""The largest curvature of the logistic cost, which bounds the step of descent."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.sparse import issparse
from scipy.sparse.linalg import LinearOperator, eigsh

from skscratch.network.batch import Batch
from skscratch.training.batches import batch_of_all
from skscratch.training.extremes import largest
from skscratch.training.gram_memory import known_gram
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
        batch = batch_of_all(samples, weights)._replace(weights=weights)
        lengths = np.concatenate([*batch.each(_squared_lengths)]) + fit_intercept
    longest = len(samples) * float((weights * lengths).max())
    if not np.isfinite(longest):
        raise ValueError(
            "learning_rate='auto' needs values of X whose squares are finite; got "
            f"values up to {largest(samples.X):.3g}. Standardize X."
        )
    if longest == 0:
        return max(strength, np.finfo(float).tiny)  # no curvature: any step will do
    batch = batch._replace(weights=np.sqrt(weights))
    overall = _largest_eigenvalue(batch, fit_intercept, samples.elsewhere)
    smallest_batch = len(samples) % batch_size or batch_size
    eigenvalue = min(overall * len(samples) / smallest_batch, longest)
    bound = 0.25 if len(samples.Y) == 1 else 0.5
    return bound * eigenvalue + strength


def _squared_lengths(batch: Batch) -> np.ndarray:
    """Of the samples."""
    X = batch.X.T
    squares = X.multiply(X).sum(1) if issparse(X) else np.einsum("ij,ij->i", X, X)
    return np.asarray(squares, dtype=np.float64).ravel()


def _times(batch: Batch, v: np.ndarray, fit_intercept: bool) -> np.ndarray:
    """``A v``, the rows of A being ``weights_i * [x_i, 1]``."""
    head = batch.X.T @ v[: batch.X.shape[0]]
    return batch.weights * (head + v[-1] if fit_intercept else head)


def _transposed_times(batch: Batch, u: np.ndarray, fit_intercept: bool) -> np.ndarray:
    """``A' u``."""
    u = batch.weights * u
    head = batch.X @ u
    return np.append(head, u.sum()) if fit_intercept else head


def _normal_product(
    v: np.ndarray, fit_intercept: bool, batch: Batch
) -> tuple[np.ndarray]:
    """``A' A v``, which is a sum over samples."""
    return (_transposed_times(batch, _times(batch, v, fit_intercept), fit_intercept),)


def _largest_eigenvalue(batch: Batch, fit_intercept: bool, elsewhere: bool) -> float:
    """Of ``A' A``, from the smaller of A'A and AA'.

    From A'A, which is a sum, where the samples are elsewhere.
    """
    n_features, n_samples = batch.X.shape

    def by_features(v: np.ndarray) -> np.ndarray:
        (product,) = batch.sum(partial(_normal_product, v.ravel(), fit_intercept))
        return product

    def by_samples(u: np.ndarray) -> np.ndarray:
        v = _transposed_times(batch, u.ravel(), fit_intercept)
        return _times(batch, v, fit_intercept)

    def by_known_products(u: np.ndarray) -> np.ndarray:
        u = batch.weights * u.ravel()
        return batch.weights * (gram @ u + (u.sum() if fit_intercept else 0))

    width = n_features + fit_intercept
    dual = n_samples <= width and not elsewhere
    size = n_samples if dual else width
    product = by_samples if dual else by_features
    if dual and (gram := known_gram(batch.X.T)) is not None:
        product = by_known_products
    operator = LinearOperator((size, size), matvec=product, dtype=np.float64)
    if size <= 2:
        return float(np.linalg.eigvalsh(operator @ np.eye(size))[-1])
    start = np.random.default_rng(0).standard_normal(size)
    found = eigsh(operator, k=1, v0=start, tol=TOLERANCE, return_eigenvectors=False)
    return float(found[0]) * (1 + TOLERANCE)  # it comes from below
