"""The pictures of lesson 4.8: which digits a network takes for which."""

from functools import cache

import numpy as np
from film import save_film
from graph import write_graph
from graphs_of_training import softmax_loss
from matplotlib.figure import Figure

from skscratch.plotting.canvas import PALETTE


def trained_on_digits():
    """A network that has seen one half of the digits, and the other half."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    from skscratch import DeepNNClassifier

    X, y = load_digits(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(
        X / 16, y, test_size=0.5, stratify=y, random_state=0
    )
    network = DeepNNClassifier(
        hidden_layer_sizes=(32,),
        learning_rate=0.005,
        learning_rate_schedule="cosine",
        batch_size=64,
        max_iter=60,
        tol=None,
        random_state=0,
    )
    return network.fit(X_train, y_train), X_test, y_test


def draw_confusion(target):
    """The confusion matrix, and three of its mistakes with their probabilities."""
    import matplotlib.pyplot as plt
    from sklearn.metrics import confusion_matrix

    network, X, y = trained_on_digits()
    answers, probabilities = network.predict(X), network.predict_proba(X)
    counts = confusion_matrix(y, answers)
    figure = plt.figure(figsize=(7.2, 4.6), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1.9, 1])
    ax = left.subplots()
    mistakes = counts * (1 - np.eye(10))
    ax.imshow(mistakes, cmap="Oranges", vmax=1.3 * mistakes.max())
    for row, column in np.ndindex(*counts.shape):
        if counts[row, column]:
            ax.text(
                column,
                row,
                counts[row, column],
                ha="center",
                va="center",
                color="#888888" if row == column else "#000000",
                fontsize=9 if row == column else 10,
            )
    ax.set(
        xticks=range(10), yticks=range(10), xlabel="answer", ylabel="digit that it is"
    )
    taken = np.flatnonzero((y == 8) & (answers == 1))[:3]
    panels = right.subplots(3, 2, width_ratios=[1, 1.2])
    for sample, (picture, bars) in zip(taken, panels, strict=True):
        picture.imshow(X[sample].reshape(8, 8), cmap="Greys")
        picture.set(xticks=[], yticks=[])
        bars.barh(range(10), probabilities[sample], color="#0072B2")
        bars.invert_yaxis()
        bars.set(xlim=(0, 1), xticks=[0, 1], yticks=[1, 8])
        bars.tick_params(labelsize=8)
    right.suptitle("three eights taken for ones", fontsize=10)
    panels[-1, 1].set_xlabel("probability", fontsize=8)
    figure.savefig(target, dpi=120)
    plt.close(figure)


#: The digits of the triangle and their corners, and the rounds that are shown.
CORNERS = {1: (0.0, 0.0), 8: (1.0, 0.0), 9: (0.5, 3**0.5 / 2)}
ROUNDS = [*range(0, 20, 2), *range(20, 50, 3), *range(50, 201, 10)]


@cache
def shares_of_three():
    """Three digits: probabilities of the other half after each round, and labels."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    from skscratch import (
        DeepNNClassifier,
        get_parameters,
        loss_and_grad,
        set_parameters,
    )

    X, y = load_digits(return_X_y=True)
    ours = np.isin(y, list(CORNERS))
    X_train, X_test, y_train, y_test = train_test_split(
        X[ours] / 16, y[ours], test_size=0.5, stratify=y[ours], random_state=0
    )
    network = DeepNNClassifier(hidden_layer_sizes=(32,), random_state=0)
    network.initialize(X_train, y_train)
    shares = []
    for _ in range(max(ROUNDS) + 1):
        shares.append(network.predict_proba(X_test))
        _, gradient, n_samples = loss_and_grad(network, X_train, y_train)
        theta = get_parameters(network) - 0.1 * gradient / n_samples
        set_parameters(network, theta)
    return np.array(shares), y_test


def triangle_after(n_rounds):
    """Each picture of the other half at the place that its three shares give it."""
    shares, y = shares_of_three()
    A, corners = shares[n_rounds], np.array(list(CORNERS.values()))
    right = np.array(list(CORNERS))[A.argmax(axis=1)] == y
    of_truth = A[np.arange(len(y)), np.searchsorted(list(CORNERS), y)]
    figure = Figure(figsize=(6.0, 5.4), dpi=100)
    ax = figure.add_axes((0.02, 0.02, 0.96, 0.88), aspect="equal")
    ax.set(xlim=(-0.12, 1.12), ylim=(-0.1, 0.98))
    ax.set_axis_off()
    ax.plot(*corners[[0, 1, 2, 0]].T, color="#888888", lw=1)
    middle = corners.mean(axis=0)
    for side in ((0, 1), (1, 2), (2, 0)):  # where two shares are equal
        ax.plot(*np.array([middle, corners[list(side)].mean(axis=0)]).T, "k:", lw=1)
    for (digit, corner), color, marker in zip(
        CORNERS.items(), PALETTE, "os^", strict=False
    ):
        mine = A[y == digit] @ corners
        ax.plot(*mine.T, marker, color=color, ms=6, mec="white", mew=0.5, ls="")
        away = 1.08 * (np.array(corner) - middle) + middle
        ax.text(*away, str(digit), color=color, fontsize=20, ha="center", va="center")
    ax.set_title(
        f"round {n_rounds:3}: cost {-np.log(of_truth).mean():.3f} nats, "
        f"{right.sum():3} of {len(y)} right",
        family="monospace",
        fontsize=12,
    )
    return figure


def draw_triangle(target):
    """Three shares that sum to 1 are a place in a triangle: a film of the digits."""
    save_film(triangle_after, ROUNDS, target, durations=(2000, 250, 4000))


PICTURES = {
    "confusion_digits.png": draw_confusion,
    "graph_softmax.svg": lambda path: write_graph(softmax_loss(), path),
    "three_shares.gif": draw_triangle,
}
