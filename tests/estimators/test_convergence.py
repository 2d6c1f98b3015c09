"""Convergence that is true: the gradient says so, in whatever units X is."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_classification
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from skscratch import DeepNNClassifier, ScratchLogisticRegression

SCALES = [1e-4, 1.0, 1e3, 1e5, 1e7]
BY_GRADIENT = ["gd", "momentum", "nesterov", "lbfgs", "newton"]


def overlapping(n_classes=2, shape=(200, 5)):
    rng = np.random.default_rng(0)
    X = rng.standard_normal(shape)
    scores = X[:, :n_classes] + 0.8 * rng.standard_normal((shape[0], n_classes))
    return X, scores.argmax(axis=1)


def cost(model, X, y):
    P = model.predict_proba(X)[np.arange(len(y)), y]
    return -np.log(P).mean() + model.alpha_ / (2 * len(y)) * np.sum(model.coef_**2)


def fit(model, X, y):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(X, y)
    return [str(warning.message) for warning in caught]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("solver", BY_GRADIENT)
def test_a_fit_ends_at_the_optimum_or_says_that_it_does_not(solver, n_classes, scale):
    X, y = overlapping(n_classes)
    X[:, 1] *= scale
    best = ScratchLogisticRegression(solver="newton", tol=1e-8).fit(X, y)
    model = ScratchLogisticRegression(solver=solver, batch_size=None)
    told = fit(model, X, y)
    excess = cost(model, X, y) - cost(best, X, y)
    if told:
        assert model.outcome_ == "max_iter" and "before the cost" in told[0]
        assert excess > 1e-4
    else:
        assert model.outcome_ == "converged"
        assert excess < (1e-3 if model.solver in BY_GRADIENT[:3] else 1e-9)


@pytest.mark.filterwarnings("ignore:Setting penalty=None")  # of C=inf, in 1.8.0
@pytest.mark.parametrize("solver", ["lbfgs", "newton"])
@pytest.mark.parametrize("shape", [(200, 5), (40, 80)], ids=["tall", "wide"])
def test_second_order_fits_do_not_depend_on_the_units_of_a_column(solver, shape):
    """With the penalty on a column of its own size in both, as far as it matters."""
    X, y = overlapping(shape=shape)
    for column, offset in ((0, 0.0), (2, 3.0)):
        X[:, column] += offset
    ends, lengths = [], []
    for scale in SCALES:
        units = X.copy()
        units[:, 3] *= scale
        alpha = 1e-2 if shape[0] < shape[1] else 0.0
        model = ScratchLogisticRegression(solver=solver, alpha=alpha).fit(units, y)
        assert model.outcome_ == "converged"
        lengths.append(model.n_iter_)
        reference = LogisticRegression(
            C=1 / alpha if alpha else np.inf,
            tol=1e-12,
            max_iter=10**5,
            solver="newton-cg",
        )
        if scale == 1.0:
            reference.fit(units, y)
            np.testing.assert_allclose(
                model.predict_proba(units), reference.predict_proba(units), atol=1e-4
            )
        ends.append(model.predict_proba(units))
    assert max(lengths) - min(lengths) <= (3 if solver == "newton" else 60)
    if shape[0] > shape[1]:  # no penalty
        for P in ends:
            np.testing.assert_allclose(P, ends[0], atol=1e-6)


@pytest.mark.parametrize("solver", ["momentum", "nesterov"])
@pytest.mark.parametrize("tol", [1e-4, 1e-7, 1e-10])
def test_a_swinging_cost_is_followed_to_its_end(solver, tol):
    X, y = make_classification(200, 10, n_informative=5, random_state=2)
    best = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(X, y).loss_
    model = ScratchLogisticRegression(
        solver=solver, batch_size=None, alpha=1.0, tol=tol, max_iter=20_000
    ).fit(X, y)
    assert model.outcome_ == "converged"
    assert model.loss_ - best < 10 * tol


def test_a_swinging_cost_of_a_network_is_no_plateau():
    X, y = make_classification(200, 10, n_informative=5, random_state=2)
    model = DeepNNClassifier(
        hidden_layer_sizes=(),
        solver="momentum",
        batch_size=None,
        learning_rate=0.5,
        alpha=1.0,
        tol=1e-6,
        max_iter=5000,
        random_state=0,
    ).fit(X, y)
    best = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(X, y).loss_
    assert model.outcome_ == "converged" and model.loss_ - best < 1e-5


@pytest.mark.parametrize("solver", ["gd", "nesterov"])
def test_the_gram_form_stops_where_the_direct_one_does(solver):
    X, y = overlapping(shape=(40, 80))
    models = [
        ScratchLogisticRegression(
            solver=solver, gram=gram, batch_size=None, alpha=1.0, max_iter=5000
        ).fit(X, y)
        for gram in (True, False)
    ]
    assert models[0].outcome_ == models[1].outcome_ == "converged"
    assert models[0].n_iter_ == models[1].n_iter_


def test_one_large_row_is_learnt_from_all_the_same():
    rng = np.random.default_rng(0)
    for size in (1e2, 1e4, 1e6, 1e8):
        X = rng.standard_normal((80, 60))
        y = (X[:, 0] > 0).astype(int)
        X[0] *= size
        model = ScratchLogisticRegression(solver="lbfgs", alpha=1e-3, max_iter=5000)
        assert fit(model, X, y) == [] and model.outcome_ == "converged"
        assert model.score(X, y) == 1.0


def test_a_warning_gives_advice_that_the_solver_accepts():
    X, y = overlapping()
    for solver in BY_GRADIENT:
        model = ScratchLogisticRegression(solver=solver, max_iter=1, batch_size=None)
        with pytest.warns(ConvergenceWarning, match="raise max_iter") as caught:
            model.fit(1000 * X, y)
        assert ("learning_rate" in str(caught[0].message)) == (
            solver not in ("lbfgs", "newton")
        )


def test_newton_takes_one_step_where_any_cost_is_good_enough(moons):
    model = ScratchLogisticRegression(solver="newton", tol=1e300).fit(*moons)
    assert (model.outcome_, model.n_iter_) == ("converged", 1)


@pytest.mark.parametrize("solver", ["auto", "lbfgs", "newton"])
@pytest.mark.parametrize("far", ["a number", "a row", "a missing half"])
def test_no_solver_says_converged_where_far_values_hide_a_fall(solver, far):
    X, y = load_iris(return_X_y=True)
    if far == "a number":
        X = X[:, :1].copy()
        X[0] = 1e9
    elif far == "a row":
        X[0] *= 1e7
    else:
        X[np.random.default_rng(0).random(150) < 0.45] = -9999
    reference = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-12)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ScratchLogisticRegression(solver=solver, alpha=1.0).fit(X, y)
        reference.set_params(max_iter=1000).fit(X, y)
    penalty = (reference.coef_**2).sum() / (2 * len(y))
    best = log_loss(y, reference.predict_proba(X)) + penalty
    assert model.outcome_ != "converged" or model.loss_ < best + 3 * model.tol


def test_what_a_far_row_hides_is_told():
    X, y = load_iris(return_X_y=True)
    X[0] *= 1e7
    with pytest.warns(ConvergenceWarning, match="looks level beside values of X that"):
        model = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(X, y)
    assert model.outcome_ == "stopped"
