"""What hidden units buy: the flower's decision boundary for 1 to 20 of them.

    python examples/flower_boundaries.py [FOLDER]

Trains one network for each hidden size on petals of two colours, beside a linear model,
and saves the boundaries side by side as ``flower_boundaries.png``.
"""

import argparse
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from skscratch import ShallowNNClassifier
from skscratch.datasets import make_flower
from skscratch.plotting import BoundaryDisplay

HIDDEN_SIZES = (1, 3, 20)


def network(n_hidden):
    """Trained as in the lesson: gradient descent on all points at once."""
    return ShallowNNClassifier(
        n_hidden=n_hidden,
        initialization="normal",
        solver="gd",
        learning_rate=1.2,
        max_iter=3000,
        tol=None,
        random_state=3,
    )


def classifiers():
    """A linear model, which cannot do it, and one network a hidden size."""
    yield "linear", LogisticRegression()
    for n_hidden in HIDDEN_SIZES:
        yield f"{n_hidden} hidden", network(n_hidden)


def main(folder):
    """Train, print the accuracies and draw."""
    X, y = make_flower(400, random_state=1)
    models, names = [], []
    for name, model in classifiers():
        model.fit(X, y)
        models.append(model)
        names.append(f"{name}: {model.score(X, y):.1%} right")
        print(names[-1])
    display = BoundaryDisplay.from_estimators(models, X, y, names=names)
    display.figure_.savefig(folder / "flower_boundaries.png", dpi=80)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path.cwd())
    main(parser.parse_args().folder)
