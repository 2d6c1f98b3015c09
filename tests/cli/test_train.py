"""From a folder or a table to a model that answers, and to words about it."""

import os
import subprocess
import sys
from decimal import Decimal

import h5py
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.model_selection import train_test_split

from skscratch import load_model, read_card
from skscratch.datasets import load_drawn_cats, load_image_folder, save_image_hdf5


def test_a_folder_becomes_a_model_that_takes_paths_and_answers_in_names(
    pets, pets_model
):
    model = load_model(pets_model)
    images = load_image_folder(pets, image_size=(16, 16))
    names = np.array(images.target_names)[images.target]
    answers = model.predict(images.filenames.tolist())
    assert set(answers) == set(names)
    assert np.mean(answers == names) > 0.8
    np.testing.assert_array_equal(answers, model.predict(images.images))


def test_the_test_part_is_held_out_and_its_score_is_the_one_said(
    pets, pets_model, run, tmp_path
):
    status, out, _ = run(
        "train", pets, "--image-size=16", "--output", tmp_path / "again.skops"
    )
    assert status == 0
    images = load_image_folder(pets, image_size=(16, 16))
    names = np.array(images.target_names)[images.target]
    _, test = train_test_split(
        np.arange(60), test_size=12, stratify=names, random_state=0
    )
    again, first = load_model(tmp_path / "again.skops"), load_model(pets_model)
    right = int((again.predict(images.images[test]) == names[test]).sum())
    assert f"({right} of 12;" in out
    assert "Always saying" in out and "is right on 50.0%" in out
    np.testing.assert_array_equal(
        again.predict_proba(images.images), first.predict_proba(images.images)
    )


def test_the_card_says_what_was_trained_on_what(pets_model, wine_model):
    pets, wine = read_card(pets_model), read_card(wine_model)
    assert (pets.n_samples, pets.image_size) == (48, [16, 16])
    assert pets.classes == ["cat", "other thing"]
    assert set(pets.scores) == {"training accuracy", "test accuracy"}
    assert wine.notes["target"] == "kind" and wine.n_samples == 142
    assert "bottle" not in wine.feature_names


def test_columns_that_teach_nothing_are_left_out_by_name(wine, run, tmp_path):
    _, out, _ = run("train", wine, "--target=kind", "--output", tmp_path / "a.skops")
    assert "left out: column bottle (178 different words, a name or a text)" in out
    assert "left out: column country (the same in all rows)" in out
    assert "column hill" not in out and "column ash" not in out


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_table_may_be_separated_by_what_its_program_likes(
    frame, separator, wine_model, run, tmp_path
):
    frame.to_csv(tmp_path / "wine.csv", index=False, sep=separator)
    path = tmp_path / "wine.skops"
    status, *_ = run("train", tmp_path / "wine.csv", "--target=kind", "--output", path)
    assert status == 0
    assert read_card(path).scores == read_card(wine_model).scores


@pytest.mark.parametrize(
    ("before", "encoding"), [("", "utf-8"), ("", "utf-8-sig"), ("sep=;\n", "utf-8")]
)
def test_numbers_may_have_a_decimal_comma_where_commas_separate_nothing(
    frame, before, encoding, wine_model, run, tmp_path
):
    text = before + frame.to_csv(index=False, sep=";", decimal=",")
    (tmp_path / "wine.csv").write_text(text, encoding)
    path = tmp_path / "wine.skops"
    run("train", tmp_path / "wine.csv", "--target=kind", "--output", path)
    assert read_card(path).scores == read_card(wine_model).scores
    assert read_card(path).notes["ranges"] == read_card(wine_model).notes["ranges"]


def test_points_between_thousands_are_no_decimal_points(frame, run, tmp_path):
    words = [f"{value:,.2f}" for value in 1000 * frame["alcohol"]]
    german = [each.translate(str.maketrans(",.", ".,")) for each in words]
    assert "." in german[0] and "," in german[0]
    table = pd.DataFrame({"price": german, "date": "01.02.2020", "kind": frame["kind"]})
    table.to_csv(tmp_path / "a.csv", index=False, sep=";")
    path = tmp_path / "a.skops"
    run("train", tmp_path / "a.csv", "--target=kind", "--output", path)
    (low, high), *others = read_card(path).notes["ranges"].values()
    assert not others and 10_000 < low < high < 16_000


def test_a_column_that_counts_the_rows_teaches_nothing(frame, run, tmp_path):
    frame.to_csv(tmp_path / "wine.csv")
    _, out, _ = run(
        *("train", tmp_path / "wine.csv", "--target=kind"),
        *("--output", tmp_path / "a.skops"),
    )
    assert "left out: column Unnamed: 0 (it counts the rows)" in out


def test_what_parquet_may_hold_is_used_or_left_out_by_name(frame, run, tmp_path):
    pytest.importorskip("pyarrow")
    n = len(frame)
    frame["list"] = [[number] for number in range(n)]
    frame["record"] = [{"a": number} for number in range(n)]
    frame["when"] = pd.date_range("2020-01-01", periods=n)
    frame["lasts"] = pd.to_timedelta(np.arange(n), unit="h")
    frame["price"] = [Decimal(number) / 4 for number in range(n)]
    frame["sort"] = pd.Categorical(frame["hill"])
    frame["stars"] = pd.array([None, 1, 2, 3] * (n // 4) + [1] * (n % 4), dtype="Int64")
    frame["nothing"] = np.nan
    frame.to_parquet(tmp_path / "a.parquet")
    path = tmp_path / "a.skops"
    status, out, err = run(
        "train", tmp_path / "a.parquet", "--target=kind", "--output", path
    )
    assert (status, err) == (0, "")
    for name in ("list", "record"):
        assert f"left out: column {name} (lists or records)" in out
    for name in ("when", "lasts"):
        assert f"left out: column {name} (dates or durations)" in out
    assert "left out: column nothing (empty)" in out
    assert {"price", "sort", "stars"} <= set(read_card(path).feature_names)


def test_lists_are_no_classes(frame, refused, tmp_path):
    pytest.importorskip("pyarrow")
    frame["kind"] = [[kind] for kind in frame["kind"]]
    frame.to_parquet(tmp_path / "a.parquet")
    line = refused("train", tmp_path / "a.parquet", "--target=kind")
    assert line == "kind must hold classes; got lists or records."


def test_parquet_gives_the_same_model_as_csv(frame, wine_model, run, tmp_path):
    pytest.importorskip("pyarrow")
    frame.to_parquet(tmp_path / "wine.parquet")
    path = tmp_path / "wine.skops"
    run("train", tmp_path / "wine.parquet", "--target=kind", "--output", path)
    assert read_card(path).scores == read_card(wine_model).scores


def test_what_parquet_declares_is_bounded(peak_code, tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    no = pyarrow.repeat(pyarrow.scalar(False), 10**7)
    parquet.write_table(pyarrow.table({f"c{i}": no for i in range(6)}), path)
    assert path.stat().st_size < 10**6
    code = peak_code + (
        "import sys, pandas, pyarrow.parquet, skscratch\n"
        "from skscratch.cli import main\n"
        "before = peak()\n"
        "main(['train', sys.argv[1], '--target=c0'])\n"
        "print(peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True
    )
    assert "must have a column to learn from besides c0; left out: c1" in done.stderr
    assert 0 < int(done.stdout.split()[-1]) < 250_000  # as bytes they are 60 million


@pytest.mark.parametrize("subset", ["train", "test"])
def test_an_hdf5_file_may_be_data_and_test(subset, run, tmp_path):
    for name in ("train", "test"):
        cats = load_drawn_cats(subset=name)
        save_image_hdf5(
            tmp_path / f"{name}.h5",
            cats.images[:40, ::4, ::4],
            cats.target[:40],
            target_names=cats.target_names,
            subset=name,
        )
    status, out, _ = run(
        *("train", tmp_path / "train.h5", "--test", tmp_path / f"{subset}.h5"),
        *("--model=logistic", "--output", tmp_path / "cats.skops"),
    )
    assert status == 0
    assert "40 pictures of 16 x 16 in 2 classes" in out
    assert "of 40 training pictures" in out and "of 40; by so few" in out


def test_one_hdf5_file_may_hold_data_and_test(run, refused, tmp_path):
    path = tmp_path / "both.h5"
    with h5py.File(path, "w") as file:
        for name, some in (("train", slice(0, 50)), ("test", slice(50, 80))):
            cats = load_drawn_cats()
            file[f"{name}_set_x"] = cats.images[some, ::8, ::8]
            file[f"{name}_set_y"] = cats.target[some]
    how = ("--model=logistic", "--output", tmp_path / "a.skops")
    _, out, _ = run("train", path, "--test", path, *how)
    assert "50 pictures of 8 x 8" in out and "of 30; by so few" in out
    (tmp_path / "other.h5").write_bytes(path.read_bytes())
    with h5py.File(tmp_path / "other.h5", "a") as file:
        file.move("train_set_x", "X")
        del file["test_set_x"]
    line = refused("train", tmp_path / "other.h5", *how)
    assert "must hold train_set_x and train_set_y; it holds X" in line


def test_pictures_in_hdf5_are_not_resized_in_silence(refused, tmp_path):
    cats, path = load_drawn_cats(), tmp_path / "cats.h5"
    names = {"target_names": ["no", "yes"], "subset": "train"}
    save_image_hdf5(path, cats.images[:9], cats.target[:9], **names)
    line = refused("train", path, "--image-size=32", "--output", tmp_path / "a.skops")
    assert "must hold pictures of 32 x 32" in line and "got 64 x 64" in line


def test_settings_reach_the_network_as_python_would_read_them(pets, run, tmp_path):
    path = tmp_path / "a.skops"
    status, *_ = run(
        *("train", pets, "--image-size=8", "--output", path),
        *("--set", "hidden_layer_sizes=(9, 4)", "--set", "activation=tanh"),
        *("--set", "max_iter=7", "--set", "tol=None", "--seed=3"),
    )
    network = load_model(path)[-1]
    assert status == 0
    assert network.hidden_layer_sizes == (9, 4) and network.activation == "tanh"
    assert network.n_iter_ == 7 and network.random_state == 3


@pytest.mark.parametrize("model", ["logistic", "shallow"])
def test_a_search_says_what_it_chose_and_keeps_the_best(model, wine, run, tmp_path):
    path = tmp_path / "a.skops"
    status, out, _ = run(
        *("train", wine, "--target=kind", "--search"),
        *("--model", model, "--output", path),
    )
    (line,) = [line for line in out.splitlines() if line.startswith("best of")]
    assert status == 0
    assert f"alpha={load_model(path)[-1].alpha}" in line


def test_mirrored_pictures_double_the_training_part_alone(pets, run, tmp_path):
    status, out, _ = run(
        *("train", pets, "--image-size=8", "--augment=flip", "--model=logistic"),
        *("--output", tmp_path / "a.skops"),
    )
    assert status == 0
    assert "training on 96 pictures, half of them mirrored" in out
    assert "of 48 training pictures" in out and "of 12; by so few" in out


def test_an_unreadable_picture_is_named_and_the_rest_is_trained_on(pets, run, tmp_path):
    for name in ("a", "b"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for index, path in enumerate(sorted(pets.rglob("*.jpg"))[:10]):
            picture = Image.open(path).point(
                lambda v, n=name: v // 2 if n == "a" else v
            )
            picture.save(tmp_path / "data" / name / f"{index}.png")
    (tmp_path / "data" / "a" / "broken.jpg").write_bytes(b"\xff\xd8\xff half")
    status, out, err = run(
        *("train", tmp_path / "data", "--image-size=8"),
        *("--output", tmp_path / "a.skops"),
    )
    assert status == 0
    assert "20 pictures" in out
    assert "warning: " in err and "broken.jpg" in err and len(err.splitlines()) == 1


def test_rows_without_a_label_are_left_out_and_counted(frame, run, tmp_path):
    frame.loc[:4, "kind"] = None
    frame.to_csv(tmp_path / "wine.csv", index=False)
    _, out, err = run(
        *("train", tmp_path / "wine.csv", "--target=kind"),
        *("--output", tmp_path / "a.skops"),
    )
    assert "173 rows in 3 classes" in out
    assert "5 rows" in err and "have no kind" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-place"], "no-such-place does not exist"),
        (["{wine}"], "a table needs --target COLUMN"),
        (["{wine}", "--target=colour"], "one of 'alcohol'"),
        (["{wine}", "--target=alcohol"], "alcohol must hold classes"),
        (["{wine}", "--target=country"], "at least two classes; got Italy alone."),
        (["{wine}", "--target=bottle"], "bottle must hold classes"),
        (["{pets}", "--target=kind"], "--target is for a table"),
        (
            ["{wine}", "--target=kind", "--augment=flip"],
            "--augment flip is for pictures",
        ),
        (["{pets}", "--set=momentun=0.9"], "did you mean momentum?"),
        (["{pets}", "--set=dropout"], "--set takes NAME=VALUE; got 'dropout'"),
        (["{pets}", "--set=dropout=2", "--image-size=8"], "'dropout' parameter"),
        (["{pets}", "--set=dropout=abc", "--image-size=8"], "Got 'abc'"),
        (["{pets}", "--search", "--set=alpha=1"], "--search tries values of alpha"),
        (["{pets}", "--test={wine}", "--target=kind"], "--target is for a table"),
        (["{wine}", "--target=kind", "--output=no/a.skops"], "there is no folder no"),
        (["{wine}", "--target=kind", "--output={folder}"], "is a folder"),
        (["{pets}", "--test-fraction=1"], "must lie between 0 and 1; got '1'"),
        (["{pets}", "--image-size=0"], "must be an integer from 1 to 1024"),
        (["{text}"], "must be a folder of pictures"),
        (["~nobody-here/a.csv"], "nobody of that name has a home here"),
        ([""], "argument DATA: must be a path; got ''"),
        (["a\0b"], "argument DATA: must be a path; got 'a\\x00b'"),
        (["{wine}", "--target=kind", "--output="], "must be the name of a file"),
        (["{wine}", "--target=kind", "--test={pets}"], "--test must be a table, as"),
        (["{pets}", "--test={wine}"], "--test must be pictures, as the model"),
        (["{wine}", "--target=kind", "--checkpoint={wine}"], "--checkpoint"),
        (["{wine}", "--target=kind", "--image-size=8"], "wine.csv is a table"),
        (["{wine}", "--target=kind", "--resize=pad"], "wine.csv is a table"),
    ],
)
def test_what_cannot_be_is_one_line_with_the_way_out(
    arguments, words, pets, wine, refused, tmp_path
):
    (tmp_path / "letter.doc").write_text("Dear")
    places = {
        "wine": wine,
        "pets": pets,
        "folder": tmp_path,
        "text": tmp_path / "letter.doc",
    }
    arguments = [each.format(**places) for each in arguments]
    if not any(each.startswith("--output") for each in arguments):
        arguments.append(f"--output={tmp_path / 'a.skops'}")
    assert words in refused("train", *arguments)
    assert not (tmp_path / "a.skops").exists()


@pytest.mark.skipif(os.name == "nt", reason="there are no such pipes")
@pytest.mark.parametrize("option", ["DATA", "--test", "--output"])
def test_a_pipe_is_refused_before_anybody_waits_for_it(option, wine, refused, tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe.csv")
    given = {"DATA": wine, "--test": wine, "--output": tmp_path / "a.skops"}
    given[option] = pipe
    data = given.pop("DATA")
    more = [f"{name}={path}" for name, path in given.items()]
    line = refused("train", data, "--target=kind", *more)
    assert line.endswith("is a device or a pipe.") and "pipe.csv" in line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"a,b\n", "must hold rows below the names"),
        (b"a,a,kind\n1,2,x\n3,4,y\n", "must name each column once; got 'a'"),
        (b"a,kind\n1,x\n2,y,3,4\n", "cannot be read as a table"),
        (b"a,kind\n\xff\xfe,x\n", "no text in UTF-8. Save it as such"),
        ("a,kind\n1,x\n".encode("utf-16"), "no text in UTF-8. Save it as such"),
        (b"a,kind\n1,\n2,\n", "kind must hold classes; it is empty in all of"),
        (b"\x00\x01\x02" * 50, "it is no text"),
        (b"kind\nx\ny\n", "must have a column besides kind"),
        (b"a,kind\n1,x\n1,x\n1,y\n1,y\n", "must have a column to learn from"),
        (b"a,kind\n1,x\n2,x\n3,y\n", "two rows of each class"),
    ],
)
def test_a_bad_table_is_one_line(content, words, refused, tmp_path):
    (tmp_path / "a.csv").write_bytes(content)
    line = refused(
        *("train", tmp_path / "a.csv", "--target=kind"),
        *("--output", tmp_path / "a.skops"),
    )
    assert words in line


def test_a_model_that_has_learnt_nothing_is_called_so(run, tmp_path):
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.normal(size=90), "kind": ["x", "x", "y"] * 30})
    table["b"] = table["kind"] == "y"
    endings = {}
    for name, columns in {"luck": ["a", "kind"], "known": ["a", "b", "kind"]}.items():
        table[columns].to_csv(tmp_path / "a.csv", index=False)
        _, endings[name], _ = run(
            *("train", tmp_path / "a.csv", "--target=kind", "--model=logistic"),
            *("--output", tmp_path / "a.skops"),
        )
    assert "no better than always saying the same: more rows" in endings["luck"]
    assert "no better than" not in endings["known"]


def test_an_infinite_number_is_refused_by_column(frame, refused, tmp_path):
    frame.loc[3, "ash"] = np.inf
    frame.to_csv(tmp_path / "wine.csv", index=False)
    line = refused("train", tmp_path / "wine.csv", "--target=kind")
    assert line.endswith(
        "wine.csv: column ash must hold numbers up to 1e+100; got inf in row 4."
    )


def test_words_among_numbers_are_gaps_and_are_told(frame, run, tmp_path):
    frame["ash"] = frame["ash"].astype(object)
    frame.loc[[3, 7], "ash"] = "?"
    frame.to_csv(tmp_path / "wine.csv", index=False)
    path = tmp_path / "a.skops"
    status, out, err = run(
        "train", tmp_path / "wine.csv", "--target=kind", "--output", path
    )
    assert status == 0 and "left out: column ash" not in out
    assert "column ash holds '?' among its numbers, first in row 4: counted as" in err
    assert "ash" in read_card(path).notes["ranges"]


def test_numbers_may_be_labels(run, tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=40), "b": rng.normal(size=40)})
    frame["digit"] = (frame.a > 0) * 3.0 + 1
    frame.to_csv(tmp_path / "a.csv", index=False)
    path = tmp_path / "a.skops"
    status, *_ = run("train", tmp_path / "a.csv", "--target=digit", "--output", path)
    assert status == 0
    assert load_model(path).classes_.tolist() == [1, 4]


def test_a_training_that_is_resumed_gives_the_same_model(
    wine, run, tmp_path, monkeypatch
):
    pytest.importorskip("sklearn.callback", reason="a checkpoint is a callback")
    # what is to leave several is short
    monkeypatch.setattr("skscratch.checkpoints._keeper.PAUSE", 0)
    folder, models = tmp_path / "kept", [tmp_path / "a.skops", tmp_path / "b.skops"]
    train = ["train", wine, "--target=kind", "--checkpoint", folder]
    status, out, _ = run(*train, "--output", models[0])
    assert status == 0 and "going on" not in out
    *_, newest = sorted(folder.glob("checkpoint-*.ckpt"))
    newest.unlink()
    status, out, _ = run(*train, "--resume", "--output", models[1])
    assert status == 0 and f"going on from the last checkpoint in {folder}" in out
    rows = pd.read_csv(wine)
    first, second = map(load_model, models)
    np.testing.assert_array_equal(first.predict_proba(rows), second.predict_proba(rows))
    assert first[-1].loss_curve_ == second[-1].loss_curve_


def test_without_a_checkpoint_resume_begins(wine, run, tmp_path):
    pytest.importorskip("sklearn.callback", reason="a checkpoint is a callback")
    train = ["train", wine, "--target=kind", "--output", tmp_path / "a.skops"]
    status, out, _ = run(*train, "--checkpoint", tmp_path / "kept", "--resume")
    assert status == 0 and "going on" not in out
    assert list((tmp_path / "kept").glob("checkpoint-*.ckpt"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--resume"], "--resume needs --checkpoint FOLDER"),
        (["--checkpoint=kept", "--search"], "--checkpoint is for one training"),
    ],
)
def test_checkpoints_are_for_one_training(wine, run, tmp_path, options, words):
    status, _, err = run("train", wine, "--target=kind", *options)
    assert status != 0 and words in err


def test_a_checkpoint_of_other_settings_is_refused(wine, run, tmp_path):
    train = ["train", wine, "--target=kind", "--output", tmp_path / "a.skops"]
    train += ["--checkpoint", tmp_path / "kept"]
    run(*train)
    status, _, err = run(*train, "--resume", "--set", "alpha=0.5")
    assert status != 0 and "got alpha=0.5 instead of 0.0" in err


def test_grey_pictures_in_hdf5_are_trained_on(tmp_path, run):
    images = np.random.default_rng(0).integers(0, 99, (60, 8, 8, 1), np.uint8)
    images[::2] += 150
    with h5py.File(tmp_path / "grey.h5", "w") as file:
        file["train_set_x"], file["train_set_y"] = images, np.arange(60) % 2
        file["list_classes"] = np.array([b"light", b"dark"])
    output = f"--output={tmp_path / 'grey.skops'}"
    status, *_ = run("train", tmp_path / "grey.h5", "--model=logistic", output)
    assert status == 0
