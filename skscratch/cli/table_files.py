"""Table files: CSV of any program, and Parquet, as they come from strangers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skscratch.cli.csv_files import (
    columns_with_commas,
    how_to_read,
    names_of_csv,
    pandas,
    table_of_csv,
    with_point,
    without_decimal_comma,
)

if TYPE_CHECKING:
    import pandas as pd

#: Cells of a table that is read: a file of a few bytes may declare any number.
MOST_CELLS = 5 * 10**7
MOST_BYTES = 2**28
#: Cells of a larger one that are read at a time.
CELLS_AT_ONCE = 2**20
#: Truth values as programs write them, of which pandas knows the same.
TRUTH = {
    word: truth == "true"
    for truth in ("true", "false")
    for word in (truth, truth.upper(), truth.capitalize())
}
#: The whole numbers below this are exact as floats.
EXACT = 2**53


def read_table(path: Path, exact: str | None = None) -> pd.DataFrame:
    """Read a CSV or Parquet file.

    Parameters
    ----------
    path : Path
        Separated by comma, semicolon, tab or bar, in UTF-8, with names in the first
        line or, as Excel writes it, after a line such as ``sep=;``; or Parquet, by its
        suffix.
    exact : str, default=None
        A column in which numbers that a float would round stay text, if there is one of
        the name.

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
        frame = _parquet(path) if _is_parquet(path) else _csv(path, exact)
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
    start, commas = 0, set[Any]()
    with _readable(path):
        if _is_parquet(path):
            file = _parquet_file(path)
            names = _columns_of(file)
            batches = file.iter_batches(
                max(1, CELLS_AT_ONCE // max(1, len(names))), columns=names
            )
            pieces = (
                batch.to_pandas(ignore_metadata=True, integer_object_nulls=True)
                for batch in batches
            )
        else:
            how = how_to_read(path)
            names = names_of_csv(path, how)
            as_text = {"dtype": str, "chunksize": max(1, CELLS_AT_ONCE // len(names))}
            if how["sep"] != ",":
                with table_of_csv(path, how, **as_text) as every:
                    commas = columns_with_commas(every)
            pieces = table_of_csv(path, how, **as_text)
        _check_names([str(name) for name in names], path)
        with closing(pieces):
            for piece in pieces:
                for name in commas:
                    piece[name] = with_point(piece[name])
                piece.columns = [str(name) for name in piece.columns]
                piece.index = range(start, start + len(piece))
                start += len(piece)
                yield piece
    if not start:
        raise ValueError(f"{path} must hold rows below the names; got none.")


def typed(piece: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The columns of a piece as numbers or truth values, where all cells are.

    So it is for CSV; in Parquet text is text.
    """
    if _is_parquet(path):
        return piece
    columns = {name: _typed(piece[name]) for name in piece}
    return pandas().DataFrame(columns, index=piece.index)


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


def _columns_of(file: Any) -> list[str]:
    """Names of the columns, without those that pandas has written its index to."""
    schema = file.schema_arrow
    index = (schema.pandas_metadata or {}).get("index_columns", [])
    return [name for name in schema.names if name not in index]


def _parquet(path: Path) -> pd.DataFrame:
    found = _parquet_file(path).metadata
    n_cells = found.num_rows * found.num_columns
    if n_cells > MOST_CELLS:
        raise ValueError(f"it declares {n_cells:,} cells, more than {MOST_CELLS:,}")
    return pandas().read_parquet(path)


def _csv(path: Path, exact: str | None) -> pd.DataFrame:
    how = how_to_read(path)
    _check_names(names_of_csv(path, how), path)
    frame = table_of_csv(path, how, dtype={exact: str})
    if how["sep"] != ",":
        for name in frame.select_dtypes(exclude="number"):
            frame[name] = without_decimal_comma(frame[name])
    if exact in frame:
        frame[exact] = _typed(frame[exact])
    return frame


def _typed(column: pd.Series) -> pd.Series:
    if column.dtype.kind in "biufmM":
        return column
    words = column.dropna()
    if len(words) and words.isin(TRUTH.keys()).all():
        return column if column.isna().any() else column.map(TRUTH).astype(bool)
    parsed = pandas().to_numeric(column, errors="coerce")
    if parsed.isna().sum() > column.isna().sum():
        return column
    is_exact = parsed.dtype.kind != "f" or not (parsed.abs() >= EXACT).any()
    return parsed if is_exact else column


def _check_names(names: list[str], path: Path) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(
            f"{path} must name each column once; got {listed(repeated)} again."
        )
