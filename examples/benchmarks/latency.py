"""How long does `predict_proba` of one sample take?

    python examples/benchmarks/latency.py [--smoke]

30 features, two classes: a network of 100 units, and a logistic model; then behind a
`StandardScaler` in a Pipeline, beside what the network and the scaler take alone and
what they take there with a classifier that does nothing. What a web service pays for
each request.
"""

from data import generated
from peers import Work, fits
from report import run_alone
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from timing import compare

from skscratch import DeepNNClassifier, ScratchLogisticRegression


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
    yield from pipelines(X, y, options.rounds, repeat)


class Nothing(ClassifierMixin, BaseEstimator):
    """What it takes to call a classifier."""

    def fit(self, X, y):
        self.classes_ = [0, 1]
        return self

    def predict_proba(self, X):
        return X[:, :2]


def pipelines(X, y, rounds, repeat):
    """A network and its peer behind a scaler, and each part alone."""
    row = X[:1].copy()
    scaler = StandardScaler().fit(X)
    network = DeepNNClassifier(hidden_layer_sizes=(100,), max_iter=5, tol=None)
    peer = MLPClassifier((100,), max_iter=5)
    ours, theirs, nothing = (
        make_pipeline(StandardScaler(), each).fit(X, y)
        for each in (network, peer, Nothing())
    )
    yield from compare(
        "one row, scaler and network",
        {
            "DeepNNClassifier, Pipeline": lambda: ours.predict_proba(row),
            "DeepNNClassifier, alone": lambda: network.predict_proba(row),
            "StandardScaler, alone": lambda: scaler.transform(row),
            "MLPClassifier, Pipeline": lambda: theirs.predict_proba(row),
            "nothing, Pipeline": lambda: nothing.predict_proba(row),
        },
        rounds,
        repeat=repeat,
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
