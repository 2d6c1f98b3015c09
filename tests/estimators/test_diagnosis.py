"""`diagnose` names the usual reasons why a network does not learn."""

import numpy as np
import pytest

from skscratch import DeepNNClassifier, ShallowNNClassifier

FEW = {"max_iter": 5, "tol": None, "random_state": 0}


def words(diagnosis):
    return " ".join(diagnosis.findings)


def test_a_healthy_network_has_no_findings(blobs):
    model = DeepNNClassifier(**{**FEW, "max_iter": 30}).fit(*blobs)
    diagnosis = model.diagnose(*blobs)
    assert diagnosis.findings == ()
    assert "Nothing found" in str(diagnosis)


def test_dead_units_are_counted(moons):
    X, y = moons
    model = DeepNNClassifier(hidden_layer_sizes=(4,), **FEW).fit(X, y)
    model.intercepts_[0][:3] = -100
    diagnosis = model.diagnose(X, y)
    assert diagnosis.layers[0]["dead"] == 0.75
    assert "dead" in words(diagnosis)
    assert diagnosis.layers[0]["saturated"] == 0


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_saturated_units_are_counted(activation, moons):
    X, y = moons
    model = ShallowNNClassifier(activation=activation, **FEW).fit(X, y)
    model.intercepts_[0][:] = [100, -100, 100, 0]
    model.coefs_[0][:, 3] = 0.1
    diagnosis = model.diagnose(X)
    assert diagnosis.layers[0]["saturated"] == 0.75
    assert "saturated" in words(diagnosis)
    assert "gradient_norm" not in diagnosis.layers[0]


def test_unscaled_features_are_named(moons):
    X, y = moons
    model = ShallowNNClassifier(**FEW).fit(X, y)
    assert "StandardScaler" in words(model.diagnose(X * [1, 1000]))
    assert "StandardScaler" not in words(model.diagnose(X))


def test_a_constant_prediction_is_named(moons):
    X, y = moons
    model = ShallowNNClassifier(**FEW).fit(X, np.where(y, "yes", "no"))
    model.intercepts_[-1][:] = 100
    assert "predicted as yes" in words(model.diagnose(X))


def test_a_vanishing_gradient_is_named(moons):
    deep = DeepNNClassifier(
        hidden_layer_sizes=(8,) * 8,
        activation="sigmoid",
        initialization="normal",
        **FEW,
    )
    diagnosis = deep.fit(*moons).diagnose(*moons)
    norms = [row["gradient_norm"] for row in diagnosis.layers]
    assert len(norms) == 9 and norms[0] < 1e-3 * norms[-1]
    assert "vanishes" in words(diagnosis)


def test_without_samples_the_record_speaks(moons):
    model = ShallowNNClassifier(**FEW).fit(*moons)
    model.loss_curve_ = [1.0] * 20 + [float("inf")]
    assert "diverged" in words(model.diagnose())
    model.loss_curve_ = list(np.linspace(1, 2, 20))
    assert "has not fallen" in words(model.diagnose())
    model.loss_curve_ = [1.0] + [0.5, 0.6] * 20
    assert "rose" in words(model.diagnose())


def test_a_cost_that_is_that_of_guessing_is_named(blobs):
    X, y = blobs
    sizes, scheme = (8,) * 8, {"activation": "sigmoid", "initialization": "normal"}
    model = DeepNNClassifier(hidden_layer_sizes=sizes, **scheme, max_iter=40, tol=None)
    assert "guessing" in words(model.fit(X, y).diagnose())


def test_zero_weights_are_named(moons):
    model = DeepNNClassifier(initialization="zeros", **FEW).fit(*moons)
    assert "zero" in words(model.diagnose())


def test_labels_without_samples_are_refused(moons):
    model = ShallowNNClassifier(**FEW).fit(*moons)
    with pytest.raises(ValueError, match="X"):
        model.diagnose(None, moons[1])
