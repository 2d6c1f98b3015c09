"""Standardized coordinates: there and back, derivatives, what has no spread."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array, issparse

from skscratch.core.gradient_check import numerical_gradient, relative_difference
from skscratch.training.batches import FullBatch
from skscratch.training.monitor import Monitor
from skscratch.training.newton import Newton
from skscratch.training.on_disk import OnDisk
from skscratch.training.samples import Samples
from skscratch.training.standardized import Standardized, excess_of, newton_step
from skscratch.training.state import State

HIDDEN = {"no_hidden_layer": (), "hidden": (3,)}


@pytest.fixture(params=[False, True], ids=["dense", "sparse"])
def samples(request, make_samples):
    """Columns of unequal mean and spread."""
    samples = make_samples(40, sparse=request.param)
    if request.param:
        return samples
    X = samples.X * [1, 1e3, 1e-3, 5] + [0, 50, 1, -3]
    return Samples(X, samples.Y, samples.weights)


def dense(X):
    return X.toarray() if issparse(X) else X


@pytest.mark.parametrize("strength", [1e-9, 1e-2, 1e3])
def test_the_cost_bends_alike_along_all_weights_with_its_penalty(
    strength, samples, make_objective
):
    objective = make_objective(samples, strength=strength, size=0.0)
    (batch,) = FullBatch(samples)
    coordinates = Standardized(objective.network, batch, strength)
    at, curvatures = coordinates.of(objective.theta), []
    for i in range(samples.X.shape[1]):
        slopes = []
        for step in (-1e-4, 1e-4):
            moved = at.copy()
            moved[i] += step
            objective.theta[...] = coordinates.parameters(moved)
            objective.cost_and_gradient(batch)
            slopes.append(coordinates.gradient(objective.gradient)[i])
        curvatures.append((slopes[1] - slopes[0]) / 2e-4)
    np.testing.assert_allclose(curvatures, 0.25, rtol=1e-4)


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_there_and_back_is_where_it_started(
    hidden, fit_intercept, samples, make_objective
):
    objective = make_objective(samples, HIDDEN[hidden], fit_intercept=fit_intercept)
    coordinates = Standardized(objective.network, FullBatch(samples).batch)
    theta = objective.theta.copy()
    moved = coordinates.of(theta)
    assert not np.allclose(moved, theta)
    np.testing.assert_allclose(coordinates.parameters(moved), theta, rtol=1e-9)
    np.testing.assert_array_equal(objective.theta, theta)


@pytest.mark.parametrize("size", [0.0, 1e-3])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_they_are_the_parameters_of_standardized_samples(
    fit_intercept, size, samples, make_objective
):
    """A sample counts as it bends the cost."""
    objective = make_objective(samples, fit_intercept=fit_intercept, size=size)
    (batch,) = FullBatch(samples)
    P = objective.network.loss.probabilities(objective.network.forward(batch))
    X, weights = dense(samples.X), samples.weights * (P * (1 - P))[0]
    mean = np.average(X, axis=0, weights=weights) if fit_intercept else 0
    spread = np.sqrt(np.average((X - mean) ** 2, axis=0, weights=weights))
    coordinates = Standardized(objective.network, batch)
    moved = coordinates.of(objective.theta + 1)
    blocks = objective.network.blocks(moved)[0]
    logits = (X - mean) / spread @ blocks["W"].T
    if fit_intercept:
        logits += blocks["b"].T
    objective.theta += 1
    expected = objective.network.logits(samples.X.T).T
    np.testing.assert_allclose(logits, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_gradient_is_the_derivative_by_the_coordinates(
    hidden, fit_intercept, samples, make_objective
):
    objective = make_objective(
        samples, HIDDEN[hidden], strength=1e-3, fit_intercept=fit_intercept
    )
    (batch,) = FullBatch(samples)
    coordinates = Standardized(objective.network, batch)
    start = np.random.default_rng(0).standard_normal(len(objective.theta))

    def cost(at):
        objective.theta[...] = coordinates.parameters(at)
        return objective.cost(batch)

    numerical = numerical_gradient(cost, start, 1e-6)
    cost(start)
    objective.cost_and_gradient(batch)
    gradient = coordinates.gradient(objective.gradient)
    assert relative_difference(gradient, numerical) < 1e-6


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("value", [0.0, 1.0, -1e5, 0.1])
def test_a_constant_column_keeps_its_scale(
    value, dtype, fit_intercept, samples, make_objective
):
    """Rounding of its mean is no spread; without intercept it is its own size."""
    X = dense(samples.X).astype(dtype)
    X[:, 1] = value
    X = csr_array(X) if issparse(samples.X) else X
    constant = Samples(X, samples.Y.astype(dtype), samples.weights)
    objective = make_objective(constant, fit_intercept=fit_intercept, size=0.0)
    coordinates = Standardized(objective.network, FullBatch(constant).batch)
    expected = 1.0 if fit_intercept or not value else abs(value)
    assert coordinates.spread[1] == pytest.approx(expected, rel=1e-5)
    assert (coordinates.spread > 0).all()
    theta = np.linspace(-1, 1, len(objective.theta))
    np.testing.assert_allclose(
        coordinates.parameters(coordinates.of(theta)), theta, rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_many_samples_have_the_mean_and_spread_of_numpy(
    dtype, sparse, make_samples, make_objective
):
    """Also beyond the size that is centred at a time."""
    wide = make_samples(3000, 100)
    X = (wide.X * 2 + 1000).astype(dtype)
    samples = Samples(csr_array(X) if sparse else X, wide.Y.astype(dtype), wide.weights)
    objective = make_objective(samples, size=0.0)
    coordinates = Standardized(objective.network, FullBatch(samples).batch)
    mean = np.average(X.astype(float), axis=0, weights=wide.weights)
    variance = np.average((X.astype(float) - mean) ** 2, axis=0, weights=wide.weights)
    rtol = 1e-5 if dtype == np.float32 else 1e-9
    np.testing.assert_allclose(coordinates.mean[:, 0], mean, rtol=rtol)
    if not (sparse and dtype == np.float32):
        np.testing.assert_allclose(coordinates.spread, np.sqrt(variance), rtol=1e-4)


def test_sparse_samples_are_not_touched(make_samples, make_objective):
    samples = make_samples(40, sparse=True)
    before = samples.X.copy()
    Standardized(make_objective(samples).network, FullBatch(samples).batch)
    assert samples.X.nnz == before.nnz
    assert (samples.X != before).nnz == 0


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("value", [1e200, -1e300])
def test_values_whose_squares_overflow_are_refused(
    value, sparse, make_samples, make_objective
):
    samples = make_samples(20)
    X = samples.X.copy()
    X[3, 2] = value
    samples = Samples(csr_array(X) if sparse else X, samples.Y, samples.weights)
    with pytest.raises(ValueError, match="^X must have .* 1e\\+[23]00. Standardize X"):
        Standardized(make_objective(samples).network, FullBatch(samples).batch)


@pytest.mark.parametrize("strength", [0.0, 0.1])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("size", [1.0, 1e4, 1e8])
def test_the_excess_is_that_of_a_quadratic_model_whatever_a_row_or_column_is_like(
    size, n_classes, strength, make_samples, make_objective
):
    """Near the optimum what a Newton step gains is what there is to gain."""
    samples = make_samples(60, n_classes=n_classes)
    samples.X[:, 1] *= size
    (batch,) = FullBatch(samples)
    objective = make_objective(samples, strength=strength, size=0.0)
    Newton(objective, FullBatch(samples), 1e-9).run(Monitor(State()), 100)
    lowest = objective.cost(batch)
    assert abs(excess_of(objective, batch)) < 1e-10
    scale = np.ones_like(objective.theta)
    objective.network.blocks(scale)[0]["W"][:, 1] /= size
    objective.theta += 0.01 * scale * np.random.default_rng(0).random(len(scale))
    before = objective.theta.copy()
    excess = excess_of(objective, batch)
    np.testing.assert_array_equal(objective.theta, before)
    assert excess == pytest.approx(objective.cost(batch) - lowest, rel=0.2)


def test_a_step_that_gains_too_much_is_given_up(make_samples, make_objective):
    """With the first product that shows it, and what it is said to gain is true."""
    samples = make_samples(60, 9, n_classes=3)
    (batch,) = FullBatch(samples)
    objective = make_objective(samples, strength=0.01)
    objective.cost_and_gradient(batch)
    gradient = objective.gradient.copy()
    coordinates = Standardized(objective.network, batch, objective.strength)
    _, gain, complete = newton_step(objective, batch, coordinates)
    assert complete
    products = []
    curvature_along = objective.curvature_along
    objective.curvature_along = lambda *given: (
        products.append(given) or curvature_along(*given)
    )
    for most, is_given_up in ((gain / 1000, True), (2 * gain, False)):
        objective.gradient[...] = gradient
        products.clear()
        _, found, complete = newton_step(objective, batch, coordinates, most)
        assert complete is not is_given_up
        assert (len(products) == 1) is is_given_up
        assert (most < found <= gain) if is_given_up else (found == gain)


def test_blocks_of_a_file_have_the_coordinates_of_the_whole(
    make_samples, make_objective
):
    samples = make_samples(50, 4, n_classes=3)
    stored = replace(samples, X=OnDisk(100 + samples.X, block_size=8))
    samples = replace(samples, X=100 + samples.X)
    objective = make_objective(samples, strength=0.1, size=0.01)
    of_whole, of_blocks = (
        Standardized(objective.network, FullBatch(each).batch, objective.strength)
        for each in (samples, stored)
    )
    np.testing.assert_allclose(of_blocks.mean, of_whole.mean, rtol=1e-13)
    np.testing.assert_allclose(of_blocks.spread, of_whole.spread, rtol=1e-12)
    whole, blocks = (
        excess_of(objective, FullBatch(each).batch) for each in (samples, stored)
    )
    assert blocks == pytest.approx(whole, rel=1e-6)


def test_an_interrupt_of_a_look_at_the_excess_leaves_the_parameters(
    make_samples, make_objective, monkeypatch
):
    samples = make_samples(40)
    objective = make_objective(samples)
    before = objective.theta.copy()

    def interrupted(batch):
        assert not np.array_equal(objective.theta, before)
        raise KeyboardInterrupt

    monkeypatch.setattr(objective, "cost", interrupted)
    with pytest.raises(KeyboardInterrupt):
        excess_of(objective, FullBatch(samples).batch)
    np.testing.assert_array_equal(objective.theta, before)
