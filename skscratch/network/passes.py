"""The way through a network and back, and recordings of it for small batches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from skscratch.network.batch import Batch
from skscratch.network.network import Network
from skscratch.network.recording import Recording

__all__ = ["Recordings", "loss_and_derivative", "there_and_back"]

#: Numbers of a batch's features and of all that the layers make of them, up to which
#: calls are so short that recording them pays.
FEW_NUMBERS = 2**17

#: Steps in the same memory after which the next is recorded: that takes as long as is
#: saved in about 40.
OFTEN = 20

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
    """`there_and_back` for batches that come in the same memory again and again.

    Parameters
    ----------
    network : Network
        Bound to the two:
    theta, gradient : ndarray of shape (n_parameters,)
    """

    def __init__(self, network: Network, theta: np.ndarray, gradient: np.ndarray):
        self.network = network
        self.parameters = theta, gradient
        self._known: dict[int, _Known] = {}

    def loss(self, batch: Batch) -> float | None:
        """The loss by a recording, which writes the gradient; None without one."""
        known = self._known.get(id(batch.X))
        if known is None or not (known.batch is batch or known.is_of(batch)):
            self._remember(batch)
            return None
        if known.recording is not None:
            return known.recording.play()
        known.n_seen += 1
        if known.n_seen <= OFTEN:
            return None
        known.recording = self._record(batch)
        return known.recording.result

    def _remember(self, batch: Batch) -> None:
        """Know the batch when it comes again, if it may be recorded."""
        X, network = batch.X, self.network
        if not isinstance(X, np.ndarray) or batch.at_a_time:
            return
        n_numbers = X.shape[1] * (X.shape[0] + network.n_units)
        repeats = network.repeats and (batch.stays or not network.asks_rows)
        if repeats and n_numbers <= FEW_NUMBERS:
            if len(self._known) == MOST_BATCHES:
                self._known.clear()
            self._known[id(X)] = _Known(batch)

    def _record(self, batch: Batch) -> Recording:
        function = partial(self._on_these, batch)
        if batch.stays:
            return Recording(function, *self.parameters)
        samples = batch.X, batch.Y, batch.weights
        return Recording(function, *self.parameters, *samples)

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


@dataclass
class _Known:
    """A batch, how often its memory was seen, and the recording if there is one."""

    batch: Batch
    n_seen: int = 1
    recording: Recording | None = None

    def is_of(self, batch: Batch) -> bool:
        """Whether another batch is of the very same arrays."""
        own = self.batch
        return own.X is batch.X and own.Y is batch.Y and own.weights is batch.weights
