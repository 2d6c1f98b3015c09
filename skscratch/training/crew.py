"""Threads that take parts of a piece of work, if they come to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import cached_property
from types import TracebackType
from typing import Any

__all__ = ["Crew"]


class Crew:
    """The thread that has the work, and helpers.

    All take the next part that nobody has taken, so nobody waits for a helper that has
    not got a processor: on a busy machine the one that has the work does it alone.
    A helper sleeps between two pieces of work, and waking it takes some tenths of a
    millisecond: parts should take longer than that.

    Parameters
    ----------
    n_threads : int
        Helpers and the one that has the work. The helpers start with the first work.

    Examples
    --------
    >>> from skscratch.training.crew import Crew
    >>> with Crew(2) as crew:
    ...     crew.each([lambda: 1, lambda: 2, lambda: 3])
    [1, 2, 3]
    """

    def __init__(self, n_threads: int):
        self.n_threads = n_threads

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if "_pool" in vars(self):
            self._pool.shutdown()
            del self._pool

    def each(self, parts: Sequence[Callable[[], Any]]) -> list[Any]:
        """What each of the parts returns, in their order.

        Raises
        ------
        Exception
            That of the first part that has one, when no thread is at work any more.
        """
        if self.n_threads < 2 or len(parts) < 2:
            return [part() for part in parts]
        left = deque(enumerate(parts))
        results: dict[int, Any] = {}
        errors: dict[int, BaseException] = {}

        def take() -> None:
            while left:
                try:
                    i, part = left.popleft()
                except IndexError:  # somebody was quicker
                    return
                try:
                    results[i] = part()
                except BaseException as error:
                    errors[i] = error
                    left.clear()

        # what NumPy does about overflow is a context's: so theirs is the same
        n_helpers = min(self.n_threads, len(parts)) - 1
        helpers = [
            self._pool.submit(copy_context().run, take) for _ in range(n_helpers)
        ]
        try:
            take()
        finally:
            left.clear()
            wait([helper for helper in helpers if not helper.cancel()])
        if errors:  # all parts before the first of them have been done
            raise errors[min(errors)]
        return [results[i] for i in range(len(parts))]

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.n_threads - 1, thread_name_prefix="skscratch")
