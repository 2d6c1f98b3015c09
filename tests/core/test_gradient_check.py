"""The checker itself: it agrees with known derivatives and sees wrong ones."""

import numpy as np
import pytest

from skscratch.core import activations
from skscratch.core.gradient_check import numerical_gradient, relative_difference


def test_central_differences_are_exact_for_a_quadratic():
    theta = np.array([1.0, -2.0, 0.5])
    numerical = numerical_gradient(lambda t: 3 * t @ t, theta, epsilon=1e-3)
    np.testing.assert_allclose(numerical, 6 * theta, rtol=1e-10)


def test_theta_is_left_alone():
    theta = np.array([1.0, 2.0])
    numerical_gradient(np.sum, theta)
    np.testing.assert_array_equal(theta, [1, 2])


@pytest.mark.parametrize("factor", [1.001, -1.0, 0.5])
def test_a_planted_wrong_derivative_is_seen(rng, assert_derivative, factor):
    Z = rng.standard_normal((3, 4))
    right = activations.tanh_backward(np.ones_like(Z), Z, np.tanh(Z))
    assert_derivative(lambda Z: np.tanh(Z).sum(), Z, right)
    with pytest.raises(AssertionError):
        assert_derivative(lambda Z: np.tanh(Z).sum(), Z, factor * right)


def test_a_single_wrong_entry_is_seen(rng, assert_derivative):
    Z = rng.standard_normal((3, 4))
    wrong = activations.tanh_backward(np.ones_like(Z), Z, np.tanh(Z))
    wrong[1, 2] += 1e-4
    with pytest.raises(AssertionError):
        assert_derivative(lambda Z: np.tanh(Z).sum(), Z, wrong)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([0.0, 0.0], [0.0, 0.0], 0),
        ([3.0, 4.0], [3.0, 4.0], 0),
        ([1.0, 0.0], [0.0, 0.0], 1),
        ([1.0, 2.0], [-1.0, -2.0], 1),
        ([3.0, 0.0], [1.0, 0.0], 0.5),
    ],
)
def test_relative_difference_of_known_vectors(a, b, expected):
    assert relative_difference(a, b) == pytest.approx(expected)
