"""What the tests of the textbook functions share."""

import copy
from pathlib import Path

import numpy as np
import pytest

from skscratch.core.gradient_check import numerical_gradient, relative_difference

CATS = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def samples():
    """X (3, 8) and Y (1, 8)."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((3, 8)), rng.integers(0, 2, (1, 8))


@pytest.fixture(scope="session")
def cats():
    """The lesson's pictures as X_train, Y_train, X_test, Y_test, samples in columns."""
    if not CATS.is_dir():
        pytest.skip("the lesson's pictures are not in ../shared/data")
    h5py = pytest.importorskip("h5py")
    arrays = []
    for part in ("train", "test"):
        with h5py.File(CATS / f"{part}_catvnoncat.h5") as file:
            images, labels = file[f"{part}_set_x"][:], file[f"{part}_set_y"][:]
        arrays += [images.reshape(len(images), -1).T / 255, labels[None]]
    return arrays


@pytest.fixture
def assert_gradients():
    """Compare a dictionary of gradients to central differences.

    ``assert_gradients(cost, parameters, grads)``: `cost` maps a dictionary like
    `parameters` to a number.
    """

    def check(cost, parameters, grads):
        for name, value in parameters.items():

            def cost_of_one(vector, name=name, value=value):
                return cost(parameters | {name: vector.reshape(np.shape(value))})

            numerical = numerical_gradient(cost_of_one, np.ravel(value), 1e-6)
            d_value = grads[f"d{name}"]
            assert np.shape(d_value) == np.shape(value)
            assert relative_difference(numerical, np.ravel(d_value)) < 1e-6, name

    return check


@pytest.fixture
def call_unchanged():
    """Call a function and see that what it is given is the same afterwards."""

    def call(function, *args, **kwargs):
        before = copy.deepcopy((args, kwargs))
        result = function(*args, **kwargs)
        np.testing.assert_equal((args, kwargs), before)
        return result

    return call
