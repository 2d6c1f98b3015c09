"""The pictures of lesson 4: two kinds of fault, and where each remedy takes hold."""

import warnings
from pathlib import Path

import graphs_of_layers
import matplotlib as mpl
import numpy as np
from film import save_film
from graph import write_graph
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split

from skscratch import DeepNNClassifier
from skscratch.plotting.canvas import PALETTE
from skscratch.plotting.recorder import Recorder

N_EPOCHS = 100
SHOWN = (*range(11), *range(12, 31, 3), *range(35, N_EPOCHS + 1, 5))
MARKERS = "os^Dv"

#: The networks of the page's table, each with what differs from the first.
HE = {"initialization": "he"}
BATCHES = HE | {"batch_size": 50}
ADAM = BATCHES | {"solver": "adam", "learning_rate": 0.003}
FALLING = ADAM | {"learning_rate_schedule": "cosine"}
NETWORKS = {
    "as in lesson 2": {},
    "+ he's scale": HE,
    "+ batches of 50": BATCHES,
    "+ adam, a falling rate": FALLING,
    "  and a penalty": FALLING | {"alpha": 3},
}


class Watcher(Recorder):
    """Keeps the shares of right answers on two sets, epoch by epoch."""

    def __init__(self, *data):
        super().__init__(n_frames=2 * N_EPOCHS)
        self.data = data

    def look(self, estimator):
        return [estimator.score(X, y) for X, y in self.data]


def digits():
    """400 digits, a fifth of them with a label drawn anew, and 1397 clean ones."""
    pictures, labels = load_digits(return_X_y=True)
    X, X_new, y, y_new = train_test_split(
        pictures / 16, labels, train_size=400, stratify=labels, random_state=0
    )
    rng = np.random.default_rng(0)
    y = np.where(rng.random(400) < 0.2, rng.integers(10, size=400), y)
    return (X, y), (X_new, y_new)


def way(known, new, **changes):
    """Shares of both sets after each epoch, shape (n_epochs + 1, 2)."""
    settings = {
        "hidden_layer_sizes": (64,) * 4, "initialization": "normal", "solver": "gd",
        "learning_rate": 0.1, "learning_rate_schedule": None, "batch_size": None,
        "max_iter": N_EPOCHS, "tol": None, "random_state": 0,
    }  # fmt: skip
    network, watcher = DeepNNClassifier(**settings | changes), Watcher(known, new)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # some learn little
        network.set_callbacks(watcher).fit(*known)
    return np.array(watcher.frames_)


def two_faults(path):
    """Where each network stands, training labels across and new digits up: a film."""
    known, new = digits()
    ways = [way(known, new, **changes) for changes in NETWORKS.values()]
    style = {"font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
    with mpl.rc_context(style):
        figure = Figure(figsize=(8, 5.4), dpi=75, layout="constrained")
        ax = figure.subplots()
        ax.axvline(0.82, color="#999999", lw=1)
        ax.text(
            0.812, 0.03, "an understanding\nof the digits", ha="right", color="#555"
        )
        artists = []
        for name, color, marker in zip(NETWORKS, PALETTE, MARKERS, strict=False):
            (trail,) = ax.plot([], [], color=color, lw=1, alpha=0.5)
            (dot,) = ax.plot(
                [], [], marker, color=color, ms=11, mec="white", label=name
            )
            artists.append((trail, dot))
        ax.set(
            xlim=(0, 1.03), ylim=(0, 1), ylabel="new digits right",
            xlabel="training labels repeated, a fifth of them drawn at random",
        )  # fmt: skip
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter("{x:.0%}")
        ax.legend(loc="upper left", frameon=False)

        def after(epoch):
            for points, (trail, dot) in zip(ways, artists, strict=True):
                trail.set_data(*points[: epoch + 1].T)
                dot.set_data(*points[epoch : epoch + 1].T)
            ax.set_title(f"after {epoch} epochs")
            return figure

        save_film(after, SHOWN, path, durations=(1200, 350, 3500))


def remedies(path: Path) -> None:
    """Where each lesson takes hold of a step."""
    write_graph(graphs_of_layers.remedies(), path)


PICTURES = {"two_faults.gif": two_faults, "graph_remedies.svg": remedies}
