"""Are many small networks faster as one stack: lesson 2 with several learning rates?

    python examples/benchmarks/stacked_runs.py [--smoke]

Networks of 2-4-1 units on the 400 points of the flower, plain gradient descent, each
with a learning rate of its own: fitted one after the other, as bare loops of NumPy
calls one after the other, and as one bare loop over a stack of them. The page on it is
drawn from ``docs/stacked_runs.json``, the ``results.json`` of ``run.py stacked_runs``.
"""

from dataclasses import replace
from statistics import fmean

import numpy as np
from bare_loop import BareLoop
from peers import Work
from report import run_alone
from stacked_loop import StackedLoop
from timing import compare

from skscratch import ShallowNNClassifier
from skscratch.datasets import make_flower

SIZES = (1, 2, 5, 10, 20, 40)
SLOWEST, FASTEST = 0.1, 1.2


def fits(work, rates, X, y):
    """The networks, one after the other."""
    return [
        ShallowNNClassifier(
            n_hidden=4,
            initialization="normal",
            solver="gd",
            learning_rate=rate,
            max_iter=work.max_iter,
            tol=None,
            random_state=1,
        ).fit(X, y)
        for rate in rates
    ]


def loops(work, rates, X, y):
    """Bare loops, one after the other."""
    return [BareLoop(replace(work, learning_rate=rate)).fit(X, y) for rate in rates]


def mean_cost(result):
    """The mean over the networks of the cost in the last iteration."""
    if isinstance(result, StackedLoop):
        return fmean(result.loss_curves_[-1])
    return fmean(network.loss_curve_[-1] for network in result)


def measure(options):
    X, y = make_flower(400, random_state=1)
    work = Work(
        hidden=(4,),
        activation="tanh",
        initialization="normal",
        learning_rate=FASTEST,
        max_iter=20 if options.smoke else 1000,
    )
    for K in SIZES[:2] if options.smoke else SIZES:
        rates = np.geomspace(SLOWEST, FASTEST, K)
        yield from compare(
            f"{K} networks, {work.max_iter} iterations",
            {
                "one fit after the other": lambda rates=rates: fits(work, rates, X, y),
                "bare loops": lambda rates=rates: loops(work, rates, X, y),
                "one bare loop of a stack": lambda rates=rates: StackedLoop(
                    work, rates
                ).fit(X, y),
            },
            options.rounds,
            checked="mean of the costs",
            check=mean_cost,
            networks=K,
            iterations=work.max_iter,
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
