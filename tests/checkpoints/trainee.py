"""Trainings to be killed: as a script, a process that starts one for each line.

A line is JSON with the name of a case, the folder of its checkpoints, and the file for
what was learnt. The answers are the number of the process that trains, and how it
ended. A process that trains goes on from the folder's checkpoints if there are some.
"""

import json
import os
import pickle
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from sklearn.datasets import make_blobs
from sklearn.exceptions import ConvergenceWarning

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.checkpoints import Checkpoint, _keeper, resume
from skscratch.datasets import OnDisk

RANDOM = np.random.default_rng(0)
X, Y = make_blobs(90, 4, centers=3, cluster_std=4.0, random_state=0)
WEIGHTS = RANDOM.uniform(0.5, 2.0, len(X))
WIDE = RANDOM.standard_normal((40, 300)).astype(np.float32)


def stored(rows):
    """The rows in two files, which nothing is left of once all processes are over."""
    parts = []
    for part in np.array_split(rows, 2):
        with tempfile.TemporaryFile() as file:
            mapped = np.memmap(file, rows.dtype, "w+", shape=part.shape)
        mapped[...] = part
        parts.append(mapped)
    return OnDisk(parts, block_size=13)


DATA = {
    "on disk": (stored(X), Y, WEIGHTS),
    "narrow": (X, Y, WEIGHTS),
    "single": (X.astype(np.float32), Y),
    "sparse": (csr_array(np.where(np.abs(X) > 3, X, 0.0)), Y),
    "wide": (WIDE, np.arange(40) % 2),
    "tags": (X, np.stack([Y == 0, Y > 0, X[:, 0] > 0], axis=1).astype(int)),
}

DEEP = {"hidden_layer_sizes": (8, 5), "max_iter": 60, "tol": None, "random_state": 0}
BATCHES = {**DEEP, "batch_size": 16}
STOPPING = {"early_stopping": True, "tol": 1e-3, "n_iter_no_change": 8}
CASES = {
    "gd": (DeepNNClassifier, DEEP | {"solver": "gd", "batch_size": None}, "narrow"),
    "momentum": (DeepNNClassifier, BATCHES | {"solver": "momentum"}, "narrow"),
    "nesterov": (DeepNNClassifier, BATCHES | {"solver": "nesterov"}, "single"),
    "rmsprop": (DeepNNClassifier, BATCHES | {"solver": "rmsprop"}, "narrow"),
    "adam": (DeepNNClassifier, BATCHES | {"dropout": 0.3, "alpha": 0.1}, "narrow"),
    "adamw": (DeepNNClassifier, BATCHES | {"solver": "adamw", "alpha": 1.0}, "single"),
    "batch norm": (
        DeepNNClassifier,
        BATCHES | {"batch_norm": True, "dropout": [0.1, 0.2]},
        "narrow",
    ),
    "early stopping": (DeepNNClassifier, BATCHES | STOPPING, "narrow"),
    "by score": (
        ShallowNNClassifier,
        {"max_iter": 60, "scoring": "accuracy", "random_state": 0} | STOPPING,
        "narrow",
    ),
    "adaptive": (
        DeepNNClassifier,
        BATCHES
        | {"learning_rate_schedule": "adaptive", "tol": 0.02, "n_iter_no_change": 3},
        "narrow",
    ),
    "cosine": (
        DeepNNClassifier,
        BATCHES | {"learning_rate_schedule": "cosine"},
        "tags",
    ),
    "defaults": (ShallowNNClassifier, {"random_state": 0}, "sparse"),
    "class weights": (
        DeepNNClassifier,
        BATCHES | {"class_weight": {0: 2.0, 1: 0.5}, "max_grad_norm": 0.5},
        "narrow",
    ),
    "gram": (
        DeepNNClassifier,
        DEEP | {"solver": "nesterov", "gram": True, "alpha": 0.1, "max_iter": 80},
        "wide",
    ),
    "gram in batches": (
        DeepNNClassifier,
        BATCHES | {"solver": "gd", "gram": True, "early_stopping": True, "tol": 1e-4},
        "wide",
    ),
    "diverges": (
        DeepNNClassifier,
        DEEP | {"solver": "gd", "activation": "identity", "learning_rate": 3.0},
        "narrow",
    ),
    "on disk": (
        DeepNNClassifier,
        DEEP | {"batch_size": None, "dropout": 0.2, "learning_rate": 0.01},
        "on disk",
    ),
    "on disk in batches": (
        DeepNNClassifier,
        BATCHES | {"dropout": 0.3} | STOPPING,
        "on disk",
    ),
    "on disk with batch norm": (
        DeepNNClassifier,
        BATCHES | {"batch_norm": True, "learning_rate_schedule": "cosine"},
        "on disk",
    ),
    "on disk by lbfgs": (
        DeepNNClassifier,
        DEEP | {"solver": "lbfgs", "alpha": 0.3, "max_iter": 90},
        "on disk",
    ),
    "logistic": (ScratchLogisticRegression, {"max_iter": 90, "tol": 1e-9}, "narrow"),
    "newton": (ScratchLogisticRegression, {"solver": "newton", "tol": 1e-9}, "narrow"),
    "newton wide": (
        ScratchLogisticRegression,
        {"solver": "newton", "alpha": 0.01, "tol": 1e-9},
        "wide",
    ),
    "lbfgs": (
        DeepNNClassifier,
        DEEP | {"solver": "lbfgs", "alpha": 0.3, "max_iter": 170},
        "narrow",
    ),
    "lbfgs with l1": (
        ScratchLogisticRegression,
        {"solver": "lbfgs", "alpha": 1.0, "l1_ratio": 0.5, "tol": 1e-9},
        "narrow",
    ),
}


def start(name, folder, *callbacks, every=1):
    """The fitted estimator of a case."""
    cls, parameters, data = CASES[name]
    model = cls(**parameters)
    return model.set_callbacks(*callbacks, Checkpoint(folder, every=every)).fit(
        *DATA[data]
    )


def learnt(model):
    """All fitted attributes, and what training would go on from."""
    return {
        name: value
        for name, value in vars(model).items()
        if name == "_state" or (name.endswith("_") and not name.startswith("_"))
    }


class Pause:
    """Makes epochs so long that most kills meet one, and not the start of a process."""

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        time.sleep(0.002)


def train(name, folder, target):
    """Train or go on, and leave what was learnt in a file."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    cls, parameters, data = CASES[name]
    if any(Path(folder).glob("checkpoint-*")):
        model = cls(**parameters).set_callbacks(Pause())
        resume(folder, *DATA[data], estimator=model)
    else:
        model = start(name, folder, Pause())
    beside = Path(f"{target}.part")
    beside.write_bytes(pickle.dumps(learnt(model)))
    beside.replace(target)


if __name__ == "__main__":
    _keeper.PAUSE = 0  # what is to be killed is short
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            train(*json.loads(line))
            os._exit(0)
        print(number, flush=True)
        print(os.waitpid(number, 0)[1], flush=True)
