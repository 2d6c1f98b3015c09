"""The end of a step by pieces of the parameters, so that threads may share it.

In a small batch for a large network, most of the time goes into what is done to every
parameter by itself: the first layer's gradient, which comes last, and the update rule's
passes over the vector. A piece of both is independent of the other pieces, so one
meeting of the threads does for them. In a large batch it is the sum of the gradients of
its parts that goes before the rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, cast

import numpy as np

from skscratch.network.batch import Batch, edges_of
from skscratch.network.layers import Affine, Memory
from skscratch.network.network import Network
from skscratch.network.passes import loss_and_derivative
from skscratch.optim import AdamW
from skscratch.training.sharing import (
    MOST_PARTS,
    SharedObjective,
    add_up,
)

__all__ = ["ObjectiveInPieces", "RuleInPieces", "pieces_of"]

#: Bytes of parameters that a piece has at least: with fewer, a second thread was seen
#: to take less than a quarter of the end's time away.
SMALLEST_PIECE = 800_000


def pieces_of(network: Network, itemsize: int) -> list[slice]:
    """Pieces of the flat vector; they cut the first layer between two of its inputs.

    They depend on the network and its precision, not on the threads that there are.
    """
    first, n = network.layers[0], network.n_parameters
    cuts = edges_of(n, max(1, min(MOST_PARTS, n * itemsize // SMALLEST_PIECE)))
    cuts = [cut - cut % first.fan_out if cut < first.size else cut for cut in cuts]
    return [slice(start, stop) for start, stop in pairwise(cuts)]


class ObjectiveInPieces(SharedObjective):
    """An objective whose gradient a `RuleInPieces` finishes.

    After `cost_and_gradient` a piece of `gradient` holds what it should when `finish`
    has been called for it. Its batches are dense, in memory, and its first layer is an
    `Affine`.
    """

    def cost_and_gradient(self, batch: Batch) -> float:
        (parts,) = self._parts_of(batch)
        if len(parts) > 1:
            loss, gradients = self._by_parts(parts)
            self._write = partial(self._add_up, gradients)
        else:
            loss, dZ = loss_and_derivative(self.network, batch)
            layer, dZ, memory = self.network.backward_to_first(dZ)
            first = cast(Affine, layer)
            first.write_bias_gradient(dZ, memory)
            self._write = partial(self._multiply, first, dZ, memory)
        return float(loss) + self.penalty()

    @cached_property
    def pieces(self) -> list[slice]:
        return pieces_of(self.network, self.theta.itemsize)

    def finish(self, piece: slice) -> None:
        """Make that piece of the gradient what it is."""
        self._write(piece)
        self._add_penalty_gradient(piece)

    def _add_up(self, gradients: list[np.ndarray], piece: slice) -> None:
        add_up([gradient[piece] for gradient in gradients], self.gradient[piece])

    def _multiply(
        self, first: Affine, dZ: np.ndarray, memory: Memory, piece: slice
    ) -> None:
        start, stop = (
            min(end // first.fan_out, first.fan_in) for end in (piece.start, piece.stop)
        )
        first.write_some_gradients(dZ, memory, slice(start, stop))


@dataclass
class RuleInPieces:
    """An update rule whose step a crew takes piece by piece.

    Attributes
    ----------
    rule : object
        What it does to a parameter depends on no other.
    objective : ObjectiveInPieces
        Whose parameters these are.
    """

    rule: Any
    objective: ObjectiveInPieces

    def step(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        memory: dict[str, np.ndarray],
        learning_rate: float,
    ) -> None:
        """Move `theta` by the rule's step."""
        objective = self.objective

        def move(piece: slice) -> dict[str, np.ndarray]:
            own = {
                name: array[piece] if array.shape == theta.shape else array.copy()
                for name, array in memory.items()
            }
            objective.finish(piece)
            rule = self._of(piece)
            rule.step(theta[piece], gradient[piece], own, learning_rate)
            return own

        own, *_ = objective.crew.each(
            [partial(move, piece) for piece in objective.pieces]
        )
        for name, array in memory.items():
            if array.shape != theta.shape:  # a count of steps, the same for all
                array[...] = own[name]

    def _of(self, piece: slice) -> Any:
        """The rule for these parameters."""
        if isinstance(self.rule, AdamW) and isinstance(self.rule.decay, np.ndarray):
            return replace(self.rule, decay=self.rule.decay[piece])
        return self.rule
