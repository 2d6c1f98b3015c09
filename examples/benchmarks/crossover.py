"""From how many features on does the Gram form of the first layer pay?

    python examples/benchmarks/crossover.py [--smoke]

The network of lesson 3 on random samples, 500 iterations, with either form forced and
with the one that the estimator chooses. All three learn the same network. Drawn as
``crossover.png`` by the runner.
"""

from functools import partial

import numpy as np
from peers import Work, training_cost
from report import run_alone
from timing import COST, compare

N_SAMPLES = (100, 300, 1000)
N_FEATURES = (30, 100, 300, 1000, 3000, 10_000)

FORMS = {"form chosen": "auto", "Gram form": True, "direct form": False}


def measure(options):
    work = Work(
        hidden=(20, 7, 5),
        initialization="lecun",
        learning_rate=0.0075,
        max_iter=5 if options.smoke else 500,
    )
    rng = np.random.default_rng(0)
    for n in N_SAMPLES[:1] if options.smoke else N_SAMPLES:
        for n_features in N_FEATURES[:2] if options.smoke else N_FEATURES:
            X, y = rng.random((n, n_features)), np.arange(n) % 2
            networks = {
                name: work.ours().set_params(gram=gram) for name, gram in FORMS.items()
            }
            yield from compare(
                f"{n} x {n_features}",
                {name: partial(net.fit, X, y) for name, net in networks.items()},
                min(options.rounds, 3),
                checked=COST,
                check=training_cost(X, y),
                axis=f"{n} samples",
                x=n_features,
            )


if __name__ == "__main__":
    run_alone(__doc__, measure)
