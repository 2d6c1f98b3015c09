"""The penalties: derivatives where they have one, proximal points where not."""

import numpy as np
import pytest

from skscratch.core.penalties import l1_cost, l2_cost, l2_gradient, soft_threshold


def test_gradient_agrees_with_central_differences(rng, assert_derivative):
    W = rng.standard_normal((3, 4))
    assert_derivative(
        lambda W: l2_cost(np.vdot(W, W), 0.3), W, l2_gradient(W, 0.3, np.empty((3, 4)))
    )


def test_strength_may_spare_some_parameters(rng, assert_derivative):
    theta = rng.standard_normal(4)
    decay = np.array([0.3, 0.3, 0.0, 0.0])
    assert_derivative(
        lambda theta: l2_cost(theta[:2] @ theta[:2], 0.3),
        theta,
        l2_gradient(theta, decay),
    )


@pytest.mark.parametrize("threshold", [0.0, 0.3, 2.0])
def test_soft_thresholding_makes_distance_and_l1_cost_least(rng, threshold):
    V = 2 * rng.standard_normal(50)
    W = soft_threshold(V, threshold)

    def cost(W):
        return np.square(W - V).sum() / 2 + l1_cost(W, threshold)

    for _ in range(20):
        elsewhere = W + 0.1 * rng.standard_normal(50) * rng.integers(0, 2, 50)
        assert cost(W) < cost(elsewhere)
    np.testing.assert_array_equal(W == 0, np.abs(V) <= threshold)


def test_l1_may_spare_some_parameters():
    theta, strength = np.array([-2.0, 1.0, 5.0]), np.array([0.5, 3.0, 0.0])
    assert l1_cost(theta, strength) == 4.0
    np.testing.assert_array_equal(soft_threshold(theta, strength), [-1.5, 0.0, 5.0])


def test_l1_costs_as_much_as_its_derivative_says(rng, assert_derivative):
    W = rng.standard_normal((3, 4))
    assert_derivative(lambda W: l1_cost(W, 0.3), W, 0.3 * np.sign(W))
