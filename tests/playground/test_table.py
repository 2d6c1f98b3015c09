"""A table of points is read as it stands, or refused in one line."""

import numpy as np
import pytest

from skscratch.playground.table import MOST_ROWS, read_table

ROWS = [f"{i},{i * i},{'ab'[i % 2]}" for i in range(10)]


@pytest.fixture
def write(tmp_path):
    def write(text, name="points.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


@pytest.mark.parametrize("first", [[], ["x,y,label"], ['"a, b",c,d']])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_features_and_labels_are_those_of_the_rows(write, first, end):
    X, y = read_table(write(end.join(first + ROWS) + end)).load()
    np.testing.assert_array_equal(X, [[i, i * i] for i in range(10)])
    assert y.tolist() == ["a", "b"] * 5


def test_labels_are_text_with_commas_marks_and_any_alphabet(write):
    rows = [f'1e3,-.5,"{label}"' for label in ["# κύκλος", "a, b"] * 4]
    X, y = read_table(write("\ufeff" + "\n".join(rows))).load()
    assert X.tolist() == [[1000, -0.5]] * 8
    assert set(y) == {"# κύκλος", "a, b"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "must have rows of two numbers and a label; got none"),
        (
            ["x,y,label"],
            "must have labels of 2 to 10 classes in its third column; got 0",
        ),
        (
            ["1,2"] * 9,
            "must have three columns, two of features and one of labels; got 2",
        ),
        (["1,2,3,a"] * 9, "must have three columns, two of features and one .* got 4"),
        (["1;2;a"] * 9, "must have three columns, .* got 1. .* commas between them"),
        ([*ROWS, "1,2"], "the same number of columns in each line; got: .* 3 to 2"),
        (
            [*ROWS, "1,two,a"],
            "finite numbers in its first two columns; got 'two' in row 11",
        ),
        (["x,y,z", *ROWS, "1,,a"], "finite numbers .* got '' in row 12"),
        ([*ROWS, "1,nan,a"], "finite numbers .* got 'nan' in row 11"),
        (
            [*ROWS, "1,1, "],
            "a label in the third column of each row; got none in row 11",
        ),
        (["1,2,a"] * 9, "labels of 2 to 10 classes in its third column; got 1"),
        ([f"1,2,{i % 11}" for i in range(66)], "labels of 2 to 10 classes .* got 11"),
        ([*ROWS, "1,2,c"], "at least 4 rows of each class.*; got 1 of 'c'"),
        (ROWS * (MOST_ROWS // 10) + ROWS[:1], f"at most {MOST_ROWS} rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.filterwarnings("error")
def test_what_is_no_table_of_points_is_refused_in_a_line(write, rows, words):
    path = write("\n".join(rows))
    with pytest.raises(ValueError, match=words) as refused:
        read_table(path)
    assert str(refused.value).startswith(path)
    assert "\n" not in str(refused.value)


def test_what_is_no_text_is_refused(write):
    with pytest.raises(ValueError, match="must be a table in UTF-8"):
        read_table(write(b"\xff\xfe1,2,a\n" * 9))


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(OSError, match="nowhere.csv does not exist"):
        read_table(str(tmp_path / "nowhere.csv"))
    with pytest.raises(OSError, match="is not a file"):
        read_table(str(tmp_path))
