"""A network: layers in a row, the loss on top, all parameters in one vector."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from skscratch.core.losses import Loss

__all__ = ["Network"]


class Network:
    """Layers and a loss; a list of layers, each a map of (n_units, n_samples) arrays.

    Parameters
    ----------
    layers : list
        See `skscratch.network.layers`; the last one gives the logits.
    loss : Loss
    """

    def __init__(self, layers, loss: Loss):
        self.layers = layers
        self.loss = loss
        self._memories = {}

    @property
    def n_parameters(self):
        return sum(layer.size for layer in self.layers)

    def pieces(self, vector):
        """Views of a flat vector, one a layer."""
        sizes = [layer.size for layer in self.layers]
        return np.split(vector, np.cumsum(sizes[:-1]))

    def blocks(self, vector):
        """Views of a flat vector: for each layer its matrices by their names."""
        pieces = zip(self.layers, self.pieces(vector), strict=True)
        return [layer.blocks(piece) for layer, piece in pieces]

    @property
    def statistics(self):
        """What training writes besides the parameters: the running statistics."""
        return [a for layer in self.layers for a in getattr(layer, "statistics", ())]

    def forget_batches(self):
        """Let the next batch alone make the running statistics."""
        for layer in self.layers:
            if hasattr(layer, "n_batches"):
                layer.n_batches[...] = 0

    def bind(self, theta, gradient=None):
        """Make every layer's parameters (and gradients) views of the flat vectors."""
        self._memories.clear()
        nothing = [None] * len(self.layers)
        gradients = nothing if gradient is None else self.pieces(gradient)
        for layer, *bound in zip(
            self.layers, self.pieces(theta), gradients, strict=True
        ):
            layer.bind(*bound)

    def forward(self, X, weights):
        """Logits of a batch, shape (n_outputs, n_samples).

        Parameters
        ----------
        X : ndarray or sparse matrix of shape (n_features, n_samples)
        weights : ndarray of shape (n_samples,)
            Sample weights, which only batch statistics look at.
        """
        A = X
        for layer, memory in self._with_memories(X.shape[1]):
            A = layer.forward(A, memory, weights)
        return A

    def backward(self, dZ):
        """Write the gradients, from the derivative by the logits of the last forward.

        The input's derivative is nobody's business: the first layer only accumulates.
        """
        (first, first_memory), *others = self._with_memories(dZ.shape[1])
        for layer, memory in reversed(others):
            layer.accumulate(dZ, memory)
            dZ = layer.backward(dZ, memory)
        first.accumulate(dZ, first_memory)

    def activations(self, X):
        """Outputs of the hidden layers and the logits, one after the other.

        A generator, so that whoever wants the last only never holds them all. Works on
        memory of its own: several threads may predict with one estimator.

        Parameters
        ----------
        X : ndarray or sparse matrix of shape (n_features, n_samples)

        Yields
        ------
        A : ndarray of shape (n_units, n_samples)
            Output of each layer of the prediction network.
        """
        A = X
        for layer in self.layers:
            A = layer.forward(A, layer.allocate(X.shape[1]), None)
            yield A

    def logits(self, X):
        """The last of `activations`."""
        for A in self.activations(X):
            Z = A
        return Z

    def for_prediction(self):
        """The network that predicts: the same parameters, without dropout, batch
        statistics replaced by the running ones."""
        layers = [layer.for_prediction() for layer in self.layers]
        return Network([layer for layer in layers if layer is not None], self.loss)

    def _with_memories(self, n_samples):
        """Each layer with its workspace for batches of this size, made once."""
        if n_samples not in self._memories:
            memories = [layer.allocate(n_samples) for layer in self.layers]
            steps = list(zip(self.layers, memories, strict=True))
            for (_, before), (layer, memory) in pairwise(steps):
                if hasattr(layer, "make_room"):
                    before.A = layer.make_room(memory, n_samples)
            self._memories[n_samples] = steps
        return self._memories[n_samples]
