"""One BLAS thread, so that nobody waits for a thread that has no processor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial, wraps
from threading import get_ident
from typing import Any, ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

__all__ = ["n_threads_to_use", "on_one_blas_thread", "with_one_blas_thread"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(eq=False)
class _Limit:
    """Set by a piece of work in a thread, where BLAS had so many."""

    thread: int
    n_before: int


#: Who has limited the threads, if anybody has: at most one piece of work at a time. A
#: dictionary takes the first of several at once; a lock could be left locked by an
#: interrupt.
_limiting: dict[str, _Limit] = {}


def n_threads_to_use() -> int:
    """How many threads BLAS may use now, or might before this thread limited it."""
    limit = _limiting.get("by")
    if limit is not None and limit.thread == get_ident():
        return limit.n_before
    return _n_blas_threads()


def with_one_blas_thread(function: Callable[P, T]) -> Callable[P, T]:
    """The same function, done as `on_one_blas_thread` does a piece of work."""

    @wraps(function)
    def limited(*args: P.args, **kwargs: P.kwargs) -> T:
        return on_one_blas_thread(partial(function, *args, **kwargs))

    return limited


def on_one_blas_thread(work: Callable[[], T]) -> T:
    """Do some work whose products stay on the thread that asks for them.

    The threads of BLAS wait for each other many times in a product. Where another
    program has one of the cores, each of these waits is as long as the system lets that
    program run: a fit of a second took a minute. And after a product they stay awake:
    one on two threads keeps the second core busy with nothing for a tenth of a second.

    The number of threads is the process's. Where fits run in several threads, the first
    limits it and gives it back, even if others go on; nobody waits for anybody. When
    nobody is at work, it is what the user has set, no fit stays in control of it, and
    so it is after an interrupt too.

    Parameters
    ----------
    work : callable

    Returns
    -------
    result : object
        What the work returns.
    """
    if _n_blas_threads() == 1:
        return work()
    return _limited(work, _blas().lib_controllers)


def _limited(work: Callable[[], T], libraries: list[Any]) -> T:
    global _limiting
    before = [(library, library.num_threads) for library in libraries]
    token = _Limit(get_ident(), _n_blas_threads())
    try:
        if _limiting.setdefault("by", token) is token:
            with _blas().limit(limits=1):
                return work()
        return work()
    finally:  # at first without a call, so that no interrupt comes in between
        if "by" in _limiting and _limiting["by"] is token:
            _limiting = {}
            for library, n_threads in before:
                if library.num_threads != n_threads:  # an interrupt came in limit()
                    library.set_num_threads(n_threads)


def _n_blas_threads() -> int:
    return max([library.num_threads for library in _blas().lib_controllers], default=1)


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")
