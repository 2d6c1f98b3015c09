"""Lesson 3, the functions that go through all layers: one task for each depth."""

from __future__ import annotations

import numpy as np

from skscratch.functional import deep
from skscratch.lessons.check.compare import central_differences
from skscratch.lessons.check.mistakes import (
    ANSWERS,
    bias_mistakes,
    label_mistakes,
    labels,
    network,
    normal,
    sigmoid_mistakes,
)
from skscratch.lessons.check.recipe import Mistake, Recipe, Values, wrong
from skscratch.lessons.check.structure import Leaves, Parts
from skscratch.lessons.check.task import Case, Task

# Units of the layers of each case: three layers are the one to explain, then two, one
# and four, in which a wrong count of layers shows.
DEPTHS = (
    ((4, 3, 2, 1), (2, 4, 3, 1)),
    ((3, 4, 1), (4, 2, 1)),
    ((3, 1),),
    ((3, 4, 2, 3, 1),),
)
_SAMPLES = (5, 3, 6)


def _known(seed: int, sizes: tuple[int, ...], m: int = 0) -> Values:
    """Arguments and values of a network of these sizes, by name."""
    m = m or _SAMPLES[seed % len(_SAMPLES)]
    parameters = network(31 * seed + len(sizes), sizes)
    (X,) = normal(seed + 7, (sizes[0], m))
    for layer in range(1, len(sizes)):  # samples on both sides of 0, in every unit
        _, caches = deep.L_model_forward(X, parameters)
        parameters[f"b{layer}"] -= caches[layer - 1][1].mean(axis=1, keepdims=True)
    AL, caches = deep.L_model_forward(X, parameters)
    return {
        "X": X,
        "Y": labels(seed, m),
        "y": labels(seed, m),
        "parameters": parameters,
        "AL": AL,
        "caches": caches,
        "m": m,
        "n_x": sizes[0],
    }


def _inside(known: Values) -> Values:
    """W1, A0, Z1 and so on of the caches."""
    values: Values = {}
    for layer, ((A_prev, W, b), Z) in enumerate(known["caches"], 1):
        values |= {f"A{layer - 1}": A_prev, f"W{layer}": W, f"b{layer}": b}
        values[f"Z{layer}"] = Z
    return values


def _hidden(depth: int) -> range:
    return range(1, depth)


# L_model_forward


def _forward_steps(depth: int) -> dict[str, str]:
    """Z and A of each layer, with what the caches hold right after it."""
    steps = {}
    for layer in range(1, depth + 1):
        A_prev = f"A{layer - 1}"
        Z = f"Z{layer}"
        if layer == 1:
            steps["A0"] = "X"
        steps[f"cache_W{layer}"] = f"W{layer}"
        steps[f"cache_b{layer}"] = f"b{layer}"
        steps[Z] = f"W{layer} @ {A_prev} + b{layer}"
        A = "AL" if layer == depth else f"A{layer}"
        steps[A] = f"sigmoid({Z})" if layer == depth else f"relu({Z})"
    return steps


def _forward_mistakes(depth: int) -> tuple[Mistake, ...]:
    steps = _forward_steps(depth)
    linear = {f"Z{layer}": steps[f"Z{layer}"] for layer in range(1, depth + 1)}
    bare = {Z: formula.rpartition(" + ")[0] for Z, formula in linear.items()}
    ZL = f"Z{depth}"
    mistakes = [
        Mistake("the biases are forgotten in all layers: Z = W @ A_prev + b.", bare),
        *(
            wrong(Z, formula, f"the bias is forgotten in layer {Z[1:]}: "
                  f"{Z} = {linear[Z]}.")
            for Z, formula in bare.items()
            if depth > 1
        ),
        *sigmoid_mistakes("AL", ZL),
    ]  # fmt: skip
    for words, formula in {
        "have no activation": "{}",
        "have a sigmoid": "sigmoid({})",
        "have a tanh": "np.tanh({})",
    }.items():
        every = {f"A{n}": formula.format(f"Z{n}") for n in _hidden(depth)}
        if every:
            mistakes.append(
                Mistake(
                    f"the hidden layers {words} where this lesson has the relu.", every
                )
            )
        mistakes += [
            wrong(A, wrongly, f"layer {A[1:]} has no relu: A{A[1:]} = relu(Z{A[1:]}).")
            for A, wrongly in every.items()
            if formula == "{}" and depth > 2
        ]
    return tuple(mistakes)


def _caches(depth: int) -> Parts:
    """What the caches of all layers look like."""
    return Parts(
        {
            f"caches[{n - 1}]": Parts(
                {
                    "linear_cache": Parts(
                        {
                            "A_prev": f"A{n - 1}",
                            "W": f"cache_W{n}",
                            "b": f"cache_b{n}",
                        }
                    ),
                    "activation_cache": f"Z{n}",
                }
            )
            for n in range(1, depth + 1)
        }
    )


def _forward_task(sizes: tuple[tuple[int, ...], ...]) -> Task:
    depth = len(sizes[0]) - 1
    known = [_known(seed, shape) for seed, shape in enumerate(sizes)]
    return Task(
        "L_model_forward",
        deep.L_model_forward,
        Parts({"AL": "AL", "caches": _caches(depth)}),
        Recipe(_forward_steps(depth), _forward_mistakes(depth)),
        tuple(
            Case(
                {name: k[name] for name in ("X", "parameters")},
                {"X": k["X"], "m": k["m"], **k["parameters"]},
            )
            for k in known
        ),
    )


# L_model_backward


def _backward_steps(depth: int) -> dict[str, str]:
    steps = {
        "dAL": "-(Y / AL - (1 - Y) / (1 - AL))",
        f"dZ{depth}": "dAL * AL * (1 - AL)",
    }
    for n in range(depth, 0, -1):
        if n < depth:
            steps[f"dZ{n}"] = f"dA{n} * (Z{n} > 0)"
        steps[f"dW{n}"] = f"dZ{n} @ A{n - 1}.T / m"
        steps[f"db{n}"] = f"np.sum(dZ{n}, axis=1, keepdims=True) / m"
        steps[f"dA{n - 1}"] = f"W{n}.T @ dZ{n}"
    return steps


def _output_mistakes(depth: int) -> list[Mistake]:
    """Wrong derivatives at the output layer."""
    right = "dAL = -(Y / AL - (1 - Y) / (1 - AL))"
    dZ, layer = f"dZ{depth}", f"the last layer, {depth},"
    sigmoid = "dZ = dA * s * (1 - s) there"
    return [
        wrong("dAL", "Y / AL - (1 - Y) / (1 - AL)", "dAL has the wrong sign: "
              f"{right}."),
        wrong("dAL", "-(Y / AL + (1 - Y) / (1 - AL))", "the second term of dAL has the "
              f"wrong sign, or the brackets are missing: {right}."),
        wrong("dAL", "-(Y / AL)", f"dAL lacks the term of the zeros: {right}."),
        wrong("dAL", "(1 - Y) / (1 - AL)", f"dAL lacks the term of the ones: {right}."),
        wrong("dAL", "AL - Y", "dAL is AL - Y, which is dZ of the last layer: there "
              f"the slope of the sigmoid is in it already, and {right}."),
        wrong("dAL", "Y - AL", "dAL is Y - AL: " f"{right}."),
        wrong("dAL", "-(Y / AL - (1 - Y) / (1 - AL)) / m", "dAL is divided by m, and "
              f"dW and db once more: {right}."),
        wrong(dZ, "dAL", f"{layer} lacks the slope of the sigmoid: {sigmoid}."),
        wrong(dZ, f"dAL * (Z{depth} > 0)", f"{layer} has the slope of the relu: it has "
              f"the sigmoid, and {sigmoid}."),
    ]  # fmt: skip


def _hidden_mistakes(depth: int) -> list[Mistake]:
    """Wrong derivatives in the hidden layers, all of them or one."""
    mistakes = []
    for formula, words in {
        "dA{n}": "pass dA on unchanged, where the relu stops it: dZ = dA where Z > 0, "
        "else 0",
        "dA{n} * sigmoid(Z{n}) * (1 - sigmoid(Z{n}))": "have the slope of the sigmoid: "
        "they have the relu, dZ = dA where Z > 0, else 0",
        "dA{n} * Z{n} * (Z{n} > 0)": "have the relu itself where its slope belongs: "
        "dZ = dA where Z > 0, else 0",
    }.items():
        every = {f"dZ{n}": formula.format(n=n) for n in reversed(_hidden(depth))}
        if every:
            mistakes.append(Mistake(f"the hidden layers {words}.", every))
    for n in _hidden(depth) if depth > 2 else ():
        mistakes.append(
            wrong(f"dZ{n}", f"dA{n}", f"layer {n} passes dA on unchanged, where the "
                  "relu stops it: dZ = dA where Z > 0, else 0.")
        )  # fmt: skip
    return mistakes


def _backward_mistakes(depth: int) -> tuple[Mistake, ...]:
    layers = range(depth, 0, -1)
    steps = _backward_steps(depth)

    def without_mean(kinds: tuple[str, ...]) -> dict[str, str]:
        names = [f"{kind}{n}" for n in layers for kind in kinds]
        return {name: steps[name].removesuffix(" / m") for name in names}

    def flat(axis: int) -> dict[str, str]:
        return {f"db{n}": f"np.sum(dZ{n}, axis={axis}) / m" for n in layers}

    everywhere = [
        Mistake("dW and db are m times too large in all layers: divide them by m.",
                without_mean(("dW", "db"))),
        Mistake("dW and db are divided by m once too often in all layers: "
                "linear_backward has done it.",
                {f"{kind}{n}": steps[f"{kind}{n}"] + " / m" for n in layers
                 for kind in ("dW", "db")}),
        Mistake("dW is m times too large in all layers: divide by m.",
                without_mean(("dW",))),
        Mistake("db is m times too large in all layers: divide by m.",
                without_mean(("db",))),
        Mistake("db is flat in all layers: keep the column, keepdims=True.", flat(1)),
        Mistake("db sums over the wrong axis in all layers: axis=1 adds over the "
                "samples, keepdims=True keeps the column.", flat(0)),
        Mistake("db is one number in all layers: axis=1 adds over the samples only, "
                "and keepdims=True keeps the column.",
                {f"db{n}": f"np.sum(dZ{n}) / m" for n in layers}),
        Mistake("dA_prev is divided by m in all layers: the 1 / m of the mean enters "
                "with dW and db only.",
                {f"dA{n - 1}": f"W{n}.T @ dZ{n} / m" for n in layers}),
    ]  # fmt: skip
    single = [m for n in layers for m in bias_mistakes(f"db{n}", f"dZ{n}", n == depth)]
    return (
        *_output_mistakes(depth),
        *_hidden_mistakes(depth),
        *(everywhere if depth > 1 else []),
        *single,
    )


def _backward_gradient(case: Case) -> Leaves:
    """Central differences of the textbook's cost by W and b of each layer."""
    parameters = {k: v for k, v in case.values.items() if k[0] in "Wb"}
    X, Y = case.values["A0"], case.arguments["Y"]

    def by(name: str) -> np.ndarray:
        return central_differences(
            lambda value: deep.compute_cost(
                deep.L_model_forward(X, {**parameters, name: value})[0], Y
            ),
            parameters[name],
        )

    return {f"d{name}": by(name) for name in parameters}


_NAMES_OF_LAYERS = {
    r"keys are .*d[Wb]0": "layers count from 1: the gradients of caches[l] are "
    "dW(l + 1) and db(l + 1), and only dA begins with 0, the derivative by X.",
    r"lacks the keys dA0, dW1, db1": "the loop ends before layer 1: it goes from the "
    "last hidden layer to the first, reversed(range(L - 1)).",
    r"lacks the keys? dA": "dA is named by the layer whose activations it is the "
    "derivative by: what comes back through layer 1 is dA0, through layer 2 dA1, and "
    "so on.",
}


def _backward_task(sizes: tuple[tuple[int, ...], ...]) -> Task:
    depth = len(sizes[0]) - 1
    known = [_known(seed, shape) for seed, shape in enumerate(sizes)]
    names = [f"dA{n}" for n in range(depth)]
    names += [f"{kind}{n}" for n in range(1, depth + 1) for kind in ("dW", "db")]
    return Task(
        "L_model_backward",
        deep.L_model_backward,
        {name: name for name in names},
        Recipe(_backward_steps(depth), _backward_mistakes(depth)),
        tuple(
            Case(
                {name: k[name] for name in ("AL", "Y", "caches")},
                {**_inside(k), "AL": k["AL"], "Y": k["Y"], "m": k["m"]},
            )
            for k in known
        ),
        gradient=_backward_gradient,
        hints=_NAMES_OF_LAYERS,
    )


# predict


def _predict_task(sizes: tuple[tuple[int, ...], ...], names: tuple[str, ...]) -> Task:
    """The answers of a network, for a function that is called with these names."""
    depth = len(sizes[0]) - 1
    known = [_known(seed, shape, ANSWERS) for seed, shape in enumerate(sizes)]
    known.append({**known[-1], "X": 0 * known[-1]["X"], "parameters": {
        k: v * (k[0] == "W") for k, v in known[-1]["parameters"].items()}})  # fmt: skip
    steps = {k: v for k, v in _forward_steps(depth).items() if k[:5] != "cache"}
    return Task(
        "predict",
        deep.predict,
        "p",
        Recipe(
            {**steps, "p": "(AL > 0.5) * 1"},
            (
                *_forward_mistakes(depth),
                *label_mistakes("p", "AL", f"Z{depth}"),
                wrong(
                    "p",
                    "((AL > 0.5) == y) * 1",
                    "p tells which answers are right: return the answers themselves.",
                ),
                wrong(
                    "p", "y", "p is y: the answers come from AL, not from the labels."
                ),
                wrong(
                    "p",
                    "np.asarray(np.mean((AL > 0.5) == y))",
                    "the accuracy comes back: print it, and return p.",
                ),
            ),
        ),
        tuple(
            Case(
                {name: k[name] for name in names},
                {"X": k["X"], "y": k["y"], "m": k["m"], **k["parameters"]},
            )
            for k in known
        ),
    )


FORWARD_TASKS = tuple(_forward_task(sizes) for sizes in DEPTHS)
BACKWARD_TASKS = tuple(_backward_task(sizes) for sizes in DEPTHS)


def predict_tasks(names: tuple[str, ...]) -> tuple[Task, ...]:
    """List the tasks of `predict`, called as ``(X, parameters)`` or with `y` too."""
    return tuple(_predict_task(sizes, names) for sizes in DEPTHS)


def arguments_of_predict(count: int) -> tuple[str, ...]:
    """Name the arguments of a `predict` that takes so many."""
    return ("X", "parameters") if count == 2 else ("X", "y", "parameters")
