"""When to stop, and when to lower the learning rate instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from skscratch.training.state import State

__all__ = ["Patience", "Plateau"]


@dataclass(frozen=True)
class Patience:
    """Training ends when a value has not fallen by `tol` for some epochs.

    The rule only: the value to fall below and the epochs since are in the `State`.

    Attributes
    ----------
    tol : float >= 0
    n_iter_no_change : int >= 1
    noisy : bool, default=True
        Whether the value moves by itself. Where it does not, an epoch in which it moved
        by more than `tol`, up or down, is one of a swing and not of a plateau.
    """

    tol: float
    n_iter_no_change: int
    noisy: bool = True

    def is_over(self, state: State, value: float) -> bool:
        """Take the value of an epoch; whether patience is at its end."""
        swings = not self.noisy and abs(value - state.previous) > self.tol
        state.previous = value
        if value < state.reference - self.tol:
            state.reference, state.n_stalled = value, 0
        elif swings:
            state.n_stalled = 0
        else:
            state.n_stalled += 1
        return state.n_stalled >= self.n_iter_no_change

    def still_falls(self, values: Sequence[float]) -> bool:
        """Whether values, of the last epochs the last ones, have a trend downwards.

        They have while the mean of the last `n_iter_no_change` is lower than that of
        as many before them, and as long as there are too few to tell. The lowest value
        alone may be that of one lucky epoch, or of the first one.
        """
        n = self.n_iter_no_change
        if len(values) < 2 * n:
            return True
        return fmean(values[-n:]) < fmean(values[-2 * n : -n]) - self.tol


@dataclass(frozen=True)
class Plateau:
    """The "adaptive" schedule: a factor that is divided whenever the cost stalls.

    The factor is in the `State`.

    Attributes
    ----------
    state : State
    smallest : float, default=1e-4
        The factor below which training stops instead.
    divisor : float, default=5.0
    """

    state: State
    smallest: float = 1e-4
    divisor: float = 5.0

    def __call__(self, epoch: int) -> float:
        return self.state.factor

    def lower(self) -> bool:
        """Divide the factor; whether training may go on."""
        self.state.factor /= self.divisor
        return self.state.factor >= self.smallest
