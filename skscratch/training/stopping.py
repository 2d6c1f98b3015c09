"""When to stop, and when to lower the learning rate instead."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Patience", "Plateau"]


@dataclass
class Patience:
    """Count the epochs since a value last fell by `tol`.

    Parameters
    ----------
    tol : float
    n_iter_no_change : int
    """

    tol: float
    n_iter_no_change: int
    reference: float = math.inf
    n_stalled: int = 0

    def stalled(self, value):
        """Take the value of an epoch; whether patience is at its end."""
        if value < self.reference - self.tol:
            self.reference, self.n_stalled = value, 0
        else:
            self.n_stalled += 1
        return self.n_stalled >= self.n_iter_no_change


@dataclass
class Plateau:
    """The "adaptive" schedule: a factor that is divided whenever the cost stalls.

    Parameters
    ----------
    smallest : float
        The factor below which training stops instead.
    divisor : float, default=5.0
    factor : float, default=1.0
        The present one.
    """

    smallest: float
    divisor: float = 5.0
    factor: float = 1.0

    def __call__(self, epoch):
        return self.factor

    def lower(self):
        """Divide the factor; whether training may go on."""
        self.factor /= self.divisor
        return self.factor >= self.smallest
