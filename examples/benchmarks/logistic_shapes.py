"""How long does logistic regression take on tall, wide, sparse and many-class data?

    python examples/benchmarks/logistic_shapes.py [--smoke]

Both untouched, which is the same objective: C is 1 in scikit-learn, and alpha here; and
ours with the solver named, which goes to the optimum. Each objective is reported, at
the parameters that the fit returned, as
``mean(loss) + alpha / (2 n) * sum(W**2)``: scikit-learn stops at most a hundred
iterations from the start.
"""

import numpy as np
from data import generated
from report import run_alone
from scipy.sparse import csr_array, diags_array
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from timing import compare

from skscratch import ScratchLogisticRegression

ALPHA = 1.0

#: Rows, columns and classes.
SHAPES = {
    "tall": (100_000, 100, 2),
    "wide": (1_000, 10_000, 2),
    "many classes": (20_000, 784, 10),
    "sparse": (20_000, 30_000, 2),
    "sparse, many classes": (10_000, 10_000, 10),
}

#: Words of a text, most of them frequent ones.
N_WORDS = 80


def texts(n_samples, n_features, n_classes):
    """Rows of unit length with a few frequent and many rare words, as of TF-IDF."""
    rng = np.random.default_rng(0)
    frequencies = 1 / np.arange(1, n_features + 1)
    words = rng.choice(
        n_features, n_samples * N_WORDS, p=frequencies / frequencies.sum()
    )
    rows = np.repeat(np.arange(n_samples), N_WORDS)
    X = csr_array((np.ones(len(words)), (rows, words)), (n_samples, n_features))
    X.sum_duplicates()
    X = X @ diags_array(np.log(n_samples / (1 + (X > 0).sum(axis=0))) + 1)
    X = csr_array(diags_array(X.multiply(X).sum(axis=1) ** -0.5) @ X)
    X.indices, X.indptr = X.indices.astype(np.int32), X.indptr.astype(np.int32)
    scores = 3 * (X @ rng.standard_normal((n_features, n_classes)))
    scores -= scores.mean(axis=0)
    return X, (scores + rng.gumbel(size=scores.shape)).argmax(axis=1)


def measure(options):
    for kind, (n_samples, n_features, n_classes) in SHAPES.items():
        if options.smoke:
            n_samples, n_features, n_classes = 40, 25, 2
        make = texts if kind.startswith("sparse") else generated
        X, y = make(n_samples, n_features, n_classes)

        def objective(model, X=X, y=y):
            penalty = ALPHA / (2 * X.shape[0]) * (model.coef_**2).sum()
            return log_loss(y, model.predict_proba(X)) + penalty

        models = {
            "ScratchLogisticRegression": ScratchLogisticRegression(),
            "ScratchLogisticRegression, lbfgs": ScratchLogisticRegression(
                solver="lbfgs", alpha=ALPHA
            ),
            "LogisticRegression": LogisticRegression(),
        }
        yield from compare(
            f"{kind}: {n_samples} x {n_features}, {n_classes} classes",
            {
                name: lambda m=model, X=X, y=y: m.fit(X, y)
                for name, model in models.items()
            },
            options.rounds,
            checked="objective",
            check=objective,
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
