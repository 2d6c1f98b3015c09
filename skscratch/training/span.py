"""The span of the samples: coordinates in which Newton's problem has an answer.

Where there are more features than samples, or some depend on others, there are
directions of the weights that change no probability. In an orthonormal basis of the
samples' span there are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import diags_array, issparse

from skscratch.network.batch import Batch, BatchInBlocks, edges_of, n_in_cache
from skscratch.training.crew import ALONE, Crew
from skscratch.training.extremes import largest
from skscratch.training.sharing import parts_of

__all__ = ["in_the_span", "is_deficient", "weighted_products"]

#: Features whose products with each other threads share: with 20 of them a second
#: thread gained nothing, with 30 nearly all; of too many, parts take much memory.
FEWEST_SHARED, MOST_SHARED = 30, 1500

EPSILON = np.finfo(np.float64).eps

#: Smallest eigenvalue of the cosines between columns below which some depend on others.
DEFICIENT = 1e-13

#: Ratio of the squared lengths of rows, of columns or of principal axes from which on a
#: matrix of products has lost the small ones to rounding.
ILL_CONDITIONED = 1e-9


def weighted_products(
    X: Any, weights: np.ndarray | None = None, crew: Crew = ALONE
) -> np.ndarray:
    """``X diag(weights) X'`` for ``X (n_features, n_samples)``, dense.

    Parameters
    ----------
    X : ndarray or sparse matrix of shape (n_features, n_samples)
    weights : ndarray of shape (n_samples,), default=None
        None of them negative: a matrix times its own transpose is half the work of
        any two. None for 1.
    crew : Crew, default=ALONE
        Shares the samples.
    """
    if issparse(X):
        return (X @ (X if weights is None else X @ diags_array(weights)).T).toarray()
    n_features, n_samples = X.shape
    size = n_in_cache((n_features, n_features), X.itemsize)
    roots = None if weights is None else np.sqrt(weights)

    def of_some(some: slice) -> np.ndarray:
        A = X[:, some] if roots is None else X[:, some] * roots[some]
        products: np.ndarray = A @ A.T
        return products

    def of_part(part: slice) -> np.ndarray:
        n = part.stop - part.start
        ends = pairwise(edges_of(n, max(1, round(n / size))))
        pieces = (slice(part.start + i, part.start + j) for i, j in ends)
        return _total(map(of_some, pieces))

    if n_features > MOST_SHARED:
        return of_some(slice(None))
    n_products = n_features * n_features // 2 if n_features >= FEWEST_SHARED else 0
    parts = parts_of(n_products, n_features, n_samples)
    return _total(iter(crew.each([partial(of_part, part) for part in parts])))


def _total(matrices: Iterator[np.ndarray]) -> np.ndarray:
    """Their sum, in the memory of the first."""
    total = next(matrices)
    for matrix in matrices:
        total += matrix
    return total


def is_deficient(batch: Batch, crew: Crew = ALONE) -> bool:
    """Whether the rows of ``X (n_features, n_samples)`` depend on each other.

    Then directions that change no probability would draw the weights out of the span of
    the samples, where gradient descent leaves them. The crew shares their products.
    """
    whole = batch._replace(at_a_time=0)  # pieces are made where threads share them
    (products,) = whole.sum(partial(_products, crew))
    lengths = np.sqrt(np.einsum("ii->i", _finite(products, batch.X)))
    if not lengths.all():
        return True
    cosines = products / lengths / lengths[:, np.newaxis]
    return bool(np.linalg.eigvalsh(cosines)[0] < DEFICIENT)


def _products(crew: Crew, batch: Batch) -> tuple[np.ndarray]:
    return (weighted_products(batch.X, crew=crew),)


def _weighted_products(batch: Batch) -> tuple[np.ndarray]:
    return (weighted_products(batch.X, batch.weights),)


def in_the_span(batch: Batch) -> tuple[Batch, Any]:
    """A batch in an orthonormal basis of its columns' span.

    The basis are the principal axes of the weighted samples: the same for a sample of
    weight 2 as for two equal ones.

    Returns
    -------
    batch : Batch
        With coordinates of shape (rank, n_samples) for features.
    basis : ndarray of shape (n_features, rank)

    Raises
    ------
    ValueError
        If squares of X overflow, or there are fewer samples than features on disk.
    """
    if isinstance(batch, BatchInBlocks):
        basis = _basis_of_blocks(batch)
        return batch.map(basis.T.__matmul__), basis
    coordinates, basis = _coordinates(batch.X, batch.weights)
    return batch._replace(X=coordinates), basis


def _coordinates(X: Any, weights: np.ndarray) -> tuple[np.ndarray, Any]:
    """``X (n_features, n_samples)`` in a basis, and the basis.

    From the eigenvectors of the smaller matrix of products; where columns of very
    different scale have spoilt that, which has squared their ratio, from a singular
    value decomposition. Sparse samples are not made dense for it: what is lost then
    shows in the cost at the end.
    """
    roots_of_weights = np.sqrt(weights)
    A = X @ diags_array(roots_of_weights) if issparse(X) else X * roots_of_weights
    wide = X.shape[0] > X.shape[1]
    products = _dense(A.T @ A if wide else A @ A.T)
    values, vectors = np.linalg.eigh(_finite(products, X))
    kept = _kept(values, X.shape)
    if not issparse(X):
        lengths = (np.einsum(axes, A, A) for axes in ("ij,ij->i", "ij,ij->j"))
        if _are_far_apart(values[kept], *lengths):
            left, roots, _ = np.linalg.svd(A, full_matrices=False)
            basis = left[:, roots > max(X.shape) * EPSILON * roots[0]]
            return basis.T @ X, basis
    roots, vectors = np.sqrt(values[kept]), vectors[:, kept]
    if wide:
        return (vectors * roots).T / roots_of_weights, A @ (vectors / roots)
    return (X.T @ vectors).T, vectors


def _basis_of_blocks(batch: Batch) -> np.ndarray:
    """The same basis from sums over blocks, of samples that outnumber the features.

    A triangular factor takes the place of the samples in the singular value
    decomposition: that of one block below that of the blocks before.
    """
    n_features, n_samples = batch.X.shape
    if n_features > n_samples:
        raise ValueError(
            "solver='newton' needs as many samples as features where X stays on disk "
            f"or on a cluster; got {n_samples} samples of {n_features} features. "
            "Choose solver='lbfgs'."
        )
    (products,) = batch.sum(_weighted_products)
    values, vectors = np.linalg.eigh(_finite(products, batch.X))
    kept = _kept(values, batch.X.shape)
    by_row = np.diagonal(products)
    by_column = np.concatenate([*batch.each(_weighted_lengths)])
    if not _are_far_apart(values[kept], by_row, by_column):
        return vectors[:, kept]
    triangle = reduce(_joined, batch.each(_triangle))
    left, roots, _ = np.linalg.svd(triangle.T, full_matrices=False)
    return left[:, roots > n_samples * EPSILON * roots[0]]


def _weighted_lengths(batch: Batch) -> np.ndarray:
    """The squared length of each sample, times its weight."""
    return np.einsum("ij,ij->j", batch.X, batch.X) * batch.weights


def _triangle(batch: Batch) -> np.ndarray:
    """``R`` of the weighted samples' QR decomposition."""
    triangle: Any = np.linalg.qr((batch.X * np.sqrt(batch.weights)).T, mode="r")
    return triangle


def _joined(triangle: np.ndarray, other: np.ndarray) -> np.ndarray:
    """``R`` of the samples of both."""
    joined: Any = np.linalg.qr(np.concatenate([triangle, other]), mode="r")
    return joined


def _dense(products: Any) -> np.ndarray:
    return products.toarray() if issparse(products) else products


def _kept(eigenvalues: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Which axes are no rounding."""
    return eigenvalues > 10 * max(shape) * EPSILON * eigenvalues[-1]


def _are_far_apart(*groups: np.ndarray) -> bool:
    """Whether products have lost some of the squares of a group to rounding."""
    return any(
        squares[squares > 0].min(initial=np.inf) < ILL_CONDITIONED * squares.max()
        for squares in groups
        if len(squares)
    )


def _finite(products: np.ndarray, X: Any) -> np.ndarray:
    """Products of rows or columns of X; refuses those that overflow.

    Raises
    ------
    ValueError
        If they do.
    """
    if not np.isfinite(products).all():
        raise ValueError(
            "X must have values whose squares are finite; got values up to "
            f"{largest(X):.3g}. Standardize X."
        )
    return products
