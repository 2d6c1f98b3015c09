"""What `train` says of a model in a terminal: how often it is right, and where not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch._terminal import printable

if TYPE_CHECKING:
    from rich.table import Table

MOST_CLASSES = 12  # in a table that fits a terminal


def accuracy_line(
    y_true: np.ndarray, y_pred: np.ndarray, y_train: np.ndarray, what: str
) -> str:
    """The accuracy, what chance leaves open, and what the largest class would give.

    Parameters
    ----------
    y_true, y_pred : ndarray of shape (n_samples,)
        Labels, and what the model says.
    y_train : ndarray of shape (n_train,)
        Labels of training: its largest class is what one would always guess.
    what : str
        Which samples these are.

    Returns
    -------
    str
        A sentence.

    Notes
    -----
    The interval is Wilson's, of 95 %.
    """
    from scipy.stats import binomtest

    largest = _largest(y_train)
    right, total = int((y_true == y_pred).sum()), len(y_true)
    low, high = binomtest(right, total).proportion_ci(method="wilson")
    return (
        f"Right on {right / total:.1%} of {what} ({right} of {total}; by so few it may "
        f"be {low:.0%} to {high:.0%}). Always saying {printable(largest)} is right on "
        f"{largest_share(y_true, y_train):.1%}."
    )


def largest_share(y_true: np.ndarray, y_train: np.ndarray) -> float:
    """How often naming the largest class of training is right.

    Parameters
    ----------
    y_true, y_train : ndarray of shape (n_samples,) and (n_train,)
        Labels.

    Returns
    -------
    float
        In [0, 1].
    """
    return float(np.mean(y_true == _largest(y_train)))


def _largest(y: np.ndarray) -> Any:
    names, counts = np.unique(y, return_counts=True)
    return names[np.argmax(counts)]


def confusion_table(y_true: np.ndarray, y_pred: np.ndarray) -> Table:
    """Rows are true classes, columns what was said.

    Parameters
    ----------
    y_true, y_pred : ndarray of shape (n_samples,)
        Labels, and what the model says.

    Returns
    -------
    rich.table.Table
        Of the classes that occur; of more than 12 those that are mistaken most, with a
        caption that says so.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text
    from sklearn.metrics import confusion_matrix

    names = np.unique(np.concatenate([y_true, y_pred]))
    counts = confusion_matrix(y_true, y_pred, labels=names)
    mistakes = counts.sum(axis=0) + counts.sum(axis=1) - 2 * np.diag(counts)
    kept = np.sort(np.argsort(-mistakes, kind="stable")[:MOST_CLASSES])
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("true \\ said")
    if len(kept) < len(names):
        table.caption = f"the {len(kept)} of {len(names)} classes mistaken most"
    for index in kept:
        table.add_column(Text(printable(names[index])), justify="right")
    for row in kept:
        cells = [str(counts[row, column]) for column in kept]
        table.add_row(Text(printable(names[row])), *cells)
    return table
