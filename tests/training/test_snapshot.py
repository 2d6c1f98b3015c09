"""Snapshots: a copy to go back to, and whether there is anything not finite."""

import numpy as np
import pytest

from skscratch.training.snapshot import Snapshot


@pytest.fixture
def arrays():
    return [np.arange(3.0), np.ones((2, 1), np.float32), np.array([4], np.int64)]


def spoil(arrays):
    for array in arrays:
        array += 7


def test_it_goes_back_to_the_moment_of_its_making_or_last_taking(arrays):
    start, snapshot = [array.copy() for array in arrays], Snapshot(arrays)
    spoil(arrays)
    snapshot.restore()
    for array, kept in zip(arrays, start, strict=True):
        np.testing.assert_array_equal(array, kept)
    spoil(arrays)
    snapshot.take()
    spoil(arrays)
    snapshot.restore()
    for array, kept in zip(arrays, start, strict=True):
        np.testing.assert_array_equal(array, kept + 7)


def test_going_back_twice_is_going_back_once(arrays):
    snapshot = Snapshot(arrays)
    for _ in range(2):
        spoil(arrays)
        snapshot.restore()
    np.testing.assert_array_equal(arrays[0], [0, 1, 2])


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize(
    ("value", "finite"),
    [
        (0.0, True),
        (-1e200, True),  # whose square is not
        (1.7e308, True),
        (5e-324, True),
        (np.inf, False),
        (-np.inf, False),
        (np.nan, False),
    ],
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("which", [0, 1])
def test_it_tells_whether_all_is_finite(which, dtype, value, finite):
    if dtype == np.float32 and np.isfinite(value):
        value = np.clip(value, -3e38, 3e38)  # whose square is not, either
    arrays = [np.ones(3, dtype), np.ones((2, 2), dtype)]
    snapshot = Snapshot(arrays)
    arrays[which].flat[1] = value
    assert snapshot.is_finite_now() == finite
    arrays[which].flat[2] = -value  # infinities of both signs
    assert snapshot.is_finite_now() == finite
    snapshot.restore()
    assert snapshot.is_finite_now()
