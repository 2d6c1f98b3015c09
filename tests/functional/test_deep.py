"""Lesson 3 step by step."""

import numpy as np
import pytest

from skscratch.core.gradient_check import numerical_gradient, relative_difference
from skscratch.functional import deep, logistic, shallow

DIMS = [3, 5, 4, 1]
ACTIVATIONS = ["sigmoid", "relu"]


@pytest.fixture
def parameters():
    parameters = deep.initialize_parameters_deep(
        DIMS, initialization="he", random_state=1
    )
    rng = np.random.default_rng(2)
    return {
        name: value + 0.1 * rng.standard_normal(value.shape)
        for name, value in parameters.items()
    }


def cost_of(parameters, X, Y):
    return deep.compute_cost(deep.L_model_forward(X, parameters)[0], Y)


def test_gradients_agree_with_central_differences(
    samples, parameters, assert_gradients
):
    X, Y = samples
    AL, caches = deep.L_model_forward(X, parameters)
    grads = deep.L_model_backward(AL, Y, caches)
    assert set(grads) == {
        *(f"d{name}" for name in parameters),
        *("dA0", "dA1", "dA2"),
    }
    assert_gradients(lambda p: cost_of(p, X, Y), parameters, grads)


def test_da0_is_the_derivative_of_the_summed_loss_by_the_samples(samples, parameters):
    X, Y = samples
    AL, caches = deep.L_model_forward(X, parameters)
    dA0 = deep.L_model_backward(AL, Y, caches)["dA0"]
    numerical = numerical_gradient(
        lambda x: Y.size * cost_of(parameters, x.reshape(X.shape), Y), X.ravel(), 1e-6
    )
    assert relative_difference(dA0.ravel(), numerical) < 1e-6


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_derivatives_of_a_layer_agree_with_central_differences(activation):
    rng = np.random.default_rng(0)
    given = {
        "A_prev": rng.standard_normal((3, 6)),
        "W": rng.standard_normal((4, 3)),
        "b": rng.standard_normal((4, 1)),
    }
    dA = rng.standard_normal((4, 6))
    _, cache = deep.linear_activation_forward(**given, activation=activation)
    dA_prev, dW, db = deep.linear_activation_backward(dA, cache, activation)
    # dA_prev belongs to the sum over the samples, dW and db to the mean.
    found = {"A_prev": dA_prev, "W": 6 * dW, "b": 6 * db}
    for name, value in given.items():

        def total(vector, name=name, shape=value.shape):
            changed = given | {name: vector.reshape(shape)}
            A, _ = deep.linear_activation_forward(**changed, activation=activation)
            return np.sum(dA * A)

        numerical = numerical_gradient(total, value.ravel(), 1e-6)
        assert relative_difference(found[name].ravel(), numerical) < 1e-6, name


def test_backward_equals_the_layers_one_by_one(samples, parameters):
    """The textbook's way from dAL gives the same where it is finite."""
    X, Y = samples
    AL, caches = deep.L_model_forward(X, parameters)
    grads = deep.L_model_backward(AL, Y, caches)
    dA = -Y / AL + (1 - Y) / (1 - AL)
    for layer, activation in [(3, "sigmoid"), (2, "relu"), (1, "relu")]:
        dA, dW, db = deep.linear_activation_backward(dA, caches[layer - 1], activation)
        np.testing.assert_allclose(grads[f"dA{layer - 1}"], dA, rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(grads[f"dW{layer}"], dW, rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(grads[f"db{layer}"], db, rtol=1e-11, atol=1e-14)


def test_saturated_probabilities_have_finite_cost_and_gradient():
    X, Y = np.array([[1000.0, -1000.0, 1000.0, -1000.0]]), np.array([[1, 0, 0, 1]])
    AL, caches = deep.L_model_forward(X, {"W1": [[1.0]], "b1": [[0.0]]})
    np.testing.assert_array_equal(AL, [[1, 0, 1, 0]])
    grads = deep.L_model_backward(AL, Y, caches)
    np.testing.assert_array_equal(grads["dA0"], [[0, 0, 1, -1]])
    np.testing.assert_array_equal(grads["dW1"], [[500]])
    # The mean of 0, 0, and what P = 1 and P = 0 cost at worst.
    assert deep.compute_cost(AL, Y) == pytest.approx((36.7 + 744.4) / 4, abs=0.1)


@pytest.mark.parametrize("compute_cost", [shallow.compute_cost, deep.compute_cost])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, int])
def test_cost_of_certain_probabilities_is_finite(compute_cost, dtype):
    A, Y = np.array([[0, 1, 0, 1]], dtype), np.array([[0, 1, 1, 0]])
    assert compute_cost(A[:, :2], Y[:, :2]) == 0
    assert 10 < compute_cost(A, Y) < np.inf
    assert compute_cost(A, Y) == compute_cost(A[:, ::-1], Y[:, ::-1])


def test_gradient_through_saturation_is_that_next_to_it():
    """dAL * g'(ZL) is inf * 0 where AL is 0 or 1; so nearly 0 and nearly 1 must do."""
    for Z in (36.0, 37.0, 700.0, 709.0, 710.0, 745.0, 1e308):
        for sign in (-1, 1):
            for label in (0, 1, 0.3, -2.5):
                caches = [((np.ones((1, 1)), np.ones((1, 1)), [[0]]), [[sign * Z]])]
                AL, _ = deep.sigmoid(caches[0][1])
                grads = deep.L_model_backward(AL, [[label]], caches)
                expected = (0.0 if sign < 0 else 1.0) - label
                assert grads["db1"].item() == pytest.approx(expected, abs=1e-14)


def test_one_layer_is_lesson_1(samples):
    X, Y = samples
    W = np.random.default_rng(1).standard_normal((1, 3))
    AL, caches = deep.L_model_forward(X, {"W1": W, "b1": [[0.3]]})
    deep_grads = deep.L_model_backward(AL, Y, caches)
    grads, cost = logistic.propagate(W.T, 0.3, X, Y)
    np.testing.assert_allclose(deep_grads["dW1"], grads["dw"].T, rtol=1e-13)
    assert deep_grads["db1"].item() == pytest.approx(grads["db"], rel=1e-13)
    assert deep.compute_cost(AL, Y) == pytest.approx(cost, rel=1e-13)


def test_nothing_given_is_changed(samples, parameters, call_unchanged):
    X, Y = samples
    AL, caches = call_unchanged(deep.L_model_forward, X, parameters)
    call_unchanged(deep.compute_cost, AL, Y)
    grads = call_unchanged(deep.L_model_backward, AL, Y, caches)
    new = call_unchanged(deep.update_parameters, parameters, grads, 0.1)
    assert not any(np.shares_memory(new[name], parameters[name]) for name in new)
    for activation in ACTIVATIONS:
        (A_prev, W, b), Z = caches[1]
        call_unchanged(deep.linear_activation_forward, A_prev, W, b, activation)
        call_unchanged(deep.linear_activation_backward, Z, caches[1], activation)
    call_unchanged(deep.predict, X, parameters)
    call_unchanged(deep.L_layer_model, X, Y, DIMS, num_iterations=3, random_state=0)
    call_unchanged(
        deep.two_layer_model, X, Y, [3, 2, 1], num_iterations=3, random_state=0
    )


def test_update_moves_against_the_gradient(parameters):
    grads = {f"d{name}": np.ones_like(value) for name, value in parameters.items()}
    new = deep.update_parameters(parameters, grads | {"dA0": 7}, 0.25)
    assert list(new) == list(parameters)
    for name, value in parameters.items():
        np.testing.assert_array_equal(new[name], value - 0.25)


@pytest.mark.parametrize(
    ("initialization", "scales"),
    [
        ("normal", (0.01, 0.01)),
        ("lecun", (np.sqrt(1 / 3), np.sqrt(1 / 5))),
        ("he", (np.sqrt(2 / 3), np.sqrt(2 / 5))),
        ("xavier", (np.sqrt(2 / 8), np.sqrt(2 / 6))),
        ("auto", (np.sqrt(2 / 3), np.sqrt(2 / 6))),
        ("zeros", (0, 0)),
    ],
)
def test_initial_weights_are_the_textbooks_draws_scaled(initialization, scales):
    legacy = np.random.RandomState(3)
    parameters = deep.initialize_parameters_deep(
        (3, 5, 1), initialization=initialization, random_state=3
    )
    np.testing.assert_allclose(
        parameters["W1"], legacy.randn(5, 3) * scales[0], rtol=1e-15
    )
    np.testing.assert_allclose(
        parameters["W2"], legacy.randn(1, 5) * scales[1], rtol=1e-15
    )
    assert not parameters["b1"].any() and parameters["b1"].shape == (5, 1)


def test_model_is_the_steps_repeated(samples, capsys):
    X, Y = samples
    parameters = deep.initialize_parameters_deep(
        DIMS, initialization="lecun", random_state=5
    )
    by_hand = []
    for _ in range(101):
        AL, caches = deep.L_model_forward(X, parameters)
        by_hand.append(deep.compute_cost(AL, Y))
        grads = deep.L_model_backward(AL, Y, caches)
        parameters = deep.update_parameters(parameters, grads, 0.1)
    model, costs = deep.L_layer_model(
        X, Y, DIMS, 0.1, 101, print_cost=True, random_state=5
    )
    np.testing.assert_equal(model, parameters)
    np.testing.assert_array_equal(costs, [by_hand[0], by_hand[100]])
    deep.L_layer_model(X, Y, DIMS, 0.1, 51, print_cost=True, random_state=5)
    assert capsys.readouterr().out.splitlines() == [
        f"Cost after iteration 0: {costs[0]:.6f}",
        f"Cost after iteration 100: {costs[1]:.6f}",
        f"Cost after iteration 0: {costs[0]:.6f}",
        f"Cost after iteration 50: {by_hand[50]:.6f}",
    ]
    predictions = deep.predict(X, model)
    np.testing.assert_array_equal(predictions, deep.L_model_forward(X, model)[0] > 0.5)
    assert predictions.dtype.kind == "i"


def test_two_layer_model_is_the_deep_one_with_small_weights(samples):
    two = deep.two_layer_model(*samples, [3, 4, 1], 0.5, 150, random_state=2)
    deeper = deep.L_layer_model(
        *samples, [3, 4, 1], 0.5, 150, initialization="normal", random_state=2
    )
    np.testing.assert_equal(two, deeper)
    np.testing.assert_equal(
        deep.initialize_parameters(3, 4, 1, random_state=2),
        shallow.initialize_parameters(3, 4, 1, random_state=2),
    )


def test_a_probability_of_one_half_is_label_0():
    parameters = deep.initialize_parameters_deep([3, 2, 1], initialization="zeros")
    np.testing.assert_array_equal(deep.predict(np.ones((3, 2)), parameters), 0)
