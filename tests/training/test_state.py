"""What a run leaves: plain values that training goes on from bit for bit."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest

from skscratch.network.model import Model
from skscratch.training.run import Run
from skscratch.training.solvers import solvers_that
from skscratch.training.state import History, State

N_EPOCHS = 12


class TakesAway:
    """A task that notes, after some epoch, all that a later run needs."""

    def __init__(self, run, epoch):
        self.run, self.epoch = run, epoch
        self.taken = None

    def begin_epoch(self):
        pass

    def end_epoch(self):
        run = self.run
        if run.state.history.n_epochs == self.epoch:
            self.taken = run.layers(), run.plain_state(), deepcopy(run.state.history)


def gone_on(run, taken, *samples, max_iter):
    """A new run from what was taken away from another one."""
    layers, plain, history = taken
    model = Model.of(run.model.architecture, layers)
    settings = replace(run.settings, gram=False)  # what the rule remembers is direct
    later = Run(model, settings, State.of(plain, history, None))
    later.train(*samples, max_iter=max_iter)
    return later


def equal(one, other):
    """Whether two plain values are the same."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[k], other[k]) for k in one)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return type(one) is type(other) and one == other


def is_plain(value):
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(each) for key, each in value.items())
    if type(value) is tuple:
        return all(map(is_plain, value))
    return value is None or type(value) in (np.ndarray, int, float, str, bool)


@pytest.mark.parametrize("epoch", [1, 5, N_EPOCHS - 1])
@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "batch_norm"])
@pytest.mark.parametrize("early_stopping", [False, True], ids=["all", "early_stopping"])
@pytest.mark.parametrize("solver", solvers_that(second_order=False))
def test_a_run_cut_in_two_is_one_run(
    solver, early_stopping, batch_norm, epoch, make_samples, make_run
):
    samples, validation = make_samples(30), make_samples(20, seed=3)
    run = make_run(
        samples,
        (6,),
        dropout=0.3,
        batch_norm=batch_norm,
        solver=solver,
        learning_rate=0.05,
        learning_rate_schedule="cosine",
        batch_size=8,
        max_iter=N_EPOCHS,
        alpha=0.1,
        tol=None,
        early_stopping=early_stopping,
    )
    task = TakesAway(run, epoch)
    run.train(samples, validation, max_iter=N_EPOCHS, task=task)
    left = N_EPOCHS - epoch
    later = gone_on(run, task.taken, samples, validation, max_iter=left)
    np.testing.assert_array_equal(later.model.theta, run.model.theta)
    assert all(map(equal, later.model.statistics, run.model.statistics))
    assert later.state.history == run.state.history
    assert later.state.best_iteration == run.state.best_iteration
    assert equal(later.state.plain(), run.state.plain())


@pytest.mark.parametrize("schedule", [None, "adaptive"])
@pytest.mark.parametrize("early_stopping", [False, True])
@pytest.mark.parametrize("epoch", range(1, 6))
def test_patience_goes_on_counting(
    epoch, early_stopping, schedule, make_samples, make_run
):
    samples, validation = make_samples(30), make_samples(20, seed=3)
    run = make_run(
        samples,
        learning_rate=0.05,
        learning_rate_schedule=schedule,
        batch_size=8,
        tol=0.05,
        n_iter_no_change=3,
        early_stopping=early_stopping,
    )
    task = TakesAway(run, epoch)
    run.train(samples, validation, max_iter=200, task=task)
    assert run.outcome == "converged"
    assert task.taken is not None
    later = gone_on(run, task.taken, samples, validation, max_iter=200)
    assert later.state.history.n_epochs == run.state.history.n_epochs
    np.testing.assert_array_equal(later.model.theta, run.model.theta)
    assert later.state.best_iteration == run.state.best_iteration


@pytest.mark.parametrize("solver", solvers_that(linear=True))
def test_a_run_in_the_gram_form_leaves_the_direct_one(solver, make_samples, make_run):
    samples, validation = make_samples(9, 25), make_samples(20, 25, seed=3)
    run = make_run(
        samples,
        (4,),
        solver=solver,
        gram=True,
        batch_size=4,
        tol=None,
        early_stopping=True,
    )
    task = TakesAway(run, 5)
    run.train(samples, validation, max_iter=N_EPOCHS, task=task)
    later = gone_on(run, task.taken, samples, validation, max_iter=N_EPOCHS - 5)
    np.testing.assert_allclose(later.model.theta, run.model.theta, rtol=1e-9)
    assert later.state.best_iteration == run.state.best_iteration


@pytest.mark.parametrize("early_stopping", [False, True])
@pytest.mark.parametrize("gram", [False, True])
@pytest.mark.parametrize("solver", ["gd", "nesterov", "adamw", "lbfgs"])
def test_the_plain_state_holds_plain_values_only(
    solver, gram, early_stopping, make_samples, make_run
):
    """Also amid a run, with a best model there."""
    samples, validation = make_samples(9, 25), make_samples(20, 25, seed=3)
    run = make_run(
        samples, (4,), solver=solver, gram=gram, early_stopping=early_stopping
    )
    task = TakesAway(run, 2)
    run.train(samples, validation, max_iter=4, task=task)
    _, plain, _ = task.taken
    assert (plain["best"] is not None) == early_stopping
    assert is_plain(plain)
    assert is_plain(run.state.plain())
    assert equal(State.of(plain, History(), None).plain(), plain)


def test_the_plain_state_is_a_copy(make_samples, make_run):
    samples = make_samples()
    run = make_run(samples, solver="adam")
    run.train(samples, max_iter=2)
    plain = run.state.plain()
    again, kept = State.of(plain, History(), None), deepcopy(plain)
    for state in (run.state, again):
        state.shuffle_rng.random()
        for array in state.memory.values():
            array += 1
    assert equal(plain, kept)


def test_no_setting_changes_the_streams():
    states = [State.new(np.random.RandomState(3)) for _ in range(2)]
    assert equal(*(state.plain() for state in states))
    drawn = [states[0].shuffle_rng.random(), states[0].dropout_rng.random()]
    assert drawn[0] != drawn[1]
    assert states[1].dropout_rng.random() == drawn[1]


@pytest.mark.parametrize("solver", solvers_that(second_order=False))
def test_what_a_rule_only_works_in_is_not_stored(solver, make_samples, make_run):
    samples = make_samples()
    run = make_run(samples, solver=solver)
    run.train(samples, max_iter=2)
    assert "scratch" not in run.state.plain()["memory"]


@pytest.mark.parametrize(("n_earlier", "left"), [(0, 100), (3, 100), (180, 180)])
def test_partial_runs_do_not_let_the_record_grow(
    n_earlier, left, make_samples, make_run
):
    samples = make_samples(8)
    run = make_run(samples, tol=None)
    if n_earlier:
        run.train(samples, max_iter=n_earlier)
    costs = run.state.history.costs
    for _ in range(120):
        run.train(samples, max_iter=1, partial=True)
        costs.append(run.state.history.costs[-1])
    assert run.state.history.costs == costs[-left:]
    assert run.state.history.n_epochs == n_earlier + 120


def test_a_shortened_history_counts_all():
    history = History.of([4.0, 3.0, 2.0], [0.5, 0.4], [0.1, 0.2], 9, 5)
    short = history.last(2)
    assert (short.n_epochs, short.n_steps) == (history.n_epochs, 9) == (8, 9)
    assert short.epochs == history.epochs[1:]
    assert short.last(5) == short


@pytest.mark.parametrize("name", sorted(State().plain()))
def test_what_an_older_state_lacks_begins_anew(name, make_samples, make_run):
    samples = make_samples()
    run = make_run(samples, solver="adam", tol=None)
    run.train(samples, max_iter=2)
    older = {key: value for key, value in run.state.plain().items() if key != name}
    state = State.of(older, run.state.history, None)
    again = Run(run.model, run.settings, state)
    again.train(samples, max_iter=1)
    assert again.outcome == "max_iter"
    assert again.state.plain().keys() == run.state.plain().keys()
