"""Functions of the lessons as learners write them, most of them wrong.

`WRONG` holds ``(name, function, words)``: the check of that name must say the words.
`RIGHT` holds ``(name, function)``, right but written in another way.
"""

# The course draws from NumPy's global random numbers, and so do these.
# ruff: noqa: NPY002

import math

import numpy as np

from skscratch.functional import deep, logistic, shallow

WRONG = []
RIGHT = []


def wrong(name, *words, **keywords):
    """Add a function to those whose check must say all of the words."""

    def add(function):
        WRONG.append((name, function, words, keywords))
        return function

    return add


def right(name, **keywords):
    """Add a function to those whose check must pass."""

    def add(function):
        RIGHT.append((name, function, keywords))
        return function

    return add


# Lesson 1


@wrong("sigmoid", "nan", lesson=1)
def sigmoid_overflows(z):
    return np.exp(z) / (1 + np.exp(z))


@wrong("sigmoid", "math")
def sigmoid_of_a_number(z):
    return 1 / (1 + math.exp(-z))


@wrong("sigmoid", "brackets")
def sigmoid_without_brackets(z):
    s = 1 / 1 + np.exp(-z)
    return s


@wrong("sigmoid", "wrong sign in the sigmoid")
def sigmoid_mirrored(z):
    return 1 / (1 + np.exp(z))


@wrong("sigmoid", "cache is A", lesson=3)
def sigmoid_with_wrong_cache(Z):
    A = 1 / (1 + np.exp(-Z))
    return A, A


@wrong("sigmoid", "(A, cache)", lesson=3)
def sigmoid_without_cache(Z):
    return 1 / (1 + np.exp(-Z))


@right("sigmoid")
def sigmoid_in_pieces(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


@right("sigmoid", lesson=3)
def sigmoid_by_tanh(Z):
    return 0.5 * (1 + np.tanh(Z / 2)), Z


@wrong("initialize_with_zeros", "np.zeros((dim, 1))")
def zeros_flat(dim):
    return np.zeros(dim), 0


@wrong("initialize_with_zeros", "one bias, a number")
def zeros_for_b_too(dim):
    return np.zeros((dim, 1)), np.zeros((dim, 1))


@wrong("initialize_with_zeros", "(b, w)", "(w, b)")
def zeros_swapped(dim):
    return 0.0, np.zeros((dim, 1))


@right("initialize_with_zeros")
def zeros_as_in_the_course(dim):
    w = np.zeros([dim, 1])
    b = 0
    assert w.shape == (dim, 1)
    return w, b


@wrong("propagate", "dw is m times too large: divide by m")
def propagate_without_mean_of_dw(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dw = np.dot(X, (A - Y).T)
    db = np.sum(A - Y) / m
    return {"dw": dw, "db": db}, cost


@wrong("propagate", "the cost is the sum", "dZ has the wrong sign")
def propagate_with_two_mistakes(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dw = np.dot(X, (Y - A).T) / m
    db = np.sum(Y - A) / m
    return {"dw": dw, "db": db}, cost


@wrong("propagate", "bias is forgotten")
def propagate_without_bias(w, b, X, Y):
    A = logistic.sigmoid(np.dot(w.T, X))
    m = X.shape[1]
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    return {"dw": np.dot(X, (A - Y).T) / m, "db": np.sum(A - Y) / m}, cost


@wrong("propagate", "number of features, X.shape[0]")
def propagate_with_m_of_rows(w, b, X, Y):
    m = X.shape[0]
    A = logistic.sigmoid(np.dot(w.T, X) + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    return {"dw": np.dot(X, (A - Y).T) / m, "db": np.sum(A - Y) / m}, cost


@wrong("propagate", "base 2")
def propagate_in_bits(w, b, X, Y):
    m = X.shape[1]
    A = logistic.sigmoid(np.dot(w.T, X) + b)
    cost = -np.sum(Y * np.log2(A) + (1 - Y) * np.log2(1 - A)) / m
    return {"dw": np.dot(X, (A - Y).T) / m, "db": np.sum(A - Y) / m}, cost


@wrong("propagate", "db is not added up")
def propagate_without_sum(w, b, X, Y):
    m = X.shape[1]
    A = logistic.sigmoid(np.dot(w.T, X) + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    return {"dw": np.dot(X, (A - Y).T) / m, "db": (A - Y) / m}, cost


@wrong("propagate", "cost has the shape (1, 1)", "np.squeeze")
def propagate_with_a_matrix_for_the_cost(w, b, X, Y):
    m = X.shape[1]
    A = logistic.sigmoid(np.dot(w.T, X) + b)
    cost = -(np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T)) / m
    return {"dw": np.dot(X, (A - Y).T) / m, "db": np.sum(A - Y) / m}, cost


@wrong("propagate", "(cost, grads)", "(grads, cost)")
def propagate_in_another_order(w, b, X, Y):
    grads, cost = logistic.propagate(w, b, X, Y)
    return cost, grads


@wrong("propagate", "misspelt", "'dW' for 'dw'")
def propagate_with_misspelt_keys(w, b, X, Y):
    grads, cost = logistic.propagate(w, b, X, Y)
    return {"dW": grads["dw"], "db": grads["db"]}, cost


@wrong("propagate", "(grads, cost)", "dictionary")
def propagate_with_the_gradient_alone(w, b, X, Y):
    return logistic.propagate(w, b, X, Y)[0]


@wrong("propagate", "second term of the cost has the factor Y")
def propagate_with_y_for_one_minus_y(w, b, X, Y):
    grads, _ = logistic.propagate(w, b, X, Y)
    A = logistic.sigmoid(w.T @ X + b)
    return grads, -np.mean(Y * np.log(A) + Y * np.log(1 - A))


@wrong("propagate", "ValueError", "np.dot(X, (A - Y)) / m", "transpose")
def propagate_without_transpose(w, b, X, Y):
    m = X.shape[1]
    A = logistic.sigmoid(np.dot(w.T, X) + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dw = np.dot(X, (A - Y)) / m
    return {"dw": dw, "db": np.sum(A - Y) / m}, cost


@right("propagate")
def propagate_by_loops(w, b, X, Y):
    n, m = X.shape
    J, dw, db = 0, np.zeros((n, 1)), 0
    for i in range(m):
        z = b
        for j in range(n):
            z = z + w[j, 0] * X[j, i]
        a = 1 / (1 + math.exp(-z))
        y = Y[0, i]
        J += -(y * math.log(a) + (1 - y) * math.log(1 - a))
        for j in range(n):
            dw[j, 0] += X[j, i] * (a - y)
        db += a - y
    return {"dw": dw / m, "db": float(db / m)}, float(J / m)


@right("propagate")
def propagate_single_precision(w, b, X, Y):
    w, X = w.astype(np.float32), X.astype(np.float32)
    Y = Y.astype(np.float32)
    m = np.float32(X.shape[1])
    A = 1 / (1 + np.exp(-(w.T @ X + np.float32(b))))
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    return {"db": np.sum(A - Y) / m, "dw": X @ (A - Y).T / m}, np.squeeze(cost)


def _course_optimize(w, b, X, Y, num_iterations, learning_rate, print_cost, **bug):
    costs = []
    for i in range(num_iterations + bug.get("late", 0)):
        grads, cost = logistic.propagate(w, b, X, Y)
        dw, db = grads["dw"], grads["db"]
        rate = bug.get("rate", learning_rate)
        if bug.get("in_place"):
            w -= rate * dw
        else:
            w = w - bug.get("sign", 1) * rate * dw
        if not bug.get("keep_b"):
            b = b - bug.get("sign", 1) * rate * db
        if bug.get("all") or i % 100 == 0:
            costs.append(cost)
        if print_cost and i % 100 == 0:
            print(f"Cost after iteration {i}: {cost:f}")
    return {"w": w, "b": b}, {"dw": dw, "db": db}, costs


def _optimize(**bug):
    def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
        return _course_optimize(
            w, b, X, Y, num_iterations, learning_rate, print_cost, **bug
        )

    return optimize


right("optimize")(_optimize())
wrong("optimize", "one step too many")(_optimize(late=1))
wrong("optimize", "uphill")(_optimize(sign=-1))
wrong("optimize", "0.009 whatever")(_optimize(rate=0.009))
wrong("optimize", "w was changed in place")(_optimize(in_place=True))
wrong("optimize", "b is never updated")(_optimize(keep_b=True))
wrong("optimize", "every step")(_optimize(all=True))
wrong("optimize", "uphill", "cost of every step")(_optimize(sign=-1, all=True))


@wrong("predict", "probabilities", lesson=1)
def predict_probabilities(w, b, X):
    return logistic.sigmoid(np.dot(w.T, X) + b)


@wrong("predict", "at 0.5 exactly")
def predict_at_the_boundary(w, b, X):
    return (logistic.sigmoid(np.dot(w.T, X) + b) >= 0.5).astype(int)


@wrong("predict", "flat")
def predict_flat(w, b, X):
    return (logistic.sigmoid(np.dot(w.T, X) + b) > 0.5).astype(int)[0]


@wrong("predict", "the sigmoid comes first")
def predict_without_sigmoid(w, b, X):
    return (np.dot(w.T, X) + b > 0.5).astype(int)


@right("predict")
def predict_as_in_the_course(w, b, X):
    m = X.shape[1]
    Y_prediction = np.zeros((1, m))
    w = w.reshape(X.shape[0], 1)
    A = logistic.sigmoid(np.dot(w.T, X) + b)
    for i in range(A.shape[1]):
        if A[0, i] > 0.5:
            Y_prediction[0, i] = 1
        else:
            Y_prediction[0, i] = 0
    return Y_prediction


def _model(**bug):
    def model(
        X_train,
        Y_train,
        X_test,
        Y_test,
        num_iterations=2000,
        learning_rate=0.5,
        print_cost=False,
    ):
        w, b = logistic.initialize_with_zeros(X_train.shape[0])
        if bug.get("rate"):
            params, _, costs = logistic.optimize(w, b, X_train, Y_train, num_iterations)
        else:
            params, _, costs = logistic.optimize(
                w, b, X_train, Y_train, num_iterations, learning_rate, print_cost
            )
        if not bug.get("stale"):
            w, b = params["w"], params["b"]
        test = logistic.predict(w, b, X_train if bug.get("swap") else X_test)
        train = logistic.predict(w, b, X_train)
        return {
            "costs": costs,
            "Y_prediction_test": test,
            "Y_prediction_train": train,
            "w": w,
            "b": b,
            "learning_rate": learning_rate,
            "num_iterations": num_iterations,
        }

    return model


right("model")(_model())
wrong("model", "learning_rate is not passed on")(_model(rate=True))
wrong("model", "those of the start")(_model(stale=True))
wrong("model", "Y_prediction_test is computed from X_train")(_model(swap=True))


# Lesson 2


@wrong("layer_sizes", "shape[1]")
def layer_sizes_of_samples(X, Y):
    return X.shape[1], 4, Y.shape[1]


@wrong("layer_sizes", "2 values where 3 belong")
def layer_sizes_of_two(X, Y):
    return X.shape[0], Y.shape[0]


@wrong("layer_sizes", "where it should be (n_x, n_h, n_y)")
def layer_sizes_in_another_order(X, Y):
    return 4, X.shape[0], Y.shape[0]


@right("layer_sizes")
def layer_sizes_as_in_the_course(X, Y):
    n_x = X.shape[0]
    n_h = 4
    n_y = Y.shape[0]
    return (n_x, n_h, n_y)


def _initialize(W1, b1, W2, b2):
    def initialize_parameters(n_x, n_h, n_y):
        names = {"n_x": n_x, "n_h": n_h, "n_y": n_y, "np": np}
        return {
            "W1": eval(W1, names),
            "b1": eval(b1, names),
            "W2": eval(W2, names),
            "b2": eval(b2, names),
        }

    return initialize_parameters


W1, B1 = "np.random.randn(n_h, n_x) * 0.01", "np.zeros((n_h, 1))"
W2, B2 = "np.random.randn(n_y, n_h) * 0.01", "np.zeros((n_y, 1))"
right("initialize_parameters")(_initialize(W1, B1, W2, B2))
for first, words in {
    "np.random.randn(n_x, n_h) * 0.01": "transposed",
    "np.random.randn(n_h, n_x)": "not scaled",
    "np.zeros((n_h, n_x))": "starts from zero",
    "np.ones((n_h, n_x)) * 0.01": "equal rows",
    "np.random.rand(n_h, n_x) * 0.01": "never negative",
    "np.random.randn(n_h, n_x) * 0.1": "factor is 0.1",
}.items():
    wrong("initialize_parameters", words)(_initialize(first, B1, W2, B2))
wrong("initialize_parameters", "b1", "column")(_initialize(W1, "np.zeros(n_h)", W2, B2))
wrong("initialize_parameters", "b1", "not zero")(
    _initialize(W1, "np.random.randn(n_h, 1)", W2, B2)
)


@right("initialize_parameters")
def initialize_with_a_seed(n_x, n_h, n_y, seed=None):
    rng = np.random.default_rng(seed)
    return {
        "W1": rng.standard_normal((n_h, n_x)) / 100,
        "b1": np.zeros((n_h, 1)),
        "W2": rng.normal(0, 0.01, (n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


@wrong("initialize_parameters", "same numbers")
def initialize_with_one_seed_for_each_layer(n_x, n_h, n_y):
    np.random.seed(1)
    W1 = np.random.randn(n_h, n_x) * 0.01
    np.random.seed(1)
    W2 = np.random.randn(n_y, n_h) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def _forward(Z1="W1 @ X + b1", A1="np.tanh(Z1)", Z2="W2 @ A1 + b2", A2="sigmoid(Z2)"):
    def forward_propagation(X, parameters):
        names = {**parameters, "X": X, "np": np, "sigmoid": logistic.sigmoid}
        for name, formula in {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}.items():
            names[name] = eval(formula, names)
        return names["A2"], {k: names[k] for k in ("Z1", "A1", "Z2", "A2")}

    return forward_propagation


right("forward_propagation")(_forward(A1="2 * sigmoid(2 * Z1) - 1"))
for bug, words in [
    ({"Z1": "np.dot(W1, X)"}, ["b1 is forgotten"]),
    ({"Z2": "np.dot(W2, A1)"}, ["b2 is forgotten"]),
    ({"Z1": "W1 @ X", "Z2": "W2 @ A1"}, ["biases b1 and b2 are forgotten"]),
    ({"A1": "sigmoid(Z1)"}, ["A1 is a sigmoid"]),
    ({"A1": "np.maximum(Z1, 0)"}, ["A1 is a relu"]),
    ({"A1": "Z1"}, ["tanh of the hidden layer is missing"]),
    ({"Z2": "W2 @ Z1 + b2"}, ["Z2 uses Z1 where it needs A1"]),
    ({"A2": "np.tanh(Z2)"}, ["A2 is a tanh"]),
    ({"A2": "Z2"}, ["sigmoid is forgotten"]),
    ({"A1": "Z1", "A2": "np.tanh(Z2)"}, ["tanh of the hidden", "A2 is a tanh"]),
    ({"A1": "np.cos(Z1)"}, ["A1 differs most", "A1 = np.tanh(Z1)"]),
    ({"Z1": "(X.T @ W1.T + b1.T)"}, ["ValueError", "transpose"]),
]:
    wrong("forward_propagation", *words)(_forward(**bug))


@wrong("forward_propagation", "(A2, cache)")
def forward_without_cache(X, parameters):
    return shallow.forward_propagation(X, parameters)[0]


@wrong("forward_propagation", "cache lacks the keys Z1, Z2")
def forward_with_half_a_cache(X, parameters):
    A2, cache = shallow.forward_propagation(X, parameters)
    return A2, {"A1": cache["A1"], "A2": cache["A2"]}


@wrong("forward_propagation", "KeyError", "spelt")
def forward_with_a_misspelt_key(X, parameters):
    W1 = parameters["w1"]
    return W1


@wrong("compute_cost", "mean: divide by m")
def cost_as_a_sum(A2, Y):
    return float(-np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))


@wrong("compute_cost", "lacks the term of the zeros")
def cost_of_the_ones(A2, Y, parameters):
    return -np.sum(np.multiply(np.log(A2), Y)) / Y.shape[1]


@wrong("compute_cost", "base 10", lesson=3)
def cost_of_base_ten(AL, Y):
    return -np.mean(Y * np.log10(AL) + (1 - Y) * np.log10(1 - AL))


@wrong("compute_cost", "wrong sign")
def cost_negative(A2, Y):
    return np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@wrong("compute_cost", "squared error")
def cost_squared(A2, Y):
    return np.mean((A2 - Y) ** 2)


@wrong("compute_cost", "(1, 1)", "np.squeeze")
def cost_as_a_matrix(AL, Y):
    m = Y.shape[1]
    return -(Y @ np.log(AL).T + (1 - Y) @ np.log(1 - AL).T) / m


@wrong("compute_cost", "wrong sign", "divide by m")
def cost_with_two_mistakes(A2, Y):
    return np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


@right("compute_cost")
def cost_as_in_the_course(A2, Y, parameters):
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    cost = -np.sum(logprobs) / m
    cost = np.squeeze(cost)
    return cost


def _backward(**bug):
    lines = {
        "dZ2": "A2 - Y",
        "dW2": "np.dot(dZ2, A1.T) / m",
        "db2": "np.sum(dZ2, axis=1, keepdims=True) / m",
        "dZ1": "np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))",
        "dW1": "np.dot(dZ1, X.T) / m",
        "db1": "np.sum(dZ1, axis=1, keepdims=True) / m",
    }

    def backward_propagation(parameters, cache, X, Y):
        names = {**parameters, **cache, "X": X, "Y": Y, "np": np, "m": X.shape[1]}
        for name, formula in {**lines, **bug}.items():
            names[name] = eval(formula, names)
        return {k: names[k] for k in ("dW1", "db1", "dW2", "db2")}

    return backward_propagation


right("backward_propagation")(_backward())
right("backward_propagation")(
    _backward(dW1="sum(dZ1[:, [i]] * X[:, i] for i in range(m)) / m")
)
for bug, words in [
    ({"dW1": "np.dot(dZ1, X.T)"}, ["dW1 is m times too large: divide by m"]),
    ({"dZ1": "np.dot(W2.T, dZ2) * (1 - np.power(Z1, 2))"},
     ["dZ1 uses Z1 where it needs A1: the slope of tanh is 1 - A1**2"]),
    ({"db2": "np.sum(dZ2, axis=0, keepdims=True) / m"},
     ["db2 sums over the wrong axis: axis=1 adds over the samples"]),
    ({"db1": "np.sum(dZ1, axis=0, keepdims=True) / m"},
     ["db1 sums over the wrong axis"]),
    ({"dZ2": "Y - A2"}, ["dZ2 has the wrong sign"]),
    ({"dZ1": "np.dot(W2.T, dZ2)"}, ["dZ1 lacks the slope"]),
    ({"dZ1": "np.dot(W2.T, dZ2) * (1 - A1)"}, ["lacks the square"]),
    ({"dZ1": "np.dot(W2.T, dZ2) * A1 * (1 - A1)"}, ["slope of a sigmoid"]),
    ({"dW2": "np.dot(A1, dZ2.T) / m"}, ["dW2 is transposed"]),
    ({"dW2": "np.dot(A1, dZ2.T)"}, ["dW2 is", "it is transposed", "m times too large"]),
    ({"db1": "np.sum(dZ1, axis=1) / m"}, ["db1 is flat", "keepdims=True"]),
    ({"db1": "np.sum(dZ1, axis=1)"}, ["db1 is", "flat", "m times too large"]),
    ({"db1": "np.sum(dZ1) / m"}, ["db1 is one number for all units"]),
    ({"dW1": "np.dot(dZ1, X.T) / m ** 2"}, ["dW1 is m times too small"]),
    ({"dW1": "-np.dot(dZ1, X.T) / m"}, ["dW1 has the wrong sign"]),
    ({"dW1": "3 * np.dot(dZ1, X.T) / m"}, ["3 times what it should be"]),
    ({"dW2": "np.dot(dZ2, Z1.T) / m"}, ["dW2 uses Z1 where it needs A1"]),
    ({"dZ2": "Y - A2", "dZ1": "np.dot(W2.T, dZ2) * (1 - Z1**2)",
      "dW2": "np.dot(dZ2, A1.T)"},
     ["dZ2 has the wrong sign", "dW2 is m times", "dZ1 uses Z1"]),
    ({"dZ1": "np.sin(np.dot(W2.T, dZ2) * (1 - A1**2))"},
     ["dW1 and db1 are wrong, and share dZ1"]),
    ({"dW2": "np.dot(dZ2, A1)"}, ["not aligned", "transpose", "W1 (4, 2)"]),
    ({"dZ1": "np.dot(W2.T, dZ2) @ (1 - A1**2)"}, ["ValueError"]),
    ({"m": "X.shape[0]"}, ["m is X.shape[0], the number of features"]),
    ({"dW2": "np.dot(dZ2, A1.T)", "db2": "np.sum(dZ2, axis=1, keepdims=True)",
      "dW1": "np.dot(dZ1, X.T)", "db1": "np.sum(dZ1, axis=1, keepdims=True)"},
     ["all gradients are m times too large"]),
]:  # fmt: skip
    if "m" in bug:
        bug = {"m": bug["m"], **bug}

        def with_m(parameters, cache, X, Y):
            grads = shallow.backward_propagation(parameters, cache, X, Y)
            return {k: v * X.shape[1] / X.shape[0] for k, v in grads.items()}

        wrong("backward_propagation", *words)(with_m)
        continue
    wrong("backward_propagation", *words)(_backward(**bug))


@wrong("backward_propagation", "lacks the key db2")
def backward_without_b2(parameters, cache, X, Y):
    grads = shallow.backward_propagation(parameters, cache, X, Y)
    del grads["db2"]
    return grads


@wrong("backward_propagation", "A2 was changed in place")
def backward_in_place(parameters, cache, X, Y):
    grads = shallow.backward_propagation(parameters, cache, X, Y)
    cache["A2"] -= Y
    return grads


@wrong("backward_propagation", "dictionary")
def backward_as_a_tuple(parameters, cache, X, Y):
    return tuple(shallow.backward_propagation(parameters, cache, X, Y).values())


@wrong("backward_propagation", "arguments come in the order (X, Y, parameters, cache)")
def backward_with_other_arguments(X, Y, parameters, cache):
    return shallow.backward_propagation(parameters, cache, X, Y)


@wrong("backward_propagation", "it takes 3 arguments", "4 arguments")
def backward_with_three_arguments(parameters, cache, X):
    return {}


def _update(formula, **keywords):
    def update_parameters(parameters, grads, learning_rate=1.2):
        return {
            k: eval(
                formula, {"p": p, "d": grads["d" + k], "learning_rate": learning_rate}
            )
            for k, p in parameters.items()
        }

    return update_parameters


right("update_parameters")(_update("-learning_rate * d + p"))
for formula, words in {
    "p + learning_rate * d": "uphill",
    "p - d": "learning rate is not used",
    "p": "come back as they were",
    "p - 1.2 * d": "1.2 whatever",
    "p - d / learning_rate": "divided by the learning rate",
    "d": "gradients come back",
}.items():
    wrong("update_parameters", words)(_update(formula))


@wrong("update_parameters", "changed in place")
def update_in_place(parameters, grads, learning_rate=1.2):
    for k in parameters:
        parameters[k] -= learning_rate * grads["d" + k]
    return parameters


@wrong("update_parameters", "updated with dW1")
def update_with_another_gradient(parameters, grads, learning_rate=1.2):
    new = shallow.update_parameters(parameters, grads, learning_rate)
    new["W2"] = parameters["W2"] - learning_rate * np.sum(grads["dW1"])
    new["W2"] = parameters["W2"] - learning_rate * grads["dW2"]
    new["b1"] = parameters["b1"] - learning_rate * grads["dW1"][:, :1]
    new["b1"] = parameters["b1"] - learning_rate * grads["dW1"]
    return new


@wrong("update_parameters", "W1 goes uphill", "b2 is not updated")
def update_with_two_mistakes(parameters, grads, learning_rate=1.2):
    new = shallow.update_parameters(parameters, grads, learning_rate)
    new["W1"] = parameters["W1"] + learning_rate * grads["dW1"]
    new["b2"] = parameters["b2"]
    return new


@wrong("update_parameters", "last layer, W3 and b3, is not updated")
def update_all_layers_but_the_last(parameters, grads, learning_rate):
    parameters = dict(parameters)
    L = len(parameters) // 2
    for layer in range(1, max(L, 3) if L != 3 else L):
        if layer <= L:
            for k in (f"W{layer}", f"b{layer}"):
                parameters[k] = parameters[k] - learning_rate * grads["d" + k]
    return parameters


@right("update_parameters")
def update_as_in_lesson_3(params, grads, learning_rate):
    parameters = params.copy()
    L = len(parameters) // 2
    for l in range(L):  # noqa: E741
        for k in ("W", "b"):
            name = k + str(l + 1)
            parameters[name] = params[name] - learning_rate * grads["d" + name]
    return parameters


def _nn_model(loop, draw=0.01):
    def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
        np.random.seed(3)
        n_x, _, n_y = shallow.layer_sizes(X, Y)
        parameters = {
            "W1": np.random.randn(n_h, n_x) * draw,
            "b1": np.zeros((n_h, 1)),
            "W2": np.random.randn(n_y, n_h) * draw,
            "b2": np.zeros((n_y, 1)),
        }
        for i in range(0, num_iterations):
            parameters = loop(X, Y, parameters, i, print_cost)
        return parameters

    return nn_model


def _turn(rate=1.2, sign=1, keep=False):
    def turn(X, Y, parameters, i, print_cost):
        A2, cache = shallow.forward_propagation(X, parameters)
        cost = shallow.compute_cost(A2, Y, parameters)
        grads = shallow.backward_propagation(parameters, cache, X, Y)
        if print_cost and i % 1000 == 0:
            print(f"Cost after iteration {i}: {cost:f}")
        new = {k: p - sign * rate * grads["d" + k] for k, p in parameters.items()}
        return parameters if keep else new

    return turn


right("nn_model")(_nn_model(_turn()))
wrong("nn_model", "keeps the old parameters")(_nn_model(_turn(keep=True)))
wrong("nn_model", "uphill")(_nn_model(_turn(sign=-1)))
wrong("nn_model", "rate is 0.5: the lesson's default is 1.2")(
    _nn_model(_turn(rate=0.5))
)
wrong("nn_model", "0.4 times the gradient", "1.2")(_nn_model(_turn(rate=0.4)))
wrong("nn_model", "hidden units are all the same")(_nn_model(_turn(), draw=0))


def _never_the_same(again=False, **bug):
    def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
        for i in range(num_iterations):
            if i == 0 or again:
                parameters = shallow.initialize_parameters(len(X), n_h, 1)
            parameters = _turn(**bug)(X, Y, parameters, i, print_cost)
        return parameters

    return nn_model


right("nn_model")(_never_the_same())
wrong("nn_model", "learning rate is 0.01")(_never_the_same(rate=0.01))
wrong("nn_model", "only the initialization before it")(_never_the_same(again=True))
wrong("nn_model", "step goes uphill: subtract")(_never_the_same(sign=-1))


@wrong("nn_model", "one step too many")
def nn_model_of_one_more(X, Y, n_h, num_iterations=10000, print_cost=False):
    return shallow.nn_model(X, Y, n_h, num_iterations + 1, random_state=1)


@wrong("nn_model", "num_iterations")
def nn_model_of_fixed_length(X, Y, n_h, num_iterations=10000, print_cost=False):
    return shallow.nn_model(X, Y, n_h, 50, random_state=1)


@right("nn_model")
def nn_model_never_the_same(X, Y, n_h, num_iterations=10000, print_cost=False):
    return shallow.nn_model(X, Y, n_h, num_iterations, random_state=None)


@right("nn_model")
def nn_model_from_the_global_stream(X, Y, n_h, num_iterations=10000, print_cost=False):
    seed = np.random.randint(1000)
    return shallow.nn_model(X, Y, n_h, num_iterations, random_state=seed)


@wrong("nn_model", "does not follow from the first")
def nn_model_with_one_gradient(X, Y, n_h, num_iterations=10000, print_cost=False):
    parameters = shallow.initialize_parameters(len(X), n_h, 1, random_state=1)
    parameters = {k: 50 * v for k, v in parameters.items()}
    A2, cache = shallow.forward_propagation(X, parameters)
    grads = shallow.backward_propagation(parameters, cache, X, Y)
    for _ in range(num_iterations):
        parameters = shallow.update_parameters(parameters, grads)
    return parameters


@wrong("predict", "probabilities")
def predict_probabilities_of_lesson_2(parameters, X):
    return shallow.forward_propagation(X, parameters)[0]


@wrong("predict", "at 0.5 exactly")
def predict_2_at_the_boundary(parameters, X):
    return shallow.forward_propagation(X, parameters)[0] >= 0.5


@wrong("predict", "tuple of 2", "numbers", lesson=2)
def _predict_a_pair(parameters, X):
    return shallow.forward_propagation(X, parameters)


@right("predict")
def predict_2_as_in_the_course(parameters, X):
    A2, cache = shallow.forward_propagation(X, parameters)
    predictions = np.round(A2)
    return predictions


# Lesson 3


@wrong("relu", "absolute value")
def relu_abs(Z):
    return np.abs(Z), Z


@wrong("relu", "(A, cache)")
def relu_alone(Z):
    return np.maximum(0, Z)


@wrong("relu", "largest entry")
def relu_max(Z):
    return np.max(Z), Z


@wrong("relu", "Z was changed in place")
def relu_in_place(Z):
    Z[Z < 0] = 0
    return Z, Z


@right("relu")
def relu_by_where(Z):
    return np.where(Z > 0, Z, 0.0), Z


@wrong("relu_backward", "everywhere")
def relu_backward_open(dA, cache):
    return np.array(dA, copy=True)


@wrong("relu_backward", "Z = 0 too")
def relu_backward_at_zero(dA, cache):
    dZ = np.array(dA)
    dZ[cache < 0] = 0
    return dZ


@wrong("relu_backward", "dA was changed in place")
def relu_backward_in_place(dA, cache):
    dZ = dA
    dZ[cache <= 0] = 0
    return dZ


@wrong("relu_backward", "lacks the factor dA")
def relu_backward_slope(dA, cache):
    return (cache > 0).astype(float)


@right("relu_backward")
def relu_backward_as_in_the_course(dA, cache):
    Z = cache
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    assert dZ.shape == Z.shape
    return dZ


@wrong("sigmoid_backward", "lacks the factor dA")
def sigmoid_backward_slope(dA, cache):
    s = 1 / (1 + np.exp(-cache))
    return s * (1 - s)


@wrong("sigmoid_backward", "cache is taken for the sigmoid")
def sigmoid_backward_at_z(dA, cache):
    return dA * cache * (1 - cache)


@right("sigmoid_backward")
def sigmoid_backward_other(dA, cache):
    return dA * np.exp(-cache) / (1 + np.exp(-cache)) ** 2


@wrong("linear_forward", "bias is forgotten")
def linear_without_bias(A, W, b):
    return np.dot(W, A), (A, W, b)


@wrong("linear_forward", "(W, A_prev, b)", "(A_prev, W, b)")
def linear_with_another_cache(A, W, b):
    return np.dot(W, A) + b, (W, A, b)


@wrong("linear_forward", "transpose", "matmul")
def linear_transposed(A, W, b):
    return W.T @ A + b, (A, W, b)


@right("linear_forward")
def linear_by_einsum(A, W, b):
    return np.einsum("ij,jk->ik", W, A) + b, (A, W, b)


@wrong("linear_activation_forward", "relu whatever")
def layer_always_relu(A_prev, W, b, activation):
    Z, linear_cache = deep.linear_forward(A_prev, W, b)
    A, activation_cache = deep.relu(Z)
    return A, (linear_cache, activation_cache)


@wrong("linear_activation_forward", "swapped")
def layer_swapped(A_prev, W, b, activation):
    other = {"relu": "sigmoid", "sigmoid": "relu"}[activation]
    return deep.linear_activation_forward(A_prev, W, b, other)


@wrong("linear_activation_forward", "(linear_cache, activation_cache)")
def layer_with_a_flat_cache(A_prev, W, b, activation):
    A, ((A_prev, W, b), Z) = deep.linear_activation_forward(A_prev, W, b, activation)
    return A, (A_prev, W, b, Z)


@wrong("linear_activation_forward", "returns None", "activation = 'sigmoid'")
def layer_with_one_branch(A_prev, W, b, activation):
    if activation == "relu":
        return deep.linear_activation_forward(A_prev, W, b, activation)


@wrong("propagate", "in cost, dw and db", "as if m were 5")
def propagate_with_a_fixed_m(w, b, X, Y):
    m = 5
    A = logistic.sigmoid(np.dot(w.T, X) + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    return {"dw": np.dot(X, (A - Y).T) / m, "db": np.sum(A - Y) / m}, cost


@wrong("optimize", "there is one step", "`return` may stand in the loop")
def optimize_that_returns_in_its_loop(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        grads, cost = logistic.propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
        return {"w": w, "b": b}, grads, costs


@wrong("forward_propagation", "cache['A1'] holds Z1")
def forward_with_a_wrong_cache(X, parameters):
    A2, cache = shallow.forward_propagation(X, parameters)
    return A2, {**cache, "A1": cache["Z1"]}


@wrong("compute_cost", "1e-8 added inside its logarithms")
def cost_with_an_epsilon(A2, Y):
    return -np.mean(Y * np.log(A2 + 1e-8) + (1 - Y) * np.log(1 - A2 + 1e-8))


@wrong("L_model_backward", "lacks the key dA0", "through layer 1 is dA0")
def backward_that_counts_from_one(AL, Y, caches):
    grads = deep.L_model_backward(AL, Y, caches)
    return {f"dA{int(k[2:]) + 1}" if k[:2] == "dA" else k: v for k, v in grads.items()}


@wrong("linear_activation_forward", "UnboundLocalError", "before it gets a value")
def layer_without_activation(A_prev, W, b, activation):
    Z, cache = deep.linear_forward(A_prev, W, b)
    if activation == "Sigmoid":
        A = Z
    return A, (cache, Z)


def _L_forward(hidden="relu", last="sigmoid", layers=0, bias=True, follow=True):
    act = {
        "relu": lambda Z: np.maximum(0, Z),
        "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
        "none": lambda Z: Z,
    }

    def L_model_forward(X, parameters):
        caches, A = [], X
        L = len(parameters) // 2
        for layer in range(1, L + layers):
            A_prev = A if follow else X
            W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
            Z = np.dot(W, A_prev) + (b if bias else 0)
            A = act[hidden](Z)
            caches.append(((A_prev, W, b), Z))
        W, b = parameters["W" + str(L)], parameters["b" + str(L)]
        Z = np.dot(W, A) + (b if bias else 0)
        caches.append(((A, W, b), Z))
        return act[last](Z), caches

    return L_model_forward


right("L_model_forward")(_L_forward())
wrong("L_model_forward", "hidden layers have a sigmoid")(_L_forward("sigmoid"))
wrong("L_model_forward", "hidden layers have no activation")(_L_forward("none"))
wrong("L_model_forward", "AL is a relu")(_L_forward(last="relu"))
wrong("L_model_forward", "biases are forgotten in all layers")(_L_forward(bias=False))
wrong("L_model_forward", "ValueError")(_L_forward(layers=1))
wrong("L_model_forward", "ValueError")(_L_forward(follow=False))


def _linear_backward(dW="np.dot(dZ, A_prev.T) / m", dA="np.dot(W.T, dZ)",
                     db="np.sum(dZ, axis=1, keepdims=True) / m"):  # fmt: skip
    def linear_backward(dZ, cache):
        A_prev, W, b = cache
        names = {"A_prev": A_prev, "W": W, "b": b, "dZ": dZ, "np": np}
        names["m"] = A_prev.shape[1]
        return eval(dA, names), eval(dW, names), eval(db, names)

    return linear_backward


right("linear_backward")(_linear_backward())
for bug, words in [
    ({"dW": "np.dot(dZ, A_prev.T)"}, ["dW is m times too large"]),
    ({"dA": "np.dot(W.T, dZ) / m"}, ["dA_prev is divided by m"]),
    ({"db": "np.sum(dZ, axis=1) / m"}, ["db is flat"]),
    ({"db": "np.sum(dZ) / m"}, ["db is one number for all units"]),
    ({"db": "np.sum(dZ, axis=0, keepdims=True) / m"}, ["wrong axis"]),
    ({"dW": "np.dot(A_prev, dZ.T) / m"}, ["dW is transposed"]),
    ({"dA": "np.dot(W, dZ)"}, ["not aligned", "transpose"]),
]:
    wrong("linear_backward", *words)(_linear_backward(**bug))


@wrong("linear_backward", "(dW, db, dA_prev)", "(dA_prev, dW, db)")
def linear_backward_in_another_order(dZ, cache):
    dA_prev, dW, db = deep.linear_backward(dZ, cache)
    return dW, db, dA_prev


@wrong("linear_activation_backward", "swapped")
def layer_backward_swapped(dA, cache, activation):
    other = {"relu": "sigmoid", "sigmoid": "relu"}[activation]
    return deep.linear_activation_backward(dA, cache, other)


@wrong("linear_activation_backward", "lacks the slope")
def layer_backward_without_slope(dA, cache, activation):
    return deep.linear_backward(dA, cache[0])


@wrong("linear_activation_backward", "relu whatever")
def layer_backward_always_relu(dA, cache, activation):
    return deep.linear_activation_backward(dA, cache, "relu")


def _L_backward(dAL="-(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))", hidden="relu",
                last="sigmoid", mean=True):  # fmt: skip
    def L_model_backward(AL, Y, caches):
        grads, L = {}, len(caches)
        Y = Y.reshape(AL.shape)
        dA = eval(dAL, {"np": np, "Y": Y, "AL": AL})
        for layer in reversed(range(L)):
            linear_cache, Z = caches[layer]
            kind = last if layer == L - 1 else hidden
            if kind == "none":
                dZ = dA
            elif kind == "relu":
                dZ = deep.relu_backward(dA, Z)
            else:
                dZ = deep.sigmoid_backward(dA, Z)
            dA, dW, db = deep.linear_backward(dZ, linear_cache)
            m = 1 if mean else AL.shape[1]
            grads["dA" + str(layer)] = dA
            grads["dW" + str(layer + 1)] = dW * m
            grads["db" + str(layer + 1)] = db * m
        return grads

    return L_model_backward


right("L_model_backward")(_L_backward())
wrong("L_model_backward", "dAL has the wrong sign")(
    _L_backward("np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)")
)
wrong("L_model_backward", "dAL is AL - Y")(_L_backward("AL - Y"))
wrong("L_model_backward", "hidden layers have the slope of the sigmoid")(
    _L_backward(hidden="sigmoid")
)
wrong("L_model_backward", "hidden layers pass dA on")(_L_backward(hidden="none"))
wrong("L_model_backward", "slope of the relu")(_L_backward(last="relu"))
wrong("L_model_backward", "m times too large in all layers")(_L_backward(mean=False))
wrong("L_model_backward", "dAL has the wrong sign", "m times too large in all")(
    _L_backward("np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)", mean=False)
)


def _deep_init(scale):
    def initialize_parameters_deep(layer_dims):
        np.random.seed(3)
        parameters = {}
        for l in range(1, len(layer_dims)):  # noqa: E741
            n, n_prev = layer_dims[l], layer_dims[l - 1]
            factor = eval(scale, {"np": np, "n": n, "n_prev": n_prev})
            parameters["W" + str(l)] = np.random.randn(n, n_prev) * factor
            parameters["b" + str(l)] = np.zeros((n, 1))
        return parameters

    return initialize_parameters_deep


for scale in ("0.01", "1 / np.sqrt(n_prev)", "np.sqrt(2 / n_prev)"):
    right("initialize_parameters_deep")(_deep_init(scale))
wrong("initialize_parameters_deep", "not scaled")(_deep_init("1"))
wrong("initialize_parameters_deep", "without a root")(_deep_init("1 / n_prev"))


@wrong("initialize_parameters_deep", "lacks the keys W3, b3")
def deep_init_without_the_last(layer_dims):
    parameters = deep.initialize_parameters_deep(layer_dims, random_state=1)
    if len(layer_dims) > 2:
        del parameters[f"W{len(layer_dims) - 1}"], parameters[f"b{len(layer_dims) - 1}"]
    return parameters


@right("predict")
def predict_3_as_in_the_course(X, y, parameters):
    m = X.shape[1]
    p = np.zeros((1, m))
    probas, caches = deep.L_model_forward(X, parameters)
    for i in range(0, probas.shape[1]):
        if probas[0, i] > 0.5:
            p[0, i] = 1
        else:
            p[0, i] = 0
    print("Accuracy: " + str(np.sum((p == y) / m)))
    return p


@right("predict")
def predict_3_of_two(X, parameters):
    return deep.L_model_forward(X, parameters)[0] > 0.5


@wrong("predict", "accuracy comes back")
def predict_3_accuracy(X, y, parameters):
    p = deep.predict(X, parameters)
    return np.mean(p == y)


@wrong("predict", "at 0.5 exactly")
def predict_3_at_the_boundary(X, y, parameters):
    return (deep.L_model_forward(X, parameters)[0] >= 0.5) * 1


def _L_layer(costs_every=100, sign=1, keep=False, rate=None, after=False):
    def L_layer_model(
        X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False
    ):
        np.random.seed(1)
        costs = []
        seed = np.random.randint(99)
        parameters = deep.initialize_parameters_deep(
            layers_dims, initialization="lecun", random_state=seed
        )
        for i in range(0, num_iterations):
            AL, caches = deep.L_model_forward(X, parameters)
            cost = deep.compute_cost(AL, Y)
            grads = deep.L_model_backward(AL, Y, caches)
            new = deep.update_parameters(parameters, grads, rate or learning_rate)
            if sign < 0:
                new = {k: 2 * v - new[k] for k, v in parameters.items()}
            if not keep:
                parameters = new
            if after:
                cost = deep.compute_cost(deep.L_model_forward(X, parameters)[0], Y)
            if print_cost and costs_every and i % costs_every == 0:
                print(f"Cost after iteration {i}: {cost:f}")
                costs.append(cost)
        return parameters, costs

    return L_layer_model


for name in ("L_layer_model", "two_layer_model"):
    right(name)(_L_layer())
    wrong(name, "i % 100 == 0", "(150,)")(_L_layer(1))
    wrong(name, "costs is empty")(_L_layer(0))
    wrong(name, "uphill")(_L_layer(sign=-1))
    wrong(name, "keeps the old parameters")(_L_layer(keep=True))
    wrong(name, "0.0075 whatever")(_L_layer(rate=0.0075))
    wrong(name, "before the step")(_L_layer(after=True))


@wrong("L_layer_model", "(parameters, costs)")
def L_layer_model_without_costs(
    X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False
):
    return deep.L_layer_model(
        X, Y, layers_dims, learning_rate, num_iterations, random_state=1
    )[0]
