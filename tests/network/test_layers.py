"""Layers on their own: running statistics, dropout, what prediction replaces."""

import numpy as np
import pytest

from skscratch.core.activations import ACTIVATIONS
from skscratch.network.layers import ActivationLayer, Affine, BatchNorm, Dropout


@pytest.fixture
def norm():
    layer = BatchNorm(np.zeros((2, 1)), np.ones((2, 1)), np.zeros(1, np.int64))
    layer.bind(np.array([1.0, 1, 0, 0]))  # gamma, then beta
    return layer


def test_running_statistics_are_plain_means_of_the_first_ten_batches(norm, rng):
    means, variances = [], []
    for _ in range(10):
        Z = 5 + 3 * rng.standard_normal((2, 8))
        norm.forward(Z, norm.allocate(8), np.ones(8))
        means.append(Z.mean(axis=1))
        variances.append(Z.var(axis=1))
        np.testing.assert_allclose(norm.running_mean[:, 0], np.mean(means, axis=0))
        np.testing.assert_allclose(
            norm.running_variance[:, 0], np.mean(variances, axis=0)
        )


def test_running_statistics_then_forget_by_a_tenth(norm, rng):
    for _ in range(10):
        norm.forward(rng.standard_normal((2, 8)), norm.allocate(8), np.ones(8))
    for _ in range(3):
        before = norm.running_mean.copy()
        Z = 5 + rng.standard_normal((2, 8))
        norm.forward(Z, norm.allocate(8), np.ones(8))
        new = Z.mean(axis=1, keepdims=True)
        np.testing.assert_allclose(norm.running_mean, 0.9 * before + 0.1 * new)


def test_batch_statistics_see_only_the_proportions_of_the_weights(norm, rng):
    Z, weights = rng.standard_normal((2, 8)), rng.random(8)
    first = norm.forward(Z, norm.allocate(8), weights)
    np.testing.assert_allclose(norm.forward(Z, norm.allocate(8), 7 * weights), first)


def test_dropped_units_pass_neither_value_nor_gradient(rng):
    layer = Dropout(0.5, np.random.default_rng(3))
    memory = layer.allocate(200)
    A = layer.forward(np.ones((4, 200)), memory, None)
    dA = layer.backward(np.ones((4, 200)), memory)
    np.testing.assert_array_equal(A, dA)
    np.testing.assert_array_equal(np.unique(A), [0, 2])
    again = layer.forward(np.ones((4, 200)), memory, None)
    assert 0.3 < np.mean(again == dA) < 0.7  # a new mask every time


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_layer_keeps_its_input(activation, rng):
    """`Z` belongs to the layer before, which needs it unchanged."""
    layer = ActivationLayer(ACTIVATIONS[activation])
    Z = rng.standard_normal((3, 5))
    memory, before = layer.allocate(5), Z.copy()
    first = layer.forward(Z, memory, None).copy()
    second = layer.forward(Z, memory, None)
    np.testing.assert_array_equal(Z, before)
    np.testing.assert_array_equal(first, second)
    assert not np.shares_memory(second, Z)


def test_only_dropout_and_batch_statistics_are_replaced_at_prediction(norm):
    affine, activation = Affine(2, 2), ActivationLayer(ACTIVATIONS["tanh"])
    assert affine.for_prediction() is affine
    assert activation.for_prediction() is activation
    assert Dropout(0.5, None).for_prediction() is None
    assert norm.for_prediction().size == 0
    fixed = norm.for_prediction()
    assert fixed.for_prediction() is fixed
