"""Ctrl-C at any moment leaves a run in order.

Python looks for signals where functions are called and return: a profiler raises there.
"""

import sys
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
from sklearn.datasets import make_classification
from threadpoolctl import threadpool_info

from skscratch import DeepNNClassifier
from skscratch.training.run import Run
from skscratch.training.threads import on_one_blas_thread

N_EPOCHS = 5

#: Solver and settings of the runs that are interrupted.
RUNS = {
    "gd": ({"solver": "gd"}, (4,)),
    "gram": ({"solver": "momentum", "gram": True, "batch_size": 4}, (4,)),
    "adam": ({"batch_size": 4, "learning_rate": 0.1}, (4,)),
    "batch_norm": ({"batch_size": 4, "learning_rate": 0.1}, (4,)),
    "lbfgs": ({"solver": "lbfgs"}, (4,)),
    "newton": ({"solver": "newton", "alpha": 0.1}, ()),
}


class Profiler:
    """Counts the calls and returns in the package, and raises at one of them."""

    def __init__(self, at=None):
        self.at, self.count = at, 0

    def __call__(self, frame, event, argument):
        if "/skscratch/" not in frame.f_code.co_filename.replace("\\", "/"):
            return
        self.count += 1
        if self.count == self.at:
            sys.setprofile(None)
            raise KeyboardInterrupt

    def watching(self, work):
        """Some work on one thread of BLAS, watched with the limit and its end."""

        def watched(*arguments):
            before = sys.getprofile()
            sys.setprofile(self)
            try:
                return on_one_blas_thread(lambda: work(*arguments))
            finally:
                sys.setprofile(before)

        return watched


class Records:
    """A task that keeps the parameters after every epoch."""

    def __init__(self, run):
        self.run, self.layers = run, []

    def begin_epoch(self):
        pass

    def end_epoch(self):
        self.layers.append(self.run.layers())


def threads():
    """Of each BLAS library."""
    return [
        library["num_threads"]
        for library in threadpool_info()
        if library["user_api"] == "blas"
    ]


@pytest.fixture
def train(make_samples, make_run, monkeypatch):
    """A function: a run, interrupted at a call of the given number."""
    samples, validation = make_samples(12, 20), make_samples(20, 20, seed=3)
    solver_of = Run._solver

    def train(name, early_stopping, at=None, earlier=None, task=None):
        settings, hidden = RUNS[name]
        if earlier is None:
            run = make_run(
                samples,
                hidden,
                batch_norm=name == "batch_norm",
                tol=None,
                early_stopping=early_stopping,
                **settings,
            )
        else:
            model, state = deepcopy((earlier.model, earlier.state))
            # what the solver remembers has no coordinates in the samples
            run = Run(model, replace(earlier.settings, gram=False), state)
        profiler = Profiler(at)

        def solver_watched(*arguments):
            solver = solver_of(*arguments)
            solver.run = profiler.watching(solver.run)
            return solver

        monkeypatch.setattr(Run, "_solver", solver_watched)
        task = task(run) if task else None
        run.train(samples, validation, max_iter=N_EPOCHS, task=task)
        return run, profiler.count, task

    return train


def places(n_calls):
    """Some sixty calls, all over a run, close together where it begins and ends."""
    close = [*range(1, 12), *range(n_calls - 11, n_calls + 1)]
    return sorted({*close, *np.linspace(1, n_calls, 40, dtype=int).tolist()})


def assert_in_order(run, n_earlier, early_stopping):
    history = run.state.history
    assert isinstance(run.interrupt, KeyboardInterrupt)
    assert run.outcome == "interrupted"
    assert n_earlier <= history.n_epochs <= n_earlier + N_EPOCHS
    assert np.isfinite(history.costs).all()
    assert len(history.validation_losses) == len(history.costs)
    assert len(history.validation_scores) == len(history.costs)
    assert np.isfinite(run.model.theta).all()
    assert all(np.isfinite(a).all() for group in run.model.statistics for a in group)
    assert run.state.best is None
    if run.state.best_iteration is not None:
        assert early_stopping
        assert run.state.best_iteration == int(np.argmin(history.validation_losses))


@pytest.mark.parametrize("early_stopping", [False, True], ids=["all", "early_stopping"])
@pytest.mark.parametrize("name", RUNS)
def test_an_interrupt_leaves_a_run_in_order(name, early_stopping, train):
    before = threads()
    whole, _, records = train(name, early_stopping, task=Records)
    _, n_calls, _ = train(name, early_stopping)
    for at in places(n_calls):
        run, _, _ = train(name, early_stopping, at)
        assert_in_order(run, 0, early_stopping)
        assert threads() == before
        costs = run.state.history.costs
        assert costs == whole.state.history.costs[: len(costs)]
        best = run.state.best_iteration
        if early_stopping and costs:
            assert best is not None
        if best is not None:
            for layer, kept in zip(run.layers(), records.layers[best], strict=True):
                for array in layer:
                    np.testing.assert_array_equal(layer[array], kept[array])
    limited = []
    on_one_blas_thread(lambda: limited.extend(threads()))
    assert set(limited) <= {1}  # no interrupt has kept others from limiting them


@pytest.mark.parametrize("name", ["adam", "gram", "lbfgs"])
def test_an_interrupt_of_a_later_run_leaves_it_in_order(name, train):
    """What stands from before may be better than all that the run got to."""
    earlier, _, _ = train(name, early_stopping=True)
    _, n_calls, _ = train(name, True, earlier=earlier)
    n_earlier = earlier.state.history.n_epochs
    for at in places(n_calls):
        run, _, _ = train(name, True, at, earlier)
        assert_in_order(run, n_earlier, early_stopping=True)


@pytest.mark.parametrize("name", RUNS)
def test_training_goes_on_after_an_interrupt(name, train):
    _, n_calls, _ = train(name, early_stopping=False)
    for at in places(n_calls)[::6]:
        run, _, _ = train(name, False, at)
        later, _, _ = train(name, False, earlier=run)
        assert later.interrupt is None
        costs = later.state.history.costs
        assert np.isfinite(costs).all()
        assert len(costs) > run.state.history.n_epochs
        assert costs[-1] <= costs[0]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_an_interrupt_as_a_fit_begins_or_ends_leaves_all_in_order():
    """Where BLAS gets its threads back, and nothing is trained any more."""
    X, y = make_classification(60, 5, random_state=0)
    before = threads()

    def interrupted(at):
        model = DeepNNClassifier(hidden_layer_sizes=(3,), max_iter=2, random_state=0)
        profiler = Profiler(at)
        sys.setprofile(profiler)
        try:
            model.fit(X, y)
        except KeyboardInterrupt:
            pass
        finally:
            sys.setprofile(None)
        return model, profiler.count

    interrupted(None)  # the first fit of a process also imports
    whole, n_calls = interrupted(None)
    n_whole, ends = 0, range(n_calls - 300, n_calls, 7)
    for at in [*range(1, 40), *ends, *range(n_calls - 20, n_calls + 1)]:
        model, _ = interrupted(at)
        assert threads() == before
        if hasattr(model, "coefs_"):
            predicted = model.predict(X)
            if model.n_iter_ == whole.n_iter_:
                np.testing.assert_array_equal(predicted, whole.predict(X))
                n_whole += 1
    assert 20 < n_whole < len(ends) + 20
