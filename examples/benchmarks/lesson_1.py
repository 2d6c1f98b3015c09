"""How long does lesson 1 take: logistic regression on the images, 2000 iterations?

    python examples/benchmarks/lesson_1.py [--cats DIR] [--smoke]

Plain gradient descent from zero weights, with the cost of every iteration.
"""

from data import images
from peers import Work, fits, training_cost
from report import run_alone
from timing import COST, compare

from skscratch import ScratchLogisticRegression


def measure(options):
    X, y = images(options)
    work = Work(
        initialization="zeros",
        learning_rate=0.005,
        max_iter=5 if options.smoke else 2000,
    )
    neuron = ScratchLogisticRegression(
        learning_rate=work.learning_rate, max_iter=work.max_iter, tol=None
    )
    yield from compare(
        f"{X.shape[0]} x {X.shape[1]}, {work.max_iter} iterations",
        fits(work, X, y, ours=neuron),
        options.rounds,
        checked=COST,
        check=training_cost(X, y),
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
