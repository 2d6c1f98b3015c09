"""The pictures of lesson 1: losses, a line that learns, the drawn cats."""

from functools import cache

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_iris

from skscratch import ScratchLogisticRegression
from skscratch.datasets import load_drawn_cats
from skscratch.functional import logistic

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"
STYLE = {"font.size": 12, "axes.spines.top": False, "axes.spines.right": False}
FRAMES = [0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 28, 40, 60, 90, 140, 220, 350, 600, 1000,
          2000]  # fmt: skip
ROUNDS = 2000
SPECIES = [("versicolor", "o", "#5e3c99"), ("virginica", "^", "#b35806")]


def draw_losses(path):
    """The loss of a cat against the score: the likelihood's, and the squared error."""
    z = np.linspace(-6, 6, 400)
    a = 1 / (1 + np.exp(-z))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, 3.8), layout="constrained")
        left, right = figure.subplots(1, 2)
        log_loss = {"color": BLUE, "ls": "-", "lw": 2.5}
        square = {"color": ORANGE, "ls": "--", "lw": 2.5}
        left.plot(z, -np.log(a), **log_loss)
        left.plot(z, (a - 1) ** 2, **square)
        left.text(-3.6, 4.2, "−log a", color=BLUE)
        left.text(-5.9, 1.3, "(a − 1)²", color=ORANGE)
        left.set(title="the loss of a cat", ylabel="loss", xlabel="score z")
        right.plot(z, a - 1, **log_loss)
        right.plot(z, 2 * (a - 1) * a * (1 - a), **square)
        right.text(0.3, -0.75, "a − 1", color=BLUE)
        right.text(-5.9, -0.42, "2 (a − 1) a (1 − a)", color=ORANGE)
        right.axhline(0, color=GREY, lw=0.8)
        right.set(title="its slope: what the neuron hears", ylabel="d loss / d z",
                  xlabel="score z")  # fmt: skip
        figure.savefig(path, dpi=110)


def petals():
    """Petal length and width of 100 irises in columns, of mean 0 and spread 1."""
    X, y = load_iris(return_X_y=True)
    X, y = X[50:, 2:], y[50:] - 1
    return ((X - X.mean(axis=0)) / X.std(axis=0)).T, y.reshape(1, -1)


def petals_learnt():
    """Weights, bias and cost before each round on the petals, learning rate 0.5."""
    X, Y = petals()
    w, b = np.array([[-0.8], [1.6]]), 1.5
    history = []
    for _ in range(ROUNDS + 1):
        grads, cost = logistic.propagate(w, b, X, Y)
        history.append((w, b, cost))
        w, b = w - 0.5 * grads["dw"], b - 0.5 * grads["db"]
    return history


def draw_line_learns(path):
    """The line of one neuron while it learns two species of iris: a film."""
    from matplotlib.animation import FuncAnimation, PillowWriter

    X, Y = petals()
    history = petals_learnt()
    costs = [cost for _, _, cost in history]
    grid = np.meshgrid(np.linspace(-2.6, 2.6, 80), np.linspace(-2.2, 2.4, 80))
    points = np.array([part.ravel() for part in grid])
    with mpl.rc_context(STYLE | {"font.size": 11}):
        figure = Figure(figsize=(8, 3.9), layout="constrained")
        plane, curve = figure.subplots(1, 2, width_ratios=[1.15, 1])

        def draw(frame):
            w, b, cost = history[frame]
            plane.clear()
            A = logistic.sigmoid(w.T @ points + b).reshape(grid[0].shape)
            plane.contourf(*grid, A, np.linspace(0, 1, 11), cmap="PuOr_r", alpha=0.65)
            plane.contour(*grid, A, [0.5], colors="black", linewidths=2.2)
            for label, (name, marker, color) in enumerate(SPECIES):
                plane.plot(*X[:, Y[0] == label], marker, color=color, mec="white",
                           mew=0.6, ms=6.5, label=name)  # fmt: skip
            right = np.mean(logistic.predict(w, b, X) == Y)
            plane.set(xlabel="petal length (standardised)", xlim=(-2.6, 2.6),
                      ylabel="petal width (standardised)", ylim=(-2.2, 2.4),
                      title=f"after {frame} rounds: {right:.0%} right")  # fmt: skip
            plane.legend(loc="upper left", fontsize=9, framealpha=0.9)
            curve.clear()
            curve.plot(range(1, ROUNDS + 2), costs, color=GREY, lw=1.5)
            curve.plot(frame + 1, cost, "o", color=BLUE, ms=9)
            curve.set(xscale="log", ylim=(0, 1.6), xlabel="round + 1 (logarithmic)",
                      ylabel="cost (nats per flower)",
                      title=f"cost {cost:.3f}")  # fmt: skip

        film = FuncAnimation(figure, draw, FRAMES + FRAMES[-1:] * 4)
        film.save(path, PillowWriter(fps=2.5), dpi=75)


def descent(learning_rate):
    """The textbook's descent as an estimator."""
    return ScratchLogisticRegression(
        solver="gd", learning_rate=learning_rate, max_iter=ROUNDS, batch_size=None,
        tol=None,
    )  # fmt: skip


@cache
def trained(learning_rate):
    """A neuron on the drawn cats, after all rounds."""
    return descent(learning_rate).fit(*load_drawn_cats(return_X_y=True))


def draw_rates(path):
    """Cost curves of four learning rates on the drawn cats."""
    rates = {0.01: (ORANGE, "-"), 0.005: (BLUE, "--"), 0.001: (GREEN, "-."),
             0.0001: (GREY, ":")}  # fmt: skip
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, 3.9), layout="constrained")
        axes = figure.subplots(1, 2, width_ratios=[1, 1.5])
        for ax, rounds in zip(axes, (30, ROUNDS), strict=True):
            for rate, (color, dash) in rates.items():
                costs = trained(rate).loss_curve_
                lw = 1 if rate == 0.01 and rounds > 30 else 2.3
                ax.plot(costs[: rounds + 1], color=color, ls=dash, lw=lw)
                if rounds == ROUNDS:
                    height = costs[-1] + {0.01: -0.06, 0.005: 0.05}.get(rate, 0)
                    ax.text(2020, height, f"{rate:g}", color=color, va="center",
                            fontweight="bold")  # fmt: skip
            ax.axhline(np.log(2), color="#bbbbbb", lw=0.9, zorder=0)
            ax.set(xlabel="round", ylim=(0, 2.4))
        axes[1].text(2020, 0.86, "learning rate", fontsize=10, ha="center")
        axes[0].set(ylabel="cost (nats per picture)", title="the first 30 rounds")
        axes[1].set(title="all 2000", xlim=(-30, 2260))
        figure.savefig(path, dpi=110)


def draw_weights_form(path):
    """The weights of the neuron after 1, 30, 300 and 2000 rounds."""
    X, y = load_drawn_cats(return_X_y=True)
    with mpl.rc_context({"font.size": 11}):
        figure = Figure(figsize=(8, 2.7), layout="constrained")
        for ax, rounds in zip(figure.subplots(1, 4), (1, 30, 300, 2000), strict=True):
            neuron = descent(0.005).set_params(max_iter=rounds).fit(X, y)
            weights = neuron.coef_.reshape(64, 64, 3).mean(axis=2)
            limit = np.abs(weights).max()
            ax.imshow(weights, cmap="PuOr_r", vmin=-limit, vmax=limit)
            ax.set(xticks=[], yticks=[])
            ax.set_title(f"{rounds} round{'s' * (rounds > 1)}")
            ax.set_xlabel(f"largest: {limit:.1g}")
        figure.savefig(path, dpi=110)


def draw_judged(path):
    """Test pictures on which the neuron is surest: rightly above, wrongly below."""
    cats = load_drawn_cats(subset="test")
    chances = trained(0.005).predict_proba(cats.data)[:, 1]
    right = np.where(cats.target == 1, chances, 1 - chances)
    order = np.argsort(right)
    with mpl.rc_context({"font.size": 11}):
        figure = Figure(figsize=(8, 3.5), layout="constrained")
        rows = figure.subplots(2, 6)
        chosen = order[::-1][:6], order[:6]
        for axes, numbers, word in zip(rows, chosen, ("right", "wrong"), strict=True):
            axes[0].set_ylabel(f"sure and {word}")
            for ax, number in zip(axes, numbers, strict=True):
                ax.imshow(cats.images[number])
                ax.set(xticks=[], yticks=[])
                ax.set_title(f"cat: {chances[number]:.1%}", fontsize=11)
        figure.savefig(path, dpi=80)


PICTURES = {
    "losses.png": draw_losses,
    "line_learns.gif": draw_line_learns,
    "cat_learning_rates.png": draw_rates,
    "weights_form.png": draw_weights_form,
    "judged_cats.png": draw_judged,
}
