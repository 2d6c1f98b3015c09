"""What a fitted estimator answers is consistent, finite and readable."""

import tracemalloc

import numpy as np
import pytest
from scipy.special import expit, logsumexp

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.training.sharing import MOST_PARTS

FIXED = {"max_iter": 10, "tol": None, "random_state": 0}
EXTREME = np.array([-1000.0, -50.0, 0.0, 50.0, 1000.0])


def with_logits(Classifier, n_classes, dtype=float):
    """A model of one feature whose logits are that feature (and 0 for others)."""
    X = np.linspace(-1, 1, 12, dtype=dtype)[:, None]
    model = Classifier(**FIXED, **_small(Classifier)).fit(X, np.arange(12) % n_classes)
    n_outputs = 1 if n_classes == 2 else n_classes
    layers = [np.ones((1, 1), dtype)] if not hasattr(model, "coef_") else []
    last = np.zeros((1, n_outputs), dtype)
    last[0, -1] = 1
    if hasattr(model, "coef_"):
        model.coef_, model.intercept_ = last.T, np.zeros(n_outputs, dtype)
    else:
        model.coefs_ = [*layers, last]
        model.intercepts_ = [np.zeros(1, dtype), np.zeros(n_outputs, dtype)]
    return model


def _small(Classifier):
    settings = {"n_hidden": 1, "hidden_layer_sizes": (1,), "activation": "identity"}
    known = Classifier().get_params()
    return {name: value for name, value in settings.items() if name in known}


@pytest.mark.parametrize("data", ["moons", "blobs"])
def test_all_answers_agree(request, Classifier, data):
    X, y = request.getfixturevalue(data)
    model = Classifier(**FIXED).fit(X, y)
    P, Z = model.predict_proba(X), model.decision_function(X)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=0, atol=1e-15)
    # the logarithm of what is all but 1 is all rounding
    log_P = model.predict_log_proba(X)
    np.testing.assert_allclose(np.log(P), log_P, rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(model.classes_[P.argmax(axis=1)], model.predict(X))
    if data == "moons":
        np.testing.assert_allclose(P[:, 1], expit(Z), rtol=1e-12)
        np.testing.assert_array_equal(model.predict(X) == 1, Z > 0)
    else:
        expected = np.exp(Z - logsumexp(Z, axis=1, keepdims=True))
        np.testing.assert_allclose(P, expected, rtol=1e-12)


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logarithms_are_finite_however_large_the_logits(Classifier, n_classes, dtype):
    model = with_logits(Classifier, n_classes, dtype)
    X = EXTREME[:, None].astype(dtype)
    log_P = model.predict_log_proba(X)
    P = model.predict_proba(X)
    assert np.isfinite(log_P).all() and (log_P <= 0).all()
    assert np.isfinite(np.log(P)).all() and (P <= 1).all()
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=0, atol=1e-6)
    # the rarer class keeps its small probability
    np.testing.assert_allclose(log_P[1, -1], -50 - np.log(n_classes - 1), rtol=1e-6)
    np.testing.assert_allclose(
        model.decision_function(X).reshape(5, -1)[:, -1], EXTREME, rtol=1e-6
    )


def test_a_sample_alone_is_predicted_as_in_company(Classifier, blobs):
    X, y = blobs
    model = Classifier(**FIXED).fit(X, y)
    alone = np.vstack([model.predict_proba(row[None]) for row in X])
    np.testing.assert_allclose(alone, model.predict_proba(X), rtol=0, atol=1e-14)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_layers_lead_from_the_samples_to_the_probabilities(
    Network, moons, batch_norm
):
    X, y = moons
    model = Network(batch_norm=batch_norm, dropout=0.5, **FIXED).fit(X, y)
    layers = model.layer_activations(X)
    assert len(layers) == len(model.coefs_) == model.n_layers_ - 1
    assert [A.shape for A in layers] == [(80, W.shape[1]) for W in model.coefs_]
    np.testing.assert_array_equal(layers[-1][:, 0], model.predict_proba(X)[:, 1])
    logits = layers[-2] @ model.coefs_[-1] + model.intercepts_[-1]
    np.testing.assert_allclose(logits[:, 0], model.decision_function(X), atol=1e-12)


def test_each_layer_has_its_own_activation(moons):
    X, y = moons
    names = ("tanh", "relu", "sigmoid", "identity")
    model = DeepNNClassifier(hidden_layer_sizes=(6,) * 4, activation=names, **FIXED)
    A = [10 * X, *model.fit(X, y).layer_activations(10 * X)]
    functions = (np.tanh, lambda Z: np.maximum(Z, 0), expit, lambda Z: Z)
    for i, function in enumerate(functions):
        expected = function(A[i] @ model.coefs_[i] + model.intercepts_[i])
        np.testing.assert_allclose(A[i + 1], expected, rtol=1e-12, atol=1e-14)


def test_each_layer_has_its_own_dropout(moons):
    """A unit that is dropped in every sample of a batch has no gradient in it.

    With one sample a batch and nearly all units dropped, most weights of that layer
    stay as they are; those of the other layer all move.
    """
    X, y = moons[0][:2], np.array([0, 1])
    common = {"hidden_layer_sizes": (50, 50), "activation": "tanh", "solver": "gd"}
    common |= {"batch_size": 1, "max_iter": 1, "tol": None, "random_state": 0}
    start = DeepNNClassifier(**common, learning_rate=1e-300).fit(X, y)
    for layer, dropout in enumerate([(0.9, 0.0), (0.0, 0.9)]):
        model = DeepNNClassifier(dropout=dropout, learning_rate=0.1, **common)
        model.fit(X, y)
        moved = [
            np.any(after != before, axis=1)  # of the weights that leave each unit
            for after, before in zip(model.coefs_, start.coefs_, strict=True)
        ]
        assert moved[1 + layer].mean() < 0.4
        assert moved[2 - layer].mean() == 1.0


def test_dropout_is_off_and_draws_nothing_at_prediction(Network, moons, assert_same):
    X, y = moons
    model, other = (Network(dropout=0.5, **FIXED).fit(X, y) for _ in range(2))
    np.testing.assert_array_equal(model.predict_proba(X), model.predict_proba(X))
    assert_same(model.partial_fit(X, y), other.partial_fit(X, y))


def test_the_last_layer_of_a_softmax_holds_all_probabilities(Classifier, blobs):
    X, y = blobs
    model = Classifier(**FIXED).fit(X, y)
    np.testing.assert_array_equal(
        model.layer_activations(X)[-1], model.predict_proba(X)
    )


def test_the_record_of_a_fit_is_consistent(Classifier, moons):
    X, y = moons
    model = Classifier(batch_size=16, learning_rate=0.01, **FIXED).fit(X, y)
    assert model.n_iter_ == len(model.loss_curve_) == 10
    assert model.t_ == 10 * 5
    assert model.loss_ == model.loss_curve_[-1]
    assert model.best_loss_ == min(model.loss_curve_)
    assert (model.n_outputs_, model.out_activation_) == (1, "logistic")
    assert model.n_features_in_ == 2


def test_verbose_says_how_the_cost_falls(Classifier, moons, capsys):
    X, y = moons
    settings = FIXED | {"solver": "adam", "max_iter": 100}
    model = Classifier(verbose=True, **settings).fit(X, y, X_val=X, y_val=y)
    lines = capsys.readouterr().out.splitlines()
    assert 15 <= len(lines) <= 25
    assert lines[0].split()[:2] == ["epoch", "1"]
    assert f"cost {model.loss_curve_[0]:.6f}" in lines[0]
    assert f"cost {model.loss_:.6f}" in lines[-1]
    assert f"validation loss {model.validation_loss_curve_[-1]:.6f}" in lines[-1]
    Classifier(**settings).fit(X, y)
    assert capsys.readouterr().out == ""


@pytest.fixture
def fitted_on_moons(Classifier, moons):
    X, y = moons
    return Classifier(**FIXED).fit(X, y), X


def test_a_clean_array_is_not_checked_twice(fitted_on_moons, monkeypatch):
    """What the checks would return as it is, is predicted without them."""
    model, X = fitted_on_moons
    expected = model.predict_proba(X.tolist())
    monkeypatch.setattr("skscratch.estimators._predictor.rows_in_memory", None)
    np.testing.assert_array_equal(model.predict_proba(X), expected)
    np.testing.assert_allclose(model.predict_proba(X[:1]), expected[:1], rtol=1e-12)
    strided = np.repeat(X, 2, axis=0)[::2]
    np.testing.assert_allclose(model.predict_proba(strided), expected, rtol=1e-12)


UNCLEAN = {
    "NaN": lambda X: np.where(X == X.max(), np.nan, X),
    "infinity": lambda X: np.where(X == X.max(), -np.inf, X),
    "Expected 2D array": lambda X: X[0],
    "one row of numbers a sample": lambda X: X[np.newaxis],
    "0 sample": lambda X: X[:0],
    "4 features": lambda X: np.hstack([X, X]),
    "Complex data": lambda X: X + 1j,
}


@pytest.mark.parametrize("what", UNCLEAN)
def test_an_array_that_is_not_clean_is_refused(what, fitted_on_moons):
    model, X = fitted_on_moons
    with pytest.raises(ValueError, match=what):
        model.predict_proba(UNCLEAN[what](X))


OTHER_FORMS = {
    "float32": lambda X: X.astype(np.float32),
    "integers": lambda X: (10 * X).astype(int),
    "other byte order": lambda X: X.astype(X.dtype.newbyteorder()),
    "subclass": lambda X: X.view(type("Subclass", (np.ndarray,), {})),
}


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_other_forms_of_the_same_numbers_give_the_same(form, fitted_on_moons):
    model, X = fitted_on_moons
    X = OTHER_FORMS[form](X)
    expected = model.predict_proba(np.asarray(X, dtype=np.float64, order="C"))
    np.testing.assert_allclose(model.predict_proba(X), expected, rtol=1e-14)


def test_an_array_without_the_names_trained_with_is_warned_of(Classifier, moons):
    pandas = pytest.importorskip("pandas")
    X, y = moons
    model = Classifier(**FIXED).fit(pandas.DataFrame(X, columns=["a", "b"]), y)
    with pytest.warns(UserWarning, match="does not have valid feature names"):
        model.predict_proba(X)


def test_prediction_needs_little_memory_beside_its_outputs(moons):
    X, y = moons
    wide = np.tile(X, (10, 500))
    model = ScratchLogisticRegression(max_iter=1, tol=None).fit(wide, np.tile(y, 10))
    tracemalloc.start()
    model.predict(wide)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < wide.nbytes / 50


METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function")


@pytest.mark.parametrize("kind", ["moons", "blobs", "tags"])
def test_answers_do_not_depend_on_the_blocks_they_are_made_in(
    Classifier, kind, request, monkeypatch
):
    X, y = request.getfixturevalue(kind)
    if kind == "tags" and Classifier is ScratchLogisticRegression:
        pytest.skip("the networks take multilabel targets")
    model = Classifier(max_iter=5, tol=None, random_state=0).fit(X, y)
    X = np.tile(X, (5, 1))
    whole = {name: getattr(model, name)(X) for name in METHODS}
    y = np.concatenate([y] * 5)
    activations, score = model.layer_activations(X), model.score(X, y)
    monkeypatch.setattr("skscratch.network.network.BLOCK", 1)
    for name, expected in whole.items():
        answer = getattr(model, name)(X)
        assert answer.dtype == expected.dtype and answer.shape == expected.shape
        np.testing.assert_allclose(answer, expected, rtol=1e-10)
    for A, expected in zip(model.layer_activations(X), activations, strict=True):
        np.testing.assert_allclose(A, expected, rtol=1e-10, atol=1e-14)
    assert model.score(X, y) == pytest.approx(score)


@pytest.mark.parametrize("name", METHODS)
def test_memory_of_prediction_is_that_of_the_answer(name):
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((20_000, 5)), rng.integers(0, 2, 20_000)
    model = DeepNNClassifier(hidden_layer_sizes=(256, 128), max_iter=1, tol=None)
    model.fit(X[:200], y[:200])
    answer = getattr(model, name)(X)
    tracemalloc.start()
    try:
        getattr(model, name)(X)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    a_thread = 6 * 8 * 2**16
    # parts are put together at the end; all samples at once would take 61 MB
    assert peak < 2 * answer.nbytes + MOST_PARTS * a_thread


@pytest.mark.parametrize("name", [*METHODS, "layer_activations"])
def test_samples_with_which_a_network_overflows_are_refused(name, moons):
    X, y = moons
    settings = {"hidden_layer_sizes": (8, 8), "max_iter": 20, "tol": None}
    model = DeepNNClassifier(random_state=0, **settings).fit(X, y)
    X = np.vstack([X, [[1e308, -1e308]]])
    with pytest.raises(ValueError, match="overflow; got up to 1e.308 in row 80"):
        getattr(model, name)(X)
