"""Threads that take parts of a piece of work, if they come to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import cached_property, partial
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any

__all__ = ["ALONE", "Crew"]


class Crew:
    """The thread that has the work, and helpers.

    All take the next part that nobody has taken, so nobody waits for a helper that has
    not got a processor: on a busy machine the one that has the work does it alone.
    A helper sleeps between two pieces of work, and waking it takes some twentieths of a
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
        if "_calls" in vars(self):
            for _ in self._helpers:
                self._calls.put(None)
            for helper in self._helpers:
                helper.join()
            del self._calls, self._helpers

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

        ask, wait = self._helped(take, min(self.n_threads, len(parts)) - 1)
        try:
            ask()
            take()
        finally:
            left.clear()
            wait()
        if errors:  # all parts before the first of them have been done
            raise errors[min(errors)]
        return [results[i] for i in range(len(parts))]

    def _helped(
        self, work: Callable[[], None], n_helpers: int
    ) -> tuple[Callable[[], None], Callable[[], None]]:
        """How to have helpers do some work.

        Returns
        -------
        ask : callable
            Asks them to come.
        wait : callable
            Sends those away that have not come yet, and waits for the others.
        """
        calls, n_helpers = self._calls, min(n_helpers, len(self._helpers))
        places, left_by = deque(range(n_helpers)), SimpleQueue[int]()

        def come() -> None:
            try:
                place = places.popleft()
            except IndexError:  # too late
                return
            try:
                work()
            finally:
                left_by.put(place)

        def wait() -> None:
            n_sent_away = 0
            while places:
                try:
                    places.popleft()
                except IndexError:  # it has just come
                    break
                n_sent_away += 1
            for _ in range(n_helpers - n_sent_away):
                left_by.get()

        def ask() -> None:
            for _ in range(n_helpers):
                # what NumPy does about overflow is a context's: so theirs is the same
                calls.put(partial(copy_context().run, come))

        return ask, wait

    @cached_property
    def _calls(self) -> SimpleQueue[Callable[[], None] | None]:
        """What the helpers do, one thing after the other; None sends one home."""
        calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

        def answer() -> None:
            for call in iter(calls.get, None):
                call()

        self._helpers: list[Thread] = []
        for i in range(self.n_threads - 1):
            helper = Thread(target=answer, name=f"skscratch_{i}", daemon=True)
            try:
                helper.start()
            except RuntimeError:  # the system has no more threads to give
                break
            self._helpers.append(helper)
        return calls


#: The thread that has the work, without helpers.
ALONE = Crew(1)
