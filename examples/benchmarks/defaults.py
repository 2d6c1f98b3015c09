"""Are the untouched defaults at least as good as those of `MLPClassifier`, and faster?

Accuracy and log-loss by 5-fold cross-validation after `StandardScaler`, on bundled and
generated sets of many shapes; the two classifiers in turn, fold by fold. A difference
counts as beyond the noise where it exceeds two standard errors over the folds.

    python examples/benchmarks/defaults.py
"""

import time
import warnings

import numpy as np
from sklearn import datasets as sk
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.datasets import make_flower

N_FOLDS = 5

#: samples, features, classes, informative features, separation, wrong labels
GENERATED = (
    (300, 10, 2, 5, 1.0, 0.05),
    (1000, 20, 2, 8, 1.0, 0.02),
    (2000, 20, 4, 10, 1.5, 0.0),
    (2000, 64, 10, 20, 1.5, 0.0),
    (500, 40, 3, 10, 1.0, 0.05),
    (1500, 32, 5, 16, 1.0, 0.0),
)


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
    for n, n_features, n_classes, informative, separation, flipped in GENERATED:
        yield (
            f"{n} x {n_features}, {n_classes} classes",
            sk.make_classification(
                n,
                n_features,
                n_informative=informative,
                n_redundant=min(4, n_features - informative),
                n_classes=n_classes,
                class_sep=separation,
                flip_y=flipped,
                random_state=n + n_features,
            ),
        )


def compare(ours, theirs, X, y):
    """Accuracy, log-loss and fit seconds, an array (2 classifiers, 3, folds)."""
    scores = np.empty((2, 3, N_FOLDS))
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=0)
    for fold, (train, test) in enumerate(folds.split(X, y)):
        for which, make in enumerate((ours, theirs)):
            model = make_pipeline(StandardScaler(), make(fold))
            start = time.perf_counter()
            model.fit(X[train], y[train])
            seconds = time.perf_counter() - start
            P = np.clip(model.predict_proba(X[test]), 1e-15, 1)
            loss = log_loss(y[test], P, labels=model.classes_)
            scores[which, :, fold] = model.score(X[test], y[test]), loss, seconds
    return scores


def report(title, ours, theirs):
    """Print the table of one comparison."""
    print(f"\n{title}\n{'':24}  accuracy          log-loss          seconds")
    results = []
    for name, (X, y) in data_sets():
        scores = compare(ours, theirs, X, y)
        results.append(scores.mean(axis=2))
        difference = scores[1, :2] - scores[0, :2]
        noise = 2 * np.sqrt(scores[:, :2].var(axis=2, ddof=1).sum(axis=0) / N_FOLDS)
        worse = difference.mean(axis=1) * (1, -1) > noise
        marks = [("accuracy", "log-loss")[i] for i in np.flatnonzero(worse)]
        row = scores.mean(axis=2).T
        print(
            f"{name:24}  {row[0, 0]:.4f}  {row[0, 1]:.4f}  {row[1, 0]:7.4f}  "
            f"{row[1, 1]:7.4f}  {row[2, 0]:7.3f}  {row[2, 1]:7.3f}  "
            + (f"worse beyond the noise: {', '.join(marks)}" if marks else "")
        )
    mean = np.mean(results, axis=0).T
    print(
        f"{'mean':24}  {mean[0, 0]:.4f}  {mean[0, 1]:.4f}  {mean[1, 0]:7.4f}  "
        f"{mean[1, 1]:7.4f}  fits {mean[2, 1] / mean[2, 0]:.1f} times as fast"
    )


def main():
    warnings.simplefilter("ignore", ConvergenceWarning)
    report(
        "DeepNNClassifier() and MLPClassifier()",
        lambda fold: DeepNNClassifier(random_state=fold),
        lambda fold: MLPClassifier(random_state=fold),
    )
    report(
        "ScratchLogisticRegression() and LogisticRegression(C=inf)",
        lambda fold: ScratchLogisticRegression(),
        lambda fold: LogisticRegression(C=np.inf, max_iter=1000),
    )
    X, y = make_flower(400, random_state=1)
    scores = compare(
        lambda fold: ShallowNNClassifier(random_state=fold),
        lambda fold: LogisticRegression(),
        X,
        y,
    )
    ours, linear = scores[:, 0].mean(axis=1)
    print(f"\nflower: ShallowNNClassifier() {ours:.4f}, a linear model {linear:.4f}")


if __name__ == "__main__":
    main()
