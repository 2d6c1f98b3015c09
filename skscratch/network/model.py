"""A network and all that it has learnt, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.core.initializers import initial_weights, resolve_initialization
from skscratch.network.architecture import Architecture
from skscratch.network.network import Network

__all__ = ["Model"]

#: What a layer is besides its parameters: the running statistics of batch norm.
STATISTICS = ("mean", "variance", "n_batches")


@dataclass
class Model:
    """An architecture with its parameters and running statistics.

    Attributes
    ----------
    architecture : Architecture
    theta : ndarray of shape (n_parameters,)
        Trained in place.
    statistics : list of tuple of ndarray
        For each hidden layer with batch norm its running mean, running variance and
        number of batches; trained in place.
    """

    architecture: Architecture
    theta: np.ndarray
    statistics: list[tuple[np.ndarray, ...]]

    @classmethod
    def initial(
        cls,
        architecture: Architecture,
        rng: np.random.RandomState,
        initialization: str,
        dtype: np.dtype,
    ) -> Model:
        """Draw the weights layer by layer; biases 0, batch norm scales 1."""
        model, network = cls._empty(architecture, dtype)
        following = iter((*architecture.activations, architecture.output_activation))
        for blocks in network.blocks(model.theta):
            if "W" in blocks:
                scale = resolve_initialization(initialization, next(following))
                fan_out, fan_in = blocks["W"].shape
                blocks["W"][...] = initial_weights(rng, fan_out, fan_in, scale)
            elif "gamma" in blocks:
                blocks["gamma"][...] = 1
        return model

    @classmethod
    def of(
        cls, architecture: Architecture, layers: list[dict[str, np.ndarray]]
    ) -> Model:
        """A copy of what stands in `layers`: the arrays of each by their names.

        Raises
        ------
        ValueError
            If they are of other shapes than the architecture's.
        """
        model, network = cls._empty(architecture, layers[0]["W"].dtype)
        parameters = [
            {name: array for name, array in layer.items() if name not in STATISTICS}
            for layer in layers
        ]
        if not architecture.fit_intercept:
            del parameters[-1]["b"]
        arrays = [array for layer in parameters for array in layer.values()]
        blocks = network.blocks(model.theta)
        views = [view for block in blocks for view in block.values()]
        if [array.shape for array in arrays] != [view.shape for view in views]:
            raise ValueError(
                "the hidden layers must stay as fitted to go on with training; got "
                f"{architecture.units[1:-1]} with batch_norm={architecture.batch_norm} "
                f"for weights of shapes {[array.shape for array in arrays]}. Set "
                "warm_start=False and call fit to start anew."
            )
        for view, array in zip(views, arrays, strict=True):
            view[...] = array
        for group, layer in zip(model.statistics, layers, strict=False):
            for view, name in zip(group, STATISTICS, strict=True):
                view[...] = layer[name]
        return model

    def put(self, theta: Any) -> None:
        """Take parameters from outside, in place.

        Raises
        ------
        ValueError
            If there are more or fewer of them, or one is not finite.
        """
        theta = np.asarray(theta, self.theta.dtype)
        if theta.shape != self.theta.shape:
            raise ValueError(
                f"theta must be of shape {self.theta.shape}, one entry for each "
                f"parameter; got {theta.shape}."
            )
        if not np.isfinite(theta).all():
            at = int(np.flatnonzero(~np.isfinite(theta))[0])
            raise ValueError(
                f"theta must be finite; got {theta[at]} at {at}. get_parameters gives "
                "those that the estimator has."
            )
        self.theta[...] = theta

    @classmethod
    def _empty(
        cls, architecture: Architecture, dtype: np.dtype
    ) -> tuple[Model, Network]:
        """Parameters of zero, and the network that says where they stand."""
        statistics = architecture.initial_statistics(dtype)
        network = architecture.network(statistics)
        theta = np.zeros(network.n_parameters, dtype)
        return cls(architecture, theta, statistics), network

    def astype(self, dtype: Any) -> Model:
        """A copy in another precision; the model itself if it has that one."""
        if self.theta.dtype == dtype:
            return self
        statistics: list[tuple[np.ndarray, ...]] = [
            (mean.astype(dtype), variance.astype(dtype), n_batches.copy())
            for mean, variance, n_batches in self.statistics
        ]
        return Model(self.architecture, self.theta.astype(dtype), statistics)

    def network(self, dropout_rng: np.random.Generator | None = None) -> Network:
        """The training network, bound to the parameters."""
        network = self.architecture.network(self.statistics, dropout_rng)
        network.bind(self.theta)
        return network

    def layers(self, theta: np.ndarray | None = None) -> list[dict[str, np.ndarray]]:
        """Copies of the arrays of each layer by their names: `of` takes them back.

        Parameters
        ----------
        theta : ndarray of shape (n_parameters,), default=None
            Parameters to stand in place of the model's.
        """
        return [
            {name: array.copy() for name, array in layer.items()}
            for layer in self.views(theta)
        ]

    def views(self, theta: np.ndarray | None = None) -> list[dict[str, np.ndarray]]:
        """The arrays of `layers` where they stand, not to be written to."""
        found: list[dict[str, np.ndarray]] = []
        statistics = iter(self.statistics)
        network = self.architecture.network(self.statistics)
        for blocks in network.blocks(_locked(self.theta if theta is None else theta)):
            if "W" in blocks:
                found.append(blocks)
            elif blocks:
                running = map(_locked, next(statistics))
                found[-1] |= blocks | dict(zip(STATISTICS, running, strict=True))
        if "b" not in found[-1]:
            found[-1]["b"] = np.zeros((len(found[-1]["W"]), 1), self.theta.dtype)
        return found


def _locked(array: np.ndarray) -> np.ndarray:
    """A view of an array that cannot be written through."""
    view = array.view()
    view.flags.writeable = False
    return view
