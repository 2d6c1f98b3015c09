"""Lesson 2: one hidden layer of tanh units.

``X (n_x, m)`` holds m samples of n_x features, ``Y (1, m)`` their labels 0 and 1. The
network is ``A1 = tanh(W1 X + b1)``, ``A2 = sigmoid(W2 A1 + b2)`` with
``W1 (n_h, n_x)``, ``b1 (n_h, 1)``, ``W2 (1, n_h)``, ``b2 (1, 1)``.
"""

from __future__ import annotations

from skscratch.core import activations as core
from skscratch.core.affine import affine, affine_backward, affine_gradient
from skscratch.core.losses import binary_cross_entropy, sigmoid_cross_entropy
from skscratch.functional._activations import (
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from skscratch.functional._checks import check_keys, check_unit_interval, checked
from skscratch.functional._parameters import (
    check_descent,
    check_learning_rate,
    checked_parameters,
    checked_update,
    descend,
    draw,
)

__all__ = [
    "backward_propagation",
    "compute_cost",
    "forward_propagation",
    "initialize_parameters",
    "layer_sizes",
    "nn_model",
    "predict",
    "sigmoid",
    "sigmoid_backward",
    "tanh",
    "tanh_backward",
    "update_parameters",
]


def layer_sizes(X, Y, n_h=4):
    """Units of the three layers.

    Parameters
    ----------
    X : array-like of shape (n_x, m)
        Samples in columns.
    Y : array-like of shape (n_y, m)
        Labels.
    n_h : int, default=4
        Units of the hidden layer.

    Returns
    -------
    n_x : int
        Units of the input layer: the features.
    n_h : int
        As given.
    n_y : int
        Units of the output layer.

    Raises
    ------
    ValueError
        If `X` and `Y` have different numbers of columns.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> shallow.layer_sizes([[1.0, 2.0], [3.0, 4.0]], [[0, 1]])
    (2, 4, 1)
    """
    X, Y = checked(X=(X, "n_x", "m"), Y=(Y, "n_y", "m"))
    return X.shape[0], n_h, Y.shape[0]


def initialize_parameters(n_x, n_h, n_y, *, random_state=None):
    """Small random weights and biases of zero.

    Parameters
    ----------
    n_x : int
        Units of the input layer.
    n_h : int
        Units of the hidden layer.
    n_y : int
        Units of the output layer.
    random_state : int, RandomState instance or None, default=None
        Source of the weights. An int gives the weights of the textbook's
        ``np.random.seed`` of the same number.

    Returns
    -------
    parameters : dict
        ``W1 (n_h, n_x)``, ``b1 (n_h, 1)``, ``W2 (n_y, n_h)``, ``b2 (n_y, 1)``; the
        weights are normal with standard deviation 0.01.

    Raises
    ------
    ValueError
        If a number of units is less than 1.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> parameters = shallow.initialize_parameters(2, 1, 1, random_state=1)
    >>> parameters["W1"].round(4), parameters["b1"]
    (array([[ 0.0162, -0.0061]]), array([[0.]]))
    """
    return draw((n_x, n_h, n_y), "normal", random_state)


def forward_propagation(X, parameters):
    """Activations of both layers.

    Parameters
    ----------
    X : array-like of shape (n_x, m)
        Samples in columns.
    parameters : dict
        ``W1``, ``b1``, ``W2``, ``b2``.

    Returns
    -------
    A2 : ndarray of shape (1, m)
        Probabilities of label 1.
    cache : dict
        ``Z1 (n_h, m)``, ``A1 (n_h, m)``, ``Z2 (1, m)``, ``A2 (1, m)``.

    Raises
    ------
    ValueError
        If a key is missing or the shapes do not match.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> A2, cache = shallow.forward_propagation([[0.0, 1.0]], parameters)
    >>> A2.round(4), list(cache)
    (array([[0.5  , 0.821]]), ['Z1', 'A1', 'Z2', 'A2'])
    """
    return _forward(*checked_parameters(parameters, 2, X=(X, "n_0", "m")))


def compute_cost(A2, Y):
    """Cross-entropy cost from probabilities.

    Parameters
    ----------
    A2 : array-like of shape (1, m)
        Probabilities of label 1.
    Y : array-like of shape (1, m)
        Labels 0 and 1.

    Returns
    -------
    cost : float
        Mean loss in nats, always finite: a probability that has saturated at the
        wrong end counts as the nearest float that has not.

    Raises
    ------
    ValueError
        If the shapes differ or a value is not in [0, 1].

    Notes
    -----
    ``cost = -mean(Y log(A2) + (1 - Y) log(1 - A2))`` with ``0 log(0) = 0``.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> round(shallow.compute_cost([[0.5, 0.8]], [[0, 1]]), 4)
    0.4581
    >>> shallow.compute_cost([[0.0, 1.0]], [[0, 1]])
    0.0
    """
    A2, Y = checked(A2=(A2, 1, "m"), Y=(Y, 1, "m"))
    check_unit_interval(A2=A2, Y=Y)
    return binary_cross_entropy(A2, Y).mean().item()


def backward_propagation(parameters, cache, X, Y):
    """Gradient of the cost by every parameter.

    Parameters
    ----------
    parameters : dict
        ``W1``, ``b1``, ``W2``, ``b2``.
    cache : dict
        From `forward_propagation`.
    X : array-like of shape (n_x, m)
        Samples in columns.
    Y : array-like of shape (1, m)
        Labels 0 and 1.

    Returns
    -------
    grads : dict
        ``dW1``, ``db1``, ``dW2``, ``db2``, shaped like the parameters.

    Raises
    ------
    ValueError
        If a key is missing, the shapes do not match or a label is not in [0, 1].

    Notes
    -----
    ``dZ2 = A2 - Y``, ``dW2 = dZ2 A1' / m``, ``db2 = sum(dZ2) / m``,
    ``dZ1 = W2' dZ2 * (1 - A1**2)``, ``dW1 = dZ1 X' / m``, ``db1 = sum(dZ1) / m``.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> X, Y = [[0.0, 1.0]], [[0, 1]]
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> A2, cache = shallow.forward_propagation(X, parameters)
    >>> shallow.backward_propagation(parameters, cache, X, Y)["db2"].round(4)
    array([[0.1606]])
    """
    check_keys("cache", cache, ["Z1", "A1", "Z2", "A2"])
    X, Y, Z1, A1, A2, parameters = checked_parameters(
        parameters,
        2,
        X=(X, "n_0", "m"),
        Y=(Y, 1, "m"),
        Z1=(cache["Z1"], "n_1", "m"),
        A1=(cache["A1"], "n_1", "m"),
        A2=(cache["A2"], 1, "m"),
    )
    check_unit_interval(Y=Y)
    return _backward(parameters, {"Z1": Z1, "A1": A1, "A2": A2}, X, Y)


def update_parameters(parameters, grads, learning_rate=1.2):
    """One step of gradient descent.

    Parameters
    ----------
    parameters : dict
        ``W1``, ``b1``, ``W2``, ``b2``.
    grads : dict
        ``dW1``, ``db1``, ``dW2``, ``db2``.
    learning_rate : float, default=1.2
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
    >>> from skscratch.functional import shallow
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> grads = {"dW1": [[1.0]], "db1": [[0.0]], "dW2": [[0.0]], "db2": [[-1.0]]}
    >>> new = shallow.update_parameters(parameters, grads, learning_rate=0.5)
    >>> new["W1"], new["b2"]
    (array([[0.5]]), array([[0.5]]))
    """
    check_learning_rate(learning_rate)
    return descend(*checked_update(parameters, grads, 2), learning_rate)


def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False, *, random_state=None):
    """Train the network with gradient descent of learning rate 1.2.

    Parameters
    ----------
    X : array-like of shape (n_x, m)
        Samples in columns.
    Y : array-like of shape (1, m)
        Labels 0 and 1.
    n_h : int
        Units of the hidden layer.
    num_iterations : int, default=10000
        Number of steps, at least 1.
    print_cost : bool, default=False
        Whether to print the cost of every 1000th iteration, before its step.
    random_state : int, RandomState instance or None, default=None
        Source of the initial weights.

    Returns
    -------
    parameters : dict
        ``W1``, ``b1``, ``W2``, ``b2``.

    Raises
    ------
    ValueError
        If the shapes do not match, a label is not in [0, 1] or a number is out of
        its range.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> X, Y = [[0.0, 1.0, 2.0, 3.0]], [[0, 1, 1, 0]]
    >>> parameters = shallow.nn_model(X, Y, 4, 2000, random_state=3)
    >>> shallow.predict(parameters, X)
    array([[0, 1, 1, 0]])
    """
    learning_rate = 1.2
    check_descent(num_iterations, learning_rate)
    X, Y = checked(X=(X, "n_x", "m"), Y=(Y, 1, "m"))
    check_unit_interval(Y=Y)
    parameters = draw((X.shape[0], n_h, 1), "normal", random_state, X.dtype)
    for i in range(num_iterations):
        A2, cache = _forward(X, parameters)
        if print_cost and i % 1000 == 0:
            cost = sigmoid_cross_entropy(cache["Z2"], Y)[0].mean()
            print(f"Cost after iteration {i}: {cost:f}")
        grads = _backward(parameters, cache, X, Y)
        parameters = descend(parameters, grads, learning_rate)
    return parameters


def predict(parameters, X):
    """The more likely label of each sample.

    Parameters
    ----------
    parameters : dict
        ``W1``, ``b1``, ``W2``, ``b2``.
    X : array-like of shape (n_x, m)
        Samples in columns.

    Returns
    -------
    predictions : ndarray of int of shape (1, m)
        1 where ``A2 > 0.5``, else 0.

    Raises
    ------
    ValueError
        If a key is missing or the shapes do not match.

    Examples
    --------
    >>> from skscratch.functional import shallow
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> shallow.predict(parameters, [[-1.0, 0.0, 1.0]])
    array([[0, 0, 1]])
    """
    return (forward_propagation(X, parameters)[0] > 0.5).astype(int)


def _forward(X, parameters):
    Z1 = affine(parameters["W1"], X, parameters["b1"])
    A1 = core.tanh(Z1)
    Z2 = affine(parameters["W2"], A1, parameters["b2"])
    A2 = core.sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def _backward(parameters, cache, X, Y):
    A1 = cache["A1"]
    dZ2 = (cache["A2"] - Y) / Y.size
    dW2, db2 = affine_gradient(dZ2, A1)
    dA1 = affine_backward(parameters["W2"], dZ2)
    dZ1 = core.tanh_backward(dA1, cache["Z1"], A1, out=dA1)
    dW1, db1 = affine_gradient(dZ1, X)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
