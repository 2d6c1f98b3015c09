"""`scoring`: early stopping by any measure, the higher the better."""

import warnings

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import accuracy_score, get_scorer

from skscratch import DeepNNClassifier, ScratchLogisticRegression

FIXED = {"solver": "adam", "learning_rate": 0.1, "random_state": 0}
STOPPED = FIXED | {"early_stopping": True, "max_iter": 40, "tol": None}


@pytest.fixture
def parts(moons):
    """Training part, then validation part with labels that training cannot learn."""
    X, y = moons
    y_val = y[50:].copy()
    y_val[::4] = 1 - y_val[::4]
    return X[:50], y[:50], X[50:], y_val


class Recorder:
    """A scorer that keeps what it is called with."""

    def __init__(self):
        self.calls, self.logits = [], []

    def __call__(self, estimator, X, y, sample_weight=None):
        self.calls.append((X, y, sample_weight))
        self.logits.append(estimator.decision_function(X))
        return accuracy_score(y, estimator.predict(X))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    "name", ["accuracy", "balanced_accuracy", "f1", "roc_auc", "neg_brier_score"]
)
def test_the_epoch_with_the_highest_score_comes_back(Classifier, parts, name, weighted):
    X, y, X_val, y_val = parts
    weight = np.arange(1.0, 31.0) if weighted else None
    model = Classifier(scoring=name, **STOPPED)
    model.fit(X, y, X_val=X_val, y_val=y_val, sample_weight_val=weight)
    scores = model.validation_scores_
    assert len(scores) == len(model.validation_loss_curve_) == model.n_iter_
    assert model.best_iteration_ == np.argmax(scores)
    again = get_scorer(name)(model, X_val, y_val, sample_weight=weight)
    assert max(scores) == pytest.approx(again, rel=1e-12)


@pytest.mark.parametrize("solver", ["gd", "adam", "lbfgs"])
def test_minus_the_loss_is_the_loss(Classifier, parts, assert_same, solver):
    X, y, X_val, y_val = parts
    settings = {"solver": solver, "early_stopping": True, "random_state": 0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        by_loss, by_score = (
            Classifier(scoring=scoring, max_iter=60, **settings).fit(
                X, y, X_val=X_val, y_val=y_val
            )
            for scoring in ("loss", "neg_log_loss")
        )
    assert_same(by_score, by_loss)
    assert by_score.best_iteration_ == by_loss.best_iteration_
    np.testing.assert_allclose(
        by_score.validation_scores_,
        np.negative(by_loss.validation_loss_curve_),
        rtol=1e-9,
    )


@pytest.mark.filterwarnings("ignore:nothing was learnt")
def test_patience_counts_in_units_of_the_score(Classifier, parts):
    X, y, X_val, y_val = parts
    n_calls = iter(range(100))

    def climb(estimator, X, y):
        """Rises by 0.1 five times, then by less than `tol`."""
        epoch = next(n_calls)
        return 0.1 * min(epoch, 5) + 0.001 * epoch

    model = Classifier(
        scoring=climb, tol=0.05, n_iter_no_change=3, early_stopping=True, **FIXED
    ).fit(X, y, X_val=X_val, y_val=y_val)
    assert model.outcome_ == "converged"
    # three epochs without, and one until their mean does not rise by as much either
    assert model.n_iter_ == 1 + 5 + 3 + 1
    assert model.best_iteration_ == 9  # higher still, if only a little


@pytest.mark.parametrize("gram", [True, False])
@pytest.mark.parametrize("sparse", [False, True])
def test_a_scorer_sees_what_a_fit_up_to_there_predicts(gram, sparse):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((40, 60)) * (rng.random((40, 60)) < 0.5)
    y = np.array(["no", "yes", "maybe"])[rng.integers(0, 3, 40)]
    X_val, y_val = X[30:], y[30:]
    if sparse:
        X, X_val = csr_array(X), csr_array(X_val)
    recorder = Recorder()
    settings = {"gram": gram, "learning_rate": 0.01, "tol": None, "random_state": 0}
    ScratchLogisticRegression(
        scoring=recorder, early_stopping=True, max_iter=6, **settings
    ).fit(X[:30], y[:30], X_val=X_val, y_val=y_val)
    for epoch in (0, 3, 5):
        part, labels, weight = recorder.calls[epoch]
        assert part.shape == (10, 60) and weight is None
        np.testing.assert_array_equal(labels, y_val)
        model = ScratchLogisticRegression(max_iter=epoch + 1, **settings)
        model.fit(X[:30], y[:30])
        assert model.form_ == ("gram" if gram else "direct")
        np.testing.assert_allclose(
            recorder.logits[epoch], model.decision_function(X_val), rtol=0, atol=1e-10
        )


def test_a_scorer_sees_the_running_statistics(Network, parts):
    X, y, X_val, y_val = parts
    recorder = Recorder()
    settings = FIXED | {"batch_norm": True, "batch_size": 10, "tol": None}
    Network(scoring=recorder, early_stopping=True, max_iter=4, **settings).fit(
        X, y, X_val=X_val, y_val=y_val
    )
    model = Network(max_iter=4, **settings).fit(X, y)
    np.testing.assert_array_equal(recorder.logits[3], model.decision_function(X_val))


def test_the_part_held_out_is_scored_in_the_users_labels(Classifier, moons):
    X, y = moons
    recorder = Recorder()
    named = np.where(y == 1, "one", "other")
    Classifier(scoring=recorder, validation_fraction=0.25, **STOPPED).fit(X, named)
    part, labels, _ = recorder.calls[0]
    rows = [np.flatnonzero((X == row).all(axis=1))[0] for row in part]
    assert len(rows) == 20
    np.testing.assert_array_equal(labels, named[rows])


def test_multilabel_targets_are_scored_as_indicators(Network, tags):
    X, Y = tags
    model = Network(scoring="f1_samples", **STOPPED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no label predicted for some sample
        model.fit(X[:50], Y[:50], X_val=X[50:], y_val=Y[50:])
        again = get_scorer("f1_samples")(model, X[50:], Y[50:])
    assert max(model.validation_scores_) == pytest.approx(again)


@pytest.mark.parametrize("takes", [True, False])
def test_weights_go_where_they_are_taken(Classifier, parts, takes):
    X, y, X_val, y_val = parts
    seen = []

    def with_weights(estimator, X, y, sample_weight=None):
        seen.append(sample_weight)
        return 0.5

    def without(estimator, X, y):
        return 0.5

    weight = np.arange(30.0)
    model = Classifier(scoring=with_weights if takes else without, **STOPPED)
    model.fit(X, y, X_val=X_val, y_val=y_val, sample_weight_val=weight)
    assert model.best_iteration_ == 0  # the first of equal ones
    if takes:  # a weight of zero is absence
        np.testing.assert_array_equal(seen[0], weight[1:])


def test_without_early_stopping_it_is_refused(Classifier, moons):
    X, y = moons
    model = Classifier(scoring="accuracy")
    match = "scoring is what early_stopping=True goes by; got scoring='accuracy'"
    with pytest.raises(ValueError, match=match):
        model.fit(X, y, X_val=X, y_val=y)
    with pytest.raises(ValueError, match=match):
        model.partial_fit(X, y, classes=[0, 1])


def test_an_unknown_scorer_is_refused(Classifier, moons):
    with pytest.raises(ValueError, match=r"scoring must be .* got 'acuracy'"):
        Classifier(scoring="acuracy", early_stopping=True).fit(*moons)
    with pytest.raises(ValueError, match="'scoring' parameter"):
        Classifier(scoring=["accuracy"], early_stopping=True).fit(*moons)


@pytest.mark.parametrize("score", [np.nan, None, {"accuracy": 0.5}, "high"])
def test_a_score_that_is_no_number_is_refused(Classifier, moons, score):
    model = Classifier(scoring=lambda *_: score, **STOPPED)
    with pytest.raises(
        ValueError, match="scoring must give a number after every epoch"
    ):
        model.fit(*moons)


def test_a_scorer_that_refuses_the_part_is_named(tags):
    X, Y = tags
    model = DeepNNClassifier(scoring="balanced_accuracy", **STOPPED)
    match = (
        r"scoring='balanced_accuracy' cannot score a validation part of \d+ samples, "
        r"\d+ combinations of labels among them: multilabel-indicator is not supported"
    )
    with pytest.raises(ValueError, match=match):
        model.fit(X, Y)


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
@pytest.mark.parametrize("error", [RuntimeError, StopIteration])
def test_a_scorer_that_fails_leaves_the_earlier_model(
    Classifier, moons, parameters, solver, error
):
    X, y = moons
    settings = {"solver": solver, "early_stopping": True, "tol": None, "max_iter": 9}
    model = Classifier(random_state=0, **settings).fit(X, y)
    before, curve = parameters(model), list(model.loss_curve_)
    calls = []

    def fail(estimator, X, y):
        calls.append(1)
        if len(calls) == 3:
            raise error("out of order")
        return 0.0

    with pytest.raises(error, match="out of order"):
        model.set_params(scoring=fail).fit(X, y)
    np.testing.assert_array_equal(parameters(model), before)
    assert model.loss_curve_ == curve and len(calls) == 3


def test_a_scorer_cannot_write_to_what_is_in_training(Classifier, moons):
    def spoil(estimator, X, y):
        weights = (
            estimator.coef_ if hasattr(estimator, "coef_") else estimator.coefs_[0]
        )
        weights[...] = 0

    with pytest.raises(ValueError, match="read-only"):
        Classifier(scoring=spoil, **STOPPED).fit(*moons)


def test_another_measure_begins_with_new_patience(Classifier, parts):
    """A loss never falls below minus an accuracy."""
    X, y, X_val, y_val = parts
    settings = FIXED | {"learning_rate": 1e-3, "n_iter_no_change": 2, "tol": 1e-9}
    model = Classifier(early_stopping=True, warm_start=True, **settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.set_params(scoring="accuracy", max_iter=4)
        model.fit(X, y, X_val=X_val, y_val=y_val)
        n_before = model.n_iter_
        model.set_params(scoring="loss", max_iter=6)
        model.fit(X, y, X_val=X_val, y_val=y_val)
    assert model.n_iter_ == n_before + 6


def test_names_of_columns_cause_no_warning(Classifier, moons):
    pandas = pytest.importorskip("pandas")
    X, y = moons
    frame = pandas.DataFrame(X, columns=["left", "right"])
    model = Classifier(scoring="accuracy", **STOPPED)
    assert list(model.fit(frame, y).feature_names_in_) == ["left", "right"]


def test_the_score_is_printed_by_its_name(capsys, moons):
    DeepNNClassifier(scoring="roc_auc", verbose=True, **STOPPED).fit(*moons)
    out = capsys.readouterr().out
    assert "roc_auc 0." in out or "roc_auc 1." in out
    assert "accuracy" not in out
