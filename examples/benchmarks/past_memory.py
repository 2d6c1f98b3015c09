"""What does a step cost from a file and on a cluster, and what does a checkpoint?

    python examples/benchmarks/past_memory.py disk [--smoke] [--docs docs]
    python examples/benchmarks/past_memory.py blocks [--smoke] [--docs docs]
    python examples/benchmarks/past_memory.py checkpoint [--smoke] [--docs docs]
    python examples/benchmarks/past_memory.py cluster [--smoke] [--docs docs]
    python examples/benchmarks/past_memory.py steps [--smoke] [--docs docs]

`disk` trains networks on files that the system holds in its cache, and on the same rows
in memory; `blocks` does so in blocks of several sizes. `checkpoint` trains lesson 3
with checkpoints and without. `cluster` measures, with plain tasks of Dask on two
processes of this machine (`pip install 'dask[distributed]'`), the constants of the
model in ``docs/experiments/past_memory.py``. `steps` measures whole steps of a fit on
one worker and on two, and what two processes without Dask make of the same rows.
``--docs`` keeps them in ``past_memory.json`` there, from which the build draws.
"""

import argparse
import json
import os
import tempfile
import time
import warnings
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np

from skscratch import DeepNNClassifier, get_parameters, loss_and_grad

FAN_IN = 8  # sums that one task adds up

PLACES = ("memory", "HDF5", "memory map")

# 240 MB each: rows and features, hidden units, and how they are trained
TO_THE_END = {"tol": None, "random_state": 0}
FULL = {"batch_size": None, "solver": "adam", "learning_rate": 0.001, "max_iter": 3}
MINI = {"learning_rate": 0.001, "max_iter": 2}
NETWORKS = (
    ((300_000, 200), (64,), {"all": FULL, "256": MINI | {"batch_size": 256}}),
    (
        (80_000, 784),
        (256, 128),
        {name: MINI | {"batch_size": int(name)} for name in ("32", "200")}
        | {"all": FULL},
    ),
    ((5000, 12_288), (20, 7, 5), {"all": FULL}),
)


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


def epochs(network, X, y):
    """Seconds of the epochs of a fit but the last, which ends unseen."""
    starts = []

    def clock(epoch):  # asked for the learning rate's factor when an epoch begins
        starts.append(time.perf_counter())
        return 1.0

    network.set_params(learning_rate_schedule=clock).fit(X, y)
    return np.diff(starts).tolist()


def in_turn(network, sources, y, rounds):
    """Median seconds of an epoch of each source, which have their turns."""
    times = [[] for _ in sources]
    for _ in range(rounds):
        for found, X in zip(times, sources, strict=True):
            found += epochs(network, X, y)
    return [*map(median, times)]


def disk(smoke):
    """Seconds of an epoch in memory, from HDF5 and from a memory map."""
    from skscratch.datasets import OnDisk

    found, rounds = [], 1 if smoke else 7
    for (n_rows, n_features), units, kinds in NETWORKS:
        X, y = made(200 if smoke else n_rows, n_features)
        for kind, settings in kinds.items():
            network = DeepNNClassifier(
                hidden_layer_sizes=units, **TO_THE_END | settings
            )
            with tempfile.TemporaryDirectory() as folder:
                np.save(Path(folder) / "X.npy", X)
                mapped = np.load(Path(folder) / "X.npy", mmap_mode="r")
                sources = X, OnDisk(in_hdf5(folder, X)), OnDisk(mapped)
                seconds = in_turn(network, sources, y, rounds)
            of = {"rows": n_rows, "units": [n_features, *units, 10], "kind": kind}
            places = dict(zip(PLACES, seconds, strict=True))
            found.append(of | {"seconds": places})
            shares = [f"{seconds[0] / took:.0%}" for took in seconds]
            print(*of.values(), f"{seconds[0]:.4f} s an epoch", *shares, flush=True)
    return {"epochs": found}


def blocks(smoke):
    """Seconds of an epoch by the rows of a block, and in memory."""
    from skscratch.datasets import OnDisk

    (n_rows, n_features), units, kinds = NETWORKS[0]
    X, y = made(200 if smoke else n_rows, n_features)
    sizes, found = (250, 500, 1000, 2000, 5000, 10_000), []
    with tempfile.TemporaryDirectory() as folder:
        path = in_hdf5(folder, X)
        sources = X, *(OnDisk(path, block_size=size) for size in sizes)
        for kind, settings in kinds.items():
            network = DeepNNClassifier(
                hidden_layer_sizes=units, **TO_THE_END | settings
            )
            times = in_turn(network, sources, y, 1 if smoke else 3)
            for size, took in zip((None, *sizes), times, strict=True):
                found.append({"kind": kind, "block": size, "seconds": took})
                print(kind, size, f"{took:.4f} s an epoch", flush=True)
    return {"n_rows": n_rows, "n_features": n_features, "epochs": found}


def checkpoint(smoke):
    """Seconds of lesson 3 without a checkpoint, and with one every 100 iterations."""
    from skscratch.checkpoints import Checkpoint
    from skscratch.datasets import load_drawn_cats

    X, y = load_drawn_cats(subset="train", return_X_y=True)
    network = DeepNNClassifier(
        hidden_layer_sizes=(20, 7, 5), solver="gd", learning_rate=0.0075,
        max_iter=5 if smoke else 2500, **TO_THE_END,
    )  # fmt: skip
    times = {"without": [], "every 100": []}
    with tempfile.TemporaryDirectory() as folder:
        for i in range(1 if smoke else 31):
            kept = Checkpoint(Path(folder) / str(i), every=100)
            for name, callbacks in zip(times, ([], [kept]), strict=True):
                network.set_callbacks(*callbacks)
                start = time.perf_counter()
                network.fit(X, y)
                times[name].append(time.perf_counter() - start)
    return {"seconds": {name: median(found) for name, found in times.items()}}


def in_hdf5(folder, X):
    """The path of a file with the rows, in chunks of at most 250 rows and 1 MiB."""
    import h5py

    path = Path(folder) / "X.h5"
    with h5py.File(path, "w") as file:
        chunks = (min(250, len(X), 2**20 // X[0].nbytes), X.shape[1])
        file.create_dataset("X", data=X, chunks=chunks)
    return path


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


def step(client, held, n_tasks, n_numbers):
    """A step without arithmetic: theta goes out, sums come back in a tree.

    The last step's future is `held` until this one is asked for, as in a fit.
    """
    from dask import delayed

    theta = delayed(np.zeros(n_numbers), pure=False)
    sums = [delayed(sum_of, pure=False)(theta, part) for part in range(n_tasks)]
    while len(sums) > 1:
        groups = [sums[i : i + FAN_IN] for i in range(0, len(sums), FAN_IN)]
        sums = [delayed(added, pure=False)(*group) for group in groups]
    held[:] = [client.compute(sums[0])]
    return held[0].result()


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
        held = []
        small = [seconds(lambda n=n: step(client, held, n, 1), rounds) for n in counts]
        sizes = np.array([1000, 10_000] if smoke else [1000, 10**5, 10**6, 4 * 10**6])
        there = [seconds(lambda n=n: step(client, held, 1, n), rounds) for n in sizes]
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


def trained(X, y, n_steps):
    """Seconds of each step of a fit, but for the first ones.

    The rows are trained on as they are: for the Gram form they would be gathered.
    """
    network = DeepNNClassifier(
        hidden_layer_sizes=(128,), solver="gd", learning_rate=1e-3, random_state=0
    )
    network.set_params(gram=False, tol=None, max_iter=n_steps)
    clock = Clock()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nothing is to be learnt of noise
        network.set_callbacks(clock).fit(X, y)
    return network, np.diff(clock.ends)[n_steps // 5 :]


def on_cluster(n_workers, sizes, n_steps):
    """Network and seconds of each step, for some numbers of rows on a cluster."""
    import dask.array as da
    from dask.distributed import Client, LocalCluster

    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=n_workers, **options) as cluster, Client(cluster):
        for n_rows in sizes:
            X = da.random.default_rng(0).standard_normal(
                (n_rows, 200), chunks=(n_rows // 4, 200), dtype=np.float32
            )
            yield trained(X, np.arange(n_rows) % 10, n_steps)


def apart(n_processes, n_rows, n_steps):
    """Seconds of each step of plain processes that train on their share of the rows."""
    context = get_context("spawn")
    all_ready, took = context.Barrier(n_processes, timeout=60), context.Queue()
    work = (n_rows // n_processes, n_steps, all_ready, took)
    processes = [context.Process(target=share, args=work) for _ in range(n_processes)]
    for process in processes:
        process.start()
    slowest = np.max([took.get(timeout=600) for _ in processes], axis=0)
    for process in processes:
        process.join()
    return slowest


def share(n_rows, n_steps, all_ready, took):
    """Send the seconds that steps on some rows take on a single thread."""
    from threadpoolctl import threadpool_limits

    X, y = made(n_rows)
    with threadpool_limits(1):
        all_ready.wait()
        took.put(trained(X, y, n_steps)[1])


def steps(smoke):
    """Seconds of a step that computes next to nothing, and of one that computes much.

    Each worker has one thread, also within BLAS, as Dask's own processes do. Beside
    them what the machine gives: the same rows in plain processes, nobody asking. One
    worker and two in turn, so that a slow minute is not one of theirs alone.
    """
    sizes = {"small": 200, "middle": 120_000, "large": 360_000}
    if smoke:
        sizes = dict.fromkeys(sizes, 200)
    n_steps, n_rounds = (3, 1) if smoke else (30, 3)
    times = {(name, way): [] for name in sizes for way in ("1", "2")}
    alone = {(name, f"{n} apart"): [] for name in ("middle", "large") for n in (1, 2)}
    for _ in range(n_rounds):
        for n in (1, 2):
            found = [*on_cluster(n, sizes.values(), n_steps)]
            for name, (_, took) in zip(sizes, found, strict=True):
                times[name, str(n)].extend(took)
        for name, way in alone:
            alone[name, way].extend(apart(int(way[0]), sizes[name], n_steps))
    summary = {name: {"n_rows": n_rows} for name, n_rows in sizes.items()}
    for (name, way), took in (times | alone).items():
        summary[name][way] = median(took)
    network, _ = found[0]
    return {"n_parameters": len(get_parameters(network)), **summary}


PARTS = {
    "disk": disk,
    "blocks": blocks,
    "checkpoint": checkpoint,
    "cluster": cluster,
    "steps": steps,
}


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
