"""The pictures of lesson 4.4: layers and rates, with and without batch norm."""

import warnings
from pathlib import Path

import graphs_of_layers
import matplotlib.pyplot as plt
import numpy as np
from film import save_film
from graph import write_graph
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning

from skscratch import DeepNNClassifier


def batch_norm(path: Path) -> None:
    """Accuracy after 20 epochs by learning rate, sigmoid and relu."""
    X, y = load_digits(return_X_y=True)
    X, X_new, y, y_new = X[:1000] / 16, X[1000:] / 16, y[:1000], y[1000:]
    rates = np.logspace(-3, 1.5, 13)
    figure, axes = plt.subplots(
        1, 2, figsize=(8, 4.1), layout="constrained", sharey=True
    )
    for ax, activation in zip(axes, ("sigmoid", "relu"), strict=True):
        for batch_norm in (False, True):
            scores = [
                score(activation, batch_norm, rate, (X, y), (X_new, y_new))
                for rate in rates
            ]
            ax.semilogx(
                rates,
                scores,
                color="#D55E00" if batch_norm else "#0072B2",
                linestyle="-" if batch_norm else (0, (4, 2)),
                marker="o" if batch_norm else "s",
                lw=2.2,
                label="with batch norm" if batch_norm else "without",
            )
        ax.set(xlabel="learning rate", title=f"4 layers of {activation} units")
        ax.axhline(0.1, color="0.4", lw=0.8)
        ax.grid(alpha=0.3)
    axes[0].set(ylabel="right on 797 new digits", ylim=(0, 1))
    axes[0].yaxis.set_major_formatter("{x:.0%}")
    axes[0].text(1.1e-3, 0.04, "a guess: 10%", color="0.3")
    figure.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=2,
        handlelength=3,
    )
    figure.savefig(path, dpi=130)
    plt.close(figure)


def score(
    activation: str, batch_norm: bool, rate: float, training: tuple, new: tuple
) -> float:
    """Share of the new digits that are right after 20 epochs."""
    network = DeepNNClassifier(
        hidden_layer_sizes=(32,) * 4,
        activation=activation,
        batch_norm=batch_norm,
        solver="gd",
        learning_rate=rate,
        batch_size=50,
        max_iter=20,
        tol=None,
        random_state=0,
    )
    with warnings.catch_warnings():
        # The largest rates diverge, and say so: that is what is shown.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return network.fit(*training).score(*new)


def graph(path: Path) -> None:
    """The graph of a layer that is normalised."""
    write_graph(graphs_of_layers.batch_norm(), path)


EPOCHS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 20)
SHOWN = 8  # of each digit


def layers(path: Path) -> None:
    """Units of the first and the last layer for pictures of every digit: a film."""
    X, y = load_digits(return_X_y=True)
    new, labels = X[1000:] / 16, y[1000:]
    X, y = X[:1000] / 16, y[:1000]
    rows = np.concatenate([np.flatnonzero(labels == k)[:SHOWN] for k in range(10)])
    networks = {
        title: DeepNNClassifier(
            hidden_layer_sizes=(32,) * 4,
            activation="sigmoid",
            batch_norm=batch_norm,
            solver="gd",
            learning_rate=1.0,
            batch_size=50,
            tol=None,
            warm_start=True,
            random_state=0,
        ).initialize(X, y)
        for title, batch_norm in (("without", False), ("with batch norm", True))
    }
    figure, axes = plt.subplots(2, 2, figsize=(8, 5), dpi=75, layout="constrained")

    def after(epoch: int) -> plt.Figure:
        figure.suptitle(f"epoch {epoch}")
        for column, (title, network) in zip(axes.T, networks.items(), strict=True):
            if epochs := epoch - network.n_iter_:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", ConvergenceWarning)
                    network.set_params(max_iter=epochs).fit(X, y)
            activations = network.layer_activations(new[rows])
            for ax, layer in zip(column, (1, 4), strict=True):
                draw_layer(ax, activations[layer - 1], layer)
            column[0].set_title(f"{title}: {network.score(new, labels):.0%} right")
        return figure

    save_film(after, EPOCHS, path, durations=(1200, 600, 3500), colours=64)
    plt.close(figure)


def draw_layer(ax, activations, layer) -> None:
    """What each unit says to each picture, dark for 0 and light for 1."""
    ax.clear()
    ax.imshow(activations.T, cmap="cividis", vmin=0, vmax=1, aspect="auto")
    middles = SHOWN * np.arange(10) + (SHOWN - 1) / 2
    ax.set(xticks=middles, xticklabels=range(10), yticks=[])
    ax.tick_params(length=0)
    ax.set_ylabel(f"32 units of layer {layer}")
    if layer == 4:
        ax.set_xlabel("80 new pictures, by digit")


PICTURES = {
    "batch_norm.png": batch_norm,
    "graph_batch_norm.svg": graph,
    "normal_layers.gif": layers,
}
