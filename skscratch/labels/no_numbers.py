"""What stands in samples and is no number, told in words that help."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, timedelta
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
WORDS = (
    "Words become numbers by sklearn.preprocessing.OneHotEncoder, texts by "
    "sklearn.feature_extraction.text.TfidfVectorizer, files of pictures by "
    "skscratch.preprocessing.ImageFlattener, each before the estimator in a Pipeline."
)
DATES = "Make numbers of dates and times first, such as the days since the first one."


def what_is_no_number(X: Any) -> str | None:
    """Why there is no array of numbers for samples, where that can be told.

    Returns
    -------
    words : str or None
        A message about what is no table, rows of several lengths, or the first text or
        date. It begins with the name ``X``.
    """
    if isinstance(X, str | os.PathLike):
        return f"X must have a row of numbers for each sample; got {str(X)!r}: {FILES}"
    if issparse(X):
        return None
    try:
        cells = np.asarray(X)
    except ValueError:
        return _several_lengths(X)
    if cells.ndim == 0:
        kind = type(X).__name__
        return f"X must be an array, a table or a list of rows; got a {kind}."
    if cells.ndim == 1:
        found = _first(cells)
        if found is None:
            return _several_lengths(X)
        _, cell, advice = found
        return f"X must have a row of numbers for each sample; got {cell}. {advice}"
    if cells.ndim == 2:
        names = getattr(X, "columns", range(cells.shape[1]))
        for name, column in zip(names, cells.T, strict=True):
            found = _first(column)
            if found is not None:
                row, cell, advice = found
                where = f"column {name!r}, row {row}"
                return f"X must hold numbers; got {cell} in {where}. {advice}"
    return None


def _several_lengths(rows: Iterable[Any]) -> str | None:
    """Which row is not as long as the first."""
    lengths = [len(row) if hasattr(row, "__len__") else 1 for row in rows]
    for i, length in enumerate(lengths):
        if length != lengths[0]:
            return (
                f"X must have rows of one length; got {lengths[0]} in row 0 and "
                f"{length} in row {i}."
            )
    return None


def _first(cells: np.ndarray) -> tuple[int, str, str] | None:
    """The first text or date: where it is, what to call it, and what to do with it."""
    for i, cell in enumerate(cells):
        if isinstance(cell, str | bytes | os.PathLike):
            if not _is_number(cell):
                return i, shortened(_plain(cell)), WORDS
        elif isinstance(cell, date | timedelta):
            return i, str(cell), DATES
    return None


def _is_number(text: Any) -> bool:
    try:
        float(text)
    except (TypeError, ValueError):
        return False
    return True


def _plain(text: Any) -> str | bytes:
    """Text without the type that NumPy gives it, or the name of a file."""
    return bytes(text) if isinstance(text, bytes) else str(text)
