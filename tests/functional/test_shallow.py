"""Lesson 2 step by step."""

import numpy as np
import pytest

from skscratch.functional import deep, shallow


@pytest.fixture
def parameters():
    rng = np.random.default_rng(1)
    shapes = {"W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def test_gradients_agree_with_central_differences(
    samples, parameters, assert_gradients
):
    X, Y = samples
    _, cache = shallow.forward_propagation(X, parameters)
    grads = shallow.backward_propagation(parameters, cache, X, Y)
    assert list(grads) == ["dW1", "db1", "dW2", "db2"]
    assert_gradients(
        lambda p: shallow.compute_cost(shallow.forward_propagation(X, p)[0], Y),
        parameters,
        grads,
    )


def test_forward_is_one_tanh_layer_and_one_sigmoid_layer(samples, parameters):
    X, _ = samples
    A2, cache = shallow.forward_propagation(X, parameters)
    Z1, _ = deep.linear_forward(X, parameters["W1"], parameters["b1"])
    A2_deep, (_, Z2) = deep.linear_activation_forward(
        np.tanh(Z1), parameters["W2"], parameters["b2"], "sigmoid"
    )
    np.testing.assert_array_equal(A2, A2_deep)
    np.testing.assert_equal(cache, {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": A2})


def test_nothing_given_is_changed(samples, parameters, call_unchanged):
    X, Y = samples
    call_unchanged(shallow.layer_sizes, X, Y)
    A2, cache = call_unchanged(shallow.forward_propagation, X, parameters)
    call_unchanged(shallow.compute_cost, A2, Y)
    grads = call_unchanged(shallow.backward_propagation, parameters, cache, X, Y)
    new = call_unchanged(shallow.update_parameters, parameters, grads)
    assert not any(np.shares_memory(new[name], parameters[name]) for name in new)
    call_unchanged(shallow.predict, parameters, X)
    call_unchanged(shallow.nn_model, X, Y, 4, 3, random_state=0)


def test_update_moves_against_the_gradient(parameters):
    grads = {f"d{name}": np.ones_like(value) for name, value in parameters.items()}
    by_default = shallow.update_parameters(parameters, grads)
    slowly = shallow.update_parameters(parameters, grads, learning_rate=0.25)
    for name, value in parameters.items():
        np.testing.assert_array_equal(by_default[name], value - 1.2)
        np.testing.assert_array_equal(slowly[name], value - 0.25)


def test_initial_parameters_are_the_textbooks():
    legacy = np.random.RandomState(2)
    parameters = shallow.initialize_parameters(2, 4, 1, random_state=2)
    np.testing.assert_array_equal(parameters["W1"], legacy.randn(4, 2) * 0.01)
    np.testing.assert_array_equal(parameters["W2"], legacy.randn(1, 4) * 0.01)
    np.testing.assert_array_equal(parameters["b1"], np.zeros((4, 1)))
    np.testing.assert_array_equal(parameters["b2"], np.zeros((1, 1)))


def test_a_seed_leaves_the_global_generator_alone(samples):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    shallow.nn_model(*samples, 2, 2, random_state=0)
    deep.L_layer_model(*samples, [3, 2, 1], num_iterations=2, random_state=0)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_layer_sizes_are_read_off_the_arrays():
    assert shallow.layer_sizes(np.ones((5, 3)), np.ones((2, 3))) == (5, 4, 2)
    assert shallow.layer_sizes(np.ones((5, 3)), np.ones((1, 3)), n_h=7) == (5, 7, 1)


def test_model_is_the_steps_repeated(samples, capsys):
    X, Y = samples
    parameters = shallow.initialize_parameters(3, 4, 1, random_state=5)
    printed = []
    for i in range(1001):
        A2, cache = shallow.forward_propagation(X, parameters)
        if i % 1000 == 0:
            printed.append(
                f"Cost after iteration {i}: {shallow.compute_cost(A2, Y):.6f}"
            )
        grads = shallow.backward_propagation(parameters, cache, X, Y)
        parameters = shallow.update_parameters(parameters, grads)
    model = shallow.nn_model(X, Y, 4, 1001, print_cost=True, random_state=5)
    np.testing.assert_equal(model, parameters)
    assert capsys.readouterr().out.splitlines() == printed
    predictions = shallow.predict(model, X)
    np.testing.assert_array_equal(
        predictions, shallow.forward_propagation(X, model)[0] > 0.5
    )
    assert predictions.dtype.kind == "i"


def test_a_probability_of_one_half_is_label_0(parameters):
    parameters |= {"W2": np.zeros((1, 4)), "b2": np.zeros((1, 1))}
    np.testing.assert_array_equal(shallow.predict(parameters, np.ones((3, 2))), 0)
