"""The layers of a network: formulas bound to parameters and to memory.

A layer knows its parameters as views of the network's flat vectors (`bind`), makes the
memory for a batch of a given size (`allocate`), and maps a batch forwards and
backwards. It knows nothing of costs and update rules. Arrays passed between layers are
of shape (n_units, n_samples); a layer may overwrite the ``dA`` it is given.

`shapes` lists the shapes of a layer's parameters, `penalized` says which of them the
L2 penalty counts, `names` what they are called in reports; `weights` gives what a user
calls its parameters.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from skscratch.core.activations import Activation
from skscratch.core.affine import affine, affine_backward, affine_gradient
from skscratch.core.batch_norm import (
    batch_norm,
    batch_norm_backward,
    batch_statistics,
)
from skscratch.core.dropout import dropout_mask

__all__ = ["ActivationLayer", "Affine", "BatchNorm", "Dropout", "Normalization"]


class ParameterFree:
    """What layers without parameters have in common: empty lists of them."""

    shapes: tuple = ()
    penalized: tuple = ()
    names: tuple = ()

    def bind(self, parameters, gradients=None):
        pass

    def weights(self):
        return {}


class Affine:
    """``Z = W A + b``, or ``Z = W A`` without bias."""

    def __init__(self, fan_in, fan_out, bias=True):
        self.shapes = ((fan_out, fan_in), (fan_out, 1))[: 1 + bias]
        self.penalized = (True, False)[: 1 + bias]
        self.names = ("W", "b")[: 1 + bias]

    def bind(self, parameters, gradients=None):
        self.W, self.b = (*parameters, None)[:2]
        self.dW, self.db = (*(gradients or ()), None, None)[:2]

    def weights(self):
        return {"W": self.W} | ({} if self.b is None else {"b": self.b})

    def squared_norm(self):
        return float(np.vdot(self.W, self.W))

    def allocate(self, n_samples):
        # What prediction has no use for is made by the first backward pass.
        Z = np.empty((len(self.W), n_samples), self.W.dtype)
        return SimpleNamespace(Z=Z, dA=None, ones=None)

    def forward(self, A, memory, weights):
        memory.A = A
        return affine(self.W, A, self.b, out=memory.Z)

    def accumulate(self, dZ, memory):
        """Write the gradients of the parameters."""
        if memory.ones is None:
            memory.ones = np.ones((dZ.shape[1], 1), dZ.dtype)
        affine_gradient(dZ, memory.A, self.dW, self.db, memory.ones)

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
        return self.activation.backward(dA, memory.Z, memory.A, out=dA)

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

    penalized = (False, False)
    names = ("gamma", "beta")

    def __init__(self, running_mean, running_variance, n_batches):
        self.shapes = (running_mean.shape, running_mean.shape)
        self.running_mean = running_mean
        self.running_variance = running_variance
        self.n_batches = n_batches
        self.statistics = (running_mean, running_variance, n_batches)

    def bind(self, parameters, gradients=None):
        self.gamma, self.beta = parameters
        self.dgamma, self.dbeta = gradients or (None, None)

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
