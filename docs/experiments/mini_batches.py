"""The pictures of lesson 4.5: how noisy a batch's gradient is, and what it buys."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from skscratch import DeepNNClassifier, get_parameters, loss_and_grad, set_parameters

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


PICTURES = {"batch_noise.png": noise, "batch_steps.png": epochs_and_steps}
