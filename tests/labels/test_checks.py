"""What cannot be labels is refused in words that hold."""

import datetime
from fractions import Fraction

import numpy as np
import pytest

from skscratch.labels.checks import labels_of

DAYS = [datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)]
KINDS = "one kind: int, float, bool, datetime64 or str; got"


@pytest.mark.parametrize(
    ("y", "found"),
    [
        (DAYS, "date"),
        ([datetime.datetime(2020, 1, 1)], "datetime"),
        ([2**70, 1], "int beyond int64"),
        ([2**63, -1], "int beyond int64"),
        ([2**63, 1], "int beyond int64"),
        (np.array([2**70, 1], object), "int beyond int64"),
        ([1e300, 2**70], "float and int beyond int64"),
        ([Fraction(1, 2), 1], "Fraction and int"),
        ([*DAYS, 1], "date and numbers"),
        ([1, "a"], "numbers and str"),
    ],
)
def test_what_is_refused_is_not_among_what_may_be(y, found):
    with pytest.raises(ValueError, match=rf"^y must hold labels of {KINDS} {found}\. "):
        labels_of(y)


@pytest.mark.parametrize(
    "y",
    [
        np.array(DAYS, "datetime64[D]"),
        np.array([2**63, 1], np.uint64),
        [2**62, -(2**63)],
        [str(day) for day in DAYS],
    ],
)
def test_what_the_words_advise_is_taken(y):
    np.testing.assert_array_equal(labels_of(y), y)


@pytest.mark.parametrize(
    ("y", "found"),
    [
        (2, "int"),
        ("ab", "str"),
        ({0, 1}, "set"),
        ({0: 1}, "dict"),
        ((label for label in "ab"), "generator"),
        (np.array(2), r"an array of shape \(\)"),
    ],
)
def test_what_has_no_rows_is_told_as_that(y, found):
    words = f"^z must be a list or an array of labels, one a row; got {found}"
    with pytest.raises(ValueError, match=words):
        labels_of(y, "z")
