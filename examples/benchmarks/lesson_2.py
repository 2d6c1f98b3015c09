"""How long does lesson 2 take: four tanh units on the flower, 10000 iterations?

    python examples/benchmarks/lesson_2.py [--smoke]

400 points, plain gradient descent, the cost of every iteration. `MLPClassifier` runs
without shuffling, which on a full batch only takes time, and as it does by default. The
bare loop is what a network of this size can hope for in NumPy.
"""

from bare_loop import BareLoop
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
    competitors = fits(work, X, y, ours=network)
    shuffling = work.mlp_classifier(len(X)).set_params(shuffle=True)
    competitors["MLPClassifier, shuffling"] = lambda: shuffling.fit(X, y)
    competitors["bare NumPy loop"] = lambda: BareLoop(work).fit(X, y)
    yield from compare(
        f"{X.shape[0]} x {X.shape[1]}, {work.max_iter} iterations",
        competitors,
        options.rounds,
        checked=COST,
        check=training_cost(X, y),
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
