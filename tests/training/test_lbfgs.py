"""L-BFGS on the flat vector: the optimum, the record, the reasons to stop."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from skscratch.training.batches import FullBatch
from skscratch.training.history import History
from skscratch.training.lbfgs import LBFGS
from skscratch.training.monitor import Monitor
from skscratch.training.stopping import Patience

ALPHA = 0.7


def strength(samples):
    return ALPHA / samples.weights.sum()


def run(objective, samples, monitor, max_iter=500, gradient_tolerance=1e-9):
    LBFGS(objective, FullBatch(samples), gradient_tolerance).run(monitor, max_iter)


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_it_reaches_the_optimum_of_a_convex_cost(
    n_classes, sparse, make_samples, make_objective, monitor
):
    samples = make_samples(60, n_classes=n_classes, sparse=sparse)
    objective = make_objective(samples, strength=strength(samples))
    run(objective, samples, monitor)
    assert monitor.outcome == "converged"
    y = samples.Y[0] if n_classes == 2 else samples.Y.argmax(axis=0)
    reference = LogisticRegression(C=1 / ALPHA, tol=1e-10, max_iter=10_000)
    reference.fit(samples.X, y, sample_weight=samples.weights)
    layer = objective.network.layers[0]
    np.testing.assert_allclose(layer.W, reference.coef_, atol=1e-5)
    shift = layer.b[:, 0] - reference.intercept_  # a common one changes nothing
    np.testing.assert_allclose(shift - (n_classes > 2) * shift.mean(), 0, atol=1e-5)


def test_every_iteration_is_recorded_and_lowers_the_cost(
    make_samples, make_objective, monitor
):
    samples = make_samples(60)
    objective = make_objective(samples, (5,), strength=strength(samples))
    start = objective.cost(FullBatch(samples).batch)
    run(objective, samples, monitor, max_iter=15)
    end = objective.cost(FullBatch(samples).batch)
    assert monitor.history.cost[0] == start
    assert (np.diff([*monitor.history.cost, end]) < 0).all()
    assert monitor.history.n_steps == monitor.history.n_epochs == 15
    assert monitor.outcome == "max_iter"


def test_it_stops_when_the_monitor_says_so(make_samples, make_objective, stop_after):
    samples, monitor = make_samples(60), stop_after(3)
    objective = make_objective(samples, (5,))
    run(objective, samples, monitor)
    assert monitor.outcome == "stopped"
    assert monitor.history.n_epochs == monitor.task.begun == 3
    four = make_objective(samples, (5,))
    longer = stop_after(4)
    run(four, samples, longer)
    end = objective.cost(FullBatch(samples).batch)
    assert end == pytest.approx(longer.history.cost[-1], rel=1e-12)


@pytest.mark.parametrize("max_iter", [1, 4, 500])
def test_every_epoch_that_begins_ends(
    max_iter, make_samples, make_objective, stop_after
):
    samples, monitor = make_samples(60), stop_after(1000)
    objective = make_objective(samples, strength=strength(samples))
    run(objective, samples, monitor, max_iter, gradient_tolerance=1e-6)
    assert monitor.task.begun == monitor.task.ended == monitor.history.n_epochs
    assert (monitor.history.n_epochs == max_iter) == (monitor.outcome == "max_iter")


def test_patience_ends_it(make_samples, make_objective):
    samples, monitor = make_samples(60), Monitor(History(), Patience(10.0, 4))
    run(make_objective(samples, (5,)), samples, monitor)
    assert monitor.outcome == "converged"
    assert monitor.history.n_epochs == 5


def test_the_tolerance_bounds_the_gradient(make_samples, make_objective):
    samples, largest = make_samples(60), []
    for tolerance in (1e-2, 1e-4, 1e-6):
        objective = make_objective(samples, strength=strength(samples))
        run(objective, samples, Monitor(History()), gradient_tolerance=tolerance)
        objective.cost_and_gradient(FullBatch(samples).batch)
        largest.append(np.abs(objective.gradient).max())
        assert largest[-1] <= tolerance
    assert largest[0] > largest[1] > largest[2]


def test_at_the_optimum_it_records_one_epoch_and_is_done(make_samples, make_objective):
    samples = make_samples(60)
    objective = make_objective(samples, strength=strength(samples))
    run(objective, samples, Monitor(History()))
    best = objective.theta.copy()
    again = Monitor(History())
    run(objective, samples, again, gradient_tolerance=1e-6)
    assert (again.outcome, again.history.n_epochs) == ("converged", 1)
    np.testing.assert_array_equal(objective.theta, best)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_a_cost_that_is_not_finite_means_divergence(
    make_samples, make_objective, monitor
):
    samples = make_samples()
    samples.X[0, 0] = np.inf
    objective = make_objective(samples)
    start = objective.theta.copy()
    run(objective, samples, monitor)
    assert monitor.outcome == "diverged"
    np.testing.assert_array_equal(objective.theta, start)


def test_float32_parameters_stay_float32(make_samples, make_objective, monitor):
    wide = make_samples(60)
    samples = type(wide)(
        wide.X.astype(np.float32), wide.Y.astype(np.float32), wide.weights
    )
    ends = []
    for each in (wide, samples):
        objective = make_objective(each, strength=strength(each))
        run(objective, each, Monitor(History()), gradient_tolerance=1e-5)
        assert objective.theta.dtype == each.X.dtype
        ends.append(objective.theta)
    np.testing.assert_allclose(*ends, atol=1e-2)
