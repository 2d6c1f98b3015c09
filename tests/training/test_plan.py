"""What "auto" stands for."""

import math

import numpy as np
import pytest

from skscratch.network.architecture import Architecture
from skscratch.training.plan import (
    anneals,
    batch_size,
    n_epochs,
    schedule,
    step_size,
)
from skscratch.training.settings import Settings
from skscratch.training.solvers import SOLVERS, solvers_that
from skscratch.training.state import History, State

FIRST_ORDER = solvers_that(second_order=False)
ADAPTIVE = [name for name in FIRST_ORDER if not SOLVERS[name].linear]


def network(*hidden):
    return Architecture((3, *hidden, 1), ("tanh",) * len(hidden))


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("size", ["auto", None, 1, 20, 500])
def test_a_batch_is_never_larger_than_the_data(solver, size):
    settings = Settings(solver=solver, batch_size=size)
    whole = size is None or (size == "auto" and SOLVERS[solver].full_batch)
    for n in (1, 30, 63, 64, 65, 1000):
        given = n if whole else min(n, 64 if size == "auto" else size)
        assert batch_size(settings, n) == given


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("hidden", [(), (4,), (256,), (64, 8)], ids=str)
def test_numbers_of_the_user_are_kept(solver, hidden, make_samples):
    settings = Settings(solver=solver, max_iter=7, learning_rate=0.3)
    samples = make_samples(20)
    assert n_epochs(settings, network(*hidden)) == 7
    assert step_size(settings, network(*hidden), samples, 0.0) == 0.3
    assert not anneals(settings)
    assert schedule(settings, network(*hidden), State(), planned=True) is None


@pytest.mark.parametrize("solver", FIRST_ORDER)
@pytest.mark.parametrize("n_earlier", [0, 250])
def test_the_rate_falls_to_zero_over_the_epochs_of_each_fit(solver, n_earlier):
    settings, wide = Settings(solver=solver, batch_size=10), network(50)
    state = State(history=History(n_forgotten=n_earlier))
    assert anneals(settings)
    factor = schedule(settings, wide, state, planned=True)
    epochs = n_earlier + np.arange(n_epochs(settings, wide) + 1)
    factors = [factor(epoch) for epoch in epochs]
    assert factors[0] == 1 and factors[-1] == pytest.approx(0, abs=1e-15)
    assert (np.diff(factors) < 0).all()
    assert schedule(settings, wide, state, planned=False) is None


@pytest.mark.parametrize(
    "settings",
    [
        {"max_iter": 40},
        {"learning_rate_schedule": None},
        {"learning_rate_schedule": "step"},
        {"batch_size": None},
        {"solver": "gd"},
        {"solver": "lbfgs"},
    ],
    ids=str,
)
def test_who_sets_one_of_them_is_in_charge(settings):
    assert not anneals(Settings(**settings))


def test_a_named_cosine_spans_the_epochs_of_the_plan():
    settings, narrow = Settings(learning_rate_schedule="cosine"), network(4)
    factor = schedule(settings, narrow, State(), planned=True)
    assert factor(n_epochs(settings, narrow) // 2) == pytest.approx(0.5)


@pytest.mark.parametrize("solver", ADAPTIVE)
def test_more_columns_take_shorter_steps(solver, make_samples):
    """The sum over n columns that disagree moves sqrt(n) times as far as one weight."""
    rates = [
        step_size(Settings(solver=solver), network(50), make_samples(20, n), 0.0)
        for n in (2, 8)
    ]
    assert rates[0] == pytest.approx(2 * rates[1])


def test_few_units_have_far_to_go(make_samples):
    samples = make_samples(20)
    plans = [
        (
            step_size(Settings(), network(*hidden), samples, 0.0),
            n_epochs(Settings(), network(*hidden)),
        )
        for hidden in ((31,), (32,), (64, 31), (64, 32))
    ]
    narrow, wide = plans[:2]
    assert narrow[0] > wide[0] and narrow[1] > wide[1]
    assert plans[2:] == [narrow, wide]


@pytest.mark.parametrize("hidden", [(8,), (64,), (30, 10)], ids=str)
@pytest.mark.parametrize("solver", solvers_that(linear=True))
def test_the_first_steps_of_descent_lower_the_cost(
    solver, hidden, make_samples, make_run
):
    samples = make_samples(60)
    run = make_run(samples, hidden, solver=solver, batch_size=None, max_iter=5)
    run.train(samples)
    costs = run.state.history.costs
    assert all(
        later < earlier for earlier, later in zip(costs, costs[1:], strict=False)
    )
    assert math.isclose(
        run.learning_rate, step_size(run.settings, run.model.architecture, samples, 0.0)
    )


@pytest.mark.parametrize("batch_size", ["auto", None])
def test_what_takes_all_samples_takes_many_epochs(batch_size):
    settings = Settings(solver="gd", batch_size=batch_size)
    assert n_epochs(settings, network(50)) > 10 * n_epochs(Settings(), network(50))
