"""How long does `predict_proba` of one sample take?

    python examples/benchmarks/latency.py [--smoke]

30 features, two classes: a network of 100 units, and a logistic model. What a web
service pays for each request.
"""

from data import generated
from peers import Work, fits
from report import run_alone
from sklearn.linear_model import LogisticRegression
from timing import compare

from skscratch import ScratchLogisticRegression


def measure(options):
    X, y = generated(500, 30, n_classes=2)
    row, repeat = X[:1].copy(), 2 if options.smoke else 1000
    networks = fits(Work(hidden=(100,), max_iter=5), X, y)
    models = {
        "ScratchLogisticRegression": ScratchLogisticRegression(
            solver="newton", alpha=1.0
        ).fit,
        "LogisticRegression": LogisticRegression().fit,
    }
    cases = {
        "one row, 30-100-1 units": {name: fit() for name, fit in networks.items()},
        "one row, logistic": {name: fit(X, y) for name, fit in models.items()},
    }
    for case, fitted in cases.items():
        yield from compare(
            case,
            {
                name: lambda model=model: model.predict_proba(row)
                for name, model in fitted.items()
            },
            options.rounds,
            repeat=repeat,
            checked="probability",
            check=lambda P: P[0, 1],
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
