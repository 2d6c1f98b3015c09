"""What a column of a table holds, told by all its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from skscratch.cli.csv_files import pandas

if TYPE_CHECKING:
    import pandas as pd

#: Numbers as most of Europe writes them: 1.234,5.
DECIMAL_COMMA = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:[eE][+-]?\d+)?"
#: A column with more numbers than this share is one of numbers, its words are gaps.
MOSTLY = 0.8
#: Different values and words that are kept of a column.
MOST_KEPT = 1000
#: Truth values as programs write them, of which pandas knows the same.
TRUTH = {
    word: truth == "true"
    for truth in ("true", "false")
    for word in (truth, truth.upper(), truth.capitalize())
}
#: The whole numbers below this are exact as floats.
EXACT = 2**53
MISSING = "(missing)"
DATES = {"date", "datetime", "datetime64", "time", "timedelta", "timedelta64"}


@dataclass
class Reading:
    """The cells of a column taken for numbers.

    Parameters
    ----------
    with_comma : bool
        Whether a comma stands before decimals, a point between thousands.
    n_numbers : int
        How many cells are numbers.
    words : dict of str to int
        The first of the others that differ, and in which row.
    largest, its_row : float and int
        The number of the largest size, and its row.
    """

    with_comma: bool
    n_numbers: int = 0
    words: dict[str, int] = field(default_factory=dict)
    largest: float = 0.0
    its_row: int = 0

    def numbers(self, cells: pd.Series) -> pd.Series:
        """Floats, missing where there are none."""
        kind = pandas().api.types.infer_dtype(cells, skipna=True)
        if kind == "boolean":  # its cells are words
            return pandas().Series(float("nan"), index=cells.index)
        if kind != "string":
            return self._parsed(cells)
        # The parser takes long to see that a word is no number: each is asked for once,
        # and those with a comma not at all.
        codes, texts = pandas().factorize(cells)
        words = pandas().Series(texts)
        if self.with_comma:
            words = with_point(words)
        else:
            words = words.mask(words.str.contains(",", regex=False, na=False))
        return self._parsed(words).reindex(codes).set_axis(cells.index)

    @staticmethod
    def _parsed(cells: pd.Series) -> pd.Series:
        return pandas().to_numeric(cells, errors="coerce").astype(float)

    def add(self, cells: pd.Series) -> pd.Series:
        """Count cells, none of them missing, by rows from 0; give their numbers."""
        numbers = self.numbers(cells)
        is_number = numbers.notna().to_numpy()
        self.n_numbers += int(is_number.sum())
        if len(self.words) < MOST_KEPT and not is_number.all():
            for row, word in cells[~is_number].drop_duplicates()[:MOST_KEPT].items():
                self.words.setdefault(str(word), row + 1)
        if is_number.any() and (size := numbers.abs()).max() > self.largest:
            self.largest, self.its_row = float(size.max()), int(size.idxmax()) + 1
        return numbers


class Column:
    """What the cells of a column are.

    Parameters
    ----------
    name : str
        Of the column.
    is_text : bool
        Whether cells are text that may stand for numbers and truth values.
    decimal_commas : bool
        Whether commas may stand in its numbers.
    """

    def __init__(self, name: str, *, is_text: bool, decimal_commas: bool):
        self.name, self.is_text = name, is_text
        self.n_rows = self.n_cells = 0  # cells are those with something in them
        self.different: dict[Any, None] = {}
        self.counts_rows = True
        self._kinds: set[str] = set()
        self._point = Reading(with_comma=False)
        self._comma = Reading(with_comma=True) if decimal_commas else None
        self._has_comma, self._n_commas = False, 0
        self._ahead: float | None = None

    @classmethod
    def of(cls, file: Any, name: str) -> Column:
        """Of a file that says what its text may stand for."""
        return cls(name, is_text=file.is_text, decimal_commas=file.decimal_commas)

    def add(self, cells: pd.Series) -> None:
        """Look at some more rows, whose index goes on from the last."""
        there = cells[cells.notna()]
        self.n_rows += len(cells)
        self.n_cells += len(there)
        self.counts_rows &= len(there) == len(cells)
        if not len(there):
            return
        self._kinds.add(pandas().api.types.infer_dtype(there))
        if self.is_nested or self.is_date:
            self.counts_rows = False
            return
        if len(self.different) <= MOST_KEPT:
            self.different |= dict.fromkeys(there.unique()[: MOST_KEPT + 1].tolist())
        numbers = self._point.add(there)
        if self.counts_rows:
            self._compare_with_rows(numbers)
        if self._comma is not None and there.dtype.kind not in "iuf":
            self._comma.add(there)
            is_one = there.str.strip().str.fullmatch(DECIMAL_COMMA)
            self._n_commas += int(is_one.sum())
            self._has_comma |= bool(there[is_one].str.contains(",", regex=False).any())

    @property
    def is_nested(self) -> bool:
        """Whether cells are lists, arrays or records, as Parquet may have them."""
        return "mixed" in self._kinds

    @property
    def is_date(self) -> bool:
        """Whether cells are dates or durations, as Parquet may have them."""
        return not DATES.isdisjoint(self._kinds)

    @property
    def is_mostly_numbers(self) -> bool:
        """Whether it is one of numbers, where words are gaps."""
        return self.reading.n_numbers > MOSTLY * self.n_cells

    @property
    def is_plain(self) -> bool:
        """Whether all cells are numbers as any parser knows them."""
        return not self._point.words and not self.is_date and not self.is_nested

    @property
    def reading(self) -> Reading:
        """How its numbers are to be read."""
        if self._has_comma and self._n_commas > MOSTLY * self.n_cells:
            return self._comma or self._point
        return self._point

    @property
    def n_different(self) -> int:
        """How many different values it has; of many more than `MOST_KEPT`."""
        values = pandas().Series(list(self.different), dtype=object)
        if self.reading.n_numbers == self.n_cells:
            return int(self.reading.numbers(values).nunique())
        return int(text_of(values).nunique())

    def typed(self, cells: pd.Series) -> pd.Series:
        """Some of its cells as numbers or truth values, where all of them are.

        Numbers that a float would round stay text.
        """
        if not self.is_text:
            return cells
        if all(word in TRUTH for word in self.different):
            truths = cells.map(TRUTH)
            return truths if self.n_cells < self.n_rows else truths.astype(bool)
        if self.reading.n_numbers < self.n_cells:
            return cells
        text = with_point(cells) if self.reading.with_comma else cells
        numbers = pandas().to_numeric(text, errors="coerce")
        is_exact = numbers.dtype.kind != "f" or self.reading.largest < EXACT
        return numbers if is_exact else text

    def _compare_with_rows(self, numbers: pd.Series) -> None:
        """Whether each is its row, plus the same number."""
        ahead = (numbers - numbers.index).to_numpy()
        self._ahead = ahead[0] if self._ahead is None else self._ahead
        self.counts_rows = bool((ahead == self._ahead).all())


def text_of(cells: pd.Series) -> pd.Series:
    """Cells as words: truth values in one way, gaps named."""
    text = cells.astype(object)
    text = text.where(text.isna(), text.astype(str)).fillna(MISSING)
    return text.map(lambda word: str(TRUTH.get(word, word)))


def with_point(column: pd.Series) -> pd.Series:
    """Text with numbers as the rest of the world writes them."""
    text = column.str.strip()
    plain = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return plain.where(text.str.fullmatch(DECIMAL_COMMA, na=False), column)
