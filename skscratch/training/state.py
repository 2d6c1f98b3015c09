"""All that training goes on from besides the model, and its record."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skscratch.training.snapshot import Best

__all__ = ["History", "State"]

#: What an update rule only works in, of all that is in its memory.
SCRATCH = "scratch"


@dataclass
class History:
    """What happened in each epoch.

    An epoch is recorded by a single `append`, so that no interrupt finds half of one.

    Attributes
    ----------
    epochs : list of tuple
        Of each epoch its cost in nats (with full batches before the epoch's update),
        and after it the mean loss and the score on the validation part: None until
        there first was one, from then on nan where there was none.
    n_steps : int
        Parameter updates.
    n_forgotten : int
        Epochs before the first of `epochs`.
    """

    epochs: list[tuple[float, float | None, float | None]] = field(default_factory=list)
    n_steps: int = 0
    n_forgotten: int = 0

    @classmethod
    def of(
        cls,
        costs: list[float],
        losses: list[float] | None,
        scores: list[float] | None,
        n_steps: int,
        n_forgotten: int = 0,
    ) -> History:
        """The history with these columns; shorter ones belong to the last epochs."""
        missing = len(costs) - len(losses or ())
        nothing: list[None] = [None] * missing
        columns = costs, [*nothing, *(losses or ())], [*nothing, *(scores or ())]
        return cls(list(zip(*columns, strict=True)), n_steps, n_forgotten)

    def last(self, n: int) -> History:
        """A history that remembers the last `n` epochs only, and counts them all."""
        kept = self.epochs[-n:]
        return History(kept, self.n_steps, self.n_epochs - len(kept))

    @property
    def n_epochs(self) -> int:
        return self.n_forgotten + len(self.epochs)

    @property
    def costs(self) -> list[float]:
        return [cost for cost, _, _ in self.epochs]

    @property
    def validation_losses(self) -> list[float]:
        return [loss for _, loss, _ in self.epochs if loss is not None]

    @property
    def validation_scores(self) -> list[float]:
        return [score for _, _, score in self.epochs if score is not None]


@dataclass
class State:
    """What a run leaves to the next one.

    Attributes
    ----------
    shuffle_rng, dropout_rng : numpy.random.Generator
    split_seed : int
        Draws the validation part.
    memory_of : tuple or None
        Whose the memory is: the solver's name and the number of parameters.
    memory : dict of str to ndarray
        The update rule's.
    reference, previous, n_stalled : float, float, int
        Of the `Patience`: what to fall below, the last value, the epochs since.
    n_left : int
        Epochs to go on for although patience is over, since the gradient is not small.
    reference_of : str
        What the reference is a value of: "loss" (also for the cost) or a scorer.
    factor : float
        Of the `Plateau`.
    best : Best or None
        With early stopping, while a run is under way.
    best_iteration : int or None
        The epoch that early stopping has gone back to.
    history : History
    """

    shuffle_rng: np.random.Generator = field(default_factory=np.random.default_rng)
    dropout_rng: np.random.Generator = field(default_factory=np.random.default_rng)
    split_seed: int = 0
    memory_of: tuple[str, int] | None = None
    memory: dict[str, np.ndarray] = field(default_factory=dict)
    reference: float = math.inf
    previous: float = math.inf
    n_stalled: int = 0
    n_left: int = 0
    reference_of: str = "loss"
    factor: float = 1.0
    best: Best | None = None
    best_iteration: int | None = None
    history: History = field(default_factory=History)

    @classmethod
    def new(cls, rng: np.random.RandomState) -> State:
        """Before the first epoch.

        The child streams are drawn after the initial weights, whether they will be
        used or not: so no setting changes the weights, and dropout changes no order of
        batches.
        """
        shuffle_seed, dropout_seed, split_seed = rng.randint(2**31 - 1, size=3)
        return cls(
            np.random.default_rng(shuffle_seed),
            np.random.default_rng(dropout_seed),
            int(split_seed),
        )

    def plain(self) -> dict[str, Any]:
        """All but the record, as a dictionary of arrays, numbers, strings and tuples.

        Copies, without what a rule only works in: `of` makes a state of them that
        training goes on from bit for bit.
        """
        record = ("history", "best_iteration")
        plain = {
            name: value for name, value in vars(self).items() if name not in record
        }
        plain["memory"] = {
            name: array for name, array in self.memory.items() if name != SCRATCH
        }
        for name in ("shuffle_rng", "dropout_rng"):
            plain[name] = plain[name].bit_generator.state
        if self.best is not None:
            plain["best"] = tuple(self.best)
        return deepcopy(plain)

    @classmethod
    def of(
        cls, plain: dict[str, Any], history: History, best_iteration: int | None
    ) -> State:
        """The state that `plain` describes, with the record that belongs to it.

        What an older `plain` does not have begins anew.
        """
        values = deepcopy(plain)
        for name in {"shuffle_rng", "dropout_rng"} & values.keys():
            stream = np.random.PCG64()
            stream.state = values[name]
            values[name] = np.random.Generator(stream)
        if values.get("best") is not None:
            values["best"] = Best(*values["best"])
        return cls(**values, history=history, best_iteration=best_iteration)
