"""One BLAS thread for products too small to share between several."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from functools import cache
from threading import Lock

from threadpoolctl import ThreadpoolController

__all__ = ["blas_threads_for"]

#: Multiplications that a thread's share of a product must have to be worth waiting for
#: that thread.
WORTHWHILE_SHARE = 400_000

#: How many times that where NumPy and SciPy take turns. The BLAS of each has threads of
#: its own, which keep the cores busy for a while after work and hold up the other's.
TAKING_TURNS = 1000

#: Held by the fit that has set the limit.
_limiting = Lock()


def blas_threads_for(n_multiplications, taking_turns=False):
    """A context in which BLAS uses the threads that a product of this size is worth.

    The number of threads is the process's. Where fits run in several threads, the first
    one limits it and takes the limit back at its own end; the others leave it alone,
    even if they go on longer. Were they to set and restore it too, they could find the
    first one's limit and restore that.

    Parameters
    ----------
    n_multiplications : int
        Of the largest product.
    taking_turns : bool, default=False
        Whether SciPy's linear algebra runs between NumPy's products.

    Returns
    -------
    context : context manager
    """
    blas = _blas()
    n_threads = max((lib.num_threads for lib in blas.lib_controllers), default=1)
    share = WORTHWHILE_SHARE * (TAKING_TURNS if taking_turns else 1)
    if n_threads == 1 or n_multiplications >= share * n_threads:
        return nullcontext()
    return _one_thread(blas)


@contextmanager
def _one_thread(blas):
    if not _limiting.acquire(blocking=False):
        yield
        return
    try:
        with blas.limit(limits=1):
            yield
    finally:
        _limiting.release()


@cache
def _blas():
    return ThreadpoolController().select(user_api="blas")
