"""Untouched estimators on scaled data: they learn, settle, and do not warn.

The comparison with scikit-learn's own is `examples/benchmarks/defaults.py`.
"""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn import datasets
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
)
from skscratch.datasets import make_flower

SETS = {
    "iris": lambda: datasets.load_iris(return_X_y=True),
    "wine": lambda: datasets.load_wine(return_X_y=True),
    "breast cancer": lambda: datasets.load_breast_cancer(return_X_y=True),
    "digits": lambda: datasets.load_digits(return_X_y=True),
    "moons": lambda: datasets.make_moons(400, noise=0.25, random_state=0),
    "circles": lambda: datasets.make_circles(
        500, noise=0.15, factor=0.5, random_state=0
    ),
    "flower": lambda: make_flower(400, random_state=1),
    "blobs": lambda: datasets.make_blobs(
        600, centers=6, n_features=4, cluster_std=3, random_state=0
    ),
    "quantiles": lambda: datasets.make_gaussian_quantiles(
        n_samples=1000, n_features=5, n_classes=3, random_state=0
    ),
}


@pytest.fixture(params=SETS)
def scaled(request):
    X, y = SETS[request.param]()
    return StandardScaler().fit_transform(X), y


@pytest.mark.parametrize("Network", [ShallowNNClassifier, DeepNNClassifier])
def test_what_rounding_changes_of_the_data_changes_no_probability(scaled, Network):
    X, y = scaled
    P, *others = (
        Network(random_state=0).fit(form, y).predict_proba(X)
        for form in (X, csr_array(X), X * (1 + 1e-15))
    )
    assert max(np.abs(other - P).max() for other in others) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("Network", [ShallowNNClassifier, DeepNNClassifier])
def test_a_good_fit_hears_no_warning(scaled, Network):
    """Warnings are errors here."""
    X, y = scaled
    shares = np.bincount(y) / len(y)
    guessing = -(shares * np.log(shares)).sum()
    for seed in range(30):
        assert Network(random_state=seed).fit(X, y).loss_ < 0.95 * guessing


@pytest.mark.parametrize("name", ["iris", "wine", "breast cancer", "digits", "blobs"])
def test_one_neuron_is_silent_where_the_classes_can_be_separated(name):
    """Its weights grow for ever: there is no optimum to settle at."""
    X, y = SETS[name]()
    X = StandardScaler().fit_transform(X)
    model = ScratchLogisticRegression(solver="gd").fit(X, y)
    assert model.outcome_ == "max_iter" and model.loss_ < 0.2


@pytest.mark.filterwarnings(
    "ignore:nothing was learnt",  # of circles, by a line
    "ignore:Setting penalty=None",  # scikit-learn 1.8.0 warns of C=inf, its own advice
)
def test_no_hidden_layer_is_logistic_regression(scaled):
    X, y = scaled
    network = DeepNNClassifier(hidden_layer_sizes=(), random_state=0)
    reference = LogisticRegression(C=np.inf, max_iter=1000)
    ours = network.fit(X, y).predict_proba(X)
    optimum = log_loss(y, reference.fit(X, y).predict_proba(X))
    assert log_loss(y, ours) < max(1.02 * optimum, optimum + 0.1)
    assert network.score(X, y) > reference.score(X, y) - 0.03
