"""One BLAS thread for products too small to share between several."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

__all__ = ["run_on_blas_threads"]

#: Multiplications that a thread's share of a product must have to be worth waiting for
#: that thread.
WORTHWHILE_SHARE = 400_000

#: How many times that where NumPy and SciPy take turns. The BLAS of each has threads of
#: its own, which keep the cores busy for a while after work and hold up the other's.
TAKING_TURNS = 1000

#: Who has limited the threads, if anybody has: at most one piece of work at a time. A
#: dictionary takes the first of several at once; a lock could be left locked by an
#: interrupt.
_limiting: dict[str, object] = {}


def run_on_blas_threads(
    work: Callable[[], None], n_multiplications: int, taking_turns: bool = False
) -> None:
    """Do some work with as many BLAS threads as a product of this size is worth.

    The number of threads is the process's. Where fits run in several threads, the first
    one limits it and takes the limit back at its own end; the others leave it alone,
    even if they go on longer. Were they to set and restore it too, they could find the
    first one's limit and restore that.

    Parameters
    ----------
    work : callable
    n_multiplications : int
        Of the largest product.
    taking_turns : bool, default=False
        Whether SciPy's linear algebra runs between NumPy's products.
    """
    libraries = _blas().lib_controllers
    n_threads = max([library.num_threads for library in libraries], default=1)
    share = WORTHWHILE_SHARE * (TAKING_TURNS if taking_turns else 1)
    if n_threads == 1 or n_multiplications >= share * n_threads:
        work()
    else:
        _on_one_thread(work, libraries)


def _on_one_thread(work: Callable[[], None], libraries: list[Any]) -> None:
    global _limiting
    token, before = object(), [(library, library.num_threads) for library in libraries]
    try:
        if _limiting.setdefault("by", token) is token:
            with _blas().limit(limits=1):
                work()
        else:
            work()
    finally:  # at first without a call, so that no interrupt comes in between
        if "by" in _limiting and _limiting["by"] is token:
            _limiting = {}
            for library, n_threads in before:
                if library.num_threads != n_threads:  # an interrupt came in limit()
                    library.set_num_threads(n_threads)


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")
