"""The numbers of the examples by hand agree with each other and with derivatives."""

import re

import computed
import mathml
import numpy as np
import pytest

from skscratch.functional import deep, logistic, shallow

FORMULA = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.MULTILINE | re.DOTALL)


def cost_of_neuron(values):
    return logistic.propagate(values["w"], values["b"], computed.X, computed.Y)[1]


def cost_of_hidden_layer(values):
    return shallow.compute_cost(
        shallow.forward_propagation(computed.X, parameters_in(values))[0], computed.Y
    )


def cost_of_layers(values):
    return deep.compute_cost(
        deep.L_model_forward(computed.X, parameters_in(values))[0], computed.Y
    )


def parameters_in(values):
    return {name: values[name] for name in ("W1", "b1", "W2", "b2")}


LESSONS = {
    "one_neuron": (computed.one_neuron, cost_of_neuron, ["w", "b"]),
    "hidden_layer": (computed.hidden_layer, cost_of_hidden_layer, computed.PARAMETERS),
    "layers": (computed.layers, cost_of_layers, computed.PARAMETERS),
}


@pytest.mark.parametrize("values_of, cost, names", LESSONS.values(), ids=LESSONS)
def test_gradients_are_central_differences_of_the_cost(values_of, cost, names):
    values = values_of()
    for name in names:
        value = np.atleast_2d(values[name])
        slope = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[place] = 1e-6
            both = [
                cost(values | {name: values[name] + sign * step.reshape(value.shape)})
                if np.ndim(values[name])
                else cost(values | {name: values[name] + sign * 1e-6})
                for sign in (1, -1)
            ]
            slope[place] = (both[0] - both[1]) / 2e-6
        assert np.allclose(values[f"d{name}"], slope, atol=1e-8), name


@pytest.mark.parametrize("values_of, cost, names", LESSONS.values(), ids=LESSONS)
def test_the_step_lowers_the_cost_to_the_one_that_is_shown(values_of, cost, names):
    values = values_of()
    new = {name: values[f"{name}'"] for name in names}
    assert cost(values | new) == pytest.approx(values["J'"])
    assert values["J'"] < values["J"]


@pytest.mark.parametrize("values_of", [computed.hidden_layer, computed.layers])
def test_what_comes_back_through_the_layers_gives_the_gradients(values_of):
    values = values_of()
    through_sigmoid = values["dA2"] * values["A2"] * (1 - values["A2"])
    assert np.allclose(through_sigmoid, values["dZ2"])
    assert np.allclose(values["dA1"], values["W2"].T @ values["dZ2"])
    for layer, before in ((1, "X"), (2, "A1")):
        dZ = values[f"dZ{layer}"]
        assert np.allclose(dZ @ values[before].T / 2, values[f"dW{layer}"])
        assert np.allclose(dZ.mean(axis=1, keepdims=True), values[f"db{layer}"])


def test_a_relu_unit_is_shut_for_one_point_and_lets_the_other_through():
    values = computed.layers()
    assert sorted(values["g1"].ravel()) == [0, 1, 1, 1]
    assert np.all(values["dZ1"][values["g1"] == 0] == 0)


@pytest.mark.parametrize("name", computed.__all__)
def test_every_formula_is_one_that_the_site_can_set(name):
    formulas = FORMULA.findall(getattr(computed, name)())
    assert formulas
    for formula in formulas:
        mathml.to_mathml(formula, display=True)
        # A code-hosting site takes the backslash from these before it sets a formula
        assert not re.search(r"\\[,;!:{}]", formula), formula


def test_shapes_stand_under_the_symbols():
    text = computed.hidden_layer_backward()
    for name, value in (("dW_1", (2, 2)), ("db_1", (2, 1)), ("dZ_2", (1, 2))):
        assert rf"\underset{{({value[0]}, {value[1]})}}{{{name}}}" in text


@pytest.mark.parametrize(
    "value, text",
    [(0.12345, "0.1235"), (-0.00001, "0"), (2.0, "2"), (-1.5, "-1.5"), (100, "100")],
)
def test_numbers_are_rounded_to_four_digits(value, text):
    assert computed.number(value) == text
