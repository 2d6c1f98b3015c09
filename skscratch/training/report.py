"""The lines that `verbose` prints."""

from __future__ import annotations

__all__ = ["Report"]

#: About how many lines a run prints.
N_LINES = 20


class Report:
    """Prints the record of a run, some twenty lines of it.

    Parameters
    ----------
    max_iter : int
        Epochs that the run may take.
    """

    def __init__(self, max_iter):
        self.every = max(1, max_iter // N_LINES)

    def __call__(self, history):
        if history.n_epochs == 1 or history.n_epochs % self.every == 0:
            print(self._line(history))

    def last(self, history, outcome):
        """Say how training ended."""
        if history.cost:
            print(f"{self._line(history)}  ({outcome.replace('_', ' ')})")

    def _line(self, history):
        line = f"epoch {history.n_epochs:>6}  cost {history.cost[-1]:.6f}"
        if history.validation_loss:
            line += (
                f"  validation loss {history.validation_loss[-1]:.6f}"
                f"  accuracy {history.validation_score[-1]:.4f}"
            )
        return line
