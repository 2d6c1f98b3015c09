"""When two results are the same, and what simple relation one may have to the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

RTOL = 1e-9
_RTOL_SINGLE = 1e-4
_RTOL_DIFFERENCES = 1e-5


def close(came: Any, right: Any, rtol: float = RTOL) -> bool:
    """Whether two arrays have one shape and the same numbers, up to rounding."""
    came, right = np.asarray(came), np.asarray(right)
    if came.shape != right.shape:
        return False
    if came.size == 0:
        return True
    if came.dtype.kind == "f" and came.dtype.itemsize < 8:
        rtol = max(rtol, _RTOL_SINGLE)
    came, right = came.astype(float), right.astype(float)
    finite = np.isfinite(right)
    if not finite.all():
        if not np.array_equal(came[~finite], right[~finite], equal_nan=True):
            return False
        came, right = came[finite], right[finite]
    scale = np.abs(right).max(initial=0)
    return bool((np.abs(came - right) <= rtol * scale + 1e-14).all())


def close_to_differences(came: Any, numeric: Any) -> bool:
    """Whether a gradient is that of central differences, up to their own error."""
    came = np.asarray(came).reshape(np.shape(numeric))
    scale = 1 + np.abs(numeric).max(initial=0)
    return bool((np.abs(came - numeric) <= _RTOL_DIFFERENCES * scale).all())


def central_differences(cost: Callable[[np.ndarray], Any], x: Any) -> np.ndarray:
    """The gradient of a cost at x, from its values at ``x ± 1e-5``, entry by entry."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = 1e-5
        gradient[index] = (cost(x + step) - cost(x - step)) / 2e-5
    return gradient


@dataclass(frozen=True)
class Relation:
    """A simple relation of what came to what is right.

    Parameters
    ----------
    words : str
        What follows the name of the result; `{came}` and `{right}` are the shapes.
    apply : callable
        From the right value and the number of samples, None where there is none, to
        what comes of the mistake.
    of_shape : bool, default=False
        Whether only the shape is another.
    """

    words: str
    apply: Callable[[np.ndarray, Any], Any]
    of_shape: bool = False


def _times(power: int) -> Callable[[np.ndarray, Any], Any]:
    return lambda value, m: None if m is None else value * float(m) ** power


RELATIONS = (
    Relation("is m times too large: divide by m", _times(1)),
    Relation("is m times too small: it is divided by m once too often", _times(-1)),
    Relation("has the wrong sign", lambda value, m: -value),
    Relation(
        "is transposed, {came} for {right}", lambda value, m: value.T, of_shape=True
    ),
    Relation("is twice too large", lambda value, m: 2 * value),
    Relation("is only half of what it should be", lambda value, m: value / 2),
    Relation(
        "is flat, {came} for {right}: keep both axes, by keepdims=True in a sum or by "
        "reshape",
        lambda value, m: value.ravel() if value.ndim else None,
        of_shape=True,
    ),
    Relation(
        "is a number where an array of shape {right} belongs: keep both axes, by "
        "keepdims=True in a sum",
        lambda value, m: value.squeeze() if value.size == 1 else None,
        of_shape=True,
    ),
    Relation(
        "is squeezed, {came} for {right}: keep both axes, by keepdims=True in a sum "
        "and without np.squeeze",
        lambda value, m: value.squeeze(),
        of_shape=True,
    ),
    Relation(
        "has the shape {came} where a number belongs: np.squeeze takes its axes away, "
        "and np.sum without axis gives a number",
        lambda value, m: None if value.ndim else value.reshape(1, 1),
        of_shape=True,
    ),
    Relation(
        "has the shape {came} where a number belongs: np.squeeze takes its axis away",
        lambda value, m: None if value.ndim else value.reshape(1),
        of_shape=True,
    ),
)


def _rounded(places: int) -> Relation:
    return Relation(
        f"is rounded to {places} decimal places: return it as it is, and round only "
        "what you print",
        lambda value, m: np.round(value, places),
    )


# These say what is left of a result: no second relation goes with them.
LOSSES = (
    Relation(
        "is all zeros: it comes back as it was made, with nothing added, or `//` or an "
        "array of integers cut it to 0",
        lambda value, m: np.zeros_like(value),
    ),
    Relation(
        "is cut to whole numbers: int, `//` or an array of integers does that",
        lambda value, m: np.trunc(value),
    ),
    *map(_rounded, range(1, 7)),
)


def _pair(first: Relation, second: Relation) -> Relation:
    """Both relations, the second applied to what the first gives."""

    def apply(value: np.ndarray, m: Any) -> Any:
        between = first.apply(value, m)
        return None if between is None else second.apply(np.asarray(between), m)

    return Relation(f"{first.words}, and it {second.words}", apply)


PAIRS = tuple(
    _pair(one, other)
    for one, other in permutations(RELATIONS, 2)
    if not (one.of_shape and other.of_shape)
)


def difference_in_words(name: str, came: np.ndarray, right: np.ndarray) -> str:
    """How one result differs from the right one: by its shape, or at which entry."""
    if came.shape != right.shape:
        text = f"{name} has the shape {came.shape} where {right.shape} belongs"
        if came.ndim and came.shape[1:] == right.shape and came.shape[0] > 1:
            text += (
                f": it holds {came.shape[0]} arrays of that shape, so unpack them, as "
                "in A, cache = ..."
            )
        return text
    if not np.isfinite(came).all():
        bad = came[~np.isfinite(came)].ravel()[0]
        return (
            f"{name} holds {bad} where finite numbers belong, as of a logarithm of 0 "
            "or a division by 0"
        )
    came, right = came.astype(float), right.astype(float)
    index = np.unravel_index(np.argmax(np.abs(came - right)), came.shape)
    is_, should_be = _told_apart(float(came[index]), float(right[index]))
    if came.ndim == 0:
        return f"{name} is {is_} where it should be {should_be}"
    place = ", ".join(str(i) for i in index)
    return (
        f"{name} differs most at [{place}], where it is {is_} and should be {should_be}"
    )


def _told_apart(one: float, other: float) -> tuple[str, str]:
    """Both numbers with as many digits as it takes to see that they differ."""
    for digits in (6, 10, 17):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def constant_in_words(
    came: list[np.ndarray], right: list[np.ndarray], samples: list[Any]
) -> str | None:
    """A factor, an offset or an m that is the same in all cases, if there is one."""
    if any(a.shape != b.shape for a, b in zip(came, right, strict=True)):
        return None
    a = np.concatenate([x.ravel() for x in came]).astype(float)
    b = np.concatenate([x.ravel() for x in right]).astype(float)
    if not np.isfinite(a).all() or a.size < 3:
        return None
    if (b == b[0]).all():  # a constant itself: nothing to tell a factor by
        return None
    if (a == a[0]).all():
        return f"it is {a[0]:.6g} in every case, whatever the arguments are"
    factor = _factor(a, b)
    if factor:
        return f"it is {factor:.6g} times what it should be, everywhere"
    if None not in samples:
        m = [np.full(x.size, n) for x, n in zip(right, samples, strict=True)]
        factor = _factor(a, b * np.concatenate(m))
        if factor:
            return (
                f"it is as if m were {1 / factor:.6g} in every case: m is the number "
                "of samples, not a constant"
            )
    offset = a[0] - b[0]
    if np.allclose(a - b, offset, rtol=1e-7, atol=1e-10):
        direction = "large" if offset > 0 else "small"
        return f"it is too {direction} by {abs(offset):.6g}, everywhere"
    return None


def factor_of(came: Any, right: Any) -> float | None:
    """The factor from all of a result to what came: nan if unknown, None if none."""
    came, right = np.asarray(came, float), np.asarray(right, float)
    if came.shape != right.shape:
        return None
    nonzero = np.abs(right) > 1e-8
    if not nonzero.any() or not np.isfinite(came).all():
        return float("nan")
    factor = float(came[nonzero][0] / right[nonzero][0])
    return factor if close(came, factor * right) else None


def _factor(a: np.ndarray, b: np.ndarray) -> float:
    """The one factor from b to a, 0 if there is none."""
    nonzero = np.abs(b) > 1e-8
    if nonzero.sum() < 3:
        return 0.0
    factor = float(a[nonzero][0] / b[nonzero][0])
    if f"{factor:.6g}" == "1":  # as where a tiny number is added within a logarithm
        return 0.0
    return factor if np.allclose(a, factor * b, rtol=1e-7, atol=1e-10) else 0.0
