"""Pictures and the card of a saved model."""

import shutil

import pytest
from PIL import Image
from sklearn.linear_model import LogisticRegression

from skscratch import ScratchLogisticRegression, save_model


def test_every_picture_that_a_model_has_is_drawn(pets, pets_model, run, tmp_path):
    status, out, _ = run("plot", pets_model, "--data", pets, "--output", tmp_path)
    names = {"loss", "network", "weights", "layers"}
    drawn = {path.stem.removeprefix("pets_") for path in tmp_path.iterdir()}
    assert status == 0
    assert names <= drawn <= names | {"mistakes"}
    assert out.count("Drew ") == len(drawn)
    for path in tmp_path.iterdir():
        with Image.open(path) as image:
            assert min(image.size) > 150
            assert len(image.convert("L").getcolors()) > 5


def test_a_model_of_a_table_has_no_weights_that_are_pictures(
    wine, wine_model, run, refused, tmp_path
):
    run("plot", wine_model, "--data", wine, "--output", tmp_path)
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == {"wine_loss.png", "wine_network.png", "wine_layers.png"}
    line = refused("plot", wine_model, "weights", "--output", tmp_path)
    assert line.startswith("weights: only a model of pictures")


def test_only_what_was_asked_for_is_drawn(pets_model, run, tmp_path):
    run("plot", pets_model, "loss", "--output", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pets_loss.png"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("lose", "WHAT must be among loss, network, weights, mistakes, layers"),
        ("", "layers; got ''."),
        ("layers", "layers: needs --data DATA"),
        ("mistakes", "mistakes: needs --data DATA"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(what, words, pets_model, refused, tmp_path):
    output = tmp_path / "new"
    assert words in refused("plot", pets_model, "network", what, "--output", output)
    assert not output.exists()


def test_data_must_be_what_the_model_takes(
    pets, pets_model, wine, wine_model, refused, tmp_path
):
    line = refused("plot", pets_model, "--data", wine, "--output", tmp_path)
    assert line.startswith("--data must be pictures, as the model takes pictures; got")
    line = refused("plot", wine_model, "--data", pets, "--output", tmp_path)
    assert line.startswith("--data must be a table, as the model takes a table; got")


def test_a_model_without_a_record_of_its_cost_is_drawn_without(frame, run, tmp_path):
    model = LogisticRegression().fit(frame[["alcohol", "hue"]], frame["kind"])
    save_model(model, tmp_path / "m")
    status, out, _ = run("plot", tmp_path / "m", "--output", tmp_path)
    assert status == 0 and out.count("Drew ") == 1 and "m_network.png" in out


def test_data_must_be_those_of_the_model(
    pets, pets_model, frame, wine, refused, tmp_path
):
    shutil.copytree(pets / "cat", tmp_path / "data" / "lynx")
    shutil.copytree(pets / "cat", tmp_path / "data" / "cat")
    line = refused("plot", pets_model, "--data", tmp_path / "data")
    assert line.endswith("the classes of the model, cat, other thing; got lynx.")
    model = ScratchLogisticRegression(solver="newton")
    save_model(model.fit(frame[["alcohol", "hue"]], frame["kind"]), tmp_path / "m")
    line = refused("plot", tmp_path / "m", "--data", wine)
    assert "does not say which column holds the labels" in line


def test_the_card_is_shown_without_the_model(pets_model, run):
    status, out, _ = run("info", pets_model)
    assert status == 0
    for words in ("ImageFlattener, StandardScaler, DeepNNClassifier", "test accuracy"):
        assert words in out


def test_a_file_that_is_no_model_has_no_card(pets, refused):
    picture = next(pets.rglob("*.jpg"))
    assert "must be a model file" in refused("info", picture)
