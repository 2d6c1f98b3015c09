"""Your own function of a lesson, tried and explained in words.

For each function of the three lessons there is a check of that name. It calls yours
with small arrays of several shapes, compares with the textbook (and gradients with
central differences of the cost), and says which term is wrong and what would explain
it. A check never raises for what your function does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from skscratch.lessons.check import (
    all_layers,
    deep,
    drawn,
    logistic,
    shallow,
    trained,
    update,
)
from skscratch.lessons.check.attempt import parameters_of
from skscratch.lessons.check.judge import judge
from skscratch.lessons.check.lesson import (
    check_lesson,
    lesson_of_predict,
    needs_the_rate,
    returns_a_pair,
    takes_more_than_two,
)
from skscratch.lessons.check.verdict import Verdict

__all__ = [
    "L_layer_model",
    "L_model_backward",
    "L_model_forward",
    "Verdict",
    "backward_propagation",
    "compute_cost",
    "forward_propagation",
    "initialize_parameters",
    "initialize_parameters_deep",
    "initialize_with_zeros",
    "layer_sizes",
    "linear_activation_backward",
    "linear_activation_forward",
    "linear_backward",
    "linear_forward",
    "model",
    "nn_model",
    "optimize",
    "predict",
    "propagate",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "two_layer_model",
    "update_parameters",
]


def sigmoid(function: Callable[..., Any], *, lesson: int | None = None) -> Verdict:
    """Check sigmoid: the sigmoid of lesson 1 and 2, or of 3, with its cache.

    Parameters
    ----------
    function : callable
        Yours, called as ``sigmoid(Z)``.
    lesson : {1, 2, 3}, default=None
        The lesson it is of; by default 3 if it returns a pair.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> from skscratch.lessons import check
    >>> check.sigmoid(logistic.sigmoid)
    sigmoid is right: 5 cases, against the textbook.
    """
    check_lesson(lesson, 1, 2, 3)
    if lesson is None:
        lesson = 3 if returns_a_pair(function) else 2
    tasks = logistic.TASKS if lesson < 3 else deep.TASKS
    return judge(function, tasks["sigmoid"])


def initialize_with_zeros(function: Callable[..., Any]) -> Verdict:
    """Check initialize_with_zeros: the first w and b of the neuron.

    Parameters
    ----------
    function : callable
        Yours, called as ``initialize_with_zeros(dim)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> from skscratch.lessons import check
    >>> check.initialize_with_zeros(logistic.initialize_with_zeros)
    initialize_with_zeros is right: 3 cases, against the textbook.
    """
    return judge(function, logistic.TASKS["initialize_with_zeros"])


def propagate(function: Callable[..., Any]) -> Verdict:
    """Check propagate: the cost of the neuron, and its gradient.

    Parameters
    ----------
    function : callable
        Yours, called as ``propagate(w, b, X, Y)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> from skscratch.lessons import check
    >>> check.propagate(logistic.propagate)
    propagate is right: 6 cases, against central differences and against the textbook.
    """
    return judge(function, logistic.TASKS["propagate"])


def optimize(function: Callable[..., Any]) -> Verdict:
    """Check optimize: gradient descent, one neuron.

    Parameters
    ----------
    function : callable
        Yours, called as ``optimize(w, b, X, Y, num_iterations, learning_rate,
        print_cost)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> from skscratch.lessons import check
    >>> check.optimize(logistic.optimize)
    optimize is right: 4 cases, against the textbook.
    """
    return judge(function, logistic.TASKS["optimize"])


def predict(function: Callable[..., Any], *, lesson: int | None = None) -> Verdict:
    """Check predict: the answers 0 and 1 of a trained network.

    Parameters
    ----------
    function : callable
        Yours, called as ``predict(w, b, X)``, ``predict(parameters, X)`` or
        ``predict(X, y, parameters)``.
    lesson : {1, 2, 3}, default=None
        The lesson it is of; by default what its arguments tell.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.predict(shallow.predict)
    predict is right: 7 cases, against the textbook.
    """
    check_lesson(lesson, 1, 2, 3)
    names = parameters_of(function)
    lesson = lesson or lesson_of_predict(names)
    if lesson == 3:
        arguments = all_layers.arguments_of_predict(len(names))
        return judge(function, *all_layers.predict_tasks(arguments))
    return judge(function, (logistic if lesson == 1 else shallow).TASKS["predict"])


def model(function: Callable[..., Any]) -> Verdict:
    """Check model: lesson 1 from the data to the answers.

    Parameters
    ----------
    function : callable
        Yours, called as ``model(X_train, Y_train, X_test, Y_test,
        num_iterations, learning_rate, print_cost)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> from skscratch.lessons import check
    >>> check.model(logistic.model)
    model is right: 3 cases, against the textbook.
    """
    return judge(function, logistic.TASKS["model"])


def layer_sizes(function: Callable[..., Any]) -> Verdict:
    """Check layer_sizes: the units of the three layers.

    Parameters
    ----------
    function : callable
        Yours, called as ``layer_sizes(X, Y)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.layer_sizes(shallow.layer_sizes)
    layer_sizes is right: 6 cases, against the textbook.
    """
    return judge(function, shallow.TASKS["layer_sizes"])


def initialize_parameters(
    function: Callable[..., Any], *, lesson: int | None = None
) -> Verdict:
    """Check initialize_parameters: the first weights of two layers.

    Parameters
    ----------
    function : callable
        Yours, called as ``initialize_parameters(n_x, n_h, n_y)``.
    lesson : {2, 3}, default=None
        The lesson it is of; both have the same function.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.initialize_parameters(shallow.initialize_parameters)
    initialize_parameters is right: 3 networks, shapes, zeros and the scale of the
    weights.
    """
    check_lesson(lesson, 2, 3)
    return drawn.judge_two_layers(function)


def forward_propagation(function: Callable[..., Any]) -> Verdict:
    """Check forward_propagation: one hidden layer, from X to A2.

    Parameters
    ----------
    function : callable
        Yours, called as ``forward_propagation(X, parameters)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.forward_propagation(shallow.forward_propagation)
    forward_propagation is right: 6 cases, against the textbook.
    """
    return judge(function, shallow.TASKS["forward_propagation"])


def compute_cost(function: Callable[..., Any], *, lesson: int | None = None) -> Verdict:
    """Check compute_cost: the cross-entropy of lesson 2 or 3.

    Parameters
    ----------
    function : callable
        Yours, called as ``compute_cost(A2, Y)`` or, in lesson 3,
        ``compute_cost(AL, Y)``.
    lesson : {2, 3}, default=None
        The lesson it is of; by default 3 if its first argument is AL.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.compute_cost(shallow.compute_cost)
    compute_cost is right: 5 cases, against the textbook.
    """
    check_lesson(lesson, 2, 3)
    names = parameters_of(function)
    lesson = lesson or (3 if names[:1] == ["AL"] else 2)
    return judge(
        function,
        shallow.compute_cost_task(
            "AL" if lesson == 3 else "A2", parameters=takes_more_than_two(function)
        ),
    )


def backward_propagation(function: Callable[..., Any]) -> Verdict:
    """Check backward_propagation: one hidden layer, from A2 to the gradient.

    Parameters
    ----------
    function : callable
        Yours, called as ``backward_propagation(parameters, cache, X, Y)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.backward_propagation(shallow.backward_propagation)
    backward_propagation is right: 6 cases, against central differences and against the
    textbook.
    """
    return judge(function, shallow.TASKS["backward_propagation"])


def update_parameters(
    function: Callable[..., Any], *, lesson: int | None = None
) -> Verdict:
    """Check update_parameters: one step of gradient descent.

    Parameters
    ----------
    function : callable
        Yours, called as ``update_parameters(parameters, grads, learning_rate)``.
    lesson : {2, 3}, default=None
        The lesson it is of; by default 2 if its learning_rate has a default.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.update_parameters(shallow.update_parameters)
    update_parameters is right: 9 cases, against the textbook.
    """
    check_lesson(lesson, 2, 3)
    needed = needs_the_rate(function)
    lesson = lesson or (3 if needed else 2)
    sizes = (3, 3, 3), (3, 4, 1)  # where shapes agree, a wrong layer can be named
    two = [update.update_task(s, rate_given=True, extra=lesson == 3) for s in sizes]
    if lesson == 3:
        depths = (3, 4, 2, 1), (3, 1)
        two += [update.update_task(d, rate_given=True, extra=True) for d in depths]
    elif not needed:
        two.append(update.update_task((2, 3, 1), rate_given=False, extra=False))
    return judge(function, *two)


def nn_model(function: Callable[..., Any]) -> Verdict:
    """Check nn_model: the training of one hidden layer.

    Parameters
    ----------
    function : callable
        Yours, called as ``nn_model(X, Y, n_h, num_iterations, print_cost)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> from skscratch.lessons import check
    >>> check.nn_model(shallow.nn_model)
    nn_model is right: 2 networks, each step against the textbook's.
    """
    return trained.judge_training("nn_model", function)


def initialize_parameters_deep(function: Callable[..., Any]) -> Verdict:
    """Check initialize_parameters_deep: the first weights of any number of layers.

    Parameters
    ----------
    function : callable
        Yours, called as ``initialize_parameters_deep(layer_dims)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.initialize_parameters_deep(deep.initialize_parameters_deep)
    initialize_parameters_deep is right: 3 networks, shapes, zeros and the scale of the
    weights.
    """
    return drawn.judge_any_layers(function)


def relu(function: Callable[..., Any]) -> Verdict:
    """Check relu: the relu, with its cache.

    Parameters
    ----------
    function : callable
        Yours, called as ``relu(Z)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.relu(deep.relu)
    relu is right: 3 cases, against the textbook.
    """
    return judge(function, deep.TASKS["relu"])


def sigmoid_backward(function: Callable[..., Any]) -> Verdict:
    """Check sigmoid_backward: back through the sigmoid.

    Parameters
    ----------
    function : callable
        Yours, called as ``sigmoid_backward(dA, cache)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.sigmoid_backward(deep.sigmoid_backward)
    sigmoid_backward is right: 3 cases, against central differences and against the
    textbook.
    """
    return judge(function, deep.TASKS["sigmoid_backward"])


def relu_backward(function: Callable[..., Any]) -> Verdict:
    """Check relu_backward: back through the relu.

    Parameters
    ----------
    function : callable
        Yours, called as ``relu_backward(dA, cache)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.relu_backward(deep.relu_backward)
    relu_backward is right: 3 cases, against the textbook.
    """
    return judge(function, deep.TASKS["relu_backward"])


def linear_forward(function: Callable[..., Any]) -> Verdict:
    """Check linear_forward: the linear part of a layer.

    Parameters
    ----------
    function : callable
        Yours, called as ``linear_forward(A_prev, W, b)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.linear_forward(deep.linear_forward)
    linear_forward is right: 5 cases, against the textbook.
    """
    return judge(function, deep.TASKS["linear_forward"])


def linear_activation_forward(function: Callable[..., Any]) -> Verdict:
    """Check linear_activation_forward: a layer with its activation.

    Parameters
    ----------
    function : callable
        Yours, called as ``linear_activation_forward(A_prev, W, b,
        activation)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.linear_activation_forward(deep.linear_activation_forward)
    linear_activation_forward is right: 10 cases, against the textbook.
    """
    return judge(function, deep.TASKS["linear_activation_forward"])


def L_model_forward(function: Callable[..., Any]) -> Verdict:
    """Check L_model_forward: all layers, from X to AL.

    Parameters
    ----------
    function : callable
        Yours, called as ``L_model_forward(X, parameters)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.L_model_forward(deep.L_model_forward)
    L_model_forward is right: 6 cases, against the textbook.
    """
    return judge(function, *all_layers.FORWARD_TASKS)


def linear_backward(function: Callable[..., Any]) -> Verdict:
    """Check linear_backward: back through the linear part of a layer.

    Parameters
    ----------
    function : callable
        Yours, called as ``linear_backward(dZ, cache)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.linear_backward(deep.linear_backward)
    linear_backward is right: 5 cases, against central differences and against the
    textbook.
    """
    return judge(function, deep.TASKS["linear_backward"])


def linear_activation_backward(function: Callable[..., Any]) -> Verdict:
    """Check linear_activation_backward: back through a layer.

    Parameters
    ----------
    function : callable
        Yours, called as ``linear_activation_backward(dA, cache, activation)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.linear_activation_backward(deep.linear_activation_backward)
    linear_activation_backward is right: 10 cases, against central differences and
    against the textbook.
    """
    return judge(function, deep.TASKS["linear_activation_backward"])


def L_model_backward(function: Callable[..., Any]) -> Verdict:
    """Check L_model_backward: back through all layers.

    Parameters
    ----------
    function : callable
        Yours, called as ``L_model_backward(AL, Y, caches)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.L_model_backward(deep.L_model_backward)
    L_model_backward is right: 6 cases, against central differences and against the
    textbook.
    """
    return judge(function, *all_layers.BACKWARD_TASKS)


def two_layer_model(function: Callable[..., Any]) -> Verdict:
    """Check two_layer_model: the training of two layers.

    Parameters
    ----------
    function : callable
        Yours, called as ``two_layer_model(X, Y, layers_dims, learning_rate,
        num_iterations, print_cost)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.two_layer_model(deep.two_layer_model)
    two_layer_model is right: 2 networks, each step against the textbook's.
    """
    return trained.judge_training("two_layer_model", function)


def L_layer_model(function: Callable[..., Any]) -> Verdict:
    """Check L_layer_model: the training of any number of layers.

    Parameters
    ----------
    function : callable
        Yours, called as ``L_layer_model(X, Y, layers_dims, learning_rate,
        num_iterations, print_cost)``.

    Returns
    -------
    Verdict
        True if it is right; printed, it says what is not.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> from skscratch.lessons import check
    >>> check.L_layer_model(deep.L_layer_model)
    L_layer_model is right: 2 networks, each step against the textbook's.
    """
    return trained.judge_training("L_layer_model", function)
