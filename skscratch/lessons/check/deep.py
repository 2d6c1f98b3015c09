"""Lesson 3: its functions as equations, what goes wrong in them, and the cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skscratch.functional import deep
from skscratch.lessons.check.compare import central_differences
from skscratch.lessons.check.logistic import (
    SIGMOID_MISTAKES,
    sigmoid_cases,
    sigmoid_far_out,
)
from skscratch.lessons.check.mistakes import (
    bias_mistakes,
    normal,
    weight_mistakes,
)
from skscratch.lessons.check.recipe import Mistake, Recipe, wrong
from skscratch.lessons.check.structure import Leaves, Parts
from skscratch.lessons.check.task import Case, Task

# n_prev, n and m: all different, one unit, one sample, one feature, and a square one
_SHAPES = ((3, 4, 5), (4, 1, 3), (2, 3, 1), (1, 2, 6), (3, 3, 3))
_SLOPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda Z: (Z > 0) * 1.0,
    "sigmoid": lambda Z: deep.sigmoid(Z)[0] * (1 - deep.sigmoid(Z)[0]),
}
_ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda Z: deep.relu(Z)[0],
    "sigmoid": lambda Z: deep.sigmoid(Z)[0],
}
_OTHER = {"relu": "sigmoid", "sigmoid": "relu"}

# sigmoid and relu

SIGMOID = Task(
    "sigmoid",
    deep.sigmoid,
    Parts({"A": "A", "cache": "cache_Z"}),
    Recipe(
        {"A": "1 / (1 + np.exp(-Z))", "cache_Z": "Z"},
        (
            *SIGMOID_MISTAKES,
            wrong("cache_Z", "A", "the cache is A: sigmoid_backward needs Z."),
        ),
    ),
    sigmoid_cases(),
    besides=sigmoid_far_out,
)


def _with_zeros(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers around 0, the first of them 0 itself: the corner of the relu."""
    (Z,) = normal(seed, shape)
    Z.flat[0] = 0
    return Z


RELU = Task(
    "relu",
    deep.relu,
    Parts({"A": "A", "cache": "cache_Z"}),
    Recipe(
        {"A": "np.maximum(0, Z)", "cache_Z": "Z"},
        (
            wrong("A", "Z", "A lets negative numbers through: np.maximum(0, Z)."),
            wrong("A", "np.minimum(0, Z)", "A keeps the negative numbers: "
                  "np.maximum(0, Z), not the minimum."),
            wrong("A", "np.abs(Z)", "A is an absolute value: negative numbers become "
                  "0, np.maximum(0, Z)."),
            wrong("A", "(Z > 0) * 1.0", "A is the slope, 0 or 1: the relu lets "
                  "positive numbers through as they are, np.maximum(0, Z)."),
            *(wrong("A", f"np.maximum({slope} * Z, Z)", "A is a leaky relu: negative "
                    "numbers become 0, np.maximum(0, Z).") for slope in (0.01, 0.1)),
            wrong("A", "np.maximum(0, -Z)", "A lets the negative numbers through, with "
                  "the other sign: np.maximum(0, Z)."),
            wrong("A", "Z[Z > 0]", "A holds the positive numbers alone: the others "
                  "become 0 at their place, np.maximum(0, Z)."),
            wrong("A", "np.full_like(Z, np.max(Z))", "A is the largest entry, np.max: "
                  "np.maximum(0, Z) takes each entry by itself."),
            wrong("A", "np.max(Z)", "A is the largest entry, np.max: np.maximum(0, Z) "
                  "takes each entry by itself."),
            wrong("A", "np.maximum(1, Z)", "A is at least 1: np.maximum(0, Z)."),
            wrong("A", "sigmoid(Z)", "A is a sigmoid: np.maximum(0, Z)."),
            wrong("A", "np.tanh(Z)", "A is a tanh: np.maximum(0, Z)."),
            wrong("A", "np.log(1 + np.exp(Z))", "A is a softplus: np.maximum(0, Z)."),
            wrong("cache_Z", "A", "the cache is A: relu_backward needs Z."),
        ),
    ),
    tuple(
        Case({"Z": Z}, {"Z": Z})
        for Z in (_with_zeros(0, (3, 4)), _with_zeros(1, (1, 5)), *normal(2, (4, 1)))
    ),
)  # fmt: skip

# sigmoid_backward and relu_backward


def _activation_backward_cases() -> tuple[Case, ...]:
    cases = []
    for seed, shape in enumerate(((3, 4), (1, 5), (4, 1))):
        Z, dA = _with_zeros(seed, shape), normal(seed + 5, shape)[0]
        cases.append(Case({"dA": dA, "cache": Z}, {"dA": dA, "Z": Z}))
    return tuple(cases)


def _sigmoid_gradient(case: Case) -> Leaves:
    dA, Z = case.arguments.values()
    total = central_differences(lambda v: np.sum(dA * deep.sigmoid(v)[0]), Z)
    return {"dZ": total}


SIGMOID_BACKWARD = Task(
    "sigmoid_backward",
    deep.sigmoid_backward,
    "dZ",
    Recipe(
        {"s": "1 / (1 + np.exp(-Z))", "dZ": "dA * s * (1 - s)"},
        (
            wrong("s", "Z", "the cache is taken for the sigmoid: it is Z, and s is the "
                  "sigmoid of it."),
            wrong("s", "sigmoid(sigmoid(Z))", "the sigmoid is taken twice, as if the "
                  "cache were A: it is Z."),
            wrong("s", "sigmoid(dA)", "s is the sigmoid of dA: it is that of the "
                  "cache, Z."),
            wrong("dZ", "dA * s * 1 - s", "dZ lacks brackets: dA * s * (1 - s)."),
            wrong("dZ", "dA @ (s * (1 - s)).T", "dZ is a matrix product: the chain "
                  "rule multiplies entry by entry, dA * s * (1 - s)."),
            wrong("dZ", "dA * s * (1 - s) / dA.shape[1]", "dZ is divided by m: the "
                  "1 / m enters with dW and db, and dZ = dA * s * (1 - s)."),
            wrong("dZ", "dA * s * (s - 1)", "dZ has the wrong sign, as of s - 1 for "
                  "1 - s: dA * s * (1 - s)."),
            wrong("dZ", "s * (1 - s)", "dZ lacks the factor dA: dA * s * (1 - s)."),
            wrong("dZ", "dA * s", "dZ lacks the factor 1 - s: dA * s * (1 - s)."),
            wrong("dZ", "dA * (1 - s)", "dZ lacks the factor s: dA * s * (1 - s)."),
            wrong("dZ", "dA * s * (1 + s)", "dZ has 1 + s: dA * s * (1 - s)."),
            wrong("dZ", "dA + s * (1 - s)", "dZ adds dA: the chain rule multiplies, "
                  "dA * s * (1 - s)."),
            wrong("dZ", "dA * (1 - s**2)", "dZ has the slope of tanh: "
                  "dA * s * (1 - s)."),
            wrong("dZ", "s * (1 - dA)", "dZ has 1 - dA: dA * s * (1 - s)."),
            wrong("dZ", "dA * dA * (1 - dA)", "dZ takes dA for the sigmoid: s is the "
                  "sigmoid of the cache, Z."),
            wrong("dZ", "dA", "dZ is dA: it lacks the slope, s * (1 - s)."),
            wrong("dZ", "dA * (Z > 0)", "dZ has the slope of the relu: "
                  "dA * s * (1 - s)."),
        ),
    ),
    _activation_backward_cases(),
    gradient=_sigmoid_gradient,
)  # fmt: skip

RELU_BACKWARD = Task(
    "relu_backward",
    deep.relu_backward,
    "dZ",
    Recipe(
        {"dZ": "dA * (Z > 0)"},
        (
            wrong("dZ", "dA", "dZ is dA everywhere: it is 0 where Z <= 0."),
            wrong("dZ", "dA * (Z >= 0)", "dZ passes dA at Z = 0 too: the lesson takes "
                  "the slope 0 there, dA where Z > 0."),
            *(wrong("dZ", f"np.where(Z > 0, dA, {slope} * dA)", "dZ has the slope of a "
                    "leaky relu: it is 0 where Z <= 0.") for slope in (0.01, 0.1)),
            wrong("dZ", "Z * (dA > 0)", "dA and the cache are swapped: it is dA where "
                  "Z > 0."),
            wrong("dZ", "(Z > 0) * 1.0", "dZ lacks the factor dA: dA where Z > 0."),
            wrong("dZ", "dA * Z * (Z > 0)", "dZ has the factor Z: the slope of the "
                  "relu is 1 where Z > 0."),
            wrong("dZ", "dA * Z", "dZ has the factor Z: the slope of the relu is 1 "
                  "where Z > 0, else 0."),
            wrong("dZ", "np.maximum(0, dA)", "dZ is the relu of dA: it is dA where Z "
                  "> 0, whatever the sign of dA."),
            wrong("dZ", "np.maximum(0, dA) * (Z > 0)", "dZ drops negative dA: it is dA "
                  "where Z > 0, whatever the sign of dA."),
            wrong("dZ", "np.maximum(0, Z)", "dZ is the relu itself: it is dA where "
                  "Z > 0."),
            wrong("dZ", "dA * (Z < 0)", "dZ passes dA where Z < 0: it is dA where "
                  "Z > 0."),
            wrong("dZ", "dA * (Z <= 0)", "dZ passes dA where Z <= 0: it is dA where "
                  "Z > 0."),
            wrong("dZ", "np.where(Z > 0, 1, dA)", "dZ is 1 where Z > 0: it is dA "
                  "there, and 0 elsewhere."),
            wrong("dZ", "dA * sigmoid(Z) * (1 - sigmoid(Z))", "dZ has the slope of the "
                  "sigmoid: it is dA where Z > 0."),
        ),
    ),
    _activation_backward_cases(),
)  # fmt: skip

# linear_forward and linear_activation_forward

_LINEAR_CACHE = Parts({"A_prev": "cache_A_prev", "W": "cache_W", "b": "cache_b"})
_CACHED = {"cache_A_prev": "A_prev", "cache_W": "W", "cache_b": "b"}
_LINEAR_MISTAKES = (
    wrong("Z", "W @ A_prev", "the bias is forgotten: Z = W @ A_prev + b."),
    wrong("Z", "W @ A_prev - b", "the bias is subtracted: Z = W @ A_prev + b."),
    wrong("Z", "W @ A_prev + np.sum(b)", "the biases are added up: each unit has its "
          "own, Z = W @ A_prev + b."),
    wrong("Z", "W @ (A_prev + 0 * A_prev) + b.mean()", "the biases are averaged: each "
          "unit has its own, Z = W @ A_prev + b."),
    wrong("Z", "A_prev.T @ W.T", "Z is transposed, and the bias is forgotten: "
          "Z = W @ A_prev + b."),
    wrong("Z", "W @ A_prev * b", "b multiplies: it is added, Z = W @ A_prev + b."),
)  # fmt: skip


def _linear_cases() -> tuple[Case, ...]:
    cases = []
    for seed, (n_prev, n, m) in enumerate(_SHAPES):
        A_prev, W, b = normal(seed, (n_prev, m), (n, n_prev), (n, 1))
        arguments = {"A_prev": A_prev, "W": W, "b": b}
        cases.append(Case(arguments, {**arguments, "m": m}))
    return tuple(cases)


LINEAR_FORWARD = Task(
    "linear_forward",
    deep.linear_forward,
    Parts({"Z": "Z", "cache": _LINEAR_CACHE}),
    Recipe(
        {"Z": "W @ A_prev + b", **_CACHED},
        (
            *_LINEAR_MISTAKES,
            wrong("cache_A_prev", "Z", "the cache holds Z where A_prev belongs: what "
                  "comes in is kept for the way back, (A_prev, W, b)."),
        ),
    ),
    _linear_cases(),
)  # fmt: skip


def _activation_cases(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """Each case with both activations, and what the equations need of them."""
    return tuple(
        Case(
            {**case.arguments, "activation": name},
            {
                **case.values,
                "g": _ACTIVATIONS[name],
                "other_g": _ACTIVATIONS[_OTHER[name]],
                "activation": name,
                "slope": _SLOPES[name],
                "other_slope": _SLOPES[_OTHER[name]],
            },
        )
        for case in cases
        for name in ("sigmoid", "relu")
    )


LINEAR_ACTIVATION_FORWARD = Task(
    "linear_activation_forward",
    deep.linear_activation_forward,
    Parts(
        {
            "A": "A",
            "cache": Parts(
                {"linear_cache": _LINEAR_CACHE, "activation_cache": "Z"}
            ),
        }
    ),
    Recipe(
        {"Z": "W @ A_prev + b", "A": "g(Z)", **_CACHED},
        (
            *_LINEAR_MISTAKES,
            wrong("A", "other_g(Z)", "sigmoid and relu are swapped: look at what each "
                  "value of activation calls."),
            wrong("A", "sigmoid(Z)", "A is a sigmoid whatever activation says: call "
                  'relu for "relu".'),
            wrong("A", "relu(Z)", "A is a relu whatever activation says: call sigmoid "
                  'for "sigmoid".'),
            wrong("A", "np.tanh(Z)", "A is a tanh: call sigmoid or relu, as activation "
                  "says."),
            wrong("A", "Z", "A is Z: the activation is missing."),
            *(Mistake(f'A and its cache are swapped for "{name}": both functions give '
                      "(A, Z).",
                      {"Z": f"g(W @ A_prev + b) if activation == {name!r} else "
                            "W @ A_prev + b",
                       "A": f"W @ A_prev + b if activation == {name!r} else g(Z)"})
              for name in _SLOPES),
            Mistake("the activation_cache is A: the step back needs Z.",
                    {"Z": "g(W @ A_prev + b)", "A": "Z"}),
        ),
    ),
    _activation_cases(_linear_cases()),
)  # fmt: skip

# linear_backward and linear_activation_backward

_LINEAR_BACKWARD = {
    "dW": "dZ @ A_prev.T / m",
    "db": "np.sum(dZ, axis=1, keepdims=True) / m",
    "dA_prev": "W.T @ dZ",
}
_LINEAR_BACKWARD_MISTAKES = (
    *weight_mistakes("dW", "dZ", "A_prev"),
    *bias_mistakes("db", "dZ"),
    wrong("dW", "A_prev @ dZ.T / m", "dW is transposed: dZ @ A_prev.T / m."),
    wrong("dA_prev", "W.T @ dZ / m", "dA_prev is divided by m: the 1 / m of the mean "
          "enters with dW and db only, and dA_prev = W.T @ dZ."),
    wrong("dA_prev", "W.T @ dZ * A_prev", "dA_prev has the factor A_prev: it is "
          "W.T @ dZ."),
    wrong("dA_prev", "dW.T @ dZ", "dA_prev uses dW where it needs W: W.T @ dZ."),
    wrong("dA_prev", "W.T @ dZ / W.shape[0]", "dA_prev is divided by the number of "
          "units: it is W.T @ dZ."),
    wrong("dA_prev", "dZ", "dA_prev is dZ: it lacks the weights, W.T @ dZ."),
    wrong("dW", "A_prev / m", "dW is A_prev: it lacks the factor dZ."),
    *(wrong("db", f"np.sum({wrong_one}, axis=1, keepdims=True){mean}", f"db is made of "
            f"{wrong_one} where it needs dZ: np.sum(dZ, axis=1, keepdims=True) / m.")
      for wrong_one in ("dW", "b", "A_prev") for mean in (" / m", "")),
    wrong("dA_prev", "W.T @ (dZ + b)", "dA_prev has the bias in it: it is W.T @ dZ."),
    Mistake("dW and db are divided by m once too often.",
            {"dW": "dZ @ A_prev.T / m / m",
             "db": "np.sum(dZ, axis=1, keepdims=True) / m / m"}),
    Mistake("dW and db are m times too large: divide them by m.",
            {"dW": "dZ @ A_prev.T", "db": "np.sum(dZ, axis=1, keepdims=True)"}),
    Mistake("dW and db are divided by the number of rows of A_prev: m is the number of "
            "samples, A_prev.shape[1].",
            {"dW": "dZ @ A_prev.T / n_prev",
             "db": "np.sum(dZ, axis=1, keepdims=True) / n_prev"}),
    Mistake("m counts every number in A_prev, A_prev.size: it is the number of "
            "samples, A_prev.shape[1].",
            {"dW": "dZ @ A_prev.T / A_prev.size",
             "db": "np.sum(dZ, axis=1, keepdims=True) / A_prev.size"}),
    Mistake("m is the number of rows of dZ: it is the number of samples, dZ.shape[1].",
            {"dW": "dZ @ A_prev.T / dZ.shape[0]",
             "db": "np.sum(dZ, axis=1, keepdims=True) / dZ.shape[0]"}),
)  # fmt: skip
_BACKWARD_PARTS = Parts({"dA_prev": "dA_prev", "dW": "dW", "db": "db"})


def _linear_backward_cases() -> tuple[Case, ...]:
    cases = []
    for seed, case in enumerate(_linear_cases()):
        A_prev, W, b = case.arguments.values()
        (dZ,) = normal(seed + 20, (len(W), A_prev.shape[1]))
        values = {**case.values, "dZ": dZ, "n_prev": len(A_prev)}
        cases.append(Case({"dZ": dZ, "cache": (A_prev, W, b)}, values))
    return tuple(cases)


def _layer_gradient(case: Case) -> Leaves:
    """Central differences of ``sum(dA * g(W @ A_prev + b))``, over m by W and b."""
    A_prev, W, b = (case.values[name] for name in ("A_prev", "W", "b"))
    m = A_prev.shape[1]
    g = case.values.get("g", lambda Z: Z)
    d_output = case.values["dA" if "g" in case.values else "dZ"]

    def total(A: Any, W: Any, b: Any) -> Any:
        return np.sum(d_output * g(W @ A + b))

    return {
        "dW": central_differences(lambda v: total(A_prev, v, b) / m, W),
        "db": central_differences(lambda v: total(A_prev, W, v) / m, b),
        "dA_prev": central_differences(lambda v: total(v, W, b), A_prev),
    }


LINEAR_BACKWARD = Task(
    "linear_backward",
    deep.linear_backward,
    _BACKWARD_PARTS,
    Recipe(_LINEAR_BACKWARD, _LINEAR_BACKWARD_MISTAKES),
    _linear_backward_cases(),
    gradient=_layer_gradient,
)


def _linear_activation_backward_cases() -> tuple[Case, ...]:
    cases = []
    for case in _linear_backward_cases():
        values = {k: v for k, v in case.values.items() if k != "dZ"}
        A_prev, W, b = case.arguments["cache"]
        values |= {"dA": case.arguments["dZ"], "Z": W @ A_prev + b}
        arguments = {"dA": values["dA"], "cache": ((A_prev, W, b), values["Z"])}
        cases.append(Case(arguments, values))
    return _activation_cases(tuple(cases))


LINEAR_ACTIVATION_BACKWARD = Task(
    "linear_activation_backward",
    deep.linear_activation_backward,
    _BACKWARD_PARTS,
    Recipe(
        {"dZ": "dA * slope(Z)", **_LINEAR_BACKWARD},
        (
            wrong("dZ", "dA", "dZ is dA: it lacks the slope of the activation, "
                  "dZ = dA * g'(Z)."),
            wrong("dZ", "dA * other_slope(Z)", "sigmoid and relu are swapped: look at "
                  "what each value of activation calls."),
            wrong("dZ", "dA * (Z > 0)", "dZ has the slope of the relu whatever "
                  'activation says: call sigmoid_backward for "sigmoid".'),
            wrong("dZ", "dA * sigmoid(Z) * (1 - sigmoid(Z))", "dZ has the slope of the "
                  "sigmoid whatever activation says: call relu_backward for \"relu\"."),
            *(wrong("dZ", f"dA if activation == {name!r} else dA * slope(Z)", "dZ is "
                    f'dA for "{name}": {name}_backward(dA, activation_cache) gives it.')
              for name in _SLOPES),
            *(wrong("dZ", f"dA * other_slope(Z) if activation == {name!r} else "
                    "dA * slope(Z)", f'dZ has the other slope for "{name}": call '
                    f"{name}_backward there.") for name in _SLOPES),
            wrong("dZ", "Z * (dA > 0) if activation == 'relu' else dA * slope(Z)",
                  "dA and the cache are swapped: relu_backward(dA, activation_cache)."),
            wrong("dZ", "Z * slope(dA) if activation == 'sigmoid' else dA * slope(Z)",
                  "dA and the cache are swapped: sigmoid_backward(dA, "
                  "activation_cache)."),
            wrong("dZ", "Z * slope(dA)", "dA and the cache are swapped: the first "
                  "argument is dA."),
            wrong("dZ", "g(Z)", "dZ is the activation itself: dZ = dA * g'(Z)."),
            wrong("dZ", "dA * g(Z)", "dZ has the activation where its slope belongs: "
                  "dZ = dA * g'(Z)."),
            wrong("dZ", "slope(Z)", "dZ lacks the factor dA: dZ = dA * g'(Z)."),
            wrong("dZ", "dA * slope(g(Z))", "dZ takes the slope at A where it needs Z: "
                  "dZ = dA * g'(Z)."),
            *_LINEAR_BACKWARD_MISTAKES,
        ),
    ),
    _linear_activation_backward_cases(),
    gradient=_layer_gradient,
)  # fmt: skip

TASKS = {
    task.name: task
    for task in (
        SIGMOID,
        RELU,
        SIGMOID_BACKWARD,
        RELU_BACKWARD,
        LINEAR_FORWARD,
        LINEAR_ACTIVATION_FORWARD,
        LINEAR_BACKWARD,
        LINEAR_ACTIVATION_BACKWARD,
    )
}
