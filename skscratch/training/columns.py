"""Samples elsewhere as columns of a matrix, as products of a network want them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import cycle, pairwise
from typing import Any

import numpy as np

from skscratch.training.elsewhere import Elsewhere

__all__ = ["Columns"]

#: Bytes that a thread computes with on its own, about, before it waits for the others.
PART = 2**27


@dataclass(frozen=True)
class Columns:
    """Samples elsewhere as the columns of a matrix, perhaps changed on their way.

    Attributes
    ----------
    rows : Elsewhere
    height : int
        Features after the changes.
    changes : tuple of callable
        Done to the columns of each block, one after the other.
    some : tuple of slice or None
        Which blocks it has; None for all.
    """

    rows: Elsewhere
    height: int
    changes: tuple[Callable[[np.ndarray], np.ndarray], ...] = ()
    some: tuple[slice, ...] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, len(self.rows)

    def blocks(self, at_a_time: int = 0) -> Iterator[tuple[slice, np.ndarray]]:
        """Slices of the columns with what stands in them; see `Elsewhere.runs`."""
        slices = self.rows.runs(at_a_time) if self.some is None else self.some
        for samples, rows in self.rows.pieces(slices):
            columns = rows.T
            for change in self.changes:
                columns = change(columns)
            yield samples, columns

    def cut(self, n_parts: int, ahead: bool, at_a_time: int) -> list[list[Columns]]:
        """The same in parts of some blocks or pieces.

        Those of a list read into memory of their own; each has it in common with one
        part of every other list.

        Parameters
        ----------
        n_parts : int
            Parts of a list, at most.
        ahead : bool
            As of `Elsewhere.for_training`.
        at_a_time : int
            As of `Elsewhere.runs`.
        """
        slices = self.rows.runs(at_a_time)
        n_bytes = math.prod(self.rows.shape) * self.rows.dtype.itemsize
        n_lists = min(math.ceil(n_bytes / (PART * n_parts)), len(slices) // n_parts)
        n_lists = max(1, n_lists)
        edges = np.linspace(0, len(slices), n_lists * n_parts + 1).astype(int)
        n_lanes = 1 if ahead else n_parts  # who reads ahead is alone
        lanes = cycle([self.rows.for_training(ahead) for _ in range(n_lanes)])
        parts = [
            replace(self, rows=rows, some=tuple(slices[start:stop]))
            for rows, (start, stop) in zip(lanes, pairwise(edges), strict=False)
            if start < stop
        ]
        return [parts[i : i + n_parts] for i in range(0, len(parts), n_parts)]

    def map(self, change: Callable[[Any], Any]) -> Columns:
        """The same, changed once more."""
        height = len(change(np.zeros((self.height, 1), self.rows.dtype)))
        return replace(self, height=height, changes=(*self.changes, change))
