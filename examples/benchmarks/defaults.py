"""Are the untouched defaults at least as good as those of `MLPClassifier`, and faster?

Accuracy and log-loss by 5-fold cross-validation after `StandardScaler`, on bundled and
generated sets of many shapes and kinds: 20 to 20 000 rows, 2 to 300 features, 2 to 10
classes, categories as codes and as columns, binned numbers, rare classes, wrong labels.
The two classifiers in turn, fold by fold. A difference counts as beyond the noise where
it exceeds two standard errors over the folds; a warning is any that `fit` gave.

    python examples/benchmarks/defaults.py
"""

import time
import warnings

import numpy as np
from scipy.sparse import csr_array
from sklearn import datasets as sk
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, StandardScaler

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.datasets import make_flower

N_FOLDS = 5

#: name, samples, features, classes, informative features, and what else to tell
#: `make_classification`
GENERATED = (
    ("300 x 10, 2 classes", 300, 10, 2, 5, {"flip_y": 0.05}),
    ("1000 x 20, 2 classes", 1000, 20, 2, 8, {"flip_y": 0.02}),
    ("2000 x 20, 4 classes", 2000, 20, 4, 10, {"class_sep": 1.5}),
    ("2000 x 64, 10 classes", 2000, 64, 10, 20, {"class_sep": 1.5}),
    ("500 x 40, 3 classes", 500, 40, 3, 10, {"flip_y": 0.05}),
    ("1500 x 32, 5 classes", 1500, 32, 5, 16, {}),
    ("40 x 5, 2 classes", 40, 5, 2, 3, {}),
    ("80 x 50, 2 classes", 80, 50, 2, 8, {}),
    ("400 x 300, 2 classes", 400, 300, 2, 20, {}),
    ("1500 x 300, 4 classes", 1500, 300, 4, 40, {}),
    ("5000 x 30, 3 classes", 5000, 30, 3, 12, {"flip_y": 0.02}),
    ("20000 x 20, 2 classes", 20000, 20, 2, 10, {"flip_y": 0.05}),
    ("a class of 3 %", 3000, 15, 2, 6, {"weights": [0.97]}),
    ("classes of 85, 12, 3 %", 2000, 15, 3, 8, {"weights": [0.85, 0.12]}),
    ("labels wrong, 20 %", 1000, 20, 2, 6, {"flip_y": 0.2}),
    ("labels wrong, 40 %", 2000, 20, 3, 8, {"flip_y": 0.4}),
)


def generated(name, n_samples, n_features, n_classes, n_informative, further):
    """(X, y) of one of `GENERATED`."""
    return sk.make_classification(
        n_samples,
        n_features,
        n_classes=n_classes,
        n_informative=n_informative,
        n_redundant=min(4, n_features - n_informative),
        random_state=n_samples + n_features,
        **{"flip_y": 0.0} | further,
    )


def categories(n_samples, n_columns, n_levels, random_state):
    """Codes and labels: every level has an effect, and every pair of the first two."""
    rng = np.random.default_rng(random_state)
    codes = rng.integers(0, n_levels, (n_samples, n_columns))
    effects = rng.normal(size=(n_columns, n_levels))
    pairs = 2 * rng.normal(size=(n_levels, n_levels))
    logits = effects[np.arange(n_columns), codes].sum(axis=1)
    logits += pairs[codes[:, 0], codes[:, 1]]
    return codes, (rng.random(n_samples) < 1 / (1 + np.exp(-logits))).astype(int)


def binned(X, n_bins, encode):
    """Numbers by the quantile that they fall into."""
    binner = KBinsDiscretizer(
        n_bins, encode=encode, quantile_method="averaged_inverted_cdf"
    )
    return binner.fit_transform(X)


def tables():
    """Name and (X, y) of what is not numbers with normal spread."""
    codes, y = categories(1500, 8, 4, random_state=0)
    yield "categories as columns", (np.eye(4)[codes].reshape(len(codes), -1), y)
    codes, y = categories(1500, 8, 3, random_state=1)
    yield "categories as codes", (codes, y)
    X, y = sk.load_breast_cancer(return_X_y=True)
    yield "breast cancer, bins", (binned(X, 4, "onehot-dense"), y)
    X, y = generated("", 3000, 12, 3, 8, {})
    yield "codes of bins", (binned(X, 5, "ordinal"), y)
    for name, load in (("diabetes", sk.load_diabetes), ("linnerud", sk.load_linnerud)):
        X, values = load(return_X_y=True)
        values = values.reshape(len(X), -1)[:, 0]
        yield f"{name}, above median", (X, (values > np.median(values)).astype(int))
    X = np.random.default_rng(0).uniform(0, 4, (1200, 2))
    yield "checkerboard", (X, np.floor(X).sum(axis=1).astype(int) % 2)


def data_sets():
    """Name and (X, y) of every set."""
    yield "iris", sk.load_iris(return_X_y=True)
    yield "wine", sk.load_wine(return_X_y=True)
    yield "breast cancer", sk.load_breast_cancer(return_X_y=True)
    yield "digits", sk.load_digits(return_X_y=True)
    yield "moons", sk.make_moons(400, noise=0.25, random_state=0)
    yield "circles", sk.make_circles(500, noise=0.15, factor=0.5, random_state=0)
    yield "flower", make_flower(400, random_state=1)
    yield (
        "blobs",
        sk.make_blobs(600, centers=6, n_features=4, cluster_std=3, random_state=0),
    )
    yield (
        "quantiles",
        sk.make_gaussian_quantiles(
            n_samples=1000, n_features=5, n_classes=3, random_state=0
        ),
    )
    yield "hastie", sk.make_hastie_10_2(2000, random_state=0)
    for one in GENERATED:
        yield one[0], generated(*one)
    yield from tables()


def difference(make, X, y):
    """The largest difference in a probability that rounding of X makes.

    X as it is, sparse, and times 1 + 1e-15.
    """
    X = StandardScaler().fit_transform(X)
    forms = (X, csr_array(X), X * (1 + 1e-15))
    P, *others = [make(0).fit(form, y).predict_proba(X) for form in forms]
    return max(np.abs(other - P).max() for other in others)


def compare(makers, X, y):
    """Accuracy, log-loss, fit seconds, warnings: an array (classifiers, 4, folds)."""
    scores = np.empty((len(makers), 4, N_FOLDS))
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=0)
    for fold, (train, test) in enumerate(folds.split(X, y)):
        for which, make in enumerate(makers):
            model = make_pipeline(StandardScaler(), make(fold))
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                start = time.perf_counter()
                model.fit(X[train], y[train])
                seconds = time.perf_counter() - start
            P = np.clip(model.predict_proba(X[test]), 1e-15, 1)
            loss = log_loss(y[test], P, labels=model.classes_)
            accuracy = model.score(X[test], y[test])
            scores[which, :, fold] = accuracy, loss, seconds, len(told) > 0
    return scores


def report(title, ours, theirs):
    """Print the table of one comparison."""
    print(f"\n{title}\n{'':24}  accuracy          log-loss          seconds")
    results = []
    for name, (X, y) in data_sets():
        scores = compare((ours, theirs), np.asarray(X, dtype=float), y)
        results.append(scores.mean(axis=2))
        gap = scores[1, :2] - scores[0, :2]
        noise = 2 * np.sqrt(scores[:, :2].var(axis=2, ddof=1).sum(axis=0) / N_FOLDS)
        worse = gap.mean(axis=1) * (1, -1) > noise
        marks = [("accuracy", "log-loss")[i] for i in np.flatnonzero(worse)]
        row = scores.mean(axis=2).T
        print(
            f"{name:24}  {row[0, 0]:.4f}  {row[0, 1]:.4f}  {row[1, 0]:7.4f}  "
            f"{row[1, 1]:7.4f}  {row[2, 0]:7.3f}  {row[2, 1]:7.3f}  "
            + (f"worse beyond the noise: {', '.join(marks)}" if marks else "")
        )
    mean = np.mean(results, axis=0).T
    warned = np.sum(np.array(results)[:, :, 3] > 0, axis=0)
    print(
        f"{'mean':24}  {mean[0, 0]:.4f}  {mean[0, 1]:.4f}  {mean[1, 0]:7.4f}  "
        f"{mean[1, 1]:7.4f}  fits {mean[2, 1] / mean[2, 0]:.1f} times as fast; "
        f"warned on {warned[0]} and {warned[1]} of {len(results)} sets"
    )


def main():
    report(
        "DeepNNClassifier() and MLPClassifier()",
        lambda fold: DeepNNClassifier(random_state=fold),
        lambda fold: MLPClassifier(random_state=fold),
    )
    report(
        "ShallowNNClassifier() and MLPClassifier() of as many units",
        lambda fold: ShallowNNClassifier(random_state=fold),
        lambda fold: MLPClassifier((4,), activation="tanh", random_state=fold),
    )
    report(
        "ScratchLogisticRegression() and LogisticRegression()",
        lambda fold: ScratchLogisticRegression(),
        lambda fold: LogisticRegression(),
    )
    for title, ours in (
        (
            'ScratchLogisticRegression(solver="gd")',
            lambda fold: ScratchLogisticRegression(solver="gd"),
        ),
        (
            "DeepNNClassifier(hidden_layer_sizes=())",
            lambda fold: DeepNNClassifier(hidden_layer_sizes=(), random_state=fold),
        ),
    ):
        report(
            f"{title} and LogisticRegression(C=inf)",
            ours,
            lambda fold: LogisticRegression(C=np.inf, max_iter=1000),
        )
    print("\nlargest difference in a probability: X dense, sparse, times (1 + 1e-15)")
    warnings.simplefilter("ignore", ConvergenceWarning)
    for make in (DeepNNClassifier, ShallowNNClassifier):
        largest = {
            name: difference(lambda seed, make=make: make(random_state=seed), X, y)
            for name, (X, y) in data_sets()
        }
        name = max(largest, key=largest.get)
        print(f"{make.__name__:24}  {largest[name]:.1e} ({name})")


if __name__ == "__main__":
    main()
