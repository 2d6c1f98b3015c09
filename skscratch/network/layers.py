"""The layers of a network: formulas bound to parameters and to memory.

`Layer` says what a layer is, with the defaults of one that has no parameters. A layer
takes its pieces of the network's flat vectors (`bind`) and maps a batch forwards and
backwards; what it must remember in between stands in the `Memory` of that batch size.
It knows nothing of costs and update rules.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.core.activations import Activation
from skscratch.core.affine import (
    affine,
    affine_backward,
    bias_gradient,
    weight_gradient,
)
from skscratch.core.batch_norm import (
    batch_norm,
    batch_norm_backward,
    batch_statistics,
)
from skscratch.core.dropout import dropout_mask

__all__ = [
    "ActivationLayer",
    "Affine",
    "BatchNorm",
    "Dropout",
    "Layer",
    "Memory",
    "Normalization",
]


class Memory:
    """The arrays that a layer keeps of a batch; None until it has any.

    One for each layer and batch size, so that a step makes no new arrays.
    """

    A: Any = None
    Z: Any = None
    dA: Any = None
    batch: Any = None
    joint: Any = None
    above_ones: Any = None
    ones: Any = None
    mask: Any = None
    Z_hat: Any = None
    mean: Any = None
    variance: Any = None
    weights: Any = None


class Layer:
    """What a layer is; by default one that has no parameters and predicts as it trains.

    Arrays passed between layers are of shape (n_units, n_samples).

    Attributes
    ----------
    size : int
        Parameters: the length of its piece of the network's flat vectors.
    penalized : tuple of str
        Which of its `blocks` the L2 penalty counts.
    statistics : tuple of ndarray
        What training writes besides the parameters.
    fan_out : int
        Units of its output, where it has another number than its input.
    fills_room : bool
        Whether it writes its output to ``memory.A`` where there is something.
    takes_ones : bool
        Whether its input may have a row of ones below.
    repeats : bool
        Whether it makes the same calls of NumPy in every step: see `Recording`.
    asks_rows : bool
        Whether they are the same only for batches of the same rows.
    """

    size: int = 0
    penalized: tuple[str, ...] = ()
    statistics: tuple[np.ndarray, ...] = ()
    fan_out: int = 0
    fills_room: bool = False
    takes_ones: bool = False
    repeats: bool = False
    asks_rows: bool = False

    def blocks(self, piece: np.ndarray) -> dict[str, np.ndarray]:
        """The matrices that stand in a piece of a flat vector, by their names."""
        return {}

    def bind(self, parameters: np.ndarray, gradient: np.ndarray | None = None) -> None:
        """Take pieces of the flat vectors as parameters and gradient."""

    def weights(self) -> dict[str, np.ndarray]:
        """What a user calls its parameters."""
        return {}

    def squared_norm(self) -> float:
        """The sum of the squares of what the L2 penalty counts."""
        return 0.0

    def make_room(self, memory: Memory, n_samples: int) -> np.ndarray | None:
        """Memory that the layer before shall write its output to, or None."""
        return None

    def forward(self, A: Any, memory: Memory, batch: Any) -> np.ndarray:
        """The output for the input `A`; `batch` is None at prediction."""
        raise NotImplementedError

    def write_gradients(self, dZ: np.ndarray, memory: Memory) -> None:
        """Write the gradients of the parameters, ``dZ`` that of the last output."""

    def backward(self, dZ: np.ndarray, memory: Memory) -> np.ndarray:
        """The gradient of the last input; may overwrite the `dZ` it is given."""
        raise NotImplementedError

    def follow(self, memory: Memory) -> None:
        """Let the statistics follow those of the last batch."""

    def forget(self) -> None:
        """Let the next batch alone make the statistics."""

    def for_prediction(self) -> Layer | None:
        """The layer that predicts in its place, or None."""
        return self

    def unbound(self) -> Layer:
        """The same layer, without the pieces of vectors that it was bound to."""
        return self


class Affine(Layer):
    """``Z = W A + b``, or ``Z = W A`` without bias.

    The matrix ``[W b]`` stands in the flat vector column by column. So where its input
    has a row of ones below, a single product makes ``Z = [W b] [A; 1]``, and another
    one ``dW`` and ``db``. It has where the layer owns the memory of its input, and
    where the samples of a batch come so.
    """

    penalized = ("W",)
    repeats = True

    def __init__(self, fan_in: int, fan_out: int, bias: bool = True):
        self.fan_in = fan_in
        self.fan_out = fan_out
        self.bias = self.takes_ones = bias
        self.size = (fan_in + bias) * fan_out
        self.W: np.ndarray
        self.b: np.ndarray | None

    @classmethod
    def of(cls, W: np.ndarray, b: np.ndarray | None = None) -> Affine:
        """A layer that only predicts, on parameters that stand anywhere."""
        fan_out, fan_in = W.shape
        layer = cls(fan_in, fan_out, bias=b is not None)
        layer.W, layer.b = W, b
        return layer

    def blocks(self, piece: np.ndarray) -> dict[str, np.ndarray]:
        W, b, _ = self._views(piece)
        return {"W": W} if b is None else {"W": W, "b": b}

    def _views(
        self, piece: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray | None, np.ndarray]:
        """``W``, ``b`` if there is one, and ``[W b]``."""
        joint = piece.reshape(self.fan_in + self.bias, self.fan_out).T
        b = joint[:, self.fan_in :] if self.bias else None
        return joint[:, : self.fan_in], b, joint

    def bind(self, parameters: np.ndarray, gradient: np.ndarray | None = None) -> None:
        self.W, self.b, self.joint = self._views(parameters)
        if gradient is not None:
            self.dW, self.db, self.djoint = self._views(gradient)

    def weights(self) -> dict[str, np.ndarray]:
        return {"W": self.W} | ({} if self.b is None else {"b": self.b})

    def squared_norm(self) -> float:
        return float(np.vdot(self.W.T, self.W.T))

    def make_room(self, memory: Memory, n_samples: int) -> np.ndarray | None:
        if not self.bias:
            return None
        shape = self.fan_in + 1, n_samples
        memory.joint = np.ones_like(self.W, order="C", shape=shape)
        return memory.joint[:-1]

    def forward(self, A: Any, memory: Memory, batch: Any) -> np.ndarray:
        memory.A = A
        # `[A; 1]`, or None where the input has no row of ones
        above_ones = A if A.shape[0] > self.fan_in else memory.joint
        memory.above_ones = above_ones
        if above_ones is None:
            memory.Z = Z = affine(self.W, A, self.b, memory.Z)
        else:
            memory.Z = Z = affine(self.joint, above_ones, None, memory.Z)
        return Z

    def write_gradients(self, dZ: np.ndarray, memory: Memory) -> None:
        if memory.above_ones is not None:
            weight_gradient(dZ, memory.above_ones, self.djoint)
            return
        self.write_some_gradients(dZ, memory, slice(None))
        self.write_bias_gradient(dZ, memory)

    def write_some_gradients(
        self, dZ: np.ndarray, memory: Memory, inputs: slice
    ) -> None:
        """Write the gradient of the weights of some inputs."""
        weight_gradient(dZ, memory.A[inputs], out=self.dW[:, inputs])

    def write_bias_gradient(self, dZ: np.ndarray, memory: Memory) -> None:
        """Write that of the bias, if there is one."""
        if self.bias:
            if memory.ones is None:
                memory.ones = np.ones((dZ.shape[1], 1), dZ.dtype)
            bias_gradient(dZ, out=self.db, ones=memory.ones)

    def backward(self, dZ: np.ndarray, memory: Memory) -> np.ndarray:
        memory.dA = dA = affine_backward(self.W, dZ, memory.dA)
        return dA

    def unbound(self) -> Affine:
        return Affine(self.fan_in, self.fan_out, self.bias)

    def __getstate__(self) -> dict[str, Any]:
        """What it predicts with, to be sent elsewhere: without gradients."""
        kept = vars(self).keys() - {"joint", "dW", "db", "djoint"}
        return {name: getattr(self, name) for name in sorted(kept)}


class ActivationLayer(Layer):
    """``A = f(Z)`` for one of the named activations."""

    fills_room = repeats = True

    def __init__(self, activation: Activation):
        self.activation = activation

    def forward(self, Z: Any, memory: Memory, batch: Any) -> np.ndarray:
        memory.Z = Z
        memory.A = A = self.activation.forward(Z, memory.A)
        return A

    def backward(self, dA: np.ndarray, memory: Memory) -> np.ndarray:
        # nobody needs Z any more
        Z = memory.Z
        return self.activation.backward(dA, Z, memory.A, out=dA, scratch=Z)


class Dropout(Layer):
    """Zero a fraction of the units at random while training; nothing at prediction."""

    fills_room = True

    def __init__(self, rate: float, rng: np.random.Generator):
        self.rate = rate
        self.rng = rng

    def forward(self, A: Any, memory: Memory, batch: Any) -> np.ndarray:
        memory.mask = dropout_mask(
            self.rng, self.rate, A.shape, A.dtype, out=memory.mask
        )
        memory.A = np.multiply(A, memory.mask, out=memory.A)
        return memory.A

    def backward(self, dA: np.ndarray, memory: Memory) -> np.ndarray:
        return np.multiply(dA, memory.mask, out=dA)

    def for_prediction(self) -> None:
        return None


class BatchNorm(Layer):
    """Normalise each unit by the statistics of the batch, then scale and shift.

    The running statistics that prediction uses are means over the batches of the steps
    taken: plain ones over the first ten, exponential ones with factor 0.9 from then on.
    So they forget the initial weights after a few steps, whatever the number of steps.
    """

    def __init__(
        self,
        running_mean: np.ndarray,
        running_variance: np.ndarray,
        n_batches: np.ndarray,
    ):
        self.size = 2 * len(running_mean)
        self.running_mean = running_mean
        self.running_variance = running_variance
        self.n_batches = n_batches
        self.statistics = (running_mean, running_variance, n_batches)

    def blocks(self, piece: np.ndarray) -> dict[str, np.ndarray]:
        gamma, beta = piece.reshape(2, -1, 1)
        return {"gamma": gamma, "beta": beta}

    def bind(self, parameters: np.ndarray, gradient: np.ndarray | None = None) -> None:
        self.gamma, self.beta = self.blocks(parameters).values()
        if gradient is not None:
            self.dgamma, self.dbeta = self.blocks(gradient).values()

    def weights(self) -> dict[str, np.ndarray]:
        return {"gamma": self.gamma, "beta": self.beta}

    def forward(self, Z: Any, memory: Memory, batch: Any) -> np.ndarray:
        total = batch.weights.sum()
        # Weights that are too small for their precision are all 0, and alike.
        memory.weights = (
            batch.weights / total
            if total > 0
            else np.full_like(batch.weights, 1 / len(batch.weights))
        )
        memory.mean, memory.variance = batch_statistics(Z, memory.weights)
        Z_out, memory.Z_hat = batch_norm(
            Z, memory.mean, memory.variance, self.gamma, self.beta
        )
        return Z_out

    def write_gradients(self, dZ: np.ndarray, memory: Memory) -> None:
        memory.dA, self.dgamma[...], self.dbeta[...] = batch_norm_backward(
            dZ, memory.Z_hat, memory.variance, self.gamma, memory.weights
        )

    def backward(self, dZ: np.ndarray, memory: Memory) -> np.ndarray:
        return memory.dA

    def follow(self, memory: Memory) -> None:
        self.n_batches += 1
        share = max(0.1, 1 / int(self.n_batches[0]))
        self.running_mean += share * (memory.mean - self.running_mean)
        self.running_variance += share * (memory.variance - self.running_variance)

    def forget(self) -> None:
        self.n_batches[...] = 0

    def for_prediction(self) -> Normalization:
        return Normalization(
            self.running_mean, self.running_variance, self.gamma, self.beta
        )

    def unbound(self) -> BatchNorm:
        return BatchNorm(*self.statistics)


class Normalization(Layer):
    """What `BatchNorm` does at prediction: normalise by fixed statistics."""

    def __init__(
        self,
        mean: np.ndarray,
        variance: np.ndarray,
        gamma: np.ndarray,
        beta: np.ndarray,
    ):
        self.fixed = (mean, variance, gamma, beta)

    def forward(self, Z: Any, memory: Memory, batch: Any) -> np.ndarray:
        return batch_norm(Z, *self.fixed)[0]
