"""Predictions written to a file: those of memory, whole or not there at all."""

import os

import h5py
import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.datasets import OnDisk, save_predictions
from skscratch.preprocessing import ImageFlattener

SUFFIXES = pytest.mark.parametrize("suffix", [".npy", ".h5"])


@pytest.fixture
def X():
    return np.random.default_rng(0).standard_normal((103, 6))


@pytest.fixture
def model(X):
    """A Pipeline, whose labels are text with letters beyond ASCII."""
    model = make_pipeline(StandardScaler(), ScratchLogisticRegression(max_iter=20))
    return model.fit(X, np.array(["Füchse", "zebra", "owl"])[np.arange(103) % 3])


def read(path, key="predictions"):
    if path.suffix == ".npy":
        return np.load(path)
    with h5py.File(path) as file:
        stored = file[key]
        is_text = h5py.check_string_dtype(stored.dtype) is not None
        return stored.asstr()[()] if is_text else stored[()]


@SUFFIXES
@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_the_file_holds_what_the_model_says(X, model, tmp_path, suffix, method):
    path, expected = tmp_path / f"answers{suffix}", getattr(model, method)(X)
    save_predictions(model, OnDisk(X, block_size=20), path, method=method)
    found = read(path)
    assert found.shape == expected.shape
    if method == "predict":
        assert found.tolist() == expected.tolist()
    else:
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, atol=1e-13)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@SUFFIXES
def test_labels_that_are_objects_are_written_as_strings(X, model, tmp_path, suffix):
    model[-1].classes_ = model.classes_.astype(object)
    path, expected = tmp_path / f"answers{suffix}", model.predict(X)
    assert expected.dtype.hasobject
    save_predictions(model, OnDisk(X, block_size=1), path, method="predict")
    assert read(path).tolist() == expected.tolist()


def test_any_kind_of_samples(X, model, tmp_path):
    np.save(tmp_path / "a.npy", X[:50])
    np.save(tmp_path / "b.npy", X[50:])
    with h5py.File(tmp_path / "X.h5", "w") as file:
        for samples in (
            X,
            file.create_dataset("X", data=X),
            [tmp_path / "a.npy", tmp_path / "b.npy"],
        ):
            save_predictions(model, samples, tmp_path / "answers.npy")
            found = np.load(tmp_path / "answers.npy")
            np.testing.assert_allclose(found, model.predict_proba(X), atol=1e-13)


def test_a_pipeline_of_images_takes_images(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (40, 4, 5, 3), np.uint8)
    model = make_pipeline(ImageFlattener(), DeepNNClassifier(random_state=0))
    model.fit(images, np.arange(40) % 2)
    with h5py.File(tmp_path / "X.h5", "w") as file:
        stored = file.create_dataset("X", data=images)
        save_predictions(model, stored, tmp_path / "answers.h5", key="p")
    found = read(tmp_path / "answers.h5", "p")
    np.testing.assert_allclose(found, model.predict_proba(images), atol=1e-12)


def test_an_open_array_is_filled(X, model, tmp_path):
    expected = model.predict_proba(X)
    with h5py.File(tmp_path / "answers.h5", "w") as file:
        stored = file.create_dataset("p", expected.shape, "f4")
        for target in (stored, np.empty(expected.shape)):
            save_predictions(model, OnDisk(X, block_size=20), target)
            np.testing.assert_allclose(target[()], expected, atol=1e-6)
    for target in (np.empty((103, 2)), np.empty(3), None):
        with pytest.raises(ValueError, match=r"or an array of shape \(103, 3\); got"):
            save_predictions(model, X, target)


@SUFFIXES
def test_what_fails_leaves_what_was_there(X, model, tmp_path, suffix):
    path = tmp_path / f"answers{suffix}"
    path.write_text("old")
    X[77, 1] = np.nan
    with pytest.raises(ValueError, match="got nan in row 77, column 1"):
        save_predictions(model, OnDisk(X, block_size=20), path)
    assert path.read_text() == "old"
    assert len([*tmp_path.iterdir()]) == 1


@SUFFIXES
@pytest.mark.skipif(not hasattr(os, "pwritev"), reason="limits of files are of Unix")
def test_a_full_disk_is_told(X, model, tmp_path, suffix):
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    path, limits = tmp_path / f"a{suffix}", resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, limits[1]))
    many = OnDisk(np.tile(X, (1000, 1)), block_size=10_000)
    try:
        with pytest.raises(OSError, match=f"a{suffix} cannot be written"):
            save_predictions(model, many, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert not [*tmp_path.iterdir()]


def test_what_is_asked_for_wrongly_is_refused(X, model, tmp_path):
    with pytest.raises(ValueError, match="target must end in .npy, .h5"):
        save_predictions(model, X, tmp_path / "answers.csv")
    with pytest.raises(ValueError, match="X must have at least one row"):
        save_predictions(model, X[:0], tmp_path / "answers.npy")
    for method in ("predict_log", "layer_activations"):
        with pytest.raises(ValueError, match="method must be one of predict, "):
            save_predictions(model, X, tmp_path / "answers.npy", method=method)
    for key in ("", "a/b"):
        with pytest.raises(ValueError, match="key must be a name without '/'"):
            save_predictions(model, X, tmp_path / "answers.h5", key=key)
    model[-1].classes_ = np.array([b"owl", 3, None], object)
    for suffix in (".npy", ".h5"):
        with pytest.raises(ValueError, match="in numbers or strings; got object"):
            save_predictions(model, X, tmp_path / f"a{suffix}", method="predict")
    with pytest.raises(OSError, match="no/answers.npy cannot be written"):
        save_predictions(model, X, tmp_path / "no" / "answers.npy")
    assert not [*tmp_path.iterdir()]
