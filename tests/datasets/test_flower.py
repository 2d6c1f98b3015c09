"""The flower is the textbook's."""

import numpy as np
import pytest

from skscratch.datasets import make_flower


def test_seed_1_gives_the_textbook_planar_data():
    # The published recipe, drawn from the global stream's own kind of generator.
    rng = np.random.RandomState(1)
    points = []
    for j in range(2):
        t = np.linspace(j * 3.12, (j + 1) * 3.12, 200) + rng.randn(200) * 0.2
        r = 4 * np.sin(4 * t) + rng.randn(200) * 0.2
        points.extend(zip(r * np.sin(t), r * np.cos(t), strict=True))
    X, y = make_flower(400, random_state=1)
    np.testing.assert_array_equal(X, points)
    np.testing.assert_array_equal(y, [0] * 200 + [1] * 200)
    assert X.dtype == np.float64
    assert np.issubdtype(y.dtype, np.integer)


@pytest.mark.parametrize("n_petals", [1, 3, 4])
def test_without_noise_the_points_lie_on_the_petals(n_petals):
    X, y = make_flower(101, n_petals=n_petals, noise=0, random_state=0)
    assert np.bincount(y).tolist() == [50, 51]
    turn = np.concatenate([np.linspace(0, 3.12, 50), np.linspace(3.12, 6.24, 51)])
    distance = np.hypot(*X.T)
    np.testing.assert_allclose(distance, np.abs(4 * np.sin(n_petals * turn)))
    # Along the direction of the angle, not across it.
    np.testing.assert_allclose(
        X[:, 0] * np.cos(turn) - X[:, 1] * np.sin(turn), 0, atol=1e-12
    )


def test_the_generator_given_is_the_one_drawn_from():
    rng = np.random.RandomState(5)
    first, second = make_flower(random_state=rng)[0], make_flower(random_state=rng)[0]
    np.testing.assert_array_equal(first, make_flower(random_state=5)[0])
    assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"n_samples": 1}, ValueError, "n_samples must be at least 2; got 1"),
        ({"n_samples": 4.5}, TypeError, "n_samples must be an integer; got 4.5"),
        ({"n_petals": 0}, ValueError, "n_petals must be at least 1; got 0"),
        ({"n_petals": True}, TypeError, "n_petals must be an integer; got True"),
        ({"noise": -0.1}, ValueError, "noise must be finite and at least 0; got -0.1"),
        ({"noise": np.nan}, ValueError, "noise must be finite"),
        ({"noise": "much"}, TypeError, "noise must be a number; got 'much'"),
    ],
)
def test_bad_parameters_are_named(parameters, error, message):
    with pytest.raises(error, match=message):
        make_flower(**parameters)
