"""Lesson 1, the descent: its loop as equations, what goes wrong in it, and the cases.

`optimize` is judged by all its steps; where no mistake of the loop gives what came, by
the first one, in which w and b do not depend on each other's mistakes yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from skscratch.functional import logistic
from skscratch.lessons.check.attempt import attempt, fitting
from skscratch.lessons.check.compare import close
from skscratch.lessons.check.judge import judge
from skscratch.lessons.check.logistic import SHAPES, neuron
from skscratch.lessons.check.mistakes import labels, normal
from skscratch.lessons.check.recipe import Mistake, Recipe, Values, wrong
from skscratch.lessons.check.structure import Parts, take_apart
from skscratch.lessons.check.task import Case, Task
from skscratch.lessons.check.update import all_as, step_mistakes

# optimize


def _descend(
    values: Values, *, sign: float = 1.0, keep: str = "", zero: str = "",
    first: int = 0, late: int = 0, steps: int | None = None, rate: float | None = None,
    stale: bool = False, in_turn: bool = False, once: bool = False,
) -> Values:  # fmt: skip
    """Gradient descent as the lesson has it, or with a mistake.

    Gives all results, the costs of every step with its number, before it and after it,
    and the gradient after the last step.
    """
    w, b, X, Y = (values[name] * (name not in zero) for name in "wbXY")
    rate = values["learning_rate"] if rate is None else rate
    steps = values["num_iterations"] if steps is None else steps
    start, costs = (w, b), []
    grads: dict[str, Any] = {}
    for i in range(first, 1 if once else steps + late):
        grads, cost = logistic.propagate(*(start if stale else (w, b)), X, Y)
        if keep != "w":
            w = w - sign * rate * grads["dw"]
        if in_turn:
            grads["db"] = logistic.propagate(w, b, X, Y)[0]["db"]
        if keep != "b":
            b = b - sign * rate * grads["db"]
        costs.append((i, cost))
    later, cost = logistic.propagate(w, b, X, Y)
    after = [(i - 1, c) for i, c in [*costs[1:], (costs[-1][0] + 1, cost)]]
    return {"w": w, "b": b, **grads, "costs": costs, "after": after, "later": later}


# What the loop does wrong, whatever else it does right.
_LOOPS = (
    ("sign=-1.0", "the step goes uphill: w = w - learning_rate * dw, with a minus, and "
     "so for b"),
    ("rate=0.0", "the loop keeps the old parameters: assign the new ones, "
     "w = w - learning_rate * dw, and so for b"),
    ("zero='wb'", "w and b start from zeros, whatever comes in: start from the "
     "arguments"),
    ("zero='w'", "w starts from zeros, whatever comes in: start from the argument w"),
    ("zero='b'", "b starts from 0, whatever comes in: start from the argument b"),
    ("once=True", "there is one step, whatever num_iterations asks for: `return` may "
     "stand in the loop, where it belongs behind it"),
    ("rate=1.0", "the learning rate is not used: w = w - learning_rate * dw, and so "
     "for b"),
    ("rate=0.009", "the learning rate is 0.009 whatever is asked for: use the argument "
     "learning_rate"),
    ("keep='b'", "b is never updated: b = b - learning_rate * db"),
    ("keep='w'", "w is never updated: w = w - learning_rate * dw"),
    ("stale=True", "the gradient stays that of the first parameters: call propagate "
     "within the loop, with the new w and b"),
    ("in_turn=True", "db is computed after w has changed: one call of propagate gives "
     "both, then both step"),
    ("first=1", "the loop counts from 1, and there is one step too few: "
     "range(num_iterations) starts from 0 and has num_iterations of them"),
    ("late=1", "there is one step too many: range(num_iterations) has num_iterations "
     "of them"),
    ("late=-1", "there is one step too few: range(num_iterations) has num_iterations "
     "of them"),
)  # fmt: skip


def _recorded(rule: str, which: str = "costs") -> str:
    """The costs of the steps i that a rule chooses."""
    return f"np.array([cost for i, cost in run[{which!r}] if {rule}])"


_RULE = "append the cost where i % 100 == 0"
_RECORDS = (
    ("i >= 0", f"costs holds the cost of every step: {_RULE}"),
    *((f"i % {n} == 0", f"costs holds the cost of every {n} steps: {_RULE}")
      for n in (10, 20, 50, 1000)),
    ("False", f"costs is empty: {_RULE}, and make the list before the loop"),
    ("i % 100 == 0 and i > 0", "costs lacks the first cost: i % 100 == 0 holds for "
     "i = 0 too"),
    ("i % 100 == 0 and i == run['costs'][-1][0]", "costs is emptied in every turn: "
     "make the list before the loop, costs = []"),
    ("i % 100 == 0 and i + 100 > run['costs'][-1][0]", "costs holds the last one only: "
     "append each cost to the list, costs.append(cost)"),
    ("(i + 1) % 100 == 0", "costs holds those of the steps 99, 199, ...: i counts from "
     f"0 in range(num_iterations); {_RULE}"),
    ("i % 100 == 1", f"costs holds those of the steps 1, 101, ...: {_RULE}"),
    ("i % 100", "costs holds those of all other steps: i % 100 is 0, so false, at "
     f"every hundredth; {_RULE}"),
    ("i == run['costs'][-1][0]", "costs holds the cost of the last step: append "
     "within the loop, where i % 100 == 0"),
)  # fmt: skip
_AS_RECORDED = _recorded("i % 100 == 0")
_RESULTS = {
    "w_new": "run['w']",
    "b_new": "run['b']",
    "dw": "run['dw']",
    "db": "run['db']",
    "costs": _AS_RECORDED,
}
_DESCENT_SHOWN = {
    "run": "num_iterations steps",
    "w_new": "w - learning_rate * dw, num_iterations times",
    "b_new": "b - learning_rate * db, num_iterations times",
    "dw": "that of propagate in the last step",
    "db": "that of propagate in the last step",
    "costs": "the costs before the steps 0, 100, 200, ...",
}


def _loop_mistakes(run: str) -> tuple[Mistake, ...]:
    """Wrong loops of a run, and wrong records of their costs."""
    return (
        *(wrong("run", f"{run[:-1]}, {how})", f"{words}.") for how, words in _LOOPS),
        *(wrong("costs", _recorded(rule), f"{words}.") for rule, words in _RECORDS),
        wrong("costs", _recorded("i % 100 == 0", "after"), "costs holds costs after "
              "the step: the lesson records the one that propagate gave, before it."),
    )  # fmt: skip


def _optimize_cases(*steps_and_rates: tuple[int, float]) -> tuple[Case, ...]:
    cases = []
    for seed, (steps, rate) in enumerate(steps_and_rates):
        n, m = SHAPES[seed]
        arguments = {
            **neuron(seed, n, m),
            "num_iterations": steps,
            "learning_rate": rate,
            "print_cost": True,
        }
        values = _with_itself(arguments)
        grads, cost = logistic.propagate(*list(arguments.values())[:4])
        slopes = {"slope_w": grads["dw"], "slope_b": grads["db"], "cost": cost}
        cases.append(Case(arguments, {**values, **slopes, "m": m}))
    return tuple(cases)


def _with_itself(values: Values) -> Values:
    """The values, and under `values` all of them, for equations that loop."""
    return {**values, "values": values}


_OPTIMIZED = Parts(
    {
        "params": {"w": "w_new", "b": "b_new"},
        "grads": {"dw": "dw", "db": "db"},
        "costs": "costs",
    }
)

# The first step by itself: w and b do not yet depend on each other's mistakes.
FIRST_STEP = Task(
    "optimize",
    logistic.optimize,
    _OPTIMIZED,
    Recipe(
        {
            "dw": "slope_w",
            "db": "slope_b",
            **all_as("{p} - learning_rate * {d}", ["w", "b"]),
            "costs": "np.array([cost])",
        },
        (
            *step_mistakes(["w", "b"]),
            wrong("b_new", "b - learning_rate * np.sum(dw)", "b is updated with dw: "
                  "b - learning_rate * db."),
            Mistake("the gradient is divided by m, which propagate has done already: "
                    "w - learning_rate * dw, and so for b.",
                    all_as("{p} - learning_rate * {d} / m", ["w", "b"])),
            Mistake("the gradient is multiplied by m: w - learning_rate * dw, and so "
                    "for b.", all_as("{p} - learning_rate * {d} * m", ["w", "b"])),
            wrong("costs", "np.array([cost * m])", "costs holds sums over the samples: "
                  "append the cost that propagate gave, as it is."),
        ),
        shown={"dw": "that of propagate", "db": "that of propagate",
               "costs": "[that of propagate]"},
    ),
    _optimize_cases((1, 0.1), (1, 0.3), (1, 0.05), (1, 0.02)),
)  # fmt: skip


def _first_step(function: Callable[..., Any]) -> list[str]:
    """Look at the count of steps, then at the first step by itself."""
    arguments = fitting(function, OPTIMIZE.cases[0].arguments)
    two, three, start = (
        attempt(function, {**arguments, "num_iterations": n}).value for n in (2, 3, 1)
    )
    taken = [take_apart(_OPTIMIZED, value).leaves for value in (two, three, start)]
    if all("w_new" in leaves for leaves in taken):
        two, three, start = (leaves["w_new"] for leaves in taken)
        if close(two, three) and close(two, start):
            return [
                "num_iterations is not used: 1, 2 and 3 steps give the same w. The "
                "loop is `for i in range(num_iterations)`."
            ]
    return list(judge(function, FIRST_STEP).findings)


OPTIMIZE = Task(
    "optimize",
    logistic.optimize,
    _OPTIMIZED,
    Recipe(
        {"run": "descend(values)", **_RESULTS},
        (
            *_loop_mistakes("descend(values)"),
            Mistake("dw and db are computed once more after the last step: return "
                    "those that the last step was taken with.",
                    {"dw": "run['later']['dw']", "db": "run['later']['db']"}),
            Mistake("params and grads are swapped: params holds w and b, grads dw and "
                    "db.", {"w_new": "run['dw']", "b_new": "run['db']",
                            "dw": "run['w']", "db": "run['b']"}),
            Mistake("w and b are swapped in params.",
                    {"w_new": "run['b']", "b_new": "run['w']"}),
            *(wrong("costs", f"{_recorded(rule)}[-1]", "costs is one number: make a "
                    "list before the loop, costs = [], and append to it where "
                    "i % 100 == 0.") for rule in ("True", "i % 100 == 0")),
        ),
        {"descend": _descend},
        _DESCENT_SHOWN,
    ),
    _optimize_cases((2, 0.1), (101, 0.3), (3, 0.05), (102, 0.02)),
    closer=_first_step,
)  # fmt: skip

# model


def _train(values: Values, *, swapped: bool = False, **mistakes: Any) -> Values:
    """The descent of `model` as the lesson has it, or with a mistake."""
    part = "test" if swapped else "train"
    X, Y = values[f"X_{part}"], values[f"Y_{part}"]
    w, b = logistic.initialize_with_zeros(X.shape[0])
    named = {name: values[name] for name in ("num_iterations", "learning_rate")}
    return _descend({"w": w, "b": b, "X": X, "Y": Y, **named}, **mistakes)


_PREDICTED = "predict(w, b, X_train)"
_MODEL = {
    "run": "train(values)",
    "w": "run['w']",
    "b": "run['b']",
    "costs": _AS_RECORDED,
    "Y_prediction_train": _PREDICTED,
    "Y_prediction_test": "predict(w, b, X_test)",
}
_MODEL_SHOWN = {
    "run": "optimize(w, b, X_train, Y_train, num_iterations, learning_rate)",
    "w": 'params["w"], from optimize',
    "b": 'params["b"], from optimize',
    "costs": "the costs, from optimize",
}
_MODEL_MISTAKES = (
    *(wrong("run", f"train(values, {how})", f"{words}.") for how, words in (
        ("rate=0.009", "learning_rate is not passed on: optimize takes its own default "
         "of 0.009"),
        ("rate=0.5", "the learning rate is 0.5 whatever is asked for: pass "
         "learning_rate on to optimize"),
        ("steps=100", "num_iterations is not passed on: optimize takes its own default "
         "of 100"),
        ("steps=2000", "num_iterations is 2000 whatever is asked for: pass it on to "
         "optimize"),
        ("rate=0.009, steps=100", "num_iterations and learning_rate are not passed on: "
         "optimize takes its own defaults of 100 and 0.009"),
        ("rate=0.5, steps=2000", "num_iterations is 2000 and learning_rate 0.5 "
         "whatever is asked for: pass them on to optimize"),
        ("swapped=True", "the network learns from the test set: train with X_train and "
         "Y_train"),
    )),
    Mistake("Y_prediction_train and Y_prediction_test are swapped.",
            {"Y_prediction_train": _MODEL["Y_prediction_test"],
             "Y_prediction_test": _PREDICTED}),
    wrong("Y_prediction_test", _PREDICTED, "Y_prediction_test is computed from "
          "X_train: it belongs to X_test."),
    wrong("Y_prediction_train", _MODEL["Y_prediction_test"], "Y_prediction_train is "
          "computed from X_test: it belongs to X_train."),
    Mistake("w, b and the predictions are those of the start: take w and b from the "
            "params that optimize returns.",
            {"w": "0 * run['w']", "b": "0 * run['b']"}),
    Mistake("the predictions are made with w and b of the start: take those from the "
            "params that optimize returns.",
            {f"Y_prediction_{part}": f"predict(0 * w, 0 * b, X_{part})"
             for part in ("train", "test")}),
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
        **{name: name for name in _MODEL if name != "run"},
        "learning_rate": "learning_rate",
        "num_iterations": "num_iterations",
    },
    Recipe(
        _MODEL,
        _MODEL_MISTAKES,
        {"train": _train, "predict": logistic.predict},
        _MODEL_SHOWN,
    ),
    _model_cases(),
)

TASKS = {task.name: task for task in (OPTIMIZE, MODEL)}
