"""Errors about a validation part name its own parameters."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from skscratch import DeepNNClassifier

ONES = np.ones(6)
WRONG = {
    "X_val": [
        [[np.nan, 0.0]] * 6,
        [[np.inf, 0.0]] * 6,
        csr_matrix([[np.nan, 0.0]] * 6),
        np.zeros((6, 3)),
        np.zeros(6),
        np.zeros((0, 2)),
        np.zeros((6, 0)),
        [["a", "b"]] * 6,
        np.zeros((6, 2)) * 1j,
        {1, 2},
    ],
    "y_val": [
        np.zeros((6, 1, 1)),
        np.where(ONES, np.inf, 0),
        ONES * 1j,
        ["a"] * 6,
        np.eye(6),
    ],
    "sample_weight_val": [
        ONES[:5],
        -ONES,
        np.nan * ONES,
        np.inf * ONES,
        np.eye(6),
        ["a"] * 6,
        {1: 2},
        0 * ONES,
    ],
}
PARTS = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.fixture
def network():
    return DeepNNClassifier(hidden_layer_sizes=(2,), max_iter=1, tol=None)


@pytest.fixture
def data():
    X = np.random.default_rng(0).standard_normal((6, 2))
    return X, np.array([0, 1, 0, 1, 0, 1])


@pytest.mark.parametrize(("name", "value"), PARTS)
def test_the_parameter_of_the_validation_part_is_named(network, data, name, value):
    X, y = data
    part = {"X_val": X, "y_val": y, name: value}
    if name == "X_val" and np.shape(value) == (0, 2):
        part["y_val"] = y[:0]
    with pytest.raises((ValueError, TypeError), match=rf"\b{name}\b"):
        network.fit(X, y, **part)


def test_columns_of_another_name_are_those_of_the_validation_part(network, data):
    pandas = pytest.importorskip("pandas")
    X, y = data
    frames = [pandas.DataFrame(X, columns=names) for names in (["a", "b"], ["a", "c"])]
    with pytest.raises(ValueError, match="X_val: The feature names"):
        network.fit(frames[0], y, X_val=frames[1], y_val=y)


@pytest.mark.parametrize("name", ["X", "y", "sample_weight"])
def test_what_is_passed_to_train_on_keeps_its_name(network, data, name):
    X, y = data
    wrong = {"X": X, "y": y, "sample_weight": None, name: np.full(6, 1j)}
    if name == "X":
        wrong["X"] = X * 1j
    with pytest.raises(ValueError, match=f"^{name}: Complex data not supported"):
        network.fit(**wrong)


def test_samples_on_disk_are_named_too(network, data, tmp_path):
    h5py = pytest.importorskip("h5py")
    from skscratch.datasets import OnDisk

    X, y = data
    with h5py.File(tmp_path / "part.h5", "w") as file:
        file["X"] = np.where(X == X[0, 0], np.nan, X)
        with pytest.raises(ValueError, match="^X_val must be finite"):
            network.fit(X, y, X_val=OnDisk(file["X"]), y_val=y)


@pytest.mark.parametrize("name", [*WRONG, "X", "y", "sample_weight"])
def test_an_array_of_a_closed_file_is_refused_by_name(network, data, tmp_path, name):
    h5py = pytest.importorskip("h5py")
    X, y = data
    with h5py.File(tmp_path / "closed.h5", "w") as file:
        closed = file.create_dataset("values", data=X if "X" in name else y)
    given = {"X": X, "y": y, "X_val": X, "y_val": y, name: closed}
    with pytest.raises(ValueError, match=f"^{name} must be of a file that is open"):
        network.fit(**given)


def test_files_and_keys_and_columns_keep_their_names(network, data, tmp_path):
    h5py = pytest.importorskip("h5py")
    pandas = pytest.importorskip("pandas")
    X, y = data
    path = tmp_path / "X.npy"
    np.save(path, np.where(X == X[0, 0], np.nan, X))
    with pytest.raises(ValueError, match=r"^X_val must be finite.* X\.npy"):
        network.fit(X, y, X_val=str(path), y_val=y)
    with h5py.File(tmp_path / "two.h5", "w") as file:
        file["X"], file["X_test"] = X, X
    with pytest.raises(ValueError, match=r"^X_val: .*\bX, X_test\b"):
        network.fit(X, y, X_val=str(tmp_path / "two.h5"), y_val=y)
    frame = pandas.DataFrame(X, columns=["X", "b"])
    with pytest.raises(ValueError, match=r"(?s)^X_val: The feature names.*- X\n"):
        network.fit(frame, y, X_val=frame.rename(columns={"X": "a"}), y_val=y)
