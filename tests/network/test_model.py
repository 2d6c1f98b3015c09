"""The model: initial weights, the layers' arrays there and back, precision."""

import numpy as np
import pytest

from skscratch.network.architecture import Architecture
from skscratch.network.model import Model

UNITS = (6, 5, 4, 3)

SCALES = {
    "lecun": lambda fan_in, fan_out: np.sqrt(1 / fan_in),
    "he": lambda fan_in, fan_out: np.sqrt(2 / fan_in),
    "xavier": lambda fan_in, fan_out: np.sqrt(2 / (fan_in + fan_out)),
    "normal": lambda fan_in, fan_out: 0.01,
    "zeros": lambda fan_in, fan_out: 0.0,
}


def initial(initialization="he", dtype=np.float64, **settings):
    described = Architecture(UNITS, ("relu", "tanh"), "softmax", (0.0, 0.0), **settings)
    return Model.initial(described, np.random.RandomState(1), initialization, dtype)


def scrambled(**settings):
    """A model in which every number is another one."""
    model = initial(**settings)
    model.theta[...] = np.arange(len(model.theta))
    for i, group in enumerate(model.statistics):
        for j, array in enumerate(group):
            array[...] = 1000 * (i + 1) + 100 * j
    return model


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("initialization", SCALES)
def test_weights_are_the_textbooks_draws(initialization, batch_norm):
    """`np.random.seed(1)`, then ``randn(n_out, n_in)`` layer by layer."""
    layers = initial(initialization, batch_norm=batch_norm).layers()
    np.random.seed(1)  # noqa: NPY002 - the textbook's own stream
    for layer, fan_in, fan_out in zip(layers, UNITS[:-1], UNITS[1:], strict=True):
        textbook = np.random.randn(fan_out, fan_in)  # noqa: NPY002
        scale = SCALES[initialization](fan_in, fan_out)
        np.testing.assert_array_equal(layer["W"], textbook * scale)


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
    model = Model.initial(described, np.random.RandomState(1), "auto", float)
    first, second = model.layers()
    rng = np.random.RandomState(1)
    np.testing.assert_array_equal(first["W"], rng.randn(5, 6) * SCALES[rule](6, 5))
    expected = rng.randn(3, 5) * SCALES["xavier"](5, 3)
    np.testing.assert_array_equal(second["W"], expected)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_all_but_the_weights_start_neutral(batch_norm):
    neutral = {"b": 0, "gamma": 1, "beta": 0, "mean": 0, "variance": 1, "n_batches": 0}
    *hidden, output = initial(batch_norm=batch_norm).layers()
    assert output.keys() == {"W", "b"}
    for layer in hidden:
        assert layer.keys() == {"W", *(neutral.keys() - {"b"} if batch_norm else "b")}
    for layer in (*hidden, output):
        for name in layer.keys() - {"W"}:
            np.testing.assert_array_equal(layer[name], neutral[name])


def test_float32_weights_are_the_float64_ones_rounded():
    wide, narrow = (initial(dtype=dtype).theta for dtype in (np.float64, np.float32))
    assert narrow.dtype == np.float32
    np.testing.assert_array_equal(narrow, wide.astype(np.float32))


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_model_of_its_layers_is_the_model(batch_norm, fit_intercept):
    model = scrambled(batch_norm=batch_norm, fit_intercept=fit_intercept)
    again = Model.of(model.architecture, model.layers())
    np.testing.assert_array_equal(again.theta, model.theta)
    assert len(again.statistics) == len(model.statistics) == 2 * batch_norm
    for one, other in zip(again.statistics, model.statistics, strict=True):
        for array, same in zip(one, other, strict=True):
            np.testing.assert_array_equal(array, same)
            assert array.dtype == same.dtype


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_layers_are_copies(batch_norm):
    model = scrambled(batch_norm=batch_norm)
    layers, theta = model.layers(), model.theta.copy()
    again = Model.of(model.architecture, layers)
    for layer in layers:
        for array in layer.values():
            array[...] = -1
    np.testing.assert_array_equal(model.theta, theta)
    np.testing.assert_array_equal(again.theta, theta)
    for group in (*model.statistics, *again.statistics):
        assert all((array != -1).all() for array in group)


def test_the_layers_of_other_parameters():
    model = initial(batch_norm=True)
    elsewhere = np.arange(len(model.theta), dtype=float)
    again = Model.of(model.architecture, model.layers(elsewhere))
    np.testing.assert_array_equal(again.theta, elsewhere)


def test_an_output_without_intercept_has_one_of_zero():
    output = scrambled(fit_intercept=False).layers()[-1]
    np.testing.assert_array_equal(output["b"], np.zeros((3, 1)))


@pytest.mark.parametrize(
    ("units", "settings"),
    [((6, 5, 5, 3), {}), ((6, 4, 5, 3), {}), (UNITS, {"batch_norm": True})],
)
def test_layers_of_another_architecture_are_refused(units, settings):
    other = Architecture(units, ("relu", "tanh"), "softmax", (0.0, 0.0), **settings)
    with pytest.raises(ValueError, match="hidden layers must stay as fitted.*anew"):
        Model.of(other, initial().layers())


def test_the_network_trains_the_models_own_memory(rng):
    model = initial(batch_norm=True)
    network = model.network()
    assert all(
        np.shares_memory(array, model.theta)
        for layer in network.layers
        for array in layer.weights().values()
    )
    for array in network.statistics:
        array += 3
    assert all((group[0] == 3).all() for group in model.statistics)
    dropped = Architecture(UNITS, ("relu", "tanh"), "softmax", (0.5, 0.0))
    model = Model.initial(dropped, np.random.RandomState(1), "he", float)
    assert len(model.network(rng).layers) == len(model.network().layers) + 1


def test_another_precision_is_a_copy():
    model = scrambled(batch_norm=True)
    narrow = model.astype(np.float32)
    assert narrow.theta.dtype == narrow.statistics[0][0].dtype == np.float32
    assert narrow.statistics[0][2].dtype == np.int64
    np.testing.assert_array_equal(narrow.theta, model.theta)
    assert not np.shares_memory(narrow.statistics[1][2], model.statistics[1][2])
    assert model.astype(np.float64) is model
