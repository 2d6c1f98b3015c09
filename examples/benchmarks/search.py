"""How long does a search of 30 candidates take: learning rate times layer sizes?

    python examples/benchmarks/search.py [--smoke]

`GridSearchCV` with 5 folds on 400 points of the moons, once with the same settings for
both classifiers and once with each one's defaults for all that is not searched. The
check is the best mean accuracy over the folds.
"""

import numpy as np
from peers import Work
from report import run_alone
from sklearn.datasets import make_moons
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier
from timing import compare

from skscratch import DeepNNClassifier

RATES = np.geomspace(1e-3, 1e-1, 6)
LAYERS = ((8,), (32,), (100,), (16, 16), (32, 16))


def searches(networks, smoke):
    """One search for each network, by its name; `rate` is what it calls its rate."""
    rates, layers = (RATES[:1], LAYERS[:1]) if smoke else (RATES, LAYERS)
    return {
        type(network).__name__: GridSearchCV(
            network, {rate: rates, "hidden_layer_sizes": layers}, cv=5
        )
        for network, rate in zip(
            networks, ("learning_rate", "learning_rate_init"), strict=True
        )
    }


def measure(options):
    X, y = make_moons(40 if options.smoke else 400, noise=0.25, random_state=0)
    work = Work(solver="adam", batch_size=32, max_iter=1 if options.smoke else 40)
    own = {"max_iter": 2} if options.smoke else {}
    cases = {
        "same settings, 40 epochs": (work.ours(), work.mlp_classifier(len(X))),
        "each with its defaults": (
            DeepNNClassifier(random_state=1, **own),
            MLPClassifier(random_state=1, **own),
        ),
    }
    for case, networks in cases.items():
        yield from compare(
            case,
            {
                name: lambda search=search: search.fit(X, y)
                for name, search in searches(networks, options.smoke).items()
            },
            options.rounds,
            checked="best score",
            check=lambda search: search.best_score_,
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
