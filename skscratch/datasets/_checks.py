"""Parameters that all makers of points have."""

from __future__ import annotations

from numbers import Integral, Real

import numpy as np


def check_count(name: str, value: int, least: int) -> None:
    """Refuse what is not an integer of at least `least`.

    Raises
    ------
    TypeError
        If it is no integer.
    ValueError
        If it is too small.
    """
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer; got {value!r}.")
    if value < least:
        raise ValueError(f"{name} must be at least {least}; got {value}.")


def check_size(name: str, value: float, *, positive: bool = False) -> None:
    """Refuse what is not a finite number of at least 0, or with `positive` above it.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is out of range.
    """
    if not isinstance(value, Real):
        raise TypeError(f"{name} must be a number; got {value!r}.")
    if not (0 < value < np.inf if positive else 0 <= value < np.inf):
        rule = "above 0" if positive else "at least 0"
        raise ValueError(f"{name} must be finite and {rule}; got {value!r}.")
