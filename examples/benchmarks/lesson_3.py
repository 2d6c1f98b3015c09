"""How long does lesson 3 take: four layers on the images, 2500 iterations?

    python examples/benchmarks/lesson_3.py [--cats DIR] [--smoke]

Units 12288-20-7-5-1 with relu, plain gradient descent, the cost of every iteration. The
time of a single iteration, in the same Gram form, shows what is done but once.
"""

from dataclasses import replace

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
    single = replace(work, max_iter=1)
    for each, ours, rounds in (
        (work, None, min(options.rounds, 3)),  # the others take a minute a round
        (single, single.ours().set_params(gram=True), options.rounds),
    ):
        yield from compare(
            f"{X.shape[0]} x {X.shape[1]}, iterations: {each.max_iter}",
            fits(each, X, y, ours=ours),
            rounds,
            checked=COST,
            check=training_cost(X, y),
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
