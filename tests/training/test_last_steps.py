"""The last steps of a convex cost: the one optimum, as far as rounding lets it be."""

import numpy as np
import pytest

from skscratch.network.objective import Objective
from skscratch.training import last_steps
from skscratch.training.batches import FullBatch
from skscratch.training.last_steps import LastSteps
from skscratch.training.lbfgs import LBFGS
from skscratch.training.monitor import Monitor
from skscratch.training.samples import Samples
from skscratch.training.state import State

NEAR, TOLERANCE = 1e-6, 1e-7


@pytest.fixture
def near_the_optimum(make_objective):
    """A function: an objective, about `NEAR` above its optimum."""

    def make(samples, strength, seed=0):
        objective = make_objective(samples, strength=strength, size=0.0)
        LBFGS(objective, FullBatch(samples), 1e-6).run(Monitor(State()), 500)
        rng = np.random.default_rng(seed)
        away = 0.1 * NEAR**0.5 * rng.standard_normal(len(objective.theta))
        blocks = objective.network.blocks(away)[0]
        for block in blocks.values():  # what changes all classes alike is kept
            block -= block.mean(axis=0) * (len(block) > 1)
        objective.theta += away
        return objective

    return make


@pytest.mark.parametrize("strength", [0.0, 1e-5, 1e-2])
@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_they_end_at_one_place_wherever_they_begin(
    n_classes, sparse, strength, make_samples, near_the_optimum
):
    samples, ends = make_samples(300, 6, n_classes=n_classes, sparse=sparse), []
    (batch,) = FullBatch(samples)
    for seed in (0, 1):
        objective = near_the_optimum(samples, strength, seed)
        before = objective.theta.copy()
        assert LastSteps(objective, batch, TOLERANCE).take()
        assert np.abs(objective.theta - before).max() > 1e-5
        objective.cost_and_gradient(batch)
        assert np.abs(objective.gradient).max() < 1e-15
        ends.append(objective.theta)
    np.testing.assert_allclose(*ends, atol=1e-12)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_columns_that_tell_the_same_stay_as_they_share_it(
    n_classes, make_samples, near_the_optimum
):
    """Without penalty nothing says how; rounding must not."""
    samples = make_samples(300, 4, n_classes=n_classes)
    X = np.hstack([samples.X, 1 + samples.X[:, :2]])
    samples = Samples(X, samples.Y, samples.weights)
    (batch,) = FullBatch(samples)
    objective = near_the_optimum(samples, 0.0)
    W = objective.network.layers[0].W
    before = (W[:, :2] - W[:, 4:]).copy()
    assert LastSteps(objective, batch, TOLERANCE).take()
    np.testing.assert_allclose(W[:, :2] - W[:, 4:], before, atol=1e-8)


def test_second_derivatives_serve_several_steps(
    make_samples, near_the_optimum, monkeypatch
):
    samples = make_samples(300, 6)
    objective = near_the_optimum(samples, 1e-3)
    (batch,) = FullBatch(samples)
    asked, real = [], Objective.cost_and_gradient
    monkeypatch.setattr(
        Objective,
        "cost_and_gradient",
        lambda self, batch: asked.append(0) or real(self, batch),
    )
    kinds, terms = [], type(batch).sum
    monkeypatch.setattr(
        type(batch), "sum", lambda self, term: kinds.append(term) or terms(self, term)
    )
    assert LastSteps(objective, batch, TOLERANCE).take()
    names = [getattr(getattr(kind, "func", kind), "__name__", "") for kind in kinds]
    assert names.count("_curvature") < len(asked) < 8


def test_far_from_the_optimum_there_are_none(make_samples, make_objective):
    samples = make_samples(300)
    objective = make_objective(samples, strength=0.01, size=1.0)
    assert not LastSteps(objective, FullBatch(samples).batch, TOLERANCE).take()


@pytest.mark.filterwarnings("error")
def test_where_nothing_curves_any_more_there_are_none(make_samples, make_objective):
    """Probabilities of zero and one, whose second derivatives are zero."""
    samples = make_samples(60)
    objective = make_objective(samples, size=1e6)
    assert not LastSteps(objective, FullBatch(samples).batch, TOLERANCE).take()


@pytest.mark.parametrize(("precise", "share"), [(1e-10, 1e-2), (TOLERANCE, 1e-9)])
def test_many_parameters_take_one_step_or_all(
    precise, share, make_samples, near_the_optimum, monkeypatch
):
    """Each leaves a thousandth of the gradient."""
    monkeypatch.setattr(last_steps, "PRECISE", precise)
    samples = make_samples(2000, 60, n_classes=30)
    objective = near_the_optimum(samples, 0.01)
    (batch,) = FullBatch(samples)
    objective.cost_and_gradient(batch)
    before = np.linalg.norm(objective.gradient)
    steps = LastSteps(objective, batch, TOLERANCE)
    assert not steps.are_direct and steps.end_by_rounding == (precise == TOLERANCE)
    assert steps.take()
    objective.cost_and_gradient(batch)
    left = np.linalg.norm(objective.gradient)
    assert left < share * before
    assert (left < 1e-6 * before) == steps.end_by_rounding
