"""The pictures of lesson 4.2: the same network under many penalties."""

from pathlib import Path

import graphs_of_layers
import matplotlib.pyplot as plt
import numpy as np
from film import save_film
from graph import write_graph
from sklearn.datasets import make_moons

from skscratch import DeepNNClassifier
from skscratch.plotting import BoundaryDisplay

X, y = make_moons(100, noise=0.3, random_state=0)
X_NEW, Y_NEW = make_moons(2000, noise=0.3, random_state=1)
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#666666"


def trained(alpha: float) -> DeepNNClassifier:
    """Fifty tanh units, trained to the end."""
    return DeepNNClassifier(
        hidden_layer_sizes=(50,),
        activation="tanh",
        alpha=alpha,
        solver="lbfgs",
        max_iter=2000,
        tol=1e-6,
        random_state=0,
    ).fit(X, y)


def penalty(path: Path) -> None:
    """Boundaries on noisy moons, by alpha."""
    alphas = (0, 0.01, 0.3, 10)
    models = [trained(alpha) for alpha in alphas]
    figure, axes = plt.subplots(2, 2, figsize=(8, 7.2), layout="constrained")
    for ax, alpha, model in zip(axes.flat, alphas, models, strict=True):
        known, new = model.score(X, y), model.score(X_NEW, Y_NEW)
        display = BoundaryDisplay.from_estimator(model, X, y, ax=ax)
        (panel,) = display.axes_.flat
        panel.set_title(f"alpha = {alpha:g}\n{known:.0%} right; new points {new:.0%}")
    first, *others = (axes.get_legend() for axes in figure.axes if axes.get_legend())
    figure.legend(
        first.legend_handles,
        [text.get_text() for text in first.get_texts()],
        title="class",
        loc="outside lower center",
        ncols=2,
    )
    for legend in (first, *others):
        legend.remove()
    figure.savefig(path, dpi=100)
    plt.close(figure)


def price_rises(path: Path) -> None:
    """The boundary while alpha rises, the share that is right, and the weights."""
    alphas = np.logspace(-3, 1.25, 18)
    models = [trained(alpha) for alpha in alphas]
    known, new = (
        [model.score(*data) for model in models] for data in ((X, y), (X_NEW, Y_NEW))
    )
    figure, (plane, shares) = plt.subplots(
        1, 2, figsize=(8, 4.1), dpi=75, layout="constrained", width_ratios=(1.1, 1)
    )
    shares.semilogx(alphas, known, color=BLUE, ls="--", lw=2, label="the 100 points")
    shares.semilogx(alphas, new, color=ORANGE, lw=2, label="2000 new points")
    (dots,) = shares.plot([], [], "o", color="black", ms=8)
    shares.set(xlabel="alpha", ylim=(0.75, 1.01), title="right")
    shares.yaxis.set_major_formatter("{x:.0%}")
    shares.legend(loc="lower left")
    grid = np.meshgrid(np.linspace(-2, 3, 90), np.linspace(-1.5, 2, 90))
    points = np.column_stack([part.ravel() for part in grid])

    def priced(i: int) -> plt.Figure:
        alpha, model = alphas[i], models[i]
        plane.clear()
        chance = model.predict_proba(points)[:, 1].reshape(grid[0].shape)
        levels = np.linspace(0, 1, 9)
        plane.contourf(*grid, chance, levels, cmap="PuOr_r", alpha=0.6)
        plane.contour(*grid, chance, [0.5], colors="black", linewidths=1.8)
        for label, marker, color in ((0, "o", "#5e3c99"), (1, "^", "#b35806")):
            at = X[y == label].T
            plane.plot(*at, marker, color=color, ms=5, mec="white", mew=0.5)
        length = np.sqrt(sum(np.sum(W**2) for W in model.coefs_))
        plane.set(xticks=[], yticks=[])
        plane.set_title(f"alpha = {alpha:.2g}: length of the weights {length:.0f}")
        dots.set_data([alpha, alpha], [known[i], new[i]])
        return figure

    save_film(priced, range(len(alphas)), path, durations=(1200, 400, 3500))
    plt.close(figure)


def graph(path: Path) -> None:
    """The graph of a cost with a penalty."""
    write_graph(graphs_of_layers.penalty(), path)


PICTURES = {
    "penalty.png": penalty,
    "graph_penalty.svg": graph,
    "price_rises.gif": price_rises,
}
