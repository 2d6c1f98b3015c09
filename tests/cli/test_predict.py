"""What a model says on the command line is what it says in Python, with cautions."""

import csv
import json
import os

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from skscratch import ScratchLogisticRegression, load_model, save_model
from skscratch.cli import answers
from skscratch.datasets import load_image_folder
from skscratch.preprocessing import ImageFlattener


@pytest.fixture
def photos(pets):
    return sorted(pets.rglob("*.jpg"))[:3]


def test_answers_are_those_of_python(photos, pets_model, run, tmp_path):
    status, out, err = run(
        "predict", pets_model, *photos, "--output", tmp_path / "a.json"
    )
    model = load_model(pets_model)
    proba = model.predict_proba([str(path) for path in photos])
    answers = json.loads((tmp_path / "a.json").read_text())
    assert (status, err) == (0, "")
    for path, row, answer in zip(photos, proba, answers, strict=True):
        assert answer["input"] == str(path)
        assert answer["class"] == model.classes_[row.argmax()]
        assert answer["probabilities"] == dict(zip(model.classes_, row, strict=True))
        assert f"{row.max():.1%}" in out


def test_a_model_of_few_pictures_says_so(photos, pets_model, run):
    _, out, _ = run("predict", pets_model, *photos)
    assert "Caution: trained on 48 pictures only" in out


def test_a_picture_unlike_those_of_training_is_marked(pets_model, run, tmp_path):
    Image.new("RGB", (50, 50), "black").save(tmp_path / "black.png")
    noise = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    run("predict", pets_model, tmp_path, "--output", tmp_path / "a.csv")
    with open(tmp_path / "a.csv", newline="") as file:
        black, noise = csv.DictReader(file)
    assert "less brightness than all pictures of training" in black["cautions"]
    assert "less contrast" in black["cautions"]
    assert "more detail than all pictures of training" in noise["cautions"]


def test_pictures_of_training_are_not_unlike_them(pets, pets_model, run, tmp_path):
    run("predict", pets_model, pets, "--output", tmp_path / "a.json")
    answers = json.loads((tmp_path / "a.json").read_text())
    assert len(answers) == 60  # Thumbs.db is no picture
    assert sum(len(answer["cautions"]) > 1 for answer in answers) <= 3


def test_what_cannot_be_read_is_named_and_the_rest_answered(
    photos, pets_model, run, tmp_path
):
    (tmp_path / "broken.jpg").write_bytes(photos[0].read_bytes()[:300])
    status, out, err = run(
        "predict", pets_model, photos[0], tmp_path / "broken.jpg", tmp_path / "none.jpg"
    )
    assert status == 2
    assert "100.0%" in out or "%" in out.splitlines()[3]
    assert ["broken.jpg" in err, "none.jpg" in err, len(err.splitlines())] == [
        True,
        True,
        2,
    ]


def test_the_picture_shows_what_the_model_sees(photos, pets_model, run, tmp_path):
    path = tmp_path / "seen.png"
    status, *_ = run("predict", pets_model, *photos, "--picture", path)
    assert status == 0
    with Image.open(path) as image:
        assert min(image.size) > 200
        assert len(image.convert("RGB").getcolors(10**6)) > 100


def test_of_a_table_each_row_has_an_answer_and_known_labels_a_score(
    wine, frame, wine_model, run, tmp_path
):
    status, out, _ = run("predict", wine_model, wine, "--output", tmp_path / "a.csv")
    with open(tmp_path / "a.csv", newline="") as file:
        answers = [row["class"] for row in csv.DictReader(file)]
    right = np.mean(frame["kind"].to_numpy() == answers)
    assert status == 0
    assert f"Right on {right:.1%} of the rows" in out
    assert "… and 128 more" in out


def test_only_rows_that_have_a_label_are_right_or_wrong(run, tmp_path):
    a = np.random.default_rng(0).normal(size=80)
    table = pd.DataFrame({"a": a, "b": 2 * a, "sign": (a > 0).astype(int)})
    table.to_csv(tmp_path / "a.csv", index=False)
    run("train", tmp_path / "a.csv", "--target=sign", "--model=logistic",
        "--output", tmp_path / "m")  # fmt: skip
    table.loc[:9, "sign"] = None  # the others are floats then
    table.to_csv(tmp_path / "b.csv", index=False)
    _, all_out, _ = run("predict", tmp_path / "m", tmp_path / "a.csv")
    _, some_out, _ = run("predict", tmp_path / "m", tmp_path / "b.csv")
    assert "Right on 100.0% of the rows, which have their labels" in all_out
    assert "Right on 100.0% of the 70 rows that have their labels" in some_out


def test_a_table_needs_the_columns_of_training_in_any_order_and_no_others(
    frame, wine_model, run, tmp_path
):
    changed = frame[frame.columns[::-1]].drop(columns=["kind", "bottle", "country"])
    for name, table in (("a", frame), ("b", changed)):
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        run("predict", wine_model, tmp_path / f"{name}.csv",
            "--output", tmp_path / f"{name}.json")  # fmt: skip
    first, second = (
        json.loads((tmp_path / f"{name}.json").read_text()) for name in "ab"
    )
    assert first == second


def test_values_that_training_did_not_have_are_marked_or_passed_over(
    frame, wine_model, run, tmp_path
):
    frame.loc[0, "alcohol"] = 99
    frame.loc[1, "hill"] = "east"
    frame[:2].to_csv(tmp_path / "a.csv", index=False)
    status, *_ = run(
        "predict", wine_model, tmp_path / "a.csv", "--output", tmp_path / "a.json"
    )
    strong, other = json.loads((tmp_path / "a.json").read_text())
    assert status == 0
    assert "more alcohol than all rows of training (99;" in strong["cautions"][0]
    assert other["cautions"] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda frame: frame.drop(columns="ash"), "'ash' is missing"),
        (
            lambda frame: frame.drop(columns=["ash", "hill"]),
            "'ash', 'hill' are missing",
        ),
        (lambda frame: frame.assign(ash="much"), "column ash must hold numbers"),
    ],
)
def test_a_table_unlike_that_of_training_is_refused_by_column(
    change, words, frame, wine_model, refused, tmp_path
):
    change(frame).to_csv(tmp_path / "a.csv", index=False)
    assert words in refused("predict", wine_model, tmp_path / "a.csv")


def test_a_model_saved_in_python_answers_too(frame, run, tmp_path):
    X, y = frame[["alcohol", "hue"]], frame["kind"]
    save_model(ScratchLogisticRegression(solver="newton").fit(X, y), tmp_path / "m")
    X.to_csv(tmp_path / "a.csv", index=False)
    status, out, _ = run("predict", tmp_path / "m", tmp_path / "a.csv")
    assert status == 0
    assert out.count("barolo") > 5


def test_a_pipeline_of_python_makes_of_a_table_what_it_makes_in_python(
    frame, wine, run, tmp_path
):
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), ["alcohol", "ash"]),
        (OneHotEncoder(handle_unknown="ignore"), ["hill"]),
    )
    model = make_pipeline(columns, ScratchLogisticRegression(solver="newton"))
    save_model(model.fit(frame, frame["kind"]), tmp_path / "m")
    status, *_ = run("predict", tmp_path / "m", wine, "--output", tmp_path / "a.json")
    answers = json.loads((tmp_path / "a.json").read_text())
    proba = model.predict_proba(frame)
    assert status == 0
    assert [list(each["probabilities"].values()) for each in answers] == proba.tolist()


def test_a_search_over_pictures_answers_in_the_names_of_its_card(
    pets, photos, run, tmp_path
):
    images = load_image_folder(pets, image_size=(8, 8))
    model = make_pipeline(ImageFlattener(), ScratchLogisticRegression(solver="newton"))
    grid = {"scratchlogisticregression__alpha": [1.0, 10.0]}
    search = GridSearchCV(model, grid, cv=2).fit(images.images, images.target)
    save_model(search, tmp_path / "m", class_names=images.target_names.tolist())
    run("predict", tmp_path / "m", *photos, "--output", tmp_path / "a.json")
    answers = json.loads((tmp_path / "a.json").read_text())
    names = images.target_names[search.predict([str(path) for path in photos])]
    assert [each["class"] for each in answers] == names.tolist()
    assert list(answers[0]["probabilities"]) == ["cat", "other thing"]


@pytest.mark.parametrize(
    "notes", [{"ranges": "x", "target": ["kind"]}, {"ranges": {"ash": [1, None]}}]
)
def test_notes_of_a_stranger_do_not_matter(notes, frame, wine, run, tmp_path):
    X, y = frame[["alcohol", "hue"]], frame["kind"]
    model = ScratchLogisticRegression(solver="newton").fit(X, y)
    save_model(model, tmp_path / "m", notes=notes)
    status, _, err = run("predict", tmp_path / "m", wine)
    assert (status, err) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
@pytest.mark.parametrize("ending", ["csv", "json"])
def test_names_that_no_terminal_should_print_are_escaped(
    photos, pets_model, run, tmp_path, ending
):
    path = os.fsencode(tmp_path) + b"/a\xff\x1b[2J.jpg"
    with open(path, "wb") as file:
        file.write(photos[0].read_bytes())
    (tmp_path / "b\x1b[2J.jpg").write_bytes(b"")
    status, out, err = run(
        *("predict", pets_model, tmp_path, "--picture", tmp_path / "a.png"),
        *("--output", tmp_path / f"a.{ending}"),
    )
    assert status == 2 and "Wrote 1 answers" in out
    assert all(line.isprintable() for line in (out + err).splitlines())
    assert r"a\udcff\x1b[2J.jpg" in out.replace("\n", "").replace(" ", "")
    assert r"b\x1b[2J.jpg" in err and len(err.splitlines()) == 1
    assert r"\udcff" in (tmp_path / f"a.{ending}").read_text()


def test_many_pictures_are_taken_some_at_a_time(
    pets, pets_model, run, tmp_path, monkeypatch
):
    run("predict", pets_model, pets, "--output", tmp_path / "a.csv")
    monkeypatch.setattr(answers, "NUMBERS_AT_ONCE", 7 * 16 * 16 * 3)
    run("predict", pets_model, pets, "--output", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{pets}", "{folder}/no.jpg"], "no.jpg"),
        (["{pets}", "{folder}/empty"], "holds no picture"),
        (["{wine}", "{csv}", "--picture=a.png"], "this one takes a table"),
        (["{wine}", "{folder}/no.csv"], "no.csv does not exist"),
        (["{wine}", "a.csv", "b.csv"], "one table at a time; got 2"),
        (["{folder}/no.skops", "a.jpg"], "no.skops: No such file or directory"),
        (["{folder}/pickle.skops", "a.jpg"], "is a pickle"),
        (["{folder}", "a.jpg"], "argument MODEL: must be a file of skscratch train"),
        (["{wine}", "{csv}", "--output=no/a.csv"], "a.csv cannot be written: there is"),
        (["{wine}", "{csv}", "--output=a\0.csv"], "must be the name of a file"),
        (["{pets}", "a.jpg", "--output=a.xls"], "must end in .csv or .json"),
        (["{pets}", "a.jpg", "--picture=a.jpg"], "must end in .png"),
    ],
)
def test_what_cannot_be_is_one_line(
    arguments, words, pets_model, wine, wine_model, refused, tmp_path
):
    (tmp_path / "empty").mkdir()
    (tmp_path / "pickle.skops").write_bytes(b"\x80\x04K\x01.")
    places = {"pets": pets_model, "wine": wine_model, "folder": tmp_path, "csv": wine}
    assert words in refused("predict", *(each.format(**places) for each in arguments))
