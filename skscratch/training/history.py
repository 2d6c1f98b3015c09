"""The record of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["History"]


@dataclass
class History:
    """What happened in each epoch.

    Attributes
    ----------
    cost : list of float
        Cost of each epoch in nats; with full batches before the epoch's update.
    validation_loss : list of float
        Mean loss on the validation part after each epoch; empty without one.
    validation_score : list of float
        Accuracy on it.
    n_steps : int
        Parameter updates.
    """

    cost: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_score: list = field(default_factory=list)
    n_steps: int = 0

    @property
    def n_epochs(self):
        return len(self.cost)
