"""The L2 penalty."""

import numpy as np

from skscratch.core.penalties import l2_cost, l2_gradient


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
