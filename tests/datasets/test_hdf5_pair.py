"""Samples and labels of HDF5 files, the lessons' and others."""

import h5py
import numpy as np
import pytest

from skscratch import ScratchLogisticRegression
from skscratch.datasets import load_image_hdf5, open_hdf5, save_image_hdf5


@pytest.fixture
def parts(tmp_path):
    """Two files as the lessons have them, with images and labels in them."""
    paths, rng = [tmp_path / "1.h5", tmp_path / "2.h5"], np.random.default_rng(0)
    for path, n in zip(paths, (30, 50), strict=True):
        save_image_hdf5(
            path,
            rng.integers(0, 256, (n, 4, 5, 3), np.uint8),
            rng.integers(0, 3, n),
            target_names=["a", "b", "c"],
            subset="train",
        )
    return paths


def test_files_of_the_lessons_train_as_in_memory(parts):
    X, y = open_hdf5(parts, scale=1 / 255, block_size=16)
    loaded = [load_image_hdf5(path, return_X_y=True) for path in parts]
    X_loaded = np.concatenate([each for each, _ in loaded])
    np.testing.assert_allclose(np.asarray(X), X_loaded, rtol=1e-15)
    np.testing.assert_array_equal(y, np.concatenate([each for _, each in loaded]))
    fits = [
        ScratchLogisticRegression(solver="lbfgs", alpha=1.0).fit(each, y)
        for each in (X, X_loaded)
    ]
    np.testing.assert_allclose(fits[0].coef_, fits[1].coef_, atol=1e-10)


def test_labels_may_be_text_or_columns(tmp_path):
    path = tmp_path / "X.h5"
    with h5py.File(path, "w") as file:
        file["X"], file["tags"] = np.eye(4), np.eye(4, 2)
        file["names"] = ["ä", "b", "b", "ä"]
        file["column"] = np.arange(4)[:, np.newaxis]
        file["row"] = np.arange(5, 9)[np.newaxis]
    for key, expected in (
        ("tags", np.eye(4, 2)),
        ("names", ["ä", "b", "b", "ä"]),
        ("column", np.arange(4)[:, np.newaxis]),
        ("row", np.arange(5, 9)),
    ):
        X, y = open_hdf5(str(path), key="X", target_key=key)
        assert X.shape == (4, 4) and y.tolist() == np.asarray(expected).tolist()


def test_what_cannot_be_told_is_asked_for(parts, tmp_path):
    with h5py.File(tmp_path / "X.h5", "w") as file:
        file["X"], file["y"], file["z"] = np.eye(4), np.zeros(4), np.zeros(4)
    with pytest.raises(ValueError, match="target_key must say which.*X, y, z"):
        open_hdf5(tmp_path / "X.h5")
    with pytest.raises(ValueError, match="target_key must be the name.*got 'no'"):
        open_hdf5(parts, target_key="no")
    with pytest.raises(ValueError, match="open_hdf5 is for HDF5 files; got .*a.npy"):
        np.save(tmp_path / "a.npy", np.eye(2))
        open_hdf5(tmp_path / "a.npy")
