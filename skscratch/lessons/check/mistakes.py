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


def cross_entropy(A: str) -> str:
    """The equation of the cost from the probabilities of that name."""
    return f"np.sum(-Y * np.log({A}) - (1 - Y) * np.log(1 - {A})) / m"


def cost_mistakes(A: str) -> tuple[Mistake, ...]:
    """Wrong costs, from the probabilities of that name."""
    loss = f"(-Y * np.log({A}) - (1 - Y) * np.log(1 - {A}))"
    terms = [
        (
            f"np.sum(-Y * np.log({A})) / m",
            f"the cost lacks the term of the zeros, (1 - Y) * np.log(1 - {A})",
        ),
        (
            f"np.sum(-(1 - Y) * np.log(1 - {A})) / m",
            f"the cost lacks the term of the ones, Y * np.log({A})",
        ),
        (
            f"np.sum({loss}) / m / np.log(2)",
            "the cost uses the logarithm of base 2: the lesson's is the natural one, "
            "np.log",
        ),
        (
            f"np.sum({loss}) / m / np.log(10)",
            "the cost uses the logarithm of base 10: the lesson's is the natural one, "
            "np.log",
        ),
        (
            f"np.sum({loss})",
            "the cost is the sum over the samples and not their mean: divide by m, "
            "Y.shape[1]",
        ),
        (
            f"np.sum({loss}, axis=0, keepdims=True)",
            "the cost is the loss of each sample: add them up and divide by m",
        ),
        (
            f"{loss}",
            "the cost is the loss of each sample: add them up and divide by m",
        ),
        (
            f"{loss} / m",
            "the cost is the loss of each sample: add them up with np.sum",
        ),
        (
            f"np.sum(-Y * np.log({A}) + (1 - Y) * np.log(1 - {A})) / m",
            "the second term of the cost has the wrong sign: both terms are subtracted",
        ),
        (
            f"np.sum(Y * np.log({A}) - (1 - Y) * np.log(1 - {A})) / m",
            "the first term of the cost has the wrong sign: both terms are subtracted",
        ),
        (
            f"np.sum(-Y * np.log({A}) - (1 - Y) * (1 - np.log({A}))) / m",
            f"the second term of the cost has 1 - np.log({A}) where np.log(1 - {A}) "
            "belongs",
        ),
        (
            f"np.sum(-Y * np.log({A}) - (1 - Y) * np.log({A})) / m",
            f"the second term of the cost has np.log({A}) where np.log(1 - {A}) "
            "belongs",
        ),
        (
            f"np.sum(-Y * np.log({A}) - Y * np.log(1 - {A})) / m",
            "the second term of the cost has the factor Y where 1 - Y belongs",
        ),
        (
            f"np.sum(-Y * np.log({A}) - np.log(1 - {A})) / m",
            "the second term of the cost lacks its factor 1 - Y",
        ),
        (
            f"np.sum(-(1 - Y) * np.log({A}) - Y * np.log(1 - {A})) / m",
            "Y and 1 - Y are swapped in the cost",
        ),
        *(
            (
                f"np.sum(-Y * np.log({A} + {tiny}) - (1 - Y) * np.log(1 - {A} + "
                f"{tiny})) / m",
                f"the cost has {tiny} added inside its logarithms: the lesson's has "
                "nothing there",
            )
            for tiny in ("1e-8", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3")
        ),
        (
            f"np.sum(({A} - Y) ** 2) / m",
            "the cost is the mean squared error: the lesson's is the cross-entropy, "
            f"-Y * np.log({A}) - (1 - Y) * np.log(1 - {A})",
        ),
        (
            f"np.sum(({A} - Y) ** 2) / (2 * m)",
            "the cost is half the mean squared error: the lesson's is the "
            f"cross-entropy, -Y * np.log({A}) - (1 - Y) * np.log(1 - {A})",
        ),
    ]
    return tuple(wrong("cost", formula, f"{words}.") for formula, words in terms)


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
        wrong(
            dZ,
            f"-(Y / {A} - (1 - Y) / (1 - {A}))",
            f"{dZ} is the derivative by {A}: times the slope of the sigmoid, "
            f"{A} * (1 - {A}), it becomes {right}.",
        ),
        wrong(dZ, f"{A} + Y", f"{dZ} adds the labels: {right}."),
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
    )


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
    )
    return (
        wrong(db, f"np.sum({dZ}, axis=0, keepdims=True) / m", f"{axis}."),
        wrong(
            db, f"np.sum({dZ}, axis=0) / m", f"{axis}; keepdims=True keeps a column."
        ),
        wrong(db, f"np.sum({dZ}, axis=0, keepdims=True)", f"{axis}."),
        wrong(db, f"np.sum({dZ}, axis=0, keepdims=True).T / m", f"{axis}."),
        wrong(db, f"np.sum({dZ})", f"{total}; and it lacks the 1 / m."),
        wrong(
            db,
            f"np.sum({dZ}, axis=1, keepdims=True) / {dZ}.shape[0]",
            f"{db} is divided by the number of units: m is the number of samples.",
        ),
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
        wrong(label, f"({A} > 0) * 1", f"{label} compares {A} with 0: {right}."),
        wrong(label, f"({A} > 0.5) * 2 - 1", f"{label} answers -1 and 1: {right}, else "
              "0."),
        wrong(label, f"np.argmax({A}, axis=0)", f"{label} is an argmax, which is 0 for "
              f"the only row: {right}."),
        wrong(label, f"np.argmax({A}, axis=0).reshape(1, m)", f"{label} is an argmax, "
              f"which is 0 for the only row: {right}."),
        *(bare if Z else ()),
    )  # fmt: skip
