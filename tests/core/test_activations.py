"""Activations: derivatives, limits, memory and precision."""

import numpy as np
import pytest

from skscratch.core import activations
from skscratch.core.activations import ACTIVATIONS

PAIRS = {name: (a.forward, a.backward) for name, a in ACTIVATIONS.items()}


@pytest.fixture
def Z(rng):
    return 2 * rng.standard_normal((4, 5))


@pytest.mark.parametrize("name", PAIRS)
def test_derivative_agrees_with_central_differences(name, rng, Z, assert_derivative):
    forward, backward = PAIRS[name]
    dA = rng.standard_normal(Z.shape)
    dZ = backward(dA, Z, forward(Z))
    assert_derivative(lambda Z: np.sum(dA * forward(Z)), Z, dZ)


@pytest.mark.parametrize(
    ("name", "at_minus_1000", "at_plus_1000"),
    [
        ("identity", -1000, 1000),
        ("sigmoid", 0, 1),
        ("tanh", -1, 1),
        ("relu", 0, 1000),
        ("leaky_relu", -10, 1000),
        ("elu", -1, 1000),
        ("gelu", 0, 1000),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_ends_are_exact(name, at_minus_1000, at_plus_1000, dtype):
    Z = np.array([[-1000.0, 1000.0]], dtype)
    forward, backward = PAIRS[name]
    A = forward(Z)
    np.testing.assert_allclose(A, [[at_minus_1000, at_plus_1000]], rtol=1e-6)
    assert np.isfinite(backward(np.ones_like(Z), Z, A)).all()


@pytest.mark.parametrize("name", PAIRS)
def test_float32_is_kept_and_close_to_float64(name, Z):
    forward, backward = PAIRS[name]
    Z32 = Z.astype(np.float32)
    A32, A = forward(Z32), forward(Z)
    dZ32, dZ = backward(np.ones_like(A32), Z32, A32), backward(np.ones_like(A), Z, A)
    assert A32.dtype == dZ32.dtype == np.float32
    np.testing.assert_allclose(A32, A, atol=1e-6)
    np.testing.assert_allclose(dZ32, dZ, atol=1e-6)


@pytest.mark.parametrize("name", PAIRS)
def test_memory_given_is_used_and_changes_no_value(name, rng, Z):
    forward, backward = PAIRS[name]
    A = forward(Z)
    memory = np.full_like(Z, np.nan)
    assert forward(Z, out=memory) is memory
    np.testing.assert_array_equal(memory, A)
    dA = rng.standard_normal(Z.shape)
    dZ = backward(dA, Z, A)
    assert backward(dA, Z, A, out=dA) is dA
    np.testing.assert_array_equal(dA, dZ)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scratch_changes_no_value(name, dtype, rng, Z):
    forward, backward = PAIRS[name]
    Z, dA = Z.astype(dtype), rng.standard_normal(Z.shape).astype(dtype)
    A = forward(Z)
    expected = backward(dA, Z, A)
    for scratch in np.full_like(Z, np.nan), Z:
        given = backward(dA, Z, A, scratch=scratch)
        np.testing.assert_array_equal(given, expected)


@pytest.mark.parametrize("name", PAIRS)
def test_without_out_nothing_given_is_changed(name, Z):
    forward, backward = PAIRS[name]
    A = forward(Z)
    given = dA, Z, A = np.ones_like(Z), Z, A
    before = [array.copy() for array in given]
    forward(Z)
    backward(dA, Z, A)
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_slope_of_relu_at_zero_is_zero():
    Z = np.zeros((1, 1))
    assert activations.relu_backward(np.ones_like(Z), Z, Z) == 0


def test_sigmoid_of_small_and_large_logits_are_complements(Z):
    np.testing.assert_allclose(
        activations.sigmoid(Z) + activations.sigmoid(-Z), 1, rtol=1e-15
    )
    # Below -37 a sigmoid written as 1 - something is 0; this one keeps its digits.
    assert activations.sigmoid(-100.0) == pytest.approx(np.exp(-100.0), rel=1e-12)


def test_softmax_columns_sum_to_one_and_ignore_a_shift(Z):
    A = activations.softmax(Z)
    np.testing.assert_allclose(A.sum(axis=0), 1, rtol=1e-14)
    np.testing.assert_allclose(activations.softmax(Z + 1000), A, rtol=1e-11)


def test_softmax_of_two_classes_is_the_sigmoid_of_the_difference(Z):
    A = activations.softmax(Z[:2])
    np.testing.assert_allclose(A[1], activations.sigmoid(Z[1] - Z[0]), rtol=1e-13)


def test_softmax_of_extreme_logits_is_a_certainty():
    A = activations.softmax(np.array([[1000.0], [-1000.0], [0.0]]))
    np.testing.assert_array_equal(A, [[1], [0], [0]])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_table_carries_the_name(name):
    assert ACTIVATIONS[name].name == name
