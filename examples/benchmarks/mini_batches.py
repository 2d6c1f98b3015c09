"""What does an epoch of a larger network cost, at three batch sizes and two precisions?

    python examples/benchmarks/mini_batches.py [--smoke]

Units 784-256-128-10 with relu and adam, 12000 generated samples; the times are of 3
epochs, everything that `fit` does included.
"""

from itertools import product

from data import generated
from peers import Work, fits, training_cost
from report import run_alone
from timing import COST, compare

BATCH_SIZES = (32, 200, 1000)


def measure(options):
    n_samples, n_features = (300, 20) if options.smoke else (12_000, 784)
    for dtype, batch_size in product(("float32", "float64"), BATCH_SIZES):
        X, y = generated(n_samples, n_features, dtype=dtype)
        work = Work(
            hidden=(256, 128),
            solver="adam",
            batch_size=min(batch_size, n_samples),
            max_iter=1 if options.smoke else 3,
        )
        yield from compare(
            f"{n_samples} x {n_features}, batches of {batch_size}, {dtype}",
            fits(work, X, y),
            options.rounds,
            checked=COST,
            check=training_cost(X, y),
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
