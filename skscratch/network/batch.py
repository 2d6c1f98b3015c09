"""The samples of one step, as they stand in memory or block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Batch", "BatchInBlocks", "Term", "edges_of", "n_in_cache"]

#: The fewest samples for which a product is worth its call.
FEWEST = 128

#: Bytes of samples, and of what a network makes of them, that stay in the cache of a
#: processor's core; and in that of all cores, where up to four threads have as many.
CACHE, LARGE_CACHE = 2**20, 2**23


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
    at_a_time : int
        About how many samples `sum` is to take at a time, where that is quicker; 0 for
        all of them. See `n_in_cache`.
    stays : bool
        Whether the arrays hold these samples in every step.
    """

    X: Any
    Y: np.ndarray
    weights: np.ndarray
    rows: slice | np.ndarray = slice(None)
    share: float = 1.0
    at_a_time: int = 0
    stays: bool = False

    def sum(self, term: Term) -> tuple[Any, ...]:
        """The sums over all samples of what `term` says of some of them."""
        if 0 < self.at_a_time < self.Y.shape[1]:
            return _summed(self._pieces(), term)
        return term(self)

    def blocks(self) -> Iterator[Batch]:
        """The same samples in parts whose `X` is in memory; here a single one."""
        yield self

    def _pieces(self) -> Iterator[Batch]:
        """Some of the samples after others, about as many as `at_a_time` says."""
        n, size = self.Y.shape[1], self.at_a_time
        if not 0 < size < n:
            yield self
            return
        for ends in pairwise(edges_of(n, round(n / size))):
            yield self._some(slice(*ends))

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
        return map(question, self._pieces())

    def map(self, change: Callable[[Any], Any]) -> Batch:
        """The same with other features, `change` of some samples' at a time."""
        return self._replace(X=change(self.X))

    def _some(self, samples: slice) -> Batch:
        """Some of the samples, where they stand."""
        X, Y, weights = self.X[:, samples], self.Y[:, samples], self.weights[samples]
        if isinstance(self.rows, slice):
            start = self.rows.start or 0
            rows: Any = slice(start + samples.start, start + samples.stop)
        else:
            rows = self.rows[samples]
        return Batch(X, Y, weights, rows, self.share, self.at_a_time)

    def astype(self, dtype: Any) -> Batch:
        """The same in another precision."""
        return self.map(lambda X: X.astype(dtype, copy=False))._replace(
            Y=self.Y.astype(dtype), weights=self.weights.astype(dtype)
        )


class BatchInBlocks(Batch):
    """A batch whose features are elsewhere: some samples are in memory at a time.

    Its `X` has the shape of the whole, the `rows` that it is of, which say whether they
    are one block, ``blocks(at_a_time)``, which yields slices of the samples
    with their features, ``cut(n_parts, ahead, at_a_time)``, which makes matrices of
    fewer blocks, and ``map(change)``.
    """

    def sum(self, term: Term) -> tuple[Any, ...]:
        return _summed(self._pieces(), term)

    def _pieces(self) -> Iterator[Batch]:
        return (piece for block in self.blocks() for piece in block._pieces())

    def blocks(self) -> Iterator[Batch]:
        for samples, X in self.X.blocks(self.at_a_time):
            Y, weights = self.Y[:, samples], self.weights[samples]
            yield Batch(X, Y, weights, samples, at_a_time=self.at_a_time)

    def cut(self, n_parts: int, ahead: bool = True) -> list[list[Batch]]:
        if self.X.rows.is_one_block:  # it may as well stay in memory
            (block,) = self._replace(at_a_time=0).blocks()
            # a copy: whoever reads next may use the memory of the block again
            X = block.X.copy(order="K")
            return block._replace(X=X, at_a_time=self.at_a_time).cut(n_parts)
        lists = self.X.cut(n_parts, ahead, self.at_a_time)
        return [[self._replace(X=part) for part in parts] for parts in lists]

    def map(self, change: Callable[[Any], Any]) -> BatchInBlocks:
        return self._replace(X=self.X.map(change))


def _summed(batches: Iterator[Batch], term: Term) -> tuple[Any, ...]:
    # a term may be memory that the next one overwrites
    sums = [np.array(part) for part in term(next(batches))]
    for batch in batches:
        for total, part in zip(sums, term(batch), strict=True):
            total += part
    return tuple(sums)


def n_in_cache(units: Sequence[int], itemsize: int) -> int:
    """How many samples a cost with its gradient is best summed over at a time.

    Samples and outputs of layers are needed again on the way back: of so many samples
    they are in the cache still, and a network works in little memory. But each sum has
    a gradient of its own, so a network of many parameters takes more samples.

    Parameters
    ----------
    units : sequence of int
        Features and units of each layer.
    itemsize : int
        Bytes of a number.

    Returns
    -------
    n_samples : int
        0 for as many as there are.
    """
    n_weights = sum(n_in * n_out for n_in, n_out in pairwise(units))
    bytes_of_a_sample = max(1, sum(units)) * itemsize
    if FEWEST * bytes_of_a_sample > LARGE_CACHE:
        return 0
    size = CACHE if 2 * n_weights * itemsize <= CACHE else LARGE_CACHE
    return max(FEWEST, size // bytes_of_a_sample)


def edges_of(n: int, n_parts: int) -> list[int]:
    """Where parts of one size, about, begin that `n` things are cut into; and `n`."""
    return [n * i // n_parts for i in range(n_parts + 1)]


#: From a batch to numbers and arrays that add up over the batches of a whole. It may be
#: sent to where the samples are, so it holds nothing large but parameters.
Term = Callable[[Batch], tuple[Any, ...]]
