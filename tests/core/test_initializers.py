"""Initial weights: scales, and the textbook's draws."""

import numpy as np
import pytest

from skscratch.core.initializers import (
    INITIALIZATIONS,
    initial_weights,
    resolve_initialization,
)


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("lecun", 1 / 400),
        ("he", 2 / 400),
        ("xavier", 2 / (400 + 300)),
        ("normal", 1e-4),
        ("zeros", 0),
    ],
)
def test_weights_have_mean_zero_and_the_named_variance(name, variance):
    W = initial_weights(np.random.RandomState(0), 300, 400, name)
    assert W.shape == (300, 400)
    # Five standard errors over 120000 draws.
    assert W.mean() == pytest.approx(0, abs=5 * np.sqrt(variance / W.size))
    assert W.var() == pytest.approx(variance, rel=5 * np.sqrt(2 / W.size))


def test_draws_are_those_of_numpys_legacy_seed():
    legacy = np.random.RandomState(1).randn(3, 2)
    W = initial_weights(np.random.RandomState(1), 3, 2, "normal")
    np.testing.assert_array_equal(W, legacy * 0.01)


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("relu", "he"),
        ("leaky_relu", "he"),
        ("elu", "he"),
        ("gelu", "he"),
        ("tanh", "xavier"),
        ("sigmoid", "xavier"),
        ("identity", "xavier"),
        ("softmax", "xavier"),
    ],
)
def test_auto_is_he_for_the_relu_family_and_xavier_otherwise(activation, expected):
    assert resolve_initialization("auto", activation) == expected


@pytest.mark.parametrize("name", INITIALIZATIONS)
def test_a_named_scale_is_taken_whatever_the_activation(name):
    assert resolve_initialization(name, "relu") == name
    assert resolve_initialization(name, "tanh") == name
