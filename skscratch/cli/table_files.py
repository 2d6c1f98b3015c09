"""Table files: CSV of any program, and Parquet, as they come from strangers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skscratch._files import reason_of
from skscratch.cli.columns import Column
from skscratch.cli.csv_files import Csv, pandas

if TYPE_CHECKING:
    import pandas as pd

#: Cells of a table in memory: a file of a few bytes may declare any number.
MOST_CELLS = 5 * 10**7
MOST_BYTES = 2**28
#: Cells that are read at a time.
CELLS_AT_ONCE = 2**20


@dataclass(frozen=True)
class Parquet:
    """A Parquet file.

    Parameters
    ----------
    path : Path
        The file.
    file : pyarrow.parquet.ParquetFile
        It, opened.
    names : list of str
        Of the columns, without those that pandas has written its index to.
    """

    path: Path
    file: Any
    names: list[str]

    #: Its text is text.
    is_text = False
    decimal_commas = False

    @classmethod
    def of(cls, path: Path) -> Parquet:
        """Open it."""
        try:
            from pyarrow import parquet
        except ImportError:
            raise ImportError(
                "Parquet needs pyarrow. Install it by `pip install 'skscratch[table]'`."
            ) from None
        file = parquet.ParquetFile(path)
        if file.metadata.num_columns > MOST_CELLS:
            raise ValueError(
                f"it declares {file.metadata.num_columns:,} columns, more than "
                f"{MOST_CELLS:,}"
            )
        schema = file.schema_arrow
        index = (schema.pandas_metadata or {}).get("index_columns", [])
        return cls(path, file, [name for name in schema.names if name not in index])

    def pieces(
        self, n_cells: int, types: Mapping[str, type] | None = None
    ) -> Iterator[pd.DataFrame]:
        """All rows, about so many cells at a time, of all columns or those named."""
        names = [n for n in self.names if types is None or str(n) in types]
        n_rows = max(1, n_cells // max(1, len(self.names)))
        for batch in self.file.iter_batches(n_rows, columns=names):
            piece = batch.to_pandas(ignore_metadata=True, integer_object_nulls=True)
            for name in piece.select_dtypes("category"):
                piece[name] = piece[name].astype(object)
            piece.columns = list(map(str, names))
            yield piece


@dataclass(frozen=True)
class Table:
    """A table in a file, read once to tell by all its rows what its columns hold.

    Parameters
    ----------
    file : Csv or Parquet
        It, and how its rows are to be read.
    columns : dict of str to Column
        By their names, which differ.
    """

    file: Csv | Parquet
    columns: dict[str, Column]

    @classmethod
    def of(cls, path: Path) -> Table:
        """Read a CSV or Parquet file of any size.

        Parameters
        ----------
        path : Path
            Separated by comma, semicolon, tab or bar, in UTF-8, with names in the first
            line or, as Excel writes it, after a line such as ``sep=;``; or Parquet, by
            its suffix.

        Returns
        -------
        Table

        Raises
        ------
        ImportError
            If what reads it is not installed.
        OSError, ValueError
            If it cannot be read, holds no rows, or has columns of one name.
        """
        pandas()
        with _readable(path):
            file = (Parquet if _is_parquet(path) else Csv).of(path)
        names = [str(name) for name in file.names]
        counts = Counter(names)
        if repeated := [name for name in counts if counts[name] > 1]:
            raise ValueError(
                f"{path} must name each column once; got {listed(repeated)} again."
            )
        table = cls(file, {name: Column.of(file, name) for name in names})
        table._look()
        if not table.n_rows:
            raise ValueError(f"{path} must hold rows below the names; got none.")
        return table

    def _look(self) -> None:
        """Tell by all rows what the columns hold.

        Of CSV it reads those again that are not taken for numbers wherever one looks:
        they are to be text in all rows.
        """
        words: dict[str, None] = {}
        for piece in self._numbered(None):
            for name, cells in piece.items():
                if not self.file.is_text or cells.dtype.kind in "iuf":
                    self.columns[name].add(cells)
                else:
                    words[name] = None
        if words:
            self.columns.update({name: Column.of(self.file, name) for name in words})
            for piece in self.pieces(list(words)):
                for name in words:
                    self.columns[name].add(piece[name])

    @property
    def path(self) -> Path:
        """Of the file."""
        return self.file.path

    @property
    def n_rows(self) -> int:
        """How many there are."""
        return max((each.n_rows for each in self.columns.values()), default=0)

    def pieces(
        self, names: Sequence[str], numbers: Sequence[str] = ()
    ) -> Iterator[pd.DataFrame]:
        """Some columns of all rows, at most `CELLS_AT_ONCE` cells at a time.

        Parameters
        ----------
        names : sequence of str
            Of the columns: of CSV text or missing.
        numbers : sequence of str, default=()
            Names of more columns, which may be floats already.

        Yields
        ------
        DataFrame
            Its index goes on from one to the next.
        """
        plain = [name for name in numbers if self.columns[name].is_plain]
        return self._numbered(
            dict.fromkeys([*names, *numbers], str) | dict.fromkeys(plain, float)
        )

    def _numbered(self, types: Mapping[str, type] | None) -> Iterator[pd.DataFrame]:
        start = 0
        with _readable(self.path):
            for piece in self.file.pieces(CELLS_AT_ONCE, types):
                piece.index = range(start, start + len(piece))
                start += len(piece)
                yield piece


def is_large(path: Path) -> bool:
    """Whether a table is too large for memory, by its bytes or its cells."""
    if path.stat().st_size > MOST_BYTES:
        return True
    if not _is_parquet(path):
        return False
    try:
        found = Parquet.of(path).file.metadata
    except Exception:  # whoever reads it says what is wrong
        return False
    return bool(found.num_rows * found.num_columns > MOST_CELLS)


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
    except OSError as error:
        raise OSError(f"{path} cannot be read: {reason_of(error)}.") from error
    except (ImportError, MemoryError):
        raise
    except UnicodeDecodeError:
        raise ValueError(
            f"{path} cannot be read as a table: it is no text in UTF-8. Save it as "
            "such; Excel calls that CSV UTF-8."
        ) from None
    except Exception as error:  # each parser has errors of its own
        words = reason_of(error)[:200]
        if row := re.search(r"Expected \d+ fields in (line \d+), saw (\d+)", words):
            words = f"{row[1]} has {row[2]} cells, more than those above it"
        words = words.rstrip(".")
        raise ValueError(f"{path} cannot be read as a table: {words}.") from None


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")
