"""The same numbers in memory and in partitions, and a cluster of two processes."""

import sys
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from skscratch import get_parameters

dask = pytest.importorskip("dask")

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def digits():
    """Pixels from 0 to 1, (600, 64), and what digit they are."""
    X, y = load_digits(return_X_y=True)
    return X[:600] / 16, y[:600]


@pytest.fixture(scope="session")
def weights():
    return np.random.default_rng(0).random(600)


@pytest.fixture
def here():
    """No client: tasks are computed one after the other, in this thread."""
    with dask.config.set(scheduler="synchronous"):
        yield


@pytest.fixture(scope="module")
def cluster_of():
    """A function that starts a cluster of some worker processes of one thread each.

    They end with the module: one that has nothing to do still takes a twentieth of a
    core.
    """
    from dask.distributed import LocalCluster

    with ExitStack() as started:
        # workers find what they import where this process does: callbacks of the tests
        sys.path.append(str(TOP))
        started.callback(sys.path.remove, str(TOP))

        def start(n_workers):
            # a port of its own for the dashboard: any number of clusters may run
            options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
            return started.enter_context(LocalCluster(n_workers=n_workers, **options))

        yield start


@pytest.fixture(scope="module")
def client(cluster_of):
    """Of two workers."""
    from dask.distributed import Client

    with Client(cluster_of(2)) as client:
        yield client


@pytest.fixture(scope="session")
def assert_alike():
    """Compare two fits: parameters, curves, epochs and how they ended."""

    def check(one, other, atol=1e-10):
        np.testing.assert_allclose(
            get_parameters(one), get_parameters(other), rtol=0, atol=atol
        )
        np.testing.assert_allclose(one.loss_curve_, other.loss_curve_, atol=atol)
        for curve in ("validation_loss_curve_", "validation_scores_"):
            expected = getattr(one, curve)
            if expected is not None:
                np.testing.assert_allclose(expected, getattr(other, curve), atol=atol)
        assert (one.n_iter_, one.outcome_) == (other.n_iter_, other.outcome_)

    return check
