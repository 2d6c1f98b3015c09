"""How a CSV file of any program is to be read: separators, names, where cells are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: Of those that cut lines into as many parts the first: commas stand in numbers, too.
SEPARATORS = ";\t|,"
#: Rows by which it is told how to read the file, and the characters they are within.
FIRST = 20
START = 2**24


def pandas() -> Any:
    """The module, or an error that says how to install it."""
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "a table needs pandas. Install it by `pip install 'skscratch[table]'`."
        ) from None
    return pandas


@dataclass(frozen=True)
class Csv:
    """A CSV file, and how its rows are to be read.

    Parameters
    ----------
    path : Path
        The file.
    separator : str
        What stands between cells.
    n_before : int
        Rows above the first one below the names.
    names : list of str
        Of the columns.
    first : int
        Where the first of them is: 1 where rows begin with names of their own, as R
        writes them, under no name.
    width : int
        Cells of a row, with those that have no name.
    """

    path: Path
    separator: str
    n_before: int
    names: list[str]
    first: int
    width: int

    #: Its text may stand for numbers and truth values.
    is_text = True

    @property
    def decimal_commas(self) -> bool:
        """Whether commas may stand in numbers."""
        return self.separator != ","

    @classmethod
    def of(cls, path: Path) -> Csv:
        """Find out by the first rows."""
        separator, n_before, (head, *rows) = _separator(path)
        names = [name or f"Unnamed: {index}" for index, name in enumerate(head)]
        width = max(map(len, [head, *rows]))
        here = cls(path, separator, n_before, names, 0, width)
        if width == len(names):
            return here
        # Where rows end in a separator that the names do not end in, the column behind
        # it has no cells; else all rows begin with a name of their own.
        longer = [row for row in rows if len(row) > len(names)]
        if width == len(names) + 1:
            if not any(row[-1].strip() for row in longer) and here._ends_empty():
                return here
            if len(longer) == len(rows):
                return cls(path, separator, n_before, names, 1, width)
        number = next(n for n, row in enumerate(rows, 1) if len(row) > len(names))
        raise ValueError(
            f"row {number} has {len(rows[number - 1])} cells below {len(names)} names; "
            "name each column in the first line"
        )

    def pieces(
        self, n_cells: int, types: Mapping[str, type] | None = None
    ) -> Iterator[pd.DataFrame]:
        """All rows, about so many cells at a time.

        Parameters
        ----------
        n_cells : int
            Of all columns.
        types : mapping of str to type, default=None
            Those of the columns to read: text or floats. By default all are read, and
            what is in a piece tells its types.
        """
        place = {name: self.first + index for index, name in enumerate(self.names)}
        of = {place[name]: each for name, each in (types or {}).items()}
        n_rows = max(1, n_cells // self.width)
        # without `usecols`, by which pandas refuses parts that begin with a short row
        with closing(self._read(dtype=of, chunksize=n_rows)) as pieces:
            for piece in pieces:
                self._check_ends(piece.loc[:, self.first + len(self.names) :])
                piece = piece[list(place.values() if types is None else of)]
                piece.columns = [self.names[each - self.first] for each in piece]
                yield piece

    def _check_ends(self, beyond: pd.DataFrame) -> None:
        """Refuse rows with something in cells that have no name."""
        if not (there := beyond.notna().any(axis="columns")).any():
            return
        raise ValueError(
            f"row {there.idxmax() + 1} has more than {self.width} cells, as many as "
            "those above it"
        )

    def _ends_empty(self) -> bool:
        """Whether no row has anything in the last cell."""
        with closing(self._read(dtype=str, chunksize=2**14)) as pieces:
            return not any(piece[self.width - 1].notna().any() for piece in pieces)

    def _read(self, **how: Any) -> Any:
        return pandas().read_csv(
            self.path,
            sep=self.separator,
            header=None,
            names=range(self.width + 1),  # one more, to see longer rows
            skiprows=self.n_before,
            encoding="utf-8-sig",
            low_memory=False,  # one type for a part of a column
            **how,
        )


def _separator(path: Path) -> tuple[str, int, list[list[str]]]:
    """What separates the columns, how many rows end in the names, and the first rows.

    It is what cuts the first rows into most parts.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        start = file.read(START)
    if not start.strip() or "\0" in start:
        raise ValueError("it is no text" if "\0" in start else "it is empty")
    if said := re.match(r"\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", start, re.IGNORECASE):
        n_before, rows = _rows(start[said.end() :], said[1])
        return said[1], n_before + 1, rows
    found = {separator: _rows(start, separator) for separator in SEPARATORS}
    separator = max(found, key=lambda each: _n_parts(*found[each][1]))
    return separator, *found[separator]


def _n_parts(head: list[str], *rows: list[str]) -> int:
    """How many the names and most rows have; a few rows may be short."""
    return min(len(head), median_low(map(len, rows or [head])))


def _rows(start: str, separator: str) -> tuple[int, list[list[str]]]:
    """How many rows there are to that of the names, and that and those below it.

    Of a row that cannot be read so and those below it there are none.
    """
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    rows = ((n, row) for n, row in enumerate(reader, 1) if "".join(row).strip())
    found: list[tuple[int, list[str]]] = []
    try:
        found.extend(islice(rows, FIRST))
    except csv.Error:
        pass
    return (found[0][0], [row for _, row in found]) if found else (0, [[]])
