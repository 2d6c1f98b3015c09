"""Tables: what each column is, and the scikit-learn steps that make numbers of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch.cli.columns import EXACT, MOST_KEPT, TRUTH, Column, text_of
from skscratch.cli.csv_files import pandas
from skscratch.cli.table_files import Table, listed

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.compose import ColumnTransformer

#: A column of words with more different ones than this share is a name or a text.
MOST_DIFFERENT = 0.5
MOST_CATEGORIES = 100
MOST_CLASSES = 100
FEW_NUMBERS = 20  # different ones that may be labels; fewer rows may be counted
LARGEST = 1e100  # its square is a number, too


@dataclass(frozen=True)
class Features:
    """The columns that a model takes of a table, as training had them.

    Parameters
    ----------
    numbers, words : list of str
        Names of columns.
    left_out : dict of str to str
        By the names of the others the reason.
    """

    numbers: list[str]
    words: list[str]
    left_out: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table, target: str) -> Features:
        """Tell by all rows which columns are numbers, and which are words."""
        found = cls([], [])
        for name, column in table.columns.items():
            if name == target:
                continue
            if reason := _teaches_nothing(column):
                found.left_out[name] = reason
            elif column.is_mostly_numbers:
                found.numbers.append(name)
            else:
                found.words.append(name)
        if not found.numbers and not found.words:
            reasons = [f"{name} ({why})" for name, why in found.left_out.items()]
            more = " and others" if len(reasons) > 12 else ""
            raise ValueError(
                f"{table.path} must have a column to learn from besides {target}; left "
                f"out: {', '.join(reasons[:12])}{more}."
            )
        return found

    def check(self, table: Table) -> None:
        """Refuse a table that has not these columns, and tell what gaps there will be.

        Raises
        ------
        ValueError
            If a column is missing, or one of numbers holds mostly words or a number
            beyond `LARGEST`.

        Warns
        -----
        UserWarning
            Of words among the numbers of a column: they count as gaps.
        """
        check_columns(table, [*self.numbers, *self.words])
        for name in self.numbers:
            _check_numbers(table.columns[name], table)

    def rows(self, piece: pd.DataFrame, table: Table) -> pd.DataFrame:
        """Those columns of some rows: floats, and text with a word for gaps."""
        columns = {}
        for name in self.numbers:
            columns[name] = table.columns[name].reading.numbers(piece[name])
        for name in self.words:
            columns[name] = text_of(piece[name])
        return pandas().DataFrame(columns, index=piece.index)

    def steps(self) -> ColumnTransformer:
        """What makes rows of numbers of them: gaps filled, scaled, encoded.

        Returns
        -------
        ColumnTransformer
            Not fitted. A gap among numbers becomes the median, with a column that says
            where it was. A gap among words is a category of its own; a word that
            training did not have is in none.
        """
        from sklearn.compose import ColumnTransformer
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder, StandardScaler

        # a column may have its few numbers in rows that training has not
        filled = SimpleImputer(
            strategy="median", add_indicator=True, keep_empty_features=True
        )
        encoded = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        return ColumnTransformer(
            [
                ("numbers", make_pipeline(filled, StandardScaler()), self.numbers),
                ("words", encoded, self.words),
            ],
            verbose_feature_names_out=False,
        )


@dataclass(frozen=True)
class AsTheyAre:
    """The columns of a table for steps of another hand, which know what they are.

    Parameters
    ----------
    words : list of str
        Names of the columns: which are numbers is for the file to say.
    """

    words: list[str]
    numbers: tuple[str, ...] = ()

    def check(self, table: Table) -> None:
        """Refuse a table that has not these columns."""
        check_columns(table, self.words)

    def rows(self, piece: pd.DataFrame, table: Table) -> pd.DataFrame:
        """Those columns of some rows, with the numbers and truth values of CSV."""
        columns = {name: table.columns[name].typed(piece[name]) for name in self.words}
        return pandas().DataFrame(columns, index=piece.index)


def check_columns(table: Table, names: Sequence[str]) -> None:
    """Refuse a table that has not all of those columns."""
    if missing := [name for name in names if name not in table.columns]:
        raise ValueError(
            f"{table.path} must have the columns of training; {listed(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing, it has "
            f"{listed(table.columns)}."
        )


def check_target(table: Table, target: str) -> None:
    """Refuse a target that is no column of a table, or does not hold classes.

    Warns
    -----
    UserWarning
        Of rows without a label.
    """
    if target not in table.columns:
        raise ValueError(
            f"--target must be a column of {table.path}, one of "
            f"{listed(table.columns)}; got {target!r}."
        )
    column, path = table.columns[target], table.path
    if column.is_nested:
        raise ValueError(f"{target} must hold classes; got lists or records.")
    if not column.n_cells:
        raise ValueError(f"{target} must hold classes; it is empty in all of {path}.")
    if len(table.columns) < 2:
        raise ValueError(f"{path} must have a column besides {target}.")
    values = column.typed(pandas().Series(list(column.different)))
    n_different = values.nunique()
    numbers = values.dtype.kind in "iuf"
    if numbers and n_different > FEW_NUMBERS or n_different > MOST_CLASSES:
        raise ValueError(
            f"{target} must hold classes, at most {MOST_CLASSES} names or "
            f"{FEW_NUMBERS} numbers; got {_counted(n_different)} different values. "
            "Quantities are for a regressor, such as "
            "sklearn.neural_network.MLPRegressor."
        )
    if n_lost := column.n_rows - column.n_cells:
        from skscratch._warnings import warn

        lost = f"{n_lost} rows of {path} have" if n_lost > 1 else f"a row of {path} has"
        warn(f"{lost} no {target}: left out.", UserWarning)


def labelled_rows(
    table: Table, target: str, features: Features | AsTheyAre
) -> Iterator[tuple[pd.DataFrame, pd.Series]]:
    """The rows of a table that have a label, as a model takes them, and the labels."""
    for piece in table.pieces([*features.words, target], features.numbers):
        piece = piece[piece[target].notna()]
        if len(piece):
            yield features.rows(piece, table), categories_of(piece[target])


def categories_of(labels: pd.Series) -> pd.Series:
    """Labels without gaps as categories, of which there are few for many rows."""
    return labels.infer_objects().astype("category")


def labels_of(
    pieces: Sequence[pd.Series], column: Column, classes: np.ndarray | None = None
) -> np.ndarray:
    """Labels of one type: integers, truth values or else text.

    Parameters
    ----------
    pieces : sequence of Series
        As `categories_of` makes them.
    column : Column
        Which they are of.
    classes : ndarray, default=None
        Those of training: what is written as a number there is not told by how it is
        written here.

    Returns
    -------
    ndarray of shape (n_rows,)
        Whole numbers as integers, as they were before gaps made them floats. With
        `classes` those that are meant, and what is none of them as text.
    """
    codes_of: dict[Any, int] = {}
    codes = []
    for piece in pieces:
        its = [codes_of.setdefault(v, len(codes_of)) for v in piece.cat.categories]
        codes.append(np.array(its)[piece.cat.codes])
    values = pandas().Series(list(codes_of)).infer_objects()
    labels = _of_one_kind(column.typed(values))
    if classes is not None:
        labels = _among(classes, values, labels)
    return labels[np.concatenate(codes)]


def _of_one_kind(values: pd.Series) -> np.ndarray:
    values = values.infer_objects()
    if values.dtype.kind == "f" and (values % 1 == 0).all():
        values = values.astype(int) if (values.abs() < EXACT).all() else values
    kept = values.dtype.kind in "iub"
    return values.to_numpy() if kept else values.astype(str).to_numpy(str)


def _among(classes: np.ndarray, values: pd.Series, labels: np.ndarray) -> np.ndarray:
    """The class that each value is, or would be if it were read alone; else its text.

    It is the one of the same text or, where all classes are numbers, the same number.
    """
    by_text = {str(each): each for each in classes}
    numbers = pandas().to_numeric(list(by_text), errors="coerce")
    by_number = dict(zip(numbers, classes, strict=True))
    if np.isnan(numbers).any() or len(by_number) < len(classes):
        by_number = {}
    found = []
    for value, label in zip(values, labels, strict=True):
        truth = TRUTH.get(value, value)
        number = pandas().to_numeric(str(label), errors="coerce")
        texts = [str(each) for each in (value, label, truth) if str(each) in by_text]
        found.append(by_text[texts[0]] if texts else by_number.get(number, str(value)))
    known = all(each in by_text for each in map(str, found))
    return np.array(found, classes.dtype if known else object)


def _teaches_nothing(column: Column) -> str:
    """Why a column is left out; nothing of one that is not."""
    if column.is_nested:
        return "lists or records"
    if column.is_date:
        return "dates or durations"
    if not column.n_cells:
        return "empty"
    n_different = column.n_different
    if n_different < 2 and column.n_cells == column.n_rows:
        return "the same in all rows"
    if column.counts_rows and column.n_rows >= FEW_NUMBERS:
        return "it counts the rows"
    most = max(2, min(MOST_CATEGORIES, MOST_DIFFERENT * column.n_rows))
    if n_different > most and not column.is_mostly_numbers:
        return f"{_counted(n_different)} different words, a name or a text"
    return ""


def _check_numbers(column: Column, table: Table) -> None:
    """Refuse a column of numbers that holds others, and tell of words in it."""
    what, reading = f"{table.path}: column {column.name}", column.reading
    if column.is_nested or column.is_date:
        kind = "dates or durations" if column.is_date else "lists or records"
        raise ValueError(f"{what} must hold numbers, as in training; got {kind}.")
    if column.n_cells and not column.is_mostly_numbers:
        word, row = next(iter(reading.words.items()))
        raise ValueError(
            f"{what} must hold numbers, as in training; got {word[:40]!r} in row {row}."
        )
    if reading.largest > LARGEST:
        raise ValueError(
            f"{what} must hold numbers up to {LARGEST:g}; got {reading.largest:g} in "
            f"row {reading.its_row}."
        )
    if reading.words:
        from skscratch._warnings import warn

        warn(
            f"{what} holds {listed(reading.words)} among its numbers, first in row "
            f"{min(reading.words.values())}: counted as gaps",
            UserWarning,
        )


def _counted(n_different: int) -> str:
    """How many there are, as far as they were counted."""
    return f"{n_different}" if n_different <= MOST_KEPT else f"more than {MOST_KEPT}"
