"""The samples of a training or validation set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Samples"]


@dataclass(frozen=True)
class Samples:
    """Features, targets and weights of a set of samples.

    Attributes
    ----------
    X : ndarray or CSR matrix of shape (n_samples, n_features)
    Y : ndarray of shape (n_outputs, n_samples)
        Targets as the loss wants them: 0/1, one-hot or indicators.
    weights : ndarray of shape (n_samples,), float64
        Sample weights times class weights.
    """

    X: Any
    Y: np.ndarray
    weights: np.ndarray

    def __len__(self) -> int:
        return len(self.weights)

    def take(self, rows: np.ndarray) -> Samples:
        """The samples of the given indices, copied."""
        return Samples(self.X[rows], self.Y[:, rows], self.weights[rows])

    def present(self) -> Samples:
        """Those with a weight, since zero is absence; copied only if some have none."""
        if self.weights.all():
            return self
        return self.take(np.flatnonzero(self.weights))
