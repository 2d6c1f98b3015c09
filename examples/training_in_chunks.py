"""Exact full-batch training on data that never are in one place.

    python examples/training_in_chunks.py [FOLDER]

Sums of losses and of gradients add up over the parts of a data set. Here the parts are
rows of an HDF5 file, read one after the other; they might as well be on machines of
their own. The parameters come out as `fit` finds them on the whole set.
"""

import argparse
from pathlib import Path

import h5py
import numpy as np
from sklearn.datasets import load_digits

from skscratch import (
    DeepNNClassifier,
    get_parameters,
    loss_and_grad,
    set_parameters,
)

N_EPOCHS, LEARNING_RATE, CHUNK = 50, 0.5, 300


def network(max_iter):
    """The network that both ways train."""
    return DeepNNClassifier(
        hidden_layer_sizes=(16,),
        solver="gd",
        learning_rate=LEARNING_RATE,
        max_iter=max_iter,
        tol=None,
        random_state=0,
    )


def train_in_chunks(model, X, y):
    """Gradient descent with the sums over the chunks of two HDF5 data sets."""
    starts = range(0, len(X), CHUNK)
    for _ in range(N_EPOCHS):
        parts = [
            loss_and_grad(model, X[start : start + CHUNK], y[start : start + CHUNK])
            for start in starts
        ]
        _, gradient, weight = (sum(terms) for terms in zip(*parts, strict=True))
        theta = get_parameters(model) - LEARNING_RATE * gradient / weight
        set_parameters(model, theta)
    return model


def main(folder):
    """Train both ways and compare."""
    X, y = load_digits(return_X_y=True)
    with h5py.File(folder / "digits.h5", "w") as file:
        file["X"], file["y"] = X / 16, y
        # The first rows must hold all classes: the model learns their names from them.
        chunked = network(N_EPOCHS).initialize(file["X"][:CHUNK], file["y"][:CHUNK])
        train_in_chunks(chunked, file["X"], file["y"])
    whole = network(N_EPOCHS).fit(X / 16, y)
    difference = np.abs(get_parameters(whole) - get_parameters(chunked)).max()
    print(f"right in one piece: {whole.score(X / 16, y):.1%}")
    print(f"right in {-(-len(X) // CHUNK)} chunks: {chunked.score(X / 16, y):.1%}")
    print(f"largest difference of a parameter: {difference:.1e}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path.cwd())
    main(parser.parse_args().folder)
