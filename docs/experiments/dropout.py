"""The pictures of lesson 4.3: absent units, and labels of which a fifth is wrong."""

from pathlib import Path

import graphs_of_layers
import matplotlib.pyplot as plt
import numpy as np
from film import save_film
from graph import write_graph
from sklearn.datasets import load_digits, make_moons
from sklearn.model_selection import train_test_split

from skscratch import DeepNNClassifier
from skscratch.core.activations import relu, sigmoid
from skscratch.core.dropout import dropout_mask

DASHES = {0.0: "-", 0.5: (0, (5, 2)), 0.8: (0, (1, 1.2))}
COLORS = {0.0: "#0072B2", 0.5: "#D55E00", 0.8: "#009E73"}


def digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """400 digits, a fifth of them with a label drawn anew, and 1397 clean ones."""
    X, y = load_digits(return_X_y=True)
    X_train, X_new, y_train, y_new = train_test_split(
        X / 16, y, train_size=400, stratify=y, random_state=0
    )
    rng = np.random.default_rng(0)
    drawn_anew = rng.random(400) < 0.2
    y_train = np.where(drawn_anew, rng.integers(10, size=400), y_train)
    return X_train, X_new, y_train, y_new


def dropout(path: Path) -> None:
    """Loss on new digits and share of the training labels repeated, by epoch."""
    X, X_new, y, y_new = digits()
    figure, axes = plt.subplots(1, 2, figsize=(8, 4.1), layout="constrained")
    for rate, dash in DASHES.items():
        network = DeepNNClassifier(
            hidden_layer_sizes=(256,),
            dropout=rate,
            learning_rate=0.003,
            learning_rate_schedule=None,
            batch_size=50,
            max_iter=5,
            tol=None,
            warm_start=True,
            random_state=0,
        )
        loss, repeated = [], []
        for _ in range(40):
            network.fit(X, y, X_val=X_new, y_val=y_new)
            loss.append(network.validation_loss_curve_[-1])
            repeated.append(network.score(X, y))
        style = {"color": COLORS[rate], "linestyle": dash, "lw": 2.2}
        epochs = range(5, 201, 5)
        axes[0].plot(epochs, repeated, **style)
        axes[1].plot(epochs, loss, label=f"{rate:g}", **style)
    axes[0].set(
        xlabel="epoch",
        title="training labels repeated\n(a fifth of them drawn at random)",
        ylim=(0.6, 1.01),
    )
    axes[0].yaxis.set_major_formatter("{x:.0%}")
    axes[1].set(
        xlabel="epoch",
        title="loss on new digits, nats\n(all labels right)",
        ylim=(0.25, 0.8),
    )
    axes[1].legend(title="dropout", loc="upper right", ncols=3, handlelength=3)
    for ax in axes:
        ax.grid(alpha=0.3)
    figure.savefig(path, dpi=130)
    plt.close(figure)


def graph(path: Path) -> None:
    """The graph of one draw, with its numbers."""
    write_graph(graphs_of_layers.dropout(), path)


EPOCHS = (0, 1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 80, 100, 130, 160, 200, 250, 300)
N_UNITS = 24


def absences(path: Path) -> None:
    """What a network says without half of its units, others each time, and with all."""
    X, y = make_moons(100, noise=0.3, random_state=0)
    network = DeepNNClassifier(
        hidden_layer_sizes=(N_UNITS,),
        dropout=0.5,
        learning_rate=0.01,
        learning_rate_schedule=None,
        batch_size=20,
        tol=None,
        warm_start=True,
        random_state=0,
    ).initialize(X, y)
    rng = np.random.default_rng(2)
    figure, axes = plt.subplots(
        2, 2, figsize=(8, 4.7), dpi=75, layout="constrained", height_ratios=(1, 8)
    )

    def after(epoch: int) -> plt.Figure:
        if epochs := epoch - network.n_iter_:
            network.set_params(max_iter=epochs).fit(X, y)
        masks = dropout_mask(rng, 0.5, (N_UNITS, 1)), np.ones((N_UNITS, 1))
        figure.suptitle(f"epoch {epoch}")
        for (units, plane), mask in zip(axes.T, masks, strict=True):
            draw_thinned(units, plane, network, mask, X, y)
        return figure

    # After the last epoch, some draws more for the network as it is
    moments = (*EPOCHS, 300, 300, 300)
    save_film(after, moments, path, durations=(1200, 500, 3500))
    plt.close(figure)


def draw_thinned(units, plane, network, mask, X, y) -> None:
    """The units that are there above, what they say together below."""
    there = mask[:, 0] > 0
    for ax in (units, plane):
        ax.clear()
        ax.set(xticks=[], yticks=[])
    units.set_axis_off()
    units.set(
        xlim=(-1, N_UNITS), ylim=(-1, 1), title=f"{there.sum()} of {N_UNITS} units"
    )
    for chosen, face in ((there, "#0072B2"), (~there, "white")):
        at = np.flatnonzero(chosen)
        units.plot(at, 0 * at, "o", ms=8, color=face, mec="#666666")
    grid = np.meshgrid(np.linspace(-2, 3, 90), np.linspace(-1.5, 2, 90))
    points = np.array([part.ravel() for part in grid])
    W1, W2 = (W.T for W in network.coefs_)
    b1, b2 = (b.reshape(-1, 1) for b in network.intercepts_)
    chance = sigmoid(W2 @ (relu(W1 @ points + b1) * mask) + b2).reshape(grid[0].shape)
    levels = np.linspace(0, 1, 9)
    plane.contourf(*grid, chance, levels, cmap="PuOr_r", alpha=0.6)
    plane.contour(*grid, chance, [0.5], colors="black", linewidths=1.8)
    for label, marker, color in ((0, "o", "#5e3c99"), (1, "^", "#b35806")):
        plane.plot(*X[y == label].T, marker, color=color, ms=5, mec="white", mew=0.5)


PICTURES = {
    "dropout.png": dropout,
    "graph_dropout.svg": graph,
    "absences.gif": absences,
}
