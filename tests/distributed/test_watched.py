"""Who follows a fit on a cluster, and who ends it."""

import gc
import os
import signal
import threading
import time

import dask.array as da
import numpy as np
import pytest
from sklearn.base import clone

from skscratch import DeepNNClassifier, ScratchLogisticRegression, get_parameters
from skscratch.distributed import sums
from skscratch.distributed.sums import BatchOnCluster
from skscratch.training import report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
#: Seconds to wait for what must happen.
DEADLINE = 30


@pytest.fixture
def model():
    settings = {"batch_size": None, "max_iter": 8, "tol": None, "random_state": 0}
    return DeepNNClassifier(hidden_layer_sizes=(9,), **settings)


@pytest.fixture
def parts(digits):
    return tuple(da.from_array(each, chunks=170) for each in digits)


class Watch:
    """Notes what it is told, and asks to stop after some epochs."""

    def __init__(self, stop_after=99):
        self.stop_after, self.right, self.given = stop_after, [], []

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context, *, X, y, fitted_estimator):
        if context.task_name == "epoch":
            self.given.append((X, y))
            self.right.append(fitted_estimator.score(X, y))
        return len(self.right) >= self.stop_after


def test_callbacks_follow_it_and_end_it(client, digits, parts, model, assert_alike):
    one, other = Watch(5), Watch(5)
    whole = clone(model).set_callbacks(one).fit(*digits)
    assert_alike(whole, model.set_callbacks(other).fit(*parts))
    assert model.outcome_ == "stopped"
    assert one.right == other.right
    assert all(X is parts[0] and y is parts[1] for X, y in other.given)


def test_a_progress_bar_shows_every_epoch(client, parts, model, capsys):
    callbacks = pytest.importorskip("sklearn.callback")
    pytest.importorskip("rich")
    model.set_callbacks(callbacks.ProgressBar()).fit(*parts)
    shown = capsys.readouterr().out
    assert type(model).__name__ in shown
    assert "100%" in shown


def test_scikit_learns_monitor(client, digits, parts, model):
    callbacks = pytest.importorskip("sklearn.callback")
    logs = []
    for data in (digits, parts):
        monitor = callbacks.ScoringMonitor(scoring="accuracy")
        clone(model).set_callbacks(monitor).fit(*data)
        log = monitor.get_logs().data
        logs.append([row["accuracy"] for row in log if row["task_name"] == "epoch"])
    assert logs[0] == logs[1]
    assert len(logs[0]) == 8


def test_verbose_says_how_long_it_takes(client, parts, model, capsys, monkeypatch):
    monkeypatch.setattr(report, "LONG", 1e-3)
    model.set_params(verbose=True).fit(*parts)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9
    assert all("s left" in line for line in lines[:7])
    assert lines[-1].startswith("epoch      8  cost ")


@pytest.fixture
def _heeds_interrupts():
    """As on a terminal: what a shell starts in the background ignores them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heeds_interrupts")
def test_ctrl_c_cancels_the_tasks_and_keeps_what_was_reached(
    client, digits, model, monkeypatch
):
    X, y = digits
    usual, n_sums = BatchOnCluster.sum, []

    def slow_at_last(batch, term):
        n_sums.append(term)
        if len(n_sums) == 4:
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
            return usual(batch, takes_long)
        return usual(batch, term)

    dX = da.from_array(X, chunks=(20, 64))
    expected = clone(model).set_params(max_iter=3).fit(dX, y)
    monkeypatch.setattr(BatchOnCluster, "sum", slow_at_last)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        model.fit(dX, y)
    assert time.monotonic() - began < 10  # not the time of all tasks
    assert (model.outcome_, model.n_iter_) == ("interrupted", 3)
    np.testing.assert_array_equal(get_parameters(model), get_parameters(expected))
    deadline = time.monotonic() + DEADLINE
    while any("takes-long" in str(key) for key in of_scheduler(client, "tasks")):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def takes_long(batch):
    time.sleep(1)
    return (0.0,)


def of_scheduler(client, what):
    """The keys of a dict of the scheduler's."""

    def keys(dask_scheduler):
        return [*getattr(dask_scheduler, what)]

    return client.run_on_scheduler(keys)


def test_nothing_stays_on_the_cluster(client, parts, model):
    model.fit(*parts)
    gc.collect()  # what an interrupt has held, in the test before
    deadline = time.monotonic() + DEADLINE
    while of_scheduler(client, "tasks"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_steps_have_names_on_the_dashboard(client, digits, monkeypatch):
    monkeypatch.setattr(sums, "FEW", 1)  # so that workers add up
    X, y = digits
    dX = da.from_array(X, chunks=(20, 64))
    model = ScratchLogisticRegression(solver="newton", alpha=1.0, max_iter=3)
    model.fit(dX, y, X_val=dX[:100], y_val=y[:100]).score(dX, y)
    model.predict(dX).compute()
    done = set(of_scheduler(client, "task_prefixes"))
    assert {
        "rows-of-partition",
        "finite-check",
        "loss-and-gradient",
        "loss-and-gradient-sum",
        "loss-and-right",
        "decide",
    } <= done
    assert not [name for name in done if name.startswith(("_", "lambda"))]
