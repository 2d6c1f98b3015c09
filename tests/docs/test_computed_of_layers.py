"""The numbers that lessons 0 and 4.1 to 4.4 carry by hand are derivatives and means."""

import re

import computed
import computed_of_layers
import mathml
import numpy as np
import pytest

from skscratch.core.batch_norm import batch_norm, batch_statistics
from skscratch.core.gradient_check import numerical_gradient
from skscratch.functional import shallow

FORMULA = re.compile(r"(?s)\$\$\n(.+?)\n\$\$|\$([^$\n]+)\$")


def slopes(cost, value):
    """Central differences of a cost by every entry of an array."""

    def of_vector(vector):
        return cost(vector.reshape(value.shape))

    return numerical_gradient(of_vector, value.ravel(), 1e-6).reshape(value.shape)


def close(a, b):
    return np.allclose(a, b, atol=1e-8)


@pytest.mark.parametrize("name", computed_of_layers.__all__)
def test_every_formula_is_one_that_the_site_can_set(name):
    for displayed, inline in FORMULA.findall(getattr(computed_of_layers, name)()):
        mathml.to_mathml(displayed or inline, display=bool(displayed))
        assert not re.search(r"\\[,;!:{}]", displayed or inline)


def test_slopes_of_two_ways_add_up():
    at = computed_of_layers.two_ways()
    assert at["dx"] == at["du"] * 2 + at["dv"] * 1
    h = 1e-6
    above, below = (
        computed_of_layers.two_ways(at["x"] + sign * h)["J"] for sign in (1, -1)
    )
    assert (above - below) / (2 * h) == pytest.approx(at["dx"])


def test_descent_halves_the_way_in_each_step():
    rows = computed_of_layers.descent(n_steps=4).splitlines()[2:]
    x = np.array([float(row.split("|")[2]) for row in rows])
    assert np.allclose((x[1:] - 3) / (x[:-1] - 3), 0.5)


def test_chain_ends_in_the_slope_of_the_whole():
    last = computed_of_layers.chain(2.0).splitlines()[2].split("= ")[-1]
    assert last.strip(" |") == computed.number(6 * (3 * 2.0 + 1))


def test_units_that_start_the_same_have_the_same_gradient():
    at = computed_of_layers.same()
    for name in ("Z1", "dZ1", "dW1", "W1'"):
        assert np.array_equal(*at[name])
    assert not np.allclose(at["dW1"], 0)


def test_mean_of_the_squares_is_that_of_the_derivation():
    inputs = (3, 4)
    mean = computed_of_layers.four_weights(inputs).splitlines()[-1].split("|")[3]
    assert mean.strip(" $") == f"{len(inputs) * np.mean(np.square(inputs)):g}s^2"


def test_gradient_with_a_penalty_is_the_slope_of_the_cost_with_it():
    at = computed_of_layers.penalty()
    names = computed.PARAMETERS

    def cost(name, value):
        parameters = {each: at[each] for each in names} | {name: value}
        A2, _ = shallow.forward_propagation(computed.X, parameters)
        return shallow.compute_cost(A2, computed.Y) + computed_of_layers.price(
            parameters
        )

    for name in names:
        found = slopes(lambda value, name=name: cost(name, value), at[name])
        assert close(found, at[f"d{name}"]), name


def test_step_with_a_penalty_first_shrinks_the_weights():
    at = computed_of_layers.penalty()
    for layer in "12":
        W, G = at[f"W{layer}"], at[f"G{layer}"]
        assert close(at[f"W{layer}'"], 0.9 * W - G)
    assert at["J'"] < at["J"]
    assert at["P'"] > at["P"]  # as the page says


def test_gradient_through_a_mask_is_the_slope_of_the_cost_with_it():
    at = computed_of_layers.dropout()

    def cost(name, value):
        new = at | {name: value}
        A1 = np.tanh(new["W1"] @ computed.X + new["b1"]) * computed_of_layers.MASK
        A2 = 1 / (1 + np.exp(-(new["W2"] @ A1 + new["b2"])))
        return shallow.compute_cost(A2, computed.Y)

    for name in computed.PARAMETERS:
        found = slopes(lambda value, name=name: cost(name, value), at[name])
        assert close(found, at[f"d{name}"]), name


def test_mean_over_all_masks_is_the_whole_network():
    rows = [
        row.split("|")[1:-1] for row in computed_of_layers.four_masks().splitlines()[2:]
    ]
    *scores, mean = (float(row[2].replace("−", "-")) for row in rows)
    assert np.mean(scores) == mean == 0.5 * 1 - 1 * 1
    assert np.var(scores) == 0.5**2 + 1**2  # p / (1 - p) is 1


def test_gradients_through_the_normalisation_are_slopes():
    at = computed_of_layers.norm()
    quarters = np.full(4, 0.25)

    def forward(name, value):
        new = at | {name: value}
        mean, variance = batch_statistics(new["Z"], quarters)
        out, _ = batch_norm(new["Z"], mean, variance, new["gamma"], new["beta"])
        return np.sum(at["dOut"] * out)

    for name in ("Z", "gamma", "beta"):
        found = slopes(lambda value, name=name: forward(name, value), at[name])
        assert close(found, at[f"d{name}"]), name


def test_what_comes_back_has_neither_shift_nor_stretch():
    at = computed_of_layers.norm()
    assert close(at["dZ"].sum(axis=1), 0)
    # but for the epsilon under the root
    assert np.allclose((at["dZ"] * at["Normal"]).sum(axis=1), 0, atol=1e-4)
    back = at["dNormal"] - at["shift"] - at["Normal"] * at["stretch"]
    assert close(back / at["s"], at["dZ"])
