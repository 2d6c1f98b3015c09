"""Lesson 1: its functions as equations, what goes wrong in them, and the cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skscratch.functional import logistic
from skscratch.lessons.check.attempt import attempt
from skscratch.lessons.check.compare import central_differences
from skscratch.lessons.check.judge import Case, Task
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
from skscratch.lessons.check.recipe import Mistake, Recipe, Values, wrong
from skscratch.lessons.check.structure import Leaves, Parts

_SHAPES = ((3, 5), (1, 4), (4, 1), (2, 7), (5, 3), (3, 3))


def _neuron(seed: int, n: int, m: int) -> dict[str, Any]:
    w, b, X = normal(seed, (n, 1), (), (n, m))
    return {"w": w, "b": float(b), "X": X, "Y": labels(seed, m)}


def _cases() -> tuple[Case, ...]:
    cases = []
    for seed, (n, m) in enumerate(_SHAPES):
        arguments = _neuron(seed, n, m)
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

INITIALIZE_WITH_ZEROS = Task(
    "initialize_with_zeros",
    logistic.initialize_with_zeros,
    Parts({"w": "w", "b": "b"}),
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
            wrong("b", "np.ones(())", "b is 1: it starts from 0."),
            wrong("b", "np.zeros((dim, 1))", "b has an entry for each feature: one "
                  "neuron has one bias, a number."),
        ),
    ),
    tuple(Case({"dim": dim}, {"dim": dim}) for dim in (3, 1, 5)),
)  # fmt: skip

# propagate

_FORWARD = {"Z": "w.T @ X + b", "A": "sigmoid(Z)"}
_FORWARD_MISTAKES = (
    wrong("Z", "w.T @ X", "the bias is forgotten: Z = w.T @ X + b."),
    wrong("Z", "w.T @ X - b", "the bias is subtracted: Z = w.T @ X + b."),
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

# optimize


def _descend(
    values: Values, result: str, *, sign: float = 1.0, keep: str = "", late: int = 0,
    rate: float | None = None, record: str = "every 100", stale: bool = False,
    once: bool = False,
) -> Any:  # fmt: skip
    """One result of gradient descent as the lesson has it, or with a mistake."""
    w, b, X, Y = (values[name] for name in "wbXY")
    rate = values["learning_rate"] if rate is None else rate
    start, costs = (w, b), []
    grads: dict[str, Any] = {}
    for i in range(1 if once else values["num_iterations"] + late):
        grads, cost = logistic.propagate(*(start if stale else (w, b)), X, Y)
        if keep != "w":
            w = w - sign * rate * grads["dw"]
        if keep != "b":
            b = b - sign * rate * grads["db"]
        if record == "after":
            cost = logistic.propagate(w, b, X, Y)[1]
        if record == "all" or (record != "none" and i % 100 == 0):
            costs.append(cost)
    return {"w": w, "b": b, **grads, "costs": np.array(costs)}[result]


def _descent(extra: str = "") -> dict[str, str]:
    """Equations of all the results of a descent."""
    return {
        r: f"descend(values, {r!r}{extra})" for r in ("w", "b", "dw", "db", "costs")
    }


def _descent_mistakes(results: dict[str, str]) -> tuple[Mistake, ...]:
    def all_of(extra: str, sentence: str) -> Mistake:
        wrongly = {r: f"descend(values, {r!r}, {extra})" for r in results}
        return Mistake(sentence, wrongly)

    return (
        all_of("sign=-1.0", "the step goes uphill: w = w - learning_rate * dw, with a "
               "minus, and so for b."),
        all_of("rate=0.0", "the loop keeps the old parameters: assign the new ones, "
               "w = w - learning_rate * dw, and so for b."),
        all_of("once=True", "there is one step, whatever num_iterations asks for: "
               "`return` may stand in the loop, where it belongs behind it."),
        all_of("rate=1.0", "the learning rate is not used: "
               "w = w - learning_rate * dw, and so for b."),
        all_of("rate=0.009", "the learning rate is 0.009 whatever is asked for: use "
               "the argument learning_rate."),
        all_of("keep='b'", "b is never updated: b = b - learning_rate * db."),
        all_of("keep='w'", "w is never updated: w = w - learning_rate * dw."),
        all_of("stale=True", "the gradient stays that of the first parameters: call "
               "propagate within the loop, with the new w and b."),
        all_of("late=1", "there is one step too many: range(num_iterations) has "
               "num_iterations of them."),
        all_of("late=-1", "there is one step too few: range(num_iterations) has "
               "num_iterations of them."),
        wrong("costs", "descend(values, 'costs', record='all')", "costs holds the cost "
              "of every step: record it where i % 100 == 0."),
        wrong("costs", "descend(values, 'costs', record='none')", "costs is empty: "
              "append the cost where i % 100 == 0."),
        wrong("costs", "descend(values, 'costs', record='after')", "costs holds costs "
              "after the step: the lesson records the one that propagate gave, before "
              "it."),
    )  # fmt: skip


def _optimize_cases() -> tuple[Case, ...]:
    cases = []
    for seed, (steps, rate) in enumerate([(2, 0.1), (4, 0.3), (3, 0.05), (101, 0.02)]):
        n, m = _SHAPES[seed]
        arguments = {
            **_neuron(seed, n, m),
            "num_iterations": steps,
            "learning_rate": rate,
            "print_cost": True,
        }
        cases.append(Case(arguments, _with_itself(arguments)))
    return tuple(cases)


def _with_itself(values: Values) -> Values:
    """The values, and under `values` all of them, for equations that loop."""
    return {**values, "values": values}


_DESCENT_SHOWN = {
    "w_new": "w - learning_rate * dw, num_iterations times",
    "b_new": "b - learning_rate * db, num_iterations times",
    "dw": "that of propagate in the last step",
    "db": "that of propagate in the last step",
    "costs": "the costs before the steps 0, 100, 200, ...",
}
_STATE = {r: _descent()[r] for r in ("w", "b", "dw", "db", "costs")}

OPTIMIZE = Task(
    "optimize",
    logistic.optimize,
    Parts(
        {
            "params": {"w": "w_new", "b": "b_new"},
            "grads": {"dw": "dw", "db": "db"},
            "costs": "costs",
        }
    ),
    Recipe(
        {{"w": "w_new", "b": "b_new"}.get(r, r): f for r, f in _STATE.items()},
        tuple(
            Mistake(
                m.sentence,
                {{"w": "w_new", "b": "b_new"}.get(r, r): f
                 for r, f in m.formulas.items()},
            )
            for m in _descent_mistakes(_STATE)
        ),
        {"descend": _descend},
        _DESCENT_SHOWN,
    ),
    _optimize_cases(),
)  # fmt: skip

# predict


def _predict_cases() -> tuple[Case, ...]:
    cases = []
    for seed, (n, m) in enumerate(((3, ANSWERS), (1, ANSWERS + 1), (4, 1), (2, 7))):
        w, b, X, _ = _neuron(seed, n, m).values()
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

# model


def _model(values: Values, result: str, **mistakes: Any) -> Any:
    """One result of `model` as the lesson has it, or with a mistake."""
    train, test = (values["X_train"], values["Y_train"]), (
        values["X_test"], values["Y_test"])  # fmt: skip
    if mistakes.pop("swapped", False):
        train, test = test, train
    steps = mistakes.pop("steps", values["num_iterations"])
    untrained = mistakes.pop("untrained", False)
    w, b = logistic.initialize_with_zeros(train[0].shape[0])
    start = {"w": w, "b": b, "X": train[0], "Y": train[1], "num_iterations": steps,
             "learning_rate": values["learning_rate"]}  # fmt: skip
    if result in ("costs", "w", "b"):
        return start[result] if untrained else _descend(start, result, **mistakes)
    if not untrained:
        w, b = (_descend(start, name, **mistakes) for name in "wb")
    X = values["X_train" if result == "train" else "X_test"]
    return logistic.predict(w, b, X)


_MODEL = {
    "w": "run(values, 'w')",
    "b": "run(values, 'b')",
    "costs": "run(values, 'costs')",
    "Y_prediction_train": "run(values, 'train')",
    "Y_prediction_test": "run(values, 'test')",
}


_MODEL_SHOWN = {
    "w": 'params["w"], from optimize',
    "b": 'params["b"], from optimize',
    "costs": "the costs, from optimize",
    "Y_prediction_train": "predict(w, b, X_train)",
    "Y_prediction_test": "predict(w, b, X_test)",
}


def _model_mistake(extra: str, sentence: str) -> Mistake:
    return Mistake(
        sentence, {r: f"{f[:-1]}, {extra})" for r, f in _MODEL.items()}
    )  # fmt: skip


_MODEL_MISTAKES = (
    _model_mistake("rate=0.009", "learning_rate is not passed on: optimize takes its "
                   "own default of 0.009."),
    _model_mistake("rate=0.5", "the learning rate is 0.5 whatever is asked for: pass "
                   "learning_rate on to optimize."),
    _model_mistake("steps=100", "num_iterations is not passed on: optimize takes its "
                   "own default of 100."),
    _model_mistake("swapped=True", "the network learns from the test set: train with "
                   "X_train and Y_train."),
    Mistake("Y_prediction_train and Y_prediction_test are swapped.",
            {"Y_prediction_train": _MODEL["Y_prediction_test"],
             "Y_prediction_test": _MODEL["Y_prediction_train"]}),
    wrong("Y_prediction_test", _MODEL["Y_prediction_train"], "Y_prediction_test is "
          "computed from X_train: it belongs to X_test."),
    wrong("Y_prediction_train", _MODEL["Y_prediction_test"], "Y_prediction_train is "
          "computed from X_test: it belongs to X_train."),
    Mistake("w, b and the predictions are those of the start: take w and b from the "
            "params that optimize returns.",
            {r: f"{f[:-1]}, untrained=True)" for r, f in _MODEL.items()
             if r != "costs"}),
    Mistake("the predictions are made with w and b of the start: take those from the "
            "params that optimize returns.",
            {r: f"{_MODEL[r][:-1]}, untrained=True)"
             for r in ("Y_prediction_train", "Y_prediction_test")}),
)  # fmt: skip


def _model_cases() -> tuple[Case, ...]:
    cases = []
    for seed, (n, m, m_test) in enumerate([(3, 5, 4), (1, 6, 2), (2, 7, 3)]):
        X, X_test = normal(seed, (n, m), (n, m_test))
        arguments = {
            "X_train": X,
            "Y_train": labels(seed, m),
            "X_test": X_test,
            "Y_test": labels(seed + 9, m_test),
            "num_iterations": (101, 7, 30)[seed],
            "learning_rate": (0.02, 0.3, 0.1)[seed],
            "print_cost": True,
        }
        cases.append(Case(arguments, _with_itself(arguments)))
    return tuple(cases)


MODEL = Task(
    "model",
    logistic.model,
    {
        **{name: name for name in _MODEL},
        "learning_rate": "learning_rate",
        "num_iterations": "num_iterations",
    },
    Recipe(_MODEL, _MODEL_MISTAKES, {"run": _model}, _MODEL_SHOWN),
    _model_cases(),
)

TASKS = {
    task.name: task
    for task in (SIGMOID, INITIALIZE_WITH_ZEROS, PROPAGATE, OPTIMIZE, PREDICT, MODEL)
}
