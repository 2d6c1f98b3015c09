"""What the course's notebooks and unit tests do with these functions, works.

Expected values are the lessons' own, or follow from their formulas by hand.
"""

import inspect

import numpy as np
import pytest

from skscratch.functional import deep, logistic, shallow


def normal(seed, *shapes):
    """Arrays in the order in which ``np.random.seed(seed)`` and ``randn`` give them."""
    legacy = np.random.RandomState(seed)
    return [legacy.randn(*shape) for shape in shapes]


SIGNATURES = {
    logistic: {
        "sigmoid": "(Z)",
        "initialize_with_zeros": "(dim)",
        "propagate": "(w, b, X, Y)",
        "optimize": "(w, b, X, Y, num_iterations=100, learning_rate=0.009, "
        "print_cost=False)",
        "predict": "(w, b, X)",
        "model": "(X_train, Y_train, X_test, Y_test, num_iterations=2000, "
        "learning_rate=0.5, print_cost=False)",
    },
    shallow: {
        "sigmoid": "(Z)",
        "layer_sizes": "(X, Y, n_h=4)",
        "initialize_parameters": "(n_x, n_h, n_y, *, random_state=None)",
        "forward_propagation": "(X, parameters)",
        "compute_cost": "(A2, Y, parameters=None)",
        "backward_propagation": "(parameters, cache, X, Y)",
        "update_parameters": "(parameters, grads, learning_rate=1.2)",
        "nn_model": "(X, Y, n_h, num_iterations=10000, print_cost=False, *, "
        "random_state=None)",
        "predict": "(parameters, X)",
    },
    deep: {
        "sigmoid": "(Z)",
        "relu": "(Z)",
        "sigmoid_backward": "(dA, cache)",
        "relu_backward": "(dA, cache)",
        "initialize_parameters": "(n_x, n_h, n_y, *, random_state=None)",
        "initialize_parameters_deep": "(layer_dims, *, initialization='normal', "
        "random_state=None)",
        "linear_forward": "(A_prev, W, b)",
        "linear_activation_forward": "(A_prev, W, b, activation)",
        "L_model_forward": "(X, parameters)",
        "compute_cost": "(AL, Y)",
        "linear_backward": "(dZ, cache)",
        "linear_activation_backward": "(dA, cache, activation)",
        "L_model_backward": "(AL, Y, caches)",
        "update_parameters": "(parameters, grads, learning_rate)",
        "two_layer_model": "(X, Y, layers_dims, learning_rate=0.0075, "
        "num_iterations=3000, print_cost=False, *, random_state=None)",
        "L_layer_model": "(X, Y, layers_dims, learning_rate=0.0075, "
        "num_iterations=3000, print_cost=False, *, initialization='lecun', "
        "random_state=None)",
        "predict": "(X, y=None, parameters=None)",
    },
}


@pytest.mark.parametrize("lesson", SIGNATURES)
def test_signatures_are_the_lessons(lesson):
    found = {
        name: str(inspect.signature(getattr(lesson, name))) for name in lesson.__all__
    }
    assert found == SIGNATURES[lesson]


def test_the_chain_of_functions_is_real(monkeypatch):
    """Each named step is taken by calling the function of that name."""
    calls = []

    def spied(name, function):
        return lambda *args, **kwargs: calls.append(name) or function(*args, **kwargs)

    for name in deep.__all__:
        monkeypatch.setattr(deep, name, spied(name, getattr(deep, name)))
    X, Y = normal(0, (3, 4))[0], np.array([[0, 1, 1, 0]])
    deep.L_layer_model(X, Y, [3, 2, 1], num_iterations=1, random_state=0)
    forward = ["linear_activation_forward", "linear_forward"]
    assert calls == [
        *("L_layer_model", "initialize_parameters_deep", "L_model_forward"),
        *(*forward, "relu", *forward, "sigmoid"),
        *("compute_cost", "L_model_backward"),
        *("sigmoid_backward", "sigmoid", "linear_backward"),
        *("linear_activation_backward", "relu_backward", "linear_backward"),
        "update_parameters",
    ]


def test_sigmoid_of_lesson_1_is_an_array_or_a_number():
    assert type(logistic.sigmoid(np.array([0, 2]))) is np.ndarray
    assert logistic.sigmoid([0, 2]) == pytest.approx([0.5, 0.88079708])
    assert logistic.sigmoid(1) == pytest.approx(0.7310585)
    assert logistic.sigmoid(np.float64(9.2)) == pytest.approx(0.999898970806)


@pytest.mark.parametrize("name", ["sigmoid", "relu"])
def test_activations_of_lesson_3_return_their_input_as_cache(name):
    Z = np.array([[1.0, -2.0], [3.0, -4.0]])
    A, cache = getattr(deep, name)(Z)
    assert A.shape == (2, 2)
    np.testing.assert_array_equal(cache, Z)


def test_types_of_lesson_1():
    w, b = logistic.initialize_with_zeros(2)
    assert (w.shape, type(w), b, type(b)) == ((2, 1), np.ndarray, 0, float)
    X, Y = np.array([[1.0, -2, -1], [3, 0.5, -3.2]]), np.array([[1, 1, 0]])
    grads, cost = logistic.propagate(np.array([[1.0], [2.0]]), 1.5, X, Y)
    assert grads["dw"] == pytest.approx(np.array([[0.25071532], [-0.06604096]]))
    assert grads["db"] == pytest.approx(-0.1250040450043965)
    assert cost == pytest.approx(0.15900537707692405)
    assert (type(grads["dw"]), type(grads["db"])) == (np.ndarray, np.float64)
    assert cost.shape == ()
    params, grads, costs = logistic.optimize(w, b, X, Y)
    assert (type(costs), type(params["b"])) == (list, np.float64)
    assert type(logistic.predict(params["w"], params["b"], X)) is np.ndarray


def test_labels_of_the_test_set_may_be_one_row_without_axis():
    (X,) = normal(0, (4, 3))
    result = logistic.model(X, np.array([[1, 0, 1]]), 0.5 * X, np.array([1, 0, 1]), 50)
    assert result["Y_prediction_test"].shape == (1, 3)


@pytest.mark.parametrize("print_cost", [True, False])
def test_accuracies_are_printed_with_the_cost(print_cost, capsys):
    X, Y = np.array([[-2.0, -1.0, 1.0, 2.0]]), np.array([[0, 0, 1, 1]])
    logistic.model(X, Y, X[:, :2], 1 - Y[:, :2], 101, print_cost=print_cost)
    assert capsys.readouterr().out.splitlines()[2:] == print_cost * [
        "train accuracy: 100.0 %",
        "test accuracy: 0.0 %",
    ]


def test_cost_of_lesson_2_is_a_python_float_and_takes_parameters():
    A2, Y = np.array([[0.5002307, 0.49985831, 0.50023963]]), normal(1, (1, 3))[0]
    cost = shallow.compute_cost(A2, Y, {"W1": None})  # 2018; Y is not 0 or 1 in 2017
    assert type(cost) is float
    assert cost == pytest.approx(0.692919893776, abs=1e-12)
    assert shallow.compute_cost(A2, Y > 0) == pytest.approx(
        -np.log(np.where(Y > 0, A2, 1 - A2)).mean()
    )


@pytest.mark.parametrize("lesson", [shallow, deep])
def test_probabilities_without_axis_are_one_row(lesson):
    A, Y = np.array([0.7, 0.3, 0.8, 0.9, 0.9]), np.array([[1, 0, 1, 1, 1]])
    expected = 0.22944289410146546
    assert lesson.compute_cost(A, Y) == pytest.approx(expected, rel=1e-14)
    assert lesson.compute_cost(A[None], Y[0]) == pytest.approx(expected, rel=1e-14)


def test_backward_of_lesson_2_reads_only_the_activations_of_the_cache():
    X, Y, W1, W2, A1, A2, Z1 = normal(
        1, (3, 7), (1, 7), (9, 3), (1, 9), (9, 7), (1, 7), (7, 9)
    )
    parameters = {"W1": W1, "W2": W2, "b1": np.zeros((9, 1)), "b2": np.zeros((1, 1))}
    cache = {"A1": A1, "A2": A2, "Z1": Z1}  # Z1 has the shape that one edition gives it
    grads = shallow.backward_propagation(parameters, cache, X, Y > 0)
    assert grads["db2"] == pytest.approx(np.array([[-0.78032466]]))
    assert grads["dW1"][0] == pytest.approx([-0.24468458, -0.24371232, 0.15959609])
    assert grads["db1"][1] == pytest.approx([-0.33647992])
    del cache["Z1"]
    np.testing.assert_equal(
        shallow.backward_propagation(parameters, cache, X, Y > 0), grads
    )


@pytest.mark.filterwarnings("error")
def test_real_valued_labels_train(capsys):
    """As in 2017; their costs have no lower bound, so the probabilities saturate."""
    X, Y = normal(1, (2, 3), (1, 3))
    parameters = shallow.nn_model(X, Y, 4, print_cost=True, random_state=2)
    assert np.abs(parameters["W1"]).max() > 3
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10 and lines[0] == "Cost after iteration 0: 0.692584"
    X, Y = normal(1, (10, 10), (1, 10))
    parameters, costs = deep.two_layer_model(
        X, Y, (10, 4, 1), 0.0075, 2, random_state=1
    )
    assert costs[0] == pytest.approx(0.69315968)
    assert parameters["b2"] == pytest.approx(np.array([[-0.00689018]]))


def test_boolean_labels_train():
    X, Y = normal(1, (2, 3), (1, 3))
    parameters = shallow.nn_model(X, Y > 0, 4, random_state=3)
    assert parameters["W1"][0] == pytest.approx([0.56305445, -1.03925886])
    assert parameters["b2"] == pytest.approx(np.array([[0.21344644]]))


def test_backward_of_lesson_3_takes_probabilities_that_are_no_sigmoid_of_the_cache():
    AL, A1, W1, b1, Z1, A2, W2, b2, Z2 = normal(
        3, (1, 2), (4, 2), (3, 4), (3, 1), (3, 2), (3, 2), (1, 3), (1, 1), (1, 2)
    )
    caches = ((A1, W1, b1), Z1), ((A2, W2, b2), Z2)  # a tuple, as in the course
    for Y in (np.array([[1, 0]]), np.array([1, 0])):
        grads = deep.L_model_backward(AL, Y, caches)
        assert set(grads) == {"dA0", "dA1", "dW1", "dW2", "db1", "db2"}
        assert grads["dA1"][0] == pytest.approx([0.12913162, -0.44014127])
        assert grads["dA0"][0] == pytest.approx([0, 0.52257901])
        assert grads["dW2"][0] == pytest.approx([-0.39202432, -0.13325855, -0.04601089])
        assert grads["dW1"][0, 0] == pytest.approx(0.41010002)
        assert grads["db2"] == pytest.approx(np.array([[0.15187861]]))


def test_costs_of_lesson_3_are_arrays_without_axes():
    (X,) = normal(1, (10, 10))
    Y = np.array([[1, 1, 1, 1, 0, 0, 0, 1, 1, 0]])
    parameters, costs = deep.L_layer_model(
        X, Y, (10, 5, 6, 1), 0.0075, 2, random_state=1
    )
    (cost,) = costs
    assert isinstance(cost, np.ndarray) and cost.shape == ()
    assert cost == pytest.approx(0.70723944)
    assert parameters["b3"] == pytest.approx(np.array([[0.0013201]]), rel=1e-4)
    cost = deep.compute_cost([[0.8, 0.9, 0.4]], [[1, 1, 0]])
    assert isinstance(cost, np.float64) and cost.shape == ()
    assert cost == pytest.approx(0.27977656)


def test_predict_of_the_application_prints_the_accuracy(capsys):
    parameters = {"W1": [[1.0]], "b1": [[0.0]]}
    X, y = [[-1.0, 1.0, 2.0, 3.0]], np.array([[0, 1, 1, 0]])
    alone = deep.predict(X, parameters)
    assert capsys.readouterr().out == ""
    np.testing.assert_array_equal(alone, deep.predict(X=X, parameters=parameters))
    for labels in (y, y[0], y.tolist()):
        p = deep.predict(X, labels, parameters)
        assert capsys.readouterr().out == "Accuracy: 0.75\n"
        np.testing.assert_array_equal(p, alone)
    np.testing.assert_array_equal(p + y, [[0, 2, 2, 1]])  # how mistakes are found there


def test_lists_are_taken():
    X, Y = [[1, 2, 3], [0, 1, 0]], [[0, 1, 1]]
    w, b = logistic.initialize_with_zeros(2)
    logistic.propagate(w.tolist(), b, X, Y)
    parameters = shallow.nn_model(X, Y, 2, 2, random_state=0)
    lists = {name: value.tolist() for name, value in parameters.items()}
    np.testing.assert_equal(
        shallow.forward_propagation(X, lists),
        shallow.forward_propagation(np.array(X), parameters),
    )
    AL, caches = deep.L_model_forward(X, lists)
    grads = deep.L_model_backward(AL.tolist(), Y, caches)
    deep.update_parameters(lists, grads, 1)


def test_a_generator_goes_on_where_it_was():
    state = np.random.RandomState(4)
    first = deep.initialize_parameters(2, 3, 1, random_state=state)
    second = shallow.initialize_parameters(2, 3, 1, random_state=state)
    assert (first["W1"] != second["W1"]).all()
    np.testing.assert_equal(
        first, shallow.initialize_parameters(2, 3, 1, random_state=4)
    )


def test_no_seed_leaves_the_global_generator_alone_too():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one = shallow.initialize_parameters(2, 3, 1)
    other = deep.initialize_parameters_deep([2, 3, 1])
    assert (one["W1"] != other["W1"]).any()
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
