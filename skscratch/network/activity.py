"""How much the hidden units of a network do on some samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.network.layers import ActivationLayer
from skscratch.network.network import Network

__all__ = ["hidden_activity"]

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
    rows: list[dict[str, Any]] = []
    Z = None
    for layer, A in zip(network.layers, network.activations(X), strict=True):
        if isinstance(layer, ActivationLayer) and Z is not None:
            slope = np.abs(layer.activation.backward(np.ones_like(Z), Z, A))
            name = layer.activation.name
            rows.append(
                {
                    "layer": len(rows) + 1,
                    "activation": name,
                    "n_units": len(A),
                    "dead": float((A == 0).all(axis=1).mean()),
                    "saturated": float(_saturated(name, slope).mean()),
                }
            )
        Z = A
    return rows


def _saturated(activation: str, slope: np.ndarray) -> np.ndarray:
    """Units flat on most samples; only of activations that are flat at both ends."""
    flat = slope < FLAT * STEEPEST.get(activation, 0.0)
    return flat.mean(axis=1) > MOSTLY
