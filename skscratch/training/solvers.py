"""What the solvers are: one table."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from skscratch.optim import (
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSprop,
)
from skscratch.training.lbfgs import LBFGS
from skscratch.training.newton import Newton

__all__ = ["SOLVERS", "Solver", "solvers_that"]


@dataclass(frozen=True)
class Solver:
    """What a solver's name stands for.

    Attributes
    ----------
    method : type
        An update rule of `skscratch.optim`, whose fields are named as the settings
        that they take; with `second_order` what trains by itself: `LBFGS`, `Newton`.
    full_batch : bool
        Whether it takes all samples unless told otherwise.
    second_order : bool
        Whether it takes all samples always, and chooses its steps by itself.
    convex_only : bool
        Whether it needs a network without hidden layers.
    decays : type or None
        A rule around `method` that decays the weights itself, made of that rule and
        the strength of the decay of each parameter.
    l1 : bool
        Whether it can minimise a cost with an L1 penalty.
    """

    method: type
    full_batch: bool = False
    second_order: bool = False
    convex_only: bool = False
    decays: type | None = None
    l1: bool = False

    @cached_property
    def linear(self) -> bool:
        """Whether its steps are linear in the gradient, which the Gram form needs."""
        return bool(getattr(self.method, "linear", False))

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """The settings that it has a use for, of those that not every solver has."""
        if self.second_order:
            return ()
        names = [field.name for field in fields(self.method)]
        return ("learning_rate", "learning_rate_schedule", "max_grad_norm", *names)

    def rule(self, settings: Any, decay: np.ndarray | float) -> Any:
        """The update rule, its hyper-parameters those of the same names.

        Its gradients are clipped where the settings say so.
        """
        names = [field.name for field in fields(self.method)]
        rule = self.method(**{name: getattr(settings, name) for name in names})
        if self.decays is not None:
            rule = self.decays(rule, decay)
        if settings.max_grad_norm is not None:
            rule = Clipped(rule, float(settings.max_grad_norm))
        return rule


SOLVERS = {
    "gd": Solver(GradientDescent, full_batch=True),
    "momentum": Solver(Momentum),
    "nesterov": Solver(Nesterov),
    "rmsprop": Solver(RMSprop),
    "adam": Solver(Adam),
    "adamw": Solver(Adam, decays=AdamW),
    "lbfgs": Solver(LBFGS, full_batch=True, second_order=True, l1=True),
    "newton": Solver(Newton, full_batch=True, second_order=True, convex_only=True),
}


def solvers_that(**properties: Any) -> list[str]:
    """The names of those with the given properties: ``solvers_that(linear=True)``."""
    return [
        name
        for name, solver in SOLVERS.items()
        if all(getattr(solver, key) == value for key, value in properties.items())
    ]
