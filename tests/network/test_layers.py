"""Layers on their own: running statistics, dropout, what prediction replaces."""

import numpy as np
import pytest

from skscratch.core.activations import ACTIVATIONS
from skscratch.network.batch import Batch
from skscratch.network.layers import (
    ActivationLayer,
    Affine,
    BatchNorm,
    Dropout,
    Memory,
)


@pytest.fixture
def norm():
    layer = BatchNorm(np.zeros((2, 1)), np.ones((2, 1)), np.zeros(1, np.int64))
    layer.bind(np.array([1.0, 1, 0, 0]))  # gamma, then beta
    return layer


def normalise(layer, Z, weights=None):
    """What a step does to a layer: forward, and its statistics follow."""
    memory = Memory()
    weights = np.ones(Z.shape[1]) if weights is None else weights
    Z_out = layer.forward(Z, memory, Batch(Z, None, weights))
    layer.follow(memory)
    return Z_out


def test_running_statistics_are_plain_means_of_the_first_ten_batches(norm, rng):
    means, variances = [], []
    for _ in range(10):
        Z = 5 + 3 * rng.standard_normal((2, 8))
        normalise(norm, Z)
        means.append(Z.mean(axis=1))
        variances.append(Z.var(axis=1))
        np.testing.assert_allclose(norm.running_mean[:, 0], np.mean(means, axis=0))
        np.testing.assert_allclose(
            norm.running_variance[:, 0], np.mean(variances, axis=0)
        )


def test_running_statistics_then_forget_by_a_tenth(norm, rng):
    for _ in range(10):
        normalise(norm, rng.standard_normal((2, 8)))
    for _ in range(3):
        before = norm.running_mean.copy()
        Z = 5 + rng.standard_normal((2, 8))
        normalise(norm, Z)
        new = Z.mean(axis=1, keepdims=True)
        np.testing.assert_allclose(norm.running_mean, 0.9 * before + 0.1 * new)


def test_batch_statistics_see_only_the_proportions_of_the_weights(norm, rng):
    Z, weights = rng.standard_normal((2, 8)), rng.random(8)
    first = normalise(norm, Z, weights)
    np.testing.assert_allclose(normalise(norm, Z, 7 * weights), first)


def test_running_statistics_follow_only_when_told(norm, rng):
    before = [array.copy() for array in norm.statistics]
    norm.forward(rng.standard_normal((2, 8)), Memory(), Batch(None, None, np.ones(8)))
    for array, kept in zip(norm.statistics, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_the_batch_after_forgetting_makes_the_statistics_alone(norm, rng):
    for _ in range(12):
        normalise(norm, 50 + rng.standard_normal((2, 8)))
    norm.forget()
    Z = rng.standard_normal((2, 8))
    normalise(norm, Z)
    np.testing.assert_allclose(norm.running_mean[:, 0], Z.mean(axis=1), atol=1e-13)
    np.testing.assert_allclose(norm.running_variance[:, 0], Z.var(axis=1), atol=1e-12)


def test_dropped_units_pass_neither_value_nor_gradient(rng):
    layer = Dropout(0.5, np.random.default_rng(3))
    memory = Memory()
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
    memory, before = Memory(), Z.copy()
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


def test_the_row_of_ones_stands_below_rows_that_are_contiguous():
    """As those of samples are: products and activations take them as they lie."""
    layer = Affine(3, 2)
    layer.bind(np.zeros(layer.size, np.float32))
    memory = Memory()
    room = layer.make_room(memory, 5)
    assert room.shape == (3, 5) and room.dtype == np.float32
    assert memory.joint.flags.c_contiguous
    np.testing.assert_array_equal(memory.joint[-1], np.ones(5))
