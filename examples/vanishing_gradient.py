"""Eight hidden layers: sigmoid units stop learning, relu and batch norm do not.

    python examples/vanishing_gradient.py [FOLDER]

Trains the same deep network three ways, prints what `diagnose` says of each after one
step, and saves every layer's gradient beside the cost as ``vanishing_gradient.png``.
"""

import argparse
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
from sklearn.datasets import make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import scale

from skscratch import DeepNNClassifier
from skscratch.plotting import LossCurveDisplay

KINDS = {
    "sigmoid": {"activation": "sigmoid"},
    "relu": {"activation": "relu"},
    "sigmoid + batch norm": {"activation": "sigmoid", "batch_norm": True},
}


def network(kind, max_iter):
    """Eight hidden layers of sixteen units, plain gradient descent."""
    return DeepNNClassifier(
        hidden_layer_sizes=(16,) * 8,
        solver="gd",
        learning_rate=0.1,
        max_iter=max_iter,
        tol=None,
        random_state=0,
        **KINDS[kind],
    )


def main(folder):
    """Train, print the diagnoses after one step, and draw."""
    X, y = make_moons(400, noise=0.1, random_state=0)
    X = scale(X)
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.5), layout="constrained")
    with warnings.catch_warnings():
        # Some learn nothing, and say so: that is what is shown.
        warnings.simplefilter("ignore", ConvergenceWarning)
        trained = {kind: network(kind, max_iter=500).fit(X, y) for kind in KINDS}
    display = LossCurveDisplay.from_estimators(
        trained.values(), names=list(trained), ax=right
    )
    for (kind, model), line in zip(trained.items(), display.lines_, strict=True):
        diagnosis = network(kind, max_iter=1).fit(X, y).diagnose(X, y)
        print(f"{kind}, {model.score(X, y):.1%} right in the end; after one step:")
        print(diagnosis, end="\n\n")
        norms = [row["gradient_norm"] for row in diagnosis.layers]
        left.semilogy(range(1, len(norms) + 1), norms, "o-", color=line.get_color())
    left.set(xlabel="layer", ylabel="norm of the gradient", title="After one step")
    right.set(title="The cost", ylim=(0, 1))
    figure.savefig(folder / "vanishing_gradient.png", dpi=100)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path.cwd())
    main(parser.parse_args().folder)
