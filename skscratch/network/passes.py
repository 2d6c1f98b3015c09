"""The way through a network and back, and recordings of it for small batches."""

from __future__ import annotations

from functools import partial

import numpy as np

from skscratch.network.batch import Batch
from skscratch.network.network import Network
from skscratch.network.recording import Recording

__all__ = ["Recordings", "loss_and_derivative", "there_and_back"]

#: Numbers of a batch up to which its calls are so short that recording them pays.
FEW_NUMBERS = 2**18

#: Batches that are remembered: more than there are sizes in an epoch.
MOST_BATCHES = 8


def loss_and_derivative(network: Network, batch: Batch) -> tuple[float, np.ndarray]:
    """The weighted loss of samples in memory, with its derivative by the logits."""
    Z = network.forward(batch)
    # rows of one length are quick to multiply
    losses, dZ = network.loss.losses(Z, batch.Y, batch.weights[np.newaxis])
    return np.dot(losses, batch.weights), dZ


def there_and_back(network: Network, batch: Batch) -> float:
    """The weighted loss of samples in memory; layers write its gradient."""
    loss, dZ = loss_and_derivative(network, batch)
    network.backward(dZ)
    return loss


class Recordings:
    """What `there_and_back` calls for batches that come in the same memory.

    Parameters
    ----------
    network : Network
        Bound to the two:
    theta, gradient : ndarray of shape (n_parameters,)
    """

    def __init__(self, network: Network, theta: np.ndarray, gradient: np.ndarray):
        self.network = network
        self.parameters = theta, gradient
        self._known: dict[int, tuple[Batch, Recording | None]] = {}

    def of(self, batch: Batch) -> Recording | None:
        """A recording that plays for this batch, if its memory was seen before."""
        known, recording = self._known.get(id(batch.X), (None, None))
        if known is batch or (known is not None and _share_memory(known, batch)):
            if recording is None:
                recording = self._record(batch)
                self._known[id(batch.X)] = batch, recording
        elif self._may_be_recorded(batch):
            if len(self._known) == MOST_BATCHES:
                self._known.clear()
            self._known[id(batch.X)] = batch, None
        return recording

    def _may_be_recorded(self, batch: Batch) -> bool:
        X, network = batch.X, self.network
        is_short = isinstance(X, np.ndarray) and X.size <= FEW_NUMBERS
        repeats = network.repeats and (_stays(batch) or not network.asks_rows)
        return is_short and repeats and batch.at_a_time == 0

    def _record(self, batch: Batch) -> Recording:
        function = partial(self._on_these, batch)
        if _stays(batch):
            return Recording(function, *self.parameters)
        return Recording(function, *self.parameters, batch.X, batch.Y, batch.weights)

    def _on_these(
        self,
        batch: Batch,
        theta: np.ndarray,
        gradient: np.ndarray,
        *samples: np.ndarray,
    ) -> float:
        network = self.network.unbound()
        network.bind(theta, gradient)
        if samples:
            X, Y, weights = samples
            batch = Batch(X, Y, weights)
        return there_and_back(network, batch)


def _stays(batch: Batch) -> bool:
    """Whether it is of the same samples in every step."""
    return isinstance(batch.rows, slice)


def _share_memory(one: Batch, other: Batch) -> bool:
    """Whether these are the very same arrays."""
    return one.X is other.X and one.Y is other.Y and one.weights is other.weights
