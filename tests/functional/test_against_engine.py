"""The textbook and the engine are two writings of the same mathematics.

Neither imports the other, so that either one finds the other's mistakes.
"""

import numpy as np
import pytest

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.core import activations, losses
from skscratch.core.affine import affine, affine_backward, affine_gradient
from skscratch.functional import deep, logistic, shallow

N_ITERATIONS = 300
SEEDS = range(5)
SETTINGS = {
    "solver": "gd",
    "batch_size": None,
    "tol": None,
    "alpha": 0.0,
    "max_iter": N_ITERATIONS,
}
SATURATING = np.array([[-1e4, -745.2, -709.8, -40.0, -3, 0, 3, 37.0, 40, 709.8, 1e4]])


def assert_equal(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.fixture(params=SEEDS, ids="seed {}".format)
def rng(request):
    return np.random.default_rng(request.param)


@pytest.fixture
def sizes(rng):
    """Features, two hidden layers and samples: sometimes wide, sometimes tall."""
    return [int(size) for size in rng.integers([1, 2, 2, 4], [90, 9, 9, 60])]


@pytest.fixture
def data(rng, sizes):
    """X and y as estimators take them, with both classes."""
    n_features, _, _, n_samples = sizes
    X = rng.standard_normal((n_samples, n_features))
    y = (X @ rng.standard_normal(n_features) + rng.standard_normal(n_samples)) > 0
    y[:2] = 0, 1
    return X, y.astype(int)


def layer_of(rng, sizes, scale):
    """A_prev, W and b of one layer; a large scale saturates what follows."""
    n_in, n_out, _, m = sizes
    W = scale * rng.standard_normal((n_out, n_in))
    return rng.standard_normal((n_in, m)), W, rng.standard_normal((n_out, 1))


@pytest.mark.parametrize("scale", [1, 1e3])
def test_functions_of_a_layer(rng, sizes, scale):
    A_prev, W, b = layer_of(rng, sizes, scale)
    dA = rng.standard_normal((W.shape[0], A_prev.shape[1]))
    Z = affine(W, A_prev, b)
    assert_equal(deep.linear_forward(A_prev, W, b)[0], Z)
    for name in ("sigmoid", "relu"):
        A = getattr(activations, name)(Z)
        found, cache = deep.linear_activation_forward(A_prev, W, b, name)
        assert_equal(found, A)
        dZ = getattr(activations, f"{name}_backward")(dA, Z, A)
        assert_equal(getattr(deep, f"{name}_backward")(dA, Z), dZ)
        dA_prev, dW, db = deep.linear_activation_backward(dA, cache, name)
        expected_dW, expected_db = affine_gradient(dZ / Z.shape[1], A_prev)
        expected = affine_backward(W, dZ)
        np.testing.assert_allclose(dA_prev, expected, rtol=1e-12, atol=1e-12 * scale)
        assert_equal(dW, expected_dW)
        assert_equal(db, expected_db)


@pytest.mark.parametrize("lesson", [logistic, shallow, deep])
def test_sigmoid_to_its_ends(lesson):
    A = lesson.sigmoid(SATURATING)
    A = A[0] if lesson is deep else A
    np.testing.assert_allclose(
        A, activations.sigmoid(SATURATING), rtol=1e-14, atol=1e-307
    )


@pytest.mark.parametrize("lesson", [shallow, deep])
def test_cost(lesson, rng):
    Z, Y = rng.standard_normal((1, 20)), rng.integers(0, 2, (1, 20))
    expected, dZ = losses.sigmoid_cross_entropy(Z, Y)
    assert_equal(lesson.compute_cost(dZ + Y, Y), expected.mean())


@pytest.mark.parametrize("lesson", [shallow, deep])
def test_cost_of_saturated_probabilities(lesson):
    """The right end costs what the logits say; the wrong one, as much as A can tell."""
    A, Y = activations.sigmoid(SATURATING), (SATURATING > 0).astype(int)
    expected, _ = losses.sigmoid_cross_entropy(SATURATING, Y)
    assert_equal(lesson.compute_cost(A, Y), expected.mean())
    wrong = [
        lesson.compute_cost([[a]], [[y]]) for a, y in zip(A[0], 1 - Y[0], strict=True)
    ]
    expected, _ = losses.sigmoid_cross_entropy(SATURATING, 1 - Y)
    inside = np.abs(SATURATING[0]) < 4
    assert_equal(np.array(wrong)[inside], expected[inside])
    assert wrong[0] == pytest.approx(744.4, abs=0.1)
    assert wrong[-1] == pytest.approx(36.7, abs=0.1)
    assert np.all(np.diff(wrong[:6]) <= 0) and np.all(np.diff(wrong[6:]) >= 0)


def test_propagate_of_saturated_logits():
    """Lesson 1 has the logits, so its cost is exact at the wrong end too."""
    for Y in (SATURATING > 0, SATURATING < 0):
        expected, dZ = losses.sigmoid_cross_entropy(SATURATING, Y.astype(float))
        grads, cost = logistic.propagate([[1.0]], 0.0, SATURATING, Y)
        assert cost == pytest.approx(expected.mean(), rel=1e-14)
        dW, db = affine_gradient(dZ / Y.size, SATURATING)
        assert_equal(grads["dw"].T, dW)
        assert_equal(grads["db"], db.item())


@pytest.mark.parametrize("scale", [1, 1e3])
def test_gradients_of_a_network(rng, sizes, data, scale):
    """With the engine's functions chained by hand; at 1e3 most outputs saturate."""
    X, Y = data[0].T, data[1][None]
    n_0, n_1, n_2, m = sizes
    parameters = {
        "W1": scale * rng.standard_normal((n_1, n_0)),
        "b1": rng.standard_normal((n_1, 1)),
        "W2": rng.standard_normal((n_2, n_1)),
        "b2": rng.standard_normal((n_2, 1)),
        "W3": rng.standard_normal((1, n_2)),
        "b3": rng.standard_normal((1, 1)),
    }
    Zs, As = [], [X]
    for layer in (1, 2, 3):
        activation = activations.sigmoid if layer == 3 else activations.relu
        Zs.append(affine(parameters[f"W{layer}"], As[-1], parameters[f"b{layer}"]))
        As.append(activation(Zs[-1]))
    AL, caches = deep.L_model_forward(X, parameters)
    assert_equal(AL, As[-1])
    found = deep.L_model_backward(AL, Y, caches)
    dZ = As[-1] - Y
    for layer in (3, 2, 1):
        dW, db = affine_gradient(dZ / m, As[layer - 1])
        dA_prev = affine_backward(parameters[f"W{layer}"], dZ)
        for name, value in (("W", dW), ("b", db)):
            np.testing.assert_allclose(
                found[f"d{name}{layer}"], value, rtol=1e-12, atol=1e-12 * scale
            )
        np.testing.assert_allclose(
            found[f"dA{layer - 1}"], dA_prev, rtol=1e-12, atol=1e-12 * scale
        )
        if layer > 1:
            dZ = activations.relu_backward(dA_prev, Zs[layer - 2], As[layer - 1])


@pytest.mark.parametrize("scale", [1, 1e2])
def test_gradients_of_lesson_2(rng, sizes, data, scale):
    X, Y = data[0].T, data[1][None]
    n_x, n_h, _, m = sizes
    W1, W2 = scale * rng.standard_normal((n_h, n_x)), rng.standard_normal((1, n_h))
    b1, b2 = rng.standard_normal((n_h, 1)), rng.standard_normal((1, 1))
    W2 = scale * W2
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    Z1 = affine(W1, X, b1)
    A1 = activations.tanh(Z1)
    Z2 = affine(W2, A1, b2)
    A2, cache = shallow.forward_propagation(X, parameters)
    assert_equal(A2, activations.sigmoid(Z2))
    found = shallow.backward_propagation(parameters, cache, X, Y)
    dZ2 = activations.sigmoid(Z2) - Y
    dZ1 = activations.tanh_backward(affine_backward(W2, dZ2), Z1, A1)
    expected = *affine_gradient(dZ1 / m, X), *affine_gradient(dZ2 / m, A1)
    for name, value in zip(("dW1", "db1", "dW2", "db2"), expected, strict=True):
        np.testing.assert_allclose(found[name], value, rtol=1e-12, atol=1e-12 * scale)


def assert_same_layers(parameters, estimator):
    layers = zip(estimator.coefs_, estimator.intercepts_, strict=True)
    for i, (coefs, intercepts) in enumerate(layers, start=1):
        assert_equal(parameters[f"W{i}"], coefs.T)
        assert_equal(parameters[f"b{i}"][:, 0], intercepts)


def test_training_of_lesson_1(data):
    X, y = data
    estimator = ScratchLogisticRegression(learning_rate=0.1, **SETTINGS).fit(X, y)
    result = logistic.model(X.T, y[None], X.T, y[None], N_ITERATIONS, 0.1)
    assert_equal(result["w"].T, estimator.coef_)
    assert_equal(result["b"], estimator.intercept_[0])
    assert_equal(result["costs"], estimator.loss_curve_[::100])
    np.testing.assert_array_equal(result["Y_prediction_train"][0], estimator.predict(X))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    ("scale", "learning_rate", "n_iterations"), [(1, 0.1, 300), (100, 1.0, 10)]
)
def test_every_cost_of_lesson_1(rng, scale, learning_rate, n_iterations):
    """Also with unscaled features, whose steps overshoot to enormous logits.

    Not for long, since that is chaotic: rounding is soon magnified beyond any bound.
    """
    X, y = scale * rng.standard_normal((50, 3)), rng.integers(0, 2, 50)
    settings = SETTINGS | {"learning_rate": learning_rate, "max_iter": n_iterations}
    expected = ScratchLogisticRegression(**settings).fit(X, y).loss_curve_
    w, b = logistic.initialize_with_zeros(X.shape[1])
    costs = []
    for _ in range(n_iterations):
        grads, cost = logistic.propagate(w, b, X.T, y[None])
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    np.testing.assert_allclose(costs, expected, rtol=1e-12, atol=1e-12)
    assert scale == 1 or max(costs) > 500  # no probability tells such a cost


def test_training_of_lesson_2(data, rng):
    X, y = data
    n_hidden, seed = int(rng.integers(1, 9)), int(rng.integers(100))
    estimator = ShallowNNClassifier(
        n_hidden=n_hidden,
        learning_rate=1.2,
        initialization="normal",
        random_state=seed,
        **SETTINGS,
    ).fit(X, y)
    sizes = shallow.layer_sizes(X.T, y[None], n_hidden)
    parameters, costs = shallow.initialize_parameters(*sizes, random_state=seed), []
    for _ in range(N_ITERATIONS):
        A2, cache = shallow.forward_propagation(X.T, parameters)
        costs.append(shallow.compute_cost(A2, y[None]))
        grads = shallow.backward_propagation(parameters, cache, X.T, y[None])
        parameters = shallow.update_parameters(parameters, grads)
    assert_equal(costs, estimator.loss_curve_)
    assert_same_layers(parameters, estimator)
    model = shallow.nn_model(X.T, y[None], n_hidden, N_ITERATIONS, random_state=seed)
    np.testing.assert_equal(model, parameters)
    np.testing.assert_array_equal(shallow.predict(model, X.T)[0], estimator.predict(X))


@pytest.mark.filterwarnings("ignore:nothing was learnt")
@pytest.mark.parametrize("n_layers", [1, 2, 3])
@pytest.mark.parametrize("initialization", ["lecun", "normal", "auto"])
def test_training_of_lesson_3(data, sizes, initialization, n_layers):
    X, y = data
    hidden = tuple(sizes[1:n_layers])
    estimator = DeepNNClassifier(
        hidden_layer_sizes=hidden,
        learning_rate=0.1,
        initialization=initialization,
        random_state=7,
        **SETTINGS,
    ).fit(X, y)
    dims, start = [X.shape[1], *hidden, 1], {"initialization": initialization}
    parameters = deep.initialize_parameters_deep(dims, **start, random_state=7)
    costs = []
    for _ in range(N_ITERATIONS):
        AL, caches = deep.L_model_forward(X.T, parameters)
        costs.append(deep.compute_cost(AL, y[None]))
        grads = deep.L_model_backward(AL, y[None], caches)
        parameters = deep.update_parameters(parameters, grads, 0.1)
    assert_equal(costs, estimator.loss_curve_)
    assert_same_layers(parameters, estimator)
    model, every_100 = deep.L_layer_model(
        X.T, y[None], dims, 0.1, N_ITERATIONS, **start, random_state=7
    )
    np.testing.assert_equal(model, parameters)
    np.testing.assert_array_equal(every_100, costs[::100])
    np.testing.assert_array_equal(deep.predict(X.T, model)[0], estimator.predict(X))
