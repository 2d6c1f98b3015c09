"""A copy of what training changes, to go back to."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

__all__ = ["Best", "Snapshot", "are_finite"]


def are_finite(vectors: list[np.ndarray]) -> bool:
    """Whether every number in some vectors is finite."""
    # A finite sum of squares needs finite terms; an infinite one may only overflow.
    for vector in vectors:
        if not (math.isfinite(vector.dot(vector)) or np.isfinite(vector).all()):
            return False
    return True


class Snapshot:
    """The last copy of some arrays.

    Parameters
    ----------
    arrays : list of ndarray
        What training changes in place: parameters and running statistics.

    Attributes
    ----------
    flat : list of ndarray
        These as they are now, each as a vector.
    """

    def __init__(self, arrays: list[np.ndarray]):
        self._pairs = [(array, array.copy()) for array in arrays]
        self.flat = [array.reshape(-1) for array in arrays]

    @property
    def kept(self) -> list[np.ndarray]:
        """The copies."""
        return [kept for _, kept in self._pairs]

    def take(self) -> None:
        """Copy the arrays as they are now."""
        for array, kept in self._pairs:
            kept[...] = array

    def restore(self) -> None:
        """Put the copy back."""
        for array, kept in self._pairs:
            array[...] = kept

    def is_finite_now(self) -> bool:
        """Whether every number in the arrays is finite as they are now."""
        return are_finite(self.flat)


class Best(NamedTuple):
    """The best model of a run by what early stopping watches.

    Attributes
    ----------
    value : float
        The validation loss in nats, or minus the score: the lower the better.
    iteration : int or None
        Index of its epoch in the record; None where training started.
    arrays : tuple of ndarray
        Its parameters and running statistics.
    """

    value: float
    iteration: int | None
    arrays: tuple[np.ndarray, ...]
