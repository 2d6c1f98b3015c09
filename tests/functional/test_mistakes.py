"""A user's mistake ends in an error that names the parameter, the rule, what came."""

import numpy as np
import pytest

from skscratch.functional import deep, logistic, shallow

X, Y = np.ones((3, 5)), np.array([[0, 1, 0, 1, 1]])
W = np.ones((2, 3))
TWO = {"W1": W, "b1": np.zeros((2, 1)), "W2": np.ones((1, 2)), "b2": np.zeros((1, 1))}
AL = np.full((1, 5), 0.5)


def cache():
    return shallow.forward_propagation(X, TWO)[1]


def caches():
    return deep.L_model_forward(X, TWO)[1]


def without(dictionary, key):
    return {name: value for name, value in dictionary.items() if name != key}


MISTAKES = {
    "fewer labels than samples": (
        lambda: logistic.propagate(np.ones((3, 1)), 0.0, X, Y[:, :4]),
        r"Y must be of shape \(1, m\) with m = 5 as in X; got \(1, 4\)\.",
    ),
    "labels in one dimension": (
        lambda: deep.L_layer_model(X, Y[0], [3, 2, 1]),
        r"Y must be of shape \(1, m\) with m = 5 as in X; got \(5,\)\.",
    ),
    "labels in a column": (
        lambda: shallow.nn_model(X, Y.T, 4),
        r"Y must be of shape \(1, m\) .* got \(5, 1\)\.",
    ),
    "labels 1 and 2": (
        lambda: shallow.nn_model(X, Y + 1, 4),
        r"Y must lie in \[0, 1\]; got 2\.0\.",
    ),
    "weights in a row": (
        lambda: logistic.predict(np.ones((1, 3)), 0.0, X),
        r"w must be of shape \(n_x, 1\) with n_x = 3 as in X; got \(1, 3\)\.",
    ),
    "weights in one dimension": (
        lambda: logistic.optimize(np.ones(3), 0.0, X, Y),
        r"w must be of shape \(n_x, 1\) .* got \(3,\)\.",
    ),
    "bias as an array": (
        lambda: logistic.predict(np.ones((3, 1)), np.zeros((3, 1)), X),
        r"b must be of shape \(\); got \(3, 1\)\.",
    ),
    "test samples with other features": (
        lambda: logistic.model(X, Y, X[:2], Y),
        r"X_test must be of shape \(n_x, m_test\) with n_x = 3 as in X_train; "
        r"got \(2, 5\)\.",
    ),
    "no samples": (
        lambda: shallow.predict(TWO, X[:, :0]),
        r"X must be of shape \(n_0, m\); got \(3, 0\)\.",
    ),
    "words as samples": (
        lambda: shallow.predict(TWO, [["a", "b"]] * 3),
        r"X must hold numbers; got dtype <U1\.",
    ),
    "layer for other inputs": (
        lambda: deep.linear_forward(X, np.ones((2, 4)), np.zeros((2, 1))),
        r"W must be of shape \(n, n_prev\) with n_prev = 3 as in A_prev; got \(2, 4\)",
    ),
    "bias in one dimension": (
        lambda: deep.linear_forward(X, W, np.zeros(2)),
        r"b must be of shape \(n, 1\) with n = 2 as in W; got \(2,\)\.",
    ),
    "network for other inputs": (
        lambda: deep.predict(X[:2], TWO),
        r"W1 must be of shape \(n_1, n_0\) with n_0 = 2 as in X; got \(2, 3\)\.",
    ),
    "derivative of another layer": (
        lambda: deep.linear_activation_backward(np.ones((3, 5)), caches()[0], "relu"),
        r"dA must be of shape .* got \(3, 5\)\.",
    ),
    "unknown activation forwards": (
        lambda: deep.linear_activation_forward(X, W, np.zeros((2, 1)), "swish"),
        "activation must be one of sigmoid, relu, tanh, softmax; got 'swish'",
    ),
    "unknown activation backwards": (
        lambda: deep.linear_activation_backward(np.ones((2, 5)), caches()[0], "swish"),
        "activation must be one of sigmoid, relu, tanh, softmax; got 'swish'",
    ),
    "unknown initialization": (
        lambda: deep.initialize_parameters_deep([2, 1], initialization="big"),
        "initialization must be one of lecun, he, .* or auto; got 'big'",
    ),
    "missing bias": (
        lambda: shallow.forward_propagation(X, without(TWO, "b2")),
        r"parameters must have the keys W1, b1, W2, b2; got W1, b1, W2\.",
    ),
    "missing bias in the deep network": (
        lambda: deep.predict(X, without(TWO, "b1")),
        r"parameters must have the keys W1, b1, W2, b2; got W1, W2, b2\.",
    ),
    "no parameters": (
        lambda: deep.predict(X, {}),
        r"parameters must have the keys W1, b1; got none\.",
    ),
    "missing part of the cache": (
        lambda: shallow.backward_propagation(TWO, without(cache(), "A1"), X, Y),
        r"cache must have the keys Z1, A1, Z2, A2; got Z1, Z2, A2\.",
    ),
    "missing gradient": (
        lambda: shallow.update_parameters(TWO, {"dW1": W}),
        r"grads must have the keys dW1, db1, dW2, db2; got dW1\.",
    ),
    "transposed gradient": (
        lambda: deep.update_parameters(
            {"W1": W, "b1": np.zeros((2, 1))}, {"dW1": W.T, "db1": np.zeros((2, 1))}, 1
        ),
        r"dW1 must be of shape .* as in W1; got \(3, 2\)\.",
    ),
    "no caches": (
        lambda: deep.L_model_backward(AL, Y, []),
        "caches must be those of L_model_forward; got none",
    ),
    "labels of other samples": (
        lambda: deep.L_model_backward(AL, Y[:, :4], caches()),
        r"Y must be of shape \(1, m\) with m = 5 as in AL; got \(1, 4\)\.",
    ),
    "logits for probabilities": (
        lambda: deep.compute_cost([[3.5, -1.0]], [[1, 0]]),
        r"AL must lie in \[0, 1\]; got 3\.5\.",
    ),
    "nan for probabilities": (
        lambda: shallow.compute_cost([[np.nan, 0.5]], [[1, 0]]),
        r"A2 must lie in \[0, 1\]; got nan\.",
    ),
    "layers for other inputs": (
        lambda: deep.L_layer_model(X, Y, [4, 2, 1]),
        r"layers_dims must start with the 3 features of X and end with 1; "
        r"got \[4, 2, 1\]\.",
    ),
    "layers with two outputs": (
        lambda: deep.L_layer_model(X, Y, [3, 2, 2]),
        r"layers_dims must .* end with 1; got \[3, 2, 2\]\.",
    ),
    "three layers for two": (
        lambda: deep.two_layer_model(X, Y, [3, 2, 2, 1]),
        r"layers_dims must be \(n_x, n_h, 1\); got \[3, 2, 2, 1\]\.",
    ),
    "one layer size": (
        lambda: deep.initialize_parameters_deep([3]),
        r"layer_dims must .* two .*; got \[3\]\.",
    ),
    "no hidden units": (lambda: shallow.nn_model(X, Y, 0), "== 0, must be >= 1"),
    "no features": (
        lambda: logistic.initialize_with_zeros(0),
        "dim == 0, must be >= 1",
    ),
    "no iterations": (
        lambda: deep.L_layer_model(X, Y, [3, 1], num_iterations=0),
        "num_iterations == 0, must be >= 1",
    ),
    "cache of the whole layer for its affine part": (
        lambda: deep.linear_backward(np.ones((2, 5)), caches()[0]),
        r"cache must be \(A_prev, W, b\), .*; got 2 parts\.",
    ),
    "cache of the affine part for the whole layer": (
        lambda: deep.linear_activation_backward(
            np.ones((2, 5)), caches()[0][0], "relu"
        ),
        r"cache must be \(linear_cache, Z\), .*; got 3 parts\.",
    ),
    "climbing by one step": (
        lambda: shallow.update_parameters(TWO, {}, learning_rate=-1),
        "learning_rate == -1, must be > 0",
    ),
    "climbing": (
        lambda: logistic.model(X, Y, X, Y, learning_rate=-0.1),
        "learning_rate == -0.1, must be > 0",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_named(mistake):
    call, message = MISTAKES[mistake]
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_in_the_other_lessons_order_are_named():
    with pytest.raises(TypeError, match="parameters must be a dictionary; got ndarray"):
        deep.predict(TWO, X)
    with pytest.raises(
        TypeError, match="parameters must be a dictionary; got NoneType"
    ):
        deep.L_model_forward(X, None)


@pytest.mark.parametrize("lesson", [shallow, deep])
def test_a_step_size_must_be_a_number(lesson):
    with pytest.raises(TypeError, match="learning_rate must be an instance of"):
        lesson.update_parameters(TWO, {}, "fast")
