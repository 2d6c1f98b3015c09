"""Lesson 2: its functions as equations, what goes wrong in them, and the cases."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.functional import shallow
from skscratch.lessons.check.compare import central_differences
from skscratch.lessons.check.mistakes import (
    ANSWERS,
    bias_mistakes,
    cost_mistakes,
    cross_entropy,
    label_mistakes,
    labels,
    network,
    normal,
    output_error_mistakes,
    sigmoid_mistakes,
    weight_mistakes,
)
from skscratch.lessons.check.recipe import Mistake, Recipe, wrong
from skscratch.lessons.check.structure import Leaves, Parts
from skscratch.lessons.check.task import Case, Task

# n_x, n_h and m of the cases: all different, one hidden unit, one sample, one feature,
# and a square one.
_SHAPES = ((2, 4, 5), (3, 1, 5), (4, 3, 1), (1, 2, 6), (5, 2, 3), (3, 3, 3))


def _network(seed: int, n_x: int, n_h: int, m: int) -> dict[str, Any]:
    """Arguments and values of a network with one hidden layer, by name."""
    parameters = network(seed, (n_x, n_h, 1))
    (X,) = normal(seed + 7, (n_x, m))
    A2, cache = shallow.forward_propagation(X, parameters)
    return {
        **parameters,
        **cache,
        "parameters": parameters,
        "cache": cache,
        "X": X,
        "Y": labels(seed, m),
        "m": m,
        "n_x": n_x,
    }


def _cases(*names: str, samples: int = 0) -> tuple[Case, ...]:
    """Cases of a function with these arguments."""
    cases = []
    for seed, (n_x, n_h, few) in enumerate(_SHAPES):
        m = samples or few
        known = _network(10 * seed, n_x, n_h, m)
        arguments = {name: known[name] for name in names}
        values = {
            k: v for k, v in known.items() if k in "W1 b1 W2 b2 X Y m n_x".split()
        }
        values |= known["cache"] if "cache" in names else {}
        values |= {name: known[name] for name in names}
        cases.append(Case(arguments, values))
    return tuple(cases)


# layer_sizes


def _sizes_cases() -> tuple[Case, ...]:
    """Features, samples and outputs of each case."""
    cases = []
    for seed, (n_x, m, n_y) in enumerate(((2, 5, 1), (5, 3, 2), (4, 1, 3), (3, 6, 1))):
        X, Y = normal(seed, (n_x, m), (n_y, m))
        cases.append(Case({"X": X, "Y": Y}, {"X": X, "Y": Y}))
    return tuple(cases)


LAYER_SIZES = Task(
    "layer_sizes",
    shallow.layer_sizes,
    Parts({"n_x": "n_x", "n_h": "n_h", "n_y": "n_y"}),
    Recipe(
        {"n_x": "X.shape[0]", "n_h": "4", "n_y": "Y.shape[0]"},
        (
            Mistake("n_x and n_y count the samples, shape[1]: features and outputs are "
                    "the rows, shape[0].",
                    {"n_x": "X.shape[1]", "n_y": "Y.shape[1]"}),
            *(wrong(name, f"{A}{of}", f"{name} {words}: {it}, {A}.shape[0].")
              for name, A, it in (
                  ("n_x", "X", "it is the number of rows of X"),
                  ("n_y", "Y", "it is the number of rows of Y"),
              )
              for of, words in (
                  (".shape[1]", "counts the samples"),
                  (".size", "counts all the numbers"),
                  (".shape", "is the whole shape"),
              )),
            wrong("n_y", "X.shape[0]", "n_y is made of X: it is the number of rows of "
                  "Y, Y.shape[0]."),
            wrong("n_h", "X.shape[0]", "n_h is n_x: this lesson has 4 hidden units."),
        ),
    ),
    _sizes_cases(),
)  # fmt: skip

# forward_propagation

_FORWARD = {
    "Z1": "W1 @ X + b1",
    "A1": "np.tanh(Z1)",
    "Z2": "W2 @ A1 + b2",
    "A2": "sigmoid(Z2)",
}
_FORWARD_MISTAKES = (
    Mistake("the biases b1 and b2 are forgotten: Z1 = W1 @ X + b1, Z2 = W2 @ A1 + b2.",
            {"Z1": "W1 @ X", "Z2": "W2 @ A1"}),
    wrong("Z1", "W1 @ X", "the bias b1 is forgotten: Z1 = W1 @ X + b1."),
    wrong("Z1", "(W1 @ X) * b1", "the bias b1 multiplies: it is added, "
          "Z1 = W1 @ X + b1."),
    wrong("Z1", "W1 @ X - b1", "the bias b1 is subtracted: Z1 = W1 @ X + b1."),
    wrong("Z1", "W1 @ X + b2", "Z1 has b2 where it needs b1: Z1 = W1 @ X + b1."),
    wrong("Z1", "W1 @ X + np.sum(b1)", "the biases b1 are added up: each unit has its "
          "own, Z1 = W1 @ X + b1."),
    wrong("A1", "Z1", "the tanh of the hidden layer is missing: A1 = tanh(Z1)."),
    wrong("A1", "sigmoid(Z1)", "A1 is a sigmoid where this lesson has tanh: "
          "A1 = tanh(Z1)."),
    wrong("A1", "relu(Z1)", "A1 is a relu where this lesson has tanh: A1 = tanh(Z1)."),
    wrong("A1", "np.tanh(W1 @ X)", "the tanh takes W1 @ X without b1: A1 = tanh(Z1)."),
    wrong("A1", "np.tanh(Z1) ** 2", "A1 is squared: A1 = tanh(Z1)."),
    wrong("A1", "1 - np.tanh(Z1) ** 2", "A1 is the slope of tanh where its value "
          "belongs: A1 = tanh(Z1)."),
    wrong("A1", "np.tan(Z1)", "A1 is a tangent, np.tan, where np.tanh belongs."),
    wrong("Z2", "W2 @ A1", "the bias b2 is forgotten: Z2 = W2 @ A1 + b2."),
    wrong("Z2", "(W2 @ A1) * b2", "the bias b2 multiplies: it is added, "
          "Z2 = W2 @ A1 + b2."),
    wrong("Z2", "W2 @ A1 - b2", "the bias b2 is subtracted: Z2 = W2 @ A1 + b2."),
    wrong("Z2", "W2 @ A1 + b1", "Z2 has b1 where it needs b2: Z2 = W2 @ A1 + b2."),
    wrong("Z2", "W2 @ Z1 + b2", "Z2 uses Z1 where it needs A1: Z2 = W2 @ A1 + b2."),
    wrong("Z2", "W2 @ Z1", "Z2 uses Z1 where it needs A1, and b2 is forgotten: "
          "Z2 = W2 @ A1 + b2."),
    *sigmoid_mistakes("A2", "Z2"),
    wrong("A2", "sigmoid(Z1)", "A2 is the sigmoid of Z1: it is that of Z2."),
    wrong("A2", "sigmoid(A1)", "A2 is the sigmoid of A1: it is that of Z2."),
)  # fmt: skip
_CACHE = {"Z1": "Z1", "A1": "A1", "Z2": "Z2", "A2": "cache_A2"}

FORWARD_PROPAGATION = Task(
    "forward_propagation",
    shallow.forward_propagation,
    Parts({"A2": "A2", "cache": _CACHE}),
    Recipe(
        {**_FORWARD, "cache_A2": "A2"},
        (
            *_FORWARD_MISTAKES,
            Mistake("cache['Z1'] holds A1.",
                    {"Z1": "np.tanh(W1 @ X + b1)", "A1": "Z1"}),
            Mistake("cache['A1'] holds Z1: backward_propagation needs the values after "
                    "tanh there.",
                    {"A1": "Z1", "Z2": "W2 @ np.tanh(Z1) + b2"}),
            Mistake("cache['Z2'] holds A2.",
                    {"Z2": "sigmoid(W2 @ A1 + b2)", "A2": "Z2"}),
            *(Mistake(f"{words} where A2 belongs: `return A2, cache`.",
                      {"A2": what, "cache_A2": "sigmoid(Z2)"})
              for what, words in (("Z2", "Z2 comes back"), ("A1", "A1 comes back"),
                                  ("(sigmoid(Z2) > 0.5) * 1", "answers come back"))),
            wrong("cache_A2", "Z2", "cache['A2'] holds Z2: backward_propagation needs "
                  "the probabilities there."),
        ),
    ),
    _cases("X", "parameters"),
)  # fmt: skip

# compute_cost


def compute_cost_task(A: str, *, parameters: bool) -> Task:
    """The cost in lesson 2 (A2) or 3 (AL), called with parameters in one edition."""
    cases = []
    for seed, m in enumerate((5, 1, 7, 2, 4)):
        probabilities = 1 / (1 + np.exp(-normal(seed, (1, m))[0]))
        arguments: dict[str, Any] = {A: probabilities, "Y": labels(seed, m)}
        values = {**arguments, "m": m}
        if parameters:
            arguments["parameters"] = network(seed, (2, 3, 1))
        cases.append(Case(arguments, values))
    return Task(
        "compute_cost",
        shallow.compute_cost,
        "cost",
        Recipe({"cost": cross_entropy(A)}, cost_mistakes(A)),
        tuple(cases),
    )


# backward_propagation

_SLOPE = "the slope of tanh is 1 - A1**2"


def _hidden_error(factor: str, sentence: str, error: str = "dZ2") -> Mistake:
    return wrong("dZ1", f"W2.T @ {error} * {factor}", sentence)


_BACKWARD_MISTAKES = (
    *output_error_mistakes("dZ2", "A2"),
    *weight_mistakes("dW2", "dZ2", "A1"),
    wrong("dW2", "dZ2 @ Z1.T / m", "dW2 uses Z1 where it needs A1, what the weights W2 "
          "multiply: dW2 = dZ2 @ A1.T / m."),
    wrong("dW2", "dZ2 @ A2.T / m", "dW2 uses A2 where it needs A1, what the weights W2 "
          "multiply: dW2 = dZ2 @ A1.T / m."),
    wrong("dW2", "A2 @ A1.T / m", "dW2 uses A2 where it needs dZ2: "
          "dW2 = dZ2 @ A1.T / m."),
    wrong("dW2", "dZ2 * A1 / m", "dW2 multiplies entry by entry, and adds up no "
          "samples: the product is `@` or np.dot, dW2 = dZ2 @ A1.T / m."),
    wrong("dW2", "dZ2 @ X.T / m", "dW2 uses X where it needs A1, what the weights W2 "
          "multiply: dW2 = dZ2 @ A1.T / m."),
    wrong("dW2", "(W2.T @ dZ2 * (1 - A1**2)) @ A1.T / m", "dW2 uses dZ1 where it needs "
          "dZ2: dW2 = dZ2 @ A1.T / m."),
    wrong("dZ2", "Z2 - Y", "dZ2 uses Z2 where it needs A2: dZ2 = A2 - Y."),
    *bias_mistakes("db2", "dZ2", one_unit=True),
    _hidden_error("(1 - Z1**2)", f"dZ1 uses Z1 where it needs A1: {_SLOPE}."),
    _hidden_error("1", f"dZ1 lacks the slope of the hidden layer: {_SLOPE}."),
    _hidden_error("(1 - A1)**2", f"dZ1 has (1 - A1)**2, the square at the wrong "
                  f"bracket: {_SLOPE}."),
    _hidden_error("(1 - A1**2)**2", f"dZ1 has the slope squared: {_SLOPE}."),
    _hidden_error("(1 - 2 * A1)", f"dZ1 has 2 * A1 for the square of A1: {_SLOPE}."),
    _hidden_error("(1 - 2**A1)", f"dZ1 has 2**A1 for A1**2: {_SLOPE}, and "
                  "np.power(A1, 2) takes the exponent last."),
    _hidden_error("(1 - A2**2)", f"dZ1 uses A2 where it needs A1: {_SLOPE}."),
    _hidden_error("A2 * (1 - A2)", "dZ1 has the slope of the output's sigmoid: "
                  f"{_SLOPE}."),
    _hidden_error("(1 - A1)", f"dZ1 lacks the square of A1: {_SLOPE}."),
    _hidden_error("A1**2", f"dZ1 has A1**2 alone: {_SLOPE}."),
    _hidden_error("(A1**2 - 1)", f"dZ1 has the wrong sign: {_SLOPE}."),
    _hidden_error("(1 + A1**2)", f"dZ1 has 1 + A1**2: {_SLOPE}."),
    _hidden_error("(1 - A1**2) * (-1)", f"dZ1 has the wrong sign: {_SLOPE}."),
    _hidden_error("A1 * (1 - A1)", f"dZ1 has the slope of a sigmoid: {_SLOPE}."),
    _hidden_error("sigmoid(Z1) * (1 - sigmoid(Z1))", "dZ1 has the slope of a sigmoid: "
                  f"{_SLOPE}."),
    _hidden_error("(Z1 > 0)", f"dZ1 has the slope of a relu: {_SLOPE}."),
    _hidden_error("(1 - np.tanh(A1)**2)", "dZ1 takes tanh of A1, which is a tanh "
                  f"already: {_SLOPE}."),
    _hidden_error("A1", f"dZ1 has A1 where its slope belongs: {_SLOPE}."),
    _hidden_error("Z1", f"dZ1 has Z1 where the slope belongs: {_SLOPE}."),
    _hidden_error("(1 - A1**2) / m", "dZ1 is divided by m, and dW1 and db1 once more: "
                  "dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    _hidden_error("(1 - A1**2)", "dZ1 starts from A2 where it needs dZ2: "
                  "dZ1 = W2.T @ dZ2 * (1 - A1**2).", "A2"),
    _hidden_error("(1 - A1**2) * A2 * (1 - A2)", "dZ1 has the slope of the output's "
                  "sigmoid, which dZ2 = A2 - Y holds already."),
    wrong("dZ1", "dW2.T * dZ2 * (1 - A1**2)", "dZ1 uses dW2 where it needs W2: "
          "dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    wrong("dZ1", "W2.T @ dZ2 * 1 - A1**2", "dZ1 lacks brackets around its slope: "
          "dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    wrong("dZ1", "W2.T @ dZ2 + (1 - A1**2)", "dZ1 adds its slope: the chain rule "
          "multiplies, dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    wrong("dZ1", "W2.T @ dZ2 - (1 - A1**2)", "dZ1 subtracts its slope: the chain rule "
          "multiplies, dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    wrong("dZ1", "1 - A1**2", "dZ1 is the slope alone: "
          "dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    wrong("dZ1", "dZ2 * (1 - A1**2)", "dZ1 lacks the weights W2.T: "
          "dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    wrong("dZ1", "np.abs(W2.T) @ dZ2 * (1 - A1**2)", "dZ1 loses the sign of W2: "
          "dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    wrong("dZ1", "A1 - Y", "dZ1 is made like dZ2, from the labels: the hidden layer "
          "has none, and dZ1 = W2.T @ dZ2 * (1 - A1**2)."),
    *weight_mistakes("dW1", "dZ1", "X"),
    wrong("dW1", "dZ1 @ A1.T / m", "dW1 uses A1 where it needs X, what the weights W1 "
          "multiply: dW1 = dZ1 @ X.T / m."),
    wrong("dW1", "dZ2 @ X.T / m", "dW1 uses dZ2 where it needs dZ1: "
          "dW1 = dZ1 @ X.T / m."),
    *bias_mistakes("db1", "dZ1"),
    *(wrong("db1", f"np.sum(dW1, axis=1, keepdims=True){mean}", "db1 is made of dW1 "
            "where it needs dZ1: np.sum(dZ1, axis=1, keepdims=True) / m.")
      for mean in (" / m", "")),
    wrong("db1", "np.full_like(b1, np.sum(dZ2) / m)", "db1 is the sum of dZ2 where "
          "that of dZ1 belongs."),
    Mistake("m is X.shape[0], the number of features: it is the number of samples, "
            "X.shape[1].",
            {"dW2": "dZ2 @ A1.T / n_x",
             "db2": "np.sum(dZ2, axis=1, keepdims=True) / n_x",
             "dW1": "dZ1 @ X.T / n_x",
             "db1": "np.sum(dZ1, axis=1, keepdims=True) / n_x"}),
    Mistake("m counts every number in X, X.size: it is the number of samples, "
            "X.shape[1].",
            {"dW2": "dZ2 @ A1.T / X.size",
             "db2": "np.sum(dZ2, axis=1, keepdims=True) / X.size",
             "dW1": "dZ1 @ X.T / X.size",
             "db1": "np.sum(dZ1, axis=1, keepdims=True) / X.size"}),
    Mistake("m is the number of hidden units: it is the number of samples, X.shape[1].",
            {"dW2": "dZ2 @ A1.T / len(A1)",
             "db2": "np.sum(dZ2, axis=1, keepdims=True) / len(A1)",
             "dW1": "dZ1 @ X.T / len(A1)",
             "db1": "np.sum(dZ1, axis=1, keepdims=True) / len(A1)"}),
    Mistake("dW1 and dW2 are swapped.", {
            "dW2": "(W2.T @ dZ2 * (1 - A1**2)) @ X.T / m",
            "dW1": "dZ2 @ A1.T / m"}),
    wrong("db1", "np.sum(dZ2, axis=1, keepdims=True) / m", "db1 is db2: it is the mean "
          "of dZ1."),
    Mistake("all gradients are m times too large: divide dW2, db2, dW1 and db1 by m, "
            "the number of samples, X.shape[1].",
            {"dW2": "dZ2 @ A1.T",
             "db2": "np.sum(dZ2, axis=1, keepdims=True)",
             "dW1": "dZ1 @ X.T",
             "db1": "np.sum(dZ1, axis=1, keepdims=True)"}),
    Mistake("db1 and db2 are swapped.", {
            "db2": "np.sum(W2.T @ dZ2 * (1 - A1**2), axis=1, keepdims=True) / m",
            "db1": "np.sum(dZ2, axis=1, keepdims=True) / m"}),
)  # fmt: skip


def backward_gradient(case: Case) -> Leaves:
    """Central differences of the textbook's cost by each parameter."""
    parameters, X, Y = (case.arguments[name] for name in ("parameters", "X", "Y"))

    def by(name: str) -> np.ndarray:
        return central_differences(
            lambda value: shallow.compute_cost(
                shallow.forward_propagation(X, {**parameters, name: value})[0], Y
            ),
            parameters[name],
        )

    return {f"d{name}": by(name) for name in parameters}


_GRADIENTS = ("dW1", "db1", "dW2", "db2")

BACKWARD_PROPAGATION = Task(
    "backward_propagation",
    shallow.backward_propagation,
    {name: name for name in _GRADIENTS},
    Recipe(
        {
            "dZ2": "A2 - Y",
            "dW2": "dZ2 @ A1.T / m",
            "db2": "np.sum(dZ2, axis=1, keepdims=True) / m",
            "dZ1": "W2.T @ dZ2 * (1 - A1**2)",
            "dW1": "dZ1 @ X.T / m",
            "db1": "np.sum(dZ1, axis=1, keepdims=True) / m",
        },
        _BACKWARD_MISTAKES,
    ),
    _cases("parameters", "cache", "X", "Y"),
    gradient=backward_gradient,
)

# predict

_PLAIN = {
    "W1": np.ones((2, 1)),
    "b1": np.zeros((2, 1)),
    "W2": np.ones((1, 2)),
    "b2": np.zeros((1, 1)),
}
_MIDDLE = np.array([[-1.0, 0.0, 1.0]])  # its second sample lies on the boundary

PREDICT = Task(
    "predict",
    shallow.predict,
    "predictions",
    Recipe(
        {**_FORWARD, "predictions": "(A2 > 0.5) * 1"},
        (*_FORWARD_MISTAKES, *label_mistakes("predictions", "A2", "Z2")),
    ),
    (
        *_cases("parameters", "X", samples=ANSWERS),
        Case({"parameters": _PLAIN, "X": _MIDDLE}, {**_PLAIN, "X": _MIDDLE, "m": 3}),
    ),
)

TASKS = {
    task.name: task
    for task in (LAYER_SIZES, FORWARD_PROPAGATION, BACKWARD_PROPAGATION, PREDICT)
}
