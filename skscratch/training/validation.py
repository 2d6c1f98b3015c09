"""Loss and score on held-out samples."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from skscratch.network.batch import Batch
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
    score : callable, default=None
        What the parameters score as of now, the higher the better; None for the
        accuracy.
    """

    def __init__(
        self,
        network: Network,
        samples: Samples,
        score: Callable[[], float] | None = None,
    ):
        self.network = network
        self.score = score
        self.batch = FullBatch(samples).batch

    def evaluate(self) -> tuple[float, float]:
        """Mean loss in nats, and score, as of now; nan for what overflowed."""
        network = self.network.for_prediction()
        loss, accuracy = map(float, self.batch.sum(partial(_loss_and_right, network)))
        if self.score is None:
            return loss, accuracy
        return loss, self.score() if math.isfinite(loss) else math.nan


def _loss_and_right(network: Network, batch: Batch) -> tuple[float, float]:
    """The loss, and the weight of the samples whose every output is right."""
    loss, P = prediction_loss(network, batch)
    right = network.loss.right(P, batch.Y)
    return loss, float(np.dot(right, batch.weights))
