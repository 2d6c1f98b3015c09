"""Learning rate and layer sizes by grid search, as for any scikit-learn estimator.

    python examples/grid_search.py [FOLDER]

Prints the best setting and saves the cross-validated accuracy of all of them as
``grid_search.png``.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
from sklearn.datasets import make_moons
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier

SIZES = [(4,), (64,), (16, 16)]
RATES = [0.001, 0.003, 0.01, 0.03, 0.1]


def search():
    """The grid: layer sizes in the outer order, learning rates in the inner one."""
    network = DeepNNClassifier(max_iter=30, tol=None, random_state=0)
    return GridSearchCV(
        make_pipeline(StandardScaler(), network),
        {
            "deepnnclassifier__hidden_layer_sizes": SIZES,
            "deepnnclassifier__learning_rate": RATES,
        },
        cv=4,
    )


def draw(accuracies, path):
    """A table of accuracies in colour, one row a network."""
    figure, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
    image = ax.imshow(accuracies, cmap="viridis", aspect="auto")
    for (row, column), accuracy in zip(
        [(r, c) for r in range(len(SIZES)) for c in range(len(RATES))],
        accuracies.ravel(),
        strict=True,
    ):
        dark = accuracy < (accuracies.min() + accuracies.max()) / 2
        color = "white" if dark else "black"
        ax.text(column, row, f"{accuracy:.1%}", ha="center", va="center", color=color)
    ax.set_xticks(range(len(RATES)), [f"{rate:g}" for rate in RATES])
    ax.set_yticks(range(len(SIZES)), [", ".join(map(str, size)) for size in SIZES])
    ax.set(xlabel="learning_rate", ylabel="hidden_layer_sizes")
    ax.set_title("Accuracy on moons, 4-fold cross-validation")
    figure.colorbar(image, format="{x:.0%}")
    figure.savefig(path, dpi=100)


def main(folder):
    """Search, test the best setting on data that the search has not seen, draw."""
    X, y = make_moons(800, noise=0.25, random_state=0)
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=0.5, random_state=0
    )
    grid = search().fit(X_train, y_train)
    for name, value in grid.best_params_.items():
        print(f"best {name.partition('__')[2]}: {value}")
    print(f"cross-validated accuracy: {grid.best_score_:.1%}")
    print(f"accuracy on test data: {grid.score(X_test, y_test):.1%}")
    accuracies = grid.cv_results_["mean_test_score"].reshape(len(SIZES), len(RATES))
    draw(accuracies, folder / "grid_search.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path.cwd())
    main(parser.parse_args().folder)
