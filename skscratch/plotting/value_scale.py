"""The values of a parameter on an axis: numbers, or words to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Scale:
    """Where the values of a parameter stand on an axis.

    Parameters
    ----------
    values : list
        All values, in their order on the axis.
    kind : {"linear", "log", "categories"}
        Numbers on one of the two scales, or anything else one beside the other.
    """

    values: list[Any]
    kind: str

    @classmethod
    def of(cls, values: Sequence[Any]) -> Scale:
        """The scale on which some values are most evenly spaced.

        Parameters
        ----------
        values : sequence
            The values, some of them perhaps several times.

        Returns
        -------
        Scale
            Of the distinct values.
        """
        distinct = list({key_of(value): value for value in values}.values())
        if not all(map(_is_number, distinct)):
            return cls(_in_order(distinct), "categories")
        distinct.sort()
        return cls(distinct, "log" if _is_geometric(distinct) else "linear")

    def place(self, value: Any) -> int:
        """Position of a value among all.

        Parameters
        ----------
        value : object
            One of the values.

        Returns
        -------
        int
            Its position.
        """
        return [key_of(each) for each in self.values].index(key_of(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def _is_geometric(values: list[Any]) -> bool:
    """Whether rising numbers are more evenly spaced by factors than by differences."""
    numbers = np.array(values, dtype=float)
    if len(numbers) < 2 or numbers[0] <= 0 or numbers[-1] < 8 * numbers[0]:
        return False
    evenly = np.linspace(0, 1, len(numbers))

    def unevenness(places: np.ndarray) -> float:
        return float(np.abs((places - places[0]) / np.ptp(places) - evenly).mean())

    return len(numbers) == 2 or unevenness(np.log(numbers)) < unevenness(numbers)


def _in_order(values: list[Any]) -> list[Any]:
    """Values that are not all numbers, sorted if they can be, None first."""
    nothing = [value for value in values if value is None]
    others = [value for value in values if value is not None]
    try:
        return nothing + sorted(others)
    except (TypeError, ValueError):
        return nothing + others


def key_of(value: Any) -> str:
    """What tells values apart, whatever they are."""
    return repr(value)


def written(value: Any) -> str:
    """A value as it is read: no brackets, no module paths."""
    if isinstance(value, tuple | list | np.ndarray):
        return ", ".join(map(written, value)) if len(value) else "none"
    if _is_number(value):
        return f"{value:.4g}"
    if hasattr(value, "get_params"):
        return type(value).__name__
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    return str(value)
