"""Table files: CSV of any program, and Parquet, as they come from strangers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: Cells of a table that is read: a file of a few bytes may declare any number.
MOST_CELLS = 5 * 10**7
MOST_BYTES = 2**28
#: Cells of a larger one that are read at a time.
CELLS_AT_ONCE = 2**20
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
    with _readable(path):
        frame = _parquet(path) if _is_parquet(path) else _csv(path)
    frame.columns = [str(name) for name in frame.columns]
    _check_names(frame.columns.tolist(), path)
    if not len(frame):
        raise ValueError(f"{path} must hold rows below the names; got none.")
    return frame


def is_large(path: Path) -> bool:
    """Whether a table is too large for `read_table`, by its bytes or its cells."""
    if path.stat().st_size > MOST_BYTES:
        return True
    if not _is_parquet(path):
        return False
    try:
        found = _parquet_file(path).metadata
    except Exception:  # whoever reads it says what is wrong
        return False
    return bool(found.num_rows * found.num_columns > MOST_CELLS)


def pieces_of(path: Path) -> Iterator[pd.DataFrame]:
    """Read a table of any size some rows at a time.

    Parameters
    ----------
    path : Path
        As of `read_table`.

    Yields
    ------
    DataFrame
        At most `CELLS_AT_ONCE` cells. The index goes on from one to the next. Of CSV
        all cells are text or missing, so that a column is the same in all pieces.

    Raises
    ------
    ImportError, OSError, ValueError
        As `read_table`.
    """
    pandas()
    start, commas = 0, None
    separator = ","
    with _readable(path):
        if _is_parquet(path):
            file = _parquet_file(path)
            names = file.schema_arrow.names
            batches = file.iter_batches(max(1, CELLS_AT_ONCE // max(1, len(names))))
            pieces = (batch.to_pandas(ignore_metadata=True) for batch in batches)
        else:
            separator, n_lines_before = _separator(path)
            how: dict[str, Any] = {"sep": separator, "skiprows": n_lines_before}
            names = _names_of_csv(path, how)
            pieces = pandas().read_csv(
                path,
                encoding="utf-8-sig",
                dtype=str,
                chunksize=max(1, CELLS_AT_ONCE // len(names)),
                **how,
            )
        _check_names([str(name) for name in names], path)
        for piece in pieces:
            piece.columns = [str(name) for name in piece.columns]
            piece.index = range(start, start + len(piece))
            if commas is None:  # one decision for all pieces
                commas = (
                    [name for name in piece if _has_decimal_comma(piece[name])]
                    if separator != ","
                    else []
                )
            for name in commas:
                piece[name] = _with_point(piece[name])
            start += len(piece)
            yield piece
    if not start:
        raise ValueError(f"{path} must hold rows below the names; got none.")


def typed(piece: pd.DataFrame) -> pd.DataFrame:
    """The columns of text of a piece as numbers or truth values, where all are."""
    columns = {name: _typed(piece[name]) for name in piece}
    return pandas().DataFrame(columns, index=piece.index)


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


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """One kind of error for all that parsers raise."""
    try:
        yield
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


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _parquet_file(path: Path) -> Any:
    try:
        from pyarrow import parquet
    except ImportError:
        raise ImportError(
            "Parquet needs pyarrow. Install it by `pip install 'skscratch[table]'`."
        ) from None
    found = parquet.ParquetFile(path)
    if found.metadata.num_columns > MOST_CELLS:
        raise ValueError(
            f"it declares {found.metadata.num_columns:,} columns, more than "
            f"{MOST_CELLS:,}"
        )
    return found


def _parquet(path: Path) -> pd.DataFrame:
    found = _parquet_file(path).metadata
    n_cells = found.num_rows * found.num_columns
    if n_cells > MOST_CELLS:
        raise ValueError(f"it declares {n_cells:,} cells, more than {MOST_CELLS:,}")
    return pandas().read_parquet(path)


def _csv(path: Path) -> pd.DataFrame:
    separator, n_lines_before = _separator(path)
    how: dict[str, Any] = {"sep": separator, "skiprows": n_lines_before}
    _check_names(_names_of_csv(path, how), path)
    frame = pandas().read_csv(path, encoding="utf-8-sig", **how)
    if separator != ",":
        for name in frame.select_dtypes(exclude="number"):
            frame[name] = _without_decimal_comma(frame[name])
    return frame


def _names_of_csv(path: Path, how: dict[str, Any]) -> list[str]:
    names = pandas().read_csv(path, header=None, nrows=1, dtype=str, **how)
    return list(names.iloc[0].fillna("").tolist())


def _typed(column: pd.Series) -> pd.Series:
    if column.dtype.kind in "biufmM":
        return column
    words = column.dropna()
    if len(words) and words.isin(["True", "False"]).all():
        return column if column.isna().any() else column == "True"
    parsed = pandas().to_numeric(column, errors="coerce")
    return column if parsed.isna().sum() > column.isna().sum() else parsed


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
    if not _has_decimal_comma(column):
        return column
    words = column[column.notna()].astype(str).str.strip()
    numbers = words[words.str.fullmatch(DECIMAL_COMMA)]
    changed = column.astype(object)
    changed[numbers.index] = _with_point(numbers).astype(float)
    return changed.infer_objects()


def _has_decimal_comma(column: pd.Series) -> bool:
    words = column[column.notna()].astype(str).str.strip()
    numbers = words[words.str.fullmatch(DECIMAL_COMMA)]
    with_comma = bool(numbers.str.contains(",", regex=False).any())
    return with_comma and len(numbers) > MOSTLY * len(words)


def _with_point(column: pd.Series) -> pd.Series:
    """Text with numbers as the rest of the world writes them."""
    text = column.str.strip()
    plain = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return plain.where(text.str.fullmatch(DECIMAL_COMMA, na=False), column)


def _check_names(names: list[str], path: Path) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(
            f"{path} must name each column once; got {listed(repeated)} again."
        )
