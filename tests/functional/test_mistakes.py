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
        "activation must be one of sigmoid, relu; got 'swish'",
    ),
    "unknown activation backwards": (
        lambda: deep.linear_activation_backward(np.ones((2, 5)), caches()[0], "swish"),
        "activation must be one of sigmoid, relu; got 'swish'",
    ),
    "unknown initialization": (
        lambda: deep.initialize_parameters_deep([2, 1], initialization="big"),
        "initialization must be one of normal, lecun, he, .*, auto; got 'big'",
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
        r"cache must have the keys A1, A2; got Z1, Z2, A2\.",
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
        r"A2 must hold finite numbers; got nan\.",
    ),
    "layers for other inputs": (
        lambda: deep.L_layer_model(X, Y, [4, 2, 1]),
        r"W1 must be of shape \(n_1, n_0\) with n_0 = 3 as in X; got \(2, 4\)\.",
    ),
    "layers with two outputs": (
        lambda: deep.L_layer_model(X, Y, [3, 2, 2]),
        r"AL must be of shape \(1, m\); got \(2, 5\)\.",
    ),
    "three layers for two": (
        lambda: deep.two_layer_model(X, Y, [3, 2, 2, 1]),
        r"layers_dims must be of shape \(3,\); got \(4,\)\.",
    ),
    "one layer size": (
        lambda: deep.initialize_parameters_deep([3]),
        r"the number of layers in layer_dims must be more than 0 and finite; got 0\.",
    ),
    "a layer of no units": (
        lambda: deep.initialize_parameters_deep([3, 0, 1]),
        r"layer_dims\[1\] must be more than 0 and finite; got 0\.",
    ),
    "no hidden units": (
        lambda: shallow.nn_model(X, Y, 0),
        r"n_h must be more than 0 and finite; got 0\.",
    ),
    "no features": (
        lambda: logistic.initialize_with_zeros(0),
        r"dim must be more than 0 and finite; got 0\.",
    ),
    "no iterations": (
        lambda: deep.L_layer_model(X, Y, [3, 1], num_iterations=0),
        r"num_iterations must be more than 0 and finite; got 0\.",
    ),
    "labels of other samples to compare with": (
        lambda: deep.predict(X, Y[:, :4], TWO),
        r"y must be of shape \(1, 5\); got \(1, 4\)\.",
    ),
    "steps that lead to infinity": (
        lambda: logistic.optimize(np.ones((3, 1)), 0.0, 1e3 * X, Y, 10, 1e306),
        r"w must hold finite numbers; got -inf\. In training, lower the learning rate",
    ),
    "climbing by one step": (
        lambda: shallow.update_parameters(TWO, {}, learning_rate=-1),
        r"learning_rate must be more than 0 and finite; got -1\.",
    ),
    "climbing": (
        lambda: logistic.model(X, Y, X, Y, learning_rate=-0.1),
        r"learning_rate must be more than 0 and finite; got -0.1\.",
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
    with pytest.raises(TypeError, match="learning_rate must be a number; got 'fast'"):
        lesson.update_parameters(TWO, {}, "fast")


def filled(shape, value):
    """Zeros of a shape with one value that is not finite, in the middle of it."""
    array = np.zeros(shape)
    array.flat[array.size // 2] = value
    return array


NOT_FINITE = {
    "logistic.sigmoid": ("Z", lambda a: logistic.sigmoid(a((2, 3)))),
    "logistic.propagate X": (
        "X",
        lambda a: logistic.propagate(np.ones((3, 1)), 0.0, a((3, 5)), Y),
    ),
    "logistic.propagate Y": (
        "Y",
        lambda a: logistic.propagate(np.ones((3, 1)), 0.0, X, a((1, 5))),
    ),
    "logistic.propagate w": ("w", lambda a: logistic.propagate(a((3, 1)), 0.0, X, Y)),
    "logistic.propagate b": (
        "b",
        lambda a: logistic.propagate(np.ones((3, 1)), a(()), X, Y),
    ),
    "logistic.optimize": (
        "X",
        lambda a: logistic.optimize(np.ones((3, 1)), 0.0, a((3, 5)), Y, 1),
    ),
    "logistic.predict": (
        "X",
        lambda a: logistic.predict(np.ones((3, 1)), 0.0, a((3, 5))),
    ),
    "logistic.model": ("X_test", lambda a: logistic.model(X, Y, a((3, 5)), Y, 1)),
    "shallow.layer_sizes": ("X", lambda a: shallow.layer_sizes(a((3, 5)), Y)),
    "shallow.forward": ("X", lambda a: shallow.forward_propagation(a((3, 5)), TWO)),
    "shallow.forward b1": (
        "b1",
        lambda a: shallow.forward_propagation(X, TWO | {"b1": a((2, 1))}),
    ),
    "shallow.cost A2": ("A2", lambda a: shallow.compute_cost(a((1, 5)), Y)),
    "shallow.cost Y": ("Y", lambda a: shallow.compute_cost(AL, a((1, 5)))),
    "shallow.backward": (
        "A1",
        lambda a: shallow.backward_propagation(TWO, cache() | {"A1": a((2, 5))}, X, Y),
    ),
    "shallow.update": (
        "dW1",
        lambda a: shallow.update_parameters(TWO, grads_of_two() | {"dW1": a((2, 3))}),
    ),
    "shallow.model": ("X", lambda a: shallow.nn_model(a((3, 5)), Y, 2, 1)),
    "shallow.predict": ("X", lambda a: shallow.predict(TWO, a((3, 5)))),
    "deep.relu": ("Z", lambda a: deep.relu(a((2, 3)))),
    "deep.relu_backward": (
        "dA",
        lambda a: deep.relu_backward(a((2, 3)), np.ones((2, 3))),
    ),
    "deep.sigmoid_backward": (
        "Z",
        lambda a: deep.sigmoid_backward(np.ones((2, 3)), a((2, 3))),
    ),
    "deep.linear_forward": (
        "A_prev",
        lambda a: deep.linear_forward(a((3, 5)), W, np.zeros((2, 1))),
    ),
    "deep.linear_backward": (
        "dZ",
        lambda a: deep.linear_backward(a((2, 5)), caches()[0][0]),
    ),
    "deep.forward": (
        "W2",
        lambda a: deep.L_model_forward(X, TWO | {"W2": a((1, 2))}),
    ),
    "deep.backward": ("AL", lambda a: deep.L_model_backward(a((1, 5)), Y, caches())),
    "deep.update": (
        "dW1",
        lambda a: deep.update_parameters(TWO, grads_of_two() | {"dW1": a((2, 3))}, 1),
    ),
    "deep.model": ("X", lambda a: deep.L_layer_model(a((3, 5)), Y, [3, 1])),
    "deep.two_layers": ("Y", lambda a: deep.two_layer_model(X, a((1, 5)), [3, 2, 1])),
    "deep.predict": ("X", lambda a: deep.predict(a((3, 5)), TWO)),
}


def grads_of_two():
    return {f"d{name}": value for name, value in TWO.items()}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("function", NOT_FINITE)
def test_what_is_not_finite_is_refused_by_name(function, value):
    name, call = NOT_FINITE[function]
    with pytest.raises(ValueError, match=f"^{name} must hold finite numbers; got"):
        call(lambda shape: filled(shape, value))


def test_training_that_diverges_ends_in_words_and_without_warnings():
    """Warnings are errors here, so that an overflow on the way would be seen."""
    big = {"num_iterations": 1000, "learning_rate": 1e200}
    with pytest.raises(ValueError, match="finite numbers.*lower the learning rate"):
        deep.L_layer_model(1e100 * X, Y, [3, 2, 1], random_state=0, **big)
    with pytest.raises(ValueError, match="finite numbers.*lower the learning rate"):
        logistic.model(1e200 * X, Y, X, Y, **big)
