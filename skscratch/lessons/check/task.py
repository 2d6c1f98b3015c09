"""What a learner's function is called with, and what it is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from skscratch.lessons.check.attempt import quietly
from skscratch.lessons.check.recipe import Recipe, Values
from skscratch.lessons.check.structure import Leaves, take_apart


@dataclass(frozen=True)
class Case:
    """One call of a function.

    Parameters
    ----------
    arguments : dict
        What the lesson calls the function with, in order.
    values : dict
        What the equations start from, by the names they use.
    """

    arguments: dict[str, Any]
    values: Values


@dataclass(frozen=True)
class Task:
    """A function that a learner writes, and all that it is held against.

    Parameters
    ----------
    name : str
        Its name in the lesson.
    textbook : callable
        The same function in `skscratch.functional`.
    template : str, dict or Parts
        What it returns.
    recipe : Recipe
        Its equations, and the known mistakes.
    cases : tuple of Case
        What it is called with.
    gradient : callable, default=None
        From a case to derivatives by central differences, by the name of the result.
    besides : callable, default=None
        From the learner's function to sentences on what the cases do not show.
    closer : callable, default=None
        From the learner's function to sentences, asked where the equations explain
        nothing; what it says, if anything, is told in their place.
    hints : dict of str to str, default={}
        What to add to a sentence on the form of the result, by a pattern that it fits.
    """

    name: str
    textbook: Callable[..., Any]
    template: Any
    recipe: Recipe
    cases: tuple[Case, ...]
    gradient: Callable[[Case], Leaves] | None = None
    besides: Callable[[Callable[..., Any]], list[str]] | None = None
    closer: Callable[[Callable[..., Any]], list[str]] | None = None
    hints: Mapping[str, str] = field(default_factory=dict)

    def right(self, case: Case) -> Leaves:
        """What the textbook gives in a case, by name."""
        with quietly():
            value = self.textbook(*case.arguments.values())
        return take_apart(self.template, value).leaves


def check_callable(name: str, function: Any) -> None:
    """Raise TypeError unless what is to be checked can be called."""
    if not callable(function):
        raise TypeError(
            f"{name} must be a function; got {type(function).__name__}. Pass the "
            f"function itself, check.{name}({name}), without calling it."
        )
