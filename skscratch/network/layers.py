"""The layers of a network: formulas bound to parameters and to memory.

A layer has `size` parameters, a piece of the network's flat vector; `blocks` gives the
matrices that stand in such a piece by name, and `penalized` names those that the L2
penalty counts. A layer takes its pieces of parameters and gradient (`bind`), makes the
memory for a batch of a given size (`allocate`), and maps a batch forwards and
backwards. It knows nothing of costs and update rules. Arrays passed between layers are
of shape (n_units, n_samples); a layer may overwrite the ``dA`` it is given. `weights`
gives what a user calls its parameters.

A layer that wants its input in memory of its own offers it (`make_room`); the layer
before then finds it as ``memory.A`` and writes its output there.
"""

from __future__ import annotations

from types import SimpleNamespace

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

__all__ = ["ActivationLayer", "Affine", "BatchNorm", "Dropout", "Normalization"]


class ParameterFree:
    """What layers without parameters have in common."""

    size = 0
    penalized: tuple = ()

    def blocks(self, piece):
        return {}

    def bind(self, parameters, gradient=None):
        pass

    def weights(self):
        return {}


class Affine:
    """``Z = W A + b``, or ``Z = W A`` without bias.

    The matrix ``[W b]`` stands in the flat vector column by column. So where the layer
    owns the memory of its input, with a row of ones below, a single product makes
    ``Z = [W b] [A; 1]``, and another one ``dW`` and ``db``.
    """

    penalized = ("W",)

    def __init__(self, fan_in, fan_out, bias=True):
        self.fan_in = fan_in
        self.fan_out = fan_out
        self.bias = bias
        self.size = (fan_in + bias) * fan_out

    @classmethod
    def of(cls, W, b=None):
        """A layer that only predicts, on parameters that stand anywhere."""
        layer = cls(*W.shape[::-1], bias=b is not None)
        layer.W, layer.b = W, b
        return layer

    def blocks(self, piece):
        joint = self._joint(piece)
        weights = {"W": joint[:, : self.fan_in]}
        return weights | ({"b": joint[:, self.fan_in :]} if self.bias else {})

    def _joint(self, piece):
        """``[W b]``."""
        return piece.reshape(self.fan_in + self.bias, self.fan_out).T

    def bind(self, parameters, gradient=None):
        blocks = self.blocks(parameters)
        self.W, self.b = blocks["W"], blocks.get("b")
        self.joint = self._joint(parameters)
        if gradient is not None:
            blocks = self.blocks(gradient)
            self.dW, self.db = blocks["W"], blocks.get("b")
            self.djoint = self._joint(gradient)

    def weights(self):
        return {"W": self.W} | ({} if self.b is None else {"b": self.b})

    def squared_norm(self):
        return float(np.vdot(self.W.T, self.W.T))

    def allocate(self, n_samples):
        # What prediction has no use for is made for or by the first backward pass.
        Z = np.empty((self.fan_out, n_samples), self.W.dtype)
        return SimpleNamespace(Z=Z, dA=None, ones=None, room=None, joint=None)

    def make_room(self, memory, n_samples):
        """Memory for the layer before to write the input to."""
        if self.bias:
            memory.joint = np.ones((self.fan_in + 1, n_samples), self.W.dtype)
            memory.room = memory.joint[:-1]
        return memory.room

    def forward(self, A, memory, weights):
        memory.A = A
        if A is memory.room:
            return affine(self.joint, memory.joint, out=memory.Z)
        return affine(self.W, A, self.b, out=memory.Z)

    def accumulate(self, dZ, memory):
        """Write the gradients of the parameters."""
        if memory.A is memory.room:
            weight_gradient(dZ, memory.joint, out=self.djoint)
            return
        weight_gradient(dZ, memory.A, out=self.dW)
        if self.bias:
            if memory.ones is None:
                memory.ones = np.ones((dZ.shape[1], 1), dZ.dtype)
            bias_gradient(dZ, out=self.db, ones=memory.ones)

    def backward(self, dZ, memory):
        memory.dA = affine_backward(self.W, dZ, out=memory.dA)
        return memory.dA

    def for_prediction(self):
        return self


class ActivationLayer(ParameterFree):
    """``A = f(Z)`` for one of the named activations."""

    def __init__(self, activation: Activation):
        self.activation = activation

    def allocate(self, n_samples):
        return SimpleNamespace(A=None)

    def forward(self, Z, memory, weights):
        memory.Z = Z
        memory.A = self.activation.forward(Z, out=memory.A)
        return memory.A

    def accumulate(self, dA, memory):
        pass

    def backward(self, dA, memory):
        # nobody needs Z any more
        return self.activation.backward(
            dA, memory.Z, memory.A, out=dA, scratch=memory.Z
        )

    def for_prediction(self):
        return self


class Dropout(ParameterFree):
    """Zero a fraction of the units at random while training; nothing at prediction."""

    def __init__(self, rate, rng):
        self.rate = rate
        self.rng = rng

    def allocate(self, n_samples):
        return SimpleNamespace(mask=None, A=None)

    def forward(self, A, memory, weights):
        memory.mask = dropout_mask(
            self.rng, self.rate, A.shape, A.dtype, out=memory.mask
        )
        memory.A = np.multiply(A, memory.mask, out=memory.A)
        return memory.A

    def accumulate(self, dA, memory):
        pass

    def backward(self, dA, memory):
        return np.multiply(dA, memory.mask, out=dA)

    def for_prediction(self):
        return None


class BatchNorm:
    """Normalise each unit by the statistics of the batch, then scale and shift.

    The running statistics that prediction uses are means over the batches seen: plain
    ones over the first ten, exponential ones with factor 0.9 from then on. So they
    forget the initial weights after a few steps, whatever the number of steps.
    """

    penalized = ()

    def __init__(self, running_mean, running_variance, n_batches):
        self.size = 2 * len(running_mean)
        self.running_mean = running_mean
        self.running_variance = running_variance
        self.n_batches = n_batches
        self.statistics = (running_mean, running_variance, n_batches)

    def blocks(self, piece):
        gamma, beta = piece.reshape(2, -1, 1)
        return {"gamma": gamma, "beta": beta}

    def bind(self, parameters, gradient=None):
        self.gamma, self.beta = self.blocks(parameters).values()
        if gradient is not None:
            self.dgamma, self.dbeta = self.blocks(gradient).values()

    def weights(self):
        return {"gamma": self.gamma, "beta": self.beta}

    def allocate(self, n_samples):
        return SimpleNamespace()

    def forward(self, Z, memory, weights):
        weights = weights / weights.sum()
        mean, variance = batch_statistics(Z, weights)
        self._follow(mean, variance)
        Z_out, memory.Z_hat = batch_norm(Z, mean, variance, self.gamma, self.beta)
        memory.weights, memory.variance = weights, variance
        return Z_out

    def _follow(self, mean, variance):
        self.n_batches += 1
        share = max(0.1, 1 / int(self.n_batches[0]))
        self.running_mean += share * (mean - self.running_mean)
        self.running_variance += share * (variance - self.running_variance)

    def accumulate(self, dZ, memory):
        memory.dZ, self.dgamma[...], self.dbeta[...] = batch_norm_backward(
            dZ, memory.Z_hat, memory.variance, self.gamma, memory.weights
        )

    def backward(self, dZ, memory):
        return memory.dZ

    def for_prediction(self):
        return Normalization(
            self.running_mean, self.running_variance, self.gamma, self.beta
        )


class Normalization(ParameterFree):
    """What `BatchNorm` does at prediction: normalise by fixed statistics."""

    def __init__(self, mean, variance, gamma, beta):
        self.fixed = (mean, variance, gamma, beta)

    def allocate(self, n_samples):
        return None

    def forward(self, Z, memory, weights):
        return batch_norm(Z, *self.fixed)[0]

    def for_prediction(self):
        return self
