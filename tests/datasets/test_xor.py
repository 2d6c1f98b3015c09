"""The class is the exclusive or of two signs."""

import numpy as np
import pytest

from skscratch.datasets import make_xor


def test_without_noise_the_class_is_the_sign_of_the_product():
    X, y = make_xor(1000, noise=0, random_state=0)
    np.testing.assert_array_equal(y == 1, X[:, 0] * X[:, 1] < 0)
    assert 400 < y.sum() < 600
    assert np.abs(X).max() <= 2 and np.abs(X).max(axis=0).min() > 1.9


def test_noise_carries_some_points_across_and_leaves_their_class():
    clean, noisy = (make_xor(1000, noise=n, random_state=0) for n in (0, 0.3))
    np.testing.assert_array_equal(clean[1], noisy[1])
    crossed = (noisy[0][:, 0] * noisy[0][:, 1] < 0) != noisy[1]
    assert 0.05 < crossed.mean() < 0.3


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"n_samples": 0}, ValueError, "n_samples must be at least 2; got 0"),
        ({"noise": np.inf}, ValueError, "noise must be finite and at least 0; got inf"),
    ],
)
def test_bad_parameters_are_named(parameters, error, message):
    with pytest.raises(error, match=message):
        make_xor(**parameters)
