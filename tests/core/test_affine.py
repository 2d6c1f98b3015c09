"""The affine map: derivatives, sparse input, memory."""

import numpy as np
import pytest
from scipy import sparse

from skscratch.core.affine import (
    affine,
    affine_backward,
    affine_gradient,
    bias_gradient,
    weight_gradient,
)


@pytest.fixture
def W(rng):
    return rng.standard_normal((3, 4))


@pytest.fixture
def A(rng):
    A = rng.standard_normal((4, 6))
    A[rng.random(A.shape) < 0.5] = 0
    return A


@pytest.fixture
def b(rng):
    return rng.standard_normal((3, 1))


@pytest.fixture
def dZ(rng):
    return rng.standard_normal((3, 6))


def test_derivatives_agree_with_central_differences(W, A, b, dZ, assert_derivative):
    dW, db = affine_gradient(dZ, A)
    assert_derivative(lambda W: np.sum(dZ * affine(W, A, b)), W, dW)
    assert_derivative(lambda b: np.sum(dZ * affine(W, A, b)), b, db)
    dA = affine_backward(W, dZ)
    assert_derivative(lambda A: np.sum(dZ * affine(W, A, b)), A, dA)


def test_known_values():
    Z = affine(np.array([[2.0, 3.0]]), np.array([[1.0, 0.0], [1.0, 10.0]]), 0.5)
    np.testing.assert_array_equal(Z, [[5.5, 30.5]])


def test_no_bias_is_a_bias_of_zero(W, A):
    np.testing.assert_array_equal(affine(W, A), affine(W, A, np.zeros((3, 1))))


@pytest.mark.parametrize(
    "as_sparse",
    [sparse.csr_array, sparse.csc_array, sparse.csr_matrix, sparse.csc_matrix],
)
def test_sparse_samples_give_what_dense_ones_give(W, A, b, dZ, as_sparse):
    S = as_sparse(A)
    Z = affine(W, S, b)
    dW, db = affine_gradient(dZ, S)
    assert type(Z) is type(dW) is np.ndarray
    np.testing.assert_allclose(Z, affine(W, A, b), rtol=1e-13)
    np.testing.assert_allclose(dW, affine_gradient(dZ, A)[0], rtol=1e-13, atol=1e-15)
    np.testing.assert_array_equal(db, affine_gradient(dZ, A)[1])


@pytest.mark.parametrize("as_input", [np.asarray, sparse.csr_array])
def test_out_is_filled_and_returned(W, A, b, dZ, as_input):
    A = as_input(A)
    Z, dW, db, dA = (
        np.full(shape, np.nan, order=order)
        for shape, order in (((3, 6), "C"), ((3, 4), "F"), ((3, 1), "C"), ((4, 6), "C"))
    )
    assert affine(W, A, b, out=Z) is Z
    np.testing.assert_array_equal(Z, affine(W, A, b))
    assert np.shares_memory(weight_gradient(dZ, A, out=dW), dW)
    assert bias_gradient(dZ, out=db) is db
    np.testing.assert_array_equal(dW, affine_gradient(dZ, A)[0])
    np.testing.assert_array_equal(db, affine_gradient(dZ, A)[1])
    assert affine_backward(W, dZ, out=dA) is dA
    np.testing.assert_array_equal(dA, affine_backward(W, dZ))


def test_the_bias_is_the_weight_of_a_row_of_ones(W, A, b, dZ):
    joint, A_one = np.hstack([W, b]), np.vstack([A, np.ones(6)])
    np.testing.assert_allclose(affine(joint, A_one), affine(W, A, b), rtol=1e-14)
    np.testing.assert_allclose(
        weight_gradient(dZ, A_one), np.hstack(affine_gradient(dZ, A)), rtol=1e-14
    )


@pytest.mark.parametrize("as_input", [np.asarray, sparse.csr_array])
def test_float32_is_kept(W, A, b, dZ, as_input):
    W, b, dZ = (array.astype(np.float32) for array in (W, b, dZ))
    A = as_input(A.astype(np.float32))
    dW, db = affine_gradient(dZ, A)
    results = affine(W, A, b), dW, db, affine_backward(W, dZ)
    assert {array.dtype for array in results} == {np.dtype(np.float32)}
