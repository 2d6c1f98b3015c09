"""How long do 30 epochs on the digits take, 100 units, batches of 32, adam, float32?

python examples/benchmarks/digits.py [--smoke]
"""

import numpy as np
from peers import Work, fits, training_cost
from report import run_alone
from sklearn.datasets import load_digits
from timing import COST, compare


def measure(options):
    X, y = load_digits(return_X_y=True)
    X = (X / 16).astype(np.float32)
    work = Work(
        hidden=(100,),
        solver="adam",
        batch_size=32,
        max_iter=1 if options.smoke else 30,
    )
    yield from compare(
        f"{X.shape[0]} x {X.shape[1]}, 100 units, float32",
        fits(work, X, y),
        options.rounds,
        checked=COST,
        check=training_cost(X, y),
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
