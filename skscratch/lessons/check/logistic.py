"""Lesson 1: its functions as equations, what goes wrong in them, and the cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skscratch.functional import logistic
from skscratch.lessons.check.attempt import attempt
from skscratch.lessons.check.compare import central_differences
from skscratch.lessons.check.mistakes import (
    ANSWERS,
    cost_mistakes,
    cross_entropy,
    label_mistakes,
    labels,
    normal,
    output_error_mistakes,
    sigmoid_mistakes,
)
from skscratch.lessons.check.recipe import Mistake, Recipe, wrong
from skscratch.lessons.check.structure import Leaves, Parts, take_apart
from skscratch.lessons.check.task import Case, Task

SHAPES = ((3, 5), (1, 4), (4, 1), (2, 7), (5, 3), (3, 3))


def neuron(seed: int, n: int, m: int) -> dict[str, Any]:
    """Arguments of `propagate`, of n features and m samples."""
    w, b, X = normal(seed, (n, 1), (), (n, m))
    return {"w": w, "b": float(b), "X": X, "Y": labels(seed, m)}


def _cases() -> tuple[Case, ...]:
    cases = []
    for seed, (n, m) in enumerate(SHAPES):
        arguments = neuron(seed, n, m)
        cases.append(Case(arguments, {**arguments, "m": m, "n": n}))
    return tuple(cases)


# sigmoid


def sigmoid_cases() -> tuple[Case, ...]:
    """A number, a row, arrays: what the sigmoid takes in lessons 1 and 2."""
    row, block, column = normal(0, (5,), (3, 4), (4, 1))
    values = (np.array([0.0, 2.0]), row, block, column, 1.5)
    return tuple(Case({"Z": Z}, {"Z": np.asarray(Z)}) for Z in values)


SIGMOID_MISTAKES = (
    *sigmoid_mistakes("A", "Z"),
    wrong("A", "1 / (1 - np.exp(-Z))", "A has 1 - exp(-Z) where 1 + exp(-Z) belongs."),
    wrong("A", "np.exp(Z) / (1 - np.exp(Z))", "A has 1 - exp(Z) below: it is 1 + "
          "exp(Z), or 1 / (1 + exp(-Z))."),
    wrong("A", "1 / (1 + np.exp(-np.sum(Z)))", "A adds up Z first: the sigmoid takes "
          "each entry by itself."),
    wrong("A", "(Z > 0) * 2 - 1", "A is -1 or 1: the sigmoid is smooth, from 0 to 1."),
    wrong("A", "1 / np.exp(-Z)", "A lacks the 1 below: 1 / (1 + exp(-Z))."),
    wrong("A", "np.exp(-Z)", "A is only exp(-Z): 1 / (1 + exp(-Z))."),
    wrong("A", "np.exp(Z) / np.sum(np.exp(Z))", "A is a softmax, which lets the "
          "entries compete: the sigmoid takes each by itself, 1 / (1 + exp(-Z))."),
    wrong("A", "1 / (1 + 2.0 ** -Z)", "A has a power of 2: e is np.exp's base."),
    wrong("A", "1 / (1 + np.exp(-Z)) ** 2", "A is squared: 1 / (1 + exp(-Z))."),
    wrong("A", "(Z > 0) * 1", "A is a step from 0 to 1: the sigmoid is smooth, "
          "1 / (1 + exp(-Z))."),
)  # fmt: skip


def sigmoid_far_out(function: Callable[..., Any]) -> list[str]:
    """Say whether the sigmoid breaks down at large numbers."""
    tried = attempt(function, {"Z": np.array([[-1000.0, 1000.0]])})
    value = tried.value[0] if isinstance(tried.value, tuple) else tried.value
    if tried.error is None and not np.isfinite(np.asarray(value, float)).all():
        return [
            "sigmoid at -1000 and 1000 gives nan, for exp(1000) is infinite, and "
            "inf / inf is no number: write 1 / (1 + np.exp(-Z)), which tends to 0 "
            "and 1."
        ]
    return []


SIGMOID = Task(
    "sigmoid",
    logistic.sigmoid,
    "A",
    Recipe({"A": "1 / (1 + np.exp(-Z))"}, SIGMOID_MISTAKES),
    sigmoid_cases(),
    besides=sigmoid_far_out,
)

# initialize_with_zeros


def _drawn(function: Callable[..., Any]) -> list[str]:
    """Say that w or b starts from something else than zeros, such as random numbers."""
    leaves = take_apart(_ZEROS, attempt(function, {"dim": 3}).value).leaves
    if "w" in leaves and leaves["w"].shape == (3, 1) and leaves["w"].any():
        return [
            "w holds other numbers than zeros: one neuron may start from zeros, "
            "np.zeros((dim, 1)), and the lesson's does."
        ]
    if "b" in leaves and leaves["b"].shape == () and leaves["b"].any():
        return ["b is another number than 0, from which it starts."]
    return []


_ZEROS = Parts({"w": "w", "b": "b"})
INITIALIZE_WITH_ZEROS = Task(
    "initialize_with_zeros",
    logistic.initialize_with_zeros,
    _ZEROS,
    Recipe(
        {"w": "np.zeros((dim, 1))", "b": "np.zeros(())"},
        (
            wrong("w", "np.zeros((dim,))", "w is flat: np.zeros((dim, 1)) makes a "
                  "column."),
            wrong("w", "np.zeros((1, dim))", "w is a row: np.zeros((dim, 1)) makes a "
                  "column."),
            wrong("w", "np.zeros((dim, dim))", "w has dim columns: one neuron has "
                  "one."),
            wrong("w", "np.ones((dim, 1))", "w holds ones: np.zeros."),
            wrong("w", "np.zeros(())", "w is one number: it has an entry for each "
                  "feature, np.zeros((dim, 1))."),
            wrong("b", "np.ones(())", "b is 1: it starts from 0."),
            wrong("b", "np.zeros((dim, 1))", "b has an entry for each feature: one "
                  "neuron has one bias, a number."),
        ),
    ),
    tuple(Case({"dim": dim}, {"dim": dim}) for dim in (3, 1, 5)),
    closer=_drawn,
)  # fmt: skip

# propagate

_FORWARD = {"Z": "w.T @ X + b", "A": "sigmoid(Z)"}
_FORWARD_MISTAKES = (
    wrong("Z", "w.T @ X", "the bias is forgotten: Z = w.T @ X + b."),
    wrong("Z", "w.T @ X - b", "the bias is subtracted: Z = w.T @ X + b."),
    wrong("Z", "w.T @ X * b", "the bias multiplies: it is added, Z = w.T @ X + b."),
    wrong("Z", "w * X + b", "Z is not added up over the features: the product is `@` "
          "or np.dot, Z = w.T @ X + b."),
    wrong("Z", "np.sum(w * X + b, axis=0, keepdims=True)", "the bias is added for each "
          "feature: add it once, Z = w.T @ X + b."),
    *sigmoid_mistakes("A", "Z"),
)  # fmt: skip


def propagate_gradient(case: Case) -> Leaves:
    """Central differences of the textbook's cost by w and b."""
    w, b, X, Y = case.arguments.values()
    return {
        "dw": central_differences(lambda v: logistic.propagate(v, b, X, Y)[1], w),
        "db": central_differences(lambda v: logistic.propagate(w, v, X, Y)[1], b),
    }


PROPAGATE = Task(
    "propagate",
    logistic.propagate,
    Parts({"grads": {"dw": "dw", "db": "db"}, "cost": "cost"}),
    Recipe(
        {
            **_FORWARD,
            "cost": cross_entropy("A"),
            "dZ": "A - Y",
            "dw": "X @ dZ.T / m",
            "db": "np.sum(dZ) / m",
        },
        (
            *_FORWARD_MISTAKES,
            *cost_mistakes("A"),
            wrong("cost", cross_entropy("A").replace("/ m", "/ n"), "the cost is "
                  "divided by the number of features: m is the number of samples, "
                  "X.shape[1]."),
            *output_error_mistakes("dZ", "A"),
            wrong("A", "(sigmoid(Z) > 0.5) * 1", "A is the answer, 0 or 1, where the "
                  "probability belongs: A = sigmoid(Z)."),
            wrong("dZ", "Z - Y", "dZ uses Z where it needs A: dZ = A - Y."),
            wrong("dw", "A @ dZ.T / m", "dw uses A where it needs X: X @ dZ.T / m."),
            wrong("dw", "X @ Y.T / m", "dw uses Y where it needs dZ: X @ dZ.T / m."),
            wrong("dw", "X @ A.T / m", "dw uses A where it needs dZ: X @ dZ.T / m."),
            wrong("dw", "w", "dw is w: X @ dZ.T / m."),
            wrong("db", "np.sum(dw) / m", "db is made of dw where it needs dZ: "
                  "np.sum(dZ) / m."),
            wrong("db", "np.sum(dw)", "db is made of dw where it needs dZ: "
                  "np.sum(dZ) / m."),
            wrong("db", "np.sum(A) / m", "db uses A where it needs dZ: "
                  "np.sum(dZ) / m."),
            wrong("dw", "X @ dZ.T / n", "dw is divided by the number of features: m is "
                  "the number of samples, X.shape[1]."),
            wrong("dw", "np.sum(X * dZ) / m", "dw is added up over the features too: "
                  "X @ dZ.T adds over the samples only."),
            wrong("dw", "np.mean(X, axis=1, keepdims=True) * np.mean(dZ)", "dw is the "
                  "product of two means: it is the mean of the products, X @ dZ.T / "
                  "m."),
            wrong("dw", "X * dZ / m", "dw is not added up over the samples: "
                  "X @ dZ.T / m."),
            wrong("db", "np.sum(dZ) / n", "db is divided by the number of features: m "
                  "is the number of samples, X.shape[1]."),
            wrong("db", "dZ / m", "db is not added up: np.sum(dZ) / m."),
            wrong("db", "dZ", "db is not added up: np.sum(dZ) / m."),
            wrong("db", "np.sum(dZ, axis=0) / m", "db sums over the wrong axis: all "
                  "samples are added, np.sum(dZ) / m."),
            Mistake("m is the number of features, X.shape[0]: it is the number of "
                    "samples, X.shape[1].",
                    {"cost": cross_entropy("A").replace("/ m", "/ n"),
                     "dw": "X @ dZ.T / n", "db": "np.sum(dZ) / n"}),
            Mistake("m counts every number in X, X.size: it is the number of samples, "
                    "X.shape[1].",
                    {"cost": cross_entropy("A").replace("/ m", "/ X.size"),
                     "dw": "X @ dZ.T / X.size", "db": "np.sum(dZ) / X.size"}),
            Mistake("m is 1, as Y.shape[0] is: it is the number of samples, "
                    "Y.shape[1].",
                    {"cost": cross_entropy("A").replace("/ m", "/ 1"),
                     "dw": "X @ dZ.T / 1", "db": "np.sum(dZ) / 1"}),
            wrong("dZ", "A - Y.T", "dZ is (m, m): a row less a column is every "
                  "difference there is. A and Y are both rows, (1, m)."),
            wrong("dZ", "A.T - Y", "dZ is (m, m): a column less a row is every "
                  "difference there is. A and Y are both rows, (1, m)."),
        ),
    ),
    _cases(),
    gradient=propagate_gradient,
)  # fmt: skip

# predict


def _predict_cases() -> tuple[Case, ...]:
    cases = []
    for seed, (n, m) in enumerate(((3, ANSWERS), (1, ANSWERS + 1), (4, 1), (2, 7))):
        w, b, X, _ = neuron(seed, n, m).values()
        if m > 1 and (w.T @ X[:, -1] + b).item() < 0:  # a 1, which a short loop misses
            w, b = -w, -b
        if m == 7:  # one sample exactly on the boundary
            b, X = 0.0, X * (np.arange(m) != 1)
        arguments = {"w": w, "b": b, "X": X}
        cases.append(Case(arguments, {**arguments, "m": m}))
    return tuple(cases)


PREDICT = Task(
    "predict",
    logistic.predict,
    "Y_prediction",
    Recipe(
        {**_FORWARD, "Y_prediction": "(A > 0.5) * 1"},
        (*_FORWARD_MISTAKES, *label_mistakes("Y_prediction", "A", "Z")),
    ),
    _predict_cases(),
)

TASKS = {
    task.name: task for task in (SIGMOID, INITIALIZE_WITH_ZEROS, PROPAGATE, PREDICT)
}
