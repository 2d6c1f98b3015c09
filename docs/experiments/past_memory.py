"""The pictures of the page on data past memory, and past one machine.

What they are drawn from was measured by ``examples/benchmarks/past_memory.py`` and is
kept in ``past_memory.json``; only the loss curves are trained anew.
"""

import heapq
import json
from dataclasses import dataclass
from functools import cache
from math import ceil, log
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from skscratch import DeepNNClassifier
from skscratch.datasets import OnDisk

MEASURED = Path(__file__).parents[1] / "past_memory.json"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")

BLOCK = 25  # rows of a block: 53 blocks, of which eight are shuffled with each other


@cache
def measured():
    """What the benchmark has kept."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


# --- block shuffle against full shuffle


@cache
def curves():
    """The loss of samples kept aside after each epoch, by how rows came."""
    X, y = load_digits(return_X_y=True)
    X, X_val, y, y_val = train_test_split(X / 16, y, test_size=450, random_state=0)
    by_label = np.argsort(y, kind="stable")
    ways = {
        "in memory, all rows shuffled": (X, y, True),
        "a file in random order, blocks shuffled": (
            OnDisk(X, block_size=BLOCK),
            y,
            True,
        ),
        "a file sorted by label, blocks shuffled": (
            OnDisk(X[by_label], block_size=BLOCK),
            y[by_label],
            True,
        ),
        "a file sorted by label, as it is": (
            OnDisk(X[by_label], block_size=BLOCK),
            y[by_label],
            False,
        ),
    }
    losses = {}
    for name, (rows, labels, shuffle) in ways.items():
        runs = [
            DeepNNClassifier(
                hidden_layer_sizes=(64,), max_iter=30, tol=None, shuffle=shuffle,
                random_state=seed,
            ).fit(rows, labels, X_val=X_val, y_val=y_val)
            for seed in range(3)
        ]  # fmt: skip
        losses[name] = np.mean([each.validation_loss_curve_ for each in runs], axis=0)
    return losses


def block_shuffle(path):
    """Loss curves of four ways to draw mini-batches."""
    figure = Figure(figsize=(7.2, 4.2), dpi=100, layout="constrained")
    ax = figure.subplots()
    for (name, losses), colour in zip(curves().items(), COLOURS, strict=True):
        dashed = "--" if "random order" in name else "-"
        ax.plot(range(1, len(losses) + 1), losses, dashed, color=colour, lw=2)
        ax.plot([], [], dashed, color=colour, lw=2, label=f"{name}: {losses[-1]:.3f}")
    ax.set(xlabel="epochs", ylabel="loss of samples kept aside, in nats", yscale="log")
    ax.set_yticks((0.1, 0.2, 0.5, 1, 2), ["0.1", "0.2", "0.5", "1", "2"])
    ax.minorticks_off()
    ax.grid(True, color="0.9")
    ax.legend(fontsize=10)
    figure.savefig(path)


# --- what a step costs from a file


def disk_cost(path):
    """Speed from a file by the size of a block, as a share of that in memory."""
    epochs = measured()["blocks"]["epochs"]
    figure = Figure(figsize=(7.2, 3.6), dpi=100, layout="constrained")
    ax = figure.subplots()
    kinds = {"all": "full batches", "256": "mini-batches"}
    for (kind, label), colour in zip(kinds.items(), COLOURS, strict=False):
        mine = [each for each in epochs if each["kind"] == kind]
        (in_memory,) = (each["seconds"] for each in mine if each["block"] is None)
        blocks = [each for each in mine if each["block"] is not None]
        shares = [100 * in_memory / each["seconds"] for each in blocks]
        sizes = [each["block"] for each in blocks]
        ax.plot(sizes, shares, "o-", color=colour, lw=2, label=label)
    ax.axhline(100, color="0.4", lw=1, ls="--")
    ax.text(sizes[0], 101, "in memory", ha="left", va="bottom", color="0.3")
    ax.set(xscale="log", xlabel="rows of a block", ylabel="speed, % of that in memory")
    ax.set(ylim=(0, 110))
    ax.set_xticks(sizes, [f"{size:,}".replace(",", " ") for size in sizes])
    ax.minorticks_off()
    ax.grid(True, color="0.9")
    ax.legend(loc="lower right")
    figure.savefig(path)


# --- where a cluster stops scaling


@dataclass(frozen=True)
class Constants:
    """What a step on a cluster is made of, in seconds and bytes.

    Attributes
    ----------
    fixed : float
        Of each step: making the tasks, asking for them, receiving the sum.
    per_task : float
        The scheduler's, which takes one task after the other.
    per_byte_to_client : float
        From the client to a worker and back.
    latency, per_byte : float
        From one worker to another.
    per_work : float
        Of a sample and a parameter on a worker.
    spread : float
        Standard deviation of a worker's time, as a share of it.
    """

    fixed: float
    per_task: float
    per_byte_to_client: float
    latency: float
    per_byte: float
    per_work: float
    spread: float

    @classmethod
    def of_measurement(cls, **changed):
        """Those that were measured, but for some."""
        found = measured()["cluster"]
        names = cls.__dataclass_fields__
        return cls(**({name: found[name] for name in names} | changed))


@dataclass(frozen=True)
class Step:
    """A full-batch step: so many samples, so many parameters of float64."""

    n_samples: float
    n_parameters: float

    @property
    def n_bytes(self):
        return 8 * self.n_parameters


FAN_IN = 8


def levels(n_workers):
    """How many sums there are on each level of the tree."""
    counts = []
    while n_workers > 1:
        n_workers = ceil(n_workers / FAN_IN)
        counts.append(n_workers)
    return counts


def by_formula(step, n_workers, k):
    """Seconds of a step, every worker as quick as the mean."""
    hop = k.latency + step.n_bytes * k.per_byte
    sums = levels(n_workers)
    return (
        k.fixed
        + k.per_task * (n_workers + sum(sums))
        + k.per_byte_to_client * step.n_bytes
        + ceil(log(n_workers, 2)) * hop
        + k.per_work * step.n_samples * step.n_parameters / n_workers
        + len(sums) * (k.latency + (FAN_IN - 1) * step.n_bytes * k.per_byte)
    )


def arrivals(n_workers, hop):
    """When theta is with each worker: who has it hands it on, to one at a time."""
    ready, times = [0.0], [0.0]
    while len(times) < n_workers:
        end = heapq.heappop(ready) + hop
        times.append(end)
        heapq.heappush(ready, end)
        heapq.heappush(ready, end)
    return np.array(times)


def simulated(step, n_workers, k, rng):
    """Seconds of a step, event by event.

    The scheduler hands out one task after the other. A worker begins once it has its
    task and theta, and takes its own time. A sum is taken where the first of its parts
    is, the others come one after the other.
    """
    hop = k.latency + step.n_bytes * k.per_byte
    told = k.per_task * np.arange(1, n_workers + 1)
    begin = np.maximum(told, arrivals(n_workers, hop))
    mean = k.per_work * step.n_samples * step.n_parameters / n_workers
    ready = begin + mean * np.maximum(
        0.1, 1 + k.spread * rng.standard_normal(n_workers)
    )
    scheduler = told[-1]
    for _ in levels(n_workers):
        sums = []
        for start in range(0, len(ready), FAN_IN):
            parts = np.sort(ready[start : start + FAN_IN])
            scheduler = max(scheduler, parts[-1]) + k.per_task
            here = parts[0]
            for part in parts[1:]:
                here = max(here, part) + step.n_bytes * k.per_byte
            sums.append(max(here + k.latency * (len(parts) > 1), scheduler))
        ready = np.array(sums)
    return float(k.fixed + k.per_byte_to_client * step.n_bytes + ready.max())


WORKERS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000)

#: Samples and parameters of what is drawn.
STEPS = {
    "a table: 1 million rows, 10 thousand parameters": Step(1e6, 1e4),
    "pictures: 1 million, 1 million parameters": Step(1e6, 1e6),
    "100 million rows, 10 thousand parameters": Step(1e8, 1e4),
    "100 million rows, 1 million parameters": Step(1e8, 1e6),
}


@cache
def simulations():
    """Mean seconds of a step, by its name and the number of workers."""
    rng, k = np.random.default_rng(0), Constants.of_measurement()
    return {
        name: [
            np.mean([simulated(step, n, k, rng) for _ in range(20)]) for n in WORKERS
        ]
        for name, step in STEPS.items()
    }


def best(name):
    """The number of workers with the quickest step, and how many times as quick."""
    times = simulations()[name]
    place = int(np.argmin(times))
    return WORKERS[place], times[0] / times[place]


def scaling(path):
    """How many times as quick a step is with more workers, by simulation."""
    figure = Figure(figsize=(7.2, 4.6), dpi=100, layout="constrained")
    ax = figure.subplots()
    k = Constants.of_measurement()
    ax.plot(WORKERS, WORKERS, color="0.6", lw=1, ls=":")
    ax.text(60, 110, "as many as workers", rotation=32, color="0.4", ha="center")
    for (name, step), colour in zip(STEPS.items(), COLOURS, strict=True):
        times = np.array(simulations()[name])
        ax.plot(WORKERS, times[0] / times, "o", color=colour, ms=5)
        line = np.array([by_formula(step, n, k) for n in WORKERS])
        ax.plot(WORKERS, line[0] / line, color=colour, lw=1.6, label=name)
    ax.set(xscale="log", yscale="log", xlabel="workers", ylim=(0.015, 1400))
    ax.set_ylabel("times as quick as one worker")
    ticks = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000)
    ax.set_xticks(ticks, [str(n) for n in ticks])
    ax.set_yticks((0.1, 1, 10, 100, 1000), ["0.1", "1", "10", "100", "1000"])
    ax.minorticks_off()
    ax.grid(True, color="0.9")
    ax.legend(fontsize=10, loc="lower left")
    figure.savefig(path)


PICTURES = {
    "block_shuffle.png": block_shuffle,
    "disk_cost.png": disk_cost,
    "cluster_scaling.png": scaling,
}
