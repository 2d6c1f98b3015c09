"""What one chooses in the playground, and the parameters that this is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skscratch.core.activations import ACTIVATIONS
from skscratch.core.initializers import INITIALIZATIONS
from skscratch.training.solvers import SOLVERS

__all__ = ["MOST_LAYERS", "MOST_UNITS", "OPTIONS", "Choices"]

#: Hidden layers and units of each that there is room for.
MOST_LAYERS, MOST_UNITS = 4, 8

#: What there is to choose from, for each of the `Choices` that is one of a few.
OPTIONS: dict[str, tuple[Any, ...]] = {
    "activation": tuple(ACTIVATIONS),
    "initialization": ("auto", *INITIALIZATIONS),
    "solver": tuple(key for key, one in SOLVERS.items() if not one.convex_only),
    "learning_rate": (0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    "batch_size": (1, 8, 16, 32, 64, None),
    "alpha": (0.0, 0.001, 0.01, 0.1, 1.0, 10.0),
    "dropout": (0.0, 0.1, 0.2, 0.35, 0.5),
}


@dataclass(frozen=True)
class Choices:
    """A network, how to train it, and on what.

    Attributes
    ----------
    data : str
        Name of the points.
    standardize : bool
        Whether a StandardScaler comes before the network.
    hidden_layer_sizes : tuple of int
    activation, initialization, solver : str
    learning_rate : float
    batch_size : int or None
    alpha, dropout : float
    batch_norm : bool
    seed : int
        The network's ``random_state``; the points and their division stay.
    """

    data: str = "flower"
    standardize: bool = False
    hidden_layer_sizes: tuple[int, ...] = (8, 4)
    activation: str = "tanh"
    initialization: str = "auto"
    solver: str = "adam"
    learning_rate: float = 0.03
    batch_size: int | None = 32
    alpha: float = 0.0
    dropout: float = 0.0
    batch_norm: bool = False
    seed: int = 0

    @property
    def second_order(self) -> bool:
        """Whether the solver takes all samples at once and chooses its own steps."""
        return SOLVERS[self.solver].second_order

    @property
    def unused(self) -> tuple[str, ...]:
        """The choices that such a network or solver has no use for."""
        without_layers = ("activation", "dropout", "batch_norm")
        second_order = ("learning_rate", "batch_size", "dropout")
        return (() if self.hidden_layer_sizes else without_layers) + (
            second_order if self.second_order else ()
        )

    def parameters(self) -> dict[str, Any]:
        """Parameters of a `DeepNNClassifier`, besides the number of epochs.

        All that training depends on is given, so that it does not depend on how many
        epochs there will be.
        """
        given = {
            "hidden_layer_sizes": self.hidden_layer_sizes,
            "activation": self.activation,
            "initialization": self.initialization,
            "solver": self.solver,
            "learning_rate": self.learning_rate,
            "learning_rate_schedule": None,
            "batch_size": self.batch_size,
            "alpha": self.alpha,
            "dropout": self.dropout,
            "batch_norm": self.batch_norm,
            "tol": None,
            "random_state": self.seed,
        }
        if self.second_order:
            del given["learning_rate_schedule"]
        return {name: given[name] for name in given if name not in self.unused}
