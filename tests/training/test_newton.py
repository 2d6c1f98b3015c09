"""Newton's method: curvature, convergence from anywhere, the wide case."""

import numpy as np
import pytest
from scipy.linalg import LinAlgError
from scipy.optimize import minimize
from scipy.sparse import csr_array

from skscratch.core.gradient_check import relative_difference
from skscratch.network.objective import Objective
from skscratch.training import newton
from skscratch.training.batches import FullBatch
from skscratch.training.monitor import Monitor
from skscratch.training.samples import Samples
from skscratch.training.state import State

STRENGTH = 0.02


def run(objective, samples, monitor=None, max_iter=200, tolerance=1e-10):
    monitor = Monitor(State()) if monitor is None else monitor
    newton.Newton(objective, FullBatch(samples), tolerance).run(monitor, max_iter)
    return monitor


def gradient_at(objective, batch, theta):
    objective.theta[...] = theta
    objective.cost_and_gradient(batch)
    return objective.gradient.copy()


def lowest_cost(objective, samples):
    """By another method, from zero."""
    (batch,) = FullBatch(samples)
    kept = objective.theta.copy()

    def cost_and_gradient(theta):
        objective.theta[...] = theta
        return objective.cost_and_gradient(batch), objective.gradient.copy()

    result = minimize(
        cost_and_gradient,
        np.zeros_like(kept),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 10_000, "gtol": 1e-10, "ftol": 1e-16},
    )
    objective.theta[...] = kept
    return result.fun


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("strength", [0.0, 0.3])
@pytest.mark.parametrize("n_classes", [2, 3, 4])
def test_one_step_solves_the_equations_of_the_true_curvature(
    n_classes, strength, fit_intercept, sparse, make_samples, make_objective
):
    """Near the optimum the step is ``-H^-1 g`` with H by central differences."""
    samples = make_samples(60, n_classes=n_classes, sparse=sparse)
    (batch,) = FullBatch(samples)
    objective = make_objective(
        samples, strength=strength, fit_intercept=fit_intercept, size=0.0
    )
    rng = np.random.default_rng(0)
    run(objective, samples)
    start = objective.theta + 0.01 * rng.standard_normal(objective.theta.shape)
    epsilon, columns = 1e-5, []
    for direction in epsilon * np.eye(len(start)):
        above = gradient_at(objective, batch, start + direction)
        below = gradient_at(objective, batch, start - direction)
        columns.append((above - below) / (2 * epsilon))
    gradient = gradient_at(objective, batch, start)
    run(objective, samples, max_iter=1)
    step = objective.theta - start
    assert relative_difference(np.array(columns) @ step, -gradient) < 1e-6


@pytest.mark.parametrize("shape", [(60, 4), (12, 30)], ids=["tall", "wide"])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("size", [0.0, 1.0, 30.0, 300.0])
def test_it_converges_from_any_start(
    size, fit_intercept, n_classes, shape, make_samples, make_objective
):
    samples = make_samples(*shape, n_classes=n_classes)
    settings = {"strength": STRENGTH, "fit_intercept": fit_intercept}
    expected = lowest_cost(make_objective(samples, **settings), samples)
    for seed in range(3):
        objective = make_objective(samples, size=size, seed=seed, **settings)
        monitor = run(objective, samples)
        assert monitor.outcome == "converged"
        cost = objective.cost(FullBatch(samples).batch)
        assert cost == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("size", [1.0, 30.0, 1e3])
def test_it_converges_without_a_penalty_also_from_saturation(
    size, n_classes, make_samples, make_objective
):
    samples = make_samples(200, 3, n_classes=n_classes)
    expected = lowest_cost(make_objective(samples), samples)
    for seed in range(5):
        objective = make_objective(samples, size=size, seed=seed)
        assert run(objective, samples).outcome == "converged"
        cost = objective.cost(FullBatch(samples).batch)
        assert cost == pytest.approx(expected, rel=1e-9)


def test_the_last_steps_square_the_error(make_samples, make_objective):
    samples = make_samples(60)
    (batch,) = FullBatch(samples)
    objective, sizes = make_objective(samples, strength=STRENGTH), []
    for _ in range(8):
        sizes.append(np.abs(gradient_at(objective, batch, objective.theta)).max())
        run(objective, samples, max_iter=1, tolerance=0.0)
    falling = [size for size in sizes if size > 1e-14]
    assert len(falling) < 8
    assert falling[-1] < 10 * falling[-2] ** 1.5


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_wide_case_equals_the_square_one(
    n_classes, fit_intercept, sparse, make_samples, make_objective
):
    samples = make_samples(12, 30, n_classes=n_classes, sparse=sparse)
    ends = []
    for in_the_span in (True, False):
        objective = make_objective(
            samples, strength=STRENGTH, fit_intercept=fit_intercept
        )
        if not in_the_span:  # more samples than features, the same cost
            samples = samples.take(np.tile(np.arange(12), 3))
        run(objective, samples)
        ends.append(objective.theta.copy())
    np.testing.assert_allclose(*ends, rtol=1e-7, atol=1e-9)


def test_wide_samples_of_deficient_rank(make_samples, make_objective):
    samples = make_samples(12, 30)
    samples.X[6:] = samples.X[:6]
    samples.X[3] = 0
    objective = make_objective(samples, strength=STRENGTH)
    expected = lowest_cost(objective, samples)
    run(objective, samples)
    cost = objective.cost(FullBatch(samples).batch)
    assert cost == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("n_features", [2, 9], ids=["tall", "wide"])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_features_that_are_all_zero(
    n_features, fit_intercept, make_samples, make_objective
):
    samples = make_samples(6, n_features)
    samples.X[...] = 0
    objective = make_objective(samples, fit_intercept=fit_intercept, size=0.0)
    run(objective, samples)
    P = objective.network.loss.probabilities(objective.network.logits(samples.X.T))
    share = np.average(samples.Y[0], weights=samples.weights) if fit_intercept else 0.5
    np.testing.assert_allclose(P, share, rtol=1e-9)


def test_features_that_tell_the_classes_apart_give_finite_weights(make_objective):
    """The optimum is at infinity: on the way there the cost vanishes."""
    X = np.array([[-2.0], [-1], [1], [2]])
    samples = Samples(X, np.array([[0.0, 0, 1, 1]]), np.ones(4))
    objective = make_objective(samples, size=0.0)
    monitor = run(objective, samples, tolerance=1e-7)
    assert monitor.outcome == "converged"
    assert monitor.history.costs[-1] < 1e-5
    assert np.isfinite(objective.theta).all()


def test_it_stops_when_the_monitor_says_so(make_samples, make_objective, stop_after):
    samples = make_samples()
    monitor = run(make_objective(samples), samples, stop_after(2))
    assert monitor.outcome == "stopped"
    assert monitor.history.n_epochs == monitor.task.begun == 2


def test_costs_are_recorded_before_each_step_and_fall(make_samples, make_objective):
    samples = make_samples()
    objective = make_objective(samples, strength=STRENGTH, size=5.0)
    start = objective.cost(FullBatch(samples).batch)
    costs = run(objective, samples).history.costs
    assert costs[0] == pytest.approx(start, rel=1e-14)
    assert (np.diff(costs) <= 1e-15).all()


@pytest.mark.parametrize(
    ("shape", "n_classes"),
    [
        ((30_000, 25_000), 2),  # memory
        ((25_000, 30_000), 2),  # of the smaller side
        ((20_100, 20_000), 2),  # fits into memory, but takes long
        ((9_000, 8_000), 3),
    ],
    ids=str,
)
def test_what_is_too_large_is_refused_with_another_way(
    shape, n_classes, make_samples, make_objective
):
    labels = np.eye(n_classes)[:, np.arange(shape[0]) % n_classes]
    Y = labels[1:] if n_classes == 2 else labels
    samples = Samples(csr_array(shape), Y, np.ones(shape[0]))
    objective = make_objective(samples, size=0.0)
    with pytest.raises(ValueError, match="GiB.*multiplications.*solver='lbfgs'"):
        run(objective, samples)


def fails(*arguments, **settings):
    raise LinAlgError


#: How no step comes to be: no matrix can be factored, or no cost is lower.
FAILURES = {
    "dampings": (newton, "cho_factor", fails),
    "line_search": (Objective, "cost", lambda objective, batch: np.inf),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("at_the_optimum", [False, True])
def test_where_no_step_helps_it_has_converged_only_at_a_small_gradient(
    at_the_optimum, failure, make_samples, make_objective, monkeypatch
):
    samples = make_samples(60)
    objective = make_objective(samples, strength=STRENGTH, size=0.0)
    if at_the_optimum:
        run(objective, samples)
    start = objective.theta.copy()
    monkeypatch.setattr(*FAILURES[failure])
    monitor = run(objective, samples, tolerance=0.0)
    assert monitor.outcome == ("converged" if at_the_optimum else "stopped")
    assert ("no step lowers the cost" in monitor.gave_up) == (not at_the_optimum)
    assert monitor.history.n_epochs == 1
    np.testing.assert_allclose(objective.theta, start, rtol=1e-14)


SCALES = {
    "none": [1, 1, 1, 1],
    "small": [1e-4, 1, 1, 1],
    "large": [1, 1e4, 1, 1],
    "very_large": [1, 1, 1, 1e7],
    "all": [1e-4, 1, 1e4, 1e7],
}


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("n_features", [4, 120], ids=["tall", "wide"])
def test_the_scale_of_a_column_changes_no_probability(
    n_features, n_classes, make_samples, make_objective
):
    """The wide samples are of rank 4 before their columns are scaled."""
    samples = make_samples(60, n_classes=n_classes)
    mixed = np.random.default_rng(1).standard_normal((4, n_features - 4))
    found, n_iter = [], []
    for scales in SCALES.values():
        X = np.hstack([samples.X, samples.X @ mixed])
        X[:, :4] *= scales
        scaled = Samples(X, samples.Y, samples.weights)
        objective = make_objective(scaled, size=0.0)
        monitor = run(objective, scaled, tolerance=1e-7)
        assert monitor.outcome == "converged"
        network = objective.network
        found.append(network.loss.probabilities(network.logits(X.T)))
        n_iter.append(monitor.history.n_epochs)
    for P in found[1:]:
        np.testing.assert_allclose(P, found[0], atol=1e-6)
    assert max(n_iter) - min(n_iter) <= 2


@pytest.mark.parametrize("scale", [1.0, 1e4])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_wide_float32_samples_cost_what_float64_ones_do(
    n_classes, scale, make_samples, make_objective
):
    samples = make_samples(12, 30, n_classes=n_classes)
    X = samples.X.astype(np.float32)
    X[:, 3] *= np.float32(scale)
    costs = []
    for dtype in (np.float32, np.float64):
        cast = Samples(X.astype(dtype), samples.Y.astype(dtype), samples.weights)
        objective = make_objective(cast, strength=STRENGTH, size=0.0)
        monitor = run(objective, cast, tolerance=1e-7)
        assert monitor.outcome == "converged"
        assert objective.theta.dtype == dtype
        wide = Samples(X.astype(float), samples.Y, samples.weights)
        in_float64 = make_objective(wide, strength=STRENGTH)
        in_float64.theta[...] = objective.theta
        costs.append(in_float64.cost(FullBatch(wide).batch))
    assert costs[0] == pytest.approx(costs[1], rel=1e-5)


@pytest.mark.parametrize("ratio", [1.0, 1e3, 1e6])
def test_wide_samples_of_very_different_scale_equal_the_tall_ones(
    ratio, make_samples, make_objective
):
    """Whose Gram matrix has lost the small columns to rounding."""
    samples = make_samples(12, 30)
    X = samples.X.copy()
    X[:, :2] *= ratio
    samples, ends = Samples(X, samples.Y, samples.weights), []
    for given in (samples, samples.take(np.tile(np.arange(12), 3))):
        objective = make_objective(given, strength=STRENGTH, size=0.0)
        assert run(objective, given, tolerance=1e-7).outcome == "converged"
        ends.append(objective.network.logits(samples.X.T))
    np.testing.assert_allclose(*ends, rtol=1e-6, atol=1e-8)
