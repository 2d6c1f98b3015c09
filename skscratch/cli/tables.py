"""Tables: what each column is, and the scikit-learn steps that make numbers of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch.cli.csv_files import MOSTLY, pandas
from skscratch.cli.table_files import EXACT, TRUTH, listed

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.compose import ColumnTransformer

#: A column of words with more different ones than this share is a name or a text.
MOST_DIFFERENT = 0.5
MOST_CATEGORIES = 100
MOST_CLASSES = 100
FEW_NUMBERS = 20  # different ones that may be labels
LARGEST = 1e100  # its square is a number, too
MISSING = "(missing)"


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
            f"--target must be a column of {path}, one of {listed(frame.columns)}; "
            f"got {target!r}."
        )
    column = frame[target]
    if _is_nested(column):
        raise ValueError(f"{target} must hold classes; got lists or records.")
    has_label = column.notna().to_numpy()
    if not has_label.any():
        raise ValueError(f"{target} must hold classes; it is empty in all of {path}.")
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
    return features, labels_of(column)


def labels_of(column: pd.Series) -> np.ndarray:
    """Labels of one type: integers, truth values or else text.

    Parameters
    ----------
    column : Series
        Labels without gaps.

    Returns
    -------
    ndarray of shape (n_rows,)
        Whole numbers as integers, as they were before gaps made them floats.
    """
    if column.dtype.kind == "f" and (column % 1 == 0).all():
        column = column.astype(int) if (column.abs() < EXACT).all() else column
    kept = column.dtype.kind in "iub"
    return column.to_numpy() if kept else column.astype(str).to_numpy(str)


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
        if _is_nested(column):
            left_out[name] = "lists or records"
            continue
        n_different = column.nunique()
        if not n_different:
            left_out[name] = "empty"
        elif n_different < 2 and not column.isna().any():
            left_out[name] = "the same in all rows"
        elif _counts_rows(column):
            left_out[name] = "it counts the rows"
        elif column.dtype.kind in "iuf" or _mostly_numbers(column):
            numbers.append(name)
        elif column.dtype.kind in "mM":
            left_out[name] = "dates or durations"
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


def as_trained(
    frame: pd.DataFrame, numbers: list[str], words: list[str], *, whole: bool = True
) -> Any:
    """The columns of a table in the types that training had.

    Parameters
    ----------
    frame : DataFrame
        Any table.
    numbers, words : list of str
        Names of columns that it must have.
    whole : bool, default=True
        Whether these are all rows of a table, whose columns of numbers are to hold
        mostly numbers; a piece of it may have a stretch of words.

    Returns
    -------
    DataFrame
        Those columns: floats, and text with "(missing)" in the gaps and truth values
        written in one way.

    Raises
    ------
    ValueError
        If a column is missing, or one of numbers holds mostly words.

    Warns
    -----
    UserWarning
        Of words among the numbers of a column: they count as gaps.
    """
    frame = with_columns(frame, [*numbers, *words])
    columns = {}
    for name in numbers:
        columns[name] = _as_numbers(frame[name], whole)
    for name in words:
        text = frame[name].astype(object)
        text = text.where(text.isna(), text.astype(str)).fillna(MISSING)
        columns[name] = text.map(lambda word: str(TRUTH.get(word, word)))
    return pandas().DataFrame(columns, index=frame.index)


def with_columns(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Those columns of a table, or a ValueError that names what is missing."""
    if missing := [name for name in names if name not in frame]:
        raise ValueError(
            f"the table must have the columns of training; {listed(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing, it has "
            f"{listed(frame.columns)}."
        )
    return frame[names]


def _is_nested(column: pd.Series) -> bool:
    """Whether cells are lists, arrays or records, as Parquet may have them."""
    kinds = (list, dict, tuple, np.ndarray)
    return column.dtype == object and any(isinstance(cell, kinds) for cell in column)


def _counts_rows(column: pd.Series) -> bool:
    """Whether it is the number of the row: in a sorted table that gives labels away."""
    if column.dtype.kind not in "iu" or column.index.dtype.kind != "i":
        return False
    return len(column) >= FEW_NUMBERS and (column - column.index).nunique() == 1


def _mostly_numbers(column: pd.Series) -> bool:
    """Whether a column of words is one of numbers with some words, such as "?"."""
    if column.dtype.kind in "bmM":
        return False
    parsed = pandas().to_numeric(column, errors="coerce")
    return bool(parsed.notna().sum() > MOSTLY * column.notna().sum())


def _as_numbers(column: pd.Series, whole: bool) -> pd.Series:
    """A column as floats; words in it are gaps, and are told."""
    parsed = pandas().to_numeric(column, errors="coerce").astype(float)
    words = column[parsed.isna() & column.notna()]
    if whole and len(words) > (1 - MOSTLY) * column.notna().sum():
        raise ValueError(
            f"column {column.name} must hold numbers, as in training; got "
            f"{str(words.iloc[0])[:40]!r}."
        )
    if len(words):
        from skscratch._warnings import warn

        warn(
            f"column {column.name} holds {listed(words.unique())} among its numbers: "
            "counted as gaps",
            UserWarning,
        )
    if (parsed.abs() > LARGEST).any():
        raise ValueError(
            f"column {column.name} must hold numbers up to {LARGEST:g}; got "
            f"{parsed.abs().max():g}."
        )
    return parsed
