"""A cluster of two processes gives what one process does, also if one is lost."""

import os
import signal

import dask
import dask.array as da
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    get_parameters,
)
from skscratch.datasets import OnDisk
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


@pytest.mark.parametrize("network", [ShallowNNClassifier, DeepNNClassifier])
@pytest.mark.parametrize("solver", [*SOLVERS[:-1]])
def test_networks(client, digits, weights, network, solver, assert_alike):
    X, y = digits
    model = network(solver=solver, alpha=0.5, max_iter=8, random_state=0)
    if solver != "lbfgs":
        model.set_params(batch_size=None, learning_rate=0.02)
    whole = clone(model).fit(X, y, weights)
    dX, dy, dw = in_parts(X, y, weights)
    assert_alike(whole, model.fit(dX, dy, dw))


@pytest.mark.parametrize(
    "more",
    [
        {"class_weight": "balanced"},
        {"early_stopping": True, "tol": 1e-3},
        {"early_stopping": True, "shuffle": False, "scoring": "roc_auc_ovr"},
        {"learning_rate_schedule": "adaptive", "tol": 1e-2},
        {"learning_rate_schedule": "cosine", "max_grad_norm": 0.1},
        {"learning_rate": "auto", "solver": "gd"},
    ],
    ids=lambda more: "-".join(more),
)
def test_settings_mean_the_same(client, digits, more, assert_alike):
    X, y = digits
    settings = {"hidden_layer_sizes": (9,), "batch_size": None, "max_iter": 10}
    model = DeepNNClassifier(**settings, random_state=0, learning_rate=0.05)
    model.set_params(**more)
    assert_alike(clone(model).fit(X, y), model.fit(*in_parts(X, y)))


def test_a_validation_part_of_the_caller(client, digits, weights, assert_alike):
    X, y = digits
    model = ShallowNNClassifier(batch_size=None, max_iter=8, random_state=0)
    whole = clone(model)
    whole.fit(
        X[:450],
        y[:450],
        X_val=X[450:],
        y_val=y[450:],
        sample_weight_val=weights[450:],
    )
    dX, dy, dw = in_parts(X, y, weights)
    model.fit(
        dX[:450],
        dy[:450],
        X_val=dX[450:],
        y_val=dy[450:],
        sample_weight_val=dw[450:],
    )
    assert_alike(whole, model)


def test_training_goes_on(client, digits, assert_alike):
    X, y = digits
    dX, dy = in_parts(X, y)
    settings = {"batch_size": None, "max_iter": 4, "tol": None, "random_state": 0}
    one, other = (ShallowNNClassifier(warm_start=True, **settings) for _ in range(2))
    for _ in range(2):
        assert_alike(one.fit(X, y), other.fit(dX, dy))
    for _ in range(2):
        one.partial_fit(X, y)
        other.partial_fit(dX, dy)
    assert_alike(one, other)


def test_mini_batches_come_as_from_a_file_of_the_same_blocks(
    client, digits, assert_alike
):
    X, y = digits
    model = DeepNNClassifier(
        hidden_layer_sizes=(9,), max_iter=3, tol=None, random_state=0, dropout=0.2
    )
    file = clone(model).fit(OnDisk(X, block_size=50), y)
    model.fit(da.from_array(X, chunks=(50, 64)), y)
    assert_alike(file, model, atol=0)


def test_a_dataframe_of_unknown_lengths(client, digits, assert_alike):
    frame = pd.DataFrame(digits[0]).add_prefix("p")
    frame["y"] = digits[1].astype(str)
    table = dd.from_pandas(frame, npartitions=4)
    kept, chosen = table[table.p10 > 0.5], frame[frame.p10 > 0.5]
    model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0, max_iter=10)
    whole = clone(model).fit(chosen.drop(columns="y"), chosen.y)
    assert_alike(whole, model.fit(kept.drop(columns="y"), kept.y))
    found = model.predict(kept.drop(columns="y")).compute()
    np.testing.assert_array_equal(found, whole.predict(chosen.drop(columns="y")))


def in_parts(X, *others):
    """Misaligned chunks, one of them of columns, and one without any rows."""
    dX = da.from_array(X, chunks=((100, 0, 299, 201), (40, 24)))
    return dX, *[da.from_array(each, chunks=(250,)) for each in others]


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


@pytest.mark.parametrize("n_workers", [1, 2])
def test_a_worker_that_is_killed_changes_nothing(
    n_workers, cluster_of, digits, assert_alike, monkeypatch
):
    from dask.distributed import Client

    X, y = digits
    dX = da.from_array(X, chunks=(100, 64))
    model = DeepNNClassifier(
        hidden_layer_sizes=5, solver="gd", batch_size=None, max_iter=12, random_state=0
    )
    sums = []
    usual = BatchOnCluster.sum

    def sum_without_the_worker(batch, term):
        sums.append(term)
        if len(sums) == 5:
            os.kill(worker, signal.SIGKILL)
        return usual(batch, term)

    # who waits for a worker that is gone fails, instead of waiting for ever
    with dask.config.set({"distributed.scheduler.no-workers-timeout": "15s"}):
        cluster = cluster_of(n_workers)
    with Client(cluster) as client:
        whole = clone(model).fit(dX, y)
        worker, *_ = client.run(os.getpid).values()
        monkeypatch.setattr(BatchOnCluster, "sum", sum_without_the_worker)
        assert_alike(whole, clone(model).fit(dX, y), atol=0)
        assert len(sums) > 5
        assert worker not in client.run(os.getpid).values()
