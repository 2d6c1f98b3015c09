"""A scaler fitted block by block is the scaler, and what it makes stays on disk."""

import pickle

import h5py
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA, IncrementalPCA
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import skscratch
from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    get_parameters,
    load_model,
    save_model,
)
from skscratch.datasets import OnDisk, save_predictions
from skscratch.preprocessing import Blockwise

SCALERS = pytest.mark.parametrize(
    "scaler",
    [StandardScaler(), StandardScaler(with_mean=False), MinMaxScaler(), MaxAbsScaler()],
    ids=repr,
)


@parametrize_with_checks([Blockwise(StandardScaler()), Blockwise(MaxAbsScaler())])
def test_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.fixture
def data():
    return load_wine(return_X_y=True)


@pytest.fixture
def stored(data, tmp_path):
    np.save(tmp_path / "1.npy", data[0][:100])
    np.save(tmp_path / "2.npy", data[0][100:])
    return OnDisk([tmp_path / "1.npy", tmp_path / "2.npy"], block_size=32)


@SCALERS
def test_it_equals_the_scaler_in_memory(data, stored, scaler):
    X = data[0]
    expected = clone(scaler).fit_transform(X)
    blockwise = Blockwise(scaler)
    scaled = blockwise.fit_transform(stored)
    assert isinstance(scaled, OnDisk)
    np.testing.assert_allclose(np.asarray(scaled), expected, atol=1e-12)
    np.testing.assert_allclose(
        np.asarray(blockwise.inverse_transform(scaled)), X, rtol=1e-12
    )
    np.testing.assert_allclose(blockwise.transform(X), expected, atol=1e-12)
    np.testing.assert_array_equal(Blockwise(scaler).fit_transform(X), expected)


@pytest.mark.parametrize(
    "network",
    [
        ScratchLogisticRegression(solver="newton", alpha=1.0),
        ScratchLogisticRegression(solver="lbfgs", alpha=1.0),
        DeepNNClassifier(
            batch_size=None, learning_rate=0.01, max_iter=40, random_state=0, tol=None
        ),
    ],
    ids=["newton", "lbfgs", "adam"],
)
def test_a_pipeline_on_disk_equals_one_in_memory(data, stored, network):
    X, y = data
    on_disk = make_pipeline(Blockwise(StandardScaler()), clone(network)).fit(stored, y)
    in_memory = make_pipeline(StandardScaler(), network).fit(X, y)
    np.testing.assert_allclose(
        get_parameters(on_disk[-1]), get_parameters(in_memory[-1]), atol=1e-10
    )
    np.testing.assert_allclose(
        on_disk.predict_proba(stored), in_memory.predict_proba(X), atol=1e-10
    )
    assert on_disk.score(stored, y) == in_memory.score(X, y)


def test_it_goes_where_models_go(data, stored, tmp_path):
    X, y = data
    model = make_pipeline(
        Blockwise(StandardScaler()), ScratchLogisticRegression(max_iter=50, tol=None)
    )
    model.fit(stored, y)
    expected = model.predict_proba(X)
    save_model(model, tmp_path / "model.skops")
    for other in (
        pickle.loads(pickle.dumps(model)),
        load_model(tmp_path / "model.skops"),
    ):
        np.testing.assert_array_equal(other.predict_proba(X), expected)
        save_predictions(other, stored, tmp_path / "answers.npy")
        np.testing.assert_allclose(np.load(tmp_path / "answers.npy"), expected)


def test_another_version_warns_as_scikit_learn_does(data, monkeypatch):
    scaler = Blockwise(StandardScaler()).fit(data[0])
    monkeypatch.setattr(skscratch, "__version__", "0.0.7")
    saved = pickle.dumps(scaler)
    monkeypatch.undo()
    with pytest.warns(InconsistentVersionWarning, match="Blockwise from version 0.0.7"):
        pickle.loads(saved)


def test_cross_validation_leaves_the_samples_on_disk(data, stored):
    X, y = data
    network = ScratchLogisticRegression(solver="newton", alpha=1.0)
    model = make_pipeline(Blockwise(StandardScaler()), network)
    np.testing.assert_array_equal(
        cross_val_score(model, stored, y, cv=3), cross_val_score(model, X, y, cv=3)
    )


def test_a_list_of_files_needs_no_wrapping(data, tmp_path):
    X, y = data
    with h5py.File(tmp_path / "X.h5", "w") as file:
        parts = [file.create_dataset(f"{i}", data=X[i::3]) for i in range(3)]
        labels = np.concatenate([y[i::3] for i in range(3)])
        network = ScratchLogisticRegression(solver="newton", alpha=1.0)
        model = make_pipeline(Blockwise(StandardScaler()), network).fit(parts, labels)
        assert model.score(parts, labels) == model.score(X, y) > 0.98


def test_single_precision_stays(data):
    X = data[0].astype(np.float32)
    scaled = Blockwise(StandardScaler()).fit_transform(OnDisk(X, block_size=50))
    expected = StandardScaler().fit_transform(X)
    assert np.asarray(scaled).dtype == np.float32
    np.testing.assert_allclose(np.asarray(scaled), expected, atol=1e-5)


def test_a_change_of_width_is_followed(data, stored):
    X, y = data
    scaler = Blockwise(IncrementalPCA(2)).fit(stored)
    assert scaler.transform(stored).shape == (178, 2)
    np.testing.assert_allclose(
        np.asarray(scaler.transform(stored)), scaler.transform(X), atol=1e-9
    )
    assert scaler.get_feature_names_out().tolist() == [
        "incrementalpca0",
        "incrementalpca1",
    ]


def test_what_cannot_be_fitted_in_blocks_is_refused(data):
    with pytest.raises(TypeError, match="transformer must have partial_fit"):
        Blockwise(PCA()).fit(data[0])
    with pytest.raises(ValueError, match="got nan in row 1, column 0"):
        Blockwise(StandardScaler()).fit(OnDisk(np.array([[1.0], [np.nan]])))
