"""The lines that `verbose` prints."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import perf_counter

from skscratch.training.state import History

__all__ = ["Report"]

#: About how many lines a run prints.
N_LINES = 20

#: Seconds after which there is another line in any case, and it says how many are left.
LONG = 10.0


class Report:
    """Prints the record of a run, some twenty lines of it, and more if it takes long.

    Parameters
    ----------
    max_iter : int
        Epochs that the run may take.
    score : str, default="accuracy"
        What the score on the validation part is called.
    n_before : int, default=0
        Epochs in the record when the run begins.
    n_left : int, default=None
        Epochs that it may still take, if they are not `max_iter`.
    clock : callable, default=time.perf_counter
        Seconds since any time.
    """

    def __init__(
        self,
        max_iter: int,
        score: str = "accuracy",
        n_before: int = 0,
        n_left: int | None = None,
        clock: Callable[[], float] = perf_counter,
    ):
        self.score, self.clock = score, clock
        self.every = max(1, max_iter // N_LINES)
        self.n_before = self.n_epochs = n_before
        self.end = n_before + (max_iter if n_left is None else n_left)
        self._began = self._said = self._pass_began = self._read = clock()
        self._n_read, self._lock = 0, Lock()

    def __call__(self, history: History) -> None:
        """Take note of an epoch that has ended."""
        self.n_epochs, now = history.n_epochs, self.clock()
        due = self.n_epochs == 1 or self.n_epochs % self.every == 0
        if due or now - self._said >= LONG:
            self._say(self._line(history) + self._time_left(now), now)

    def rows_read(self, n_more: int, n: int) -> None:
        """Take note of some of the rows on disk that a pass has read, in any thread."""
        with self._lock:
            now, n_read = self.clock(), self._n_read + n_more
            if n_read > n:  # another pass, which began when the last one ended
                self._pass_began, n_read = self._read, n_more
            if now - self._said >= LONG:
                left = (now - self._pass_began) * (n - n_read) / n_read
                epoch = f"epoch {self.n_epochs + 1:>6}"
                line = f"{epoch}  {n_read / n:.0%} of the rows read"
                self._say(f"{line}, {_duration(left)} left for the rest", now)
            self._n_read, self._read = n_read, now

    def last(self, history: History, outcome: str) -> None:
        """Say how training ended."""
        if history.epochs:
            words = outcome.replace("_", " ")
            if (took := self.clock() - self._began) >= LONG:
                words += f" after {_duration(took)}"
            print(f"{self._line(history)}  ({words})")

    def _say(self, line: str, now: float) -> None:
        self._said = now
        print(line, flush=True)

    def _line(self, history: History) -> str:
        cost, loss, score = history.epochs[-1]
        line = f"epoch {history.n_epochs:>6}  cost {cost:.6f}"
        if loss is not None:
            line += f"  validation loss {loss:.6f}  {self.score} {score:.4f}"
        return line

    def _time_left(self, now: float) -> str:
        """How long the rest takes if no epoch is left out, in a run that is long."""
        took, n_done = now - self._began, self.n_epochs - self.n_before
        n_left = self.end - self.n_epochs
        if took < LONG or not n_done or n_left <= 0:
            return ""
        return f"  {_duration(took)}, at most {_duration(took / n_done * n_left)} left"


def _duration(seconds: float) -> str:
    """Seconds in words, two units of them at most."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
