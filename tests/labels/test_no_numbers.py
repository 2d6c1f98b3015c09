"""Samples that are no numbers are refused with what, where, and what to do about it."""

import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.labels.no_numbers import what_is_no_number
from skscratch.preprocessing import ImageFlattener

ROW = "X must have a row of numbers for each sample; got "
DAY = datetime.date(2020, 3, 1)
#: NumPy has one of them for words, the other for all else.
ERRORS = (TypeError, ValueError)
COLOURS = ["red", "blue", "red", "blue"]
PICTURES = [Image.new("RGB", (2, 3), colour) for colour in COLOURS]

CASES = {
    "a path": ("pets.csv", f"{ROW}'pets.csv': a table is read by pandas.read_csv"),
    "a folder": (Path("pets"), f"{ROW}'pets': .* skscratch.datasets.load_image_folder"),
    "paths": ([Path("a.jpg")] * 4, f"{ROW}'a.jpg'. .*ImageFlattener"),
    "names of files": (np.array(["a.jpg"] * 4), f"{ROW}'a.jpg'. .*ImageFlattener"),
    "texts": (["all of this text " * 9] * 4, rf"{ROW}'all of.*\.\.\..*'. .*Tfidf"),
    "a column": (pd.Series(COLOURS), f"{ROW}'red'. Words become numbers by"),
    "bytes": (np.array([b"red"] * 4), f"{ROW}b'red'. "),
    "words in a table": (
        pd.DataFrame({"size": [1.0, 2, 3, 4], "colour": COLOURS}),
        "X must hold numbers; got 'red' in column 'colour', row 0. .*OneHotEncoder",
    ),
    "categories": (
        pd.DataFrame({"colour": pd.Categorical(COLOURS)}),
        "X must hold numbers; got 'red' in column 'colour', row 0. ",
    ),
    "a word among numbers": (
        pd.DataFrame({"size": [None, 2, "3", "four"]}),
        "X must hold numbers; got 'four' in column 'size', row 3. ",
    ),
    "a list": (
        [[1, 2], [3, "4"], [5, "six"], [7, 8]],
        "X must hold numbers; got 'six' in column 1, row 2. ",
    ),
    "dates beside numbers": (
        pd.DataFrame({"size": [1.0] * 4, "day": pd.to_datetime([DAY] * 4)}),
        "X must hold numbers; got 2020-03-01 .* in column 'day', row 0. .* days since",
    ),
    "dates": (
        [[1.0, DAY]] * 4,
        "X must hold numbers; got 2020-03-01 in column 1, row 0. Make numbers of dates",
    ),
    "times": (
        [[1.0, datetime.time(12)]] * 4,
        "X must hold .* got 12:00:00 in column 1, ",
    ),
    "periods": (
        pd.DataFrame({"year": pd.period_range("2020", periods=4, freq="Y")}),
        r"X must hold numbers; got Period\('2020', .* in column 'year', row 0. As for",
    ),
    "missing texts": (
        pd.DataFrame({"size": pd.array(["1", None, "2", "3"], dtype="string")}),
        "X must hold numbers; got <NA> in column 'size', row 1. ",
    ),
    "rows": (
        [[1, 2], [3, 4], [5], [6, 7]],
        "X must have rows of one length; got 2 values in row 0 and 1 values in row 2.",
    ),
    "rows and a number": (
        [[1, 2], np.array(3), 4, 5],
        r"X must have rows of one length; got 2 values in row 0 and .*3\)? in row 1.",
    ),
    "rows and None": (
        [[1, 2], None, [3, 4], [5, 6]],
        "X must have rows of one length; got 2 values in row 0 and None in row 1.",
    ),
    "rows and a text": (
        [[1, 2], "ab", [3, 4], [5, 6]],
        "X must have rows of one length; got 2 values in row 0 and 'ab' in row 1.",
    ),
    "rows and a matrix": (
        [[1, 2], np.zeros((2, 2)), [3, 4], [5, 6]],
        r"X .* length; got 2 values in row 0 and shape \(2, 2\) in row 1.",
    ),
    "an array of lists": (
        np.array([[1, 2], [3], [4], [5]], dtype=object),
        "X must have rows of one length; got 2 values in row 0 and 1 values in row 1.",
    ),
    "a column of arrays": (
        pd.Series([*np.eye(4)]),
        "X must be one array; got 4 rows, each of 4 values. numpy.stack makes",
    ),
    "a table of arrays": (
        pd.DataFrame({"embedding": [[0.5, 1.0]] * 4}),
        r"X must hold numbers; got \[0.5, 1.0\] in column 'embedding', row 0. numpy.st",
    ),
    "sparse rows": (
        [csr_array(row[np.newaxis]) for row in np.eye(4)],
        r"X .* got a csr_array. scipy.sparse.vstack\(X\)",
    ),
    "dicts": ([{"size": 1}] * 4, "X .* got {'size': 1}. .*DictVectorizer"),
    "a dict": (
        {"size": [1, 2, 3, 4]},
        r"X must be a 2-d array, .*; got a dict. Pass pandas.DataFrame\(X\)",
    ),
    "an iterator": (iter(range(4)), r"X .*; got a range_iterator. .* list\(X\)"),
    "fields": (
        np.array([(1, 2.0)] * 4, dtype=[("size", int), ("weight", float)]),
        r"X .* got a 1-d array with fields. .*structured_to_unstructured\(X\)",
    ),
    "a type": ([[1, 2], list, [3, 4], [5, 6]], "X .* and <class 'list'> in row 1."),
}


@pytest.fixture
def y():
    return [0, 1, 0, 1]


@pytest.fixture
def fitted(y):
    return ScratchLogisticRegression().fit(np.eye(4), y)


@pytest.mark.parametrize(("X", "words"), CASES.values(), ids=CASES)
def test_what_where_and_what_next(X, words, y, fitted):
    with pytest.raises(ERRORS, match=f"^{words}") as refusal:
        ScratchLogisticRegression().fit(X, y)
    assert refusal.value.__suppress_context__  # nothing of NumPy's above it
    if hasattr(X, "columns"):  # it was fitted without names
        X, words = X.to_numpy(), words.partition(" in column")[0]
    with pytest.raises(ERRORS, match=f"^{words}"):
        fitted.predict(X)
    with pytest.raises(ERRORS, match=f"^{words.replace('X', 'X_val', 1)}"):
        ScratchLogisticRegression(max_iter=1).fit(np.eye(4), y, X_val=X, y_val=y)


def test_a_model_that_is_asked_so_stays_as_it_was(fitted):
    before = fitted.coef_.copy()
    with pytest.raises(ValueError, match="'red'"):
        fitted.partial_fit([["red"] * 4] * 4, [0, 1, 0, 1])
    np.testing.assert_array_equal(fitted.coef_, before)


@pytest.mark.parametrize(
    "X",
    [
        np.array([["1", "2"], ["3", "4e-1"]] * 2),
        [[1, None], [2, 3]],
        [[1.0, np.nan]],
        pd.DataFrame({"size": [1, 2]}),
        csr_array(np.eye(3)),
        np.zeros((2, 2, 2)),
    ],
)
def test_numbers_and_what_is_missing_are_no_words(X):
    assert what_is_no_number(X) is None


def test_what_is_of_numbers_is_not_looked_through(monkeypatch, y):
    """A table may be large, and the refusal about something else."""
    monkeypatch.setattr("skscratch.labels.no_numbers._first", None)
    X = pd.DataFrame(np.eye(4), columns=["a", "b", "c", 3])
    with pytest.raises(TypeError, match="Feature names are only supported if all"):
        ScratchLogisticRegression().fit(X, y)
    with pytest.raises(TypeError, match=r"np.matrix is not supported"):
        ScratchLogisticRegression().fit(np.eye(4).view(np.matrix), y)


class Own:
    """Data that say themselves why they are no numbers."""

    def __array__(self, dtype=None, copy=None):
        raise ValueError("could not convert what the sensor sent; calibrate() it")


def test_the_words_of_the_data_come_through(y):
    with pytest.raises(ValueError, match=r"sensor sent; calibrate\(\) it"):
        ScratchLogisticRegression().fit(Own(), y)


class Table(np.ndarray):
    """An array whose `columns` are not names."""

    def columns(self):
        raise AssertionError


def test_columns_without_names_are_numbered():
    X = np.array([[1, "a"], [2, "b"]], dtype=object).view(Table)
    assert "column 1, row 0" in what_is_no_number(X)
    X = pd.DataFrame(
        [[1, "a"]], columns=pd.MultiIndex.from_tuples([(1, "x"), (2, "y")])
    )
    assert "column (2, 'y'), row 0" in what_is_no_number(X)


def test_text_that_is_numbers_is_taken(y):
    texts = np.array([["1", "2"], ["3", "4e-1"]] * 2)
    numbers = texts.astype(float)
    model = ScratchLogisticRegression().fit(texts, y)
    expected = ScratchLogisticRegression().fit(numbers, y)
    np.testing.assert_array_equal(model.coef_, expected.coef_)


def test_columns_of_other_names_are_told_as_that(y):
    X = pd.DataFrame(np.eye(4), columns=[*"abcd"])
    model = ScratchLogisticRegression().fit(X, y)
    with pytest.raises(ValueError, match=r"unseen at fit time:\n- colour"):
        model.predict(X.assign(colour=COLOURS))


@pytest.mark.parametrize(
    ("step", "X"),
    [
        (OneHotEncoder(), pd.DataFrame({"colour": COLOURS})),
        (TfidfVectorizer(), COLOURS),
        (
            ImageFlattener(image_size=(3, 2)),
            [Image.new("L", (2, 3), 80 * i) for i in (0, 1, 0, 1)],
        ),
        (ImageFlattener(), [np.full((3, 2, 3), i / 2) for i in (0, 1, 0, 1)]),
    ],
)
def test_what_the_words_advise_is_taken(step, X, y):
    network = DeepNNClassifier(max_iter=300, tol=None, random_state=0)
    assert make_pipeline(step, network).fit(X, y).score(X, y) == 1
