"""Different ways to ask for the same model give the same model."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier

FIXED = {"max_iter": 30, "tol": None, "random_state": 0}
FIRST_ORDER = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]


@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs"])
def test_deep_with_one_tanh_layer_is_shallow(moons, assert_same, solver):
    settings = FIXED | {"solver": solver, "alpha": 0.1}
    deep = DeepNNClassifier(hidden_layer_sizes=(4,), activation="tanh", **settings)
    shallow = ShallowNNClassifier(n_hidden=4, **settings)
    if solver != "lbfgs":
        deep.set_params(learning_rate=0.05)
        shallow.set_params(learning_rate=0.05)
    assert_same(deep.fit(*moons), shallow.fit(*moons), atol=1e-10)


@pytest.mark.parametrize("data", ["moons", "blobs"])
@pytest.mark.parametrize("solver", FIRST_ORDER)
def test_deep_without_hidden_layer_is_logistic(request, data, solver):
    X, y = request.getfixturevalue(data)
    settings = FIXED | {"solver": solver, "learning_rate": 0.1, "alpha": 0.5}
    deep = DeepNNClassifier(
        hidden_layer_sizes=(), initialization="zeros", **settings
    ).fit(X, y)
    logistic = ScratchLogisticRegression(**settings).fit(X, y)
    np.testing.assert_allclose(deep.coefs_[0].T, logistic.coef_, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        deep.intercepts_[0], logistic.intercept_, rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("data", ["moons", "blobs"])
def test_deep_without_hidden_layer_is_logistic_at_the_optimum(request, data):
    X, y = request.getfixturevalue(data)
    settings = FIXED | {"solver": "lbfgs", "alpha": 0.5, "max_iter": 200}
    deep = DeepNNClassifier(hidden_layer_sizes=(), initialization="zeros", **settings)
    logistic = ScratchLogisticRegression(**settings).fit(X, y)
    difference = deep.fit(X, y).coefs_[0].T - logistic.coef_
    assert np.abs(difference).max() < 1e-10


@pytest.mark.parametrize("solver", ["newton", "lbfgs"])
def test_converged_logistic_is_that_of_scikit_learn(moons, solver):
    ours = ScratchLogisticRegression(solver=solver, alpha=1.0).fit(*moons)
    theirs = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(*moons)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=0, atol=1e-4)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=0, atol=1e-4)


@pytest.mark.parametrize("solver", ["newton", "lbfgs"])
@pytest.mark.parametrize("n_features", [4, 200])
def test_converged_softmax_has_the_probabilities_of_scikit_learn(
    blobs, solver, n_features
):
    noise = np.random.default_rng(0).standard_normal((90, n_features - 4))
    X, y = np.hstack([blobs[0], noise]), blobs[1]
    ours = ScratchLogisticRegression(solver=solver, alpha=1.0).fit(X, y)
    theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=5000).fit(X, y)
    np.testing.assert_allclose(
        ours.predict_proba(X), theirs.predict_proba(X), rtol=0, atol=1e-3
    )


def test_first_order_solvers_reach_the_optimum_of_newton(moons):
    X, y = moons
    optimum = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(X, y)
    for solver in ("gd", "momentum", "nesterov", "adam"):
        model = ScratchLogisticRegression(
            solver=solver, alpha=1.0, tol=None, max_iter=3000, batch_size=None
        ).fit(X, y)
        np.testing.assert_allclose(model.coef_, optimum.coef_, rtol=0, atol=1e-4)


@pytest.mark.parametrize("solver", FIRST_ORDER)
def test_a_batch_of_all_samples_is_full_batch(Classifier, moons, assert_same, solver):
    X, y = moons
    full, covering = (
        Classifier(solver=solver, learning_rate=0.1, batch_size=size, **FIXED).fit(X, y)
        for size in (None, len(X))
    )
    assert_same(full, covering)


@pytest.mark.parametrize("solver", ["momentum", "nesterov"])
@pytest.mark.parametrize("batch_size", [None, 16])
def test_no_momentum_is_gradient_descent(
    Classifier, moons, assert_same, solver, batch_size
):
    settings = FIXED | {"learning_rate": 0.1, "batch_size": batch_size}
    model = Classifier(solver=solver, momentum=0.0, **settings).fit(*moons)
    assert_same(model, Classifier(solver="gd", **settings).fit(*moons), atol=1e-12)


def test_softmax_of_two_outputs_is_the_sigmoid_of_their_difference(blobs):
    """The third class of zero weight leaves a softmax model of two classes."""
    X, y = blobs
    weight = (y < 2).astype(float)
    three = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(X, y, weight)
    logits = three.decision_function(X)
    P = three.predict_proba(X)
    np.testing.assert_allclose(
        P[:, 1] / (P[:, 0] + P[:, 1]),
        1 / (1 + np.exp(logits[:, 0] - logits[:, 1])),
        rtol=1e-10,
    )


def test_an_int_is_one_hidden_layer(moons, assert_same):
    one, other = (
        DeepNNClassifier(hidden_layer_sizes=sizes, **FIXED).fit(*moons)
        for sizes in (5, (5,))
    )
    assert_same(one, other)


def test_one_value_for_all_layers_is_the_value_for_each(moons, assert_same):
    settings = FIXED | {"hidden_layer_sizes": (5, 4)}
    one = DeepNNClassifier(activation="elu", dropout=0.2, **settings)
    each = DeepNNClassifier(activation=["elu"] * 2, dropout=(0.2, 0.2), **settings)
    assert_same(one.fit(*moons), each.fit(*moons))


@pytest.mark.parametrize("scale", [1e2, 1e5, 1e8])
def test_newton_finds_the_optimum_from_far_off(scale, blobs):
    X, y = blobs
    model = ScratchLogisticRegression(solver="newton", alpha=1.0, warm_start=True)
    optimum = model.fit(X, y).loss_
    rng = np.random.RandomState(0)
    model.coef_ = scale * rng.standard_normal(model.coef_.shape)
    model.intercept_ = scale * rng.standard_normal(model.intercept_.shape)
    assert model.fit(X, y).loss_ == pytest.approx(optimum, rel=1e-9)
