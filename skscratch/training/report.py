"""The lines that `verbose` prints."""

from __future__ import annotations

from skscratch.training.state import History

__all__ = ["Report"]

#: About how many lines a run prints.
N_LINES = 20


class Report:
    """Prints the record of a run, some twenty lines of it.

    Parameters
    ----------
    max_iter : int
        Epochs that the run may take.
    score : str, default="accuracy"
        What the score on the validation part is called.
    """

    def __init__(self, max_iter: int, score: str = "accuracy"):
        self.score = score
        self.every = max(1, max_iter // N_LINES)

    def __call__(self, history: History) -> None:
        if history.n_epochs == 1 or history.n_epochs % self.every == 0:
            print(self._line(history))

    def last(self, history: History, outcome: str) -> None:
        """Say how training ended."""
        if history.epochs:
            print(f"{self._line(history)}  ({outcome.replace('_', ' ')})")

    def _line(self, history: History) -> str:
        cost, loss, score = history.epochs[-1]
        line = f"epoch {history.n_epochs:>6}  cost {cost:.6f}"
        if loss is not None:
            line += f"  validation loss {loss:.6f}  {self.score} {score:.4f}"
        return line
