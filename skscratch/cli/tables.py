"""Tables: what each column is, and the scikit-learn steps that make numbers of them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.compose import ColumnTransformer

#: Cells of a table that is read: a file of a few bytes may declare any number.
MOST_CELLS = 5 * 10**7
MOST_BYTES = 2**28
#: A column of words with more different ones than this share is a name or a text.
MOST_DIFFERENT = 0.5
MOST_CATEGORIES = 100
MOST_CLASSES = 100
FEW_NUMBERS = 20  # different ones that may be labels
#: A column with more numbers than this share is one of numbers, its words are gaps.
MOSTLY = 0.8
LARGEST = 1e100  # its square is a number, too
MISSING = "(missing)"


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV or Parquet file.

    Parameters
    ----------
    path : Path
        Separated by comma, semicolon, tab or bar, in UTF-8, with names in the first
        line; or Parquet, by its suffix.

    Returns
    -------
    DataFrame
        Its columns have different names, all of them text.

    Raises
    ------
    ImportError
        If what reads it is not installed.
    OSError, ValueError
        If it cannot be read, is too large, or has columns of one name.
    """
    pd = _pandas()
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} is larger than {MOST_BYTES >> 20} MiB.")
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            frame = _parquet(path)
        else:
            separator = _separator(path)
            names = pd.read_csv(path, sep=separator, header=None, nrows=1, dtype=str)
            _check_names(path, names.iloc[0].fillna("").tolist())
            frame = pd.read_csv(path, sep=separator, encoding="utf-8-sig")
    except (ImportError, OSError, MemoryError):
        raise
    except Exception as error:  # each parser has errors of its own
        words = " ".join(str(error).replace("C error: ", "").split())[:200]
        raise ValueError(f"{path} cannot be read as a table: {words}") from None
    frame.columns = [str(name) for name in frame.columns]
    _check_names(path, frame.columns.tolist())
    if not len(frame):
        raise ValueError(f"{path} must hold rows below the names; got none.")
    return frame


def split_target(
    frame: pd.DataFrame, target: str, path: str
) -> tuple[pd.DataFrame, np.ndarray]:
    """The features and the labels of a table.

    Parameters
    ----------
    frame : DataFrame
        The table.
    target : str
        The column of the labels.
    path : str
        What the table is called.

    Returns
    -------
    features : DataFrame
        The other columns of the rows that have a label.
    labels : ndarray of shape (n_rows,)
        Text, integers or truth values.

    Raises
    ------
    ValueError
        If there is no such column, or what it holds are no classes.
    """
    if target not in frame:
        raise ValueError(
            f"--target must be a column of {path}, one of {_listed(frame.columns)}; "
            f"got {target!r}."
        )
    column = frame[target]
    has_label = column.notna().to_numpy()
    if not has_label.all():
        from skscratch._warnings import warn

        n_lost = int((~has_label).sum())
        warn(f"{n_lost} rows of {path} have no {target}: left out.", UserWarning)
    features, column = frame.loc[has_label].drop(columns=target), column[has_label]
    if not features.shape[1]:
        raise ValueError(f"{path} must have a column besides {target}.")
    n_different = column.nunique()
    numbers = column.dtype.kind in "iuf"
    if numbers and n_different > FEW_NUMBERS or n_different > MOST_CLASSES:
        raise ValueError(
            f"{target} must hold classes, at most {MOST_CLASSES} names or "
            f"{FEW_NUMBERS} numbers; got {n_different} different values. Quantities "
            "are for a regressor, such as sklearn.neural_network.MLPRegressor."
        )
    if column.dtype.kind == "f" and (column % 1 == 0).all():
        column = column.astype(int)  # as they were before a gap made them floats
    kept = column.dtype.kind in "iub"
    return features, column.to_numpy() if kept else column.astype(str).to_numpy(str)


def kinds_of(frame: pd.DataFrame) -> tuple[list[str], list[str], dict[str, str]]:
    """Which columns are numbers, which are words, and why the others are left out.

    Parameters
    ----------
    frame : DataFrame
        The features of the training set.

    Returns
    -------
    numbers, words : list of str
        Names of columns.
    left_out : dict of str to str
        By the names of the others the reason.
    """
    numbers, words, left_out = [], [], {}
    for name in frame:
        column = frame[name]
        n_different = column.nunique()
        if n_different < 2 and not column.isna().any() or column.isna().all():
            left_out[name] = "the same in all rows"
        elif column.dtype.kind in "iuf" or _mostly_numbers(column):
            numbers.append(name)
        elif column.dtype.kind in "mM":
            left_out[name] = "dates"
        elif n_different > max(2, min(MOST_CATEGORIES, MOST_DIFFERENT * len(column))):
            left_out[name] = f"{n_different} different words, a name or a text"
        else:
            words.append(name)
    return numbers, words, left_out


def table_steps(numbers: list[str], words: list[str]) -> ColumnTransformer:
    """What makes rows of numbers of a table: gaps filled, scaled, encoded.

    Parameters
    ----------
    numbers, words : list of str
        Names of columns.

    Returns
    -------
    ColumnTransformer
        Not fitted. A gap among numbers becomes the median, with a column that says
        where it was. A gap among words is a category of its own; a word that training
        did not have is in none.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    scaled = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True), StandardScaler()
    )
    encoded = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return ColumnTransformer(
        [("numbers", scaled, numbers), ("words", encoded, words)],
        verbose_feature_names_out=False,
    )


def as_trained(frame: pd.DataFrame, numbers: list[str], words: list[str]) -> Any:
    """The columns of a table in the types that training had.

    Parameters
    ----------
    frame : DataFrame
        Any table.
    numbers, words : list of str
        Names of columns that it must have.

    Returns
    -------
    DataFrame
        Those columns: floats, and text with "(missing)" in the gaps.

    Raises
    ------
    ValueError
        If a column is missing, or one of numbers holds mostly words.

    Warns
    -----
    UserWarning
        Of words among the numbers of a column: they count as gaps.
    """
    pd = _pandas()
    if missing := [name for name in [*numbers, *words] if name not in frame]:
        raise ValueError(
            f"the table must have the columns of training; {_listed(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing, it has "
            f"{_listed(frame.columns)}."
        )
    columns = {}
    for name in numbers:
        columns[name] = _as_numbers(frame[name])
    for name in words:
        text = frame[name].astype(object)
        columns[name] = text.where(text.isna(), text.astype(str)).fillna(MISSING)
    return pd.DataFrame(columns, index=frame.index)


def _mostly_numbers(column: pd.Series) -> bool:
    """Whether a column of words is one of numbers with some words, such as "?"."""
    if column.dtype.kind in "bmM":
        return False
    parsed = _pandas().to_numeric(column, errors="coerce")
    return bool(parsed.notna().sum() > MOSTLY * column.notna().sum())


def _as_numbers(column: pd.Series) -> pd.Series:
    """A column as floats; words in it are gaps, and are told."""
    parsed = _pandas().to_numeric(column, errors="coerce").astype(float)
    words = column[parsed.isna() & column.notna()]
    if len(words) > (1 - MOSTLY) * column.notna().sum():
        raise ValueError(
            f"column {column.name} must hold numbers, as in training; got "
            f"{str(words.iloc[0])[:40]!r}."
        )
    if len(words):
        from skscratch._warnings import warn

        warn(
            f"column {column.name} holds {_listed(words.unique())} among its numbers: "
            "counted as gaps",
            UserWarning,
        )
    if (parsed.abs() > LARGEST).any():
        raise ValueError(
            f"column {column.name} must hold numbers up to {LARGEST:g}; got "
            f"{parsed.abs().max():g}."
        )
    return parsed


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "a table needs pandas. Install it by `pip install 'skscratch[table]'`."
        ) from None
    return pandas


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
    return _pandas().read_parquet(path)


def _separator(path: Path) -> str:
    """What separates the columns, by the first lines."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        start = file.read(2**16)
    lines = start.splitlines()
    if not lines or "\0" in start:
        raise ValueError("it is empty" if not lines else "it is no text")
    try:
        return csv.Sniffer().sniff("\n".join(lines[:20]), delimiters=",;\t|").delimiter
    except csv.Error:
        return ","  # a single column, or none that stands out


def _check_names(path: Path, names: list[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(
            f"{path} must name each column once; got {_listed(repeated)} again."
        )


def _listed(names: Any) -> str:
    shown = [repr(str(name)) for name in list(names)[:12]]
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(shown) + more
