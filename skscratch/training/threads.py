"""One BLAS thread for products too small to share between two."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from threading import Lock

from threadpoolctl import ThreadpoolController

__all__ = ["blas_threads_for"]

#: Multiplications of a product below which a second thread costs more than it brings.
SMALL_PRODUCT = 4_000_000


class _SingleThread:
    """Limits BLAS to one thread while anybody wants it.

    The limit is the process's. So that fits in several threads do not restore each
    other's, the first one in sets it and the last one out takes it back.
    """

    def __init__(self):
        self._lock = Lock()
        self._n_users = 0
        self._limiter = None
        self._controller = None

    @contextmanager
    def __call__(self):
        with self._lock:
            if self._n_users == 0:
                if self._controller is None:
                    self._controller = ThreadpoolController()
                self._limiter = self._controller.limit(limits=1, user_api="blas")
            self._n_users += 1
        try:
            yield
        finally:
            with self._lock:
                self._n_users -= 1
                if self._n_users == 0:
                    self._limiter.restore_original_limits()


_single_thread = _SingleThread()


def blas_threads_for(n_multiplications):
    """A context in which BLAS uses the threads that a product of this size is worth.

    Parameters
    ----------
    n_multiplications : int
        Of the largest product.

    Returns
    -------
    context : context manager
    """
    return _single_thread() if n_multiplications < SMALL_PRODUCT else nullcontext()
