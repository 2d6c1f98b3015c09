"""Six solvers from the same initial weights: whose cost falls fastest?

    python examples/learning_curves.py [FOLDER]

Trains one network on the digits with each, prints the test accuracy and saves the cost
against the epochs as ``learning_curves.png``.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from skscratch import DeepNNClassifier
from skscratch.plotting import LossCurveDisplay

#: A good learning rate of each solver; L-BFGS searches for its step lengths itself.
RATES = {
    "gd": 0.1,
    "momentum": 0.1,
    "nesterov": 0.1,
    "rmsprop": 0.001,
    "adam": 0.003,
}


def networks():
    """One network a solver, all of them with the same initial weights."""
    shared = {"max_iter": 30, "tol": None, "alpha": 1.0, "random_state": 0}
    for solver, rate in RATES.items():
        yield DeepNNClassifier(
            hidden_layer_sizes=(32,),
            solver=solver,
            learning_rate=rate,
            batch_size=64,
            **shared,
        )
    yield DeepNNClassifier(hidden_layer_sizes=(32,), solver="lbfgs", **shared)


def main(folder):
    """Train all, print and draw."""
    X, y = load_digits(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X / 16, y, random_state=0)
    trained = [network.fit(X_train, y_train) for network in networks()]
    for network in trained:
        accuracy = network.score(X_test, y_test)
        print(f"{network.solver:<9}cost {network.loss_:.4f}  test {accuracy:.1%}")
    figure, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    LossCurveDisplay.from_estimators(
        trained, names=[network.solver for network in trained], ax=ax
    )
    ax.set(yscale="log", title="Digits, 64-32-10 units, batches of 64")
    figure.savefig(folder / "learning_curves.png", dpi=100)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path.cwd())
    main(parser.parse_args().folder)
