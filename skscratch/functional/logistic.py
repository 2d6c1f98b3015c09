"""Lesson 1: logistic regression as one neuron.

``X (n_x, m)`` holds m samples of n_x features, ``Y (1, m)`` their labels 0 and 1,
``w (n_x, 1)`` the weights, ``b`` the bias, a number. The neuron's output is the
probability of label 1::

    Z = w.T @ X + b
    A = 1 / (1 + exp(-Z))
    cost = sum(-Y * log(A) - (1 - Y) * log(1 - A)) / m
"""

import numpy as np

from skscratch.functional._checks import check_positive, checked

__all__ = ["initialize_with_zeros", "model", "optimize", "predict", "propagate",
           "sigmoid"]  # fmt: skip


@np.errstate(over="ignore")  # exp(-Z) is inf below -709: then A = 1 / inf = 0, rightly
def sigmoid(Z):
    """Squash any number into (0, 1): ``A = 1 / (1 + exp(-Z))``.

    ``Z (1, m)``, or of any other shape, or a number; gives ``A`` of the same.

    >>> from skscratch.functional.logistic import sigmoid
    >>> sigmoid([-1000.0, 0.0, 2.0]).round(4)
    array([0.    , 0.5   , 0.8808])
    """
    (Z,) = checked(Z=(Z, np.shape(Z)))
    return 1 / (1 + np.exp(-Z))


def initialize_with_zeros(dim):
    """Weights and bias of zero: ``w = 0``, ``b = 0``.

    Gives ``w (dim, 1)`` for `dim` features, and the number ``b``.

    >>> from skscratch.functional import logistic
    >>> w, b = logistic.initialize_with_zeros(2)
    >>> w.shape, b
    ((2, 1), 0.0)
    """
    check_positive(dim=dim)
    return np.zeros((dim, 1)), 0.0


def propagate(w, b, X, Y):
    """The cost and its gradient: ``dw = X @ (A - Y).T / m``, ``db = sum(A - Y) / m``.

    ``w (n_x, 1)``, a number ``b``, ``X (n_x, m)`` and labels ``Y (1, m)``, which may be
    real-valued; gives ``{"dw", "db"}``, ``dw (n_x, 1)`` and a number, and the cost in
    nats.

    >>> from skscratch.functional import logistic
    >>> w, b = logistic.initialize_with_zeros(1)
    >>> grads, cost = logistic.propagate(w, b, [[-1.0, 1.0]], [[0, 1]])
    >>> grads["dw"], float(grads["db"]), float(cost.round(4))
    (array([[-0.5]]), 0.0, 0.6931)
    """
    X, Y, w, b = checked(X=(X, "n_x m"), Y=(Y, "1 m"), w=(w, "n_x 1"), b=(b, ""))
    m = X.shape[1]

    # Forward, from X to the cost
    Z = w.T @ X + b
    A = sigmoid(Z)
    # log(A) and log(1 - A) come from Z: above 37 A is rounded to 1, and log(0) is -inf
    log_A = -np.logaddexp(0, -Z)  # = log(1 / (1 + exp(-Z)))
    log_1_minus_A = -np.logaddexp(0, Z)  # = log(1 / (1 + exp(Z)))
    cost = np.sum(-Y * log_A - (1 - Y) * log_1_minus_A) / m

    # Backward, to the gradient
    dZ = A - Y
    dw = X @ dZ.T / m
    db = np.sum(dZ) / m

    return {"dw": dw, "db": db}, cost


@np.errstate(over="ignore", invalid="ignore")  # the checks refuse what overflows
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """Go downhill: ``w = w - learning_rate * dw``, ``b = b - learning_rate * db``.

    ``w (n_x, 1)`` and ``b`` to start from, ``X (n_x, m)``, ``Y (1, m)``; gives
    ``{"w", "b"}`` after the last step, ``{"dw", "db"}`` of it, and the cost before the
    steps 0, 100, 200 and so on, which `print_cost` prints.

    >>> from skscratch.functional import logistic
    >>> w, b = logistic.initialize_with_zeros(1)
    >>> params, grads, costs = logistic.optimize(w, b, [[-1.0, 1.0]], [[0, 1]], 101)
    >>> [float(cost.round(3)) for cost in costs]
    [0.693, 0.512]
    """
    check_positive(num_iterations=num_iterations, learning_rate=learning_rate)
    X, Y, w, b = checked(X=(X, "n_x m"), Y=(Y, "1 m"), w=(w, "n_x 1"), b=(b, ""))
    costs = []

    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]

        if i % 100 == 0:
            costs.append(cost)
            if print_cost:
                print(f"Cost after iteration {i}: {cost:f}")

    return {"w": w, "b": b}, grads, costs


def predict(w, b, X):
    """The more likely label of each sample: 1 where ``A > 0.5``.

    ``w (n_x, 1)``, a number ``b``, ``X (n_x, m)``; gives int ``Y_prediction (1, m)``.

    >>> from skscratch.functional import logistic
    >>> logistic.predict([[2.0]], -1.0, [[0.0, 0.5, 1.0]])
    array([[0, 0, 1]])
    """
    X, w, b = checked(X=(X, "n_x m"), w=(w, "n_x 1"), b=(b, ""))
    A = sigmoid(w.T @ X + b)
    return (A > 0.5).astype(int)


def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.5,
          print_cost=False):  # fmt: skip
    """Train from zero with `optimize` on some samples, then predict them and others.

    ``X_train (n_x, m_train)``, ``Y_train (1, m_train)``, ``X_test (n_x, m_test)`` and
    ``Y_test (1, m_test)``, 1-D taken as a row, which training does not see. Gives
    ``costs`` (every 100th), ``Y_prediction_test``, ``Y_prediction_train``, ``w``,
    ``b``, ``learning_rate``, ``num_iterations``. `print_cost` prints the costs and both
    accuracies.

    >>> from skscratch.functional import logistic
    >>> X, Y = [[-2.0, -1.0, 1.0, 2.0]], [[0, 0, 1, 1]]
    >>> result = logistic.model(X, Y, X, Y, num_iterations=10, print_cost=True)
    Cost after iteration 0: 0.693147
    train accuracy: 100.0 %
    test accuracy: 100.0 %
    """
    X_train, Y_train, X_test, Y_test = checked(
        X_train=(X_train, "n_x m_train"), Y_train=(Y_train, "1 m_train"),
        X_test=(X_test, "n_x m_test"), Y_test=(np.atleast_2d(Y_test), "1 m_test"),
    )  # fmt: skip
    w, b = initialize_with_zeros(X_train.shape[0])
    descent = num_iterations, learning_rate, print_cost
    params, _, costs = optimize(w, b, X_train, Y_train, *descent)
    Y_hat_train = predict(**params, X=X_train)
    Y_hat_test = predict(**params, X=X_test)

    if print_cost:
        print(f"train accuracy: {100 - np.mean(np.abs(Y_hat_train - Y_train)) * 100} %")
        print(f"test accuracy: {100 - np.mean(np.abs(Y_hat_test - Y_test)) * 100} %")

    return {"costs": costs, "Y_prediction_test": Y_hat_test, **params,
            "Y_prediction_train": Y_hat_train, "learning_rate": learning_rate,
            "num_iterations": num_iterations}  # fmt: skip
