"""float32 stays float32, and sparse matrices stay sparse."""

import pickle

import numpy as np
import pytest
from scipy import sparse

from skscratch import DeepNNClassifier, ScratchLogisticRegression

FIRST_ORDER = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]
FIXED = {"max_iter": 8, "tol": None, "random_state": 0}


def fitted_arrays(model):
    if hasattr(model, "coef_"):
        return [model.coef_, model.intercept_]
    normalization = [array for layer in model.batch_norm_ for array in layer[:3]]
    return [*model.coefs_, *model.intercepts_, *normalization]


def assert_float32(model, X):
    arrays = fitted_arrays(model)
    arrays += [model.predict_proba(X), model.predict_log_proba(X)]
    arrays += [model.decision_function(X), *model.layer_activations(X)]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs", "newton"])
@pytest.mark.parametrize("data", ["moons", "blobs"])
def test_float32_is_kept(request, Classifier, parameters, solver, data):
    if solver == "newton" and Classifier is not ScratchLogisticRegression:
        pytest.skip("newton is for logistic regression only")
    X, y = request.getfixturevalue(data)
    settings = FIXED | {"solver": solver, "alpha": 0.1, "batch_size": None}
    single = Classifier(**settings).fit(X.astype(np.float32), y)
    assert_float32(single, X.astype(np.float32))
    assert_float32(single, X)
    double = Classifier(**settings).fit(X, y)
    np.testing.assert_allclose(parameters(single), parameters(double), atol=0.02)


@pytest.mark.parametrize(
    "settings",
    [{"dropout": 0.3}, {"batch_norm": True, "batch_size": 16}, {"activation": "gelu"}],
    ids=str,
)
def test_float32_is_kept_in_every_layer(Network, moons, settings):
    X, y = moons[0].astype(np.float32), moons[1]
    model = Network(**settings, **FIXED).fit(X, y)
    assert_float32(model, X)


@pytest.mark.parametrize("solver", FIRST_ORDER)
def test_float32_is_kept_from_batch_to_batch(Classifier, solver):
    """Parameters and what the solver remembers of them fill the pickle."""
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((20, 5000)), np.arange(20) % 2
    sizes = []
    for dtype in (np.float32, np.float64):
        model = Classifier(solver=solver, learning_rate=1e-3, random_state=0)
        for _ in range(2):
            model.partial_fit(X.astype(dtype), y, classes=[0, 1])
        sizes.append(len(pickle.dumps(model)))
    assert sizes[0] < 0.55 * sizes[1]
    single = Classifier(solver=solver).partial_fit(
        X.astype(np.float32), y, classes=[0, 1]
    )
    assert_float32(single.partial_fit(X, y), X)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.float16, bool, object])
def test_other_numbers_become_float64(Classifier, dtype):
    X = (np.random.default_rng(0).random((20, 3)) > 0.5).astype(dtype)
    model = Classifier(**FIXED).fit(X, np.arange(20) % 2)
    assert {array.dtype for array in fitted_arrays(model)} == {np.dtype(np.float64)}


@pytest.fixture
def text():
    """Like word counts: X (60, 300) with few entries, y of three classes."""
    rng = np.random.default_rng(0)
    X = rng.poisson(0.05, (60, 300)).astype(float)
    return X, rng.integers(0, 3, 60)


@pytest.fixture
def never_dense(monkeypatch):
    """Making a sparse matrix of the samples' shape dense fails the test."""

    def guard(kind, name):
        dense = getattr(kind, name)

        def guarded(self, *args, **kwargs):
            assert sorted(self.shape)[-1] < 300 or len({*self.shape}) == 1, self.shape
            return dense(self, *args, **kwargs)

        monkeypatch.setattr(kind, name, guarded)

    for format in ("csr", "csc", "coo"):
        for family in ("array", "matrix"):
            for name in ("toarray", "todense", "__array__"):
                kind = getattr(sparse, f"{format}_{family}")
                if hasattr(kind, name):
                    guard(kind, name)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs", "newton"])
@pytest.mark.parametrize("kind", [sparse.csr_array, sparse.csc_matrix])
@pytest.mark.parametrize("batch_size", ["auto", 16])
def test_sparse_samples_are_never_made_dense(
    Classifier, text, never_dense, solver, kind, batch_size
):
    X, y = kind(text[0]), text[1]
    model = Classifier(solver=solver, **FIXED | {"max_iter": 3})
    if solver in FIRST_ORDER:
        model.set_params(batch_size=batch_size)
        model.partial_fit(X, y, classes=[0, 1, 2])
    elif batch_size == 16 or (
        solver == "newton" and Classifier is not ScratchLogisticRegression
    ):
        pytest.skip("not for this solver")
    model.fit(X, y, X_val=X[:30], y_val=y[:30])
    model.set_params(early_stopping=True).fit(X, y)
    model.predict(X)
    model.predict_proba(X)
    model.layer_activations(X)


@pytest.mark.parametrize("solver", [*FIRST_ORDER, "lbfgs", "newton"])
@pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_array])
def test_sparse_and_dense_samples_give_the_same_model(
    Classifier, text, parameters, solver, kind
):
    if solver == "newton" and Classifier is not ScratchLogisticRegression:
        pytest.skip("newton is for logistic regression only")
    X, y = text
    settings = FIXED | {"solver": solver, "alpha": 1.0, "shuffle": False}
    dense = Classifier(**settings).fit(X, y)
    thin = Classifier(**settings).fit(kind(X), y)
    np.testing.assert_allclose(parameters(thin), parameters(dense), rtol=0, atol=1e-6)
    np.testing.assert_allclose(
        dense.predict_proba(kind(X)), dense.predict_proba(X), rtol=0, atol=1e-12
    )


def test_sparse_samples_learn_in_batches_what_dense_ones_do(
    Classifier, text, parameters
):
    X, y = text
    settings = FIXED | {"solver": "adam", "batch_size": 16, "shuffle": False}
    thin = Classifier(**settings).fit(sparse.csr_array(X), y)
    dense = Classifier(**settings).fit(X, y)
    np.testing.assert_allclose(parameters(thin), parameters(dense), atol=1e-10)


def test_stored_zeros_and_order_of_entries_have_no_meaning(Classifier, text):
    X, y = text
    plain = sparse.csr_array(X)
    odd = sparse.csr_array(X + 1.0)
    odd.data -= 1.0
    odd.indices = odd.indices.reshape(60, 300)[:, ::-1].ravel().copy()
    odd.data = odd.data.reshape(60, 300)[:, ::-1].ravel().copy()
    odd.has_sorted_indices = False
    settings = FIXED | {"solver": "adam", "batch_size": 16}
    one = Classifier(**settings).fit(plain, y).predict_proba(X)
    other = Classifier(**settings).fit(odd, y).predict_proba(X)
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


def test_the_samples_given_are_left_alone(Classifier, text):
    X, y = text
    odd = sparse.csr_array(
        (X.ravel(), np.tile(np.arange(300), 60), np.arange(61) * 300)
    )
    before = odd.copy()
    X.flags.writeable = False
    for data in (X, odd):
        Classifier(batch_size=16, **FIXED).fit(data, y).predict(data)
    assert odd.nnz == before.nnz == 18000


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_sparse_dense_and_float32_samples_are_drawn_alike(blobs, dropout):
    X, y = blobs
    X = np.where(np.abs(X) > 0.5, X, 0).astype(np.float32)
    models = [
        DeepNNClassifier(dropout=dropout, max_iter=3, tol=None, random_state=0)
        for _ in range(3)
    ]
    inputs = (X, X.astype(np.float64), sparse.csr_array(X.astype(np.float64)))
    single, double, scarce = (
        model.fit(data, y).predict_proba(data)
        for model, data in zip(models, inputs, strict=True)
    )
    np.testing.assert_allclose(scarce, double, atol=1e-12)
    if not dropout:  # masks are drawn in the precision of the samples
        np.testing.assert_allclose(single, double, atol=1e-4)
