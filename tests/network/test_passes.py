"""Recorded passes give the very numbers of those that layers make."""

from itertools import product
from weakref import ref

import numpy as np
import pytest

from skscratch.core.activations import ACTIVATIONS
from skscratch.network import passes
from skscratch.network.gram import GramForm
from skscratch.network.objective import Objective
from skscratch.network.passes import MOST_BATCHES

KINDS = ["binary", "multilabel", "classes"]


@pytest.fixture
def plays(monkeypatch):
    """The recordings that were played, each as often; made at the second visit."""
    monkeypatch.setattr(passes, "OFTEN", 1)
    counted = []
    play = passes.Recording.play

    def counting(recording):
        counted.append(recording)
        return play(recording)

    monkeypatch.setattr(passes.Recording, "play", counting)
    return counted


def steps(objective, batches):
    """Costs and gradients of some steps, from one place to the next."""
    seen = []
    for batch in batches:
        objective.gradient.fill(np.nan)
        cost = objective.cost_and_gradient(batch)
        seen.append((cost, objective.gradient.copy()))
        objective.theta -= 0.1 * objective.gradient
    return seen


def without_recordings(objective):
    objective.network.repeats = False
    return objective


def assert_alike(seen, expected):
    for (cost, gradient), (expected_cost, expected_gradient) in zip(
        seen, expected, strict=True
    ):
        assert cost == expected_cost
        np.testing.assert_array_equal(gradient, expected_gradient)


@pytest.fixture
def in_one_memory(make_batch):
    """A function: batches of other samples, one after the other in the same memory."""

    def batches(kind, n_batches=5, n_samples=6):
        room = make_batch(kind, n_samples)._replace(rows=np.arange(n_samples))
        for seed in range(n_batches):
            fresh = make_batch(kind, n_samples, seed=seed)
            for name in ("X", "Y", "weights"):
                getattr(room, name)[...] = getattr(fresh, name)
            yield room._replace(share=1 / n_batches)

    return batches


@pytest.mark.parametrize("fit_intercept", [True, False], ids=["b", "no_b"])
@pytest.mark.parametrize("strength", [0.0, 0.3])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "activations",
    [(), *((name,) for name in ACTIVATIONS), *product(("tanh", "relu"), repeat=2)],
    ids="-".join,
)
def test_full_batches(
    activations, kind, strength, fit_intercept, make_objective, make_batch, plays
):
    def objective():
        return make_objective(
            kind, activations, strength=strength, fit_intercept=fit_intercept
        )

    batch = make_batch(kind)._replace(stays=True)
    seen = steps(objective(), [batch] * 5)
    assert len(plays) == 3
    expected = steps(without_recordings(objective()), [batch] * 5)
    assert len(plays) == 3
    assert_alike(seen, expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_mini_batches(activation, kind, make_objective, in_one_memory, plays):
    seen = steps(make_objective(kind, (activation,)), in_one_memory(kind))
    assert len(plays) == 3
    plain = without_recordings(make_objective(kind, (activation,)))
    assert_alike(seen, steps(plain, in_one_memory(kind)))


def test_batches_of_two_sizes_in_turn(make_objective, in_one_memory, plays):
    def one_by_one(objective):
        sizes = [in_one_memory("classes", 6, n_samples) for n_samples in (6, 4)]
        pairs = zip(*sizes, strict=True)
        return steps(objective, (batch for pair in pairs for batch in pair))

    seen = one_by_one(make_objective("classes", ("relu",)))
    assert len(plays) == 8
    expected = one_by_one(without_recordings(make_objective("classes", ("relu",))))
    assert_alike(seen, expected)


def test_a_gradient_written_otherwise_in_between_does_no_harm(
    make_objective, make_batch
):
    """Costs alone, and batches in other memory, leave a recording as it is."""
    objective = make_objective("binary", ("tanh",))
    plain = without_recordings(make_objective("binary", ("tanh",)))
    batch = make_batch("binary")
    for seed in range(6):
        other = make_batch("binary", 5, seed=seed)
        for each in (objective, plain):
            each.cost(other)
        assert_alike(steps(objective, [batch, other]), steps(plain, [batch, other]))


@pytest.mark.parametrize("name", ["X", "Y", "weights"])
def test_the_same_samples_in_other_memory_are_not_mistaken(
    name, make_objective, make_batch, plays
):
    batches = [make_batch("classes", seed=seed) for seed in range(4)]
    others = [batches[0]._replace(**{name: getattr(each, name)}) for each in batches]
    objective = make_objective("classes", ("relu",))
    plain = without_recordings(make_objective("classes", ("relu",)))
    assert_alike(steps(objective, others), steps(plain, others))
    assert not plays


def test_batches_that_never_come_again_are_not_kept(make_objective, make_batch):
    objective = make_objective("classes", ("relu",))
    seen = []
    for seed in range(50):
        batch = make_batch("classes", seed=seed)
        objective.cost_and_gradient(batch)
        seen.append(ref(batch.weights))
    del batch
    assert sum(each() is not None for each in seen) <= MOST_BATCHES


def test_a_batch_is_recorded_when_it_has_come_often(
    make_objective, make_batch, plays, monkeypatch
):
    monkeypatch.setattr(passes, "OFTEN", 4)
    objective, batch = make_objective("binary", ("tanh",)), make_batch("binary")
    steps(objective, [batch] * 5)
    assert not plays
    steps(objective, [batch] * 3)
    assert len(plays) == 3


@pytest.fixture
def in_gram_form(make_objective, rng):
    """A function: the objective in the coordinates of 6 samples, and a batch of all."""

    def make(kind, strength):
        start = make_objective(kind, ("tanh", "relu"))
        X = rng.standard_normal((6, 4))
        form = GramForm(start.network, X)
        coordinates = form.start(start.theta)
        return Objective(form.network, coordinates, strength), form.table.T

    return make


@pytest.mark.parametrize("strength", [0.0, 0.3])
@pytest.mark.parametrize("kind", KINDS)
def test_the_gram_form_in_full_batches(kind, strength, in_gram_form, make_batch, plays):
    objective, table = in_gram_form(kind, strength)
    batch = make_batch(kind)._replace(X=table, stays=True)
    start = objective.theta.copy()
    seen = steps(objective, [batch] * 5)
    assert len(plays) == 3
    plain = without_recordings(Objective(objective.network, start, strength))
    assert_alike(seen, steps(plain, [batch] * 5))


def test_the_gram_form_is_not_recorded_of_rows_that_change(
    in_gram_form, make_batch, plays
):
    objective, table = in_gram_form("binary", 0.0)
    batch = make_batch("binary")._replace(X=table, rows=np.arange(6)[::-1])
    assert not batch.stays
    steps(objective, [batch] * 4)
    assert not plays


@pytest.mark.parametrize(
    "settings", [{"batch_norm": True}, {"dropout": 0.3}], ids=["batch_norm", "dropout"]
)
def test_layers_whose_calls_differ_are_not_recorded(
    settings, make_objective, make_batch, plays
):
    objective = make_objective("classes", ("relu",), **settings)
    steps(objective, [make_batch("classes")] * 4)
    assert not plays


def test_sparse_and_long_batches_and_sums_by_parts_are_not_recorded(
    make_objective, make_batch, plays, monkeypatch
):
    batch = make_batch("classes")
    sparse = make_batch("classes", sparse=True)
    in_parts = batch._replace(at_a_time=2)
    for each in (sparse, in_parts):
        steps(make_objective("classes", ("relu",)), [each] * 4)
    # four features, three units and three outputs of six samples
    monkeypatch.setattr(passes, "FEW_NUMBERS", 59)
    steps(make_objective("classes", ("relu",)), [batch] * 4)
    assert not plays
    monkeypatch.setattr(passes, "FEW_NUMBERS", 60)
    steps(make_objective("classes", ("relu",)), [batch] * 4)
    assert plays
