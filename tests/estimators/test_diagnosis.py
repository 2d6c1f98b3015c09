"""`diagnose` names the usual reasons why a network does not learn."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import (
    DeepNNClassifier,
    ShallowNNClassifier,
    diagnose,
    gradient_check,
)

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
    model = DeepNNClassifier(
        hidden_layer_sizes=sizes, learning_rate=1e-3, max_iter=40, tol=None, **scheme
    )
    with pytest.warns(ConvergenceWarning, match="gradient vanishes"):
        model.fit(X, y)
    assert "guessing" in words(model.diagnose())


def test_zero_weights_are_named(moons):
    model = DeepNNClassifier(initialization="zeros", **FEW).fit(*moons)
    assert "zero" in words(model.diagnose())


def test_labels_without_samples_are_refused(moons):
    model = ShallowNNClassifier(**FEW).fit(*moons)
    with pytest.raises(ValueError, match="X"):
        model.diagnose(None, moons[1])


def test_a_cost_that_still_falls_is_named(moons):
    model = ShallowNNClassifier(**FEW).fit(*moons)
    model.loss_curve_ = [1.0] * 30 + list(np.linspace(1, 0.3, 10))
    assert "still falling steeply" in words(model.diagnose())
    assert "raise max_iter or learning_rate" in words(model.diagnose())
    jumps = 0.1 * (-1.0) ** np.arange(60)
    model.loss_curve_ = list(1 - 0.7 * np.linspace(0, 1, 60) ** 2 + jumps)
    said = words(model.diagnose())  # one that jumps wants no longer steps
    assert "learning_rate may be too high" in said and "raise max_iter." in said
    model.loss_curve_ = list(0.3 + 0.7 * 0.8 ** np.arange(60))
    assert "still falling" not in words(model.diagnose())


def test_weights_that_have_hardly_moved_are_named(Network, moons):
    still = Network(max_iter=20, tol=None, learning_rate=1e-7, random_state=0)
    assert "hardly moved" in words(still.fit(*moons).diagnose())
    moved = Network(max_iter=20, tol=None, random_state=0)
    assert "hardly moved" not in words(moved.fit(*moons).diagnose())


def test_a_loss_no_better_than_guessing_is_named(moons):
    X, y = moons
    model = ShallowNNClassifier(max_iter=100, tol=None, random_state=0).fit(X, y)
    assert "no better than" not in words(model.diagnose(X, y))
    assert "no better than" in words(model.diagnose(X, 1 - y))


def test_a_pipeline_transforms_first(moons):
    X, y = moons
    network = ShallowNNClassifier(max_iter=200, tol=None, random_state=0)
    pipeline = make_pipeline(StandardScaler(), network).fit(1000 * X, y)
    assert diagnose(pipeline, 1000 * X, y).findings == ()
    assert "StandardScaler" in words(diagnose(network, 1000 * X, y))
    with pytest.raises(TypeError, match="ends in one; got StandardScaler"):
        diagnose(pipeline[:1], X)


def test_it_shows_its_table_where_it_is_looked_at(moons):
    model = DeepNNClassifier(hidden_layer_sizes=(5, 3), **FEW).fit(*moons)
    diagnosis = model.diagnose(*moons)
    head, *lines = repr(diagnosis).splitlines()
    assert head.split()[:3] == ["layer", "activation", "n"]
    assert [line.split()[0] for line in lines[:3]] == ["1", "2", "3"]
    html = diagnosis._repr_html_()
    assert html.count("<tr>") == 4 and "<li>" in html
    check = gradient_check(model, *moons)
    assert "W3" in repr(check) and check._repr_html_().count("<tr>") == 7


def test_what_it_found_makes_a_frame(moons):
    pandas = pytest.importorskip("pandas")
    model = DeepNNClassifier(hidden_layer_sizes=(5, 3), **FEW).fit(*moons)
    layers = pandas.DataFrame(model.diagnose(*moons).layers).set_index("layer")
    assert layers["n_units"].dropna().to_dict() == {1: 5, 2: 3}
    assert (layers["gradient_norm"] > 0).all()
    blocks = pandas.DataFrame(gradient_check(model, *moons).blocks).set_index("name")
    assert blocks["shape"].map(tuple)["W2"] == (3, 5)
    assert blocks["relative_difference"].max() < 1e-5


def test_samples_of_one_answer_with_sparse_labels_are_told():
    X, _ = load_iris(return_X_y=True)
    tags = np.zeros((150, 3), int)
    tags[:5, 0] = tags[3:9, 1] = 1
    model = DeepNNClassifier(hidden_layer_sizes=4, **FEW).fit(X, csr_matrix(tags))
    assert (model.predict(X) == 0).all()
    assert "Every sample is predicted as [0 0 0]" in words(model.diagnose(X, tags))
    found = model.diagnose(X, csr_matrix(tags)).findings
    assert found == model.diagnose(X, tags).findings


@pytest.mark.filterwarnings("error")
def test_a_table_that_was_fitted_is_known_by_its_names():
    frame, y = load_iris(return_X_y=True, as_frame=True)
    model = DeepNNClassifier(**FEW).fit(frame, y)
    X = frame.to_numpy()
    plain = DeepNNClassifier(**FEW).fit(X, y).diagnose(X, y)
    assert model.diagnose(frame, y).findings == plain.findings
    assert gradient_check(model, frame, y).relative_difference < 1e-6
