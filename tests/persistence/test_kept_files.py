"""Files of all formats so far are read, and predict what they did."""

import json
from pathlib import Path

import numpy as np
import pytest

from skscratch import load_model, read_card

FILES = sorted((Path(__file__).parent / "files").glob("*.skops"))

#: Saved with other versions, as they must be sooner or later.
pytestmark = pytest.mark.filterwarnings("ignore:.*was saved with:UserWarning")


def test_there_is_a_file_of_each_estimator():
    names = {path.stem.removeprefix("format_1_") for path in FILES}
    assert {"deep", "shallow", "logistic"} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_predicts_what_it_did(path):
    expected = json.loads(path.with_suffix(".json").read_text())
    model = load_model(path)
    dtype, atol = (np.float32, 1e-6) if "logistic" in path.stem else (float, 1e-12)
    X = np.array(expected["X"], dtype)
    P = model.predict_proba(X)
    assert P.dtype == dtype
    np.testing.assert_allclose(P, expected["probabilities"], rtol=0, atol=atol)
    assert model.predict(X).tolist() == expected["labels"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_card_can_be_read(path):
    card = read_card(path)
    assert card.format == 1
    assert card.n_features == 4
    assert card.scores == {"accuracy": 0.5}
    assert set(card.versions) >= {"skscratch", "scikit-learn", "NumPy", "Python"}


def test_training_goes_on_from_a_kept_file():
    path = next(path for path in FILES if "deep" in path.stem)
    expected = json.loads(path.with_suffix(".json").read_text())
    network = load_model(path)[-1]
    n_iter = network.n_iter_
    rng = np.random.default_rng(0)
    network.partial_fit(rng.normal(size=(10, 4)), expected["labels"])
    assert network.n_iter_ == n_iter + 1
