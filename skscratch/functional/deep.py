"""Lesson 3: any number of layers, relu units and a sigmoid at the end.

``X (n_0, m)`` holds m samples, ``Y (1, m)`` their labels 0 and 1. Layer ``l`` of ``L``
is ``Z = W A_prev + b``, ``A = relu(Z)`` or, the last one, ``A = sigmoid(Z)``, with
``W (n_l, n_{l-1})``, ``b (n_l, 1)``.
"""

from __future__ import annotations

from skscratch.core.losses import sigmoid_cross_entropy
from skscratch.functional._activations import (
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from skscratch.functional._checks import check_unit_interval, checked
from skscratch.functional._layer import (
    linear_activation_backward,
    linear_activation_forward,
    linear_backward,
    linear_forward,
)
from skscratch.functional._parameters import (
    check_descent,
    check_learning_rate,
    checked_update,
    count_layers,
    descend,
    draw,
)
from skscratch.functional._passes import (
    L_model_backward,
    L_model_forward,
    backward,
    compute_cost,
    forward,
)
from skscratch.functional.shallow import initialize_parameters

__all__ = [
    "L_layer_model",
    "L_model_backward",
    "L_model_forward",
    "compute_cost",
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_activation_backward",
    "linear_activation_forward",
    "linear_backward",
    "linear_forward",
    "predict",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
    "two_layer_model",
    "update_parameters",
]


def initialize_parameters_deep(
    layer_dims, *, initialization="normal", random_state=None
):
    """Random weights and biases of zero.

    Parameters
    ----------
    layer_dims : sequence of int
        Units of every layer, the input layer first.
    initialization : str, default="normal"
        Scale of the weights: "normal" 0.01, "lecun" ``sqrt(1 / n_in)``, "he"
        ``sqrt(2 / n_in)``, "xavier" ``sqrt(2 / (n_in + n_out))``, "zeros", or "auto":
        "he" for the relu layers and "xavier" for the last.
    random_state : int, RandomState instance or None, default=None
        Source of the weights. An int gives the weights of the textbook's
        ``np.random.seed`` of the same number.

    Returns
    -------
    parameters : dict
        ``W1 (n_1, n_0)``, ``b1 (n_1, 1)``, ``W2``, ``b2`` and so on.

    Raises
    ------
    ValueError
        If there are fewer than two layers, a layer has no units or the
        initialization is unknown.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> parameters = deep.initialize_parameters_deep([5, 4, 1], random_state=3)
    >>> list(parameters), parameters["W1"].shape
    (['W1', 'b1', 'W2', 'b2'], (4, 5))
    """
    return draw(layer_dims, initialization, random_state)


def update_parameters(parameters, grads, learning_rate):
    """One step of gradient descent.

    Parameters
    ----------
    parameters : dict
        ``W1``, ``b1``, ..., ``WL``, ``bL``.
    grads : dict
        ``dW1``, ``db1``, ..., ``dWL``, ``dbL``; other keys are passed over.
    learning_rate : float
        Step size, more than 0.

    Returns
    -------
    parameters : dict
        New arrays ``W1 - learning_rate * dW1`` and so on.

    Raises
    ------
    ValueError
        If a key is missing, the shapes do not match or the step size is not positive.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]]}
    >>> deep.update_parameters(parameters, {"dW1": [[1.0]], "db1": [[-1.0]]}, 0.5)
    {'W1': array([[0.5]]), 'b1': array([[0.5]])}
    """
    check_learning_rate(learning_rate)
    n_layers = count_layers(parameters)
    return descend(*checked_update(parameters, grads, n_layers), learning_rate)


def two_layer_model(
    X,
    Y,
    layers_dims,
    learning_rate=0.0075,
    num_iterations=3000,
    print_cost=False,
    *,
    random_state=None,
):
    """Train a relu layer and a sigmoid from weights of standard deviation 0.01.

    Parameters
    ----------
    X : array-like of shape (n_x, m)
        Samples in columns.
    Y : array-like of shape (1, m)
        Labels 0 and 1.
    layers_dims : sequence of 3 int
        ``(n_x, n_h, 1)``.
    learning_rate : float, default=0.0075
        Step size, more than 0.
    num_iterations : int, default=3000
        Number of steps, at least 1.
    print_cost : bool, default=False
        Whether to print the cost of every 100th iteration.
    random_state : int, RandomState instance or None, default=None
        Source of the initial weights.

    Returns
    -------
    parameters : dict
        ``W1``, ``b1``, ``W2``, ``b2``.
    costs : list of float
        Cost before the step in iterations 0, 100, 200 and so on.

    Raises
    ------
    ValueError
        If the shapes do not match, a label is not in [0, 1] or a number is out of
        its range.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> X, Y = [[-2.0, -1.0, 1.0, 2.0]], [[0, 0, 1, 1]]
    >>> parameters, costs = deep.two_layer_model(X, Y, (1, 4, 1), 1.0, random_state=1)
    >>> deep.predict(X, parameters)
    array([[0, 0, 1, 1]])
    """
    if len(layers_dims) != 3:
        raise ValueError(f"layers_dims must be (n_x, n_h, 1); got {layers_dims}.")
    X, Y = _checked(X, Y, layers_dims)
    parameters = draw(layers_dims, "normal", random_state, X.dtype)
    return _train(X, Y, parameters, learning_rate, num_iterations, print_cost)


def L_layer_model(
    X,
    Y,
    layers_dims,
    learning_rate=0.0075,
    num_iterations=3000,
    print_cost=False,
    *,
    initialization="lecun",
    random_state=None,
):
    """Train relu layers and a sigmoid.

    Parameters
    ----------
    X : array-like of shape (n_x, m)
        Samples in columns.
    Y : array-like of shape (1, m)
        Labels 0 and 1.
    layers_dims : sequence of int
        Units of every layer: n_x first, 1 last.
    learning_rate : float, default=0.0075
        Step size, more than 0.
    num_iterations : int, default=3000
        Number of steps, at least 1.
    print_cost : bool, default=False
        Whether to print the cost of every 100th iteration.
    initialization : str, default="lecun"
        Scale of the initial weights, see `initialize_parameters_deep`.
    random_state : int, RandomState instance or None, default=None
        Source of the initial weights.

    Returns
    -------
    parameters : dict
        ``W1``, ``b1``, ..., ``WL``, ``bL``.
    costs : list of float
        Cost before the step in iterations 0, 100, 200 and so on.

    Raises
    ------
    ValueError
        If the shapes do not match, a label is not in [0, 1], a number is out of its
        range or the initialization is unknown.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> X, Y = [[-2.0, -1.0, 1.0, 2.0]], [[0, 0, 1, 1]]
    >>> parameters, costs = deep.L_layer_model(X, Y, [1, 4, 2, 1], 0.1, random_state=1)
    >>> deep.predict(X, parameters)
    array([[0, 0, 1, 1]])
    """
    X, Y = _checked(X, Y, layers_dims)
    parameters = draw(layers_dims, initialization, random_state, X.dtype)
    return _train(X, Y, parameters, learning_rate, num_iterations, print_cost)


def predict(X, parameters):
    """The more likely label of each sample.

    Parameters
    ----------
    X : array-like of shape (n_0, m)
        Samples in columns.
    parameters : dict
        ``W1``, ``b1``, ..., ``WL``, ``bL``.

    Returns
    -------
    predictions : ndarray of int of shape (1, m)
        1 where ``AL > 0.5``, else 0.

    Raises
    ------
    ValueError
        If a key is missing or the shapes do not match.

    Examples
    --------
    >>> from skscratch.functional import deep
    >>> deep.predict([[-1.0, 0.0, 1.0]], {"W1": [[2.0]], "b1": [[1.0]]})
    array([[0, 1, 1]])
    """
    return (L_model_forward(X, parameters)[0] > 0.5).astype(int)


def _checked(X, Y, layers_dims):
    X, Y = checked(X=(X, "n_x", "m"), Y=(Y, 1, "m"))
    check_unit_interval(Y=Y)
    n_x = X.shape[0]
    if len(layers_dims) < 2 or (layers_dims[0], layers_dims[-1]) != (n_x, 1):
        raise ValueError(
            f"layers_dims must start with the {n_x} features of X and end with 1; "
            f"got {layers_dims}."
        )
    return X, Y


def _train(X, Y, parameters, learning_rate, num_iterations, print_cost):
    check_descent(num_iterations, learning_rate)
    costs = []
    for i in range(num_iterations):
        AL, caches = forward(X, parameters)
        if i % 100 == 0:
            _, ZL = caches[-1]
            costs.append(sigmoid_cross_entropy(ZL, Y)[0].mean().item())
            if print_cost:
                print(f"Cost after iteration {i}: {costs[-1]:f}")
        grads, _ = backward(AL, Y, caches)
        parameters = descend(parameters, grads, learning_rate)
    return parameters, costs
