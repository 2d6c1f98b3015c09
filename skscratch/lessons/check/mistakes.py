"""Mistakes that several functions share, and small data to find them with."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.lessons.check.recipe import Mistake, wrong

# Samples that predict answers: of few zeros and ones, many mistakes would look alike.
ANSWERS = 80


def normal(seed: int, *shapes: tuple[int, ...]) -> list[np.ndarray]:
    """Random numbers of several shapes, the same for the same seed."""
    random = np.random.RandomState(seed)
    return [random.randn(*shape) for shape in shapes]


def labels(seed: int, m: int) -> np.ndarray:
    """A row of zeros and ones, both of them where there is room."""
    Y = np.random.RandomState(seed).randint(0, 2, (1, m))
    Y[0, 0] = 1 - Y[0, -1] if m > 1 else 1
    return Y


def network(seed: int, sizes: tuple[int, ...], scale: float = 0.7) -> dict[str, Any]:
    """Parameters ``W1``, ``b1``, ... whose biases are no zeros."""
    parameters: dict[str, Any] = {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), 1):
        W, b = normal(seed + layer, (n_out, n_in), (n_out, 1))
        parameters |= {f"W{layer}": scale * W, f"b{layer}": scale * b}
    return parameters


_LOSS = "-Y * np.log({A}) - (1 - Y) * np.log(1 - {A})"
_ONES, _ZEROS = "Y * np.log({A})", "(1 - Y) * np.log(1 - {A})"
_TINY = ("1e-9", "1e-8", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3", "0.01")
_EPSILON = (
    "np.sum(-Y * np.log({A} + {tiny}) - (1 - Y) * np.log(1 - {A} + {tiny})) / m",
    "np.sum(-Y * np.log({A} + {tiny}) - (1 - Y) * np.log(1 - {A})) / m",
    "the cost has {tiny} added inside its logarithms: the lesson's has nothing there",
)
# Wrong equations of the cost from the probabilities {A}, and what to say of them.
_COSTS = (
    (f"np.sum(-{_ONES}) / m", f"the cost lacks the term of the zeros, {_ZEROS}"),
    (f"np.sum(-{_ZEROS}) / m", f"the cost lacks the term of the ones, {_ONES}"),
    (f"np.sum({_LOSS}) / m / np.log(2)", "the cost uses the logarithm of base 2: the "
     "lesson's is the natural one, np.log"),
    (f"np.sum({_LOSS}) / m / np.log(10)", "the cost uses the logarithm of base 10: the "
     "lesson's is the natural one, np.log"),
    (f"np.sum({_LOSS})", "the cost is the sum over the samples and not their mean: "
     "divide by m, Y.shape[1]"),
    (f"np.sum({_LOSS}, axis=0, keepdims=True)", "the cost is the loss of each sample: "
     "add them up and divide by m"),
    (f"({_LOSS})", "the cost is the loss of each sample: add them up and divide by m"),
    (f"({_LOSS}) / m", "the cost is the loss of each sample: add them up with np.sum"),
    (f"np.sum(-{_ONES} + {_ZEROS}) / m", "the second term of the cost has the wrong "
     "sign: both terms are subtracted"),
    (f"np.sum({_ONES} - {_ZEROS}) / m", "the first term of the cost has the wrong "
     "sign: both terms are subtracted"),
    (f"-np.sum({_ONES}) - np.sum({_ZEROS}) / m", "only the second term of the cost is "
     "divided by m: brackets around both"),
    (f"-np.sum({_ONES}) / m - np.sum({_ZEROS})", "only the first term of the cost is "
     "divided by m: brackets around both"),
    (f"-np.sum({_ONES}) + np.sum({_ZEROS}) / m", "the minus and the 1 / m of the cost "
     "each hold for one term only: brackets around both terms"),
    (f"-np.sum({_ONES}) / m + np.sum({_ZEROS})", "the -1 / m of the cost holds for its "
     "first term only: brackets around both terms"),
    (f"-{_ONES} / m + {_ZEROS}", "the -1 / m of the cost holds for its first term "
     "only, and no sum is taken: -np.sum(...) / m around both terms"),
    ("np.sum(-Y * np.log({A}) - (1 - Y) * (1 - np.log({A}))) / m", "the second term of "
     "the cost has 1 - np.log({A}) where np.log(1 - {A}) belongs"),
    ("np.sum(-Y * np.log({A}) - (1 - Y * np.log(1 - {A}))) / m", "the second term of "
     "the cost has its bracket at the wrong place: (1 - Y) * np.log(1 - {A})"),
    ("np.sum(-Y * np.log({A}) - (1 - Y) * np.log({A})) / m", "the second term of the "
     "cost has np.log({A}) where np.log(1 - {A}) belongs"),
    ("np.sum(-Y * np.log({A}) - Y * np.log(1 - {A})) / m", "the second term of the "
     "cost has the factor Y where 1 - Y belongs"),
    ("np.sum(-Y * np.log({A}) - np.log(1 - {A})) / m", "the second term of the cost "
     "lacks its factor 1 - Y"),
    ("np.sum(-np.log({A}) - (1 - Y) * np.log(1 - {A})) / m", "the first term of the "
     "cost lacks its factor Y"),
    ("np.sum(-(1 - Y) * np.log({A}) - Y * np.log(1 - {A})) / m", "Y and 1 - Y are "
     "swapped in the cost"),
    ("np.sum(-{A} * np.log(Y) - (1 - {A}) * np.log(1 - Y)) / m", "{A} and Y are "
     "swapped in the cost: the logarithm is that of {A}, for Y is 0 or 1"),
    *((_EPSILON[0].replace("{tiny}", tiny), _EPSILON[2].replace("{tiny}", tiny))
      for tiny in _TINY),
    *((_EPSILON[1].replace("{tiny}", tiny), _EPSILON[2].replace("{tiny}", tiny))
      for tiny in _TINY),
    ("np.sum(({A} - Y) ** 2) / m", "the cost is the mean squared error: the lesson's "
     "is the cross-entropy, " + _LOSS),
    ("np.sum(({A} - Y) ** 2) / (2 * m)", "the cost is half the mean squared error: the "
     "lesson's is the cross-entropy, " + _LOSS),
    ("np.sum(np.abs({A} - Y)) / m", "the cost is the mean absolute error: the lesson's "
     "is the cross-entropy, " + _LOSS),
)  # fmt: skip


def cross_entropy(A: str) -> str:
    """The equation of the cost from the probabilities of that name."""
    return f"np.sum({_LOSS.format(A=A)}) / m"


def cost_mistakes(A: str) -> tuple[Mistake, ...]:
    """Wrong costs, from the probabilities of that name."""
    return tuple(
        wrong("cost", formula.format(A=A), f"{words.format(A=A)}.")
        for formula, words in _COSTS
    )


def sigmoid_mistakes(A: str, Z: str, output: bool = True) -> tuple[Mistake, ...]:
    """Wrong activations where ``A = sigmoid(Z)`` belongs."""
    right = f"{A} is the sigmoid of {Z}"
    return (
        wrong(A, Z, f"the sigmoid is forgotten: {right}."),
        wrong(A, f"sigmoid(-{Z})", f"{Z} has the wrong sign in the sigmoid: {right}."),
        wrong(A, f"np.tanh({Z})", f"{A} is a tanh where the sigmoid belongs: {right}."),
        wrong(A, f"relu({Z})", f"{A} is a relu where the sigmoid belongs: {right}."),
        wrong(
            A,
            f"1 / 1 + np.exp(-{Z})",
            f"{A} lacks brackets: 1 / (1 + np.exp(-{Z})).",
        ),
        wrong(
            A,
            f"sigmoid({Z}) * (1 - sigmoid({Z}))",
            f"{A} is the slope of the sigmoid where its value belongs.",
        ),
    )


def output_error_mistakes(dZ: str, A: str) -> tuple[Mistake, ...]:
    """Wrong derivatives at the output, where ``dZ = A - Y`` belongs."""
    right = f"{dZ} = {A} - Y"
    return (
        wrong(dZ, f"Y - {A}", f"{dZ} has the wrong sign: {right}."),
        wrong(dZ, A, f"{dZ} forgets the labels: {right}."),
        wrong(
            dZ,
            f"({A} - Y) * {A} * (1 - {A})",
            f"{dZ} has the slope of the sigmoid, {A} * (1 - {A}), once too often: with "
            f"the cross-entropy it cancels, and {right}.",
        ),
        wrong(dZ, f"(Y - {A}) * {A} * (1 - {A})", f"{dZ} has the wrong sign, and the "
              f"slope of the sigmoid once too often: {right}."),
        wrong(
            dZ,
            f"-(Y / {A} - (1 - Y) / (1 - {A}))",
            f"{dZ} is the derivative by {A}: times the slope of the sigmoid, "
            f"{A} * (1 - {A}), it becomes {right}.",
        ),
        wrong(dZ, f"{A} + Y", f"{dZ} adds the labels: {right}."),
        wrong(dZ, f"({A} - Y) ** 2", f"{dZ} is squared: {right}."),
        wrong(dZ, f"{A} - 1", f"{dZ} has 1 where Y belongs: {right}."),
        wrong(dZ, f"({A} > 0.5) - Y", f"{dZ} is made of the answers 0 and 1, not of "
              f"the probabilities {A}: {right}."),
        wrong(
            dZ,
            f"2 * ({A} - Y)",
            f"{dZ} is twice too large: it is that of a squared error, and {right}.",
        ),
        wrong(dZ, f"({A} - Y) / m", f"{dZ} is divided by m, and dW and db once more: "
              f"the 1 / m belongs to one of them, and {right}."),
        wrong(dZ, f"np.abs({A} - Y)", f"{dZ} is an absolute value: its sign tells "
              f"which way to go, and {right}."),
    )  # fmt: skip


def weight_mistakes(dW: str, dZ: str, A: str) -> tuple[Mistake, ...]:
    """Wrong gradients where ``dW = dZ @ A.T / m`` belongs."""
    number = dW[2:]
    right = f"{dW} = {dZ} @ {A}.T / m"
    return (
        wrong(
            dW,
            f"{dZ} @ {A}.T / {A}.shape[0]",
            f"{dW} is divided by the number of rows of {A}: m is the number of "
            f"samples, {A}.shape[1].",
        ),
        wrong(
            dW,
            f"np.sum({dZ} @ {A}.T) / m",
            f"{dW} is added up to one number: {dZ} @ {A}.T has added over the samples "
            "already.",
        ),
        wrong(
            dW,
            f"np.sum({dZ}, axis=1, keepdims=True) / m",
            f"{dW} is db{number}: it lacks the factor {A}.",
        ),
        wrong(dW, f"{dZ} / m", f"{dW} lacks the factor {A}.T: {right}."),
    )  # fmt: skip


def bias_mistakes(db: str, dZ: str, one_unit: bool = False) -> tuple[Mistake, ...]:
    """Wrong gradients where db, the mean of dZ over the samples, belongs.

    In a layer of one unit some of them are right, or the same.
    """
    axis = (
        f"{db} sums over the wrong axis: axis=1 adds over the samples, and the sum is "
        "divided by m"
    )
    total = (
        f"{db} is one number for all units: axis=1 adds over the samples only, and "
        "keepdims=True keeps the column"
    )
    several = (
        wrong(db, f"np.sum({dZ}) / m", f"{total}."),
        wrong(db, f"np.sum({dZ}).reshape(1, 1) / m", f"{total}."),
        wrong(db, f"{dZ} / m", f"{db} is not added up: sum over the samples, axis=1."),
        wrong(db, dZ, f"{db} is not added up: it is the mean over the samples."),
        wrong(
            db,
            f"np.sum({dZ}, axis=1, keepdims=True) / {dZ}.shape[0]",
            f"{db} is divided by the number of units: m is the number of samples.",
        ),
    )
    return (
        wrong(db, f"np.sum({dZ}, axis=0, keepdims=True) / m", f"{axis}."),
        wrong(
            db, f"np.sum({dZ}, axis=0) / m", f"{axis}; keepdims=True keeps a column."
        ),
        wrong(db, f"np.sum({dZ}, axis=0, keepdims=True)", f"{axis}."),
        wrong(db, f"np.sum({dZ}, axis=0, keepdims=True).T / m", f"{axis}."),
        wrong(db, f"np.sum({dZ})", f"{total}; and it lacks the 1 / m."),
        *(() if one_unit else several),
    )


def label_mistakes(label: str, A: str, Z: str = "") -> tuple[Mistake, ...]:
    """Wrong answers where ``A > 0.5`` belongs."""
    right = f"it is 1 where {A} > 0.5"
    bare = (
        wrong(
            label,
            f"({Z} > 0.5) * 1",
            f"{label} compares {Z} with 0.5, not {A}: the sigmoid comes first.",
        ),
    )
    return (
        wrong(label, A, f"{label} holds the probabilities: {right}, else 0."),
        wrong(label, f"({A} >= 0.5) * 1", f"{label} is 1 at 0.5 exactly: {right}, not "
              "where >=."),
        wrong(label, f"({A} <= 0.5) * 1", f"{label} has zeros and ones swapped: "
              f"{right}."),
        wrong(label, f"({A} < 0.5) * 1", f"{label} has zeros and ones swapped: "
              f"{right}."),
        wrong(label, f"({A} > 0.5) * (np.arange(m) == 0)", f"{label} answers the first "
              f"sample only: the loop goes through all m, range({A}.shape[1]), and "
              "`return` stands behind it."),
        wrong(label, f"({A} > 0.5) * (np.arange(m) == m - 1)", f"{label} answers the "
              "last sample only: write to its entry i, not over the whole."),
        wrong(label, f"({A} > 0) * 1", f"{label} compares {A} with 0: {right}."),
        wrong(label, f"({A} > 0.5) * 2 - 1", f"{label} answers -1 and 1: {right}, else "
              "0."),
        wrong(label, f"np.argmax({A}, axis=0)", f"{label} is flat and all zeros, as "
              f"an argmax is of the only row: {right}."),
        wrong(label, f"0 * {A}", f"{label} is all zeros, as {A}.astype(int) is, or an "
              f"argmax over the only row, or an array to which nothing is written: "
              f"{right}."),
        *(bare if Z else ()),
    )  # fmt: skip
