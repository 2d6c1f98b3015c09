"""The pictures of lesson 4.1: what the scale of the first weights does."""

import warnings
from pathlib import Path

import graphs_of_layers
import matplotlib.pyplot as plt
import numpy as np
from film import save_film
from graph import write_graph
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import scale

from skscratch import DeepNNClassifier

DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), "-.")
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")


def signal(path: Path) -> None:
    """Spread of the activations, and length of the errors, by layer."""
    n_units, n_layers = 100, 20
    X = np.random.RandomState(0).standard_normal((n_units, 500))
    names = ("0.01", "lecun: $\\sqrt{1/n}$", "he: $\\sqrt{2/n}$", "$\\sqrt{4/n}$")
    scales = (0.01, *np.sqrt(np.array([1, 2, 4]) / n_units))
    figure, axes = plt.subplots(
        1, 2, figsize=(8, 4.1), layout="constrained", sharey=True
    )
    layers = np.arange(1, n_layers + 1)
    for name, spread, color, dash in zip(names, scales, COLORS, DASHES, strict=True):
        sizes, errors = through(X, spread, n_layers)
        for ax, values in zip(axes, (sizes, errors), strict=True):
            ax.semilogy(layers, values, color=color, linestyle=dash, lw=2.2, label=name)
    axes[0].set(title="forward: size of $A$", ylabel="root mean square")
    axes[1].set(title="backward: size of $dZ$")
    for ax in axes:
        ax.set(xlabel="layer", xticks=(1, 5, 10, 15, 20), ylim=(1e-12, 1e4))
        ax.grid(alpha=0.3)
    figure.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=4,
        title="standard deviation of the weights",
    )
    figure.savefig(path, dpi=130)
    plt.close(figure)


def through(X: np.ndarray, spread: float, n_layers: int) -> tuple[list, list]:
    """Root mean squares of A and of dZ in every layer of relu units."""
    random = np.random.RandomState(1)
    n_units = len(X)
    Ws = [spread * random.standard_normal((n_units, n_units)) for _ in range(n_layers)]
    Zs, A, sizes = [], X, []
    for W in Ws:
        Z = W @ A
        A = np.maximum(0, Z)
        Zs.append(Z)
        sizes.append(np.sqrt(np.mean(A**2)))
    dA, errors = random.standard_normal(A.shape), []
    for W, Z in zip(reversed(Ws), reversed(Zs), strict=True):
        dZ = dA * (Z > 0)
        errors.append(np.sqrt(np.mean(dZ**2)))
        dA = W.T @ dZ
    return sizes, errors[::-1]


def depth(path: Path) -> None:
    """The cost after 200 steps, by depth, for three scales."""
    X, y = make_moons(200, noise=0.1, random_state=0)
    X = scale(X)
    depths = (1, 2, 5, 10, 15, 20, 30, 40)
    figure, ax = plt.subplots(figsize=(8, 4.1), layout="constrained")
    chosen = zip(("normal", "lecun", "he"), COLORS, DASHES, "osD", strict=False)
    for name, color, dash, marker in chosen:
        costs = [[cost(X, y, name, n, seed) for seed in range(3)] for n in depths]
        for column in range(3):
            at = [row[column] for row in costs]
            ax.plot(depths, at, marker, color=color, alpha=0.45, ms=5, mew=0)
        middle = np.median(costs, axis=1)
        label = "normal: 0.01" if name == "normal" else name
        ax.plot(depths, middle, color=color, linestyle=dash, lw=2.2, label=label)
    ax.axhline(np.log(2), color="0.4", lw=0.8)
    ax.text(40, 0.705, "a coin: log 2", ha="right", va="bottom", color="0.3")
    ax.set(
        xlabel="hidden layers of 32 relu units",
        ylabel="cost after 200 steps (nats)",
        xticks=depths,
        ylim=(0, 0.8),
    )
    ax.grid(alpha=0.3)
    ax.legend(title="initialization", loc="center right")
    figure.savefig(path, dpi=130)
    plt.close(figure)


def cost(X: np.ndarray, y: np.ndarray, name: str, n_layers: int, seed: int) -> float:
    """The cost that gradient descent reaches from weights of the named scale."""
    network = DeepNNClassifier(
        hidden_layer_sizes=(32,) * n_layers,
        initialization=name,
        solver="gd",
        learning_rate=0.03,
        max_iter=200,
        tol=None,
        random_state=seed,
    )
    with warnings.catch_warnings():
        # Some learn nothing, and say so: that is what is shown.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return network.fit(X, y).best_loss_


def graph(path: Path) -> None:
    """The graph of a layer, with what it does to the size of what goes through."""
    write_graph(graphs_of_layers.sizes(), path)


STEPS = (0, 1, 2, 4, 6, 8, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)
SIDE = np.linspace(-2.4, 2.4, 60)
N_LAYERS = 15


def learning(path: Path) -> None:
    """Three starts of a deep network: what it says, and its gradients, as it learns."""
    X, y = make_moons(200, noise=0.1, random_state=0)
    X = scale(X)
    networks = {
        name: DeepNNClassifier(
            hidden_layer_sizes=(32,) * N_LAYERS,
            initialization=name,
            solver="gd",
            learning_rate=0.03,
            max_iter=1,
            tol=None,
            warm_start=True,
            random_state=0,
        ).initialize(X, y)
        for name in ("normal", "lecun", "he")
    }
    figure, axes = plt.subplots(
        2, 3, figsize=(8, 5.6), dpi=75, layout="constrained", sharey="row",
        height_ratios=(1.5, 1),
    )  # fmt: skip

    def after(step: int) -> plt.Figure:
        figure.suptitle(f"{N_LAYERS} hidden layers, step {step}")
        for column, (name, network) in zip(axes.T, networks.items(), strict=True):
            go_on(network, step, X, y)
            draw_state(column, "0.01" if name == "normal" else name, network, X, y)
        axes[0, 0].set_ylabel("what it says")
        axes[1, 0].set_ylabel("length of the gradient")
        return figure

    save_film(after, STEPS, path, durations=(1200, 400, 3500))
    plt.close(figure)


def go_on(network: DeepNNClassifier, step: int, X: np.ndarray, y: np.ndarray) -> None:
    """Train up to a step."""
    if steps := step - network.n_iter_:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.set_params(max_iter=steps).fit(X, y)


def draw_state(
    axes: np.ndarray, name: str, network: DeepNNClassifier, X: np.ndarray, y: np.ndarray
) -> None:
    """Probabilities on the plane above, gradients layer by layer below."""
    plane, bars = axes
    for ax in axes:
        ax.clear()
    grid = np.meshgrid(SIDE, SIDE)
    points = np.column_stack([part.ravel() for part in grid])
    chance = network.predict_proba(points)[:, 1].reshape(grid[0].shape)
    plane.contourf(*grid, chance, np.linspace(0, 1, 10), cmap="PuOr_r", alpha=0.6)
    for label, marker, color in ((0, "o", "#5e3c99"), (1, "^", "#b35806")):
        plane.plot(*X[y == label].T, marker, color=color, ms=4, mec="white", mew=0.4)
    right = network.score(X, y)
    plane.set(title=f"{name}: {right:.0%} right", xticks=[], yticks=[])
    norms = [row["gradient_norm"] for row in network.diagnose(X, y).layers]
    layers = np.arange(1, len(norms) + 1)
    floor = 1e-24
    bars.bar(layers, np.maximum(norms, floor), color="#0072B2", bottom=0)
    bars.set(yscale="log", ylim=(floor, 10), xlabel="layer", xticks=(1, 5, 10, 15))


PICTURES = {
    "initialization_signal.png": signal,
    "initialization_depth.png": depth,
    "graph_sizes.svg": graph,
    "initialization_learns.gif": learning,
}
