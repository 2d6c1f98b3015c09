"""What the two estimators with hidden layers share."""

from __future__ import annotations

import numpy as np

from skscratch._compat import StrOptions
from skscratch.core.initializers import INITIALIZATIONS
from skscratch.estimators._base import NetworkClassifier

__all__ = ["HiddenNetworkClassifier"]


class HiddenNetworkClassifier(NetworkClassifier):
    """Fitted attributes of a network with hidden layers. Not public."""

    _parameter_constraints: dict = {
        **NetworkClassifier._parameter_constraints,
        "initialization": [StrOptions({*INITIALIZATIONS, "auto"})],
        "batch_norm": ["boolean"],
    }

    def _activations(self):
        return self.hidden_activations_

    def _step_size(self, training_samples, batch_size, strength):
        return self.learning_rate

    def _layer_parameters(self):
        """``(W, b)`` of each layer, or ``(W, gamma, beta)`` before a normalisation."""
        layers = [
            (coef.T, intercept[:, np.newaxis])
            for coef, intercept in zip(self.coefs_, self.intercepts_, strict=True)
        ]
        for i, (gamma, *_) in enumerate(self.batch_norm_):
            W, beta = layers[i]
            layers[i] = (W, gamma[:, np.newaxis], beta)
        return layers

    def _statistics(self):
        return [
            (mean[:, np.newaxis], variance[:, np.newaxis], n_batches)
            for _, mean, variance, n_batches in self.batch_norm_
        ]

    def _parameter_attributes(self, run):
        found = {"W": [], "b": [], "gamma": [], "beta": []}
        for layer in run.network.layers:
            for name, value in layer.weights().items():
                found[name].append(value.copy())
        return {
            "coefs_": [W.T for W in found["W"]],
            "intercepts_": [b[:, 0] for b in found["beta"] + found["b"]],
            "batch_norm_": tuple(
                (gamma[:, 0], mean[:, 0].copy(), variance[:, 0].copy(), count.copy())
                for gamma, (mean, variance, count) in zip(
                    found["gamma"], run.statistics, strict=True
                )
            ),
            "hidden_activations_": run.architecture.activations,
        }
