"""What happens between two epochs: record, watch, decide whether to go on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from skscratch.training.history import History
from skscratch.training.report import Report
from skscratch.training.stopping import Patience, Plateau
from skscratch.training.validation import Validation

__all__ = ["Monitor"]


@dataclass
class Monitor:
    """Called by the solvers with the cost of each epoch; says whether to stop.

    Attributes
    ----------
    history : History
        The record, which goes on from earlier runs.
    patience : Patience or None
        Ends training that no longer improves; None lets it run.
    plateau : Plateau or None
        Where there is one, the learning rate is lowered first.
    validation : Validation or None
        Its loss and accuracy are recorded.
    early_stopping : bool
        Whether patience looks at the validation loss instead of the cost.
    task : object or None
        Its `begin_epoch` and `end_epoch` frame each epoch; a true answer of the latter
        stops.
    report : Report or None
        Prints the record.
    outcome : {"max_iter", "converged", "diverged", "stopped", "interrupted"}
        Why training ended.
    """

    history: History
    patience: Patience | None = None
    plateau: Plateau | None = None
    validation: Validation | None = None
    early_stopping: bool = False
    task: object | None = None
    report: Report | None = None
    outcome: str = "max_iter"

    def begin_epoch(self):
        """To be called before each epoch."""
        if self.task is not None:
            self.task.begin_epoch()

    def __call__(self, cost):
        """Take the cost of the epoch that has just ended; whether to stop."""
        self.history.cost.append(cost)
        if not math.isfinite(cost):
            self.outcome = "diverged"
            if self.task is not None:
                self.task.end_epoch()
            return True
        watched = cost
        if self.validation is not None:
            loss = self._validate()
            watched = loss if self.early_stopping else cost
        if self.report is not None:
            self.report(self.history)
        if self.task is not None and self.task.end_epoch():
            self.outcome = "stopped"
        elif self.patience is not None and self._out_of_patience(watched):
            self.outcome = "converged"
        return self.outcome != "max_iter"

    def _validate(self):
        loss, score = self.validation.evaluate()
        self.history.validation_loss.append(loss)
        self.history.validation_score.append(score)
        return loss

    def _out_of_patience(self, watched):
        if not self.patience.stalled(watched):
            return False
        if self.plateau is not None and self.plateau.lower():
            self.patience.n_stalled = 0
            return False
        return True
