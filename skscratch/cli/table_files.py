"""Table files: CSV of any program, and Parquet, as they come from strangers."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: Cells of a table that is read: a file of a few bytes may declare any number.
MOST_CELLS = 5 * 10**7
MOST_BYTES = 2**28
SEPARATORS = ",;\t|"
#: Numbers as most of Europe writes them: 1.234,5.
DECIMAL_COMMA = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:[eE][+-]?\d+)?"
#: A column with more numbers than this share is one of numbers, its words are gaps.
MOSTLY = 0.8


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV or Parquet file.

    Parameters
    ----------
    path : Path
        Separated by comma, semicolon, tab or bar, in UTF-8, with names in the first
        line or, as Excel writes it, after a line such as ``sep=;``; or Parquet, by its
        suffix.

    Returns
    -------
    DataFrame
        Its columns have different names, all of them text. Where commas do not separate
        columns, they may stand in numbers.

    Raises
    ------
    ImportError
        If what reads it is not installed.
    OSError, ValueError
        If it cannot be read, is too large, or has columns of one name.
    """
    pandas()
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} is larger than {MOST_BYTES >> 20} MiB.")
    is_parquet = path.suffix.lower() in (".parquet", ".pq")
    try:
        frame = _parquet(path) if is_parquet else _csv(path)
    except (ImportError, OSError, MemoryError):
        raise
    except UnicodeDecodeError:
        raise ValueError(
            f"{path} cannot be read as a table: it is no text in UTF-8. Save it as "
            "such; Excel calls that CSV UTF-8."
        ) from None
    except Exception as error:  # each parser has errors of its own
        words = " ".join(str(error).replace("C error: ", "").split())[:200]
        raise ValueError(f"{path} cannot be read as a table: {words}") from None
    frame.columns = [str(name) for name in frame.columns]
    _check_names(frame.columns.tolist(), path)
    if not len(frame):
        raise ValueError(f"{path} must hold rows below the names; got none.")
    return frame


def pandas() -> Any:
    """The module, or an error that says how to install it."""
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "a table needs pandas. Install it by `pip install 'skscratch[table]'`."
        ) from None
    return pandas


def listed(names: Any) -> str:
    """Names in quotes, the first of many."""
    shown = [repr(str(name)) for name in list(names)[:12]]
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(shown) + more


def _parquet(path: Path) -> pd.DataFrame:
    try:
        from pyarrow import parquet
    except ImportError:
        raise ImportError(
            "Parquet needs pyarrow. Install it by `pip install 'skscratch[table]'`."
        ) from None
    found = parquet.ParquetFile(path).metadata
    n_cells = found.num_rows * found.num_columns
    if n_cells > MOST_CELLS or found.num_columns > MOST_CELLS:
        raise ValueError(f"it declares {n_cells:,} cells, more than {MOST_CELLS:,}")
    return pandas().read_parquet(path)


def _csv(path: Path) -> pd.DataFrame:
    separator, n_lines_before = _separator(path)
    how: dict[str, Any] = {"sep": separator, "skiprows": n_lines_before}
    names = pandas().read_csv(path, header=None, nrows=1, dtype=str, **how)
    _check_names(names.iloc[0].fillna("").tolist(), path)
    frame = pandas().read_csv(path, encoding="utf-8-sig", **how)
    if separator != ",":
        for name in frame.select_dtypes(exclude="number"):
            frame[name] = _without_decimal_comma(frame[name])
    return frame


def _separator(path: Path) -> tuple[str, int]:
    """What separates the columns, by the first lines; and how many lines only say so.

    It is what cuts each of them into most parts.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        start = file.read(2**16)
    lines = start.splitlines(keepends=True)
    if not lines or "\0" in start:
        raise ValueError("it is empty" if not lines else "it is no text")
    if said := re.fullmatch(r"\"?sep=(.)\"?\s*", lines[0], re.IGNORECASE):
        return said[1], 1

    def n_parts(separator: str) -> int:
        try:
            rows = list(csv.reader(lines[:20], delimiter=separator))
        except csv.Error:
            return 0
        return min((len(row) for row in rows if row), default=0)

    return max(SEPARATORS, key=n_parts), 0


def _without_decimal_comma(column: pd.Series) -> pd.Series:
    """A column of words as numbers, where most of them are numbers with commas."""
    words = column[column.notna()].astype(str).str.strip()
    numbers = words[words.str.fullmatch(DECIMAL_COMMA)]
    with_comma = numbers.str.contains(",", regex=False).any()
    if not with_comma or len(numbers) <= MOSTLY * len(words):
        return column
    plain = numbers.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    changed = column.astype(object)
    changed[numbers.index] = plain.astype(float)
    return changed.infer_objects()


def _check_names(names: list[str], path: Path) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(
            f"{path} must name each column once; got {listed(repeated)} again."
        )
