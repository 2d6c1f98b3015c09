"""How long does lesson 2 take: four tanh units on the flower, 10000 iterations?

    python examples/benchmarks/lesson_2.py [--smoke]

400 points, plain gradient descent, the cost of every iteration.
"""

from peers import Work, fits, training_cost
from report import run_alone
from timing import COST, compare

from skscratch import ShallowNNClassifier
from skscratch.datasets import make_flower


def measure(options):
    X, y = make_flower(400, random_state=1)
    work = Work(
        hidden=(4,),
        activation="tanh",
        initialization="normal",
        learning_rate=1.2,
        max_iter=20 if options.smoke else 10000,
    )
    network = ShallowNNClassifier(
        n_hidden=4,
        initialization="normal",
        solver="gd",
        learning_rate=work.learning_rate,
        max_iter=work.max_iter,
        tol=None,
        random_state=1,
    )
    yield from compare(
        f"{X.shape[0]} x {X.shape[1]}, {work.max_iter} iterations",
        fits(work, X, y, ours=network),
        options.rounds,
        checked=COST,
        check=training_cost(X, y),
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
