"""What stands in samples and is no number, told in words that help."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from numbers import Number
from reprlib import repr as shortened
from typing import Any

import numpy as np
from scipy.sparse import issparse

__all__ = ["what_is_no_number"]

FILES = (
    "a table is read by pandas.read_csv, a folder of pictures by "
    "skscratch.datasets.load_image_folder; the path of a file of rows ends in .npy or "
    ".h5."
)
TABLES = (
    "Pass pandas.DataFrame(X) for a dict of columns, list(X) for an iterator, "
    "numpy.lib.recfunctions.structured_to_unstructured(X) for an array with fields."
)
WORDS = (
    "Words become numbers by sklearn.preprocessing.OneHotEncoder, texts by "
    "sklearn.feature_extraction.text.TfidfVectorizer, files of pictures by "
    "skscratch.preprocessing.ImageFlattener, each before the estimator in a Pipeline."
)
DATES = "Make numbers of dates and times first, such as the days since the first one."
ARRAYS = "numpy.stack makes one array of a column of lists or arrays."
SPARSE = "scipy.sparse.vstack(X) makes one matrix of sparse rows."
OBJECTS = "As for float(), each argument must be a string or a real number."
DICTS = f"{OBJECTS} DictVectorizer of sklearn.feature_extraction makes rows of dicts."

#: What can be converted, as far as its type goes; None counts as missing.
CONVERTIBLE = (Number, np.bool_, type(None))


def what_is_no_number(X: Any) -> str | None:
    """Why there is no array of numbers for samples, where that can be told.

    Returns
    -------
    words : str or None
        A message about what is no table, rows of several lengths, or the first cell
        that is no number. It begins with the name ``X``.
    """
    if isinstance(X, str | os.PathLike):
        return f"X must have a row of numbers for each sample; got {str(X)!r}: {FILES}"
    cells = _cells(X)
    if cells is None or cells.dtype.kind in "biufc":
        return None
    if cells.ndim == 0 or cells.dtype.names:
        kind = f"{cells.ndim}-d array" if X is cells else type(X).__name__
        kind += " with fields" if cells.dtype.names else ""
        return (
            f"X must be a 2-d array, a table or a list of rows; got a {kind}. {TABLES}"
        )
    if cells.ndim == 1:
        return _among_rows(cells.tolist())
    if cells.ndim == 2:
        return _among_columns(cells, _names(X, cells.shape[1]))
    return None


def _cells(X: Any) -> np.ndarray | None:
    """Samples as an array; rows that are not alike as a column of them."""
    if issparse(X):
        return None
    try:
        return np.asarray(X)
    except (TypeError, ValueError):
        is_list = isinstance(X, list | tuple)
        return np.fromiter(X, dtype=object, count=len(X)) if is_list else None


def _names(X: Any, n_columns: int) -> list[Any]:
    """What the columns are called, or their numbers."""
    names = getattr(X, "column_names", getattr(X, "columns", None))
    names = list(names) if isinstance(names, Iterable) else []
    return names if len(names) == n_columns else list(range(n_columns))


def _among_rows(rows: list[Any]) -> str | None:
    """Why a column of rows is no table: they are not alike, or no rows."""
    kinds = [_kind(row) for row in rows]
    if not any(kinds):
        found = _first(rows)
        if found is None:
            return None
        _, cell, advice = found
        return f"X must have a row of numbers for each sample; got {cell}. {advice}"
    for i, kind in enumerate(kinds):
        if kind != kinds[0]:
            return (
                "X must have rows of one length; got "
                f"{kinds[0] or shortened(rows[0])} in row 0 and "
                f"{kind or shortened(rows[i])} in row {i}."
            )
    return f"X must be one array; got {len(rows)} rows, each of {kinds[0]}. {ARRAYS}"


def _kind(row: Any) -> str | None:
    """How long a row is; None if it is none."""
    if isinstance(row, list | tuple) or (isinstance(row, np.ndarray) and row.ndim == 1):
        return f"{len(row)} values"
    return f"shape {row.shape}" if isinstance(row, np.ndarray) and row.ndim else None


def _among_columns(cells: np.ndarray, names: list[Any]) -> str | None:
    """What is no number in a table."""
    for name, column in zip(names, cells.T, strict=True):
        found = _first(column.tolist())
        if found is not None:
            row, cell, advice = found
            where = f"column {name!r}, row {row}"
            return f"X must hold numbers; got {cell} in {where}. {advice}"
    return None


def _first(cells: list[Any]) -> tuple[int, str, str] | None:
    """The first that is no number: where, what to call it, and what to do with it."""
    kinds = set(map(type, cells))  # a table may be large
    if all(issubclass(kind, CONVERTIBLE) for kind in kinds):
        return None
    for i, cell in enumerate(cells):
        if not _is_number(cell):
            return i, *_told(cell)
    return None


def _is_number(cell: Any) -> bool:
    if isinstance(cell, CONVERTIBLE):
        return True
    try:
        float(cell)
    except (TypeError, ValueError):
        return False
    return True


def _told(cell: Any) -> tuple[str, str]:
    """What to call that which is no number, and what to do with it."""
    if isinstance(cell, os.PathLike):
        return repr(str(cell)), WORDS
    if isinstance(cell, str | bytes):
        return shortened(cell), WORDS
    if isinstance(cell, date | time | timedelta):
        return str(cell), DATES
    if isinstance(cell, list | tuple | np.ndarray):
        return shortened(cell), ARRAYS
    if isinstance(cell, Mapping):
        return shortened(cell), DICTS
    if issparse(cell):
        return f"a {type(cell).__name__}", SPARSE
    return shortened(cell), OBJECTS
