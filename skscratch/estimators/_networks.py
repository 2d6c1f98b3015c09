"""What the two estimators with hidden layers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from skscratch._compat import StrOptions
from skscratch.core.initializers import INITIALIZATIONS
from skscratch.estimators._base import NetworkClassifier
from skscratch.network.architecture import Architecture

__all__ = ["HiddenNetworkClassifier"]


class HiddenLayers:
    """What a network with hidden layers has learnt. Not public."""

    coefs_: list[np.ndarray]
    intercepts_: list[np.ndarray]
    batch_norm_: tuple[Any, ...]
    hidden_activations_: tuple[str, ...]

    def _activations(self) -> tuple[str, ...]:
        return self.hidden_activations_

    def _dtype(self) -> np.dtype:
        return self.coefs_[0].dtype

    def _layers(self) -> list[dict[str, np.ndarray]]:
        layers = [
            {"W": coef.T, "b": intercept[:, np.newaxis]}
            for coef, intercept in zip(self.coefs_, self.intercepts_, strict=True)
        ]
        for layer, (gamma, mean, variance, n_batches) in zip(
            layers, getattr(self, "batch_norm_", ()), strict=False
        ):
            layer |= {
                "gamma": gamma[:, np.newaxis],
                "beta": layer.pop("b"),
                "mean": mean[:, np.newaxis],
                "variance": variance[:, np.newaxis],
                "n_batches": n_batches,
            }
        return layers

    def _learnt(
        self, layers: list[dict[str, np.ndarray]], architecture: Architecture
    ) -> dict[str, Any]:
        return {
            "coefs_": [layer["W"].T for layer in layers],
            "intercepts_": [
                layer["beta" if "beta" in layer else "b"][:, 0] for layer in layers
            ],
            "batch_norm_": tuple(
                (
                    layer["gamma"][:, 0],
                    layer["mean"][:, 0],
                    layer["variance"][:, 0],
                    layer["n_batches"],
                )
                for layer in layers
                if "gamma" in layer
            ),
            "hidden_activations_": architecture.activations,
        }


@dataclass(kw_only=True, eq=False, repr=False)
class HiddenNetworkClassifier(HiddenLayers, NetworkClassifier):
    """Parameters of a network with hidden layers. Not public."""

    initialization: str = "auto"
    batch_norm: bool = False

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **NetworkClassifier._parameter_constraints,
        "initialization": [StrOptions({*INITIALIZATIONS, "auto"})],
        "batch_norm": ["boolean"],
    }

    def _initialization(self) -> str:
        return self.initialization
