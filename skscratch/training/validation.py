"""Loss and accuracy on held-out samples, and the best parameters by that loss."""

from __future__ import annotations

import math

import numpy as np

from skscratch.network.objective import prediction_loss
from skscratch.training.batches import FullBatch

__all__ = ["Validation"]


class Validation:
    """Follows a network on a validation part.

    Parameters
    ----------
    network : Network
        Bound to the parameters in training.
    arrays : list of ndarray
        All that training changes: the flat parameters and running statistics.
    samples : Samples
        The validation part.
    """

    def __init__(self, network, arrays, samples):
        self.network = network
        self.arrays = arrays
        self.batch = FullBatch(samples).batch
        self.best_loss = math.inf
        self.best = [array.copy() for array in arrays]

    def evaluate(self):
        """Mean loss and accuracy now; keeps a copy of the parameters if best yet."""
        loss, P = prediction_loss(self.network, self.batch)
        if loss < self.best_loss:
            self.best_loss = loss
            for kept, array in zip(self.best, self.arrays, strict=True):
                kept[...] = array
        return loss, self._accuracy(P)

    def restore(self):
        """Put the best parameters back."""
        for kept, array in zip(self.best, self.arrays, strict=True):
            array[...] = kept

    def _accuracy(self, P):
        """Weight of the samples whose every output is right."""
        if self.network.loss.output_activation == "softmax":
            right = P.argmax(axis=0) == self.batch.Y.argmax(axis=0)
        else:
            right = ((P > 0.5) == (self.batch.Y > 0.5)).all(axis=0)
        return float(np.dot(right, self.batch.weights))
