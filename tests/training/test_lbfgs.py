"""L-BFGS on the flat vector: the optimum, the record, the reasons to stop."""

import numpy as np
import pytest
from scipy.optimize import OptimizeResult
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression

from skscratch.core.losses import LOGISTIC
from skscratch.network.layers import Affine
from skscratch.network.network import Network
from skscratch.network.objective import Objective
from skscratch.training import lbfgs
from skscratch.training.batches import FullBatch
from skscratch.training.last_steps import LastSteps
from skscratch.training.lbfgs import LBFGS
from skscratch.training.monitor import Monitor
from skscratch.training.newton import Newton
from skscratch.training.samples import Samples
from skscratch.training.standardized import Standardized
from skscratch.training.state import State
from skscratch.training.stopping import Patience

ALPHA = 0.7


def strength(samples):
    return ALPHA / samples.weights.sum()


def run(objective, samples, monitor, max_iter=500, tolerance=1e-9):
    LBFGS(objective, FullBatch(samples), tolerance).run(monitor, max_iter)


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
    assert monitor.history.costs[0] == start
    assert (np.diff([*monitor.history.costs, end]) < 0).all()
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
    assert end == pytest.approx(longer.history.costs[-1], rel=1e-12)


@pytest.mark.parametrize("max_iter", [1, 4, 500])
def test_every_epoch_that_begins_ends(
    max_iter, make_samples, make_objective, stop_after
):
    samples, monitor = make_samples(60), stop_after(1000)
    objective = make_objective(samples, strength=strength(samples))
    run(objective, samples, monitor, max_iter, tolerance=1e-6)
    assert monitor.task.begun == monitor.task.ended == monitor.history.n_epochs
    assert (monitor.history.n_epochs < max_iter) <= (monitor.outcome == "converged")


def test_patience_ends_it(make_samples, make_objective):
    samples, monitor = make_samples(60), Monitor(State(), Patience(10.0, 4))
    run(make_objective(samples, (5,)), samples, monitor)
    assert monitor.outcome == "converged"
    assert monitor.history.n_epochs == 5


def test_the_tolerance_bounds_the_gradient(make_samples, make_objective):
    samples, n_steps = make_samples(60), []
    for tolerance in (1e-2, 1e-4, 1e-6):
        objective = make_objective(samples, strength=strength(samples))
        monitor = Monitor(State())
        run(objective, samples, monitor, tolerance=tolerance)
        n_steps.append(monitor.history.n_epochs)
        batch = FullBatch(samples).batch
        objective.cost_and_gradient(batch)
        coordinates = Standardized(objective.network, batch)
        assert np.abs(coordinates.gradient(objective.gradient)).max() <= tolerance
    assert n_steps[0] < n_steps[1] <= n_steps[2]


def test_a_convex_cost_ends_in_newton_steps(make_samples, make_objective, monkeypatch):
    """Which take iterations less, and reach a lower cost than they do."""
    samples, reached = make_samples(300), []
    for takes_it in (True, False):
        objective, monitor = make_objective(samples), Monitor(State())
        with monkeypatch.context() as patch:
            if not takes_it:
                patch.setattr(LastSteps, "take", lambda self: False)
            run(objective, samples, monitor, tolerance=1e-7)
        assert monitor.outcome == "converged"
        cost = objective.cost_and_gradient(FullBatch(samples).batch)
        largest = np.abs(objective.gradient).max()
        reached.append((monitor.history.n_epochs, largest, cost))
    (n_with, largest_with, cost_with), (n_without, largest_without, cost) = reached
    assert n_with < n_without
    assert largest_with < largest_without
    assert cost_with <= cost


def test_at_the_optimum_it_records_one_epoch_and_is_done(make_samples, make_objective):
    samples = make_samples(60)
    objective = make_objective(samples, strength=strength(samples))
    run(objective, samples, Monitor(State()))
    best = objective.theta.copy()
    again = Monitor(State())
    run(objective, samples, again, tolerance=1e-6)
    assert (again.outcome, again.history.n_epochs) == ("converged", 1)
    np.testing.assert_allclose(objective.theta, best, rtol=1e-14)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize("size", [1e200, 1e308, np.nan])
def test_a_cost_that_is_not_finite_means_divergence(
    size, make_samples, make_objective, monitor
):
    samples = make_samples()
    objective = make_objective(samples, strength=1.0, size=size)
    start = objective.theta.copy()
    run(objective, samples, monitor)
    assert monitor.outcome == "diverged"
    np.testing.assert_array_equal(objective.theta, start)


def test_a_column_on_another_scale_changes_no_probability(make_samples, make_objective):
    samples, found, n_iter = make_samples(60), [], []
    for scale in (1.0, 1e-4, 1e4, 1e7):
        X = samples.X.copy()
        X[:, 1] *= scale
        scaled = Samples(X, samples.Y, samples.weights)
        objective, monitor = make_objective(scaled, size=0.0), Monitor(State())
        run(objective, scaled, monitor, tolerance=1e-7)
        assert monitor.outcome == "converged"
        network = objective.network
        found.append(network.loss.probabilities(network.logits(X.T)))
        n_iter.append(monitor.history.n_epochs)
    for P in found[1:]:
        np.testing.assert_allclose(P, found[0], atol=1e-6)
    assert max(n_iter) - min(n_iter) <= 2


def test_a_penalty_on_columns_of_every_scale_does_not_hide_the_optimum():
    """The penalty alone bends the cost along some weights, nothing along others."""
    X, y = load_breast_cancer(return_X_y=True)
    samples, costs = Samples(X, y[np.newaxis].astype(float), np.ones(len(y))), []
    (batch,) = FullBatch(samples)
    for method in (LBFGS, Newton):
        network = Network([Affine(30, 1)], LOGISTIC)
        objective = Objective(network, np.zeros(31), 1 / len(y))
        monitor = Monitor(State())
        method(objective, FullBatch(samples), 1e-7).run(monitor, 1000)
        assert monitor.outcome == "converged"
        costs.append(objective.cost(batch))
    assert costs[0] == pytest.approx(costs[1], abs=1e-10)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_running_statistics_are_those_of_the_final_parameters(
    batch_norm, make_samples, make_objective, monitor
):
    samples = make_samples(60)
    objective = make_objective(samples, (5, 4), 0.01, batch_norm=batch_norm)
    run(objective, samples, monitor, max_iter=7)
    (batch,) = FullBatch(samples)
    np.testing.assert_allclose(
        objective.network.for_prediction().logits(batch.X),
        objective.network.forward(batch),
        rtol=1e-9,
    )


def gives_up(status):
    """A stand-in for SciPy that finds no step from where it starts."""

    def minimize(function, at, **settings):
        cost, gradient = function(at)
        function(at + 1)  # a trial of the line search
        return OptimizeResult(x=at, fun=cost, jac=gradient, nit=0, status=status)

    return minimize


@pytest.mark.parametrize("at_the_optimum", [False, True])
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (2, "stopped"),  # the line search failed
        (0, "stopped"),  # the cost no longer falls
        (1, "max_iter"),  # SciPy's own limits
    ],
)
def test_what_scipy_gives_up_has_converged_only_at_a_small_gradient(
    status, outcome, at_the_optimum, make_samples, make_objective, monitor, monkeypatch
):
    samples = make_samples()
    objective = make_objective(samples, strength=strength(samples))
    if at_the_optimum:
        run(objective, samples, Monitor(State()))
        outcome = "converged"
    start = objective.theta.copy()
    monkeypatch.setattr(lbfgs, "minimize", gives_up(status))
    run(objective, samples, monitor)
    assert monitor.outcome == outcome
    assert ("no lower cost" in monitor.gave_up) == (outcome == "stopped")
    assert monitor.history.n_epochs == 1
    np.testing.assert_allclose(objective.theta, start, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("size", [1e3, 1e6, 1e100])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_one_large_row_ends_near_the_optimum_or_is_told(
    fit_intercept, size, make_samples, make_objective, monitor
):
    samples = make_samples(60)
    samples.X[7] *= size
    objective = make_objective(samples, size=0.0, fit_intercept=fit_intercept)
    run(objective, samples, monitor, max_iter=1000, tolerance=1e-7)
    (batch,) = FullBatch(samples)
    cost = objective.cost(batch)
    best = make_objective(samples, size=0.0, fit_intercept=fit_intercept)
    Newton(best, FullBatch(samples), 1e-7).run(Monitor(State()), 200)
    assert monitor.outcome in ("converged", "stopped")
    assert bool(monitor.gave_up) == (monitor.outcome == "stopped")
    if monitor.outcome == "converged":
        assert cost <= 1.002 * best.cost(batch)


@pytest.mark.parametrize("error", [StopIteration("mine"), KeyError("mine")], ids=repr)
def test_what_a_task_raises_comes_out(error, make_samples, make_objective):
    """SciPy takes a StopIteration of its callback for itself."""

    class Task:
        def begin_epoch(self):
            pass

        def end_epoch(self):
            raise error

    samples, monitor = make_samples(), Monitor(State(), task=Task())
    objective = make_objective(samples)
    with pytest.raises(type(error), match="mine"):
        run(objective, samples, monitor)
    assert monitor.history.n_epochs == 1
    assert np.isfinite(objective.theta).all()


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("at_call", range(2, 12))
def test_an_interrupt_leaves_the_last_whole_iterate(
    at_call, batch_norm, make_samples, make_objective, monkeypatch
):
    """Wherever in the line search it comes."""
    samples = make_samples(60)
    objective = make_objective(samples, (5,), size=3.0, batch_norm=batch_norm)
    arrays = [objective.theta, *objective.network.statistics]
    iterates = [[array.copy() for array in arrays]]

    class Remember:
        def begin_epoch(self):
            pass

        def end_epoch(self):
            iterates.append([array.copy() for array in arrays])

    calls, real = [], Objective.cost_and_gradient

    def interrupted(self, batch):
        calls.append(batch)
        if len(calls) == at_call:
            raise KeyboardInterrupt
        return real(self, batch)

    monkeypatch.setattr(Objective, "cost_and_gradient", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(objective, samples, Monitor(State(), task=Remember()))
    for array, kept in zip(arrays, iterates[-1], strict=True):
        np.testing.assert_array_equal(array, kept)


def test_float32_parameters_stay_float32(make_samples, make_objective, monitor):
    wide = make_samples(60)
    samples = type(wide)(
        wide.X.astype(np.float32), wide.Y.astype(np.float32), wide.weights
    )
    ends = []
    for each in (wide, samples):
        objective = make_objective(each, strength=strength(each))
        run(objective, each, Monitor(State()), tolerance=1e-5)
        assert objective.theta.dtype == each.X.dtype
        ends.append(objective.theta)
    np.testing.assert_allclose(*ends, atol=1e-2)
