"""From a description of a network to its layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skscratch.core.activations import ACTIVATIONS
from skscratch.core.initializers import initial_weights, resolve_initialization
from skscratch.core.losses import LOGISTIC, SOFTMAX
from skscratch.network.layers import ActivationLayer, Affine, BatchNorm, Dropout
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

    units: tuple
    activations: tuple = ()
    output_activation: str = "logistic"
    dropout: tuple = ()
    batch_norm: bool = False
    fit_intercept: bool = True

    @property
    def loss(self):
        return SOFTMAX if self.output_activation == "softmax" else LOGISTIC

    def network(self, statistics, dropout_rng=None):
        """The training network.

        Parameters
        ----------
        statistics : list of tuple
            For each hidden layer with batch norm its running mean, running variance
            and number of batches; the arrays are written while training.
        dropout_rng : numpy.random.Generator, default=None
            Draws the dropout masks; without one no unit is dropped.
        """
        layers = []
        for i, activation in enumerate(self.activations):
            fan_in, fan_out = self.units[i : i + 2]
            layers.append(Affine(fan_in, fan_out, bias=not self.batch_norm))
            if self.batch_norm:
                layers.append(BatchNorm(*statistics[i]))
            layers.append(ActivationLayer(ACTIVATIONS[activation]))
            if dropout_rng is not None and self.dropout[i]:
                layers.append(Dropout(self.dropout[i], dropout_rng))
        layers.append(Affine(*self.units[-2:], bias=self.fit_intercept))
        return Network(layers, self.loss)

    def initial_parameters(self, rng, initialization, dtype):
        """Draw the weights layer by layer; biases 0, batch norm scales 1."""
        network = self.network(self.initial_statistics(dtype))
        theta = np.zeros(network.n_parameters, dtype)
        following = iter((*self.activations, self.output_activation))
        for blocks in network.blocks(theta):
            if "W" in blocks:
                scale = resolve_initialization(initialization, next(following))
                blocks["W"][...] = initial_weights(rng, *blocks["W"].shape, scale)
            elif "gamma" in blocks:
                blocks["gamma"][...] = 1
        return theta

    def initial_statistics(self, dtype):
        """Running mean 0 and variance 1 of no batches, for each hidden layer."""
        if not self.batch_norm:
            return []
        return [
            (np.zeros((n, 1), dtype), np.ones((n, 1), dtype), np.zeros(1, np.int64))
            for n in self.units[1:-1]
        ]
