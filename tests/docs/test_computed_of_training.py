"""The numbers of lessons 4.5 to 5 agree with derivatives, loops and the package."""

import re

import computed_of_training
import mathml
import numpy as np
import pytest

from skscratch.functional import deep, logistic

FORMULA = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"\$([^$]+)\$")


def slope(function, value, step=1e-6):
    """Central differences of a function of an array, entry by entry."""
    result = np.zeros_like(value)
    for place in np.ndindex(value.shape):
        change = np.zeros_like(value)
        change[place] = step
        result[place] = (function(value + change) - function(value - change)) / step / 2
    return result


@pytest.mark.parametrize("name", computed_of_training.__all__)
def test_every_formula_is_one_that_both_kinds_of_site_can_set(name):
    text = getattr(computed_of_training, name)()
    formulas = FORMULA.findall(text) or INLINE.findall(text)
    assert formulas
    for formula in formulas:
        mathml.to_mathml(formula, display=True)
        assert not re.search(r"\\[,;!:{}]", formula), formula


def test_gradients_of_single_points_are_slopes_of_their_losses():
    at = computed_of_training.one_by_one()
    for name, columns in (("g1", [0]), ("g2", [1]), ("g", [0, 1])):

        def cost(theta, columns=columns):
            w, b = theta[:2, None], theta[2]
            X, Y = (
                computed_of_training.X[:, columns],
                computed_of_training.Y[:, columns],
            )
            return logistic.propagate(w, b, X, Y)[1]

        assert np.allclose(at[name], slope(cost, at["theta"]), atol=1e-8), name
    assert np.allclose(at["g"], (at["g1"] + at["g2"]) / 2)
    # with two points, both are half of their difference away from the mean
    assert at["sigma2"] == pytest.approx(np.sum((at["g1"] - at["g2"]) ** 2) / 4)


def test_an_epoch_of_two_steps_goes_further_than_one_step():
    at = computed_of_training.one_by_one()
    assert at["J_last"] < at["J_full"] < at["J"]


def test_adam_by_hand_is_the_rule_of_the_package():
    for before, _, _, _, m_hat, v_hat, after in computed_of_training.adam():
        by_formula = before - 0.5 * m_hat / (np.sqrt(v_hat) + 1e-8)
        assert np.allclose(after, by_formula, rtol=1e-12)
    first = computed_of_training.adam()[0]
    assert np.allclose(first[-1] - first[0], -0.5 * np.sign(first[1]))


@pytest.mark.parametrize("rates", [[0.5] * 3, [1.0, 0.5, 1 / 3], [0.3, 0.2, 0.1, 0.7]])
def test_shares_are_what_the_start_and_each_noise_leave(rates):
    def last(values):
        theta, *noises = values
        for rate, noise in zip(rates, noises, strict=True):
            theta = theta - rate * (theta + noise)
        return theta

    start, noise = computed_of_training.shares(rates)
    measured = slope(last, np.ones(1 + len(rates)))
    assert np.allclose([start, *noise], measured)
    assert start + sum(map(abs, noise)) == pytest.approx(1)


def test_one_over_t_gives_every_noise_the_same_share():
    start, noise = computed_of_training.shares([1 / (t + 1) for t in range(7)])
    assert start == 0
    assert np.allclose(noise, -1 / 7)


def test_softmax_gradients_are_slopes_of_the_cost_that_is_shown():
    at = computed_of_training.softmax()

    def cost(W=at["W"], b=at["b"], A_prev=at["A_prev"]):
        Z = W @ A_prev + b
        return np.mean(np.log(np.exp(Z).sum(axis=0)) - (at["Y"] * Z).sum(axis=0))

    assert cost() == pytest.approx(at["J"])
    assert np.allclose(slope(lambda W: cost(W=W), at["W"]), at["dW"], atol=1e-8)
    assert np.allclose(slope(lambda b: cost(b=b), at["b"]), at["db"], atol=1e-8)
    below = slope(lambda A: cost(A_prev=A), at["A_prev"])
    assert np.allclose(2 * below, at["dA_prev"], atol=1e-8)  # without the 1/m
    assert cost(W=at["W"] - at["dW"], b=at["b"] - at["db"]) == pytest.approx(at["J'"])
    assert at["J'"] < at["J"]


def test_a_smaller_scale_lowers_the_cost_and_changes_no_answer():
    at = computed_of_training.scale()

    def cost(s):
        return np.mean(np.logaddexp(0, (1 - 2 * at["Y"]) * s * at["Z"]))

    assert cost(1.0) == pytest.approx(at["J"])
    assert slope(cost, np.array(1.0)) == pytest.approx(at["ds"])
    assert cost(at["s'"]) == pytest.approx(at["J'"]) and at["J'"] < at["J"]
    assert np.array_equal(at["A"] > 0.5, at["A'"] > 0.5)


def test_forgetting_the_255_turns_the_second_picture_round():
    at = computed_of_training.pixels()
    assert (at["A2"] > 0.5).tolist() == [[True, False]]
    assert (at["A2'"] > 0.999).all()
    parameters = {name: at[name] for name in ("W1", "b1", "W2", "b2")}
    assert np.allclose(deep.L_model_forward(at["bytes"] / 255, parameters)[0], at["A2"])
    # beside such inputs the biases hardly count
    largest = max(abs(at[name]).max() for name in ("b1", "b2"))
    assert np.abs(at["Z2'"]).min() > 200 * largest


def test_a_vector_is_written_on_one_line():
    assert computed_of_training.row([1.0, -0.25]) == "(1, {-0.25})"
    text = computed_of_training.derived("g", np.array([1.0, 2.0]), "h")
    assert r"\underset{(2)}{g} &= h" in text and "&= (1, 2)" in text
