"""The textbook's functions and the estimators are the same mathematics."""

import numpy as np
import pytest

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.functional import deep, logistic, shallow

N_ITERATIONS = 201
SETTINGS = {
    "solver": "gd",
    "batch_size": None,
    "tol": None,
    "alpha": 0.0,
    "max_iter": N_ITERATIONS,
    "random_state": 7,
}


@pytest.fixture(params=["tall", "wide"])
def data(request):
    """X and y as estimators take them; wide data have more features than samples."""
    rng = np.random.default_rng(0)
    n_samples, n_features = (60, 5) if request.param == "tall" else (20, 90)
    X = rng.standard_normal((n_samples, n_features))
    return X, (X[:, 0] * X[:, 1] + X[:, 2] > 0).astype(int)


def assert_same_layers(parameters, estimator):
    layers = zip(estimator.coefs_, estimator.intercepts_, strict=True)
    for i, (coefs, intercepts) in enumerate(layers, start=1):
        np.testing.assert_allclose(parameters[f"W{i}"], coefs.T, rtol=0, atol=1e-12)
        np.testing.assert_allclose(
            parameters[f"b{i}"][:, 0], intercepts, rtol=0, atol=1e-12
        )


def test_logistic(data):
    X, y = data
    estimator = ScratchLogisticRegression(learning_rate=0.1, **SETTINGS).fit(X, y)
    result = logistic.model(X.T, y[None], X.T, y[None], N_ITERATIONS, 0.1)
    np.testing.assert_allclose(result["w"].T, estimator.coef_, rtol=0, atol=1e-12)
    assert estimator.intercept_[0] == pytest.approx(result["b"], abs=1e-12)
    assert estimator.loss_curve_[::100] == pytest.approx(result["costs"], abs=1e-12)
    np.testing.assert_array_equal(result["Y_prediction_train"][0], estimator.predict(X))


def test_shallow(data, capsys):
    X, y = data
    estimator = ShallowNNClassifier(
        n_hidden=4, learning_rate=1.2, initialization="normal", **SETTINGS
    ).fit(X, y)
    parameters = shallow.nn_model(
        X.T, y[None], 4, N_ITERATIONS, print_cost=True, random_state=7
    )
    assert_same_layers(parameters, estimator)
    printed = capsys.readouterr().out.strip()
    assert printed == f"Cost after iteration 0: {estimator.loss_curve_[0]:.6f}"
    np.testing.assert_array_equal(
        shallow.predict(parameters, X.T)[0], estimator.predict(X)
    )


@pytest.mark.parametrize("hidden", [(), (6,), (6, 5, 4)])
@pytest.mark.parametrize("initialization", ["lecun", "normal", "auto"])
def test_deep(data, hidden, initialization):
    X, y = data
    estimator = DeepNNClassifier(
        hidden_layer_sizes=hidden,
        learning_rate=0.1,
        initialization=initialization,
        **SETTINGS,
    ).fit(X, y)
    parameters, costs = deep.L_layer_model(
        X.T,
        y[None],
        [X.shape[1], *hidden, 1],
        0.1,
        N_ITERATIONS,
        initialization=initialization,
        random_state=7,
    )
    assert_same_layers(parameters, estimator)
    assert estimator.loss_curve_[::100] == pytest.approx(costs, abs=1e-12)
    np.testing.assert_array_equal(
        deep.predict(X.T, parameters)[0], estimator.predict(X)
    )


def test_gradients_are_the_networks(data):
    X, y = data
    estimator = DeepNNClassifier(
        hidden_layer_sizes=(4, 3), learning_rate=1.0, **SETTINGS | {"max_iter": 1}
    ).fit(X, y)
    before = deep.initialize_parameters_deep(
        [X.shape[1], 4, 3, 1], initialization="auto", random_state=7
    )
    AL, caches = deep.L_model_forward(X.T, before)
    grads = deep.L_model_backward(AL, y[None], caches)
    assert_same_layers(deep.update_parameters(before, grads, 1.0), estimator)
