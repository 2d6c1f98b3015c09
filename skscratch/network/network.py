"""A network: layers in a row, the loss on top, all parameters in one vector."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from skscratch.core.activations import ACTIVATIONS
from skscratch.core.losses import Loss
from skscratch.network.batch import Batch
from skscratch.network.layers import (
    ActivationLayer,
    Affine,
    Layer,
    Memory,
    Normalization,
)

__all__ = ["Network", "prediction_network"]

#: Outputs of a layer that are made at a time when predicting, and samples at least.
BLOCK, SMALLEST_BLOCK = 2**16, 64

#: Sizes of batches that workspaces are kept for: files may end in blocks of any size.
MOST_SIZES = 8


class Network:
    """Layers and a loss; a list of layers, each a map of (n_units, n_samples) arrays.

    Parameters
    ----------
    layers : list of Layer
        The last one gives the logits.
    loss : Loss
    """

    def __init__(self, layers: list[Layer], loss: Loss):
        self.layers = layers
        self.loss = loss
        #: What training writes besides the parameters: the running statistics.
        self.statistics = [array for layer in layers for array in layer.statistics]
        #: Whether it makes the same calls of NumPy in every step, and whether only for
        #: batches of the same rows.
        self.repeats = all([layer.repeats for layer in layers])
        self.asks_rows = any([layer.asks_rows for layer in layers])
        #: Units of all layers together.
        self.n_units = sum([layer.fan_out for layer in layers])
        self._sizes = [layer.size for layer in layers]
        self._theta: np.ndarray | None = None
        self._memories: dict[int, list[tuple[Layer, Memory]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What it is, to be sent elsewhere: without the memory that it works in."""
        layers = (self if self._theta is None else self.unbound()).layers
        return {"layers": layers, "loss": self.loss, "theta": self._theta}

    def __setstate__(self, state: dict[str, Any]) -> None:
        Network.__init__(self, state["layers"], state["loss"])
        if state["theta"] is not None:
            self.bind(state["theta"])

    def unbound(self) -> Network:
        """The same layers and loss, without the vectors that it was bound to."""
        return Network([layer.unbound() for layer in self.layers], self.loss)

    @property
    def n_parameters(self) -> int:
        return sum(self._sizes)

    def pieces(self, vector: np.ndarray) -> list[np.ndarray]:
        """Views of a flat vector, one a layer."""
        pieces, start = [], 0
        for size in self._sizes:
            pieces.append(vector[start : start + size])
            start += size
        return pieces

    def blocks(self, vector: np.ndarray) -> list[dict[str, np.ndarray]]:
        """Views of a flat vector: for each layer its matrices by their names."""
        pieces = zip(self.layers, self.pieces(vector), strict=True)
        return [layer.blocks(piece) for layer, piece in pieces]

    def bind(self, theta: np.ndarray, gradient: np.ndarray | None = None) -> None:
        """Make every layer's parameters (and gradients) views of the flat vectors."""
        self._theta = theta
        self._memories.clear()
        nothing: list[Any] = [None] * len(self.layers)
        gradients = nothing if gradient is None else self.pieces(gradient)
        pieces = zip(self.layers, self.pieces(theta), gradients, strict=True)
        for layer, own, own_gradient in pieces:
            layer.bind(own, own_gradient)

    def forward(self, batch: Batch) -> np.ndarray:
        """Logits of a batch, shape (n_outputs, n_samples)."""
        A = batch.X
        for layer, memory in self._with_memories(A.shape[1]):
            A = layer.forward(A, memory, batch)
        return A

    def backward(self, dZ: np.ndarray) -> None:
        """Write the gradients, from the derivative by the logits of the last forward.

        The input's derivative is nobody's business: the first layer only writes its
        gradients.
        """
        first, dZ, memory = self.backward_to_first(dZ)
        first.write_gradients(dZ, memory)

    def backward_to_first(self, dZ: np.ndarray) -> tuple[Layer, np.ndarray, Memory]:
        """Write all gradients but those of the first layer.

        Returns
        -------
        first : Layer
        dZ, memory : ndarray, Memory
            What its ``write_gradients`` takes.
        """
        steps = self._with_memories(dZ.shape[1])
        for layer, memory in steps[:0:-1]:
            layer.write_gradients(dZ, memory)
            dZ = layer.backward(dZ, memory)
        first, memory = steps[0]
        return first, dZ, memory

    def follow(self, batch: Batch) -> None:
        """Let the running statistics follow those of the last forward's batch."""
        for layer, memory in self._with_memories(batch.X.shape[1]):
            layer.follow(memory)

    def forget(self) -> None:
        """Let the next batch alone make the running statistics."""
        for layer in self.layers:
            layer.forget()

    def outputs_by_blocks(self, X: Any) -> Iterator[tuple[slice, list[np.ndarray]]]:
        """Outputs of the layers of a prediction network, some samples at a time.

        So many that a layer's outputs fit into the processor's cache: that is faster
        than all at once, and needs no memory of their size. Works on memory of its own:
        several threads may predict with one estimator.

        Parameters
        ----------
        X : ndarray or sparse matrix of shape (n_features, n_samples)
            Or what has ``blocks()`` of them: see `BatchInBlocks`.

        Yields
        ------
        samples : slice
            Which samples these are.
        outputs : list of ndarray of shape (n_units, number of samples)
            One a layer, the logits last, in memory that the next block overwrites.
        """
        if hasattr(X, "blocks"):
            for block, part in X.blocks():
                for samples, outputs in self.outputs_by_blocks(part):
                    start = block.start
                    yield slice(start + samples.start, start + samples.stop), outputs
            return
        n_samples = X.shape[1]
        size = max(SMALLEST_BLOCK, BLOCK // self._widest)
        memories: list[Memory] = []
        for start in range(0, n_samples, size):
            samples = slice(start, min(start + size, n_samples))
            if start == 0 or samples.stop - start < size:
                memories = [Memory() for _ in self.layers]
            A, outputs = X if n_samples <= size else X[:, samples], []
            for layer, memory in zip(self.layers, memories, strict=True):
                A = layer.forward(A, memory, None)
                outputs.append(A)
            yield samples, outputs

    def logits(self, X: Any) -> np.ndarray:
        """The last of the outputs, shape (n_outputs, n_samples)."""
        blocks = [outputs[-1].copy() for _, outputs in self.outputs_by_blocks(X)]
        return np.concatenate(blocks, axis=1)

    @property
    def _widest(self) -> int:
        return max(layer.fan_out for layer in self.layers)

    def for_prediction(self) -> Network:
        """The network that predicts: the same parameters, without dropout, batch
        statistics replaced by the running ones."""
        layers = [layer.for_prediction() for layer in self.layers]
        return Network([layer for layer in layers if layer is not None], self.loss)

    def _with_memories(self, n_samples: int) -> list[tuple[Layer, Memory]]:
        """Each layer with its workspace for batches of this size, made once."""
        steps = self._memories.get(n_samples)
        if steps is None:
            if len(self._memories) == MOST_SIZES:
                self._memories.clear()
            steps = [(layer, Memory()) for layer in self.layers]
            for (before, before_memory), (layer, memory) in pairwise(steps):
                if before.fills_room:
                    before_memory.A = layer.make_room(memory, n_samples)
            self._memories[n_samples] = steps
        return steps


def prediction_network(
    layers: list[dict[str, np.ndarray]], activations: tuple[str, ...], loss: Loss
) -> Network:
    """The network that predicts, on arrays that stand anywhere; nothing is copied.

    Parameters
    ----------
    layers : list of dict of str to ndarray
        The arrays of each layer by their names, as `Model.layers` gives them.
    activations : tuple of str
        One for each hidden layer.
    loss : Loss
    """
    found: list[Layer] = []
    for i, arrays in enumerate(layers):
        found.append(Affine.of(arrays["W"], arrays.get("b")))
        if "gamma" in arrays:
            names = ("mean", "variance", "gamma", "beta")
            found.append(Normalization(*(arrays[name] for name in names)))
        if i < len(activations):
            found.append(ActivationLayer(ACTIVATIONS[activations[i]]))
    return Network(found, loss)
