"""Losses: derivatives, extreme logits, saturated probabilities."""

import numpy as np
import pytest

from skscratch.core.activations import sigmoid, softmax
from skscratch.core.losses import (
    LOGISTIC,
    SOFTMAX,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
)

LOSSES = [LOGISTIC, SOFTMAX]


@pytest.fixture
def Z(rng):
    return 2 * rng.standard_normal((3, 6))


@pytest.fixture
def Y():
    """One-hot columns: targets of both losses."""
    return np.eye(3)[:, [0, 1, 2, 0, 1, 1]]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.output_activation)
def test_derivative_is_that_of_the_losses(loss, Z, Y, assert_derivative):
    _, dZ = loss.losses(Z, Y)
    assert_derivative(lambda Z: loss.losses(Z, Y)[0].sum(), Z, dZ)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.output_activation)
def test_weights_multiply_the_derivative_of_each_sample(loss, Z, Y, rng):
    weights = rng.uniform(0, 2, size=(1, 6))
    losses, dZ = loss.losses(Z, Y, weights)
    np.testing.assert_array_equal(losses, loss.losses(Z, Y)[0])
    np.testing.assert_allclose(dZ, loss.losses(Z, Y)[1] * weights, rtol=1e-15)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.output_activation)
def test_curvature_is_what_the_probabilities_change_by(loss, Z, rng):
    U, step = rng.standard_normal(Z.shape), 1e-6
    ahead, behind = (loss.probabilities(Z + h * U) for h in (step, -step))
    dP = loss.curvature(loss.probabilities(Z), U)
    np.testing.assert_allclose(dP, (ahead - behind) / (2 * step), atol=1e-9)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.output_activation)
def test_derivative_is_probability_minus_target(loss, Z, Y):
    _, dZ = loss.losses(Z, Y)
    np.testing.assert_allclose(dZ, loss.probabilities(Z) - Y, rtol=0, atol=1e-15)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.output_activation)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_float32_is_kept_and_input_unchanged(loss, dtype, Z, Y):
    Z, Y = Z.astype(dtype), Y.astype(dtype)
    Z_before, Y_before = Z.copy(), Y.copy()
    losses, dZ = loss.losses(Z, Y)
    assert losses.dtype == dZ.dtype == dtype
    assert losses.shape == (6,)
    np.testing.assert_array_equal(Z, Z_before)
    np.testing.assert_array_equal(Y, Y_before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_loss_of_extreme_logits_is_exact(dtype):
    Z = np.array([[-1000.0, -1000.0, 1000.0, 1000.0, 0.0]], dtype)
    Y = np.array([[0.0, 1.0, 0.0, 1.0, 1.0]], dtype)
    losses, dZ = sigmoid_cross_entropy(Z, Y)
    np.testing.assert_allclose(losses, [0, 1000, 1000, 0, np.log(2)], rtol=1e-6)
    np.testing.assert_array_equal(dZ, [[0, -1, 1, 0, -0.5]])


def test_infinite_logits_cost_nothing_where_right_and_are_told_where_wrong():
    """Training that diverges meets them, and is told by the losses."""
    Z = np.array([[np.inf, -np.inf, np.inf, -np.inf]])
    with np.errstate(invalid="ignore"):
        losses, _ = sigmoid_cross_entropy(Z, np.array([[1.0, 0.0, 0.0, 1.0]]))
    np.testing.assert_array_equal(losses, [0, 0, np.inf, np.inf])


@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_small_probabilities_of_the_wrong_answer_keep_their_digits(answer):
    wrong = np.array([[-1.0, -30.0, -300.0, -700.0]])  # its log-odds
    sign = 1 - 2 * answer
    _, dZ = sigmoid_cross_entropy(sign * wrong, np.full_like(wrong, answer))
    np.testing.assert_allclose(dZ, sign * sigmoid(wrong), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_loss_of_extreme_logits_is_exact(dtype):
    Z = np.array([[1000.0, 1000.0, 0.0], [-1000.0, -1000.0, 0.0]], dtype)
    Y = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]], dtype)
    losses, dZ = softmax_cross_entropy(Z, Y)
    np.testing.assert_allclose(losses, [0, 2000, np.log(2)], rtol=1e-6)
    np.testing.assert_array_equal(dZ, [[0, 1, -0.5], [0, -1, 0.5]])


def test_small_sigmoid_losses_keep_their_digits():
    # log(1 + exp(-30)), which is lost if 30 is added and taken away again.
    losses, _ = sigmoid_cross_entropy(np.array([[30.0, -30.0]]), np.array([[1.0, 0.0]]))
    np.testing.assert_allclose(losses, np.log1p(np.exp(-30.0)), rtol=1e-12)


def test_softmax_loss_ignores_a_shift_of_the_logits(Z, Y):
    shifted = softmax_cross_entropy(Z + 1000, Y)[0]
    np.testing.assert_allclose(shifted, softmax_cross_entropy(Z, Y)[0], rtol=1e-11)


def test_two_class_softmax_is_the_sigmoid_of_the_difference(Z):
    Z, Y = Z[:2], np.array([[0.0, 1.0, 1.0, 0.0, 1.0, 0.0]])
    by_softmax = softmax_cross_entropy(Z, np.vstack([1 - Y, Y]))[0]
    by_sigmoid = sigmoid_cross_entropy(Z[1:] - Z[:1], Y)[0]
    np.testing.assert_allclose(by_softmax, by_sigmoid, rtol=1e-13)


def test_multilabel_loss_is_the_sum_over_the_outputs(Z, Y):
    each = [sigmoid_cross_entropy(Z[i : i + 1], Y[i : i + 1])[0] for i in range(3)]
    np.testing.assert_allclose(sigmoid_cross_entropy(Z, Y)[0], sum(each), rtol=1e-14)


def test_loss_of_the_right_class_is_minus_its_log_probability(Z, Y):
    losses, _ = softmax_cross_entropy(Z, Y)
    picked = softmax(Z)[Y.argmax(axis=0), np.arange(6)]
    np.testing.assert_allclose(losses, -np.log(picked), rtol=1e-13)


@pytest.mark.parametrize(
    "loss", [LOGISTIC, SOFTMAX], ids=lambda loss: loss.output_activation
)
def test_guessing_the_shares_costs_least_of_all_constant_answers(loss, rng):
    shares = rng.dirichlet(np.ones(3))
    Y = np.eye(3)[:, rng.choice(3, 5000, p=shares)]
    shares = Y.mean(axis=1)
    Z = np.log(shares) if loss is SOFTMAX else np.log(shares / (1 - shares))
    best = loss.losses(np.tile(Z[:, np.newaxis], 5000), Y)[0].mean()
    assert loss.cost_of_shares(shares) == pytest.approx(best, rel=1e-12)
    assert loss.cost_of_shares(shares) < loss.chance(3)
    moved = loss.losses(np.tile(Z[:, np.newaxis] + [[0.1], [0], [-0.1]], 5000), Y)[0]
    assert moved.mean() > best


def test_certain_shares_cost_nothing():
    assert LOGISTIC.cost_of_shares(np.array([0.0, 1.0])) == 0
    assert SOFTMAX.cost_of_shares(np.array([0.0, 1.0, 0.0])) == 0
