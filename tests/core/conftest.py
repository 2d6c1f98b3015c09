"""What the tests of the formulas share."""

import numpy as np
import pytest

from skscratch.core.gradient_check import numerical_gradient, relative_difference


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def assert_derivative():
    """A function that compares an array of derivatives to central differences.

    ``assert_derivative(cost, theta, d_theta)``: `cost` maps arrays like `theta` to a
    number.
    """

    def check(cost, theta, d_theta):
        numerical = numerical_gradient(
            lambda vector: cost(vector.reshape(theta.shape)), theta.ravel(), 1e-6
        )
        assert d_theta.shape == theta.shape
        assert relative_difference(numerical, d_theta.ravel()) < 1e-6

    return check
