"""The picture of lesson 4.2: the same network under four penalties."""

from pathlib import Path

import matplotlib.pyplot as plt
from sklearn.datasets import make_moons

from skscratch import DeepNNClassifier
from skscratch.plotting import BoundaryDisplay


def penalty(path: Path) -> None:
    """Boundaries of fifty tanh units on noisy moons, by alpha."""
    X, y = make_moons(100, noise=0.3, random_state=0)
    X_new, y_new = make_moons(2000, noise=0.3, random_state=1)
    alphas = (0, 0.01, 0.3, 10)
    models = [
        DeepNNClassifier(
            hidden_layer_sizes=(50,),
            activation="tanh",
            alpha=alpha,
            solver="lbfgs",
            max_iter=2000,
            tol=1e-6,
            random_state=0,
        ).fit(X, y)
        for alpha in alphas
    ]
    names = [
        f"alpha = {alpha:g}\n{model.score(X, y):.0%} right; "
        f"new points {model.score(X_new, y_new):.0%}"
        for alpha, model in zip(alphas, models, strict=True)
    ]
    figure, axes = plt.subplots(2, 2, figsize=(8, 7.2), layout="constrained")
    for ax, model, name in zip(axes.flat, models, names, strict=True):
        BoundaryDisplay.from_estimator(model, X, y, name=name, ax=ax)
    first, *others = (axes.get_legend() for axes in figure.axes if axes.get_legend())
    first.set_loc("lower right")
    for legend in others:
        legend.remove()
    figure.savefig(path, dpi=100)
    plt.close(figure)


PICTURES = {"penalty.png": penalty}
