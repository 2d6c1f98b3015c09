"""Trainings on Dask data that are to be cut, and a script that runs one on a cluster.

Its arguments are the address of the scheduler, the name of a case, the folder of the
data, the folder of the checkpoints, and the file for what was learnt. It goes on from
the checkpoints if there are some.
"""

import pickle
import sys
import warnings
from pathlib import Path

import dask.array as da
import h5py
import numpy as np
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.checkpoints import Checkpoint, resume

DEEP = {"hidden_layer_sizes": (8, 5), "max_iter": 40, "tol": None, "random_state": 0}
FULL = {**DEEP, "batch_size": None, "learning_rate": 0.02}
STOPPING = {"early_stopping": True, "tol": 1e-3, "n_iter_no_change": 8}
CASES = {
    "nesterov": (
        ShallowNNClassifier,
        {"solver": "nesterov", "batch_size": None, "max_iter": 40, "tol": None}
        | {"random_state": 0, "learning_rate_schedule": "cosine"},
        "stack",
    ),
    "adam with early stopping": (
        DeepNNClassifier,
        FULL | STOPPING | {"alpha": 0.1, "class_weight": "balanced"},
        "hdf5",
    ),
    "mini-batches": (
        DeepNNClassifier,
        DEEP | {"batch_size": 64, "max_iter": 12, "dropout": 0.2, "batch_norm": True},
        "hdf5",
    ),
    "lbfgs": (
        DeepNNClassifier,
        DEEP | {"solver": "lbfgs", "alpha": 0.3, "max_iter": 65},
        "stack",
    ),
    "newton": (
        ScratchLogisticRegression,
        {"solver": "newton", "alpha": 0.01, "tol": 1e-9, "random_state": 0},
        "hdf5",
    ),
    **{
        solver: (DeepNNClassifier, FULL | {"solver": solver, "max_iter": 20}, "stack")
        for solver in ("gd", "momentum", "rmsprop", "adamw")
    },
}


def store(folder):
    """The digits on disk, as a file in HDF5 and as a stack of files of NumPy."""
    X, y = load_digits(return_X_y=True)
    X = X[:450] / 16
    np.save(folder / "y.npy", y[:450])
    with h5py.File(folder / "X.h5", "w") as file:
        file.create_dataset("X", data=X, chunks=(70, 64))
    da.to_npy_stack(folder / "stack", da.from_array(X, chunks=(80, 64)))


def data(kind, folder):
    """X, y and weights as Dask arrays; the rows of X stay in the files."""
    y = np.load(Path(folder) / "y.npy")
    if kind == "stack":
        X = da.from_npy_stack(Path(folder) / "stack")
    else:
        X = da.from_array(h5py.File(Path(folder) / "X.h5")["X"], chunks=(70, 64))
    weights = da.from_array(np.linspace(0.5, 2, len(y)), chunks=100)
    return X, da.from_array(y, chunks=100), weights


def learnt(model):
    """All fitted attributes, and what training would go on from."""
    return {
        name: value
        for name, value in vars(model).items()
        if name == "_state" or (name.endswith("_") and not name.startswith("_"))
    }


def train(name, files, folder, *callbacks):
    """Train, or go on from the folder's checkpoints if there are some."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    cls, parameters, kind = CASES[name]
    model = cls(**parameters).set_callbacks(*callbacks)
    if any(Path(folder).glob("checkpoint-*")):
        return resume(folder, *data(kind, files), estimator=model)
    model.set_callbacks(*callbacks, Checkpoint(folder))
    return model.fit(*data(kind, files))


def main(address, name, files, folder, target):
    """Train on a cluster, and leave what was learnt in a file."""
    from dask.distributed import Client

    with Client(address):
        found = pickle.dumps(learnt(train(name, files, folder)))
    beside = Path(f"{target}.part")
    beside.write_bytes(found)
    beside.replace(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
