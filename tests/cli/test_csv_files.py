"""CSV files of any program: what separates, what ends a row, commas in numbers."""

import pandas as pd
import pytest

from skscratch.cli import table_files
from skscratch.cli.csv_files import how_to_read
from skscratch.cli.table_files import pieces_of, read_table


def both(path, text, monkeypatch):
    """The table read at once, and a piece after the other."""
    path.write_text(text)
    monkeypatch.setattr(table_files, "CELLS_AT_ONCE", 4)
    pieces = [table_files.typed(piece, path) for piece in pieces_of(path)]
    return read_table(path), pd.concat(pieces)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_that_end_in_a_separator_keep_their_columns(
    separator, tmp_path, monkeypatch
):
    text = "a,b,c\n1,2,3,\n4,5,6,\n7,8,9,\n".replace(",", separator)
    for frame in both(tmp_path / "a.csv", text, monkeypatch):
        assert frame.columns.tolist() == ["a", "b", "c"]
        assert frame.to_numpy().tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


def test_names_of_rows_are_no_column(tmp_path, monkeypatch):
    # as R writes them: one cell more, before the others
    text = "a,b\nx,1,2\ny,3,4\n"
    for frame in both(tmp_path / "a.csv", text, monkeypatch):
        assert frame.columns.tolist() == ["a", "b"]
        assert frame.to_numpy().tolist() == [[1, 2], [3, 4]]


def test_commas_in_names_and_numbers_do_not_separate(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("weight, kg;height, cm;y\n70,5;1,80;yes\n60,5;1,70;no\n")
    assert how_to_read(path)["sep"] == ";"
    frame = read_table(path)
    assert frame.columns.tolist() == ["weight, kg", "height, cm", "y"]
    assert frame.iloc[:, 0].tolist() == [70.5, 60.5]
