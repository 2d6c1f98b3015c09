"""From an architecture to a network: which layers stand where, what chance costs."""

import numpy as np
import pytest

from skscratch.network.architecture import Architecture
from skscratch.network.layers import BatchNorm, Dropout

UNITS = (6, 5, 4, 3)


def architecture(**settings):
    settings = {"dropout": (0.0, 0.0)} | settings
    return Architecture(UNITS, ("relu", "tanh"), "softmax", **settings)


def test_dropout_layers_stand_only_where_units_are_dropped():
    described = architecture(dropout=(0.0, 0.5))
    layers = described.network([], np.random.default_rng(0)).layers
    assert [layer.rate for layer in layers if isinstance(layer, Dropout)] == [0.5]
    assert not any(isinstance(layer, Dropout) for layer in described.network([]).layers)


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_shift_of_batch_norm_replaces_the_bias(batch_norm, fit_intercept):
    described = architecture(batch_norm=batch_norm, fit_intercept=fit_intercept)
    network = described.network(described.initial_statistics(np.float64))
    blocks = network.blocks(np.zeros(network.n_parameters))
    hidden = ["W", "gamma", "beta"] if batch_norm else ["W", "b"]
    output = ["W", "b"] if fit_intercept else ["W"]
    names = [name for named in blocks for name in named]
    assert names == [*hidden, *hidden, *output]


def test_running_statistics_are_the_arrays_that_were_given():
    described = architecture(batch_norm=True)
    statistics = described.initial_statistics(np.float32)
    network = described.network(statistics)
    given = [array for group in statistics for array in group]
    assert all(a is b for a, b in zip(given, network.statistics, strict=True))
    assert [array.dtype for array in given] == [np.float32, np.float32, np.int64] * 2
    assert sum(isinstance(layer, BatchNorm) for layer in network.layers) == 2
    assert architecture().initial_statistics(np.float64) == []


@pytest.mark.parametrize(
    ("output_activation", "n_outputs"),
    [("logistic", 1), ("logistic", 3), ("softmax", 3)],
)
def test_chance_is_the_loss_of_equal_probabilities(output_activation, n_outputs):
    described = Architecture((2, n_outputs), output_activation=output_activation)
    losses, _ = described.loss.losses(
        np.zeros((n_outputs, 1)), np.eye(n_outputs)[:, :1]
    )
    assert described.chance == pytest.approx(losses[0], rel=1e-14)


def test_only_a_network_without_hidden_layer_is_convex():
    assert Architecture((2, 1)).convex
    assert not Architecture((2, 3, 1), ("identity",)).convex
