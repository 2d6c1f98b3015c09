"""Positive and negative parts: there and back, derivatives, zeros that stay."""

import numpy as np
import pytest

from skscratch.core.gradient_check import numerical_gradient, relative_difference
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch
from skscratch.training.lbfgs import LBFGS
from skscratch.training.monitor import Monitor
from skscratch.training.parts import Parts
from skscratch.training.samples import Samples
from skscratch.training.standardized import Standardized
from skscratch.training.state import State

L1 = 0.05


@pytest.fixture(params=[2, 3], ids=["binary", "classes"])
def batch(request, make_samples):
    """Columns of unequal mean and spread."""
    samples = make_samples(40, n_classes=request.param)
    X = samples.X * [1, 1e3, 1e-3, 5] + [0, 50, 1, -3]
    return FullBatch(Samples(X, samples.Y, samples.weights)).batch


@pytest.fixture(params=[True, False], ids=["intercept", "without"])
def objective(request, batch, make_objective):
    """A cost with both penalties; some weights are zero."""
    samples = Samples(batch.X.T, batch.Y, batch.weights)
    plain = make_objective(samples, fit_intercept=request.param)
    plain.theta[::3] = 0
    return Objective(plain.network, plain.theta, 0.1, l1=L1)


@pytest.fixture
def parts(objective, batch):
    standardized = Standardized(objective.network, batch, objective.strength)
    return Parts(standardized, objective.threshold)


def test_there_and_back_is_where_it_started_and_zeros_are_zeros(parts, objective):
    theta = objective.theta
    back = parts.parameters(parts.of(theta))
    np.testing.assert_allclose(back, theta, rtol=1e-9)
    weights = objective.threshold > 0
    assert (theta[weights] == 0).any()
    np.testing.assert_array_equal(back[weights] == 0, theta[weights] == 0)


def test_parts_are_within_bounds_and_one_of_them_is_zero(parts, objective):
    coordinates = parts.of(objective.theta)
    assert (coordinates >= parts.bounds.lb).all()
    assert (coordinates <= parts.bounds.ub).all()
    positive, negative = np.split(coordinates, 2)
    assert (np.minimum(positive, negative)[parts.penalized] == 0).all()
    assert parts.excess(coordinates) == 0
    biases = ~parts.penalized
    assert (negative[biases] == 0).all() and np.isinf(parts.bounds.lb[:-1]).any() == (
        biases.any()
    )


def test_the_gradient_is_that_of_the_cost_in_parts(parts, objective, batch):
    """Everywhere, also where both parts are positive."""
    at = parts.of(objective.theta)
    at += np.concatenate([parts.penalized, parts.penalized]) * 0.3

    def cost(coordinates):
        objective.theta[...] = parts.parameters(coordinates)
        return objective.cost(batch) + parts.excess(coordinates)

    numerical = numerical_gradient(cost, at.copy(), 1e-6)
    cost(at)
    objective.cost_and_gradient(batch)
    analytic = parts.gradient(objective.gradient)
    free = np.concatenate([np.full(len(parts.penalized), True), parts.penalized])
    assert relative_difference(analytic[free], numerical[free]) < 1e-6


def test_slopes_are_zero_at_the_optimum_and_nowhere_else(objective, batch):
    samples = Samples(batch.X.T, batch.Y, batch.weights)
    LBFGS(objective, FullBatch(samples), 1e-9).run(Monitor(State()), 2000)
    best, zeros = objective.theta.copy(), objective.theta == 0
    assert zeros.any() and not zeros.all()

    def largest_slope():
        standardized = Standardized(objective.network, batch, objective.strength)
        objective.cost_and_gradient(batch)
        slopes = Parts(standardized, objective.threshold).slopes(
            objective.theta, objective.gradient
        )
        return np.abs(slopes).max()

    assert largest_slope() < 1e-7
    lowest = objective.cost(batch)
    scale = Standardized(objective.network, batch, objective.strength)
    for i in range(len(best)):
        moved = scale.of(best)
        moved[i] += 1e-2
        objective.theta[...] = scale.parameters(moved)
        assert largest_slope() > 1e-4
        assert objective.cost(batch) > lowest
