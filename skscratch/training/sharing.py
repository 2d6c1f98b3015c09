"""The cost of a batch by parts of its samples, so that threads may share it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from skscratch.network.batch import Batch, edges_of
from skscratch.network.network import Network
from skscratch.network.objective import Objective
from skscratch.training.crew import Crew

__all__ = ["SharedObjective", "add_up", "n_parts_of", "parts_of"]

#: Multiplications of one way through the network that a part has at least, and the
#: number of parts at most: each has a gradient of its own.
SMALLEST_PART, MOST_PARTS = 20_000_000, 4

#: Multiplications in the time in which a number comes from memory, and the features
#: from which on reading them takes longer than what is done with a sample's outputs:
#: the calls for that are so short that threads wait for each other's.
READING, MANY_FEATURES = 10, 100


def n_parts_of(n_weights: int, n_features: int, n_samples: int) -> int:
    """Into how many parts some samples are cut that threads share; 1 for few.

    That depends on the work alone and not on the threads that there are, nor on how
    busy they are: so sums are rounded alike on every number of threads.
    """
    reading = READING * n_features if n_features >= MANY_FEATURES else 0
    work = (n_weights + reading) * n_samples
    return max(1, min(MOST_PARTS, work // SMALLEST_PART))


def parts_of(n_weights: int, n_features: int, n_samples: int) -> list[slice]:
    """The parts of some samples that threads share."""
    edges = edges_of(n_samples, n_parts_of(n_weights, n_features, n_samples))
    return [slice(start, stop) for start, stop in pairwise(edges)]


class SharedObjective(Objective):
    """An objective whose batches are cut into parts that a crew shares.

    The layers keep what they remember of their samples, so each part has a network of
    its own, on the same parameters.

    Parameters
    ----------
    network, theta, strength, decoupled, l1
        As of an `Objective`.
    crew : Crew
    another : callable
        Makes one more such network, unbound.
    """

    def __init__(
        self,
        network: Network,
        theta: np.ndarray,
        strength: float,
        decoupled: bool,
        l1: float,
        *,
        crew: Crew,
        another: Callable[[], Network],
    ):
        super().__init__(network, theta, strength, decoupled, l1)
        self.crew = crew
        self._another = another
        self._objectives: list[Objective] = []
        self._batch: Batch | None = None
        self._parts: list[list[Batch]] = []

    def _summed(self, batch: Batch) -> tuple[Any, ...]:
        lists = self._parts_of(batch)
        if len(lists) == len(lists[0]) == 1:
            return super()._summed(batch)
        total, self.gradient[...] = 0.0, 0.0
        for parts in lists:
            loss, gradients = self._by_parts(parts)
            total += loss
            add_up([self.gradient, *gradients], self.gradient)
        return total, self.gradient

    def _parts_of(self, batch: Batch) -> list[list[Batch]]:
        """Lists of parts to be shared, one list after the other."""
        n_parts = n_parts_of(len(self.theta), *batch.X.shape)
        if n_parts == 1:
            return [[batch]]
        if batch is not self._batch:
            alone = self.crew.n_threads == 1
            self._batch, self._parts = batch, batch.cut(n_parts, ahead=alone)
        return self._parts

    def _by_parts(self, parts: list[Batch]) -> tuple[float, list[np.ndarray]]:
        """The loss of some parts together, and the gradient of each."""
        while len(self._objectives) < len(parts):
            self._objectives.append(Objective(self._another(), self.theta))
        objectives = self._objectives[: len(parts)]
        losses = self.crew.each(
            [
                partial(objective.cost_and_gradient, part)
                for objective, part in zip(objectives, parts, strict=True)
            ]
        )
        return sum(losses), [objective.gradient for objective in objectives]


def add_up(gradients: list[np.ndarray], out: np.ndarray) -> None:
    """The sum of several gradients."""
    first, second, *others = gradients
    np.add(first, second, out=out)
    for gradient in others:
        out += gradient
