"""How does the time of an epoch grow with samples, features, width, depth and batch?

    python examples/benchmarks/scaling.py [--smoke]

One of the five varies, the others stay at `BASE`; adam on float32, 2 epochs a fit,
everything that `fit` does included. Drawn as ``scaling.png`` by the runner.
"""

from data import generated
from peers import Work, fits, training_cost
from report import run_alone
from timing import COST, compare

BASE = {"n_samples": 2000, "n_features": 50, "width": 64, "depth": 2, "batch_size": 100}

AXES = {
    "n_samples": (100, 300, 1000, 3000, 10_000, 30_000),
    "n_features": (3, 10, 30, 100, 300, 1000, 3000),
    "width": (4, 16, 64, 256, 1024),
    "depth": (1, 2, 4, 8, 16),
    "batch_size": (4, 16, 64, 256, 1024),
}

#: What the other four are in a smoke test.
TINY = {"n_samples": 40, "n_features": 4, "width": 4, "depth": 1, "batch_size": 20}

N_EPOCHS = 2


def measure(options):
    for axis, places in AXES.items():
        for x in places[:2] if options.smoke else places:
            size = (TINY if options.smoke else BASE) | {axis: x}
            n_samples, n_features = size["n_samples"], size["n_features"]
            X, y = generated(n_samples, n_features, n_classes=2, dtype="float32")
            work = Work(
                hidden=(size["width"],) * size["depth"],
                solver="adam",
                batch_size=min(size["batch_size"], n_samples),
                max_iter=N_EPOCHS,
            )
            competitors = fits(work, X, y)
            competitors.pop("PyTorch, 1 thread", None)
            yield from compare(
                f"{axis} = {x}",
                competitors,
                min(options.rounds, 3),
                checked=COST,
                check=training_cost(X, y),
                axis=axis,
                x=x,
            )


if __name__ == "__main__":
    run_alone(__doc__, measure)
