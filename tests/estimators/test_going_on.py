"""`warm_start` and `partial_fit` go on where training stood."""

import pickle
from copy import deepcopy

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.exceptions import ConvergenceWarning, NotFittedError

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.optim import Cosine

FIRST_ORDER = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]
FIXED = {"tol": None, "random_state": 0}
STATEFUL = {
    "batches": {"batch_size": 16},
    "penalty": {"alpha": 0.1},
    "ordered batches": {"batch_size": 16, "shuffle": False},
    "step": {"learning_rate_schedule": "step"},
    "exponential": {"learning_rate_schedule": "exponential"},
    "inverse_time": {"learning_rate_schedule": "inverse_time"},
    "callable": {"learning_rate_schedule": lambda epoch: 1 / (1 + epoch)},
}
STATEFUL_NETWORKS = {
    "dropout": {"dropout": 0.3},
    "dropout in batches": {"dropout": 0.3, "batch_size": 16},
    "batch norm": {"batch_norm": True, "batch_size": 16},
    "all": {"dropout": 0.2, "batch_norm": True, "batch_size": 16, "alpha": 0.1},
}


def assert_two_halves_are_a_whole(make, X, y, compare, n_epochs=10):
    whole = make(max_iter=2 * n_epochs).fit(X, y)
    halves = make(max_iter=n_epochs, warm_start=True).fit(X, y).fit(X, y)
    compare(halves, whole)
    assert (halves.n_iter_, halves.t_) == (whole.n_iter_, whole.t_)
    np.testing.assert_array_equal(halves.predict_proba(X), whole.predict_proba(X))


@pytest.mark.parametrize("solver", FIRST_ORDER)
@pytest.mark.parametrize("settings", STATEFUL.values(), ids=STATEFUL)
def test_two_fits_are_one(Classifier, blobs, assert_same, solver, settings):
    fixed = FIXED | {"solver": solver, "learning_rate": 0.05} | settings
    # the step schedule first drops in epoch 50
    n_epochs = 30 if settings.get("learning_rate_schedule") == "step" else 10
    assert_two_halves_are_a_whole(
        lambda **more: Classifier(**fixed, **more), *blobs, assert_same, n_epochs
    )


@pytest.mark.parametrize("solver", FIRST_ORDER)
@pytest.mark.parametrize("settings", STATEFUL_NETWORKS.values(), ids=STATEFUL_NETWORKS)
def test_two_fits_are_one_for_networks(Network, moons, assert_same, solver, settings):
    fixed = FIXED | {"solver": solver, "learning_rate": 0.05} | settings
    assert_two_halves_are_a_whole(
        lambda **more: Network(**fixed, **more), *moons, assert_same
    )


@pytest.mark.parametrize("solver", FIRST_ORDER)
@pytest.mark.parametrize("form", ["float32", "sparse", "weights", "wide", "validation"])
def test_many_fits_are_one_whatever_the_data(
    Classifier, moons, parameters, solver, form
):
    X, y = moons
    named = {}
    if form == "float32":
        X = X.astype(np.float32)
    elif form == "sparse":
        X = csr_array(X * (X > 0))
    elif form == "weights":
        named = {"sample_weight": np.arange(80) % 3}
    elif form == "wide":
        X = np.random.default_rng(0).standard_normal((80, 100))
    else:
        named = {"X_val": X[::4], "y_val": y[::4]}
    settings = FIXED | {"solver": solver, "learning_rate": 0.02, "alpha": 0.1}
    settings |= {"batch_size": 16, "gram": False}
    whole = Classifier(max_iter=9, **settings).fit(X, y, **named)
    pieces = Classifier(max_iter=3, warm_start=True, **settings)
    for _ in range(3):
        pieces = pickle.loads(pickle.dumps(pieces.fit(X, y, **named)))
    np.testing.assert_array_equal(parameters(pieces), parameters(whole))
    assert pieces.loss_curve_ == whole.loss_curve_
    assert pieces.validation_loss_curve_ == whole.validation_loss_curve_


@pytest.mark.parametrize("wide", [False, True])
def test_two_fits_of_newton_are_one_but_for_rounding(moons, parameters, wide):
    X, y = moons
    if wide:
        X = np.random.default_rng(0).standard_normal((80, 100))
    settings = {"solver": "newton", "alpha": 0.5, "tol": None}
    whole = ScratchLogisticRegression(max_iter=4, **settings).fit(X, y)
    halves = ScratchLogisticRegression(max_iter=2, warm_start=True, **settings)
    halves.fit(X, y).fit(X, y)
    np.testing.assert_allclose(parameters(halves), parameters(whole), atol=1e-12)


def test_a_second_fit_of_lbfgs_starts_from_the_parameters_of_the_first(
    Classifier, moons
):
    model = Classifier(solver="lbfgs", max_iter=6, warm_start=True, **FIXED)
    first = model.fit(*moons).loss_curve_
    second = model.fit(*moons).loss_curve_
    assert second[: len(first)] == first
    assert second[len(first)] <= first[-1] < first[0]


@pytest.mark.parametrize("schedule", [None, "adaptive"])
def test_patience_goes_on(Classifier, moons, assert_same, schedule):
    """Seven epochs without improvement are seven, in one fit or in three."""

    def make(**more):
        return Classifier(
            solver="adam", tol=10.0, n_iter_no_change=7, random_state=0, **more
        ).set_params(learning_rate_schedule=schedule)

    whole = make(max_iter=500).fit(*moons)
    pieces = make(max_iter=3, warm_start=True)
    with pytest.warns(match="max_iter"):
        while len(getattr(pieces, "loss_curve_", ())) < whole.n_iter_:
            pieces.fit(*moons)
    np.testing.assert_array_equal(
        pieces.loss_curve_[: whole.n_iter_], whole.loss_curve_
    )


@pytest.mark.parametrize("go_on", ["fit", "partial_fit"])
def test_a_cosine_at_its_end_is_said_aloud(Classifier, moons, go_on):
    """Going on at a learning rate of zero would train nothing, in silence."""
    model = Classifier(learning_rate_schedule="cosine", max_iter=4, **FIXED)
    model.set_params(warm_start=True).fit(*moons)
    before = model.loss_
    with pytest.warns(ConvergenceWarning, match="rate is zero .*max_iter=4") as told:
        getattr(model, go_on)(*moons)
    assert told[0].filename == __file__
    assert model.set_params(max_iter=20).fit(*moons).loss_ < before


@pytest.mark.parametrize("batch_size", [None, 16])
def test_a_cosine_of_all_epochs_spans_two_fits(
    Classifier, moons, assert_same, batch_size
):
    settings = FIXED | {"batch_size": batch_size, "learning_rate_schedule": Cosine(20)}
    assert_two_halves_are_a_whole(
        lambda **more: Classifier(**settings, **more), *moons, assert_same
    )


def test_partial_fits_of_several_labels_are_epochs(Network, tags, assert_same):
    settings = FIXED | {"batch_size": 16}
    whole = Network(max_iter=5, **settings).fit(*tags)
    pieces = Network(**settings)
    for _ in range(5):
        pieces = pickle.loads(pickle.dumps(pieces.partial_fit(*tags)))
    assert_same(pieces, whole)


def test_the_validation_record_goes_on(Classifier, moons):
    X, y = moons
    validation = {"X_val": X[:20], "y_val": y[:20]}
    settings = FIXED | {"solver": "adam"}
    whole = Classifier(max_iter=8, **settings).fit(X, y, **validation)
    halves = Classifier(max_iter=4, warm_start=True, **settings)
    halves.fit(X, y, **validation).fit(X, y, **validation)
    assert halves.validation_loss_curve_ == whole.validation_loss_curve_
    assert halves.validation_scores_ == whole.validation_scores_


@pytest.mark.parametrize("solver", FIRST_ORDER)
@pytest.mark.parametrize("batch_size", [None, 16])
def test_a_partial_fit_is_an_epoch(Classifier, moons, assert_same, solver, batch_size):
    X, y = moons
    settings = FIXED | {
        "solver": solver,
        "learning_rate": 0.01,
        "learning_rate_schedule": "exponential",
        "batch_size": batch_size,
    }
    whole = Classifier(max_iter=6, **settings).fit(X, y)
    pieces = Classifier(**settings)
    for _ in range(6):
        pieces.partial_fit(X, y, classes=[0, 1])
    assert_same(pieces, whole)


def test_partial_fit_makes_batches_of_what_it_is_given(Classifier, moons):
    X, y = moons
    model = Classifier(solver="adam", batch_size=16, random_state=0)
    assert model.partial_fit(X[:40], y[:40], classes=[0, 1]).t_ == 3
    assert model.partial_fit(X[40:], y[40:]).t_ == 6


def test_partial_fit_heeds_a_new_learning_rate(Classifier, moons, parameters):
    X, y = moons
    model = Classifier(solver="gd", learning_rate=0.1, random_state=0)
    model.partial_fit(X, y, classes=[0, 1])
    start = parameters(model)
    slow = parameters(deepcopy(model).partial_fit(X, y)) - start
    model.set_params(learning_rate=0.3)
    fast = parameters(model.partial_fit(X, y)) - start
    np.testing.assert_allclose(fast, 3 * slow, rtol=0, atol=1e-13)


@pytest.mark.parametrize("solver", FIRST_ORDER)
def test_everything_to_go_on_with_is_in_the_pickle(
    Classifier, moons, assert_same, solver
):
    X, y = moons
    model = Classifier(solver=solver, learning_rate=0.05, batch_size=16, random_state=0)
    for _ in range(3):
        model.partial_fit(X, y, classes=[0, 1])
    copy = pickle.loads(pickle.dumps(model))
    for _ in range(3):
        model.partial_fit(X, y)
        copy.partial_fit(X, y)
    assert_same(copy, model)


def test_a_run_does_not_touch_what_a_copy_shares(Classifier, moons, assert_same):
    X, y = moons
    model = Classifier(solver="adam", random_state=0).partial_fit(X, y, classes=[0, 1])
    expected = deepcopy(model)
    sharing = deepcopy(model)
    sharing.__dict__.update(model.__dict__)
    sharing.partial_fit(X, y)
    assert_same(model, expected)
    assert_same(model.partial_fit(X, y), expected.partial_fit(X, y))


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        (None, "classes must name all labels in the first call"),
        ([0, 2], r"got \[1\]"),
        ([0], "at least two labels"),
    ],
)
def test_the_first_partial_fit_names_the_classes(Classifier, moons, classes, words):
    with pytest.raises(ValueError, match=words):
        Classifier().partial_fit(*moons, classes=classes)


def test_later_partial_fits_keep_to_the_classes(Classifier, moons):
    X, y = moons
    model = Classifier(random_state=0).partial_fit(X, y, classes=[0, 1, 2])
    model.partial_fit(X[y == 1], y[y == 1])
    model.partial_fit(X, y, classes=[2, 1, 0])
    with pytest.raises(ValueError, match=r"got \[3\]"):
        model.partial_fit(X, y + 2)
    with pytest.raises(ValueError, match="those of the first call"):
        model.partial_fit(X, y, classes=[0, 1])


def test_partial_fit_takes_class_weights_as_a_dictionary(Classifier, moons):
    X, y = moons
    only = y == 1
    model = Classifier(class_weight="balanced")
    with pytest.raises(ValueError, match="balanced.*dict"):
        model.partial_fit(X[only], y[only], classes=[0, 1])
    model.set_params(class_weight={0: 1.0, 1: 2.0})
    model.partial_fit(X[only], y[only], classes=[0, 1])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"solver": "lbfgs"}, "all samples at once"),
        ({"early_stopping": True}, "early_stopping=True"),
    ],
)
def test_partial_fit_is_missing_where_it_makes_no_sense(Classifier, settings, words):
    model = Classifier(**settings)
    assert not hasattr(model, "partial_fit")
    with pytest.raises(AttributeError) as caught:
        model.partial_fit([[0.0], [1.0]], [0, 1], classes=[0, 1])
    assert words in str(caught.value) + str(caught.value.__cause__)
    assert not hasattr(ScratchLogisticRegression(solver="newton"), "partial_fit")


def test_other_layers_cannot_go_on(moons):
    model = DeepNNClassifier(
        hidden_layer_sizes=(5,), warm_start=True, max_iter=2, **FIXED
    ).fit(*moons)
    before = model.predict_proba(moons[0])
    for changed in ({"hidden_layer_sizes": (6,)}, {"batch_norm": True}):
        other = deepcopy(model).set_params(**changed)
        with pytest.raises(ValueError, match="hidden layers must stay as fitted"):
            other.fit(*moons)
        np.testing.assert_array_equal(other.predict_proba(moons[0]), before)


def test_other_classes_cannot_go_on(Classifier, moons):
    X, y = moons
    model = Classifier(warm_start=True, max_iter=2, **FIXED).fit(X, y)
    with pytest.raises(ValueError, match="must have the classes of the earlier fit"):
        model.fit(X, y + 1)


@pytest.mark.parametrize("changed", [{"solver": "adam"}, {"fit_intercept": False}])
def test_a_changed_solver_or_intercept_starts_with_new_memory(moons, changed):
    X, y = moons
    model = ScratchLogisticRegression(
        solver="momentum", warm_start=True, max_iter=20, **FIXED
    ).fit(X, y)
    model.set_params(**changed).fit(X, y)
    assert model.loss_curve_[-1] < model.loss_curve_[0]


def test_without_warm_start_fit_starts_anew(Classifier, moons, assert_same):
    once = Classifier(max_iter=5, **FIXED).fit(*moons)
    assert_same(Classifier(max_iter=5, **FIXED).fit(*moons).fit(*moons), once)


def test_any_number_of_partial_fits_leaves_a_record_of_100(Classifier, moons):
    X, y = moons[0][:6], moons[1][:6]
    model, costs, sizes = Classifier(solver="momentum", learning_rate=0.01), [], {}
    for call in range(1, 401):
        model.partial_fit(X, y, classes=[0, 1])
        costs.append(model.loss_)
        sizes[call] = len(pickle.dumps(model))
    assert model.n_iter_ == model.t_ == 400
    assert model.loss_curve_ == costs[-100:]
    assert model.best_loss_ == min(costs[-100:])
    assert max(sizes.values()) < sizes[110] + 50
    model = pickle.loads(pickle.dumps(model)).partial_fit(X, y)
    assert (model.n_iter_, len(model.loss_curve_)) == (401, 100)
    model.set_params(warm_start=True, max_iter=5, tol=None).fit(X, y)
    assert (model.n_iter_, len(model.loss_curve_)) == (406, 105)


def test_a_schedule_counts_the_epochs_that_the_record_forgot(moons):
    asked = []

    def schedule(epoch):
        asked.append(epoch)
        return 1.0

    model = DeepNNClassifier(hidden_layer_sizes=(2,), learning_rate_schedule=schedule)
    for _ in range(150):
        model.partial_fit(moons[0][:4], moons[1][:4], classes=[0, 1])
    assert asked == list(range(150))


def test_the_record_of_a_fit_moves_on_without_growing(Classifier, moons):
    X, y = moons
    model = Classifier(solver="adam", max_iter=130, **FIXED)
    model.fit(X, y, X_val=X, y_val=y)
    before = list(model.loss_curve_)
    for _ in range(3):
        model.partial_fit(X, y)
    assert model.n_iter_ == 133
    assert model.loss_curve_[:-3] == before[3:]
    assert len(model.validation_loss_curve_) == len(model.validation_scores_) == 130
    assert np.isnan(model.validation_loss_curve_[-3:]).all()
    assert model.best_iteration_ is None


@pytest.mark.parametrize("solver", FIRST_ORDER)
def test_without_the_solvers_memory_a_pickle_is_the_parameters(
    Network, moons, parameters, solver
):
    settings = FIXED | {"solver": solver, "learning_rate": 1e-4, "max_iter": 5}
    wide = {"n_hidden": 3000} if "n_hidden" in Network().get_params() else {}
    model = Network(**settings, **wide).fit(*moons)
    n_bytes = parameters(model).nbytes
    expected, curve = model.predict_proba(moons[0]), model.loss_curve_
    moments = {"gd": 0, "adam": 2, "adamw": 2}.get(solver, 1)
    before = len(pickle.dumps(model))
    assert before == pytest.approx((1 + moments) * n_bytes, rel=0.05, abs=4000)
    copy = pickle.loads(pickle.dumps(deepcopy(model).drop_solver_memory()))
    assert len(pickle.dumps(copy)) < 1.05 * n_bytes + 4000
    np.testing.assert_array_equal(copy.predict_proba(moons[0]), expected)
    assert copy.loss_curve_ == curve
    assert len(pickle.dumps(model)) == before


@pytest.mark.parametrize("solver", ["momentum", "adam"])
def test_without_its_memory_a_solver_starts_afresh(
    Classifier, moons, parameters, solver
):
    """Its first step is that of a solver that has none, not that of one in motion."""
    model = Classifier(solver=solver, learning_rate=0.01, random_state=0)
    model.set_params(batch_size=None)
    for _ in range(10):
        model.partial_fit(*moons, classes=[0, 1])
    start = parameters(model)
    fresh = deepcopy(model).drop_solver_memory().partial_fit(*moons)
    step = parameters(fresh) - start
    in_motion = parameters(model.partial_fit(*moons)) - start
    if solver == "adam":  # whose first step is the learning rate in each direction
        assert np.abs(np.abs(step) - 0.01).max() < 1e-3
    assert np.abs(step - in_motion).max() > 1e-3
    assert fresh.n_iter_ == model.n_iter_ == 11


def test_there_is_no_memory_to_drop_before_a_fit(Classifier):
    with pytest.raises(NotFittedError):
        Classifier().drop_solver_memory()
