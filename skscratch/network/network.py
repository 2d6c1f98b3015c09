"""A network: layers in a row, the loss on top, all parameters in one vector."""

from __future__ import annotations

import numpy as np

from skscratch.core.losses import Loss

__all__ = ["Network", "split"]


def split(vector, shapes):
    """Views of consecutive pieces of a vector, one for each shape."""
    views, start = [], 0
    for shape in shapes:
        stop = start + int(np.prod(shape))
        views.append(vector[start:stop].reshape(shape))
        start = stop
    return views


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
    def shapes(self):
        """Shapes of all parameters, in the order of the flat vector."""
        return [shape for layer in self.layers for shape in layer.shapes]

    @property
    def n_parameters(self):
        return sum(int(np.prod(shape)) for shape in self.shapes)

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
        parameters = iter(split(theta, self.shapes))
        gradients = None if gradient is None else iter(split(gradient, self.shapes))
        for layer in self.layers:
            n = len(layer.shapes)
            layer.bind(
                [next(parameters) for _ in range(n)],
                gradients and [next(gradients) for _ in range(n)],
            )

    def forward(self, X, weights):
        """Logits of a batch, shape (n_outputs, n_samples).

        Parameters
        ----------
        X : ndarray or sparse matrix of shape (n_features, n_samples)
        weights : ndarray of shape (n_samples,)
            Sample weights, which only batch statistics look at.
        """
        A = X
        for layer, memory in zip(self.layers, self._memory(X.shape[1]), strict=True):
            A = layer.forward(A, memory, weights)
        return A

    def backward(self, dZ):
        """Write the gradients, from the derivative by the logits of the last forward.

        The input's derivative is nobody's business: the first layer only accumulates.
        """
        memories = self._memory(dZ.shape[1])
        for i in range(len(self.layers) - 1, 0, -1):
            self.layers[i].accumulate(dZ, memories[i])
            dZ = self.layers[i].backward(dZ, memories[i])
        self.layers[0].accumulate(dZ, memories[0])

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

    def _memory(self, n_samples):
        """The workspace for batches of this size, made once."""
        if n_samples not in self._memories:
            self._memories[n_samples] = [
                layer.allocate(n_samples) for layer in self.layers
            ]
        return self._memories[n_samples]
