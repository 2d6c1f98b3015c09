"""Does `SGDClassifier` train a logistic model faster than mini-batches do?

    python examples/benchmarks/sgd_classifier.py [--smoke]

10 epochs over generated samples without penalty. `SGDClassifier` takes a step after
each sample, in compiled code; ours after each batch of 1, 10 or 100, with a learning
rate in proportion to the square root of its size.
"""

from data import generated
from peers import training_cost
from report import run_alone
from sklearn.linear_model import SGDClassifier
from timing import COST, compare

from skscratch import ScratchLogisticRegression

RATE = 0.002


def measure(options):
    n_samples, n_features = (200, 5) if options.smoke else (20_000, 100)
    max_iter = 1 if options.smoke else 10
    X, y = generated(n_samples, n_features, n_classes=2)
    models = {
        f"ScratchLogisticRegression, {batch_size}": ScratchLogisticRegression(
            learning_rate=RATE * batch_size**0.5,
            batch_size=batch_size,
            max_iter=max_iter,
            tol=None,
            random_state=0,
        )
        for batch_size in (1, 10, 100)  # the first does the same work
    }
    models["SGDClassifier"] = SGDClassifier(
        loss="log_loss",
        alpha=0.0,
        learning_rate="constant",
        eta0=RATE,
        max_iter=max_iter,
        tol=None,
        random_state=0,
    )
    yield from compare(
        f"{n_samples} x {n_features}, {max_iter} epochs",
        {name: lambda m=model: m.fit(X, y) for name, model in models.items()},
        options.rounds,
        checked=COST,
        check=training_cost(X, y),
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
