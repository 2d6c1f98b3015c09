"""How a CSV file of any program is to be read: separators, commas in numbers, names."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: Of those that cut lines into as many parts the first: commas stand in numbers, too.
SEPARATORS = ";\t|,"
#: Numbers as most of Europe writes them: 1.234,5.
DECIMAL_COMMA = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:[eE][+-]?\d+)?"
#: A column with more numbers than this share is one of numbers, its words are gaps.
MOSTLY = 0.8
#: Lines by which it is told how to read the file.
FIRST = 20


def pandas() -> Any:
    """The module, or an error that says how to install it."""
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "a table needs pandas. Install it by `pip install 'skscratch[table]'`."
        ) from None
    return pandas


def how_to_read(path: Path) -> dict[str, Any]:
    """What pandas is to be told.

    Where rows end in a separator that the names do not end in, the column behind it has
    no name and no cells; pandas would take the first column for names of rows instead.
    """
    separator, n_before, (names, *rows) = _separator(path)
    how: dict[str, Any] = {"sep": separator, "skiprows": n_before}
    longer = [row for row in rows if len(row) == len(names) + 1]
    if longer and not any(row[-1].strip() for row in longer):
        how |= {"header": 0, "names": [*names, ""], "usecols": range(len(names))}
    return how


def names_of_csv(path: Path, how: dict[str, Any]) -> list[str]:
    """The first line."""
    how = {"sep": how["sep"], "skiprows": how["skiprows"]}
    names = pandas().read_csv(path, header=None, nrows=1, dtype=str, **how)
    return list(names.iloc[0].fillna("").tolist())


def table_of_csv(path: Path, how: dict[str, Any], **others: Any) -> Any:
    """All rows; with `chunksize` so many after others."""
    return pandas().read_csv(path, encoding="utf-8-sig", **how, **others)


def columns_with_commas(pieces: Iterable[pd.DataFrame]) -> set[Any]:
    """Which columns of a table are numbers with commas, by all its rows."""
    n_words, n_numbers, with_comma = Counter[Any](), Counter[Any](), set()
    for piece in pieces:
        for name in piece:
            words, numbers = _numbers_in(piece[name])
            n_words[name] += len(words)
            n_numbers[name] += len(numbers)
            if numbers.str.contains(",", regex=False).any():
                with_comma.add(name)
    return {name for name in with_comma if n_numbers[name] > MOSTLY * n_words[name]}


def _separator(path: Path) -> tuple[str, int, list[list[str]]]:
    """What separates the columns, how many lines only say so, and the first rows.

    It is what cuts each of the first lines into most parts.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        start = file.read(2**16)
    lines = start.splitlines(keepends=True)
    if not lines or "\0" in start:
        raise ValueError("it is empty" if not lines else "it is no text")
    if said := re.fullmatch(r"\"?sep=(.)\"?\s*", lines[0], re.IGNORECASE):
        return said[1], 1, _rows(lines[1 : FIRST + 1], said[1])
    found = {separator: _rows(lines[:FIRST], separator) for separator in SEPARATORS}
    separator = max(found, key=lambda each: min(len(row) for row in found[each]))
    return separator, 0, found[separator]


def _rows(lines: list[str], separator: str) -> list[list[str]]:
    """The cells of each line that has some; none of lines that cannot be read so."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        rows = []
    return rows or [[]]


def without_decimal_comma(column: pd.Series) -> pd.Series:
    """A column of words as numbers, where most of them are numbers with commas."""
    if not columns_with_commas([column.to_frame(0)]):
        return column
    _, numbers = _numbers_in(column)
    changed = column.astype(object)
    changed[numbers.index] = with_point(numbers).astype(float)
    return changed.infer_objects()


def _numbers_in(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The cells with something in them, and those of them that are such numbers."""
    words = column[column.notna()].astype(str).str.strip()
    return words, words[words.str.fullmatch(DECIMAL_COMMA)]


def with_point(column: pd.Series) -> pd.Series:
    """Text with numbers as the rest of the world writes them."""
    text = column.str.strip()
    plain = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return plain.where(text.str.fullmatch(DECIMAL_COMMA, na=False), column)
