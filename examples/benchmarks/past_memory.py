"""What does a step cost from a file, and what on a cluster?

    python examples/benchmarks/past_memory.py disk [--smoke] [--docs docs]
    python examples/benchmarks/past_memory.py cluster [--smoke] [--docs docs]
    python examples/benchmarks/past_memory.py steps [--smoke] [--docs docs]

`disk` trains on a file that the system holds in its cache, in blocks of several sizes,
and on the same rows in memory. `cluster` measures, with plain tasks of Dask on two
processes of this machine (`pip install 'dask[distributed]'`), the constants of the
model in ``docs/experiments/past_memory.py``. `steps` measures whole steps of a fit on
one worker and on two. ``--docs`` keeps them in ``past_memory.json`` there, from which
the build draws.
"""

import argparse
import json
import os
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median

import numpy as np

from skscratch import DeepNNClassifier, get_parameters, loss_and_grad

FAN_IN = 8  # sums that one task adds up


def seconds(run, rounds):
    """Median time of some calls, after one that does not count."""
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return median(times[1:])


def line(x, times):
    """Constant and slope of a line through measured times, the slope not negative."""
    slope, constant = np.polyfit(x, times, 1)
    return float(max(constant, 0)), float(max(slope, 0))


def made(n_rows, n_features=200, n_classes=10):
    """Random samples in float32; their labels are of no use to anybody."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_rows, n_features), dtype=np.float32)
    return X, np.arange(n_rows) % n_classes


def disk(smoke):
    """Seconds of an epoch, full batches and mini-batches, in memory and by blocks."""
    import h5py

    from skscratch.datasets import OnDisk

    n_rows, rounds = (2000, 1) if smoke else (60_000, 3)
    X, y = made(n_rows)
    network = DeepNNClassifier(hidden_layer_sizes=(64,), tol=None, random_state=0)
    kinds = {
        "full batches": {"solver": "gd", "learning_rate": 0.1, "max_iter": 3},
        "mini-batches": {"batch_size": 256, "learning_rate": 0.01, "max_iter": 1},
    }
    found = []
    with tempfile.TemporaryDirectory() as folder:
        with h5py.File(Path(folder) / "X.h5", "w") as file:
            stored = file.create_dataset("X", data=X, chunks=(250, X.shape[1]))
            sources = {size: OnDisk(stored, block_size=size) for size in
                       (250, 500, 1000, 2000, 5000, 10_000)}  # fmt: skip
            for kind, settings in kinds.items():
                network.set_params(**settings)
                for size, source in ((None, X), *sources.items()):
                    took = seconds(lambda each=source: network.fit(each, y), rounds)
                    took /= settings["max_iter"]
                    found.append({"kind": kind, "block": size, "seconds": took})
                    print(kind, size, f"{took:.4f} s an epoch")
    return {"n_rows": n_rows, "n_features": X.shape[1], "epochs": found}


def arithmetic(smoke):
    """Seconds of a sample and parameter on a single thread, and their spread."""
    from threadpoolctl import threadpool_limits

    X, y = made(1000 if smoke else 20_000)
    network = DeepNNClassifier(hidden_layer_sizes=(64,), random_state=0)
    network.initialize(X, y)
    times = []
    with threadpool_limits(1):
        for _ in range(3 if smoke else 20):
            times.append(seconds(lambda: loss_and_grad(network, X, y), 1))
    work = len(X) * len(get_parameters(network))
    return median(times) / work, float(np.std(times) / np.mean(times))


def sum_of(theta, part):
    """What stands for the gradient of a part: as large as theta, and no arithmetic."""
    return theta


def added(*parts):
    return sum(parts)


def step(client, n_tasks, n_numbers):
    """A step without arithmetic: theta goes out, sums come back in a tree."""
    from dask import delayed

    theta = delayed(np.zeros(n_numbers), pure=False)
    sums = [delayed(sum_of, pure=False)(theta, part) for part in range(n_tasks)]
    while len(sums) > 1:
        groups = [sums[i : i + FAN_IN] for i in range(0, len(sums), FAN_IN)]
        sums = [delayed(added, pure=False)(*group) for group in groups]
    return client.compute(sums[0]).result()


def moved(client, n_numbers):
    """Have one worker make an array; seconds until the other has it."""
    one, other = client.scheduler_info()["workers"]
    array = client.submit(np.zeros, n_numbers, workers=one, pure=False)
    array.result() if n_numbers < 10 else client.submit(len, array).result()
    start = time.perf_counter()
    client.submit(len, array, workers=other, pure=False).result()
    return time.perf_counter() - start


def cluster(smoke):
    """The constants of the model, in seconds and bytes."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    from dask.distributed import Client, LocalCluster

    rounds = 1 if smoke else 7
    per_work, spread = arithmetic(smoke)
    options = {"processes": True, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(n_workers=2, **options) as two, Client(two) as client:
        counts = (2, 8) if smoke else (2, 32, 128, 512)
        small = [seconds(lambda n=n: step(client, n, 1), rounds) for n in counts]
        sizes = np.array([1000, 10_000] if smoke else [1000, 10**5, 10**6, 4 * 10**6])
        there = [seconds(lambda n=n: step(client, 1, n), rounds) for n in sizes]
        across = [median(moved(client, n) for _ in range(rounds)) for n in sizes]
        idle = seconds(lambda: client.submit(len, "", pure=False).result(), rounds)
    fixed, per_task = line(counts, small)
    _, per_byte_to_client = line(8 * sizes, there)
    latency, per_byte = line(8 * sizes, across)
    return {
        "fixed": fixed,
        "per_task": per_task,
        "per_byte_to_client": per_byte_to_client,
        "latency": max(latency - idle, 0.0),
        "per_byte": per_byte,
        "per_work": per_work,
        "spread": spread,
        "measured": {
            "tasks": dict(zip(map(str, counts), small, strict=True)),
            "numbers to a worker and back": dict(
                zip(map(str, sizes), there, strict=True)
            ),
            "numbers across": dict(zip(map(str, sizes), across, strict=True)),
        },
    }


class Clock:
    """A callback that notes when each epoch ends."""

    def __init__(self):
        self.ends = []

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        if context.task_name == "epoch":
            self.ends.append(time.perf_counter())


def steps(smoke):
    """Seconds of a step that computes next to nothing, and of one that computes much.

    Each worker has one thread, also within BLAS, as Dask's own processes do.
    """
    import dask.array as da
    from dask.distributed import Client, LocalCluster

    sizes = {"small": 200, "middle": 120_000, "large": 360_000}
    if smoke:
        sizes = dict.fromkeys(sizes, 200)
    network = DeepNNClassifier(
        hidden_layer_sizes=(128,), solver="gd", learning_rate=1e-3, random_state=0
    )
    # rows for the Gram form, which would be gathered, are not what is measured
    network.set_params(gram=False, tol=None, max_iter=3 if smoke else 25)
    found = {name: {"n_rows": n_rows} for name, n_rows in sizes.items()}
    for n_workers in (1, 2):
        options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
        with LocalCluster(n_workers=n_workers, **options) as one, Client(one):
            for name, n_rows in sizes.items():
                X = da.random.default_rng(0).standard_normal(
                    (n_rows, 200), chunks=(n_rows // 4, 200), dtype=np.float32
                )
                y = np.arange(n_rows) % 10
                clock = Clock()
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # nothing is to be learnt of noise
                    network.set_callbacks(clock).fit(X, y)
                took = median(np.diff(clock.ends))
                found[name][str(n_workers)] = float(took)
                print(name, n_workers, f"{took:.4f} s a step")
    return {"n_parameters": len(get_parameters(network)), **found}


PARTS = {"disk": disk, "cluster": cluster, "steps": steps}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--smoke", action="store_true", help="tiny problems")
    parser.add_argument("--docs", type=Path, help="folder of the documentation")
    options = parser.parse_args()
    from report import machine

    found = {"machine": machine(), **PARTS[options.part](options.smoke)}
    print(json.dumps(found, indent=1))
    if options.docs is not None:
        path = options.docs / "past_memory.json"
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        text = json.dumps(
            dict(sorted((kept | {options.part: found}).items())), indent=1
        )
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
