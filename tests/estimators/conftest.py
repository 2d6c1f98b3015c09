"""Small data and small networks for the tests of the estimators."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_moons, make_multilabel_classification
from sklearn.preprocessing import scale

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier

CLASSES = [ScratchLogisticRegression, ShallowNNClassifier, DeepNNClassifier]


@pytest.fixture(params=CLASSES, ids=lambda cls: cls.__name__)
def Classifier(request):
    """Each of the three estimators in turn."""
    return request.param


@pytest.fixture(params=CLASSES[1:], ids=lambda cls: cls.__name__)
def Network(request):
    """Each of the two estimators with hidden layers in turn."""
    return request.param


@pytest.fixture
def moons():
    """Two classes that no line separates: X (80, 2), y."""
    X, y = make_moons(80, noise=0.2, random_state=0)
    return scale(X), y


@pytest.fixture
def blobs():
    """Three classes: X (90, 4), y."""
    X, y = make_blobs(90, 4, centers=3, cluster_std=4.0, random_state=0)
    return scale(X), y


@pytest.fixture
def tags():
    """Multilabel targets: X (70, 5), Y (70, 3) of 0 and 1."""
    X, Y = make_multilabel_classification(70, 5, n_classes=3, random_state=0)
    return scale(X), Y


@pytest.fixture
def parameters():
    """A function that puts all weights and biases of an estimator in one vector."""

    def of(model):
        if hasattr(model, "coef_"):
            arrays = [model.coef_, model.intercept_]
        else:
            arrays = [*model.coefs_, *model.intercepts_]
        return np.concatenate([array.ravel() for array in arrays])

    return of


@pytest.fixture
def assert_same(parameters):
    """Compare two fitted estimators: weights, record and predictions."""

    def check(one, other, atol=0.0):
        for array, expected in (
            (parameters(one), parameters(other)),
            (one.loss_curve_, other.loss_curve_),
        ):
            np.testing.assert_allclose(array, expected, rtol=0, atol=atol)

    return check
