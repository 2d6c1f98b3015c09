"""The card says what the model is, what was measured, and nothing else."""

import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import skscratch
from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    read_card,
    save_model,
)
from skscratch.persistence.card import describe


@pytest.fixture
def card_of(tmp_path):
    """A function that saves a model and reads its card."""

    def read(model, **given):
        save_model(model, tmp_path / "model.skops", **given)
        return read_card(tmp_path / "model.skops")

    return read


def test_it_says_what_the_model_says_itself(card_of, pipeline):
    card = card_of(pipeline)
    network = pipeline[-1]
    assert card.model == "StandardScaler, DeepNNClassifier"
    assert card.parameters == {
        "hidden_layer_sizes": "(5, 4)",
        "max_iter": "8",
        "tol": "None",
        "random_state": "0",
    }
    assert (card.n_samples, card.n_features) == (150, 4)
    assert card.classes == ["setosa", "versicolor", "virginica"]
    assert card.loss == network.loss_
    assert (card.n_iter, card.outcome) == (8, "max_iter")
    assert card.versions["skscratch"] == skscratch.__version__
    assert card.versions["scikit-learn"] == sklearn.__version__
    assert card.versions["NumPy"] == np.__version__
    saved = datetime.fromisoformat(card.saved)
    assert timedelta(0) <= datetime.now(UTC) - saved < timedelta(minutes=5)
    assert card.feature_names is card.class_names is card.image_size is None
    assert card.scores == card.notes == {}


def test_it_says_what_the_caller_says(card_of, pipeline):
    given = {
        "class_names": ["Setosa", "Versicolor", "Virginica"],
        "image_size": (32, 24),
        "n_samples": 77,
        "scores": {"test accuracy": np.float32(0.5)},
        "notes": {"source": "Fisher 1936", "kinds": [1, 2]},
    }
    card = card_of(pipeline, **given)
    assert card.class_names == given["class_names"]
    assert card.image_size == [32, 24]
    assert card.n_samples == 77
    assert card.scores == {"test accuracy": 0.5}
    assert card.notes == given["notes"]


def test_class_names_may_be_bytes_as_in_hdf5(card_of, pipeline):
    names = np.array([name.encode() for name in ("Käfer", "b", "c")])
    assert card_of(pipeline, class_names=names).class_names == ["Käfer", "b", "c"]


def test_it_names_columns_and_what_is_wrapped(card_of, iris):
    X, y = iris
    X = pd.DataFrame(X, columns=list("abcd"))
    pipeline = make_pipeline(
        StandardScaler(), ScratchLogisticRegression(solver="newton")
    )
    search = GridSearchCV(
        pipeline, {"scratchlogisticregression__alpha": [0.1, 1]}, cv=2
    )
    card = card_of(search.fit(X, y))
    assert card.model == "GridSearchCV(StandardScaler, ScratchLogisticRegression)"
    assert card.feature_names == list("abcd")
    assert card.classes == [0, 1, 2]
    assert card.parameters["solver"] == "newton"


def test_it_knows_the_size_of_images_from_the_step_that_does(iris):
    class Flattener(FunctionTransformer):
        image_size_ = (np.int64(2), np.int64(2))

    model = make_pipeline(Flattener(), ScratchLogisticRegression(solver="newton"))
    assert describe(model.fit(*iris), {}).image_size == [2, 2]
    assert describe(model, {"image_size": 7}).image_size == 7


def test_printed_it_is_a_table(card_of, pipeline):
    lines = repr(card_of(pipeline, scores={"accuracy": 0.9})).splitlines()
    assert "scores      accuracy: 0.9" in lines
    assert "n features  4" in lines
    assert not [line for line in lines if line.startswith("notes")]


def test_printed_its_numbers_are_rounded_and_its_parameters_are_not(card_of, iris):
    network = DeepNNClassifier(learning_rate=0.00123456, max_iter=3, tol=None)
    notes = {"ranges": {"a": [1 / 3, 10], "b": [True, None]}}
    card = card_of(network.fit(*iris), image_size=(2, 2), notes=notes)
    rows = dict(card.rows())
    assert rows["loss"] == f"{network.loss_:.4g}" != str(card.loss)
    assert "learning_rate: 0.00123456" in rows["parameters"]
    assert rows["notes"] == "ranges: {a: [0.3333, 10], b: [True, None]}"
    assert (rows["image size"], rows["classes"]) == ("2, 2", "0, 1, 2")


def test_long_values_are_cut_where_they_are_shown(card_of, pipeline):
    lines = repr(card_of(pipeline, notes={"text": "long " * 1000})).splitlines()
    assert max(map(len, lines)) < 250


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"class_names": ["a", "b"]}, "class_names must be one name for each of the 3"),
        ({"class_names": "abc"}, "class_names must be one name for each of the 3"),
        ({"image_size": 0}, "image_size must be a positive integer or a pair"),
        ({"image_size": (1, 2, 3)}, "image_size must be a positive integer or a pair"),
        ({"image_size": "64"}, "image_size must be a positive integer or a pair"),
        ({"n_samples": 0}, "n_samples must be a positive integer or None; got 0"),
        ({"n_samples": 1.5}, "n_samples must be a positive integer or None; got 1.5"),
        ({"scores": {"accuracy": "good"}}, "scores must be numbers by the names"),
        ({"notes": {"f": print}}, "notes must hold what JSON can"),
        ({"notes": 3}, "notes must hold what JSON can"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tmp_path, pipeline, wrong, words):
    with pytest.raises(ValueError, match=f"^{re.escape(words)}"):
        save_model(pipeline, tmp_path / "model.skops", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_the_card_of_a_model_in_memory_is_not_changed_by_training(card_of, iris):
    X, y = iris
    network = DeepNNClassifier(max_iter=2, tol=None).fit(X, y)
    assert card_of(network).n_iter == 2
    network.partial_fit(X, y)
    assert card_of(network).n_iter == 3
