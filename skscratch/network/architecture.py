"""Everything about a network but its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skscratch.core.activations import ACTIVATIONS
from skscratch.core.losses import LOSSES, Loss
from skscratch.network.layers import (
    ActivationLayer,
    Affine,
    BatchNorm,
    Dropout,
    Layer,
)
from skscratch.network.network import Network

__all__ = ["Architecture"]


@dataclass(frozen=True)
class Architecture:
    """Everything about a network but its parameters.

    Attributes
    ----------
    units : tuple of int
        Features, units of each hidden layer, outputs.
    activations : tuple of str
        One for each hidden layer.
    output_activation : {"logistic", "softmax"}
    dropout : tuple of float
        Fraction of units zeroed, one for each hidden layer.
    batch_norm : bool
    fit_intercept : bool
    """

    units: tuple[int, ...]
    activations: tuple[str, ...] = ()
    output_activation: str = "logistic"
    dropout: tuple[float, ...] = ()
    batch_norm: bool = False
    fit_intercept: bool = True

    @cached_property
    def convex(self) -> bool:
        """Whether the cost is: without hidden layers."""
        return len(self.units) == 2

    @property
    def chance(self) -> float:
        """The cost of guessing, in nats."""
        return self.loss.chance(self.units[-1])

    @cached_property
    def loss(self) -> Loss:
        return LOSSES[self.output_activation]

    def network(
        self,
        statistics: list[tuple[np.ndarray, ...]],
        dropout_rng: np.random.Generator | None = None,
    ) -> Network:
        """The training network.

        Parameters
        ----------
        statistics : list of tuple
            For each hidden layer with batch norm its running mean, running variance
            and number of batches; the arrays are written while training.
        dropout_rng : numpy.random.Generator, default=None
            Draws the dropout masks; without one no unit is dropped.
        """
        layers: list[Layer] = []
        for i, activation in enumerate(self.activations):
            fan_in, fan_out = self.units[i : i + 2]
            layers.append(Affine(fan_in, fan_out, bias=not self.batch_norm))
            if self.batch_norm:
                layers.append(BatchNorm(*statistics[i]))
            layers.append(ActivationLayer(ACTIVATIONS[activation]))
            if dropout_rng is not None and self.dropout[i]:
                layers.append(Dropout(self.dropout[i], dropout_rng))
        layers.append(Affine(self.units[-2], self.units[-1], bias=self.fit_intercept))
        return Network(layers, self.loss)

    def initial_statistics(self, dtype: np.dtype) -> list[tuple[np.ndarray, ...]]:
        """Running mean 0 and variance 1 of no batches, for each hidden layer."""
        return [
            (
                np.zeros(mean, dtype),
                np.ones(variance, dtype),
                np.zeros(number, np.int64),
            )
            for mean, variance, number in self.shapes_of_statistics
        ]

    @property
    def shapes_of_statistics(self) -> list[tuple[tuple[int, ...], ...]]:
        """Of mean, variance and number of batches, for each hidden layer."""
        if not self.batch_norm:
            return []
        return [((n, 1), (n, 1), (1,)) for n in self.units[1:-1]]
