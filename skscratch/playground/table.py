"""Points of one's own: a CSV file with two columns of features and one of labels."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

__all__ = ["Table", "read_table"]

#: Rows that are still trained and drawn many times a second.
MOST_ROWS = 5000

#: Classes that are still told apart by colour and shape.
MOST_CLASSES = 10

#: Samples of a class, so that it is in the training and in the test part.
FEWEST_OF_A_CLASS = 4


@dataclass(frozen=True)
class Table:
    """Points of a CSV file.

    Attributes
    ----------
    path : str
        As it was given.
    has_header : bool
        Whether its first line names the columns.
    """

    path: str
    has_header: bool

    imports = ("import numpy as np",)

    @property
    def code(self) -> str:
        skipped = "\n    skiprows=1," if self.has_header else ""
        return (
            f"table = np.loadtxt(\n    {self.path!r},\n    dtype=str,\n"
            f'    delimiter=",",\n    quotechar=\'"\',\n    comments=None,\n'
            f'    encoding="utf-8-sig",{skipped}\n)\n'
            "X, y = table[:, :2].astype(float), table[:, 2]"
        )

    @cached_property
    def _cells(self) -> np.ndarray:
        return _cells(self.path, skipped=int(self.has_header))

    def load(self) -> tuple[np.ndarray, np.ndarray]:
        return self._cells[:, :2].astype(float), self._cells[:, 2]


def read_table(path: str) -> Table:
    """Read a CSV file of two columns of numbers and a column of labels.

    Parameters
    ----------
    path : str
        The file, in UTF-8, its columns parted by commas. A first line whose features
        are no numbers names the columns.

    Returns
    -------
    table : Table

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is not such a table, or too large.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from skscratch.playground.table import read_table
    >>> rows = [f"{i},{-i},{'even' if i % 2 == 0 else 'odd'}" for i in range(8)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "points.csv"
    ...     _ = path.write_text("\\n".join(["height,depth,kind", *rows]))
    ...     X, y = read_table(str(path)).load()
    >>> X.shape, str(y[3])
    ((8, 2), 'odd')
    """
    if not Path(path).is_file():
        reason = "is not a file" if Path(path).exists() else "does not exist"
        raise FileNotFoundError(f"{path} {reason}; pass the path of a CSV file.")
    cells = _cells(path)
    has_header = not all(map(_is_number, cells[0, :2]))
    _check_rows(path, cells[has_header:], int(has_header))
    return Table(path, has_header)


def _cells(path: str, skipped: int = 0) -> np.ndarray:
    """The text of all cells, shape (n_rows, 3).

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it has another number of columns, or too many rows.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a file without rows: see below
            cells = np.loadtxt(
                path,
                dtype=str,
                delimiter=",",
                quotechar='"',
                comments=None,
                encoding="utf-8-sig",
                skiprows=skipped,
                max_rows=MOST_ROWS + 2,
                ndmin=2,
            )
    except (ValueError, UnicodeError) as error:
        raise ValueError(
            f"{path} must be a table in UTF-8 with commas between the same number of "
            f"columns in each line; got: {error}."
        ) from error
    if cells.size == 0:
        raise ValueError(f"{path} must have rows of two numbers and a label; got none.")
    if cells.shape[1] != 3:
        raise ValueError(
            f"{path} must have three columns, two of features and one of labels; got "
            f"{cells.shape[1]}. Pass only the columns to look at, commas between them."
        )
    return cells


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _check_rows(path: str, cells: np.ndarray, n_above: int) -> None:
    """Refuse what cannot be trained on or drawn; `n_above` lines are above the rows."""
    if len(cells) > MOST_ROWS:
        raise ValueError(
            f"{path} must have at most {MOST_ROWS} rows, to be trained many times a "
            "second; got more. Pass a part of them."
        )
    for number, row in enumerate(cells, 1 + n_above):
        for cell in row[:2]:
            if not _is_number(cell):
                raise ValueError(
                    f"{path} must have finite numbers in its first two columns; got "
                    f"{str(cell)!r} in row {number}."
                )
        if not row[2].strip():
            raise ValueError(
                f"{path} must have a label in the third column of each row; got none "
                f"in row {number}."
            )
    counts = Counter(map(str, cells[:, 2]))
    if not 2 <= len(counts) <= MOST_CLASSES:
        raise ValueError(
            f"{path} must have labels of 2 to {MOST_CLASSES} classes in its third "
            f"column; got {len(counts)}."
        )
    label, count = min(counts.items(), key=lambda item: item[1])
    if count < FEWEST_OF_A_CLASS:
        raise ValueError(
            f"{path} must have at least {FEWEST_OF_A_CLASS} rows of each class, for "
            f"training and for the test; got {count} of {label!r}."
        )
