"""Work of all kinds in threads and processes, round by round: see `test_soak.py`.

    python tests/soak.py FOLDER MINUTES [PLANTED]

In a round each thread and the processes do every job once, in an order of their own. A
job gives a digest of all numbers that it came to, which must be the one it gave in the
main thread, alone. When all have ended, what the process holds is counted. A line of
JSON says what was counted after each round, the last one what is left in the end. A
PLANTED fault, one of `FAULTS`, shows that it would be found.
"""

import gc
import hashlib
import json
import os
import pickle
import random
import sys
import tempfile
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

import dask
import dask.array as da
import h5py
import numpy as np
from dask.utils import key_split
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.datasets import make_blobs, make_multilabel_classification

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    get_parameters,
    load_model,
    loss_and_grad,
    save_model,
)
from skscratch.checkpoints import Checkpoint, resume
from skscratch.datasets import OnDisk
from skscratch.training.solvers import SOLVERS

N_THREADS, N_PROCESSES = 3, 2

dask.config.set(scheduler="synchronous")  # threads are counted

FIXED = {"max_iter": 6, "tol": None, "random_state": 0}
LOGISTIC = ScratchLogisticRegression(**FIXED)
SHALLOW = ShallowNNClassifier(n_hidden=6, **FIXED)
DEEP = DeepNNClassifier(hidden_layer_sizes=(8, 5), **FIXED)
ALL = {"logistic": LOGISTIC, "shallow": SHALLOW, "deep": DEEP}


@cache
def data(kind):
    """X and y of some kind; those of "file" are what the file holds."""
    if kind == "wide":
        return np.random.default_rng(0).standard_normal((40, 300)), np.arange(40) % 2
    if kind == "tags":
        return make_multilabel_classification(90, 6, n_classes=3, random_state=0)
    X, y = make_blobs(2000 if kind == "file" else 120, 6, centers=3, random_state=0)
    if kind == "sparse":
        X = csr_array(np.where(np.abs(X) > 3, X, 0.0))
    return (X.astype(np.float32) if kind == "single" else X), y


def digest(*values):
    """A checksum of arrays and numbers to the last bit."""
    found = hashlib.sha256()
    for value in values:
        found.update(np.ascontiguousarray(value).tobytes())
    return found.hexdigest()


def learnt(model, X):
    """The digest of a model: parameters, curve and probabilities."""
    return digest(get_parameters(model), model.loss_curve_, model.predict_proba(X))


def fit(model, settings, kind, folder):
    X, y = data(kind)
    return learnt(clone(model).set_params(**settings).fit(X, y), X)


def fit_in_parts(model, folder):
    (X, y), model = data("dense"), clone(model)
    for start in (0, 30, 60, 90):
        model.partial_fit(X[start : start + 30], y[start : start + 30], [0, 1, 2])
    return learnt(model, X)


def fit_on_disk(model, settings, folder):
    with h5py.File(Path(folder) / "X.h5") as file:
        X = OnDisk(file["X"], block_size=100)
        return learnt(clone(model).set_params(**settings).fit(X, data("file")[1]), X)


def fit_on_partitions(model, settings, folder):
    (X, y), model = data("dense"), clone(model).set_params(**settings)
    partitions = da.from_array(X, chunks=(50, 6), name=False)
    model.fit(partitions, da.from_array(y, chunks=70, name=False))
    return digest(get_parameters(model), model.predict_proba(partitions).compute())


class Cut:
    """Ends a fit by an error after three epochs."""

    def __init__(self):
        self.left = 3

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        self.left -= context.task_name == "epoch"
        if not self.left:
            raise ConnectionAbortedError


def fail_on_disk(model, settings, folder):
    """A fit that an error ends amid a file; it must leave nothing open."""
    model = clone(model).set_params(**settings).set_callbacks(Cut())
    try:
        fit_on_disk(model, {}, folder)
    except ConnectionAbortedError:
        return digest(0)
    return digest(1)


def fit_in_two_goes(model, settings, folder):
    """A fit with checkpoints that is cut, and resumed."""
    (X, y), model = data("dense"), clone(model).set_params(**settings)
    with tempfile.TemporaryDirectory() as kept:
        model.set_callbacks(Checkpoint(kept), Cut())
        try:
            model.fit(X, y)
        except ConnectionAbortedError:
            pass
        return learnt(resume(kept, X, y), X)


def save_and_load(model, folder):
    """Through a model file and a pickle, and on from there."""
    X, y = data("dense")
    with tempfile.TemporaryDirectory() as kept:
        path = Path(kept) / "model.skops"
        save_model(clone(model).fit(X, y), path, solver_memory=True)
        model = pickle.loads(pickle.dumps(load_model(path)))
    return learnt(model.partial_fit(X, y), X)


@cache
def shared(name):
    """A fitted model that all threads ask."""
    return clone(ALL[name]).fit(*data("dense"))


def ask_shared(name, folder):
    model, (X, y) = shared(name), data("dense")
    parts = [X[:1], X[5:60], X]
    return digest(
        *(model.predict_proba(part) for part in parts),
        *(model.predict(part) for part in parts),
        *model.layer_activations(X),
        loss_and_grad(model, X, y)[1],
    )


SETTINGS = {
    "batch norm": (DEEP, {"batch_norm": True, "dropout": 0.2}, "dense"),
    "early stopping": (DEEP, {"early_stopping": True}, "dense"),
    "by score": (SHALLOW, {"early_stopping": True, "scoring": "accuracy"}, "dense"),
    "gram": (DEEP, {"solver": "nesterov", "gram": True, "alpha": 0.1}, "wide"),
    "newton, wide": (LOGISTIC, {"solver": "newton", "alpha": 1.0}, "wide"),
    "l1": (LOGISTIC, {"solver": "lbfgs", "alpha": 1.0, "l1_ratio": 0.5}, "dense"),
    "sparse": (DEEP, {"class_weight": "balanced"}, "sparse"),
    "float32": (DEEP, {"learning_rate_schedule": "exponential"}, "single"),
    "tags": (DEEP, {"max_grad_norm": 0.5}, "tags"),
}
FILES = {
    "mini-batches": {},
    "full batches": {"solver": "gd", "learning_rate": 0.01},
    "lbfgs": {"solver": "lbfgs"},
}
JOBS = {
    **{
        f"{name}, {solver}": partial(fit, model, {"solver": solver}, "dense")
        for name, model in ALL.items()
        for solver in SOLVERS
        if name == "logistic" or not SOLVERS[solver].convex_only
    },
    **{name: partial(fit, *settings) for name, settings in SETTINGS.items()},
    **{f"{name}, in parts": partial(fit_in_parts, ALL[name]) for name in ALL},
    **{f"{name}, file": partial(save_and_load, ALL[name]) for name in ALL},
    **{f"{name}, shared": partial(ask_shared, name) for name in ALL},
    **{f"{way} on disk": partial(fit_on_disk, DEEP, FILES[way]) for way in FILES},
    **{f"{way} failing": partial(fail_on_disk, DEEP, FILES[way]) for way in FILES},
    "gd on partitions": partial(
        fit_on_partitions, DEEP, {"solver": "gd", "learning_rate": 0.01}
    ),
    "lbfgs on partitions": partial(fit_on_partitions, LOGISTIC, {"solver": "lbfgs"}),
    "newton on disk": partial(fit_on_disk, LOGISTIC, {"solver": "newton"}),
    "cut and resumed": partial(fit_in_two_goes, DEEP, {"dropout": 0.2}),
    "lbfgs, cut and resumed": partial(fit_in_two_goes, DEEP, {"solver": "lbfgs"}),
}


KEPT = []
#: Jobs with a fault each.
FAULTS = {
    "keeps what it made": lambda folder: KEPT.append(np.empty(1000)) or digest(0),
    "leaves a file open": lambda folder: KEPT.append(open(os.devnull)) or digest(0),
    "leaves a thread": lambda folder: (
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        or digest(0)
    ),
    "leaves a temporary file": lambda folder: (
        os.close(tempfile.mkstemp()[0]) or digest(0)
    ),
    "comes to another number": lambda folder: digest(threading.get_ident()),
}


def resident():
    """Bytes of memory that this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def answers_in_turn(names, folder):
    """The digest of each job, and in the end the process and what it holds."""
    answers = [(name, (JOBS | FAULTS)[name](folder)) for name in names]
    gc.collect()
    return answers, os.getpid(), resident()


def counted():
    """What the process holds while no job is under way."""
    key_split.cache_clear()  # Dask remembers the last 100,000 names, which are new ones
    gc.collect()
    return {
        "resident": resident(),
        "traced": tracemalloc.get_traced_memory()[0],
        "objects": len(gc.get_objects()),
        "threads": threading.active_count(),
        "open files": len(os.listdir("/proc/self/fd")),
        "temporary files": len(os.listdir(tempfile.gettempdir())),
    }


def one_round(number, names, folder, processes):
    """The answers of all threads and processes, and what each process holds."""
    rng = random.Random(number)
    orders = [rng.sample(names, len(names)) for _ in range(N_THREADS + 1)]
    answers, held = [], {}
    with ThreadPoolExecutor(N_THREADS) as threads:
        asked = [threads.submit(answers_in_turn, order, folder) for order in orders[1:]]
        pieces = [orders[0][i::N_PROCESSES] for i in range(N_PROCESSES)]
        for found, pid, n_bytes in processes(
            delayed(answers_in_turn)(piece, folder) for piece in pieces
        ):
            answers += found
            held[pid] = n_bytes
        for each in asked:
            answers += each.result()[0]
    return answers, held


def end_processes():
    """End the processes that `Parallel` keeps."""
    get_reusable_executor(N_PROCESSES).shutdown(wait=True)


def main(folder, minutes, *planted):
    with h5py.File(Path(folder) / "X.h5", "w") as file:
        file.create_dataset("X", data=data("file")[0], chunks=(50, 6))
    names = ["deep, shared", *planted] if planted else list(JOBS)
    expected = dict(answers_in_turn(names, folder)[0])
    Parallel(n_jobs=N_PROCESSES)(delayed(abs)(each) for each in range(N_PROCESSES))
    end_processes()  # what watches over them is begun once, and stays
    before = counted()
    tracemalloc.start()
    end, number = time.monotonic() + 60 * minutes, 0
    # A single time: joblib keeps a little of each time that it begins.
    with Parallel(n_jobs=N_PROCESSES, batch_size=1) as processes:
        while time.monotonic() < end or number < 12:
            answers, held = one_round(number, names, folder, processes)
            wrong = {name for name, found in answers if found != expected[name]}
            found = {"answers": len(answers), "wrong": sorted(wrong)}
            del answers
            print(json.dumps(found | {"processes": held} | counted()), flush=True)
            number += 1
    tracemalloc.stop()
    end_processes()
    left = counted()
    kinds = ("threads", "open files", "temporary files")
    print(json.dumps({kind: left[kind] - before[kind] for kind in kinds}), flush=True)


if __name__ == "__main__":
    import soak  # by this name the processes find the jobs, too

    soak.main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
