"""From an architecture to a network: initial weights, statistics, binding."""

import numpy as np
import pytest

from skscratch.network.build import Architecture

UNITS = (6, 5, 4, 3)


def architecture(**settings):
    return Architecture(UNITS, ("relu", "tanh"), "softmax", (0.0, 0.0), **settings)


def blocks_by_name(described, theta):
    network = described.network(described.initial_statistics(theta.dtype))
    return [item for blocks in network.blocks(theta) for item in blocks.items()]


SCALES = {
    "lecun": lambda fan_in, fan_out: np.sqrt(1 / fan_in),
    "he": lambda fan_in, fan_out: np.sqrt(2 / fan_in),
    "xavier": lambda fan_in, fan_out: np.sqrt(2 / (fan_in + fan_out)),
    "normal": lambda fan_in, fan_out: 0.01,
    "zeros": lambda fan_in, fan_out: 0.0,
}


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("initialization", SCALES)
def test_weights_are_the_textbooks_draws(initialization, batch_norm):
    """`np.random.seed(1)`, then ``randn(n_out, n_in)`` layer by layer."""
    described = architecture(batch_norm=batch_norm)
    theta = described.initial_parameters(
        np.random.RandomState(1), initialization, np.float64
    )
    drawn = [block for name, block in blocks_by_name(described, theta) if name == "W"]
    np.random.seed(1)  # noqa: NPY002 - the textbook's own stream
    for W, fan_in, fan_out in zip(drawn, UNITS[:-1], UNITS[1:], strict=True):
        textbook = np.random.randn(fan_out, fan_in)  # noqa: NPY002
        scale = SCALES[initialization](fan_in, fan_out)
        np.testing.assert_array_equal(W, textbook * scale)


@pytest.mark.parametrize(
    ("activation", "rule"),
    [
        ("relu", "he"),
        ("leaky_relu", "he"),
        ("elu", "he"),
        ("gelu", "he"),
        ("tanh", "xavier"),
        ("sigmoid", "xavier"),
        ("identity", "xavier"),
    ],
)
@pytest.mark.parametrize("output_activation", ["logistic", "softmax"])
def test_auto_looks_at_the_activation_after_the_weights(
    activation, rule, output_activation
):
    described = Architecture((6, 5, 3), (activation,), output_activation, (0.0,))
    theta = described.initial_parameters(np.random.RandomState(1), "auto", float)
    W1, _, W2, _ = (block for _, block in blocks_by_name(described, theta))
    rng = np.random.RandomState(1)
    np.testing.assert_array_equal(W1, rng.randn(5, 6) * SCALES[rule](6, 5))
    np.testing.assert_array_equal(W2, rng.randn(3, 5) * SCALES["xavier"](5, 3))


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_all_but_the_weights_start_neutral(batch_norm, fit_intercept):
    described = architecture(batch_norm=batch_norm, fit_intercept=fit_intercept)
    theta = described.initial_parameters(np.random.RandomState(1), "he", float)
    blocks = blocks_by_name(described, theta)
    hidden = ["W", "gamma", "beta"] if batch_norm else ["W", "b"]
    output = ["W", "b"] if fit_intercept else ["W"]
    assert [name for name, _ in blocks] == [*hidden, *hidden, *output]
    for name, block in blocks:
        if name != "W":
            np.testing.assert_array_equal(block, float(name == "gamma"))


def test_float32_weights_are_the_float64_ones_rounded():
    described = architecture()
    wide, narrow = (
        described.initial_parameters(np.random.RandomState(1), "he", dtype)
        for dtype in (np.float64, np.float32)
    )
    assert narrow.dtype == np.float32
    np.testing.assert_array_equal(narrow, wide.astype(np.float32))


def test_dropout_layers_stand_only_where_units_are_dropped():
    described = Architecture(UNITS, ("relu", "tanh"), "softmax", (0.0, 0.5))
    rates = [
        layer.rate
        for layer in described.network([], np.random.default_rng(0)).layers
        if hasattr(layer, "rate")
    ]
    assert rates == [0.5]
    without_rng = described.network([]).layers
    assert not any(hasattr(layer, "rate") for layer in without_rng)
