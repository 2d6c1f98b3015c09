"""The step bound of descent: never below the true curvature, and close to it."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.optim import GradientDescent
from skscratch.training.batches import FullBatch, MiniBatches, make_batches
from skscratch.training.descent import Descent
from skscratch.training.lipschitz import lipschitz_constant
from skscratch.training.monitor import Monitor
from skscratch.training.on_disk import OnDisk
from skscratch.training.state import State

SHAPES = {"tall": (60, 5), "wide": (10, 40), "one_feature": (20, 1), "pair": (2, 50)}


def curvature(objective, batch, theta):
    """Largest eigenvalue of the Hessian, by central differences of the gradient."""
    epsilon, columns = 1e-5, []
    for direction in epsilon * np.eye(len(theta)):
        ends = []
        for point in (theta + direction, theta - direction):
            objective.theta[...] = point
            objective.cost_and_gradient(batch)
            ends.append(objective.gradient.copy())
        columns.append((ends[0] - ends[1]) / (2 * epsilon))
    hessian = np.array(columns)
    return np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_point_is_curved_more(
    shape, n_classes, fit_intercept, sparse, make_samples, make_objective
):
    samples = make_samples(*SHAPES[shape], n_classes=n_classes, sparse=sparse)
    constant = lipschitz_constant(samples, len(samples), 0.1, fit_intercept)
    objective = make_objective(samples, strength=0.1, fit_intercept=fit_intercept)
    (batch,) = FullBatch(samples)
    # At zero all probabilities are equal and the bound for two classes is attained.
    found = [curvature(objective, batch, 0 * objective.theta)]
    for seed, size in enumerate((0.01, 0.1, 1.0)):
        rng = np.random.default_rng(seed)
        theta = size * rng.standard_normal(objective.theta.shape)
        found.append(curvature(objective, batch, theta))
    assert max(found) <= constant * (1 + 1e-8)
    # The penalty does not bend the intercept's direction; and equal probabilities of 3
    # classes reach 1/3 where the bound says 1/2.
    assert constant <= max(found) * (1.01 if n_classes == 2 else 1.51) + 0.1


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("batch_size", [1, 7, 29, 30])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_no_batch_is_curved_more(
    n_classes, batch_size, sparse, make_samples, make_objective
):
    """The smaller last batch included."""
    samples = make_samples(30, n_classes=n_classes, sparse=sparse)
    samples.weights[-1] = 20
    constant = lipschitz_constant(samples, batch_size, 0.1, True)
    objective = make_objective(samples, strength=0.1)
    for batch in MiniBatches(samples, batch_size, None):
        found = curvature(objective, batch, 0 * objective.theta)
        assert found <= constant * (1 + 1e-8)


def test_equal_weights_of_any_size_give_the_same_bound(make_samples):
    samples = make_samples()
    once, scaled = (
        lipschitz_constant(type(samples)(samples.X, samples.Y, weights), 30, 0, True)
        for weights in (samples.weights, 100 * samples.weights)
    )
    assert scaled == pytest.approx(once, rel=1e-12)


@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("shape", SHAPES)
def test_descent_with_its_inverse_lowers_the_cost_in_every_step(
    shape, n_classes, batch_size, make_samples, make_objective
):
    samples = make_samples(*SHAPES[shape], n_classes=n_classes)
    samples.X[:, 0] *= 30  # badly scaled, as descent likes it least
    n = len(samples)
    constant = lipschitz_constant(samples, min(batch_size or n, n), 0.05, True)
    objective = make_objective(samples, strength=0.05, size=3.0)
    batches = make_batches(samples, batch_size or n)
    rule = GradientDescent()
    for batch in (batch for _ in range(5) for batch in batches):
        before = objective.cost_and_gradient(batch)
        rule.step(objective.theta, objective.gradient, {}, 1 / constant)
        assert objective.cost(batch) <= before


def test_a_long_run_never_rises(make_samples, make_objective):
    samples = make_samples(60, 5, n_classes=3)
    rate = 1 / lipschitz_constant(samples, 60, 0.0, True)
    objective, monitor = make_objective(samples, size=3.0), Monitor(State())
    Descent(objective, FullBatch(samples), GradientDescent(), {}, rate).run(
        monitor, 2000
    )
    assert (np.diff(monitor.history.costs) <= 1e-15).all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
def test_features_that_are_all_zero_leave_a_positive_bound(shape, sparse, make_samples):
    samples = make_samples(*SHAPES[shape])
    empty = type(samples)(0 * samples.X, samples.Y, samples.weights)
    bound = lipschitz_constant(empty, len(empty), 0.0, False)
    assert np.isfinite(1 / bound)
    assert lipschitz_constant(empty, len(empty), 0.1, False) == pytest.approx(0.1)


@pytest.mark.parametrize("sparse", [False, True])
def test_values_whose_squares_overflow_are_refused(sparse, make_samples):
    samples = make_samples(20)
    X = samples.X * 1e200
    samples = replace(samples, X=csr_array(X) if sparse else X)
    with pytest.raises(ValueError, match="Standardize X"):
        lipschitz_constant(samples, 20, 0.0, True)


@pytest.mark.parametrize("n_samples", [40, 6])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_blocks_of_a_file_have_the_curvature_of_the_whole(
    make_samples, n_samples, fit_intercept
):
    samples = make_samples(n_samples, 9)
    stored = replace(samples, X=OnDisk(samples.X, block_size=4))
    for batch_size in (n_samples, 5):
        whole, blocks = (
            lipschitz_constant(each, batch_size, 0.1, fit_intercept)
            for each in (samples, stored)
        )
        assert blocks == pytest.approx(whole, rel=1e-10)
