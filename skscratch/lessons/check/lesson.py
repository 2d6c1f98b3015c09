"""Which lesson a function is of, where several lessons have one of that name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from skscratch.lessons.check.attempt import attempt


def check_lesson(lesson: int | None, *known: int) -> None:
    """Raise ValueError unless the lesson is None or one of those that are known."""
    if lesson is not None and lesson not in known:
        numbers = ", ".join(map(str, known))
        raise ValueError(f"lesson must be None or one of {numbers}; got {lesson!r}.")


def returns_a_pair(function: Callable[..., Any]) -> bool:
    """Whether a sigmoid returns ``(A, cache)``, as in lesson 3."""
    if not callable(function):
        return False
    tried = attempt(function, {"Z": np.array([[0.0, 1.0]])})
    return isinstance(tried.value, tuple)


def lesson_of_predict(names: list[str]) -> int:
    """Tell the lesson of a predict from the names of its arguments."""
    first = names[0].lower() if names else ""
    if first.startswith("w"):
        return 1
    if first.startswith("param"):
        return 2
    if first.startswith("x") or "y" in names:
        return 3
    return 2 if len(names) == 2 else 1


def takes_more_than_two(function: Callable[..., Any]) -> bool:
    """Whether a compute_cost also asks for the parameters, as in one edition."""
    return len(_needed(function)) > 2


def needs_the_rate(function: Callable[..., Any]) -> bool:
    """Whether an update_parameters has no default for the learning rate."""
    return len(_needed(function)) > 2


def _needed(function: Callable[..., Any]) -> list[str]:
    """Names of the arguments that have no default."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [p.name for p in parameters if p.default is p.empty and p.kind not in kinds]
