"""The samples of a training or validation set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from skscratch.training.elsewhere import Elsewhere

__all__ = ["Samples", "scaled"]


def scaled(weights: np.ndarray) -> tuple[np.ndarray, int]:
    """Weights divided by the power of two that leaves the largest in [0.5, 1).

    A power of two rounds nothing, and only proportions count while training: so weights
    of any size behave like those around 1, where sums neither overflow nor vanish.

    Returns
    -------
    weights : ndarray
    exponent : int
        ``weights * 2**exponent`` are the given ones.
    """
    _, exponent = np.frexp(weights.max(initial=0))
    return np.ldexp(weights, -exponent), int(exponent)


@dataclass(frozen=True)
class Samples:
    """Features, targets and weights of a set of samples.

    The features are the source that training draws from: `gather` for some rows, the
    `batch_of_all` for sums. Nothing else is large, so everything else is in memory.

    Attributes
    ----------
    X : ndarray, CSR matrix or Elsewhere of shape (n_samples, n_features)
    Y : ndarray of shape (n_outputs, n_samples)
        Targets as the loss wants them: 0/1, one-hot or indicators.
    weights : ndarray of shape (n_samples,), float64
        Sample weights times class weights, ``scaled``.
    exponent : int, default=0
        ``weights * 2**exponent`` are the user's.
    """

    X: Any
    Y: np.ndarray
    weights: np.ndarray
    exponent: int = 0

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def elsewhere(self) -> bool:
        """Whether only a part of the features is in memory at a time."""
        return isinstance(self.X, Elsewhere)

    def gather(self, rows: np.ndarray, out: np.ndarray | None) -> Any:
        """The features of some rows, in `out` if they are dense."""
        if isinstance(self.X, Elsewhere):
            return self.X.gather(rows, out)
        if out is None:
            return self.X[rows]
        # mode="clip" spares NumPy a buffer that guards `out` against bad indices
        return self.X.take(rows, axis=0, out=out, mode="clip")

    def take(self, rows: np.ndarray) -> Samples:
        """The samples of the given indices, copied; features elsewhere stay there."""
        weights = self.weights[rows]
        return Samples(self.X[rows], self.Y[:, rows], weights, self.exponent)

    def in_reading_order(self) -> Samples:
        """The same in the order in which features elsewhere are best read."""
        order = self.X.reading_order if isinstance(self.X, Elsewhere) else None
        return self if order is None else self.take(order)

    def per_weight(self, alpha: float) -> float:
        """``alpha / sum(weights)`` of the user's weights, the strength of a penalty."""
        return float(np.ldexp(alpha / self.weights.sum(), -self.exponent))

    def astype(self, dtype: Any) -> Samples:
        """The same in another precision; copied only if it is another."""
        X, Y = self.X.astype(dtype, copy=False), self.Y.astype(dtype, copy=False)
        return replace(self, X=X, Y=Y)

    @property
    def can_be_in_memory(self) -> bool:
        """Whether all features may come into memory, or are there."""
        return not self.elsewhere or self.X.can_be_gathered

    def in_memory(self) -> Samples:
        """The same with their features in memory."""
        return replace(self, X=np.asarray(self.X)) if self.elsewhere else self

    def present(self) -> Samples:
        """Those with a weight, since zero is absence; copied only if some have none."""
        if self.weights.all():
            return self
        return self.take(np.flatnonzero(self.weights))
