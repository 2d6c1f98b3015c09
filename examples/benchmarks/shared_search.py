"""What does a search save where its fits share the products of their samples?

    python examples/benchmarks/shared_search.py [--smoke] [--cats DIR]

`GridSearchCV` on wide data, inside `shared_gram` and without it: 30 candidates in 5
folds on the images of the lessons, a single candidate in 50 folds, and fewer candidates
on more samples. The check is the best mean accuracy over the folds.
"""

from contextlib import nullcontext

import numpy as np
from data import generated, images
from report import run_alone
from sklearn.model_selection import GridSearchCV
from timing import compare

from skscratch import DeepNNClassifier, ScratchLogisticRegression, shared_gram

RATES = np.geomspace(1e-3, 3e-2, 6)
LAYERS = ((7,), (20,), (20, 5), (20, 7), (20, 7, 5))
ALPHAS = np.geomspace(0.1, 1000, 30)
MOST_ROUNDS = 3  # a search is many fits


def searches(options):
    """Data and search of each case, by its name."""
    X, y = images(options)
    wide = generated(20, 100, 2) if options.smoke else generated(800, 8000, 2)
    fixed = {"max_iter": 2 if options.smoke else 200, "tol": None, "random_state": 1}
    logistic = ScratchLogisticRegression(learning_rate=0.005, **fixed)
    network = DeepNNClassifier(solver="gd", **fixed)
    to_the_end = ScratchLogisticRegression(solver="gd")
    if options.smoke:
        to_the_end.set_params(max_iter=2)
    n_alphas, folds = (2, 2) if options.smoke else (30, 5)
    alphas = {"alpha": ALPHAS[:n_alphas]}
    rates = {"learning_rate": RATES}
    if not options.smoke:
        rates["hidden_layer_sizes"] = LAYERS
    one, many = {"alpha": [1.0]}, 10 * folds
    of_wide = {"alpha": ALPHAS[:n_alphas:3]}
    return {
        "lesson 3: 6 rates x 5 sizes": (X, y, network, rates, folds),
        "logistic, to its end: 30 alphas": (X, y, to_the_end, alphas, folds),
        "logistic, 200 iterations: 30 alphas": (X, y, logistic, alphas, folds),
        "logistic, 200 iterations: 50 folds": (X, y, logistic, one, many),
        "the same on 800 x 8000: 10 alphas": (*wide, logistic, of_wide, folds),
    }


def measure(options):
    for case, (X, y, estimator, grid, folds) in searches(options).items():
        folds = min(folds, *np.bincount(y))
        search = GridSearchCV(estimator, grid, cv=folds, error_score="raise")

        def run(context, search=search, X=X, y=y):
            with context:
                return search.fit(X, y)

        yield from compare(
            case,
            {
                "in shared_gram": lambda run=run: run(shared_gram()),
                "without": lambda run=run: run(nullcontext()),
            },
            min(options.rounds, MOST_ROUNDS),
            checked="best score",
            check=lambda search: search.best_score_,
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
