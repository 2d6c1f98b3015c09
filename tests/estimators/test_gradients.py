"""The public gradient: its check, its sums, and the vector of all parameters."""

from copy import deepcopy

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import approx_fprime

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    get_parameters,
    gradient_check,
    loss_and_grad,
    set_parameters,
)
from skscratch.core.activations import ACTIVATIONS
from skscratch.network import layers

FEW = {"max_iter": 3, "tol": None, "random_state": 0}


@pytest.mark.parametrize("target", ["moons", "blobs", "tags"])
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize("alpha", [0.0, 2.0])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_combination_agrees_with_differences(
    activation, alpha, dropout, batch_norm, target, request
):
    X, y = request.getfixturevalue(target)
    weight = np.random.RandomState(0).uniform(0.5, 2, len(X))
    network = DeepNNClassifier(
        hidden_layer_sizes=(5, 4),
        activation=activation,
        alpha=alpha,
        dropout=dropout,
        batch_norm=batch_norm,
        random_state=0,
    )
    check = gradient_check(network, X, y, weight)
    assert check.relative_difference < 1e-6
    assert [block["name"] for block in check.blocks][0] == "W1"


def test_the_check_leaves_the_estimator_alone(Classifier, moons):
    fresh = Classifier(random_state=0)
    gradient_check(fresh, *moons)
    assert not hasattr(fresh, "classes_")
    fitted = Classifier(**FEW).fit(*moons)
    before = get_parameters(fitted)
    assert gradient_check(fitted, *moons).relative_difference < 1e-6
    np.testing.assert_array_equal(get_parameters(fitted), before)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_model_of_float32_is_checked_in_float64(Classifier, moons, batch_norm):
    X, y = moons[0].astype(np.float32), moons[1]
    model = Classifier(**FEW)
    if batch_norm and "batch_norm" in model.get_params():
        model.set_params(batch_norm=True)
    model.fit(X, y)
    assert gradient_check(model, X, y).relative_difference < 1e-6
    assert get_parameters(model).dtype == np.float32


def test_the_check_sees_a_wrong_derivative(monkeypatch, moons):
    monkeypatch.setattr(
        layers.ActivationLayer, "backward", lambda layer, dA, memory: 1.01 * dA
    )
    check = gradient_check(ShallowNNClassifier(random_state=0), *moons)
    assert check.relative_difference > 1e-4
    by_name = {block["name"]: block["relative_difference"] for block in check.blocks}
    assert by_name["W1"] > 1e-4 and by_name["W2"] < 1e-6
    assert "W1" in str(check)


def test_sums_over_parts_add_up(Classifier, blobs):
    X, y = blobs
    weight = np.random.RandomState(0).uniform(0, 2, len(X))
    model = Classifier(alpha=1.0, class_weight={0: 3.0}, **FEW).fit(X, y)
    whole = loss_and_grad(model, X, y, weight)
    parts = [loss_and_grad(model, X[i::3], y[i::3], weight[i::3]) for i in range(3)]
    for total, pieces in zip(whole, zip(*parts, strict=True), strict=True):
        np.testing.assert_allclose(sum(pieces), total, rtol=1e-10, atol=1e-12)
    assert whole[2] == pytest.approx((weight * np.where(y == 0, 3, 1)).sum())
    scarce = loss_and_grad(model, sparse.csr_array(X), y, weight)
    np.testing.assert_allclose(scarce[1], whole[1], atol=1e-10)


@pytest.mark.parametrize("kind", ["classes", "names", "labels"])
@pytest.mark.parametrize("nothing", ["no rows", "no weight", "no rows, sparse"])
def test_a_part_of_nothing_adds_zeros(Classifier, blobs, tags, kind, nothing):
    X, y = tags if kind == "labels" else blobs
    if kind == "names":
        y = np.array(["x", "y", "z"])[y]
    if kind == "labels" and Classifier is ScratchLogisticRegression:
        pytest.skip("logistic regression has one label a sample")
    model = Classifier(alpha=2.0, **FEW).fit(X, y)
    rows = slice(0, 0) if "rows" in nothing else slice(None)
    part = sparse.csr_array(X)[rows] if "sparse" in nothing else X[rows]
    weight = None if "rows" in nothing else np.zeros(len(X))
    with np.errstate(all="raise"):
        sums = loss_and_grad(model, part, y[rows], weight)
    assert sums[0] == sums[2] == 0 and not sums[1].any()
    assert len(sums[1]) == len(get_parameters(model))
    # the penalty is there all the same
    whole = loss_and_grad(model, X, y, penalty=True)
    plain = loss_and_grad(model, X, y)
    alone = loss_and_grad(model, part, y[rows], weight, penalty=True)
    assert alone[0] == pytest.approx(whole[0] - plain[0], rel=1e-9)
    np.testing.assert_allclose(alone[1], whole[1] - plain[1], atol=1e-10)


def test_a_part_of_one_class_adds_its_sum(Classifier, blobs):
    X, y = blobs
    model = Classifier(**FEW).fit(X, y)
    whole = loss_and_grad(model, X, y)
    parts = [loss_and_grad(model, X[y == label], y[y == label]) for label in range(3)]
    for total, pieces in zip(whole, zip(*parts, strict=True), strict=True):
        np.testing.assert_allclose(sum(pieces), total, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("factor", [2.0**-900, 2.0**900])
@pytest.mark.parametrize("penalty", [False, True])
def test_sums_are_as_large_as_the_weights(Classifier, blobs, factor, penalty):
    X, y = blobs
    model = Classifier(alpha=1.0, **FEW).fit(X, y)
    expected = loss_and_grad(model, X, y, penalty=penalty)
    model.set_params(alpha=factor)
    sums = loss_and_grad(model, X, y, np.full(len(X), factor), penalty=penalty)
    for got, wanted in zip(sums, expected, strict=True):
        np.testing.assert_allclose(got / factor, wanted, rtol=1e-12)


def test_labels_are_not_summed_where_indicators_were(Network, tags):
    X, Y = tags
    with pytest.raises(ValueError, match="indicator matrix, as the targets trained on"):
        loss_and_grad(Network(**FEW).fit(X, Y), X, Y[:, 0])


def test_the_sum_is_the_derivative_of_the_sum(moons):
    X, y = moons
    model = ShallowNNClassifier(**FEW).fit(X, y)

    def sum_loss(theta):
        return loss_and_grad(set_parameters(model, theta), X, y)[0]

    theta = get_parameters(model)
    _, gradient, _ = loss_and_grad(model, X, y)
    numerical = approx_fprime(theta, sum_loss, 1e-7)
    np.testing.assert_allclose(gradient, numerical, rtol=1e-4, atol=1e-4)


def test_steps_over_parts_equal_a_fit(moons):
    X, y = moons
    alpha, rate = 0.5, 0.3
    common = {"n_hidden": 3, "solver": "gd", "alpha": alpha, "learning_rate": rate}
    common |= {"tol": None, "random_state": 0}
    reference = ShallowNNClassifier(max_iter=20, **common).fit(X, y)
    model = ShallowNNClassifier(**{**common, "learning_rate": 1e-300}, max_iter=1)
    model.fit(X, y)
    for _ in range(20):
        parts = [loss_and_grad(model, X[i::4], y[i::4]) for i in range(4)]
        _, gradient, weight = (sum(pieces) for pieces in zip(*parts, strict=True))
        theta = get_parameters(model)
        penalized = np.concatenate([np.ones(6), np.zeros(3), np.ones(3), np.zeros(1)])
        gradient += alpha * penalized * theta
        set_parameters(model, theta - rate * gradient / weight)
    np.testing.assert_allclose(
        get_parameters(model), get_parameters(reference), atol=1e-12
    )


def test_parameters_stand_in_the_order_of_the_fitted_attributes(blobs):
    X, y = blobs
    network = DeepNNClassifier(hidden_layer_sizes=(4, 3), **FEW).fit(X, y)
    layers = zip(network.coefs_, network.intercepts_, strict=True)
    expected = [block.ravel() for layer in layers for block in layer]
    np.testing.assert_array_equal(get_parameters(network), np.concatenate(expected))

    network.set_params(batch_norm=True).fit(X, y)
    W1, W2, W3 = (W.ravel() for W in network.coefs_)
    shift_1, shift_2, b3 = network.intercepts_
    scale_1, scale_2 = (scale for scale, *_ in network.batch_norm_)
    expected = [W1, scale_1, shift_1, W2, scale_2, shift_2, W3, b3]
    np.testing.assert_array_equal(get_parameters(network), np.concatenate(expected))

    model = ScratchLogisticRegression(**FEW).fit(X, y)
    expected = [model.coef_.T.ravel(), model.intercept_]
    np.testing.assert_array_equal(get_parameters(model), np.concatenate(expected))


def test_parameters_make_the_round_trip(Classifier, blobs):
    X, y = blobs
    model = Classifier(**FEW).fit(X, y)
    theta = get_parameters(model)
    other = Classifier(**{**FEW, "random_state": 1}).fit(X, y)
    set_parameters(other, theta)
    np.testing.assert_array_equal(other.predict_proba(X), model.predict_proba(X))
    with pytest.raises(ValueError, match="theta must be of shape"):
        set_parameters(model, theta[1:])


@pytest.mark.parametrize(
    "parameters, message",
    [({"batch_norm": True}, "batch_norm"), ({"class_weight": "balanced"}, "balance")],
)
def test_what_does_not_add_up_is_refused(parameters, message, blobs):
    model = DeepNNClassifier(**parameters, **FEW).fit(*blobs)
    with pytest.raises(ValueError, match=message):
        loss_and_grad(model, *blobs)


def test_unseen_labels_are_refused(blobs):
    X, y = blobs
    model = ScratchLogisticRegression(tol=None, max_iter=3).fit(X[y < 2], y[y < 2])
    with pytest.raises(ValueError, match=r"\[2\]"):
        loss_and_grad(model, X, y)


@pytest.mark.parametrize("epsilon", [0, -1e-7, np.nan, np.inf, "a", None])
def test_a_distance_that_is_none_is_refused(moons, epsilon):
    with pytest.raises(ValueError, match="'epsilon' parameter of gradient_check must"):
        gradient_check(ShallowNNClassifier(**FEW), *moons, epsilon=epsilon)


def test_what_fit_refuses_is_not_checked(moons):
    X, y = moons
    with pytest.raises(ValueError, match="Complex data not supported"):
        gradient_check(ShallowNNClassifier(**FEW), X + 1j, y)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_parameters_that_are_not_finite_are_refused(moons, bad):
    model = ScratchLogisticRegression(**FEW).fit(*moons)
    before = get_parameters(model)
    with pytest.raises(ValueError, match=f"theta must be finite; got {bad} at 1"):
        set_parameters(model, [0.0, bad, 1.0])
    np.testing.assert_array_equal(get_parameters(model), before)


CHANGES = [
    {"activation": "relu"},
    {"activation": ["relu"]},
    {"hidden_layer_sizes": (5,)},
    {"hidden_layer_sizes": (4, 3, 2)},
    {"batch_norm": True},
]


@pytest.fixture
def fitted(moons):
    return DeepNNClassifier(
        hidden_layer_sizes=(4, 3), activation="tanh", max_iter=5, tol=None,
        random_state=0,
    ).fit(*moons)  # fmt: skip


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_the_fitted_network_is_meant_whatever_parameters_ask_for_since(
    fitted, moons, changes
):
    changed = deepcopy(fitted).set_params(**changes)
    for one, other in zip(
        loss_and_grad(fitted, *moons), loss_and_grad(changed, *moons), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    theta = get_parameters(fitted)
    np.testing.assert_array_equal(get_parameters(changed), theta)
    check, before = (gradient_check(m, *moons) for m in (changed, fitted))
    assert check.relative_difference < 1e-6
    assert check.blocks == before.blocks
    assert changed.diagnose(*moons).layers == fitted.diagnose(*moons).layers
    set_parameters(changed, 2 * theta)
    assert changed.hidden_activations_ == ("tanh", "tanh")
    np.testing.assert_array_equal(get_parameters(changed), 2 * theta)


@pytest.mark.parametrize("intercept", [True, False])
def test_an_intercept_is_where_it_was_fitted(moons, intercept):
    model = ScratchLogisticRegression(fit_intercept=intercept).fit(*moons)
    before = loss_and_grad(model, *moons)
    model.set_params(fit_intercept=not intercept)
    for one, other in zip(before, loss_and_grad(model, *moons), strict=True):
        np.testing.assert_array_equal(one, other)
    assert get_parameters(model).shape == (2 + intercept,)


def test_batch_norm_that_was_fitted_is_refused_by_the_sums(moons):
    network = DeepNNClassifier(batch_norm=True, max_iter=1, tol=None).fit(*moons)
    with pytest.raises(ValueError, match="got a network fitted with batch_norm=True"):
        loss_and_grad(network.set_params(batch_norm=False), *moons)


def test_the_check_drops_units_at_the_rates_of_now(fitted, moons):
    network = deepcopy(fitted).set_params(dropout=[0.5])
    with pytest.raises(ValueError, match="dropout must be one value or one for each"):
        gradient_check(network, *moons)
    network.set_params(dropout=0.5)
    assert gradient_check(network, *moons).relative_difference < 1e-6
    assert gradient_check(network, *moons) != gradient_check(fitted, *moons)
