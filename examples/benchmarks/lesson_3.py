"""How long does lesson 3 take: four layers on the images, 2500 iterations?

    python examples/benchmarks/lesson_3.py [--cats DIR] [--smoke]

Units 12288-20-7-5-1 with relu, plain gradient descent, the cost of every iteration.
"""

from data import images
from peers import Work, fits, training_cost
from report import run_alone
from timing import COST, compare


def measure(options):
    X, y = images(options)
    work = Work(
        hidden=(20, 7, 5),
        initialization="lecun",
        learning_rate=0.0075,
        max_iter=5 if options.smoke else 2500,
    )
    yield from compare(
        f"{X.shape[0]} x {X.shape[1]}, {work.max_iter} iterations",
        fits(work, X, y),
        options.rounds,
        checked=COST,
        check=training_cost(X, y),
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
