"""Data too large to be read at once: the same model and answers, a piece at a time."""

import re
import subprocess
import sys

import h5py
import numpy as np
import pandas as pd
import pytest

from skscratch import load_model
from skscratch.cli import large, main, table_files
from skscratch.cli.tables import Features
from skscratch.datasets import image_set, load_drawn_cats, save_image_hdf5

TRAIN = ["--model=logistic", "--set=alpha=1.0", "--seed=3"]


@pytest.fixture
def small_bounds(monkeypatch):
    """What is large is large already; calling it again turns that off."""

    def bounds(least=0):
        monkeypatch.setattr(table_files, "MOST_BYTES", least)
        monkeypatch.setattr(table_files, "MOST_CELLS", max(least, 100))
        monkeypatch.setattr(table_files, "CELLS_AT_ONCE", 500)
        monkeypatch.setattr(image_set, "MAX_BYTES", least or 10**4)

    return bounds


def trained(path, output, *options):
    assert main(["train", f"{path}", f"--output={output}", *TRAIN, *options]) == 0
    return load_model(output)


def answers(model, table, path):
    assert main(["predict", f"{model}", f"{table}", f"--output={path}"]) == 0
    return path.read_text()


@pytest.mark.parametrize("kind", ["csv", "excel", "parquet"])
def test_a_large_table_makes_the_same_model(
    wine, frame, kind, tmp_path, small_bounds, capsys
):
    table = tmp_path / f"wine.{'parquet' if kind == 'parquet' else 'csv'}"
    if kind == "parquet":
        frame.to_parquet(table, index=False, row_group_size=50)
    elif kind == "excel":
        frame.to_csv(table, index=False, sep=";", decimal=",")
    else:
        frame.to_csv(table, index=False)
    in_memory = trained(table, tmp_path / "a.skops", "--target=kind")
    small_bounds()
    capsys.readouterr()
    on_disk = trained(table, tmp_path / "b.skops", "--target=kind")
    printed = capsys.readouterr().out
    assert "178 rows in 3 classes" in printed and ", on disk" in printed
    assert "left out: column country (the same in all rows)" in printed
    assert "left out: column bottle" in printed
    np.testing.assert_array_equal(on_disk.classes_, in_memory.classes_)
    # to the test rows, whose scaling is in it: here all of them are the sample
    np.testing.assert_allclose(on_disk[-1].coef_, in_memory[-1].coef_, atol=0.1)
    small_bounds(2**28)
    wanted = answers(tmp_path / "b.skops", table, tmp_path / "a.csv")
    small_bounds()
    assert answers(tmp_path / "b.skops", table, tmp_path / "b.csv") == wanted
    assert "Right on " in capsys.readouterr().out
    small_bounds(2**28)
    wanted = answers(tmp_path / "b.skops", table, tmp_path / "a.json")
    small_bounds()
    assert answers(tmp_path / "b.skops", table, tmp_path / "b.json") == wanted


@pytest.mark.parametrize("kind", ["whole numbers", "truth values", "floats with gaps"])
def test_labels_keep_their_kind(frame, kind, tmp_path, small_bounds):
    kinds = frame.pop("kind")
    frame["label"] = (
        kinds.map({"barolo": 7, "grignolino": 8, "barbera": 10})
        if kind != "truth values"
        else kinds == "barolo"
    )
    if kind == "floats with gaps":
        frame.loc[::10, "label"] = None
    frame.to_csv(tmp_path / "wine.csv", index=False)
    small_bounds()
    model = trained(tmp_path / "wine.csv", tmp_path / "b.skops", "--target=label")
    expected = [False, True] if kind == "truth values" else [7, 8, 10]
    assert model.classes_.tolist() == expected


def test_a_large_set_of_pictures_makes_the_same_model(tmp_path, small_bounds, capsys):
    cats = load_drawn_cats()
    path, again = tmp_path / "cats.h5", tmp_path / "again.h5"
    for each, rows in ((path, slice(0, 120)), (again, slice(120, 160))):
        save_image_hdf5(
            each,
            cats.images[rows, ::12, ::12],
            cats.target[rows],
            target_names=["other", "cat"],
            subset="train",
        )
    in_memory = trained(path, tmp_path / "a.skops", f"--test={again}")
    small_bounds()
    large_one = trained(path, tmp_path / "b.skops", f"--test={again}")
    assert "pictures of 6 x 6" in (printed := capsys.readouterr().out)
    assert ", on disk" in printed
    images = cats.images[120:160, ::12, ::12]
    np.testing.assert_allclose(
        large_one.predict_proba(images), in_memory.predict_proba(images), atol=1e-9
    )
    with h5py.File(path, "r+") as file:
        del file["train_set_x"]
        file["train_set_x"] = np.zeros((120, 6, 6, 3))
    assert main(["train", f"{path}", f"--output={tmp_path / 'c.skops'}"]) == 2
    assert "must hold uint8 pixels (0-255), since it is too" in capsys.readouterr().err


def test_what_needs_all_samples_is_refused(wine, small_bounds, capsys):
    small_bounds()
    for more in ("--search", "--augment=flip"):
        assert main(["train", f"{wine}", "--target=kind", more]) == 2
        assert f"{more[:9].rstrip('=')}" in (err := capsys.readouterr().err)
        assert "so large that it stays on disk" in err
    assert main(["train", f"{wine}"]) == 2
    assert "a table needs --target COLUMN" in capsys.readouterr().err


def test_the_sample_is_of_all_rows_alike(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    pd.DataFrame({"row": np.arange(4000), "two": 2}).to_csv(path, index=False)
    monkeypatch.setattr(large, "N_SAMPLE", 400)
    monkeypatch.setattr(table_files, "CELLS_AT_ONCE", 600)
    table = table_files.Table.of(path)
    sample = large._sample(table, "two", Features(["row"], []), 0)
    assert table.n_rows == 4000 and len(sample) == 400
    assert (sample["row"] == sample.index).all() and (np.diff(sample.index) > 0).all()
    # 100 of each quarter on average, with a standard deviation of 8
    assert (np.abs(np.histogram(sample["row"], 4, (0, 4000))[0] - 100) < 40).all()


def test_a_disk_without_room_is_told(wine, small_bounds, monkeypatch, capsys):
    small_bounds()
    usage = large.shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(large.shutil, "disk_usage", lambda path: usage)
    assert main(["train", f"{wine}", "--target=kind"]) == 2
    assert "must have room for 1 MiB" in capsys.readouterr().err


IN_A_PROCESS = """
import sys
from skscratch.cli import main
assert main(sys.argv[1:]) == 0
print("peak", peak() / 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_memory_does_not_grow_with_the_table(tmp_path, peak_code):
    path, rng = tmp_path / "large.csv", np.random.default_rng(0)
    rows = pd.DataFrame(rng.standard_normal((25_000, 45)).round(5))
    rows["label"] = np.where(rows[0] + rows[1] > 0, "above", "below")
    with open(path, "w") as file:  # 280 MB of text
        file.write(",".join([*(f"x{i}" for i in range(45)), "label"]) + "\n")
        text = rows.to_csv(index=False, header=False)
        for _ in range(28):
            file.write(text)
    assert path.stat().st_size > 2**28

    def peak(*arguments):
        command = [sys.executable, "-c", peak_code + IN_A_PROCESS]
        found = subprocess.run(
            [*command, *map(str, arguments)], capture_output=True, text=True, check=True
        )
        return float(re.search(r"^peak (.*)$", found.stdout, re.MULTILINE)[1])

    model, said = tmp_path / "model.skops", tmp_path / "said.csv"
    small = ["--set=hidden_layer_sizes=8", "--set=batch_size=1000"]
    options = ["--target=label", "--set=max_iter=2", *small, f"--output={model}"]
    assert peak("train", path, *options) < 900
    assert peak("predict", model, path, f"--output={said}") < 900
    with open(said) as file:
        assert sum(1 for _ in file) == 700_001


def answered(model, table, output):
    assert main(["predict", f"{model}", f"{table}", f"--output={output}"]) == 0
    return pd.read_csv(output).iloc[:, 1].astype(str).tolist()


def told_apart(n=400, seed=0):
    """A number and which of two it is, drawn."""
    which = np.random.default_rng(seed).integers(0, 2, n)
    return which + np.random.default_rng(1).uniform(-0.3, 0.3, n), which


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["TRUE", "FALSE"], [False, True]),
        (["true", "maybe"], ["maybe", "true"]),
        (["1", "1.5"], ["1.0", "1.5"]),
        (["01", "x"], ["01", "x"]),
        ([str(10**25), str(10**25 + 1)], [str(10**25), str(10**25 + 1)]),
        ([str(2**53), str(2**53 + 1)], [2**53, 2**53 + 1]),
    ],
    ids=["truth", "a word of truth", "floats", "zero first", "huge", "not exact"],
)
def test_labels_are_the_same_whatever_the_size_of_the_table(
    labels, classes, tmp_path, small_bounds
):
    # in their order: a piece has one kind of them
    number, which = (np.sort(each) for each in told_apart())
    frame = pd.DataFrame({"a": number, "label": np.array(labels)[which]})
    frame.to_csv(table := tmp_path / "a.csv", index=False)
    there = trained(table, tmp_path / "a.skops", "--target=label")
    wanted = answered(tmp_path / "a.skops", table, tmp_path / "a.out.csv")
    small_bounds()
    here = trained(table, tmp_path / "b.skops", "--target=label")
    assert there.classes_.tolist() == here.classes_.tolist() == classes
    assert answered(tmp_path / "a.skops", table, tmp_path / "b.out.csv") == wanted


def test_labels_that_a_float_would_round_stay_apart_beside_a_gap(
    tmp_path, small_bounds
):
    number, which = told_apart()
    label = [str(2**53 + each) for each in which]
    label[3] = ""
    frame = pd.DataFrame({"a": number, "label": label})
    frame.to_csv(table := tmp_path / "a.csv", index=False)
    for least in (2**28, 0):
        small_bounds(least)
        model = trained(table, tmp_path / "a.skops", "--target=label")
        assert [*map(int, model.classes_)] == [2**53, 2**53 + 1]


def test_truth_values_are_known_again_however_they_are_written(
    tmp_path, small_bounds, capsys
):
    _, which = told_apart()
    frame = pd.DataFrame({"a": 1.5 * np.arange(400) % 7, "won": which == 1})
    frame["member"] = np.where(frame.won, "TRUE", "FALSE")
    frame.to_csv(table := tmp_path / "a.csv", index=False)
    for least in (2**28, 0):
        small_bounds(least)
        trained(table, tmp_path / f"{least}.skops", "--target=won")
        for other in (2**28, 0):
            small_bounds(other)
            capsys.readouterr()
            answers(tmp_path / f"{least}.skops", table, tmp_path / "out.csv")
            assert "Right on 100.0%" in capsys.readouterr().out


def test_integers_of_parquet_stay_exact_beside_a_gap(tmp_path, small_bounds):
    number, which = told_apart()
    label = pd.array(2**53 + which, "Int64")
    label[5] = pd.NA
    frame = pd.DataFrame({"a": number, "label": label})
    frame.to_parquet(table := tmp_path / "a.parquet")
    small_bounds()
    model = trained(table, tmp_path / "b.skops", "--target=label")
    assert model.classes_.tolist() == [2**53, 2**53 + 1]
    said = model.predict(frame[["a"]])
    assert (said - 2**53 == which).all()


def test_text_of_parquet_is_text(tmp_path, small_bounds):
    number, which = told_apart()
    frame = pd.DataFrame({"a": number, "label": np.array(["01", "1"])[which]})
    frame.to_parquet(table := tmp_path / "a.parquet")
    small_bounds()
    model = trained(table, tmp_path / "b.skops", "--target=label")
    assert model.classes_.tolist() == ["01", "1"]


def test_categories_in_an_order_may_be_labels(tmp_path, small_bounds):
    number, which = told_apart()
    label = pd.Categorical.from_codes(which, ["small", "large"], ordered=True)
    frame = pd.DataFrame({"a": number, "label": label})
    frame.to_parquet(table := tmp_path / "a.parquet")
    small_bounds()
    model = trained(table, tmp_path / "b.skops", "--target=label")
    assert model.classes_.tolist() == ["large", "small"]


@pytest.mark.parametrize("name", [None, "was"])
def test_the_index_in_parquet_is_no_column(name, tmp_path, small_bounds):
    number, which = told_apart()
    frame = pd.DataFrame({"a": number, "label": np.array(["x", "y"])[which]})
    frame = frame.sample(frac=1, random_state=0).rename_axis(name)
    frame.to_parquet(table := tmp_path / "a.parquet")
    small_bounds()
    model = trained(table, tmp_path / "b.skops", "--target=label")
    assert model.feature_names_in_.tolist() == ["a"]


def test_a_stretch_of_words_among_numbers_is_of_gaps(tmp_path, small_bounds, capsys):
    number, which = told_apart(600)
    frame = pd.DataFrame({"a": number, "b": number, "label": which}).astype(object)
    frame.loc[100:150, "a"] = "broken"
    frame.to_csv(table := tmp_path / "a.csv", index=False)
    small_bounds()
    model = trained(table, tmp_path / "b.skops", "--target=label")
    err = capsys.readouterr().err
    assert "a.csv: column a holds 'broken' among its numbers, first in row 101" in err
    assert err.count("broken") == 1
    answered(tmp_path / "b.skops", table, tmp_path / "out.csv")
    assert model.score(frame[["a", "b"]].mask(frame == "broken"), which) == 1


def test_decimal_commas_may_come_late(tmp_path, small_bounds, capsys):
    number, which = told_apart()
    price = [f"{each:.2f}".replace(".", ",") for each in number]
    price[:300] = ["0", "1"] * 150
    which[:300] = [0, 1] * 150
    frame = pd.DataFrame({"a": 5, "price": price, "label": which})
    frame.to_csv(table := tmp_path / "a.csv", index=False, sep=";")
    small_bounds()
    trained(table, tmp_path / "b.skops", "--target=label")
    assert "column price" not in capsys.readouterr().out


def test_what_is_for_pictures_is_refused_for_large_ones_too(
    wine, tmp_path, small_bounds, capsys
):
    images = np.zeros((200, 8, 8, 3), np.uint8)
    save_image_hdf5(
        tmp_path / "a.h5",
        images,
        np.arange(200) % 2,
        target_names=["a", "b"],
        subset="train",
    )
    small_bounds()
    assert main(["train", f"{wine}", "--target=kind", "--resize=crop"]) == 2
    assert "--resize are for pictures" in capsys.readouterr().err
    assert main(["train", f"{tmp_path / 'a.h5'}", "--image-size=32"]) == 2
    assert "must hold pictures of 32 x 32" in capsys.readouterr().err


MISSING = ["", "NA", "N/A", "nan", "NaN", "null", "NULL", "None", "#N/A", "<NA>"]


def with_words(share):
    """Numbers of which the first rows are words instead."""
    return lambda number, row: "?" if row < 60 * share else number


ODD = {
    "few words": (with_words(0.19), None),
    "many words": (with_words(0.2), None),
    "gaps": (lambda number, row: MISSING[row % 10] if row % 4 == 0 else number, None),
    "numbers late": (lambda number, row: number if row > 50 else "", None),
    "a number in one row": (lambda number, row: "7" if row == 59 else "", None),
    "codes": (lambda number, row: f"0{row % 3}" if row < 59 else "x", None),
    "its row": (lambda number, row: f"{row + 7}", None),
    "infinite": (lambda number, row: "inf" if row == 33 else number, None),
    "other numbers": (None, ["1", "1.50"]),
    "text with zero": (None, ["01", "x"]),
    "truths": (None, ["TRUE", "false"]),
    "one class": (None, ["1", "1.0"]),
    "names": (None, [f"name {row}" for row in range(60)]),
    "quantities": (None, [f"{row}.5" for row in range(60)]),
}


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("kind", ODD)
def test_an_odd_table_is_read_alike_whatever_its_size(
    kind, form, tmp_path, small_bounds, monkeypatch, capsys
):
    number, which = told_apart(60)
    cell, labels = ODD[kind]
    labels = labels or ["no", "yes"]
    frame = pd.DataFrame({"a": number.round(3)})
    frame["b"] = [
        cell(f"{each:.3f}", row) if cell else "1" for row, each in enumerate(number)
    ]
    frame["label"] = [
        labels[w if len(labels) == 2 else row] for row, w in enumerate(which)
    ]
    frame.loc[[4, 40], "label"] = ""
    table, model = tmp_path / f"a.{form}", tmp_path / "a.skops"
    if form == "csv":
        frame.to_csv(table, index=False)
    else:
        frame.replace(dict.fromkeys(MISSING)).to_parquet(table)
    found = []
    for least in (2**28, 0):
        small_bounds(least)
        if not least:
            monkeypatch.setattr(table_files, "CELLS_AT_ONCE", 40)
        capsys.readouterr()
        ended = main(
            ["train", f"{table}", "--target=label", f"--output={model}", *TRAIN]
        )
        said = capsys.readouterr()
        lines = [each for each in said.out.splitlines() if "left out" in each]
        found.append([ended, lines, said.err])
        if not ended:
            fitted = load_model(model)
            found[-1] += [fitted.classes_.tolist(), fitted.feature_names_in_.tolist()]
            found[-1] += [answered(model, table, tmp_path / "out.csv")]
            found[-1] += [capsys.readouterr().out.splitlines()[-2]]
    assert found[0] == found[1]


def test_a_column_of_numbers_is_refused_by_all_its_rows(tmp_path, small_bounds, capsys):
    number, which = told_apart()
    frame = pd.DataFrame({"a": number, "label": which}).astype({"a": object})
    frame.to_csv(table := tmp_path / "a.csv", index=False)
    trained(table, tmp_path / "a.skops", "--target=label")
    frame.loc[100:, "a"] = "broken"  # the first pieces are whole
    frame.to_csv(table, index=False)
    for least in (2**28, 0):
        small_bounds(least)
        said = tmp_path / "said.csv"
        assert (
            main(["predict", f"{tmp_path / 'a.skops'}", f"{table}", f"--output={said}"])
            == 2
        )
        err = capsys.readouterr().err
        assert (
            "a.csv: column a must hold numbers, as in training; got 'broken' in row 101"
            in err
        )
        assert not said.exists()


def test_data_to_test_with_must_fit_into_memory(wine, tmp_path, small_bounds, capsys):
    cats, h5 = load_drawn_cats(), tmp_path / "a.h5"
    images = cats.images[:120, ::12, ::12]
    names = {"target_names": ["no", "yes"], "subset": "train"}
    save_image_hdf5(h5, images, cats.target[:120], **names)
    small_bounds()
    for data, target in ((wine, ["--target=kind"]), (h5, [])):
        assert main(["train", f"{data}", f"--test={data}", *target]) == 2
        err = capsys.readouterr().err
        assert (
            f"--test must fit into memory, 256 MiB or 50 million cells; {data}" in err
        )
        assert "Pass a part of it" in err


@pytest.mark.parametrize(
    ("labels", "others"),
    [
        (["1", "2"], ["1.0", "2.0"]),
        (["1", "1.5"], ["1", "1.50"]),
        (["TRUE", "FALSE"], ["true", "False"]),
        (["01", "x"], ["01", "01"]),
        (["true", "maybe"], ["true", "true"]),
    ],
)
def test_labels_of_other_data_are_those_of_the_model(
    labels, others, tmp_path, small_bounds, capsys
):
    number, which = told_apart()
    for name, words in (("a", labels), ("b", others)):
        frame = pd.DataFrame({"a": number, "label": np.array(words)[which]})
        frame["other"] = "padding" if name == "a" else "p"
        if words[0] == words[1]:
            frame = frame[which == 0]
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    large_one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    for least in (2**28, other.stat().st_size):
        small_bounds(least)
        capsys.readouterr()
        trained(large_one, tmp_path / "m", "--target=label", f"--test={other}")
        assert "Right on 100.0%" in capsys.readouterr().out
        assert main(["predict", f"{tmp_path / 'm'}", f"{other}"]) == 0
        assert "Right on 100.0%" in capsys.readouterr().out
