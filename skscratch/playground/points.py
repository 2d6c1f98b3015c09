"""The points to learn: those that a function makes, and those of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from sklearn.datasets import make_circles, make_moons

from skscratch.datasets import make_flower, make_spirals, make_xor

__all__ = ["MADE", "Made", "Points"]


class Points(Protocol):
    """Where points come from, and the Python that gives the same ones."""

    @property
    def imports(self) -> tuple[str, ...]:
        """The lines that the code needs first."""
        ...

    @property
    def code(self) -> str:
        """What assigns ``X`` and ``y``."""
        ...

    def load(self) -> tuple[np.ndarray, np.ndarray]:
        """Features (n_samples, 2) and labels (n_samples,)."""
        ...


@dataclass(frozen=True)
class Made:
    """Points that a function makes.

    Attributes
    ----------
    function : callable
    module : str
        What it is imported from.
    arguments : dict
        What it is called with.
    """

    function: Callable[..., tuple[np.ndarray, np.ndarray]]
    module: str
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def imports(self) -> tuple[str, ...]:
        return (f"from {self.module} import {self.function.__name__}",)

    @property
    def code(self) -> str:
        arguments = ", ".join(f"{key}={value}" for key, value in self.arguments.items())
        return f"X, y = {self.function.__name__}({arguments})"

    def load(self) -> tuple[np.ndarray, np.ndarray]:
        return self.function(**self.arguments)


def _made(function: Any, module: str, **arguments: Any) -> Made:
    return Made(function, module, {"n_samples": 400, **arguments, "random_state": 1})


#: By the name that one chooses them by.
MADE: dict[str, Points] = {
    "flower": _made(make_flower, "skscratch.datasets"),
    "moons": _made(make_moons, "sklearn.datasets", noise=0.2),
    "circles": _made(make_circles, "sklearn.datasets", noise=0.1, factor=0.5),
    "spirals": _made(make_spirals, "skscratch.datasets"),
    "xor": _made(make_xor, "skscratch.datasets"),
}
