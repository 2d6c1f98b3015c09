"""`solver="auto"` and `alpha="auto"` of logistic regression: which, and how it ends."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from skscratch import ScratchLogisticRegression, gradient_check, loss_and_grad
from skscratch.checkpoints import Checkpoint, resume

FEW = {"max_iter": 5, "tol": None}

#: What gradient descent has a use for, and L-BFGS has not.
GIVEN = {
    "learning_rate": 0.1,
    "learning_rate_schedule": "exponential",
    "max_grad_norm": 0.05,
    "batch_size": 16,
    "gram": False,
}


def cost(model, X, y):
    """With the penalty of `LogisticRegression` untouched."""
    P = model.predict_proba(X)[np.arange(len(y)), y]
    return -np.log(P).mean() + (model.coef_**2).sum() / (2 * len(y))


@pytest.mark.parametrize("load", [load_breast_cancer, load_digits])
def test_untouched_it_is_not_above_the_cost_of_the_peer(load):
    X, y = load(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    model = ScratchLogisticRegression().fit(X, y)
    assert (model.solver_, model.alpha_, model.outcome_) == ("lbfgs", 1.0, "converged")
    assert (model.solver, model.alpha) == ("auto", "auto")
    assert cost(model, X, y) <= cost(LogisticRegression().fit(X, y), X, y)


@pytest.mark.parametrize("name", GIVEN)
def test_what_gradient_descent_alone_uses_asks_for_it(moons, assert_same, name):
    settings = {name: GIVEN[name], "random_state": 0, **FEW}
    model = ScratchLogisticRegression(**settings).fit(*moons)
    assert (model.solver_, model.alpha_) == ("gd", 0.0)
    assert_same(model, ScratchLogisticRegression(solver="gd", **settings).fit(*moons))


def test_parts_are_descended_without_a_penalty(moons, assert_same):
    model, named = ScratchLogisticRegression(), ScratchLogisticRegression(solver="gd")
    for each in (model, named):
        for _ in range(3):
            each.partial_fit(*moons, classes=[0, 1])
    assert (model.solver_, model.alpha_) == ("gd", 0.0)
    assert_same(model, named)
    assert model.fit(*moons).solver_ == "lbfgs"


@pytest.mark.parametrize("solver", ["gd", "adam", "lbfgs", "newton"])
def test_whoever_names_a_solver_asks_for_the_penalty(moons, assert_same, solver):
    settings = {"solver": solver, "random_state": 0, **FEW}
    model = ScratchLogisticRegression(**settings).fit(*moons)
    assert (model.solver_, model.alpha_) == (solver, 0.0)
    plain = ScratchLogisticRegression(alpha=0.0, **settings).fit(*moons)
    assert_same(model, plain)


def test_a_penalty_that_is_given_counts(moons):
    X, y = moons
    model = ScratchLogisticRegression(alpha=10.0).fit(X, y)
    assert (model.solver_, model.alpha_) == ("lbfgs", 10.0)
    optimum = LogisticRegression(C=0.1, tol=1e-10).fit(X, y)
    np.testing.assert_allclose(model.coef_, optimum.coef_, atol=1e-3)


def test_a_level_cost_is_not_taken_for_a_low_one():
    """Columns of any scale, and one row far away: the cost pauses above its optimum."""
    X, y = load_breast_cancer(return_X_y=True)
    rng = np.random.default_rng(0)
    X = StandardScaler().fit_transform(X)
    X = X * 10.0 ** rng.uniform(-1, 3, 30) + 10.0 ** rng.uniform(-1, 3, 30)
    settings = {"alpha": 1.0, "max_iter": 20_000}
    for factor in (1.0, 100.0):
        X[0] *= factor
        best = ScratchLogisticRegression(solver="lbfgs", tol=1e-9, **settings)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            best.fit(X, y)
        model = ScratchLogisticRegression(**settings).fit(X, y)
        assert model.outcome_ == "converged"
        assert cost(model, X, y) - cost(best, X, y) < 1e-3


def test_weights_are_zero_where_the_share_of_l1_says_so():
    X, y = load_breast_cancer(return_X_y=True)
    settings = {"alpha": 5.0, "l1_ratio": 1.0}
    named = ScratchLogisticRegression(solver="lbfgs", **settings).fit(X, y)
    model = ScratchLogisticRegression(**settings).fit(X, y)
    np.testing.assert_array_equal(model.coef_, named.coef_)


def test_early_stopping_and_a_warm_start_go_with_it(moons):
    X, y = moons
    stopped = ScratchLogisticRegression(early_stopping=True, random_state=0).fit(X, y)
    assert stopped.solver_ == "lbfgs" and stopped.best_iteration_ is not None
    model = ScratchLogisticRegression(warm_start=True).fit(X, y)
    n_iter, first = model.n_iter_, model.loss_curve_[0]
    assert model.fit(X, y).loss_curve_[n_iter] < first


def test_a_checkpoint_goes_on_with_what_was_chosen(moons, assert_same, tmp_path):
    X, y = moons
    model = ScratchLogisticRegression().set_callbacks(Checkpoint(tmp_path)).fit(X, y)
    again = resume(tmp_path, X, y)
    assert (again.solver, again.solver_, again.alpha_) == ("auto", "lbfgs", 1.0)
    assert_same(again, model)


def test_the_gradient_is_that_of_the_penalty_of_a_fit(moons):
    X, y = moons
    model = ScratchLogisticRegression(**FEW | {"max_iter": 1}).fit(X, y)
    assert gradient_check(model, X, y).relative_difference < 1e-6
    plain, penalised = (loss_and_grad(model, X, y, penalty=p)[0] for p in (False, True))
    assert penalised - plain == pytest.approx((model.coef_**2).sum() / 2)


def test_networks_have_no_such_choice(Network, moons):
    with pytest.raises(ValueError, match="solver must be one of .*got 'auto'"):
        Network(solver="auto").fit(*moons)
    with pytest.raises(ValueError, match="alpha"):
        Network(alpha="auto").fit(*moons)


@pytest.mark.parametrize("solver", ["auto", "lbfgs"])
@pytest.mark.parametrize(
    "X",
    [[[0, 0], [0, 1], [1, 0], [1, 1]], [[-2], [-1], [1], [2]], [[0], [0], [0], [0]]],
)
def test_samples_from_which_no_line_leads_down_end_where_they_began(X, solver):
    y = [0, 1, 1, 0] if len(X[0]) == 2 or X[0] == [0] else [1, 0, 0, 1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nothing is to be learnt
        model = ScratchLogisticRegression(solver=solver).fit(X, y)
    np.testing.assert_array_equal(model.coef_, 0)
    np.testing.assert_array_equal(model.predict_proba(X), 0.5)


def long_rows(kind):
    """Samples of which a few are far longer than all others."""
    rng = np.random.default_rng(1)
    X = rng.standard_normal((600, 5))
    y = (X[:, 0] + 0.5 * rng.standard_normal(600) > 0).astype(int)
    if kind == "a missing code":
        X[:6] = -9999
    elif kind == "one row":
        X[0] = 1e4
    else:
        X = X[:, :1].copy()
        X[0] = 1e6
    return X, y


@pytest.mark.parametrize("alpha", [0.0, 1.0])
@pytest.mark.parametrize("solver", ["auto", "lbfgs"])
@pytest.mark.parametrize("kind", ["a missing code", "one row", "one column"])
def test_a_few_long_rows_do_not_hide_the_others(kind, solver, alpha):
    X, y = long_rows(kind)
    model = ScratchLogisticRegression(solver=solver, alpha=alpha).fit(X, y)
    optimum = ScratchLogisticRegression(solver="newton", alpha=alpha).fit(X, y)

    def penalized(model):
        P = model.predict_proba(X)[np.arange(len(y)), y]
        return -np.log(P).mean() + alpha * (model.coef_**2).sum() / (2 * len(y))

    assert penalized(model) <= penalized(optimum) + 1e-4


def test_a_warm_start_with_other_samples_takes_no_more_iterations():
    X, y = load_digits(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    model = ScratchLogisticRegression(warm_start=True)
    rng, n_cold = np.random.default_rng(0), []
    for _ in range(4):
        some = rng.choice(len(X), 300, replace=False)
        n_cold.append(ScratchLogisticRegression().fit(X[some], y[some]).n_iter_)
        before = len(getattr(model, "loss_curve_", []))
        model.fit(X[some], y[some])
        assert len(model.loss_curve_) - before <= 1.5 * max(n_cold)


def test_a_penalty_too_strong_for_the_scale_is_named():
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X) * 1e-4
    with pytest.warns(match="a penalty that is too strong for the scale of X"):
        ScratchLogisticRegression().fit(X, y)


@pytest.mark.parametrize("load", [load_iris, load_breast_cancer, load_wine])
@pytest.mark.parametrize("missing", [-99.0, -9999.0])
@pytest.mark.parametrize("share", [0.1, 0.2, 0.4])
def test_it_is_at_the_optimum_or_warns_where_a_number_stands_for_missing_rows(
    load, missing, share
):
    X, y = load(return_X_y=True)
    X[np.random.default_rng(0).random(len(X)) < share] = missing
    best = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(X, y)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        model = ScratchLogisticRegression(alpha=1.0).fit(X, y)
    assert told or model.loss_ < best.loss_ + 3 * model.tol
    assert model.loss_ < best.loss_ + 0.05


@pytest.mark.parametrize("alpha", [0.01, 1.0])
def test_it_is_at_the_optimum_with_one_far_number(alpha):
    X, y = load_iris(return_X_y=True)
    X[0, 0] = -99999
    best = ScratchLogisticRegression(solver="newton", alpha=alpha).fit(X, y)
    model = ScratchLogisticRegression(alpha=alpha).fit(X, y)
    assert model.loss_ < best.loss_ + 3 * model.tol
