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
    descent,
    drawn,
    logistic,
    shallow,
    trained,
    update,
)
from skscratch.lessons.check._docs import documented
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


# What a right function was held against.
_TEXTBOOK = "cases, against the textbook"
_BOTH = "cases, against central differences and against the textbook"
_SHAPES = "3 networks, shapes, zeros and the scale of the weights"
_STEPS = "2 networks, each step against the textbook's"


@documented(
    "sigmoid(Z)",
    module="logistic",
    evidence=f"5 {_TEXTBOOK}",
    lesson=("1, 2, 3", "by default 3 if it returns a pair"),
)
def sigmoid(function: Callable[..., Any], *, lesson: int | None = None) -> Verdict:
    """Check sigmoid: the sigmoid of lesson 1 and 2, or of 3, with its cache."""
    check_lesson(lesson, 1, 2, 3)
    if lesson is None:
        lesson = 3 if returns_a_pair(function) else 2
    tasks = logistic.TASKS if lesson < 3 else deep.TASKS
    return judge(function, tasks["sigmoid"])


@documented("initialize_with_zeros(dim)", module="logistic", evidence=f"3 {_TEXTBOOK}")
def initialize_with_zeros(function: Callable[..., Any]) -> Verdict:
    """Check initialize_with_zeros: the first w and b of the neuron."""
    return judge(function, logistic.TASKS["initialize_with_zeros"])


@documented("propagate(w, b, X, Y)", module="logistic", evidence=f"6 {_BOTH}")
def propagate(function: Callable[..., Any]) -> Verdict:
    """Check propagate: the cost of the neuron, and its gradient."""
    return judge(function, logistic.TASKS["propagate"])


@documented(
    "optimize(w, b, X, Y, num_iterations, learning_rate, print_cost)",
    module="logistic",
    evidence=f"4 {_TEXTBOOK}",
)
def optimize(function: Callable[..., Any]) -> Verdict:
    """Check optimize: gradient descent, one neuron."""
    return judge(function, descent.TASKS["optimize"])


@documented(
    "predict(w, b, X)",
    "predict(parameters, X)",
    "predict(X, y, parameters)",
    module="shallow",
    evidence=f"7 {_TEXTBOOK}",
    lesson=("1, 2, 3", "by default what its arguments tell"),
)
def predict(function: Callable[..., Any], *, lesson: int | None = None) -> Verdict:
    """Check predict: the answers 0 and 1 of a trained network."""
    check_lesson(lesson, 1, 2, 3)
    names = parameters_of(function)
    lesson = lesson or lesson_of_predict(names)
    if lesson == 3:
        arguments = all_layers.arguments_of_predict(len(names))
        return judge(function, *all_layers.predict_tasks(arguments))
    return judge(function, (logistic if lesson == 1 else shallow).TASKS["predict"])


@documented(
    "model(X_train, Y_train, X_test, Y_test, num_iterations, learning_rate, "
    "print_cost)",
    module="logistic",
    evidence=f"3 {_TEXTBOOK}",
)
def model(function: Callable[..., Any]) -> Verdict:
    """Check model: lesson 1 from the data to the answers."""
    return judge(function, descent.TASKS["model"])


@documented("layer_sizes(X, Y)", module="shallow", evidence=f"4 {_TEXTBOOK}")
def layer_sizes(function: Callable[..., Any]) -> Verdict:
    """Check layer_sizes: the units of the three layers."""
    return judge(function, shallow.TASKS["layer_sizes"])


@documented(
    "initialize_parameters(n_x, n_h, n_y)",
    module="shallow",
    evidence=_SHAPES,
    lesson=("2, 3", "both have the same function"),
)
def initialize_parameters(
    function: Callable[..., Any], *, lesson: int | None = None
) -> Verdict:
    """Check initialize_parameters: the first weights of two layers."""
    check_lesson(lesson, 2, 3)
    return drawn.judge_two_layers(function)


@documented(
    "forward_propagation(X, parameters)", module="shallow", evidence=f"6 {_TEXTBOOK}"
)
def forward_propagation(function: Callable[..., Any]) -> Verdict:
    """Check forward_propagation: one hidden layer, from X to A2."""
    return judge(function, shallow.TASKS["forward_propagation"])


@documented(
    "compute_cost(A2, Y)",
    "compute_cost(AL, Y)",
    module="shallow",
    evidence=f"5 {_TEXTBOOK}",
    lesson=("2, 3", "by default 3 if its first argument is AL"),
)
def compute_cost(function: Callable[..., Any], *, lesson: int | None = None) -> Verdict:
    """Check compute_cost: the cross-entropy of lesson 2 or 3."""
    check_lesson(lesson, 2, 3)
    names = parameters_of(function)
    lesson = lesson or (3 if names[:1] == ["AL"] else 2)
    return judge(
        function,
        shallow.compute_cost_task(
            "AL" if lesson == 3 else "A2", parameters=takes_more_than_two(function)
        ),
    )


@documented(
    "backward_propagation(parameters, cache, X, Y)",
    module="shallow",
    evidence=f"6 {_BOTH}",
)
def backward_propagation(function: Callable[..., Any]) -> Verdict:
    """Check backward_propagation: one hidden layer, from A2 to the gradient."""
    return judge(function, shallow.TASKS["backward_propagation"])


@documented(
    "update_parameters(parameters, grads, learning_rate)",
    module="shallow",
    evidence=f"9 {_TEXTBOOK}",
    lesson=("2, 3", "by default 2 if its learning_rate has a default"),
)
def update_parameters(
    function: Callable[..., Any], *, lesson: int | None = None
) -> Verdict:
    """Check update_parameters: one step of gradient descent."""
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


@documented(
    "nn_model(X, Y, n_h, num_iterations, print_cost)", module="shallow", evidence=_STEPS
)
def nn_model(function: Callable[..., Any]) -> Verdict:
    """Check nn_model: the training of one hidden layer."""
    return trained.judge_training("nn_model", function)


@documented("initialize_parameters_deep(layer_dims)", module="deep", evidence=_SHAPES)
def initialize_parameters_deep(function: Callable[..., Any]) -> Verdict:
    """Check initialize_parameters_deep: the first weights of any number of layers."""
    return drawn.judge_any_layers(function)


@documented("relu(Z)", module="deep", evidence=f"3 {_TEXTBOOK}")
def relu(function: Callable[..., Any]) -> Verdict:
    """Check relu: the relu, with its cache."""
    return judge(function, deep.TASKS["relu"])


@documented("sigmoid_backward(dA, cache)", module="deep", evidence=f"3 {_BOTH}")
def sigmoid_backward(function: Callable[..., Any]) -> Verdict:
    """Check sigmoid_backward: back through the sigmoid."""
    return judge(function, deep.TASKS["sigmoid_backward"])


@documented("relu_backward(dA, cache)", module="deep", evidence=f"3 {_TEXTBOOK}")
def relu_backward(function: Callable[..., Any]) -> Verdict:
    """Check relu_backward: back through the relu."""
    return judge(function, deep.TASKS["relu_backward"])


@documented("linear_forward(A_prev, W, b)", module="deep", evidence=f"5 {_TEXTBOOK}")
def linear_forward(function: Callable[..., Any]) -> Verdict:
    """Check linear_forward: the linear part of a layer."""
    return judge(function, deep.TASKS["linear_forward"])


@documented(
    "linear_activation_forward(A_prev, W, b, activation)",
    module="deep",
    evidence=f"10 {_TEXTBOOK}",
)
def linear_activation_forward(function: Callable[..., Any]) -> Verdict:
    """Check linear_activation_forward: a layer with its activation."""
    return judge(function, deep.TASKS["linear_activation_forward"])


@documented("L_model_forward(X, parameters)", module="deep", evidence=f"6 {_TEXTBOOK}")
def L_model_forward(function: Callable[..., Any]) -> Verdict:
    """Check L_model_forward: all layers, from X to AL."""
    return judge(function, *all_layers.FORWARD_TASKS)


@documented("linear_backward(dZ, cache)", module="deep", evidence=f"5 {_BOTH}")
def linear_backward(function: Callable[..., Any]) -> Verdict:
    """Check linear_backward: back through the linear part of a layer."""
    return judge(function, deep.TASKS["linear_backward"])


@documented(
    "linear_activation_backward(dA, cache, activation)",
    module="deep",
    evidence=f"10 {_BOTH}",
)
def linear_activation_backward(function: Callable[..., Any]) -> Verdict:
    """Check linear_activation_backward: back through a layer."""
    return judge(function, deep.TASKS["linear_activation_backward"])


@documented("L_model_backward(AL, Y, caches)", module="deep", evidence=f"6 {_BOTH}")
def L_model_backward(function: Callable[..., Any]) -> Verdict:
    """Check L_model_backward: back through all layers."""
    return judge(function, *all_layers.BACKWARD_TASKS)


@documented(
    "two_layer_model(X, Y, layers_dims, learning_rate, num_iterations, print_cost)",
    module="deep",
    evidence=_STEPS,
)
def two_layer_model(function: Callable[..., Any]) -> Verdict:
    """Check two_layer_model: the training of two layers."""
    return trained.judge_training("two_layer_model", function)


@documented(
    "L_layer_model(X, Y, layers_dims, learning_rate, num_iterations, print_cost)",
    module="deep",
    evidence=_STEPS,
)
def L_layer_model(function: Callable[..., Any]) -> Verdict:
    """Check L_layer_model: the training of any number of layers."""
    return trained.judge_training("L_layer_model", function)
