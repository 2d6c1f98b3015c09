"""What happens between two epochs: record, watch, decide whether to go on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from skscratch.training.report import Report
from skscratch.training.snapshot import Best
from skscratch.training.state import State
from skscratch.training.stopping import Patience, Plateau
from skscratch.training.validation import Validation

__all__ = ["Monitor", "Task"]


class Task(Protocol):
    """Who is told of every epoch."""

    def begin_epoch(self) -> None: ...

    def end_epoch(self) -> bool:
        """Whether training shall stop."""
        ...


@dataclass
class Monitor:
    """Called by the solvers with the cost of each epoch; says whether to stop.

    Attributes
    ----------
    state : State
        Its record goes on from earlier runs.
    patience : Patience or None
        Ends training that no longer improves; None lets it run.
    plateau : Plateau or None
        Where there is one, the learning rate is lowered first.
    validation : Validation or None
        Its loss and score are recorded.
    trained : list of ndarray or None
        With early stopping, all that training changes: patience looks at the
        validation loss instead of the cost, and goes on while that has a trend
        downwards; the best arrays by it are kept.
    is_settled : callable or None
        Asked when patience is at its end; while it says no, training goes on.
    task : Task or None
    report : Report or None
        Prints the record.
    by_score : bool
        Whether early stopping goes by the score of the validation part, not its loss.
    outcome : {"max_iter", "converged", "diverged", "stopped", "interrupted"}
        Why training ended.
    gave_up : str
        Why the solver could not go on although it has not converged; empty if it
        could.
    """

    state: State
    patience: Patience | None = None
    plateau: Plateau | None = None
    validation: Validation | None = None
    trained: list[np.ndarray] | None = None
    is_settled: Callable[[], bool] | None = None
    task: Task | None = None
    report: Report | None = None
    by_score: bool = False
    outcome: str = "max_iter"
    gave_up: str = ""

    def __post_init__(self) -> None:
        self.history = self.state.history
        self._n_validated = len(self.history.validation_losses)
        # What stands for the validation of an epoch without: nan once there was one, so
        # that the curves stay aligned.
        validates = self.validation is not None or self._n_validated
        self._no_value = math.nan if validates else None
        self._earlier_best = self.state.best
        if self.trained is not None and self.state.best is None:
            self._start_from_here()

    def _start_from_here(self) -> None:
        """What an earlier run ended with may be the best there will be."""
        value = math.inf
        if self.validation is not None and self.history.n_epochs:
            value = self._to_fall(*self.validation.evaluate())
        self._keep(value, self.state.best_iteration)

    def begin_epoch(self) -> None:
        """To be called before each epoch."""
        if self.task is not None:
            self.task.begin_epoch()

    def __call__(self, cost: float) -> bool:
        """Take the cost of the epoch that has just ended; whether to stop."""
        if not math.isfinite(cost):
            return self.diverged(cost)
        watched = cost
        loss = score = self._no_value
        if self.validation is not None:
            loss, score = self.validation.evaluate()
            if self.state.best is not None:
                watched = self._to_fall(loss, score)
                if watched < self.state.best.value:
                    self._keep(watched, self._n_validated)
            self._n_validated += 1
        self.history.epochs.append((cost, loss, score))
        if self.report is not None:
            self.report(self.history)
        # before the task is told, which may take the state away with it
        over = self.patience is not None and self._is_over(self.patience, watched)
        if over:
            self.outcome = "converged"
        if self.task is not None and self.task.end_epoch():
            self.outcome = "stopped"
        return self.outcome != "max_iter"

    def diverged(self, cost: float) -> bool:
        """Record an epoch that ended in numbers that are not finite, and stop."""
        self.history.epochs.append((cost, self._no_value, self._no_value))
        self.outcome = "diverged"
        if self.task is not None:
            self.task.end_epoch()
        return True

    def conclude(self) -> None:
        """Put the best arrays back, and forget them: the run is over."""
        state, best = self.state, self.state.best
        if self.outcome == "converged":
            state.n_stalled = state.n_left = 0
        if self.trained is None or best is None:
            state.best = state.best_iteration = None
            return
        if best.iteration == len(self.history.validation_losses):
            # an interrupt came between the best arrays and their entry in the record
            best = self._earlier_best
        if best is not None and math.isfinite(best.value):
            for array, kept in zip(self.trained, best.arrays, strict=True):
                array[...] = kept
            state.best_iteration = best.iteration
        state.best = None

    def _to_fall(self, loss: float, score: float) -> float:
        """What early stopping wants to fall."""
        return -score if self.by_score else loss

    def _validated(self) -> list[float]:
        """What early stopping wants to fall, epoch by epoch."""
        if self.by_score:
            return [-score for score in self.history.validation_scores]
        return self.history.validation_losses

    def _keep(self, value: float, iteration: int | None) -> None:
        arrays = tuple(array.copy() for array in self.trained or ())
        self._earlier_best = self.state.best
        self.state.best = Best(value, iteration, arrays)

    def _is_over(self, patience: Patience, watched: float) -> bool:
        if not patience.is_over(self.state, watched):
            return False
        if self.trained is not None and patience.still_falls(self._validated()):
            return False
        if self.is_settled is not None:
            if self.state.n_left > 0:
                self.state.n_left -= 1
                return False
            if not self.is_settled():
                # asked again after as many epochs as there have been
                self.state.n_left = self.history.n_epochs
                return False
        if self.plateau is not None and self.plateau.lower():
            self.state.n_stalled = 0
            return False
        return True
