"""The training loop of the first-order solvers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

import numpy as np

from skscratch.network.objective import Objective

__all__ = ["Descent"]


@dataclass
class Descent:
    """Epochs of steps along an update rule.

    Attributes
    ----------
    objective : Objective
    batches : FullBatch or MiniBatches
    optimizer : object
        See `skscratch.optim`.
    memory : dict of str to ndarray
        The optimizer's, from its `init` or from an earlier run.
    learning_rate : float
    schedule : callable or None
        From the epoch, counted from 0, to the factor of the learning rate.
    """

    objective: Objective
    batches: object
    optimizer: object
    memory: dict
    learning_rate: float
    schedule: Callable | None = None

    def __post_init__(self):
        trained = [self.objective.theta, *self.objective.network.statistics]
        self._trained_and_kept = [(array, array.copy()) for array in trained]

    def run(self, monitor, max_iter):
        """Train for `max_iter` epochs or until the monitor says stop."""
        for _ in range(max_iter):
            monitor.begin_epoch()
            if monitor(self._epoch(monitor.history)):
                break
        if not np.isfinite(self.objective.theta).all():
            monitor.outcome = "diverged"
            self._go_back()

    def _epoch(self, history):
        """One pass over the batches.

        Returns the mean cost of the batches, each before its own step; not finite if
        the cost of a batch was not, and then the parameters and running statistics are
        back where the first batch of an epoch last had a finite cost.
        """
        objective, learning_rate = self.objective, self._rate(history.n_epochs)
        epoch_cost = 0.0
        for i, batch in enumerate(self.batches):
            cost = objective.cost_and_gradient(batch)
            if not math.isfinite(cost):
                self._go_back()
                return cost
            if i == 0:
                self._keep()
            self.optimizer.step(
                objective.theta, objective.gradient, self.memory, learning_rate
            )
            history.n_steps += 1
            epoch_cost += batch.share * cost
        return epoch_cost

    def _keep(self):
        for array, kept in self._trained_and_kept:
            kept[...] = array

    def _go_back(self):
        for array, kept in self._trained_and_kept:
            array[...] = kept

    def _rate(self, epoch):
        """The learning rate of an epoch.

        Raises
        ------
        ValueError
            If the schedule's factor is no finite number of at least 0.
        """
        if self.schedule is None:
            return self.learning_rate
        factor = self.schedule(epoch)
        if not (isinstance(factor, Real) and 0 <= factor < math.inf):
            raise ValueError(
                "learning_rate_schedule must give a finite factor of at least 0 for "
                f"every epoch; got {factor!r} for epoch {epoch}."
            )
        return self.learning_rate * float(factor)
