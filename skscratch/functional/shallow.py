"""Lesson 2: one hidden layer of tanh units.

``X (n_x, m)`` holds m samples of n_x features, ``Y (1, m)`` their labels 0 and 1.
``W1 (n_h, n_x)``, ``b1 (n_h, 1)``, ``W2 (1, n_h)`` and ``b2 (1, 1)`` are learnt::

    Z1 = W1 @ X + b1
    A1 = tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + exp(-Z2))
    cost = sum(-Y * log(A2) - (1 - Y) * log(1 - A2)) / m
"""

import numpy as np

from skscratch.functional import _checks
from skscratch.functional._checks import check_positive, checked, layers

__all__ = ["backward_propagation", "compute_cost", "forward_propagation",
           "initialize_parameters", "layer_sizes", "nn_model", "predict", "sigmoid",
           "update_parameters"]  # fmt: skip


@np.errstate(over="ignore")  # exp(-Z) is inf below -709: then A = 1 / inf = 0, rightly
def sigmoid(Z):
    """Squash any number into (0, 1): ``A = 1 / (1 + exp(-Z))``.

    ``Z (n, m)``, or of any other shape, or a number; gives ``A`` of the same.

    >>> from skscratch.functional import shallow
    >>> shallow.sigmoid([[-1.0, 0.0, 1.0]]).round(4)
    array([[0.2689, 0.5   , 0.7311]])
    """
    (Z,) = checked(Z=(Z, np.shape(Z)))
    return 1 / (1 + np.exp(-Z))


def layer_sizes(X, Y, n_h=4):
    """Units of the input, the hidden and the output layer: ``n_x``, ``n_h``, ``n_y``.

    ``X (n_x, m)``, ``Y (n_y, m)``; `n_h` is returned as it is.

    >>> from skscratch.functional import shallow
    >>> shallow.layer_sizes([[1.0, 2.0], [3.0, 4.0]], [[0, 1]])
    (2, 4, 1)
    """
    X, Y = checked(X=(X, "n_x m"), Y=(Y, "n_y m"))
    return X.shape[0], n_h, Y.shape[0]


def initialize_parameters(n_x, n_h, n_y, *, random_state=None):
    """Weights ``0.01 * randn``, so that no two units are the same, and biases of zero.

    Gives ``W1 (n_h, n_x)``, ``b1 (n_h, 1)``, ``W2 (n_y, n_h)`` and ``b2 (n_y, 1)``, and
    for an int as `random_state` those that the lesson's ``np.random.seed`` of it gives.

    >>> from skscratch.functional import shallow
    >>> parameters = shallow.initialize_parameters(2, 1, 1, random_state=1)
    >>> parameters["W1"].round(4), parameters["b1"]
    (array([[ 0.0162, -0.0061]]), array([[0.]]))
    """
    check_positive(n_x=n_x, n_h=n_h, n_y=n_y)
    random = _checks.random_numbers(random_state)
    W1 = random.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = random.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def forward_propagation(X, parameters):
    """Probabilities of label 1: ``A2 = sigmoid(W2 @ tanh(W1 @ X + b1) + b2)``.

    ``X (n_x, m)`` and the parameters ``W1``, ``b1``, ``W2``, ``b2``; gives
    ``A2 (1, m)`` and the cache ``Z1 (n_h, m)``, ``A1 (n_h, m)``, ``Z2 (1, m)``,
    ``A2 (1, m)``.

    >>> from skscratch.functional import shallow
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> A2, cache = shallow.forward_propagation([[0.0, 1.0]], parameters)
    >>> A2.round(4), list(cache)
    (array([[0.5  , 0.821]]), ['Z1', 'A1', 'Z2', 'A2'])
    """
    X, W1, b1, W2, b2 = checked(X=(X, "n_0 m"), **layers(parameters, 2))

    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)

    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def compute_cost(A2, Y, parameters=None):
    """Cross-entropy: ``sum(-Y * log(A2) - (1 - Y) * log(1 - A2)) / m``.

    Probabilities ``A2 (1, m)`` and labels ``Y (1, m)``, which may be real-valued; 1-D
    is taken as a row. Gives a float in nats, finite also where a probability is 0 or 1;
    one outside of [0, 1] is refused with ValueError. `parameters`, which one edition of
    the lesson passes, are not used.

    >>> from skscratch.functional import shallow
    >>> round(shallow.compute_cost([[0.5, 0.8]], [[0, 1]]), 4)
    0.4581
    """
    A2, Y = checked(A2=(np.atleast_2d(A2), "1 m"), Y=(np.atleast_2d(Y), "1 m"))
    _checks.check_probabilities("A2", A2)
    m = Y.shape[1]

    # log(0) is -inf: a probability that was rounded to 0 (or to 1, in the second term)
    # counts as the nearest number that was not, log(5e-324) = -744 (log(1e-16) = -37)
    log_A2 = np.log(np.maximum(A2, np.nextafter(0, 1)))
    log_1_minus_A2 = np.log(1 - np.minimum(A2, np.nextafter(1, 0)))
    cost = np.sum(-Y * log_A2 - (1 - Y) * log_1_minus_A2) / m

    return float(cost)


def backward_propagation(parameters, cache, X, Y):
    """Gradients from ``dZ2 = A2 - Y`` and ``dZ1 = W2.T @ dZ2 * (1 - A1**2)``.

    The parameters, ``A1 (n_h, m)`` and ``A2 (1, m)`` in the cache of
    `forward_propagation`, ``X (n_x, m)``, ``Y (1, m)``; gives ``dW1 = dZ1 @ X.T / m``,
    ``db1 = sum(dZ1) / m``, ``dW2``, ``db2``, shaped like the parameters.

    >>> from skscratch.functional import shallow
    >>> X, Y = [[0.0, 1.0]], [[0, 1]]
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> A2, cache = shallow.forward_propagation(X, parameters)
    >>> shallow.backward_propagation(parameters, cache, X, Y)["db2"].round(4)
    array([[0.1606]])
    """
    _checks.check_keys("cache", cache, ["A1", "A2"])
    A1, A2, weights = cache["A1"], cache["A2"], layers(parameters, 2)
    X, Y, A1, A2, _, _, W2, _ = checked(
        X=(X, "n_0 m"), Y=(Y, "1 m"), A1=(A1, "n_1 m"), A2=(A2, "1 m"), **weights
    )
    m = X.shape[1]

    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def update_parameters(parameters, grads, learning_rate=1.2):
    """One step downhill: ``W1 - learning_rate * dW1`` and so on.

    ``W1 (n_h, n_x)``, ``b1 (n_h, 1)``, ``W2 (1, n_h)``, ``b2 (1, 1)`` and gradients
    ``dW1``, ``db1``, ``dW2``, ``db2`` of the same shapes; gives new parameters.

    >>> from skscratch.functional import shallow
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> grads = {"dW1": [[1.0]], "db1": [[0.0]], "dW2": [[0.0]], "db2": [[-1.0]]}
    >>> new = shallow.update_parameters(parameters, grads, learning_rate=0.5)
    >>> new["W1"], new["b2"]
    (array([[0.5]]), array([[0.5]]))
    """
    parameters, grads = _checks.checked_update(parameters, grads, learning_rate, 2)
    W1 = parameters["W1"] - learning_rate * grads["dW1"]
    b1 = parameters["b1"] - learning_rate * grads["db1"]
    W2 = parameters["W2"] - learning_rate * grads["dW2"]
    b2 = parameters["b2"] - learning_rate * grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


@np.errstate(over="ignore", invalid="ignore")  # the checks refuse what overflows
def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False, *, random_state=None):
    """Train the network: ``W1 = W1 - 1.2 * dW1`` and so on, over and over.

    ``X (n_x, m)``, ``Y (1, m)`` and `n_h` hidden units, weights starting as in
    `initialize_parameters`; gives ``W1``, ``b1``, ``W2``, ``b2``. `print_cost` prints
    the cost before the steps 0, 1000, 2000 and so on.

    >>> from skscratch.functional import shallow
    >>> X, Y = [[0.0, 1.0, 2.0, 3.0]], [[0, 1, 1, 0]]
    >>> parameters = shallow.nn_model(X, Y, 4, 2000, random_state=3)
    >>> shallow.predict(parameters, X)
    array([[0, 1, 1, 0]])
    """
    check_positive(num_iterations=num_iterations)
    X, Y = checked(X=(X, "n_x m"), Y=(Y, "1 m"))
    n_x, n_h, n_y = layer_sizes(X, Y, n_h)
    parameters = initialize_parameters(n_x, n_h, n_y, random_state=random_state)

    for i in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        cost = compute_cost(A2, Y)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads)

        if print_cost and i % 1000 == 0:
            print(f"Cost after iteration {i}: {cost:f}")

    return parameters


def predict(parameters, X):
    """The more likely label of each sample: 1 where ``A2 > 0.5``.

    The parameters ``W1``, ``b1``, ``W2``, ``b2`` and ``X (n_x, m)``; gives int
    ``predictions (1, m)``.

    >>> from skscratch.functional import shallow
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> shallow.predict(parameters, [[-1.0, 0.0, 1.0]])
    array([[0, 0, 1]])
    """
    A2, _ = forward_propagation(X, parameters)
    return (A2 > 0.5).astype(int)
