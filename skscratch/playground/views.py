"""What there is to see of a network: arrays and words, for a page to draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.estimators import Diagnosis
from skscratch.playground.experiment import Experiment
from skscratch.plotting.plane import Plane

__all__ = ["Edge", "Unit", "Views", "shades"]

#: Grid points along each feature: of the answer, and of the small maps of the units.
FINE, COARSE = 100, 30

#: Below 1, where the shades of the next class begin.
SUREST = 0.999

#: Epochs that a curve is drawn through: more is not to be seen.
MOST_OF_A_CURVE = 400


@dataclass(frozen=True)
class Unit:
    """A feature, a hidden unit or an output of a network.

    Attributes
    ----------
    layer : int
        0 for the features.
    place : int
        Its position in the layer, from 0.
    name : str
    heights : ndarray of shape (n, n)
        Its output over the plane, the first row lowest.
    n_classes : int
        Of an output; 0 of the others.
    """

    layer: int
    place: int
    name: str
    heights: np.ndarray
    n_classes: int = 0

    @property
    def shade(self) -> np.ndarray:
        """What is drawn: heights by the largest of them, from -1 to 1.

        Of an output as `shades` has it: of two classes which is the likelier, of more
        how likely the output's own is.
        """
        if self.n_classes == 2:
            return shades(np.stack([1 - self.heights, self.heights], axis=-1))
        if self.n_classes:
            return self.place + np.clip(self.heights, 0, SUREST)
        largest = np.abs(self.heights).max()
        return self.heights / largest if largest else self.heights

    @property
    def span(self) -> str:
        return f"{self.heights.min():.3g} to {self.heights.max():.3g}"


@dataclass(frozen=True)
class Edge:
    """A weight: where it comes from, where it leads to, and what it is.

    Attributes
    ----------
    layer : int
        That it leads to.
    start, stop : int
        Positions of the two units in their layers.
    weight : float
    share : float
        Its size by the largest of its layer, from 0 to 1.
    """

    layer: int
    start: int
    stop: int
    weight: float
    share: float


class Views:
    """What there is to see of an experiment now.

    Parameters
    ----------
    experiment : Experiment
        One whose network can be trained: it has no `problem`.
    """

    def __init__(self, experiment: Experiment):
        self.experiment = experiment
        X = np.vstack([experiment.X_train, experiment.X_test])
        self.plane, self.small = Plane.around(X, FINE), Plane.around(X, COARSE)
        self._fine, self._coarse = self.plane.points(), self.small.points()

    @property
    def network(self) -> Any:
        """The network as it is now."""
        return self.experiment.network

    def probabilities(self) -> np.ndarray:
        """Of the classes over the plane, shape (FINE, FINE, n_classes)."""
        proba = self.network.predict_proba(self._fine)
        return proba.reshape(FINE, FINE, -1)

    def units(self) -> list[Unit]:
        """The features, the hidden units and the outputs, layer by layer."""
        layers = [self._coarse, *self.network.layer_activations(self._coarse)]
        return [
            self._unit(layers, layer, place)
            for layer, columns in enumerate(layers)
            for place in range(columns.shape[1])
        ]

    def unit(self, layer: int, place: int) -> Unit:
        """One of the `units`, over the fine plane."""
        layers = [self._fine, *self.network.layer_activations(self._fine)]
        return self._unit(layers, layer, place)

    def edges(self) -> Iterator[Edge]:
        """All weights, layer by layer."""
        for layer, weights in enumerate(self.network.coefs_, 1):
            shares = np.abs(weights) / (np.abs(weights).max() or 1.0)
            for (start, stop), weight in np.ndenumerate(weights):
                share = float(shares[start, stop])
                yield Edge(layer, start, stop, float(weight), share)

    def curves(self) -> dict[str, np.ndarray]:
        """``"epoch"``, and the cost of training and the loss of the test part at it."""
        train = np.array(self.network.loss_curve_)
        test = np.array(self.network.validation_loss_curve_ or [])
        n = min(len(train), len(test))
        at = np.unique(np.linspace(0, n - 1, min(n, MOST_OF_A_CURVE)).round()).astype(
            int
        )
        return {"epoch": at + 1, "train": train[at], "test": test[at]}

    def diagnosis(self) -> Diagnosis:
        """What `diagnose` says of the training part, gradient norms among it."""
        return self.network.diagnose(*self.experiment.train)

    def _unit(self, layers: list[np.ndarray], layer: int, place: int) -> Unit:
        """A unit from the outputs of all layers at the points of a plane."""
        heights = layers[layer][:, place]
        side = round(len(heights) ** 0.5)
        classes, n_classes = self.network.classes_, 0
        if layer == 0:
            name = f"feature x{place + 1}"
            # from the middle of the plane, where its two signs meet
            heights = heights - (heights.min() + heights.max()) / 2
        elif layer < len(layers) - 1:
            name = f"layer {layer}, unit {place + 1}"
        else:
            n_classes = len(classes)
            name = f"probability of {classes[place if n_classes > 2 else 1]}"
        return Unit(layer, place, name, heights.reshape(side, side), n_classes)


def shades(proba: np.ndarray) -> np.ndarray:
    """One number for the likeliest class and for how likely it is.

    Parameters
    ----------
    proba : ndarray of shape (..., n_classes)

    Returns
    -------
    shade : ndarray of shape (...)
        In [k, k + 1) where class k is the likeliest: k where it is no likelier than the
        others, and towards k + 1 the surer.
    """
    n_classes = proba.shape[-1]
    sure = (proba.max(axis=-1) - 1 / n_classes) / (1 - 1 / n_classes)
    return proba.argmax(axis=-1) + np.clip(sure, 0, SUREST)
