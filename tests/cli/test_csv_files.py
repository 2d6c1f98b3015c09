"""CSV files of any program: what separates, what ends a row, commas in numbers."""

import pandas as pd
import pytest

from skscratch.cli import table_files
from skscratch.cli.csv_files import Csv
from skscratch.cli.table_files import Table
from skscratch.cli.tables import AsTheyAre


def read(path):
    table = Table.of(path)
    columns = AsTheyAre(list(table.columns))
    pieces = table.pieces(columns.words)
    return pd.concat([columns.rows(piece, table) for piece in pieces])


@pytest.fixture(params=["at once", "in parts"])
def frame_of(request, tmp_path, monkeypatch):
    """A function that reads a text as a table, at once or in parts."""
    if request.param == "in parts":
        monkeypatch.setattr(table_files, "CELLS_AT_ONCE", 4)

    def frame(text):
        (path := tmp_path / "a.csv").write_bytes(text.encode())
        return read(path)

    return frame


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_that_end_in_a_separator_keep_their_columns(separator, frame_of):
    frame = frame_of("a,b,c\n1,2,3,\n4,5,6,\n7,8,9,\n".replace(",", separator))
    assert frame.columns.tolist() == ["a", "b", "c"]
    assert frame.to_numpy().tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("last", ["4", "NA", "late"])
def test_names_of_rows_are_no_column(separator, last, frame_of):
    # as R writes them: one cell more, before the others
    cells = [
        (f"x{i}", "1", last if last != "late" else "4" * (i > 30)) for i in range(40)
    ]
    text = "\n".join(map(separator.join, [("a", "b"), *cells])) + "\n"
    frame = frame_of(text)
    assert frame.columns.tolist() == ["a", "b"]
    assert (frame["a"] == 1).all() and frame.index.tolist() == list(range(40))
    assert frame["b"].notna().sum() == {"4": 40, "NA": 0, "late": 9}[last]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n1,2,3\n", "row 2 has 3 cells below 2 names"),
        ("a,b\n1,2,3,4\n1,2,3,4\n", "row 1 has 4 cells below 2 names"),
        ("a,b\n" + "1,2\n" * 30 + "1,2,3\n", "row 31 has more than 2 cells"),
        ("a,b\n" + "1,2\n" * 30 + "1,2,3,4\n", "(row 31|line 32) has (more|4)"),
        ("a,b\n" + "1,2,3\n" * 30 + "1,2,3,4\n", "row 31 has more than 3 cells"),
        ("\n" * 30 + "a,b\n1,2,3\n4,5\n", "row 1 has 3 cells below 2 names"),
    ],
)
def test_cells_without_a_name_are_told_by_their_row(text, words, frame_of):
    with pytest.raises(ValueError, match=words):
        frame_of(text)


def test_a_row_may_be_short_wherever_it_stands(frame_of):
    frame = frame_of("a,b,c\n1\n3,4\n4,5,x\n6\n7,8\n9,8,y\n")
    assert frame["a"].tolist() == [1, 3, 4, 6, 7, 9]
    assert frame["b"].dropna().tolist() == [4, 5, 8, 8]
    assert frame["c"].dropna().tolist() == ["x", "y"]


def test_commas_in_names_and_numbers_do_not_separate(frame_of, tmp_path):
    text = "weight, kg;height, cm;y\n70,5;1,80;yes\n60,5;1,70;no\n"
    frame = frame_of(text)
    assert Csv.of(tmp_path / "a.csv").separator == ";"
    assert frame.columns.tolist() == ["weight, kg", "height, cm", "y"]
    assert frame.iloc[:, 0].tolist() == [70.5, 60.5]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffa;b\r\n1;x\r\n2;y\r\n",
        'sep=;\r\n"a";"b"\r\n1;"x"\r\n2;"y"\r\n',
        '"sep=|"\na|b\n1|x\n\n2|y\n   \n',
        "\n\na\tb\r1\tx\r2\ty\r",
        '"a",b\n" 1",x\n"2.0","y"',
    ],
)
def test_a_table_of_any_program_is_the_same(text, frame_of):
    frame = frame_of(text)
    assert frame.columns.tolist() == ["a", "b"]
    assert frame["a"].tolist() == [1, 2] and frame["b"].tolist() == ["x", "y"]


def test_separators_and_ends_of_lines_may_stand_in_quotes(frame_of):
    frame = frame_of('a,"b\nc"\n1,"x, y; z|"\n2,"u\r\nv ""w"""\n')
    assert frame.columns.tolist() == ["a", "b\nc"]
    assert frame.iloc[:, 1].tolist() == ["x, y; z|", 'u\r\nv "w"']


def test_a_column_has_one_kind_by_all_its_rows(frame_of):
    rows = [f"{i},{i}.5,0{i % 2},{'TRUE' if i % 2 else 'false'}" for i in range(30)]
    frame = frame_of("\n".join(["a,b,c,d", *rows, "x,1,y,true"]))
    assert frame["a"].tolist() == [*map(str, range(30)), "x"]
    assert frame["b"].tolist() == [*(i + 0.5 for i in range(30)), 1]
    assert set(frame["c"]) == {"00", "01", "y"}
    assert frame["d"].tolist() == [*(i % 2 == 1 for i in range(30)), True]
