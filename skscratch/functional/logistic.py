"""Lesson 1: logistic regression as one neuron.

``X (n_x, m)`` holds m samples of n_x features, ``Y (1, m)`` their labels 0 and 1,
``w (n_x, 1)`` the weights, ``b`` the bias, a number. The neuron's output is
``A = sigmoid(w' X + b)``, shape (1, m).
"""

from __future__ import annotations

from numbers import Integral

import numpy as np
from sklearn.utils import check_scalar

from skscratch.core.affine import affine, affine_gradient
from skscratch.core.losses import sigmoid_cross_entropy
from skscratch.functional._activations import sigmoid, sigmoid_backward
from skscratch.functional._checks import check_unit_interval, checked
from skscratch.functional._parameters import check_descent, descend

__all__ = [
    "initialize_with_zeros",
    "model",
    "optimize",
    "predict",
    "propagate",
    "sigmoid",
    "sigmoid_backward",
]


def initialize_with_zeros(dim):
    """Weights and bias of zero.

    Parameters
    ----------
    dim : int
        Number of features n_x.

    Returns
    -------
    w : ndarray of shape (dim, 1)
        Zeros.
    b : float
        Zero.

    Raises
    ------
    ValueError
        If `dim` is less than 1.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> logistic.initialize_with_zeros(2)
    (array([[0.],
           [0.]]), 0.0)
    """
    check_scalar(dim, "dim", Integral, min_val=1)
    return np.zeros((dim, 1)), 0.0


def propagate(w, b, X, Y):
    """The cost and its gradient.

    Parameters
    ----------
    w : array-like of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : array-like of shape (n_x, m)
        Samples in columns.
    Y : array-like of shape (1, m)
        Labels 0 and 1.

    Returns
    -------
    grads : dict
        ``{"dw": ndarray of shape (n_x, 1), "db": float}``.
    cost : float
        Mean loss in nats, computed from the logits: finite for logits of any size.

    Raises
    ------
    ValueError
        If the shapes do not match or a label is not in [0, 1].

    Notes
    -----
    ``cost = -mean(Y log(A) + (1 - Y) log(1 - A))``, ``dw = X (A - Y)' / m``,
    ``db = mean(A - Y)``.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> w, b = logistic.initialize_with_zeros(1)
    >>> grads, cost = logistic.propagate(w, b, [[-1.0, 1.0]], [[0, 1]])
    >>> grads["dw"], grads["db"], round(cost, 4)
    (array([[-0.5]]), 0.0, 0.6931)
    """
    return _propagate(*_checked(w, b, X, Y))


def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """Descend along the gradient.

    Parameters
    ----------
    w : array-like of shape (n_x, 1)
        Weights to start from.
    b : float
        Bias to start from.
    X : array-like of shape (n_x, m)
        Samples in columns.
    Y : array-like of shape (1, m)
        Labels 0 and 1.
    num_iterations : int, default=100
        Number of steps, at least 1.
    learning_rate : float, default=0.009
        Step size, more than 0.
    print_cost : bool, default=False
        Whether to print the cost of every 100th iteration.

    Returns
    -------
    params : dict
        ``{"w", "b"}`` after the last step.
    grads : dict
        ``{"dw", "db"}`` of the last step.
    costs : list of float
        Cost before the step in iterations 0, 100, 200 and so on.

    Raises
    ------
    ValueError
        If the shapes do not match, a label is not in [0, 1] or a number is out of
        its range.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> w, b = logistic.initialize_with_zeros(1)
    >>> params, grads, costs = logistic.optimize(w, b, [[-1.0, 1.0]], [[0, 1]], 101)
    >>> [round(cost, 3) for cost in costs]
    [0.693, 0.512]
    """
    check_descent(num_iterations, learning_rate)
    w, b, X, Y = _checked(w, b, X, Y)
    params, costs = {"w": w, "b": b}, []
    for i in range(num_iterations):
        grads, cost = _propagate(params["w"], params["b"], X, Y)
        params = descend(params, grads, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
            if print_cost:
                print(f"Cost after iteration {i}: {cost:f}")
    return params, grads, costs


def predict(w, b, X):
    """The more likely label of each sample.

    Parameters
    ----------
    w : array-like of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : array-like of shape (n_x, m)
        Samples in columns.

    Returns
    -------
    Y_prediction : ndarray of int of shape (1, m)
        1 where ``sigmoid(w' X + b) > 0.5``, else 0.

    Raises
    ------
    ValueError
        If the shapes do not match.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> logistic.predict([[2.0]], -1.0, [[0.0, 0.5, 1.0]])
    array([[0, 0, 1]])
    """
    X, w, b = checked(X=(X, "n_x", "m"), w=(w, "n_x", 1), b=(b,))
    return (sigmoid(affine(w.T, X, b)) > 0.5).astype(int)


def model(
    X_train,
    Y_train,
    X_test,
    Y_test,
    num_iterations=2000,
    learning_rate=0.5,
    print_cost=False,
):
    """Train on one set of samples from weights of zero, predict that and another.

    Parameters
    ----------
    X_train : array-like of shape (n_x, m_train)
        Training samples in columns.
    Y_train : array-like of shape (1, m_train)
        Their labels 0 and 1.
    X_test : array-like of shape (n_x, m_test)
        Test samples in columns.
    Y_test : array-like of shape (1, m_test)
        Their labels. Training does not see them.
    num_iterations : int, default=2000
        Number of steps, at least 1.
    learning_rate : float, default=0.5
        Step size, more than 0.
    print_cost : bool, default=False
        Whether to print the cost of every 100th iteration.

    Returns
    -------
    dict
        ``costs`` (every 100th), ``Y_prediction_test``, ``Y_prediction_train``, ``w``,
        ``b``, ``learning_rate``, ``num_iterations``.

    Raises
    ------
    ValueError
        If the shapes do not match, a label is not in [0, 1] or a number is out of
        its range.

    Examples
    --------
    >>> from skscratch.functional import logistic
    >>> X, Y = [[-2.0, -1.0, 1.0, 2.0]], [[0, 0, 1, 1]]
    >>> result = logistic.model(X, Y, X, Y, num_iterations=10)
    >>> result["Y_prediction_test"]
    array([[0, 0, 1, 1]])
    """
    X_train, _, X_test, Y_test = checked(
        X_train=(X_train, "n_x", "m_train"),
        Y_train=(Y_train, 1, "m_train"),
        X_test=(X_test, "n_x", "m_test"),
        Y_test=(Y_test, 1, "m_test"),
    )
    check_unit_interval(Y_test=Y_test)
    w, b = initialize_with_zeros(X_train.shape[0])
    w = w.astype(X_train.dtype)
    params, _, costs = optimize(
        w, b, X_train, Y_train, num_iterations, learning_rate, print_cost
    )
    return {
        "costs": costs,
        "Y_prediction_test": predict(**params, X=X_test),
        "Y_prediction_train": predict(**params, X=X_train),
        **params,
        "learning_rate": learning_rate,
        "num_iterations": num_iterations,
    }


def _checked(w, b, X, Y):
    X, Y, w, b = checked(X=(X, "n_x", "m"), Y=(Y, 1, "m"), w=(w, "n_x", 1), b=(b,))
    check_unit_interval(Y=Y)
    return w, b.item(), X, Y


def _propagate(w, b, X, Y):
    losses, A = sigmoid_cross_entropy(affine(w.T, X, b), Y)
    dw, db = affine_gradient((A - Y) / Y.size, X)
    return {"dw": dw.T, "db": db.item()}, losses.mean().item()
