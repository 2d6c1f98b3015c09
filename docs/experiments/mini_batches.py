"""The pictures of lesson 4.5: how noisy a batch's gradient is, and what it buys."""

from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from film import save_film
from graph import write_graph
from graphs_of_training import drawn_samples
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from skscratch import DeepNNClassifier, get_parameters, loss_and_grad, set_parameters
from skscratch.functional import logistic

COLORS = {1024: "#0072B2", 128: "#D55E00", 16: "#009E73"}
DASHES = {1024: "-", 128: (0, (5, 2)), 16: (0, (1, 1.2))}


def digits() -> tuple[np.ndarray, np.ndarray]:
    """1024 digits of 64 pixels."""
    X, y = load_digits(return_X_y=True)
    return X[:1024] / 16, y[:1024]


def noise(path: Path) -> None:
    """The error of a batch's gradient by its size, both on logarithmic axes."""
    X, y = digits()
    network = DeepNNClassifier(hidden_layer_sizes=(32,), random_state=0)
    network.initialize(X, y)
    one_each = [loss_and_grad(network, X[[i]], y[[i]])[1] for i in range(len(X))]
    gradients = np.array(one_each)
    full = gradients.mean(axis=0)
    spread = np.sqrt(np.mean(np.sum((gradients - full) ** 2, axis=1)))
    rng = np.random.default_rng(0)
    sizes = 2 ** np.arange(10)
    errors = [
        [
            np.linalg.norm(gradients[rng.choice(1024, B, replace=False)].mean(0) - full)
            for _ in range(50)
        ]
        for B in sizes
    ]
    figure, ax = plt.subplots(figsize=(8, 4.1), layout="constrained")
    for B, some in zip(sizes, errors, strict=True):
        ax.loglog([B] * len(some), some, ".", color="#56B4E9", ms=5, alpha=0.6)
    root = [np.sqrt(np.mean(np.square(some))) for some in errors]
    ax.loglog(sizes, root, "o", color="#0072B2", ms=8, label="their root mean square")
    line = spread / np.sqrt(sizes)
    ax.loglog(sizes, line, "k--", lw=1.5, label="$\\sigma\\,/\\sqrt{B}$")
    length = float(np.linalg.norm(full))
    ax.axhline(length, color="#D55E00", lw=1.5)
    ax.text(1, length * 0.93, "length of the full gradient", color="#A33F00", va="top")
    ax.set(
        xlabel="samples in the batch, $B$",
        ylabel="distance from the full gradient",
        xticks=sizes,
        xticklabels=sizes,
    )
    ax.minorticks_off()
    ax.grid(alpha=0.3)
    ax.legend(loc="upper right")
    figure.savefig(path, dpi=130)
    plt.close(figure)


def epochs_and_steps(path: Path) -> None:
    """The same three descents against epochs and against steps."""
    X, y = digits()
    figure, axes = plt.subplots(
        1, 2, figsize=(8, 4.1), layout="constrained", sharey=True
    )
    for size, color in COLORS.items():
        steps, costs = descent(X, y, size, n_epochs=30)
        style = {"color": color, "linestyle": DASHES[size], "lw": 1.8}
        label = "all 1024" if size == len(X) else str(size)
        axes[0].semilogy(steps * size / len(X), costs, **style)
        axes[1].semilogy(steps, costs, label=label, **style)
    axes[0].set(xlabel="epochs (passes over the data)", ylabel="cost (nats)")
    axes[1].set(xlabel="steps (updates)", xlim=(-5, 240))
    axes[1].legend(title="batch size", loc="lower right", handlelength=3)
    for ax in axes:
        ax.grid(alpha=0.3)
    figure.savefig(path, dpi=130)
    plt.close(figure)


def descent(
    X: np.ndarray, y: np.ndarray, batch_size: int, n_epochs: int
) -> tuple[np.ndarray, list[float]]:
    """The cost of all samples, at every eighth step (at every step, if full-batch)."""
    network = DeepNNClassifier(hidden_layer_sizes=(32,), random_state=0)
    network.initialize(X, y)
    rng = np.random.default_rng(0)
    n_batches = len(X) // batch_size
    n_steps = n_epochs * n_batches
    every = min(8, n_batches)
    costs = []
    for step in range(n_steps + 1):
        if step % every == 0:
            costs.append(loss_and_grad(network, X, y)[0] / len(X))
        if step % n_batches == 0:
            order = rng.permutation(len(X)).reshape(n_batches, batch_size)
        rows = order[step % n_batches]
        _, gradient, n_samples = loss_and_grad(network, X[rows], y[rows])
        theta = get_parameters(network) - 0.5 * gradient / n_samples
        set_parameters(network, theta)
    return np.arange(0, n_steps + 1, every), costs


#: Colour and marker by the size of a batch; what is drawn later lies above.
WALKS = {1: ("#009E73", "^"), 16: ("#D55E00", "s"), 256: ("#0072B2", "o")}
WALK_START, WALK_RATE, WALK_EPOCHS = np.array([[-1.0], [3.0]]), 0.5, 8


@cache
def two_clouds():
    """256 points of two overlapping clouds, in columns, and their labels."""
    rng = np.random.default_rng(0)
    labels = np.arange(256) % 2
    middle = np.where(labels, 1.0, -1.0) * np.array([[0.9], [0.35]])
    return middle + rng.standard_normal((2, 256)), labels.reshape(1, -1)


@cache
def walk(size: int) -> np.ndarray:
    """Both weights of a neuron after each step, shape (n_steps + 1, 2)."""
    X, Y = two_clouds()
    rng = np.random.default_rng(1)
    w, places = WALK_START, [WALK_START.ravel()]
    for _ in range(WALK_EPOCHS):
        for rows in rng.permutation(256).reshape(-1, size):
            grads, _ = logistic.propagate(w, 0.0, X[:, rows], Y[:, rows])
            w = w - WALK_RATE * grads["dw"]
            places.append(w.ravel())
    return np.array(places)


@cache
def landscape() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cost of all points over the plane of both weights."""
    X, Y = two_clouds()
    plane = np.meshgrid(np.linspace(-1.6, 3.4, 120), np.linspace(-1.4, 3.4, 120))
    places = np.stack(plane).reshape(2, -1)
    costs = np.logaddexp(0, (1 - 2 * Y.T) * (X.T @ places)).mean(axis=0)
    return *plane, costs.reshape(plane[0].shape)


def walks_after(n_samples: int) -> Figure:
    """Where three descents have come to once they have looked at some samples."""
    X, Y = two_clouds()
    figure = Figure(figsize=(6.4, 5.0), dpi=100, layout="constrained")
    ax = figure.subplots()
    w1, w2, costs = landscape()
    levels = costs.min() + (costs.max() - costs.min()) * np.linspace(0, 1, 13) ** 2
    ax.contour(w1, w2, costs, levels, colors="#cccccc", linewidths=0.8)
    lowest = np.unravel_index(costs.argmin(), costs.shape)
    ax.plot(w1[lowest], w2[lowest], "k+", ms=14, mew=2, zorder=5)
    for size, (color, marker) in WALKS.items():
        steps = n_samples // size
        places = walk(size)[: steps + 1]
        cost = logistic.propagate(places[-1][:, None], 0.0, X, Y)[1]
        name = "all 256" if size == 256 else f"batches of {size}"
        ax.plot(
            *places.T,
            color=color,
            lw=2 if size > 1 else 1,
            alpha=1 if size > 1 else 0.3,
        )
        ax.plot(*places[-40:].T, color=color, lw=1)
        ax.plot(
            *places[-1], marker, color=color, ms=11, mec="white", ls="",
            label=f"{name}: {steps} step{'s' * (steps != 1)}, cost {cost:.3f}",
        )  # fmt: skip
    ax.set(xlim=(-1.6, 3.4), ylim=(-1.4, 3.4), xlabel="$w_1$", ylabel="$w_2$")
    ax.set_title(f"after looking at {n_samples} samples")
    ax.legend(loc="lower left", fontsize=10, reverse=True)
    return figure


def walks(path: Path) -> None:
    """Three descents on the landscape of a cost, by samples that were looked at."""
    whole = 256 * WALK_EPOCHS
    moments = [*range(0, 17, 2), *range(32, 257, 16), *range(320, whole + 1, 64)]
    save_film(walks_after, moments, path, durations=(1500, 220, 4000))


PICTURES = {
    "batch_noise.png": noise,
    "batch_steps.png": epochs_and_steps,
    "graph_batch.svg": lambda path: write_graph(drawn_samples(), path),
    "batch_walks.gif": walks,
}
