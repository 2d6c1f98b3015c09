"""The picture of lesson 4.3: dropout where a fifth of the labels is wrong."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from skscratch import DeepNNClassifier

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


PICTURES = {"dropout.png": dropout}
