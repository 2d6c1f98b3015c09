"""What the layers of a network do on some samples, forwards and backwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.core.activations import Activation
from skscratch.network.batch import Batch
from skscratch.network.layers import ActivationLayer
from skscratch.network.network import Network
from skscratch.network.objective import Objective

__all__ = [
    "VANISHING",
    "gradient_norms",
    "hidden_activity",
    "hidden_logits",
    "weight_gradients",
]

#: A gradient that is smaller by this factor in the first layer than in the last has
#: vanished on its way back.
VANISHING = 1e-3

#: The steepest slope of the activations that are flat at both ends.
STEEPEST = {"tanh": 1.0, "sigmoid": 0.25}

#: A unit is saturated on a sample where its slope is below this share of the steepest,
FLAT = 0.05

#: and saturated altogether if it is so on this share of the samples.
MOSTLY = 0.95


def hidden_activity(network: Network, X: Any) -> list[dict[str, Any]]:
    """Shares of dead and saturated units of each hidden layer.

    Parameters
    ----------
    network : Network
        The prediction network.
    X : ndarray or sparse matrix of shape (n_features, n_samples)

    Returns
    -------
    rows : list of dict
        For each hidden layer ``"layer"`` (counted from 1), ``"activation"``,
        ``"n_units"``, and as shares of its units in [0, 1] ``"dead"`` (zero on every
        sample) and ``"saturated"`` (flat on nearly all).
    """
    hidden = [
        (i, layer.activation)
        for i, layer in enumerate(network.layers)
        if isinstance(layer, ActivationLayer)
    ]
    alive = [np.zeros(1, bool)] * len(hidden)
    n_flat = [np.zeros(1)] * len(hidden)
    for _, outputs in network.outputs_by_blocks(X):
        for number, (i, activation) in enumerate(hidden):
            Z, A = outputs[i - 1], outputs[i]
            alive[number] = alive[number] | (A != 0).any(axis=1)
            n_flat[number] = n_flat[number] + _is_flat(activation, Z, A).sum(axis=1)
    return [
        {
            "layer": number + 1,
            "activation": activation.name,
            "n_units": len(alive[number]),
            "dead": float(1 - alive[number].mean()),
            "saturated": float((n_flat[number] > MOSTLY * X.shape[1]).mean()),
        }
        for number, (_, activation) in enumerate(hidden)
    ]


def _is_flat(activation: Activation, Z: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Whether the slope is; only of activations that are flat at both ends."""
    slope = np.abs(activation.backward(np.ones_like(Z), Z, A))
    return slope < FLAT * STEEPEST.get(activation.name, 0.0)


def hidden_logits(network: Network, X: Any, layer: int) -> np.ndarray:
    """What the activation of a hidden layer is applied to.

    Parameters
    ----------
    network : Network
        The prediction network.
    X : ndarray or sparse matrix of shape (n_features, n_samples)
    layer : int
        The hidden layer, counted from 0.

    Returns
    -------
    Z : ndarray of shape (n_units, n_samples)
    """
    hidden = [
        i for i, each in enumerate(network.layers) if isinstance(each, ActivationLayer)
    ]
    before = hidden[layer] - 1
    blocks = [outputs[before].copy() for _, outputs in network.outputs_by_blocks(X)]
    return np.concatenate(blocks, axis=1)


def weight_gradients(objective: Objective, batch: Batch) -> list[np.ndarray]:
    """Gradient of the cost by each layer's weights, from the first to the last.

    They are views of ``objective.gradient``.
    """
    objective.cost_and_gradient(batch)
    blocks = objective.network.blocks(objective.gradient)
    return [each["W"] for each in blocks if "W" in each]


def gradient_norms(objective: Objective, batch: Batch) -> list[float]:
    """Norm of the gradient by each layer's weights, from the first to the last."""
    return [float(np.linalg.norm(dW)) for dW in weight_gradients(objective, batch)]
