"""`max_grad_norm`: what a fit with it does, and what it refuses."""

import numpy as np
import pytest

from skscratch import ScratchLogisticRegression, get_parameters, loss_and_grad

FIRST_ORDER = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]


@pytest.mark.parametrize("alpha", [0.0, 3.0])
def test_a_step_is_the_rate_times_the_clipped_gradient(Classifier, moons, alpha):
    """The gradient of the cost with its penalty, over all layers."""
    X, y = moons
    settings = {"solver": "gd", "learning_rate": 0.5, "batch_size": None, "tol": None}
    model = Classifier(
        alpha=alpha, max_grad_norm=0.02, max_iter=1, random_state=0, **settings
    )
    before = get_parameters(model.initialize(X, y))
    _, gradient, weight = loss_and_grad(model, X, y, penalty=True)
    gradient = gradient / weight
    step = get_parameters(model.fit(X, y)) - before
    assert np.linalg.norm(gradient) > 0.02
    expected = -0.5 * 0.02 * gradient / np.linalg.norm(gradient)
    np.testing.assert_allclose(step, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("solver", FIRST_ORDER)
def test_a_bound_out_of_reach_is_none(Classifier, moons, assert_same, solver):
    fitted = [
        Classifier(
            solver=solver, max_grad_norm=bound, max_iter=5, tol=None, random_state=0
        ).fit(*moons)
        for bound in (None, 1e30)
    ]
    assert_same(*fitted)


def test_partial_fit_clips_too(Classifier, moons):
    X, y = moons
    settings = {"solver": "gd", "learning_rate": 1.0, "batch_size": None}
    model = Classifier(max_grad_norm=1e-3, random_state=0, **settings).initialize(X, y)
    before = get_parameters(model)
    moved = get_parameters(model.partial_fit(X, y)) - before
    assert np.linalg.norm(moved) == pytest.approx(1e-3, rel=1e-9)


@pytest.mark.parametrize("bad", [0, -1.0, "auto", np.inf, np.nan])
def test_what_is_no_bound_is_refused(Classifier, moons, bad):
    with pytest.raises(ValueError, match="max_grad_norm"):
        Classifier(max_grad_norm=bad).fit(*moons)


def test_an_exploding_gradient_is_survived():
    """Float32 columns whose squares overflow."""
    rng = np.random.default_rng(0)
    y = np.arange(40) % 2
    X = (rng.standard_normal((40, 3)) + 2 * y[:, None]).astype(np.float32) * 1e22
    model = ScratchLogisticRegression(
        learning_rate=1.0, max_grad_norm=1e-22, max_iter=200, tol=None
    ).fit(X, y)
    assert np.isfinite(model.coef_).all() and np.abs(model.coef_).max() > 0
