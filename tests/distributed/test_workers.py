"""Where tasks are computed, and how long their values stay there."""

import time

import dask.array as da
import numpy as np
import pytest

from skscratch import ScratchLogisticRegression, get_parameters
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
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_fits_in_tasks_leave_their_threads_to_their_own_tasks(client):
    expected = fitted(20)
    # as many as there are threads
    fits = [client.submit(fitted, 20, pure=False) for _ in range(2)]
    for found in client.gather([client.submit(np.copy, fit) for fit in fits]):
        np.testing.assert_array_equal(found, expected)
