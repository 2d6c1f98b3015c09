"""`initialize`: the model that training starts from, without a step."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from skscratch import (
    DeepNNClassifier,
    get_parameters,
    gradient_check,
    loss_and_grad,
    set_parameters,
)


@pytest.fixture(params=["moons", "blobs"])
def data(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_what_a_fit_starts_from(Classifier, data, dtype):
    X, y = data[0].astype(dtype), data[1]
    model = Classifier(solver="gd", max_iter=1, tol=None, random_state=3)
    cost = clone(model).fit(X, y).loss_curve_[0]
    model.initialize(X, y)
    assert (model.n_iter_, model.t_, model.outcome_) == (0, 0, None)
    assert model.loss_curve_ == [] and model.loss_ is None
    assert model.predict_proba(X).dtype == dtype
    sum_loss, _, weight = loss_and_grad(model, X, y)
    assert sum_loss / weight == pytest.approx(cost, rel=1e-6)


@pytest.mark.parametrize("how", ["fit", "partial_fit"])
@pytest.mark.parametrize("solver", ["gd", "adam"])
def test_training_goes_on_from_it(Classifier, data, assert_same, how, solver):
    settings = {"solver": solver, "max_iter": 1, "tol": None, "random_state": 0}
    model = Classifier(warm_start=how == "fit", **settings).initialize(*data)
    extra = {} if how == "fit" else {"classes": np.unique(data[1])}
    plain = getattr(Classifier(**settings), how)(*data, **extra)
    assert_same(getattr(model, how)(*data), plain)


def test_descent_by_hand_from_it_is_a_fit(Network, moons, parameters):
    X, y = moons
    settings = {"solver": "gd", "alpha": 0.3, "learning_rate": 0.2, "random_state": 0}
    model = Network(max_iter=5, tol=None, **settings)
    fitted = parameters(clone(model).fit(X, y))
    model.initialize(X, y)
    for _ in range(5):
        _, gradient, weight = loss_and_grad(model, X, y, penalty=True)
        theta = get_parameters(model) - 0.2 * gradient / weight
        set_parameters(model, theta)
    np.testing.assert_allclose(parameters(model), fitted, rtol=0, atol=1e-12)


def test_its_gradient_can_be_checked(Classifier, data):
    model = Classifier(random_state=0).initialize(*data)
    assert gradient_check(model, *data).relative_difference < 1e-6


def test_where_it_fails_the_earlier_model_stays(Classifier, moons):
    X, y = moons
    model = Classifier(max_iter=3, tol=None, random_state=0).fit(X, y)
    before = model.predict_proba(X)
    with pytest.raises(ValueError, match="at least two classes"):
        model.initialize(X[:, :1], np.zeros(80))
    np.testing.assert_array_equal(model.predict_proba(X), before)
    with pytest.raises(NotFittedError):
        Classifier().predict(X)


def test_batch_norm_starts_with_statistics_of_no_batches(moons):
    model = DeepNNClassifier(batch_norm=True, random_state=0).initialize(*moons)
    _, mean, variance, n_batches = model.batch_norm_[0]
    assert not mean.any() and (variance == 1).all() and n_batches == 0
