"""The same numbers in memory and in partitions, and a cluster of two processes."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from skscratch import get_parameters

dask = pytest.importorskip("dask")


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


@pytest.fixture(scope="package")
def client():
    """Of two worker processes of one thread each."""
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as own,
        Client(own) as client,
    ):
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
