"""Lesson 3: any number of layers, relu units and a sigmoid at the end.

``X (n_0, m)`` holds m samples of n_0 features, ``Y (1, m)`` their labels 0 and 1. Layer
``l`` of ``L`` learns ``W (n_l, n_{l-1})`` and ``b (n_l, 1)``::

    Z = W @ A_prev + b
    A = max(0, Z)                    in the layers 1 to L-1
    A = 1 / (1 + exp(-Z))            in the layer L
    cost = sum(-Y * log(AL) - (1 - Y) * log(1 - AL)) / m

Every step forward returns a cache, which its step backward takes. ``dA`` and ``dZ`` are
derivatives of each sample's own loss; the ``1 / m`` of the mean enters with ``dW`` and
``db``.
"""

import numpy as np

from skscratch.functional import _checks
from skscratch.functional._checks import check_positive, checked

__all__ = ["L_layer_model", "L_model_backward", "L_model_forward", "compute_cost",
           "initialize_parameters", "initialize_parameters_deep",
           "linear_activation_backward", "linear_activation_forward", "linear_backward",
           "linear_forward", "predict", "relu", "relu_backward", "sigmoid",
           "sigmoid_backward", "two_layer_model", "update_parameters"]  # fmt: skip


def initialize_parameters(n_x, n_h, n_y, *, random_state=None):
    """Small random weights ``0.01 * randn`` and biases of zero for two layers.

    Gives ``W1 (n_h, n_x)``, ``b1 (n_h, 1)``, ``W2 (n_y, n_h)`` and ``b2 (n_y, 1)``, and
    for an int as `random_state` those that the lesson's ``np.random.seed`` of it gives.

    >>> from skscratch.functional import deep
    >>> deep.initialize_parameters(2, 1, 1, random_state=1)["W1"].round(4)
    array([[ 0.0162, -0.0061]])
    """
    return initialize_parameters_deep([n_x, n_h, n_y], random_state=random_state)


def initialize_parameters_deep(layer_dims, *, initialization="normal",
                               random_state=None):  # fmt: skip
    """Random weights ``scale * randn`` and biases of zero for any number of layers.

    `layer_dims` are the units of every layer, the input first; gives ``W1 (n_1, n_0)``,
    ``b1 (n_1, 1)``, ``W2``, ``b2`` and so on. The scale is 0.01 for "normal", 0 for
    "zeros", ``sqrt(1 / n_in)`` for "lecun", ``sqrt(2 / n_in)`` for "he",
    ``sqrt(2 / (n_in + n_out))`` for "xavier"; "auto" is "he" and, in the last layer,
    "xavier". An int as `random_state` gives what the lesson's ``np.random.seed`` does.

    >>> from skscratch.functional import deep
    >>> parameters = deep.initialize_parameters_deep([5, 4, 1], random_state=3)
    >>> list(parameters), parameters["W1"].shape
    (['W1', 'b1', 'W2', 'b2'], (4, 5))
    """
    L = len(layer_dims) - 1
    sizes = {f"layer_dims[{i}]": size for i, size in enumerate(layer_dims)}
    check_positive(**{"the number of layers in layer_dims": L}, **sizes)
    random = _checks.random_numbers(random_state)
    parameters = {}

    for layer in range(1, L + 1):
        n_in, n_out = layer_dims[layer - 1], layer_dims[layer]
        lecun, he, xavier = np.sqrt([1 / n_in, 2 / n_in, 2 / (n_in + n_out)])
        scales = dict(normal=0.01, lecun=lecun, he=he, xavier=xavier, zeros=0)
        scales["auto"] = he if layer < L else xavier
        _checks.check_choice("initialization", initialization, scales)
        parameters[f"W{layer}"] = random.randn(n_out, n_in) * scales[initialization]
        parameters[f"b{layer}"] = np.zeros((n_out, 1))

    return parameters


@np.errstate(over="ignore")  # exp(-Z) is inf below -709: then A = 1 / inf = 0, rightly
def sigmoid(Z):
    """Squash any number into (0, 1): ``A = 1 / (1 + exp(-Z))``.

    ``Z (n, m)``, or of any other shape; gives ``A`` of the same, and the cache ``Z``.

    >>> from skscratch.functional import deep
    >>> A, cache = deep.sigmoid([[-1.0, 0.0, 1.0]])
    >>> A.round(4)
    array([[0.2689, 0.5   , 0.7311]])
    """
    (Z,) = checked(Z=(Z, np.shape(Z)))
    A = 1 / (1 + np.exp(-Z))
    return A, Z


def relu(Z):
    """Let positive numbers through: ``A = max(0, Z)``.

    ``Z (n, m)``, or of any other shape; gives ``A`` of the same, and the cache ``Z``.

    >>> from skscratch.functional import deep
    >>> A, cache = deep.relu([[-1.0, 0.0, 2.0]])
    >>> A
    array([[0., 0., 2.]])
    """
    (Z,) = checked(Z=(Z, np.shape(Z)))
    A = np.maximum(0, Z)
    return A, Z


def sigmoid_backward(dA, cache):
    """Back through the sigmoid: ``dZ = dA * s * (1 - s)`` with ``s = sigmoid(Z)``.

    ``dA (n, m)``, or of any other shape; the cache ``Z`` and ``dZ`` have the same.

    >>> from skscratch.functional import deep
    >>> deep.sigmoid_backward([[1.0, 2.0]], [[0.0, 0.0]])
    array([[0.25, 0.5 ]])
    """
    Z, dA = checked(Z=(cache, np.shape(cache)), dA=(dA, np.shape(cache)))
    s, _ = sigmoid(Z)
    return dA * s * (1 - s)


def relu_backward(dA, cache):
    """Back through the relu: ``dZ = dA`` where ``Z > 0``, else 0.

    ``dA (n, m)``, or of any other shape; the cache ``Z`` and ``dZ`` have the same.

    >>> from skscratch.functional import deep
    >>> deep.relu_backward([[3.0, 3.0]], [[-1.0, 1.0]])
    array([[0., 3.]])
    """
    Z, dA = checked(Z=(cache, np.shape(cache)), dA=(dA, np.shape(cache)))
    return np.where(Z > 0, dA, 0.0)


def linear_forward(A_prev, W, b):
    """Linear part of a layer: ``Z = W @ A_prev + b``.

    ``A_prev (n_prev, m)``, ``W (n, n_prev)``, ``b (n, 1)``; gives ``Z (n, m)`` and the
    cache ``(A_prev, W, b)``.

    >>> from skscratch.functional import deep
    >>> Z, cache = deep.linear_forward([[1.0, 2.0]], [[3.0]], [[0.5]])
    >>> Z
    array([[3.5, 6.5]])
    """
    A_prev, W, b = checked(A_prev=(A_prev, "n_prev m"), W=(W, "n n_prev"), b=(b, "n 1"))
    Z = W @ A_prev + b
    return Z, (A_prev, W, b)


def linear_activation_forward(A_prev, W, b, activation):
    """A layer: ``A = g(W @ A_prev + b)``, where g is the "sigmoid" or the "relu".

    ``A_prev (n_prev, m)``, ``W (n, n_prev)``, ``b (n, 1)``; gives ``A (n, m)`` and the
    cache ``((A_prev, W, b), Z)``. Any other activation is refused with ValueError.

    >>> from skscratch.functional import deep
    >>> A, cache = deep.linear_activation_forward([[-1.0, 2.0]], [[3.0]], [[0]], "relu")
    >>> A
    array([[0., 6.]])
    """
    _checks.check_choice("activation", activation, ["sigmoid", "relu"])
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)
    return A, (linear_cache, activation_cache)


def L_model_forward(X, parameters):
    """All layers: ``A = relu(W @ A_prev + b)``, in the last sigmoid in place of relu.

    ``X (n_0, m)`` and the parameters ``W1``, ``b1``, ..., ``WL``, ``bL``; gives the
    probabilities ``AL (1, m)`` of label 1 and of each layer the cache
    ``((A_prev, W, b), Z)``.

    >>> from skscratch.functional import deep
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> AL, caches = deep.L_model_forward([[-1.0, 1.0]], parameters)
    >>> AL.round(4), len(caches)
    (array([[0.5   , 0.8808]]), 2)
    """
    # The functions called here check too, but would name W what is W1 here
    checked(X=(X, "n_0 m"), **_checks.layers(parameters))
    caches = []
    L = len(parameters) // 2

    A = X
    for layer in range(1, L):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        A, cache = linear_activation_forward(A, W, b, "relu")
        caches.append(cache)
    W, b = parameters[f"W{L}"], parameters[f"b{L}"]
    AL, cache = linear_activation_forward(A, W, b, "sigmoid")
    caches.append(cache)

    return AL, caches


def compute_cost(AL, Y):
    """Cross-entropy: ``sum(-Y * log(AL) - (1 - Y) * log(1 - AL)) / m``.

    Probabilities ``AL (1, m)`` and labels ``Y (1, m)``, which may be real-valued; 1-D
    is taken as a row. Gives a number in nats, finite also where a probability is 0 or
    1; one outside of [0, 1] is refused with ValueError.

    >>> from skscratch.functional import deep
    >>> float(deep.compute_cost([[0.8, 0.9, 0.4]], [[1, 1, 0]]).round(4))
    0.2798
    """
    AL, Y = checked(AL=(np.atleast_2d(AL), "1 m"), Y=(np.atleast_2d(Y), "1 m"))
    _checks.check_probabilities("AL", AL)
    m = Y.shape[1]

    # log(0) is -inf: a probability that was rounded to 0 (or to 1, in the second term)
    # counts as the nearest number that was not, log(5e-324) = -744 (log(1e-16) = -37)
    log_AL = np.log(np.maximum(AL, np.nextafter(0, 1)))
    log_1_minus_AL = np.log(1 - np.minimum(AL, np.nextafter(1, 0)))
    return np.sum(-Y * log_AL - (1 - Y) * log_1_minus_AL) / m


def linear_backward(dZ, cache):
    """Back: ``dW = dZ @ A_prev.T / m``, ``db = sum(dZ) / m``, ``dA_prev = W.T @ dZ``.

    ``dZ (n, m)`` and the cache ``(A_prev, W, b)`` of `linear_forward`; gives
    ``dA_prev (n_prev, m)`` of each sample's loss, ``dW (n, n_prev)`` and ``db (n, 1)``
    of the cost.

    >>> from skscratch.functional import deep
    >>> _, cache = deep.linear_forward([[1.0, 2.0]], [[3.0]], [[0.5]])
    >>> deep.linear_backward([[1.0, 1.0]], cache)
    (array([[3., 3.]]), array([[1.5]]), array([[1.]]))
    """
    A_prev, W, b = cache
    dZ, *_ = checked(dZ=(dZ, "n m"), A_prev=(A_prev, "n_prev m"), W=(W, "n n_prev"))
    m = A_prev.shape[1]

    dW = dZ @ A_prev.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = W.T @ dZ

    return dA_prev, dW, db


def linear_activation_backward(dA, cache, activation):
    """Back through a layer: ``dZ = dA * g'(Z)``, then `linear_backward`.

    ``dA (n, m)`` and the cache ``((A_prev, W, b), Z)`` of `linear_activation_forward`;
    gives ``dA_prev (n_prev, m)``, ``dW (n, n_prev)`` and ``db (n, 1)``. An activation
    other than "sigmoid" and "relu" is refused with ValueError.

    >>> from skscratch.functional import deep
    >>> _, cache = deep.linear_activation_forward([[-1.0, 2.0]], [[3.0]], [[0]], "relu")
    >>> deep.linear_activation_backward([[1.0, 1.0]], cache, "relu")
    (array([[0., 3.]]), array([[1.]]), array([[0.5]]))
    """
    _checks.check_choice("activation", activation, ["sigmoid", "relu"])
    linear_cache, Z = cache
    dZ = sigmoid_backward(dA, Z) if activation == "sigmoid" else relu_backward(dA, Z)
    return linear_backward(dZ, linear_cache)


def L_model_backward(AL, Y, caches):
    """Back through all layers, from ``dAL = -(Y / AL - (1 - Y) / (1 - AL))``.

    ``AL (1, m)`` and caches from `L_model_forward`, labels ``Y (1, m)``, 1-D taken as a
    row; gives ``dW1``, ``db1``, ..., ``dWL``, ``dbL`` of the cost and ``dA0``, ...,
    ``dA{L-1}`` of each sample's loss.

    >>> from skscratch.functional import deep
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[2.0]], "b2": [[0.0]]}
    >>> AL, caches = deep.L_model_forward([[-1.0, 1.0]], parameters)
    >>> grads = deep.L_model_backward(AL, [[0, 1]], caches)
    >>> grads["db2"].round(4), grads["dA0"].round(4)
    (array([[0.1904]]), array([[ 0.    , -0.2384]]))
    """
    L = len(caches)
    linear_cache, ZL = caches[L - 1]
    AL, Y, ZL = checked(AL=(AL, "1 m"), Y=(np.atleast_2d(Y), "1 m"), ZL=(ZL, "1 m"))

    # Layer L. Where AL is 0 or 1, or next to it, dAL is infinite and the slope of the
    # sigmoid 0; the limit of their product, dZL = AL - Y, is taken there.
    flat = np.abs(AL * (1 - AL)) < 1e-300
    A = np.where(flat, 0.5, AL)
    dAL = -(Y / A - (1 - Y) / (1 - A))
    dZL = np.where(flat, AL - Y, sigmoid_backward(dAL, ZL))
    dA_prev, dW, db = linear_backward(dZL, linear_cache)
    grads = {f"dA{L - 1}": dA_prev, f"dW{L}": dW, f"db{L}": db}

    for layer in range(L - 1, 0, -1):
        dA, cache = grads[f"dA{layer}"], caches[layer - 1]
        dA_prev, dW, db = linear_activation_backward(dA, cache, "relu")
        grads |= {f"dA{layer - 1}": dA_prev, f"dW{layer}": dW, f"db{layer}": db}

    return grads


def update_parameters(parameters, grads, learning_rate):
    """One step downhill: ``W - learning_rate * dW``, ``b - learning_rate * db``.

    ``W1 (n_1, n_0)``, ``b1 (n_1, 1)``, ..., ``WL``, ``bL`` and gradients ``dW1``,
    ``db1``, ... of the same shapes, whose other keys are passed over; gives new
    parameters.

    >>> from skscratch.functional import deep
    >>> parameters = {"W1": [[1.0]], "b1": [[0.0]]}
    >>> deep.update_parameters(parameters, {"dW1": [[1.0]], "db1": [[-1.0]]}, 0.5)
    {'W1': array([[0.5]]), 'b1': array([[0.5]])}
    """
    parameters, grads = _checks.checked_update(parameters, grads, learning_rate)
    return {
        name: value - learning_rate * grads[f"d{name}"]
        for name, value in parameters.items()
    }


@np.errstate(over="ignore", invalid="ignore")  # the checks refuse what overflows
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000,
    print_cost=False, *, initialization="lecun", random_state=None):  # fmt: skip
    """Train relu layers and a sigmoid: ``W = W - learning_rate * dW``, over and over.

    ``X (n_x, m)``, ``Y (1, m)``, and in `layers_dims` the units of every layer, n_x
    first and 1 last; weights start as in `initialize_parameters_deep`. Gives the
    parameters ``W1``, ``b1``, ..., ``WL``, ``bL`` and the cost before the steps 0, 100,
    200 and so on. `print_cost` prints those and the last.

    >>> from skscratch.functional import deep
    >>> X, Y = [[-2.0, -1.0, 1.0, 2.0]], [[0, 0, 1, 1]]
    >>> parameters, costs = deep.L_layer_model(X, Y, [1, 4, 2, 1], 0.1, random_state=1)
    >>> deep.predict(X, parameters)
    array([[0, 0, 1, 1]])
    """
    check_positive(num_iterations=num_iterations, learning_rate=learning_rate)
    X, Y = checked(X=(X, "n_x m"), Y=(Y, "1 m"))
    start = {"initialization": initialization, "random_state": random_state}
    parameters = initialize_parameters_deep(layers_dims, **start)
    costs = []

    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)

        if i % 100 == 0:
            costs.append(np.array(cost))  # without axes, as the lesson's np.squeeze
        if print_cost and (i % 100 == 0 or i == num_iterations - 1):
            print(f"Cost after iteration {i}: {cost:f}")

    return parameters, costs


def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000,
    print_cost=False, *, random_state=None):  # fmt: skip
    """Train one relu layer and a sigmoid from weights of ``0.01 * randn``.

    ``X (n_x, m)``, ``Y (1, m)`` and ``layers_dims = (n_x, n_h, 1)``, any other number
    of layers being refused with ValueError; gives ``W1``, ``b1``, ``W2``, ``b2`` and
    the cost before the steps 0, 100, 200 ...; `print_cost` prints those and the last.

    >>> from skscratch.functional import deep
    >>> X, Y = [[-2.0, -1.0, 1.0, 2.0]], [[0, 0, 1, 1]]
    >>> parameters, costs = deep.two_layer_model(X, Y, (1, 4, 1), 1.0, random_state=1)
    >>> deep.predict(X, Y, parameters)
    Accuracy: 1.0
    array([[0, 0, 1, 1]])
    """
    checked(layers_dims=(layers_dims, "3"))
    return L_layer_model(X, Y, layers_dims, learning_rate, num_iterations, print_cost,
        initialization="normal", random_state=random_state)  # fmt: skip


def predict(X, y=None, parameters=None):
    """The more likely label of each sample: 1 where ``AL > 0.5``.

    ``predict(X, parameters)`` or, which prints the accuracy too,
    ``predict(X, y, parameters)``: ``X (n_0, m)``, ``y (1, m)``, 1-D taken as a row;
    gives int ``p (1, m)``.

    >>> from skscratch.functional import deep
    >>> parameters = {"W1": [[2.0]], "b1": [[1.0]]}
    >>> deep.predict([[-1.0, 0.0, 1.0]], parameters)
    array([[0, 1, 1]])
    >>> deep.predict([[-1.0, 0.0, 1.0]], [[0, 1, 1]], parameters)
    Accuracy: 1.0
    array([[0, 1, 1]])
    """
    y, parameters = (None, y) if parameters is None else (y, parameters)
    AL, _ = L_model_forward(X, parameters)
    p = (AL > 0.5).astype(int)

    if y is not None:
        (y,) = checked(y=(np.atleast_2d(y), p.shape))
        print(f"Accuracy: {np.sum((p == y) / y.size)}")

    return p
