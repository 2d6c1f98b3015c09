"""One Gram matrix for all the fits of a search.

Candidates of a search train on the same samples, and each fold has most of the samples
of the others. So the product of any two rows is computed once and found again by what
stands in the rows: a fit gets copies of them, in an order of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from numbers import Integral
from operator import itemgetter
from threading import Lock
from typing import Any

import numpy as np
from scipy.sparse import issparse

from skscratch.network.gram import row_products

__all__ = ["GramMemory", "known_gram", "known_row_products", "shared_gram"]

#: Times the work of a product that it may take to remember its rows, each of which is
#: multiplied with all of its group; and how many groups there are at most, since all of
#: them are asked.
MOST_WORK, MOST_GROUPS = 2, 256

#: The memories of the contexts that have been entered; the last one is in use.
_memories: list[GramMemory] = []


@contextmanager
def shared_gram(max_bytes: int = 2**30) -> Iterator[None]:
    """Let the fits inside share the products of their samples.

    On wide data "gd", "momentum" and "nesterov" train in the Gram form, which begins
    with the product of each sample with each. Inside this context it is taken from a
    memory where both samples have been met before, in another candidate of a search,
    another fold, or as validation samples. Weights and costs differ from those outside
    it by rounding only.

    Samples are known by their values: all of them are compared, so data that have been
    changed in place are new data. The memory copies them. It ends with the context.

    Threads of this process share one memory. Worker processes that joblib's default
    backend, "loky", starts inside the context have one each, which ends with the
    process. That needs joblib 1.5; and a ``joblib.parallel_config`` of your own goes
    around this context, not into it. Workers of other backends, such as Dask's, have
    no memory. Sparse samples are not remembered.

    Parameters
    ----------
    max_bytes : int, default=2**30
        What the memory may hold in a process: samples and their products, 8 bytes a
        number in float64. Where it is full, the samples that have not been asked for
        longest go. Data of more than that are multiplied as outside the context.

    Yields
    ------
    None
        Nothing to hold on to: the fits find the memory by themselves.

    Raises
    ------
    ValueError
        If `max_bytes` is no positive integer.

    See Also
    --------
    DeepNNClassifier : Its `form_` says whether the Gram form was in use.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.model_selection import GridSearchCV
    >>> from skscratch import ScratchLogisticRegression, shared_gram
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.standard_normal((60, 2000)), np.arange(60) % 2
    >>> X[y == 1] += 0.1
    >>> model = ScratchLogisticRegression(solver="gd", max_iter=50, tol=None)
    >>> with shared_gram():
    ...     search = GridSearchCV(model, {"alpha": [0.1, 10.0, 1000.0]}).fit(X, y)
    >>> search.best_estimator_.form_
    'gram'
    """
    whole = isinstance(max_bytes, Integral) and not isinstance(max_bytes, bool)
    if not whole or max_bytes < 1:
        raise ValueError(f"max_bytes must be a positive integer; got {max_bytes!r}.")
    memory = GramMemory(max_bytes)
    _memories.append(memory)
    try:
        with _workers_with_memory(max_bytes):
            yield
    finally:
        _memories.remove(memory)


def _workers_with_memory(max_bytes: int) -> AbstractContextManager[Any]:
    """Let the processes that joblib starts remember too, where it can be told so."""
    import joblib.parallel

    backend, n_jobs = joblib.parallel.get_active_backend()
    parameters = getattr(backend, "backend_kwargs", None)  # from joblib 1.5 on
    is_loky = type(backend) is joblib.parallel.BACKENDS["loky"]
    if not is_loky or parameters is None or "initializer" in parameters:
        return nullcontext()
    return joblib.parallel_config(
        "loky",
        n_jobs=n_jobs,
        inner_max_num_threads=backend.inner_max_num_threads,
        initializer=_remember,
        initargs=(max_bytes,),
        **parameters,
    )


def _remember(max_bytes: int) -> None:
    """Have a memory from now on."""
    _memories.append(GramMemory(max_bytes))


def known_row_products(A: Any, B: Any) -> np.ndarray:
    """``A B'``, dense, from the memory in use if there is one."""
    dense = not (issparse(A) or issparse(B))
    found = _memories[-1].products(A, B) if _memories and dense else None
    return row_products(A, B) if found is None else found


def known_gram(X: Any) -> np.ndarray | None:
    """``X X'`` if all of it is in the memory in use."""
    return _memories[-1].recall(X) if _memories and not issparse(X) else None


class GramMemory:
    """Groups of rows with their products, up to a number of bytes.

    Rows are in a group with all those that they have been multiplied with: folds of the
    same data are one group, folds that each have been scaled by themselves are several.
    """

    def __init__(self, max_bytes: int):
        self.max_bytes = max_bytes
        self._groups: list[KnownRows] = []  # the one asked for last at the end
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        return sum(group.nbytes() for group in self._groups)

    def products(self, A: np.ndarray, B: np.ndarray) -> np.ndarray | None:
        """``A B'``, or None where there is no room for it."""
        with self._lock:  # others wait for the products that they are about to need
            keys = row_keys(B)
            group = self._group_of(B, keys)
            rows = columns = self._places(group, B, keys, len(B) ** 2)
            if A is not B:
                rows = self._places(group, A, row_keys(A), len(A) * len(B))
            if rows is None or columns is None:
                return None
            return group.products[np.ix_(rows, columns)]

    def recall(self, X: np.ndarray) -> np.ndarray | None:
        """``X X'`` if each of the rows has been met."""
        with self._lock:
            keys = row_keys(X)
            group = self._group_of(X, keys)
            places = group.find(X, keys)
            return None if min(places) < 0 else group.products[np.ix_(places, places)]

    def _group_of(self, X: np.ndarray, keys: list[int]) -> KnownRows:
        """The group that has most of the rows, or a new one if the others are many."""
        groups = [(each.n_known(X, keys), each) for each in self._groups]
        n_known, group = max(groups, key=itemgetter(0), default=(0, None))
        n_new = len(X) - n_known
        if group is None or not n_known or group.work(n_new) > MOST_WORK * len(X) ** 2:
            return KnownRows(X.shape[1], X.dtype)
        self._groups.remove(group)
        self._groups.append(group)
        return group

    def _places(
        self, group: KnownRows, X: np.ndarray, keys: list[int], work: int
    ) -> np.ndarray | None:
        """Where the rows stand in a group, after those that are new have come to it.

        None where that is too much work or there is no room.
        """
        places = group.find(X, keys)
        new = np.flatnonzero(places < 0)
        if len(new):
            if group.work(len(new)) > MOST_WORK * work:
                return None
            if not self._make_room(group, len(new)):
                return None
            rows = X if len(new) == len(X) else X[new]
            places[new] = group.add(rows, [keys[i] for i in new])
        return places

    def _make_room(self, group: KnownRows, n_new: int) -> bool:
        """Forget others, or the group itself where even that is not enough."""
        others = self._groups = [each for each in self._groups if each is not group]
        needed = group.nbytes(n_new)
        if needed > self.max_bytes:
            return False
        del others[: max(0, len(others) + 1 - MOST_GROUPS)]
        while others and needed + self.nbytes > self.max_bytes:
            del others[0]
        others.append(group)
        return True


class KnownRows:
    """Rows, and the product of each with each.

    Attributes
    ----------
    rows : ndarray of shape (n_rows, n_features)
    products : ndarray of shape (n_rows, n_rows)
    """

    def __init__(self, n_features: int, dtype: Any):
        self.rows = np.empty((0, n_features), dtype)
        self.products = np.empty((0, 0), dtype)
        self._by_key: dict[int, list[int]] = {}

    def nbytes(self, n_new: int = 0) -> int:
        """Its size, or that with some more rows."""
        n, n_features = self.rows.shape
        return (n + n_new) * (n_features + n + n_new) * self.rows.itemsize

    def work(self, n_new: int) -> int:
        """How many products some more rows take."""
        return n_new * (len(self.rows) + n_new)

    def n_known(self, X: np.ndarray, keys: list[int]) -> int:
        """How many of the keys are those of rows of the same kind."""
        same_kind = (X.shape[1], X.dtype) == (self.rows.shape[1], self.rows.dtype)
        return sum(key in self._by_key for key in keys) if same_kind else 0

    def find(self, X: np.ndarray, keys: list[int]) -> np.ndarray:
        """Where each row of `X` stands here, -1 where it does not.

        Rows of one key need not be equal, so all of the row is compared.
        """
        return np.array(
            [
                next(
                    (
                        place
                        for place in self._by_key.get(key, ())
                        if np.array_equal(row, self.rows[place])
                    ),
                    -1,
                )
                for row, key in zip(X, keys, strict=True)
            ]
        )

    def add(self, X: np.ndarray, keys: list[int]) -> np.ndarray:
        """Take rows up; returns where they stand."""
        n = len(self.rows)
        rows = np.ascontiguousarray(np.concatenate([self.rows, X]))
        products = np.empty((len(rows), len(rows)), rows.dtype)
        products[:n, :n] = self.products
        products[n:] = rows[n:] @ rows.T
        products[:n, n:] = products[n:, :n].T
        self.rows, self.products = rows, products
        for place, key in enumerate(keys, n):  # last: an interrupt leaves no key alone
            self._by_key.setdefault(key, []).append(place)
        return np.arange(n, len(rows))


def row_keys(X: np.ndarray) -> list[int]:
    """A number for each row, the same for the same bits and for others hardly ever.

    Integers, since the sum of a row of floats depends on where it stands in the matrix.
    """
    bits = X.view(f"u{X.itemsize}")
    return np.einsum("ij,j->i", bits, _factors(X.shape[1])).tolist()


@lru_cache(maxsize=8)
def _factors(n: int) -> np.ndarray:
    """Odd numbers, so that the key changes with each value of a row alone."""
    return 2 * np.random.default_rng(0).integers(2**63, size=n, dtype=np.uint64) + 1
