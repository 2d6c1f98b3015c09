"""Sums over partitions, each worker over its own, added up in a tree.

The tree is that of the partitions' numbers: neighbours are added, then neighbours of
these sums, and so on, whoever is ready first. So a sum is bit for bit the same however
many workers there are, and the coordinator receives only the last few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from skscratch.distributed.partitions import aligned
from skscratch.distributed.workers import Workers, tasks_of
from skscratch.network.batch import Batch, BatchInBlocks, Term

__all__ = ["BatchOnCluster", "name_of", "sent", "unpacked"]

#: Sums that one task adds up; a power of two, for the tree.
FAN_IN = 8

#: Tasks that the coordinator deals with itself: it takes longer to have workers pass
#: parameters on to each other, and add up, than to send and receive so few.
FEW = 4

Sums = tuple[Any, ...]


class Bundle(NamedTuple):
    """What one task works on: batches of neighbouring partitions, where they are.

    Attributes
    ----------
    batches : list of Batch
    change : bytes
        What is done to the features of each, as `sent` has packed it.
    """

    batches: list[Batch]
    change: bytes


class BatchOnCluster(BatchInBlocks):
    """A batch of partitions that stay with the workers: only sums come from there.

    Targets and weights are sent to the partitions once; what is summed, with the
    parameters in it, once for each sum, or to each of a `FEW` bundles.
    """

    def sum(self, term: Term) -> Sums:
        name = name_of(term)
        if len(self._bundles) > FEW:
            of = sent(term, f"{name}-parameters")
        else:
            of = packed(term)
        sums = tasks_of(name, _sum_of, [(of, bundle) for bundle in self._bundles])
        while len(sums) > FEW:
            groups = [sums[i : i + FAN_IN] for i in range(0, len(sums), FAN_IN)]
            sums = tasks_of(f"{name}-sum", _added, [(group,) for group in groups])
        total = _added(self._workers.compute(sums, hold=True))
        return tuple(map(aligned, total or ()))

    def each(self, question: Callable[[Batch], Any]) -> Iterator[Any]:
        name = name_of(question)
        of = sent(question, f"{name}-parameters")
        asked = tasks_of(name, _answers, [(of, bundle) for bundle in self._bundles])
        for answers in self._workers.compute(asked):
            yield from answers

    @property
    def _workers(self) -> Workers:
        return self.X.rows.workers

    @cached_property
    def _bundles(self) -> list[Any]:
        """Tasks of bundles: the rows, with what else belongs to their samples."""
        rows = self.X.rows
        change = sent(partial(_changed, self.X.changes), "change-of-features")
        (change,) = self._workers.keep([change])
        given = [
            (bundle, change, [self._beside(at) for at in places])
            for bundle, places in zip(rows.bundles, rows.places, strict=True)
        ]
        return self._workers.spread(tasks_of("samples", _bundle, given))

    def _beside(self, at: slice) -> dict[str, Any]:
        """What a batch of these rows has besides them."""
        Y, weights = self.Y[:, at], self.weights[at]
        return {"Y": Y, "weights": weights, "rows": at, "at_a_time": self.at_a_time}


def sent(value: Any, name: str) -> Any:
    """A value as a task of its own: however many tasks need it, it is sent once."""
    (task,) = tasks_of(name, _as_it_is, [(packed(value),)])
    return task


def packed(value: Any) -> bytes:
    """A value as a worker unpacks it."""
    from cloudpickle import dumps

    return bytes(dumps(value))


def unpacked(value: bytes) -> Any:
    """What `packed` has made bytes of."""
    from cloudpickle import loads

    return loads(value)


def _as_it_is(value: bytes) -> bytes:
    return value


def name_of(term: Any) -> str:
    """What the dashboard calls it: loss-and-gradient, curvature, ..."""
    while isinstance(term, partial):
        term = term.func
    return getattr(term, "__name__", type(term).__name__).strip("_").replace("_", "-")


# What follows runs on the workers. A task loads its own copy of what was sent: the
# memory that a network works in is not shared between threads.


def _bundle(
    rows: list[np.ndarray], change: bytes, others: list[dict[str, Any]]
) -> Bundle:
    batches = [Batch(part.T, **more) for part, more in zip(rows, others, strict=True)]
    return Bundle(batches, change)


def _changed(changes: tuple[Callable[[Any], Any], ...], X: np.ndarray) -> np.ndarray:
    for change in changes:
        X = change(X)
    return X


def _changed_batch(bundle: Bundle) -> Callable[[Batch], Batch]:
    """From a batch of the bundle to the one that is asked."""
    change = unpacked(bundle.change)

    def changed(batch: Batch) -> Batch:
        Y, weights = aligned(batch.Y), aligned(batch.weights)
        return batch._replace(X=aligned(batch.X), Y=Y, weights=weights).map(change)

    return changed


def _answers(question: bytes, bundle: Bundle) -> list[Any]:
    ask, changed = unpacked(question), _changed_batch(bundle)
    with np.errstate(all="ignore"):
        return [ask(changed(batch)) for batch in bundle.batches if batch.X.shape[1]]


def _sum_of(term: bytes, bundle: Bundle) -> Sums | None:
    of, changed = unpacked(term), _changed_batch(bundle)

    def sums_of(batch: Batch) -> Sums | None:
        # a term may be memory that the next one overwrites
        sums = changed(batch).sum(of) if batch.X.shape[1] else None
        return sums and tuple(np.array(part) for part in sums)

    with np.errstate(all="ignore"):  # what overflows is found where it arrives
        return _in_a_tree(bundle.batches, sums_of)


def _added(sums: Sequence[Sums | None]) -> Sums | None:
    with np.errstate(all="ignore"):
        return _in_a_tree(sums, lambda each: each)


def _in_a_tree(
    items: Sequence[Any], sums_of: Callable[[Any], Sums | None]
) -> Sums | None:
    """Neighbours added, then neighbours of these; None adds nothing."""
    if len(items) == 1:
        return sums_of(items[0])
    half = 1 << ((len(items) - 1).bit_length() - 1)
    one = _in_a_tree(items[:half], sums_of)
    other = _in_a_tree(items[half:], sums_of)
    if one is None or other is None:
        return other if one is None else one
    return tuple(a + b for a, b in zip(one, other, strict=True))
