"""The rows of an image set are there for whoever asks, in every way to ask."""

import copy
import pickle

import joblib
import numpy as np
import pytest
from sklearn.utils import Bunch

from skscratch.datasets import load_drawn_cats

KEYS = {"data", "images", "target", "target_names", "subset", "DESCR"}
WAYS = {
    "attribute": lambda cats: cats.data,
    "key": lambda cats: cats["data"],
    "get": lambda cats: cats.get("data"),
    "items": lambda cats: dict(cats.items())["data"],
    "values": lambda cats: list(cats.values())[list(cats).index("data")],
    "dict": lambda cats: dict(cats)["data"],
    "keywords": lambda cats: (lambda **fields: fields["data"])(**cats),
    "Bunch": lambda cats: Bunch(**cats).data,
    "copy": lambda cats: copy.copy(cats).data,
    "pickle": lambda cats: pickle.loads(pickle.dumps(cats)).data,
}


@pytest.fixture
def cats():
    return load_drawn_cats(subset="test")


@pytest.mark.parametrize("way", WAYS)
def test_rows_are_found(cats, way):
    rows = WAYS[way](cats)
    np.testing.assert_array_equal(rows, cats.images.reshape(50, -1) / 255)


def test_they_are_made_once(cats):
    assert cats.data is cats.data


def test_a_set_is_a_bunch_with_its_fields(cats):
    assert isinstance(cats, Bunch)
    assert set(cats) == set(cats.keys()) == set(dir(cats)) == KEYS
    assert "data" in cats and cats.get("more", 7) == 7
    with pytest.raises(AttributeError, match="more"):
        cats.more  # noqa: B018 (an attribute that is not there)


def test_a_field_may_be_replaced(cats):
    cats.data = cats.data[:, :3]
    assert cats["data"].shape == (50, 3)


def test_a_saved_set_takes_the_space_of_its_pixels(cats, tmp_path):
    joblib.dump(cats, tmp_path / "cats.joblib")
    assert (tmp_path / "cats.joblib").stat().st_size < 1.1 * cats.images.nbytes
    again = joblib.load(tmp_path / "cats.joblib")
    np.testing.assert_array_equal(again.data, cats.data)
