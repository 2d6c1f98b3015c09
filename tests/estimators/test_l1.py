"""L1 and elastic net: scikit-learn's optimum, zeros that are zero, what is refused."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import log_expit, log_softmax
from sklearn.datasets import load_breast_cancer, make_classification
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import scale

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    get_parameters,
    gradient_check,
    loss_and_grad,
)

RATIOS = [0.2, 0.7, 1.0]


def make_data(n_classes=2, n_samples=80, n_features=12):
    X, y = make_classification(
        n_samples,
        n_features,
        n_informative=4,
        n_classes=n_classes,
        class_sep=0.7,
        random_state=0,
    )
    return scale(X), y


def sparse_logistic(**settings):
    return ScratchLogisticRegression(solver="lbfgs", **settings)


def saga(alpha, l1_ratio, **settings):
    return LogisticRegression(
        C=1 / alpha,
        l1_ratio=l1_ratio,
        solver="saga",
        tol=1e-7,
        max_iter=5000,
        random_state=0,
        **settings,
    )


def objective(model, X, y, alpha, l1_ratio, weight=None):
    """The documented cost, from what any linear model says of itself."""
    weight = np.ones(len(y)) if weight is None else weight
    Z = model.decision_function(X)
    if Z.ndim == 1:
        losses = -log_expit(np.where(y == 1, Z, -Z))
    else:
        losses = -log_softmax(Z, axis=1)[np.arange(len(y)), y]
    W = model.coef_.astype(np.float64)
    penalty = l1_ratio * np.abs(W).sum() + (1 - l1_ratio) / 2 * np.square(W).sum()
    return (weight @ losses + alpha * penalty) / weight.sum()


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("l1_ratio", RATIOS)
def test_it_is_the_optimum_of_saga_with_the_same_zeros(
    l1_ratio, n_classes, fit_intercept, weighted
):
    X, y = make_data(n_classes)
    # saga's steps are too long for weights above 1
    weight = (np.arange(80) % 4 + 1) / 4 if weighted else None
    settings = {"l1_ratio": l1_ratio, "alpha": 6.0, "fit_intercept": fit_intercept}
    ours = sparse_logistic(**settings).fit(X, y, weight)
    theirs = saga(**settings).fit(X, y, weight)
    arguments = (X, y, 6.0, l1_ratio, weight)
    assert objective(ours, *arguments) <= objective(theirs, *arguments) + 1e-9
    assert ours.loss_ == pytest.approx(objective(ours, *arguments), abs=1e-9)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-4)
    np.testing.assert_array_equal(ours.coef_ == 0, theirs.coef_ == 0)
    assert 0 < np.count_nonzero(ours.coef_) < ours.coef_.size


def test_it_is_the_optimum_of_liblinear_on_columns_of_every_scale():
    X, y = load_breast_cancer(return_X_y=True)
    ours = sparse_logistic(alpha=1.0, l1_ratio=1.0).fit(X, y)
    theirs = LogisticRegression(
        l1_ratio=1.0,
        solver="liblinear",
        intercept_scaling=1e4,
        tol=1e-7,
        max_iter=5000,
        random_state=0,
    ).fit(X, y)
    assert objective(ours, X, y, 1.0, 1.0) <= objective(theirs, X, y, 1.0, 1.0) + 1e-6
    np.testing.assert_array_equal(ours.coef_ == 0, theirs.coef_ == 0)


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("n_features", [12, 300])
def test_no_direction_leads_down(n_features, dtype, sparse):
    """The gradient is alpha where a weight is not zero, and no more where it is."""
    X, y = make_data(n_features=n_features)
    X = (X * (np.abs(X) > 0.5)).astype(dtype)
    alpha, l1_ratio = 4.0, 0.8
    model = sparse_logistic(alpha=alpha, l1_ratio=l1_ratio)
    model.fit(csr_array(X) if sparse else X, y)
    assert model.outcome_ == "converged" and model.coef_.dtype == dtype
    _, gradient, _ = loss_and_grad(model, X, y)
    W = get_parameters(model)[:-1].astype(np.float64)
    slopes = gradient[:-1] + alpha * (1 - l1_ratio) * W
    tolerance = 1e-4 if dtype == np.float64 else 0.1
    np.testing.assert_allclose(
        slopes[W != 0], -alpha * l1_ratio * np.sign(W[W != 0]), atol=tolerance
    )
    assert np.abs(slopes[W == 0]).max() <= alpha * l1_ratio + tolerance
    assert abs(gradient[-1]) <= tolerance  # the intercept is not penalised
    assert np.count_nonzero(W) < min(X.shape)


def test_sparse_and_dense_samples_end_alike(assert_same):
    X, y = make_data()
    X *= np.abs(X) > 0.5
    dense = sparse_logistic(alpha=3.0, l1_ratio=0.5).fit(X, y)
    sparse = sparse_logistic(alpha=3.0, l1_ratio=0.5).fit(csr_array(X), y)
    np.testing.assert_allclose(sparse.coef_, dense.coef_, atol=1e-6)
    np.testing.assert_array_equal(sparse.coef_ == 0, dense.coef_ == 0)


def test_a_penalty_that_outweighs_all_leaves_the_intercept():
    X, y = make_data()
    model = sparse_logistic(alpha=1e4, l1_ratio=1.0).fit(X, y)
    assert not model.coef_.any()
    share = np.mean(y)
    assert model.intercept_[0] == pytest.approx(np.log(share / (1 - share)), abs=1e-6)


def test_along_a_path_warm_starts_end_where_cold_ones_do():
    X, y = make_data(n_features=40)
    path = sparse_logistic(l1_ratio=1.0, warm_start=True)
    n_zeros = []
    for alpha in (20.0, 8.0, 3.0, 1.0, 3.0):
        path.set_params(alpha=alpha).fit(X, y)
        cold = sparse_logistic(l1_ratio=1.0, alpha=alpha).fit(X, y)
        np.testing.assert_allclose(path.coef_, cold.coef_, atol=1e-4)
        np.testing.assert_array_equal(path.coef_ == 0, cold.coef_ == 0)
        n_zeros.append(np.count_nonzero(path.coef_ == 0))
    assert n_zeros[0] > n_zeros[1] > n_zeros[2] > n_zeros[3] < n_zeros[4]


def test_the_cost_that_is_recorded_falls_from_epoch_to_epoch():
    X, y = make_data(3)
    model = sparse_logistic(alpha=3.0, l1_ratio=0.9).fit(X, y)
    assert model.loss_curve_[0] == pytest.approx(np.log(3))
    assert (np.diff(model.loss_curve_) < 1e-6).all()
    for n_epochs in (3, 9):
        settings = {"alpha": 3.0, "l1_ratio": 0.9, "tol": None}
        stopped = sparse_logistic(max_iter=n_epochs, **settings).fit(X, y)
        cost = objective(stopped, X, y, 3.0, 0.9)
        assert model.loss_curve_[n_epochs] == pytest.approx(cost, rel=1e-9)


def test_what_has_not_settled_is_told():
    with pytest.warns(ConvergenceWarning, match="max_iter=5"):
        sparse_logistic(alpha=1.0, l1_ratio=1.0, max_iter=5).fit(*make_data())


@pytest.mark.parametrize(
    "solver", ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "newton"]
)
def test_a_solver_that_needs_a_derivative_is_refused(solver):
    model = ScratchLogisticRegression(solver=solver, alpha=1.0, l1_ratio=0.5)
    with pytest.raises(ValueError, match=rf"l1_ratio.*solver='{solver}'.*\['lbfgs'\]"):
        model.fit(*make_data())


def test_a_share_of_no_penalty_is_refused():
    with pytest.raises(ValueError, match=r"l1_ratio .* needs alpha > 0; .*alpha=0\.0"):
        sparse_logistic(l1_ratio=1.0).fit(*make_data())


@pytest.mark.parametrize("l1_ratio", [-0.1, 1.1, None, "auto"])
def test_what_is_no_share_is_refused(l1_ratio):
    with pytest.raises(ValueError, match="l1_ratio"):
        sparse_logistic(alpha=1.0, l1_ratio=l1_ratio).fit(*make_data())


def test_networks_have_no_such_parameter():
    assert "l1_ratio" not in DeepNNClassifier().get_params()
    with pytest.raises(TypeError, match="l1_ratio"):
        DeepNNClassifier(l1_ratio=0.5)


def test_sums_over_parts_leave_the_penalty_to_the_caller():
    X, y = make_data()
    model = sparse_logistic(alpha=2.0, l1_ratio=0.5).fit(X, y)
    with pytest.raises(ValueError, match=r"penalty must be False.*l1_ratio=0\.5"):
        loss_and_grad(model, X, y, penalty=True)
    sum_loss, _, weight = loss_and_grad(model, X, y)
    W = model.coef_
    penalty = 2.0 * (0.5 * np.abs(W).sum() + 0.25 * np.square(W).sum())
    assert (sum_loss + penalty) / weight == pytest.approx(model.loss_, abs=1e-9)


def test_the_derivative_is_checked_where_there_is_one():
    X, y = make_data()
    model = sparse_logistic(alpha=2.0, l1_ratio=0.5).fit(X, y)
    assert (model.coef_ == 0).any()
    assert gradient_check(model, X, y).relative_difference < 1e-6
