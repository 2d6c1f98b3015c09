"""The picture of lesson 4.4: learning rates that train, with and without batch norm."""

import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
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


PICTURES = {"batch_norm.png": batch_norm}
