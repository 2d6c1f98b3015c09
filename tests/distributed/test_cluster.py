"""A cluster of two processes gives what one process does, also if one is lost."""

import os
import signal

import dask
import dask.array as da
import numpy as np
import pytest
from sklearn.base import clone

from skscratch import DeepNNClassifier, ScratchLogisticRegression, get_parameters
from skscratch.distributed.sums import BatchOnCluster

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
SOLVERS = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "lbfgs", "newton"]


@pytest.mark.parametrize("solver", SOLVERS)
def test_every_solver(client, digits, weights, solver, assert_alike):
    X, y = digits
    model = ScratchLogisticRegression(solver=solver, alpha=1.0, max_iter=15)
    if solver not in ("lbfgs", "newton"):
        model.set_params(batch_size=None)
    whole = clone(model).fit(X, y, weights)
    dX, dy, dw = (da.from_array(each, chunks=170) for each in (X, y, weights))
    assert_alike(whole, model.fit(dX, dy, dw))
    np.testing.assert_array_equal(model.predict(dX).compute(), whole.predict(X))
    assert model.score(dX, dy) == whole.score(X, y)


@pytest.mark.parametrize("solver", ["nesterov", "adam", "lbfgs", "newton"])
def test_the_number_of_workers_changes_no_bit(
    client, cluster_of, digits, weights, solver, assert_equal
):
    from dask.distributed import Client

    X, y = (da.from_array(each, chunks=45) for each in digits)
    model = ScratchLogisticRegression(solver=solver, alpha=0.1, max_iter=10)
    if solver not in ("lbfgs", "newton"):
        model.set_params(batch_size=None)
    here = clone(model)
    with dask.config.set(scheduler="synchronous"):
        here.fit(X, y, weights)
    found = [here, model.fit(X, y, weights)]
    with Client(cluster_of(3)):
        found.append(clone(model).fit(X, y, weights))
    for each in found[1:]:
        assert_equal(get_parameters(each), get_parameters(here))
        assert_equal(each.loss_curve_, here.loss_curve_)


def test_a_worker_that_is_killed_changes_nothing(
    client, digits, assert_alike, monkeypatch
):
    X, y = digits
    dX = da.from_array(X, chunks=(100, 64))
    model = DeepNNClassifier(
        hidden_layer_sizes=5, solver="gd", batch_size=None, max_iter=12, random_state=0
    )
    whole = clone(model).fit(dX, y)
    worker, *_ = client.run(os.getpid).values()
    sums = []
    usual = BatchOnCluster.sum

    def sum_without_the_worker(batch, term):
        sums.append(term)
        if len(sums) == 5:
            os.kill(worker, signal.SIGKILL)
        return usual(batch, term)

    monkeypatch.setattr(BatchOnCluster, "sum", sum_without_the_worker)
    assert_alike(whole, clone(model).fit(dX, y), atol=0)
    assert len(sums) > 5
    assert worker not in client.run(os.getpid).values()
