"""A function of the lesson as a list of equations, and the ways to get one wrong.

Equations are Python text, such as ``"dZ2 @ A1.T / m"``: they are computed, and shown to
the learner, from the same words. A mistake replaces one or several of them.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import CodeType
from typing import Any

import numpy as np

from skscratch.functional import deep

Values = dict[str, Any]

NAMES: Values = {
    "np": np,
    "sigmoid": lambda Z: deep.sigmoid(Z)[0],
    "relu": lambda Z: np.maximum(0, Z),
    "__builtins__": {name: getattr(builtins, name) for name in ("len", "float")},
}


@dataclass(frozen=True)
class Mistake:
    """Wrong equations for some steps, and the sentence that names the mistake."""

    sentence: str
    formulas: Mapping[str, str]


@dataclass(frozen=True)
class Recipe:
    """The steps of a function, in order, with the mistakes that we know.

    Parameters
    ----------
    steps : dict of str to str
        The equation of each step; it may use the arguments and all earlier steps.
    mistakes : tuple of Mistake
        What to try when a result is wrong, the likeliest first.
    names : dict of str to callable
        Functions that the equations call, besides NumPy's, `sigmoid` and `relu`.
    shown : dict of str to str
        What to show in place of an equation that calls one of those.
    """

    steps: Mapping[str, str]
    mistakes: tuple[Mistake, ...] = ()
    names: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    def equation(self, step: str) -> str:
        """The right-hand side of a step, as the learner reads it."""
        return self.shown.get(step, self.steps[step])

    def compute(self, formula: str, values: Values) -> Any:
        """Compute an equation; None where it cannot be, as where shapes do not fit."""
        try:
            return eval(_compiled(formula), {**NAMES, **self.names, **values})
        except Exception:  # a wrong equation may raise anything
            return None

    def starting_at(self, step: str) -> list[Mistake]:
        """List the mistakes whose first wrong step is the given one."""
        order = list(self.steps)
        return [m for m in self.mistakes if min(m.formulas, key=order.index) == step]

    def depends_on(self, step: str, known: Collection[str] = ()) -> set[str]:
        """Name the steps that the given one is computed from, directly or not.

        What those are computed from that are `known` is left out.
        """
        direct = self.steps_in(self.steps[step]) - {step}
        further = direct.difference(known)
        return direct.union(*(self.depends_on(name, known) for name in further))

    def steps_in(self, formula: str) -> set[str]:
        """Name the steps that an equation uses."""
        return set(_compiled(formula).co_names) & set(self.steps)


@cache
def _compiled(formula: str) -> CodeType:
    return compile(formula, "<equation>", "eval")


def wrong(step: str, formula: str, sentence: str) -> Mistake:
    """One step with a wrong equation."""
    return Mistake(sentence, {step: formula})
