"""The training loop of the first-order solvers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch, MiniBatches
from skscratch.training.monitor import Monitor
from skscratch.training.snapshot import Snapshot, are_finite
from skscratch.training.state import SCRATCH, History

__all__ = ["Descent"]

#: Steps from one `_drop_denormals` to the next.
DROP_EVERY = 64


@dataclass
class Descent:
    """Epochs of steps along an update rule.

    Attributes
    ----------
    objective : Objective
    batches : FullBatch or MiniBatches
    rule : object
        See `skscratch.optim`.
    memory : dict of str to ndarray
        The rule's, from its `init` or from an earlier run.
    learning_rate : float
    schedule : callable or None
        From the epoch, counted from 0, to the factor of the learning rate.
    """

    objective: Objective
    batches: FullBatch | MiniBatches
    rule: Any
    memory: dict[str, np.ndarray]
    learning_rate: float
    schedule: Callable[[int], float] | None = None

    def __post_init__(self) -> None:
        self._last_finite = Snapshot(
            [self.objective.theta, *self.objective.network.statistics]
        )
        self._remembered = [
            array.reshape(-1)
            for name, array in self.memory.items()
            if array.dtype.kind == "f" and name != SCRATCH
        ]
        self._moving = [*self._last_finite.flat, *self._remembered]

    def progress(self) -> dict[str, np.ndarray]:
        """What `go_on` takes back: the copy that a divergence would go back to."""
        return {str(i): kept.copy() for i, kept in enumerate(self._last_finite.kept)}

    def go_on(self, progress: dict[str, np.ndarray]) -> None:
        """Be as a loop was that has left this progress."""
        for i, kept in enumerate(self._last_finite.kept):
            kept[...] = progress[str(i)]

    def run(self, monitor: Monitor, max_iter: int) -> None:
        """Train for `max_iter` epochs or until the monitor says stop.

        What is not finite is never kept, nor gone on from where the rule remembers it:
        after an epoch that ends so, or an exception in the middle of one, all is back
        where the first batch of an epoch last had a finite cost.
        """
        last = self._last_finite
        try:
            for _ in range(max_iter):
                monitor.begin_epoch()
                cost = self._epoch(monitor.history)
                if not (math.isfinite(cost) and are_finite(self._moving)):
                    last.restore()
                    monitor.diverged(cost)
                    break
                if monitor(cost):
                    break
        except BaseException:
            if not last.is_finite_now():
                last.restore()
            raise

    def _epoch(self, history: History) -> float:
        """One pass over the batches.

        Returns the mean cost of the batches, each before its own step, or the first
        cost that is not finite.
        """
        objective, learning_rate = self.objective, self.learning_rate
        if self.schedule is not None:
            learning_rate *= _factor(self.schedule, history.n_epochs)
        network, theta = objective.network, objective.theta
        gradient = objective.gradient
        step, memory, remembered = self.rule.step, self.memory, self._remembered
        epoch_cost, first = 0.0, True
        for batch in self.batches:
            cost = objective.cost_and_gradient(batch)
            if not math.isfinite(cost):
                return cost
            if first:
                self._last_finite.take()
                first = False
            step(theta, gradient, memory, learning_rate)
            if network.statistics:
                network.follow(batch)
            history.n_steps += 1
            if remembered and history.n_steps % DROP_EVERY == 0:
                _drop_denormals(remembered)
            epoch_cost += batch.share * cost
        return epoch_cost


def _factor(schedule: Callable[[int], float], epoch: int) -> float:
    """What the schedule says of an epoch.

    Raises
    ------
    ValueError
        If it is no finite number of at least 0.
    """
    factor = schedule(epoch)
    if not (isinstance(factor, Real) and 0 <= factor < math.inf):
        raise ValueError(
            "learning_rate_schedule must give a finite factor of at least 0 for "
            f"every epoch; got {factor!r} for epoch {epoch}."
        )
    return float(factor)


def _drop_denormals(memory: list[np.ndarray]) -> None:
    """Set to zero what is too small for the processor to be quick with.

    What a rule remembers of a weight whose gradient has become zero decays into the
    denormal numbers and stays: nine tenths of the smallest of them round to itself.
    """
    for array in memory:
        array[np.abs(array) < np.finfo(array.dtype).tiny] = 0
