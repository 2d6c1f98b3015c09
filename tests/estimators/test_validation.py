"""Early stopping and the validation part."""

import numpy as np
import pytest
from sklearn import config_context
from sklearn.metrics import accuracy_score, log_loss
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import ScratchLogisticRegression

FIXED = {"solver": "adam", "learning_rate": 0.1, "random_state": 0}


@pytest.fixture
def parts(moons):
    """Training part, then validation part with labels that training cannot learn."""
    X, y = moons
    y_val = y[50:].copy()
    y_val[::4] = 1 - y_val[::4]
    return X[:50], y[:50], X[50:], y_val


@pytest.mark.parametrize("weighted", [False, True])
def test_the_best_parameters_are_restored(Classifier, parts, weighted):
    X, y, X_val, y_val = parts
    weight = np.arange(1.0, 31.0) if weighted else None
    model = Classifier(early_stopping=True, max_iter=60, n_iter_no_change=60, **FIXED)
    with pytest.warns(match="max_iter"):
        model.fit(X, y, X_val=X_val, y_val=y_val, sample_weight_val=weight)
    curve = model.validation_loss_curve_
    assert model.best_iteration_ == np.argmin(curve) < 59
    P = model.predict_proba(X_val)
    assert log_loss(y_val, P, sample_weight=weight) == pytest.approx(min(curve))
    assert model.validation_scores_[model.best_iteration_] == pytest.approx(
        accuracy_score(y_val, model.predict(X_val), sample_weight=weight)
    )


def test_running_statistics_are_restored_too(Network, parts):
    X, y, X_val, y_val = parts
    model = Network(batch_norm=True, batch_size=10, early_stopping=True, **FIXED)
    model.fit(X, y, X_val=X_val, y_val=y_val)
    assert model.best_iteration_ < model.n_iter_ - 1
    P = model.predict_proba(X_val)
    assert log_loss(y_val, P) == pytest.approx(min(model.validation_loss_curve_))


@pytest.mark.parametrize("learning_rate", [0.1, 100.0])
def test_the_best_of_an_earlier_fit_is_not_lost(Classifier, parts, learning_rate):
    X, y, X_val, y_val = parts
    validation = {"X_val": X_val, "y_val": y_val}
    settings = FIXED | {"max_iter": 20, "tol": None, "warm_start": True}
    model = Classifier(early_stopping=True, **settings).fit(X, y, **validation)
    model.set_params(learning_rate=learning_rate)
    if learning_rate > 1:
        with pytest.warns(match="overshoot"):
            model.fit(X, y, **validation)
        assert model.best_iteration_ < 20
    else:
        model.fit(X, y, **validation)
    curve = model.validation_loss_curve_
    assert model.n_iter_ == 40 and model.best_iteration_ == np.argmin(curve)
    P = model.predict_proba(X_val)
    assert log_loss(y_val, P) == pytest.approx(min(curve))


@pytest.mark.parametrize("solver", ["lbfgs", "newton"])
def test_second_order_solvers_stop_early_too(Classifier, parts, solver):
    if solver == "newton" and Classifier is not ScratchLogisticRegression:
        pytest.skip("newton is for logistic regression only")
    X, y, X_val, y_val = parts
    model = Classifier(solver=solver, early_stopping=True, random_state=0)
    model.fit(X, y, X_val=X_val, y_val=y_val)
    assert log_loss(y_val, model.predict_proba(X_val)) == pytest.approx(
        min(model.validation_loss_curve_)
    )


@pytest.mark.filterwarnings("ignore:nothing was learnt")
def test_the_loss_of_validation_stops_not_the_cost(Classifier, parts):
    X, y, X_val, y_val = parts
    model = Classifier(early_stopping=True, n_iter_no_change=3, max_iter=500, **FIXED)
    model.fit(X, y, X_val=X_val, y_val=y_val)
    curve = np.array(model.validation_loss_curve_)
    assert model.n_iter_ < 500
    assert (curve[-3:] > curve[:-3].min() - model.tol).all()


def test_without_early_stopping_a_validation_part_is_only_watched(
    Classifier, parts, assert_same
):
    X, y, X_val, y_val = parts
    settings = FIXED | {"max_iter": 20, "tol": None}
    plain = Classifier(**settings).fit(X, y)
    watched = Classifier(**settings).fit(X, y, X_val=X_val, y_val=y_val)
    assert_same(watched, plain)
    assert len(watched.validation_loss_curve_) == len(watched.validation_scores_) == 20
    assert watched.best_iteration_ is None
    assert plain.validation_loss_curve_ is plain.validation_scores_ is None
    assert watched.validation_loss_curve_[-1] == pytest.approx(
        log_loss(y_val, watched.predict_proba(X_val))
    )


def test_the_part_held_out_is_not_trained_on(Classifier, moons):
    model = Classifier(
        early_stopping=True,
        validation_fraction=0.25,
        batch_size=10,
        max_iter=5,
        tol=None,
        **FIXED,
    ).fit(*moons)
    assert model.t_ == 5 * 6  # batches of the 60 samples that are left


@pytest.mark.parametrize("seed", range(3))
def test_the_part_held_out_is_stratified(Classifier, seed):
    """A model that knows the intercept only is right on the larger class's share."""
    X = 1e-9 * np.arange(60.0)[:, None]
    y = np.where(np.arange(60) % 3, "common", "rare")
    model = Classifier(
        early_stopping=True,
        validation_fraction=0.3,
        max_iter=20,
        tol=None,
        solver="adam",
        learning_rate=0.1,
        random_state=seed,
    ).fit(X, y)
    assert model.validation_scores_[-1] == pytest.approx(2 / 3)


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_table_of_few_distinct_rows_is_stopped_where_it_has_learnt(
    Classifier, shuffle
):
    """A held-out part has rows of all kinds, not whole kinds of rows."""
    rng = np.random.default_rng(0)
    X = rng.integers(0, 2, (400, 3)).astype(float)
    y = (X[:, 0] != X[:, 1]) if Classifier is not ScratchLogisticRegression else X[:, 0]
    y = np.where(rng.random(400) < 0.1, 1 - y, y).astype(int)
    model = Classifier(
        solver="adam",
        learning_rate=0.05,
        early_stopping=True,
        shuffle=shuffle,
        max_iter=200,
        random_state=0,
    )
    assert model.fit(X - 0.5, y).score(X - 0.5, y) > 0.85


def test_multilabel_targets_have_a_validation_part(Network, tags):
    X, Y = tags
    model = Network(early_stopping=True, max_iter=10, tol=None, **FIXED).fit(X, Y)
    assert len(model.validation_loss_curve_) == 10
    watched = Network(max_iter=10, tol=None, **FIXED).fit(X, Y, X_val=X, y_val=Y)
    assert watched.validation_scores_[-1] == pytest.approx(watched.score(X, Y))


def test_too_few_samples_to_split(Classifier):
    with pytest.raises(ValueError, match="early_stopping needs enough samples"):
        Classifier(early_stopping=True).fit([[0.0], [1.0]], [0, 1])


def test_a_validation_part_without_weight_is_refused(Classifier, moons):
    X, y = moons
    with pytest.raises(ValueError, match="^sample_weight_val must leave some"):
        Classifier().fit(X, y, X_val=X, y_val=y, sample_weight_val=np.zeros(80))


def test_half_a_validation_part_is_refused(Classifier, moons):
    X, y = moons
    with pytest.raises(ValueError, match="passed together; got y_val=None"):
        Classifier().fit(X, y, X_val=X)
    with pytest.raises(ValueError, match="passed together; got X_val=None"):
        Classifier().fit(X, y, y_val=y)
    with pytest.raises(ValueError, match="sample_weight_val needs X_val"):
        Classifier().fit(X, y, sample_weight_val=np.ones(80))
    with pytest.raises(ValueError, match=r"y_val must .* \[0, 1\]; got \[2\]"):
        Classifier().fit(X, y, X_val=X, y_val=2 * y)


@pytest.mark.parametrize("factor", [1000.0, 0.001])
def test_another_scale_of_validation_is_pointed_at(Classifier, moons, factor):
    X, y = moons
    model = Classifier(max_iter=3, tol=None)
    with pytest.warns(UserWarning, match="X_val is on another scale") as caught:
        model.fit(X, y, X_val=factor * X, y_val=y)
    assert caught[0].filename == __file__


def test_a_shift_of_validation_is_pointed_at(Classifier, moons):
    X, y = moons
    with pytest.warns(UserWarning, match="shift"):
        Classifier(max_iter=3, tol=None).fit(X, y, X_val=X + 100, y_val=y)


def test_a_small_validation_part_of_rare_features_is_nothing_to_warn_of(Classifier):
    rng = np.random.default_rng(0)
    X = (rng.random((1000, 100)) < 0.003).astype(float)
    y = rng.integers(0, 2, 1000)
    model = Classifier(max_iter=2, tol=None, solver="gd", learning_rate=0.1)
    for n in (1, 2, 50):
        model.fit(X[50:], y[50:], X_val=X[:n], y_val=y[:n])


def raw_and_pipeline(parts, Classifier, **settings):
    X, y, X_val, y_val = parts
    pipeline = Pipeline(
        [
            ("scale", StandardScaler()),
            ("model", Classifier(max_iter=5, tol=None, random_state=0)),
        ],
        **settings,
    )
    return 1000 * X + 5000, y, 1000 * X_val + 5000, y_val, pipeline


def test_a_pipeline_scales_the_validation_part_if_asked_to(
    Classifier, parts, assert_same
):
    with config_context(enable_metadata_routing=True):
        X, y, X_val, y_val, pipeline = raw_and_pipeline(
            parts, Classifier, transform_input=["X_val"]
        )
        pipeline.fit(X, y, X_val=X_val, y_val=y_val)
    scaler = StandardScaler().fit(X)
    by_hand = Classifier(max_iter=5, tol=None, random_state=0).fit(
        scaler.transform(X), y, X_val=scaler.transform(X_val), y_val=y_val
    )
    assert_same(pipeline[-1], by_hand)
    assert pipeline[-1].validation_loss_curve_ == by_hand.validation_loss_curve_


def test_a_pipeline_does_not_slip_raw_validation_through(Classifier, parts):
    X, y, X_val, y_val, pipeline = raw_and_pipeline(parts, Classifier)
    with pytest.warns(UserWarning, match="transform_input"):
        pipeline.fit(X, y, model__X_val=X_val, model__y_val=y_val)
    with config_context(enable_metadata_routing=True):
        with pytest.warns(UserWarning, match="transform_input"):
            pipeline.fit(X, y, X_val=X_val, y_val=y_val)
