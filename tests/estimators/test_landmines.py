"""Bugs that were measured in neighbouring packages, each with a test that sees it."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.utils.validation import check_is_fitted

FIXED = {"max_iter": 6, "tol": None, "random_state": 0}


def test_certainty_has_no_ceiling(Classifier, blobs):
    """Softmax taken twice never exceeds e / (e + 2) for three classes."""
    X, y = blobs
    model = Classifier(solver="lbfgs", max_iter=200, tol=None).fit(10 * X, y)
    assert model.predict_proba(10 * X).max() > 0.99


def test_opposite_weights_of_single_classes_in_a_batch_count(
    Classifier, moons, parameters
):
    """Ordered by class, batches hold one class each: dividing by their weight hides it.

    With weights of 100 for one class the model must prefer that class.
    """
    X, y = moons
    order = np.argsort(y, kind="stable")
    X, y = X[order], y[order]
    settings = FIXED | {"batch_size": 8, "shuffle": False, "learning_rate": 0.01}
    model = Classifier(solver="gd", **settings)
    shares = [
        model.fit(X, y, np.where(y == heavy, 100.0, 1.0)).predict_proba(X)[:, 1].mean()
        for heavy in (0, 1)
    ]
    assert shares[1] > shares[0] + 0.1


@pytest.mark.parametrize("solver", ["adam", "adamw", "rmsprop"])
@pytest.mark.parametrize("learning_rate", [1e6, 1e150, 1e300])
@pytest.mark.parametrize("settings", [{}, {"early_stopping": True}], ids=str)
def test_a_rise_within_the_first_epoch_is_said_aloud(
    Classifier, moons, parameters, solver, learning_rate, settings
):
    """The cost of the first epoch, a mean over its batches, is already out of bounds.

    So it never rises, and that it stalls looks like convergence.
    """
    X, y = moons
    model = Classifier(
        solver=solver, learning_rate=learning_rate, random_state=0, **settings
    )
    with pytest.warns(ConvergenceWarning, match="learning_rate=1.*standardize X"):
        model.fit(1000 * X, y)
    assert np.isfinite(parameters(model)).all()
    assert np.isfinite(model.predict_proba(X)).all()


def test_moments_and_steps_survive_a_second_fit(Classifier, moons):
    model = Classifier(solver="adam", batch_size=16, warm_start=True, **FIXED)
    n_steps = model.fit(*moons).t_
    assert model.fit(*moons).t_ == 2 * n_steps


def test_early_stopping_takes_names_as_labels(Classifier, moons):
    X, y = moons
    names = np.where(y, "yes", "no")
    model = Classifier(early_stopping=True, **FIXED).fit(X, names)
    plain = Classifier(early_stopping=True, **FIXED).fit(X, y)
    assert model.validation_scores_ == plain.validation_scores_
    assert set(model.predict(X)) <= {"yes", "no"}


def test_nothing_is_held_out_unless_asked_for(Classifier, moons):
    model = Classifier(batch_size=10, **FIXED).fit(*moons)
    assert model.t_ == FIXED["max_iter"] * 8
    assert model.validation_loss_curve_ is None
    assert model.validation_scores_ is None
    assert model.best_iteration_ is None


def test_a_new_estimator_is_not_fitted(Classifier, moons):
    model = Classifier(**FIXED)
    with pytest.raises(NotFittedError):
        check_is_fitted(model)
    with pytest.raises(NotFittedError):
        check_is_fitted(clone(model.fit(*moons)))
    check_is_fitted(model)


def test_a_search_trains_for_the_epochs_asked_for(Classifier, moons):
    search = GridSearchCV(Classifier(**FIXED), {"max_iter": [3, 5]}, cv=2)
    search.fit(*moons)
    assert search.best_estimator_.n_iter_ == search.best_params_["max_iter"]


def test_one_object_learns_another_number_of_classes(Classifier, moons, blobs):
    model = Classifier(**FIXED).fit(*moons)
    assert model.fit(*blobs).predict_proba(blobs[0]).shape == (90, 3)
    assert model.fit(*moons).predict_proba(moons[0]).shape == (80, 2)


def test_weights_may_be_set_by_hand(Classifier, moons):
    """All that prediction needs is in the attributes, and nothing is cached."""
    X, y = moons
    model, other = (
        Classifier(**FIXED | {"random_state": state}).fit(X, y) for state in (0, 1)
    )
    for name in ("coef_", "intercept_", "coefs_", "intercepts_"):
        if hasattr(model, name):
            setattr(other, name, getattr(model, name))
    np.testing.assert_array_equal(other.predict_proba(X), model.predict_proba(X))
