"""The Gram form of the first layer gives what the direct form gives."""

import warnings

import numpy as np
import pytest
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    get_parameters,
)

N_SAMPLES, N_FEATURES = 24, 60


@pytest.fixture
def wide():
    rng = np.random.RandomState(0)
    X = rng.standard_normal((N_SAMPLES, N_FEATURES))
    y = rng.randint(0, 3, N_SAMPLES)
    weight = rng.uniform(0.1, 3, N_SAMPLES)
    return X, y, weight


def both_forms(make, X, y, **fit):
    models = []
    for gram in (True, False):
        model = make(gram=gram, max_iter=40, tol=None, random_state=0)
        models.append(model.fit(X, y, **fit))
    assert [model.form_ for model in models] == ["gram", "direct"]
    return models


def assert_same(gram, direct, curve=1e-10, parameters=1e-8):
    np.testing.assert_allclose(gram.loss_curve_, direct.loss_curve_, rtol=curve)
    np.testing.assert_allclose(
        get_parameters(gram), get_parameters(direct), rtol=parameters, atol=parameters
    )


MODELS = {
    "logistic": lambda **p: ScratchLogisticRegression(**{"learning_rate": 0.05, **p}),
    "no intercept": lambda **p: ScratchLogisticRegression(
        **{"learning_rate": 0.05, "fit_intercept": False, **p}
    ),
    "shallow": lambda **p: ShallowNNClassifier(**{"learning_rate": 0.1, **p}),
    "deep": lambda **p: DeepNNClassifier(
        **{"hidden_layer_sizes": (7, 5), "learning_rate": 0.05, **p}
    ),
    "batch norm": lambda **p: DeepNNClassifier(
        **{
            "hidden_layer_sizes": (6,),
            "learning_rate": 0.005,
            "batch_norm": True,
            "dropout": 0.2,
            **p,
        }
    ),
}


@pytest.mark.filterwarnings("ignore:nothing was learnt")  # in so few short steps
@pytest.mark.parametrize("alpha", [0.0, 0.7])
@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("solver", ["gd", "momentum", "nesterov"])
@pytest.mark.parametrize("name", MODELS)
def test_equals_the_direct_form(name, solver, batch_size, alpha, wide):
    X, y, weight = wide

    def make(**parameters):
        return MODELS[name](
            solver=solver, batch_size=batch_size, alpha=alpha, **parameters
        )

    assert_same(*both_forms(make, X, y, sample_weight=weight))


@pytest.mark.parametrize("name", ["logistic", "shallow"])
def test_two_classes(name, wide):
    X, y, _ = wide
    assert_same(*both_forms(lambda **p: MODELS[name](solver="gd", **p), X, y > 0))


def test_multilabel(wide):
    X, y, _ = wide
    Y = np.stack([y > 0, y > 1], axis=1).astype(int)
    assert_same(*both_forms(lambda **p: MODELS["deep"](solver="momentum", **p), X, Y))


@pytest.mark.parametrize("batch_size", [None, 7])
def test_sparse_samples(batch_size, wide):
    X, y, weight = wide
    X = sparse.csr_array(np.where(np.abs(X) > 1, X, 0))

    def make(**parameters):
        return MODELS["deep"](
            solver="nesterov", batch_size=batch_size, alpha=0.3, **parameters
        )

    assert_same(*both_forms(make, X, y, sample_weight=weight))


def test_float32_is_kept(wide):
    X, y, _ = wide
    gram, direct = both_forms(
        lambda **p: MODELS["deep"](solver="momentum", **p), X.astype(np.float32), y
    )
    assert gram.coefs_[0].dtype == np.float32
    assert_same(gram, direct, curve=1e-4, parameters=1e-3)


def test_repeated_samples_and_weights_agree(wide):
    X, y, _ = wide
    counts = np.arange(N_SAMPLES) % 3
    make = MODELS["deep"]
    common = {"solver": "momentum", "batch_size": None, "max_iter": 5, "tol": None}
    repeated = make(gram=True, random_state=0, **common)
    repeated.fit(np.repeat(X, counts, axis=0), np.repeat(y, counts))
    weighted = make(gram=True, random_state=0, **common)
    weighted.fit(X, y, sample_weight=counts)
    np.testing.assert_allclose(
        get_parameters(repeated), get_parameters(weighted), rtol=0, atol=1e-12
    )


def test_validation_loss_is_the_same(wide):
    X, y, _ = wide
    rng = np.random.RandomState(1)
    X_val, y_val = rng.standard_normal((10, N_FEATURES)), rng.randint(0, 3, 10)
    gram, direct = both_forms(
        lambda **p: MODELS["deep"](solver="gd", early_stopping=True, **p),
        X,
        y,
        X_val=X_val,
        y_val=y_val,
    )
    np.testing.assert_allclose(
        gram.validation_loss_curve_, direct.validation_loss_curve_, rtol=1e-10
    )
    assert gram.best_iteration_ == direct.best_iteration_
    assert_same(gram, direct)


@pytest.mark.parametrize("solver", ["gd", "momentum", "nesterov"])
def test_training_goes_on_from_it_as_from_the_direct_form(solver, wide):
    X, y, _ = wide
    models = both_forms(lambda **p: MODELS["deep"](solver=solver, alpha=0.1, **p), X, y)
    for model in models:
        model.partial_fit(X[:10], y[:10])
        model.set_params(gram="auto", warm_start=True, max_iter=5).fit(X, y)
        assert model.form_ == "direct"
    assert_same(*models)


def test_is_chosen_by_itself_for_wide_data_only(wide):
    X, y, _ = wide
    model = ScratchLogisticRegression(solver="gd", tol=None, max_iter=50)
    assert model.fit(X, y).form_ == "gram"
    assert model.fit(X[:, :5], y).form_ == "direct"
    assert model.set_params(warm_start=True).fit(X[:, :5], y).form_ == "direct"
    deep = DeepNNClassifier(max_iter=2, tol=None)
    assert deep.fit(X, y).form_ == "direct"


def test_divergence_leaves_finite_parameters(wide):
    X, y, _ = wide
    model = MODELS["deep"](solver="gd", gram=True, max_iter=200, tol=None)
    model.set_params(learning_rate=1e200)
    with pytest.warns(ConvergenceWarning, match="learning_rate"):
        model.fit(X, y)
    assert np.isfinite(get_parameters(model)).all()


@pytest.mark.parametrize(
    "parameters, message",
    [
        ({"solver": "adam", "learning_rate": 0.1}, "solver is linear|linear in the"),
        ({"solver": "gd", "warm_start": True}, "warm_start=False"),
    ],
)
def test_is_refused_where_it_is_not_exact(parameters, message, wide):
    X, y, _ = wide
    model = ScratchLogisticRegression(gram=True, **parameters)
    with pytest.raises(ValueError, match=message):
        model.fit(X, y)


def test_callbacks_see_the_weights(wide):
    X, y, _ = wide
    seen = []

    class Watch:
        def setup(self, estimator, context):
            pass

        def teardown(self, estimator, context):
            pass

        def on_fit_task_begin(self, estimator, context):
            pass

        def on_fit_task_end(self, estimator, context, *, fitted_estimator=None):
            seen.append(fitted_estimator.coef_)

    model = ScratchLogisticRegression(gram=True, tol=None, max_iter=3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.set_callbacks(Watch()).fit(X, y)
    np.testing.assert_allclose(seen[-1], model.coef_, atol=1e-12)
    assert len(seen) == 4 and np.abs(seen[0] - seen[1]).max() > 1e-4


def test_a_clipped_step_is_not_linear_so_the_form_is_not_used(wide):
    X, y, _ = wide
    settings = {"tol": None, "max_iter": 300, "learning_rate": 0.1}
    plain = ScratchLogisticRegression(**settings).fit(X, y)
    clipped = ScratchLogisticRegression(max_grad_norm=0.5, **settings).fit(X, y)
    assert (plain.form_, clipped.form_) == ("gram", "direct")
    with pytest.raises(ValueError, match=r"gram=True needs max_grad_norm=None.*0\.5"):
        ScratchLogisticRegression(gram=True, max_grad_norm=0.5).fit(X, y)
