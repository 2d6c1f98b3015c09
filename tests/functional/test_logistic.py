"""Lesson 1 step by step."""

import numpy as np
import pytest

from skscratch.functional import logistic


@pytest.fixture
def w():
    return np.random.default_rng(1).standard_normal((3, 1))


def test_gradient_agrees_with_central_differences(samples, w, assert_gradients):
    grads, _ = logistic.propagate(w, 0.3, *samples)
    assert_gradients(
        lambda p: logistic.propagate(p["w"], float(np.squeeze(p["b"])), *samples)[1],
        {"w": w, "b": 0.3},
        grads,
    )


def test_cost_is_minus_the_mean_log_probability_of_the_labels(samples, w):
    X, Y = samples
    _, cost = logistic.propagate(w, 0.3, X, Y)
    A = logistic.sigmoid(w.T @ X + 0.3)
    of_the_label = np.where(Y == 1, A, 1 - A)
    assert cost == pytest.approx(-np.log(of_the_label).mean(), rel=1e-13)


def test_cost_of_zero_weights_is_log_2(samples):
    _, cost = logistic.propagate(*logistic.initialize_with_zeros(3), *samples)
    assert cost == pytest.approx(np.log(2), rel=1e-15)


def test_cost_of_enormous_logits_is_finite(samples, w):
    X, Y = samples
    grads, cost = logistic.propagate(1e6 * w, 0.0, X, Y)
    assert 0 <= cost < np.inf
    assert np.isfinite(grads["dw"]).all()


def test_nothing_given_is_changed(samples, w, call_unchanged):
    X, Y = samples
    call_unchanged(logistic.propagate, w, 0.3, X, Y)
    call_unchanged(logistic.optimize, w, 0.3, X, Y, num_iterations=3)
    call_unchanged(logistic.predict, w, 0.3, X)
    call_unchanged(logistic.model, X, Y, X, Y, num_iterations=3)


def test_optimize_is_repeated_steps_against_the_gradient(samples, w):
    X, Y = samples
    params, grads, costs = logistic.optimize(w, 0.3, X, Y, 201, learning_rate=0.1)
    b, by_hand = 0.3, []
    for _ in range(201):
        last, cost = logistic.propagate(w, b, X, Y)
        by_hand.append(cost)
        w, b = w - 0.1 * last["dw"], b - 0.1 * last["db"]
    np.testing.assert_allclose(params["w"], w, rtol=1e-13)
    assert params["b"] == pytest.approx(b, rel=1e-13)
    assert costs == pytest.approx([by_hand[0], by_hand[100], by_hand[200]], rel=1e-13)
    np.testing.assert_array_equal(grads["dw"], last["dw"])
    assert grads["db"] == last["db"]


def test_costs_are_printed_when_asked_for(samples, w, capsys):
    _, _, costs = logistic.optimize(w, 0.0, *samples, 101)
    assert capsys.readouterr().out == ""
    logistic.optimize(w, 0.0, *samples, 101, print_cost=True)
    assert capsys.readouterr().out.splitlines() == [
        f"Cost after iteration 0: {costs[0]:.6f}",
        f"Cost after iteration 100: {costs[1]:.6f}",
    ]


def test_prediction_is_1_above_one_half():
    predictions = logistic.predict([[1.0]], 0.0, [[-1e-9, 0.0, 1e-9]])
    np.testing.assert_array_equal(predictions, [[0, 0, 1]])
    assert predictions.dtype.kind == "i"


def test_model_predicts_with_the_parameters_it_returns(samples):
    X, Y = samples
    result = logistic.model(X, Y, X[:, :3], Y[:, :3], 150, 0.1)
    assert set(result) == {
        "costs",
        "Y_prediction_test",
        "Y_prediction_train",
        "w",
        "b",
        "learning_rate",
        "num_iterations",
    }
    w, b = result["w"], result["b"]
    for part, n in [("train", 8), ("test", 3)]:
        np.testing.assert_array_equal(
            result[f"Y_prediction_{part}"], logistic.predict(w, b, X[:, :n])
        )
    params, _, costs = logistic.optimize(np.zeros((3, 1)), 0.0, X, Y, 150, 0.1)
    np.testing.assert_array_equal(w, params["w"])
    assert result["costs"] == costs
    assert (result["learning_rate"], result["num_iterations"]) == (0.1, 150)
