"""Functions that draw the first weights: any source of randomness is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skscratch.lessons.check.attempt import (
    attempt,
    quietly,
    refusal,
    seed_for,
)
from skscratch.lessons.check.structure import Leaves, take_apart
from skscratch.lessons.check.task import Case, check_callable
from skscratch.lessons.check.verdict import Verdict
from skscratch.lessons.check.words import (
    MEMORY,
    errors_in_words,
    in_place_in_words,
    unwritten_in_words,
)

# Small networks of odd shapes, then a large one, whose numbers show their scale: next
# to each other its layers are of very different sizes, so that no rule is like another.
_TWO_LAYERS = ((2, 4, 1), (3, 1, 2), (60, 50, 40))
_MORE_LAYERS = ((5, 4, 3, 1), (2, 3), (400, 30, 200, 20))
_SCALE_TOLERANCE = 0.08  # the large layers have 1200 numbers and more


def judge_two_layers(function: Any) -> Verdict:
    """Judge an `initialize_parameters`, called with n_x, n_h, n_y."""
    cases = tuple(
        Case(dict(zip(("n_x", "n_h", "n_y"), sizes, strict=True)), {"sizes": sizes})
        for sizes in _TWO_LAYERS
    )
    return _judge("initialize_parameters", function, cases, ("normal",))


def judge_any_layers(function: Any) -> Verdict:
    """Judge an `initialize_parameters_deep`, called with the list of layer_dims."""
    cases = tuple(
        Case({"layer_dims": list(sizes)}, {"sizes": sizes}) for sizes in _MORE_LAYERS
    )
    allowed = ("normal", "lecun", "he", "xavier")
    return _judge("initialize_parameters_deep", function, cases, allowed)


def _judge(
    name: str, function: Any, cases: tuple[Case, ...], allowed: tuple[str, ...]
) -> Verdict:
    check_callable(name, function)
    with quietly():
        findings = _findings(function, cases, allowed)
    evidence = f"{len(cases)} networks, shapes, zeros and the scale of the weights"
    return Verdict(not findings, name, tuple(dict.fromkeys(findings)), evidence)


def _findings(
    function: Callable[..., Any], cases: tuple[Case, ...], allowed: tuple[str, ...]
) -> list[str]:
    unfit = refusal(function, cases[0].arguments, **seed_for(function))
    if unfit:
        return [unfit]
    tried = [attempt(function, case.arguments, **seed_for(function)) for case in cases]
    if all(a.unwritten for a in tried):
        return [unwritten_in_words(tried[0])]
    if any(a.overwritten for a in tried):
        return [MEMORY]
    findings = errors_in_words(cases, tried) + in_place_in_words(tried)
    for case, a in zip(cases, tried, strict=True):
        if a.error is None:
            sizes = case.values["sizes"]
            wanted = _shapes(sizes)
            taken = take_apart({key: key for key in wanted}, a.value)
            findings += taken.faults or _wrong_shapes(taken.leaves, wanted)
            if taken.faults and isinstance(a.value, dict) and "W0" in a.value:
                findings.append("layers count from 1: the first weights are W1.")
            if not findings:
                findings += _wrong_numbers(taken.leaves, sizes, allowed) or taken.lists
        if findings:
            break
    return findings


def _shapes(sizes: tuple[int, ...]) -> dict[str, tuple[int, int]]:
    shapes: dict[str, tuple[int, int]] = {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), 1):
        shapes |= {f"W{layer}": (n_out, n_in), f"b{layer}": (n_out, 1)}
    return shapes


def _wrong_shapes(came: Leaves, wanted: dict[str, tuple[int, int]]) -> list[str]:
    found: dict[str, list[str]] = {}
    for name, array in came.items():
        shape, right = array.shape, wanted[name]
        if shape != right:
            hint = _hint_for_shape(name, shape, right)
            found.setdefault(hint, []).append(f"{name} is {shape} for {right}")
    return [f"{', '.join(which)}: {hint}." for hint, which in found.items()]


def _hint_for_shape(name: str, shape: tuple[int, ...], right: tuple[int, int]) -> str:
    if name[0] == "b":
        return "a bias is a column, a row for each unit of the layer"
    if shape == right[::-1]:
        return "the weights are transposed; they have a row for each unit of the layer"
    return (
        "weights have a row for each unit of the layer and a column for each unit of "
        "the layer before"
    )


def _wrong_numbers(
    came: Leaves, sizes: tuple[int, ...], allowed: tuple[str, ...]
) -> list[str]:
    biases = [name for name in came if name[0] == "b" and came[name].any()]
    weights = [name for name in came if name[0] == "W"]
    faults = [
        f"{name} holds numbers that are not finite."
        for name, array in came.items()
        if not np.isfinite(array).all()
    ]
    if faults:
        return faults
    if biases:
        faults.append(
            f"{', '.join(biases)} {'is' if len(biases) == 1 else 'are'} not zero: "
            "biases start from np.zeros."
        )
    for kind in (_is_zero, _has_equal_units, _is_never_negative, _is_shifted):
        names = [name for name in weights if kind(came[name])]
        if names:
            verb = _WORDS[kind][0 if len(names) == 1 else 1]
            return [*faults, f"{', '.join(names)} {verb} {_WORDS[kind][2]}."]
    if _is_drawn_twice(came, weights):
        faults.append(
            "W1 and W2 begin with the same numbers: seed the random numbers once, not "
            "for every layer."
        )
    return faults + _wrong_scales(came, sizes, allowed)


def _is_zero(W: np.ndarray) -> bool:
    return not W.any()


def _has_equal_units(W: np.ndarray) -> bool:
    return len(W) > 1 and bool((W == W[0]).all())


def _is_never_negative(W: np.ndarray) -> bool:
    return W.size > 100 and bool(0 <= W.min() < W.mean() / 10)


def _is_shifted(W: np.ndarray) -> bool:
    return W.size > 100 and abs(W.mean()) > W.std() / 2


# The verb after one name, after several, and the rest.
_WORDS: dict[Callable[[np.ndarray], bool], tuple[str, str, str]] = {
    _is_zero: ("starts", "start", "from zero: all units would stay the same, so draw "
               "random numbers"),
    _has_equal_units: ("has", "have", "equal rows: all units would stay the same, so "
                       "draw a number for each entry"),
    _is_never_negative: ("is", "are", "never negative: np.random.rand draws from "
                         "[0, 1); take np.random.randn, whose mean is 0"),
    _is_shifted: ("is", "are", "drawn around another mean than 0: multiply what "
                  "np.random.randn gives, and add nothing"),
}  # fmt: skip


def _is_drawn_twice(came: Leaves, weights: list[str]) -> bool:
    if len(weights) < 2:
        return False
    one, other = (came[name].ravel() for name in weights[:2])
    n = min(one.size, other.size)
    if n < 2 or not other[0]:
        return False
    return bool(np.allclose(one[:n], other[:n] * one[0] / other[0], rtol=1e-6))


def _wrong_scales(
    came: Leaves, sizes: tuple[int, ...], allowed: tuple[str, ...]
) -> list[str]:
    """Compare the standard deviation of the weights to what the lesson draws."""
    wrong, misses = {}, []
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), 1):
        W, scales = came[f"W{layer}"], _scales(n_in, n_out)
        std = float(np.std(W))
        if W.size > 1000 and not any(_near(std, scales[name]) for name in allowed):
            wrong[f"W{layer} ({std:.3g})"] = std
            misses.append(_misses(n_in, n_out))
    if not wrong:
        return []
    words = [
        name for name in misses[0]
        if all(_near(std, miss[name])
               for std, miss in zip(wrong.values(), misses, strict=True))
    ] or ["the scale is another than the lesson's"]  # fmt: skip
    right = (
        "multiply np.random.randn by 0.01"
        if allowed == ("normal",)
        else "multiply np.random.randn by 0.01, or divide it by "
        "np.sqrt(layer_dims[l - 1])"
    )
    return [
        f"the standard deviation of {', '.join(wrong)} is wrong: {words[0]}; {right}."
    ]


def _scales(n_in: int, n_out: int) -> dict[str, float]:
    return {
        "normal": 0.01,
        "lecun": n_in**-0.5,
        "he": (2 / n_in) ** 0.5,
        "xavier": (2 / (n_in + n_out)) ** 0.5,
    }


def _misses(n_in: int, n_out: int) -> dict[str, float]:
    return {
        "the weights are not scaled": 1.0,
        "the factor is 0.1": 0.1,
        "the factor is 0.001": 0.001,
        "the weights are multiplied by the root of the units before": n_in**0.5,
        "the weights are divided by the units before, without a root": 1 / n_in,
        "the weights are divided by the root of the layer's own units": n_out**-0.5,
        "the weights are divided by the root of the units before": n_in**-0.5,
        "the factor 0.01 stands beside the root of the units before": 0.01 * n_in**-0.5,
        "the factor is 100": 100.0,
        "the weights are multiplied by 2 over the units before, without a root": (
            2 / n_in
        ),
        "the root is that of 2 over the layer's own units, not over those before": (
            (2 / n_out) ** 0.5
        ),
        "the root of 6 over the units on both sides is the limit of a uniform "
        "distribution": (6 / (n_in + n_out)) ** 0.5,
    }


def _near(std: float, scale: float) -> bool:
    return abs(std / scale - 1) < _SCALE_TOLERANCE
