"""Where tasks are computed, and how long their values stay there."""

import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Timer

import dask
import dask.array as da
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import make_classification

from skscratch import ScratchLogisticRegression, get_parameters
from skscratch.distributed.on_cluster import on_cluster
from skscratch.distributed.workers import Workers, tasks_of
from skscratch.network import batch

X, Y = np.random.default_rng(0).standard_normal((60, 3)), np.arange(60) % 2


def fitted(chunk, **settings):
    """Parameters of a fit to Dask arrays, in whatever process it is called."""
    model = ScratchLogisticRegression(
        solver="gd", gram=False, max_iter=5, tol=None, **settings
    )
    return get_parameters(model.fit(da.from_array(X, chunks=(chunk, 3)), Y))


def inverse(number):
    return 1 / number


def known(client, keys):
    """Those of some tasks that the scheduler has not forgotten."""
    return [key for key in keys if key in client.cluster.scheduler.tasks]


def forgotten(client, keys):
    """Whether they are, soon."""
    end = time.monotonic() + 20
    while known(client, keys) and time.monotonic() < end:
        time.sleep(0.02)
    return not known(client, keys)


@pytest.mark.usefixtures("here")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("chunk", [7, 23, 60])
def test_partitions_are_summed_over_what_the_cache_holds(chunk, monkeypatch):
    whole = fitted(chunk)
    monkeypatch.setattr(batch, "FEWEST", 2)
    monkeypatch.setattr(batch, "CACHE", 200)
    seen = []
    some = batch.Batch._some
    monkeypatch.setattr(
        batch.Batch, "_some", lambda *args: (seen.append(1), some(*args))[1]
    )
    np.testing.assert_allclose(fitted(chunk), whole, rtol=1e-12)
    assert len(seen) > 5 * 60 / 12


@pytest.mark.slow
def test_values_that_are_held_go_when_more_is_asked(client):
    workers = Workers(da.ones(1))
    first = tasks_of("first", inverse, [(1,), (2,)])
    assert workers.compute(first, hold=True) == (1, 0.5)
    keys = [task.key for task in first]
    assert known(client, keys) == keys
    second = tasks_of("second", inverse, [(4,)])
    assert workers.compute(second, hold=True) == (0.25,)
    assert forgotten(client, keys)
    del workers
    assert forgotten(client, [second[0].key])


@pytest.mark.slow
def test_nothing_is_held_after_an_error(client):
    workers = Workers(da.ones(1))
    tasks = tasks_of("third", inverse, [(1,), (0,)])
    with pytest.raises(ZeroDivisionError):
        workers.compute(tasks, hold=True)
    assert forgotten(client, [task.key for task in tasks])


@pytest.mark.slow
def test_workers_have_equal_shares_that_others_may_take_over(client):
    stored = on_cluster(da.from_array(X, chunks=(10, 3)))
    keys = {bundle.key for bundle in stored.bundles}
    assert [len(keys & {*held}) for held in client.has_what().values()] == [3, 3]
    tasks = [client.cluster.scheduler.tasks[key] for key in keys]
    assert not any(task.worker_restrictions for task in tasks)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("settings", [{}, {"batch_size": 8, "random_state": 0}])
def test_fits_in_tasks_leave_their_threads_to_their_own_tasks(client, settings):
    expected = fitted(2, **settings)
    # as many as there are threads
    fits = [client.submit(fitted, 2, **settings, pure=False) for _ in range(2)]
    for found in [client.submit(np.copy, fit) for fit in fits]:
        np.testing.assert_array_equal(found.result(timeout=60), expected)


def test_partitions_that_are_summed_in_one_task_are_those_of_memory(assert_alike):
    from dask.distributed import Client

    X, y = make_classification(400, 6, random_state=0)
    model = ScratchLogisticRegression(solver="lbfgs", alpha=1.0)
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with Client(processes=False, **options):
        stored = on_cluster(da.from_array(X, chunks=(50, 6)))
        there = clone(model).fit(da.from_array(X, chunks=(50, 6)), y)
    assert len(stored.bundles) < 8
    assert_alike(there, model.fit(X, y))
    with pytest.raises(IndexError, match="got columns"):
        stored[:10, 2]


def test_a_cluster_whose_workers_are_yet_to_come_is_waited_for():
    from dask.distributed import Client, LocalCluster

    X, y = make_classification(100, 4, random_state=0)
    model = ScratchLogisticRegression(solver="newton", alpha=1.0)
    options = {"processes": False, "dashboard_address": None}
    with LocalCluster(n_workers=0, **options) as cluster, Client(cluster):
        timer = Timer(1.0, cluster.scale, (1,))
        timer.start()
        there = clone(model).fit(da.from_array(X, chunks=(30, 4)), y)
        timer.join()
    np.testing.assert_allclose(there.coef_, model.fit(X, y).coef_, atol=1e-10)


def test_masked_partitions_are_told_what_fills_them():
    X = da.ma.masked_less(da.from_array(np.eye(4), chunks=2), 0.5)
    with pytest.raises(TypeError, match=r"got MaskedArray\. Pass dask\.array\.ma\.fil"):
        ScratchLogisticRegression().fit(X, [0, 1, 0, 1])


@pytest.mark.usefixtures("here")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_fits_in_threads_leave_the_configuration_of_dask_as_it_was():
    expected = fitted(20)
    before = deepcopy(dask.config.config)
    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(fitted, 20) for _ in range(40)]
    assert all(np.array_equal(fit.result(), expected) for fit in done)
    assert dask.config.config == before
