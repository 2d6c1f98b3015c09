"""The spirals wind as often as asked and are told apart by the angle alone."""

import numpy as np
import pytest

from skscratch.datasets import make_spirals


@pytest.mark.parametrize("n_turns", [0.5, 1.5, 3])
def test_without_noise_each_arm_winds_as_often_as_asked(n_turns):
    X, y = make_spirals(401, n_turns=n_turns, noise=0)
    assert np.bincount(y).tolist() == [200, 201]
    for arm in (X[y == 0], X[y == 1]):
        radius, angle = np.hypot(*arm.T), np.unwrap(np.arctan2(*arm.T))
        np.testing.assert_allclose(angle[-1] - angle[0], 2 * np.pi * n_turns, rtol=0.01)
        np.testing.assert_allclose(np.diff(radius), radius[0])
        assert radius[-1] == pytest.approx(3)


def test_one_arm_is_the_other_turned_by_half():
    X, y = make_spirals(400, noise=0)
    np.testing.assert_allclose(X[y == 0], -X[y == 1], atol=1e-12)


def test_noise_is_as_large_as_asked_and_the_seed_s_own():
    points, seen = (make_spirals(4000, noise=n, random_state=3)[0] for n in (0, 0.2))
    assert np.std(seen - points) == pytest.approx(0.2, rel=0.05)
    np.testing.assert_array_equal(
        seen, make_spirals(4000, noise=0.2, random_state=3)[0]
    )
    assert not np.array_equal(seen, make_spirals(4000, noise=0.2, random_state=4)[0])


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"n_samples": 1}, ValueError, "n_samples must be at least 2; got 1"),
        ({"n_turns": 0}, ValueError, "n_turns must be finite and above 0; got 0"),
        ({"n_turns": "two"}, TypeError, "n_turns must be a number; got 'two'"),
        ({"noise": -1}, ValueError, "noise must be finite and at least 0; got -1"),
    ],
)
def test_bad_parameters_are_named(parameters, error, message):
    with pytest.raises(error, match=message):
        make_spirals(**parameters)
