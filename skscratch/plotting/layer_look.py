"""How the outputs and the gradients of each layer of a network are spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.labels.weights import make_samples
from skscratch.network.activity import hidden_activity, weight_gradients
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch

_BINS = 40


@dataclass(frozen=True)
class Histogram:
    """How numbers are spread, exact zeros counted by themselves.

    Parameters
    ----------
    counts : ndarray of shape (n_bins,)
        Numbers in each bin, without zeros.
    edges : ndarray of shape (n_bins + 1,)
        The bins.
    zeros : float
        Share of exact zeros among all, in [0, 1].
    """

    counts: np.ndarray
    edges: np.ndarray
    zeros: float

    @classmethod
    def of(cls, values: np.ndarray, logarithms: bool = False) -> Histogram:
        """The histogram of some numbers, or of the logarithms of their sizes.

        Parameters
        ----------
        values : ndarray
            Finite numbers.
        logarithms : bool, default=False
            Whether to take ``log10(abs(values))`` of those that are not zero.

        Returns
        -------
        Histogram
            In forty bins from the least to the largest.
        """
        spoken = values[values != 0]
        shown = np.log10(np.abs(spoken)) if logarithms else spoken
        counts, edges = np.histogram(shown, bins=_BINS)
        return cls(counts, edges, 1 - spoken.size / values.size)


@dataclass(frozen=True)
class LayerLook:
    """One layer at one moment.

    Parameters
    ----------
    n_units : int
        Its units.
    activation : str
        Its activation.
    dead, saturated : float or None
        Shares of its units that are zero on every sample, and flat on nearly all; None
        of the output layer.
    outputs : Histogram
        Of its outputs.
    gradients : Histogram or None
        Of the sizes of the gradient by its weights, as powers of ten; None without
        labels.
    gradient_norm : float or None
        Norm of that gradient.
    """

    n_units: int
    activation: str
    dead: float | None
    saturated: float | None
    outputs: Histogram
    gradients: Histogram | None
    gradient_norm: float | None


def some_samples(X: Any, y: Any, most: int) -> tuple[Any, Any]:
    """At most so many samples with their labels, evenly spaced among all."""
    n_samples = X.shape[0] if hasattr(X, "shape") else len(X)
    if n_samples <= most:
        return X, y
    rows = np.linspace(0, n_samples - 1, most).astype(int)
    if not hasattr(X, "shape"):
        X = np.asarray(X)
    X = X.iloc[rows] if hasattr(X, "iloc") else X[rows]
    return X, None if y is None else np.asarray(y)[rows]


def look_at(network: Any, X: Any, y: Any) -> list[LayerLook]:
    """How the layers of a fitted network do on some samples."""
    hidden = hidden_activity(network._prediction_network(), network._check_X(X).T)
    looks: list[dict[str, Any]] = [
        {key: row[key] for key in ("n_units", "activation", "dead", "saturated")}
        for row in hidden
    ]
    looks.append(
        {
            "n_units": network.n_outputs_,
            "activation": network.out_activation_,
            "dead": None,
            "saturated": None,
        }
    )
    gradients = [None] * len(looks) if y is None else _gradients(network, X, y)
    outputs = network.layer_activations(X)
    return [
        LayerLook(
            **look,
            outputs=Histogram.of(A),
            gradients=None if dW is None else Histogram.of(dW, logarithms=True),
            gradient_norm=None if dW is None else float(np.linalg.norm(dW)),
        )
        for look, A, dW in zip(looks, outputs, gradients, strict=True)
    ]


def _gradients(network: Any, X: Any, y: Any) -> list[np.ndarray]:
    """Gradient of the mean loss by each layer's weights, without dropout or penalty."""
    X, y = network._check_data(X, y, reset=False)
    samples = make_samples(X, y, network._target(), None, class_weight=None)
    model = network._model()
    with np.errstate(all="ignore"):
        objective = Objective(model.network(), model.theta)
        return weight_gradients(objective, FullBatch(samples).batch)
