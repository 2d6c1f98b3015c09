"""The samples of one step, as they stand in memory or block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

import numpy as np
from sklearn.utils import gen_batches

__all__ = [
    "Batch",
    "BatchInBlocks",
    "BatchInCache",
    "BatchInLargeCache",
    "Term",
    "edges_of",
]

#: The fewest samples for which a product is worth its call.
FEWEST = 128


class Batch(NamedTuple):
    """The samples of one step, in columns.

    What is done with all of them at once is a sum over samples, so it goes through
    `sum`: whoever asks for one need not know where the samples are.

    Attributes
    ----------
    X : ndarray or sparse matrix of shape (n_features, n_samples)
    Y : ndarray of shape (n_outputs, n_samples)
    weights : ndarray of shape (n_samples,)
        Weight of each sample's loss in the cost of the batch.
    rows : slice or ndarray of int
        Which of the training samples these are, in the order of the columns.
    share : float
        Samples of the batch by samples of the training set.
    """

    X: Any
    Y: np.ndarray
    weights: np.ndarray
    rows: slice | np.ndarray = slice(None)
    share: float = 1.0

    def sum(self, term: Term) -> tuple[Any, ...]:
        """The sums over all samples of what `term` says of some of them."""
        return term(self)

    def blocks(self) -> Iterator[Batch]:
        """The same samples in parts whose `X` is in memory; here a single one."""
        yield self

    def cut(self, n_parts: int, ahead: bool = True) -> list[list[Batch]]:
        """The same samples in parts, of which those of a list may be had at a time.

        Parameters
        ----------
        n_parts : int
            Parts of a list, at most.
        ahead : bool, default=True
            Whether a part that is not in memory reads its next block while one is used.
        """
        edges = edges_of(self.Y.shape[1], n_parts)
        return [[self._some(slice(*ends)) for ends in pairwise(edges)]]

    def each(self, question: Callable[[Batch], Any]) -> Iterator[Any]:
        """What `question` says of one part after the other."""
        return map(question, self.blocks())

    def map(self, change: Callable[[Any], Any]) -> Batch:
        """The same with other features, `change` of some samples' at a time."""
        return self._replace(X=change(self.X))

    def _some(self, samples: slice) -> Batch:
        """Some of the samples, where they stand."""
        X, weights = self.X[:, samples], self.weights[samples]
        return self._replace(X=X, Y=self.Y[:, samples], weights=weights)

    def astype(self, dtype: Any) -> Batch:
        """The same in another precision."""
        return self.map(lambda X: X.astype(dtype, copy=False))._replace(
            Y=self.Y.astype(dtype), weights=self.weights.astype(dtype)
        )


class BatchInBlocks(Batch):
    """A batch whose features are elsewhere: some samples are in memory at a time.

    Its `X` has the shape of the whole, ``blocks()``, which yields slices of the samples
    with their features, ``cut(n_parts, ahead)``, which makes matrices of fewer
    blocks, and ``map(change)``.
    """

    def sum(self, term: Term) -> tuple[Any, ...]:
        blocks = self.blocks()
        # a term may be memory that the next one overwrites
        sums = [np.array(part) for part in term(next(blocks))]
        for block in blocks:
            for total, part in zip(sums, term(block), strict=True):
                total += part
        return tuple(sums)

    def blocks(self) -> Iterator[Batch]:
        for samples, X in self.X.blocks():
            yield Batch(X, self.Y[:, samples], self.weights[samples], samples)

    def cut(self, n_parts: int, ahead: bool = True) -> list[list[Batch]]:
        lists = self.X.cut(n_parts, ahead)
        if len(lists) == len(lists[0]) == 1:  # it may as well stay in memory
            (block,) = self.blocks()
            return block.cut(n_parts)
        return [[self._replace(X=part) for part in parts] for parts in lists]

    def map(self, change: Callable[[Any], Any]) -> BatchInBlocks:
        return self._replace(X=self.X.map(change))


class BatchInCache(BatchInBlocks):
    """A batch in memory, summed in blocks that fit the processor's cache.

    A cost with its gradient takes two products with `X`: so the second one finds the
    block in the cache, and `X` comes from memory once instead of twice.

    Attributes
    ----------
    block : int
        Bytes of `X` that are worked on at a time.
    """

    block: ClassVar[int] = 2**20

    @classmethod
    def pays(cls, X: Any) -> bool:
        """Whether there are several such blocks of ``X (n_features, n_samples)``."""
        dense = isinstance(X, np.ndarray) and X.flags.f_contiguous
        return dense and X.nbytes > 4 * cls.block and cls._rows(X) >= FEWEST

    def blocks(self) -> Iterator[Batch]:
        for samples in gen_batches(self.X.shape[1], self._rows(self.X)):
            yield Batch(
                self.X[:, samples], self.Y[:, samples], self.weights[samples], samples
            )

    def cut(self, n_parts: int, ahead: bool = True) -> list[list[Batch]]:
        return Batch.cut(self, n_parts)

    def map(self, change: Callable[[Any], Any]) -> BatchInCache:
        return self._replace(X=change(self.X))

    @classmethod
    def _rows(cls, X: np.ndarray) -> int:
        """How many samples are in a block."""
        return cls.block // max(1, X.shape[0] * X.itemsize)


class BatchInLargeCache(BatchInCache):
    """Likewise in blocks for the cache that a processor's cores share.

    Each block has small matrices of hidden units instead of large ones that come from
    memory whenever they are asked for.
    """

    block = 2**22


def edges_of(n: int, n_parts: int) -> list[int]:
    """Where parts of one size, about, begin that `n` things are cut into; and `n`."""
    return [n * i // n_parts for i in range(n_parts + 1)]


#: From a batch to numbers and arrays that add up over the batches of a whole. It may be
#: sent to where the samples are, so it holds nothing large but parameters.
Term = Callable[[Batch], tuple[Any, ...]]
