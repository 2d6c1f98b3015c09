"""Loss and accuracy on held-out samples."""

from __future__ import annotations

import numpy as np

from skscratch.network.network import Network
from skscratch.network.objective import prediction_loss
from skscratch.training.batches import FullBatch
from skscratch.training.samples import Samples

__all__ = ["Validation"]


class Validation:
    """Follows a network on a validation part.

    Parameters
    ----------
    network : Network
        Bound to the parameters in training.
    samples : Samples
        The validation part.
    """

    def __init__(self, network: Network, samples: Samples):
        self.network = network
        self.batch = FullBatch(samples).batch

    def evaluate(self) -> tuple[float, float]:
        """Mean loss in nats, and accuracy, as of now."""
        loss, P = prediction_loss(self.network, self.batch)
        return loss, self._accuracy(P)

    def _accuracy(self, P: np.ndarray) -> float:
        """Weight of the samples whose every output is right."""
        right = self.network.loss.right(P, self.batch.Y)
        return float(np.dot(right, self.batch.weights))
