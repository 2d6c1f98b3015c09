"""One `random_state`, one model: again, later, elsewhere, in several threads."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.utils import check_random_state

from skscratch import DeepNNClassifier, ScratchLogisticRegression

FIXED = {"max_iter": 6, "tol": None, "random_state": 0}
RANDOM = {
    "initial weights": {},
    "shuffling": {"batch_size": 16},
    "early stopping": {"early_stopping": True},
}
STILL = 1e-300  # a learning rate that moves nothing, so the initial weights stay


@pytest.mark.parametrize("settings", RANDOM.values(), ids=RANDOM)
def test_the_same_state_gives_the_same_model(Classifier, moons, assert_same, settings):
    for state in (7, np.random.RandomState(7)):
        model = Classifier(**FIXED | {"random_state": state} | settings).fit(*moons)
        again = Classifier(**FIXED | {"random_state": 7} | settings).fit(*moons)
        assert_same(model, again)


@pytest.mark.parametrize(
    "settings",
    [{}, {"initialization": "zeros", "dropout": 0.5}, {"early_stopping": True}],
    ids=str,
)
def test_another_state_gives_another_model(Network, moons, parameters, settings):
    one, other = (
        parameters(Network(**FIXED | settings | {"random_state": state}).fit(*moons))
        for state in (0, 1)
    )
    assert np.abs(one - other).max() > 1e-6


@pytest.mark.parametrize(
    "settings",
    [
        {"dropout": 0.5},
        {"batch_size": 8},
        {"shuffle": False},
        {"early_stopping": True},
        {"solver": "gd"},
        {"alpha": 1.0},
    ],
    ids=str,
)
def test_no_setting_changes_the_initial_weights(Network, moons, settings):
    fixed = FIXED | {"learning_rate": STILL, "max_iter": 1}
    plain = Network(**fixed).fit(*moons)
    other = Network(**fixed, **settings).fit(*moons)
    for coef, expected in zip(other.coefs_, plain.coefs_, strict=True):
        np.testing.assert_array_equal(coef, expected)


def test_dropout_changes_no_order_of_batches(moons):
    """What the first batch of an epoch holds shows in a cost that nothing changes."""
    X, y = moons
    orders = []
    for dropout in (0.0, 0.5):
        asked = DeepNNClassifier(
            hidden_layer_sizes=(3,),
            initialization="zeros",
            dropout=dropout,
            batch_size=8,
            learning_rate=0.1,
            **FIXED,
        ).fit(X, y)
        # with zero weights only the output bias learns, whatever is dropped
        orders.append(asked.loss_curve_)
    assert orders[0] == orders[1]


@pytest.mark.parametrize(
    ("initialization", "scale"),
    [
        ("lecun", lambda n_in, n_out: (1 / n_in) ** 0.5),
        ("he", lambda n_in, n_out: (2 / n_in) ** 0.5),
        ("xavier", lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5),
        ("normal", lambda n_in, n_out: 0.01),
        ("zeros", lambda n_in, n_out: 0.0),
    ],
)
def test_the_initial_weights_are_the_textbooks(moons, initialization, scale):
    model = DeepNNClassifier(
        hidden_layer_sizes=(4, 3),
        initialization=initialization,
        learning_rate=STILL,
        max_iter=1,
        tol=None,
        random_state=1,
    ).fit(*moons)
    rng = np.random.RandomState(1)  # noqa: NPY002 - the textbook's generator
    for coef, n_in, n_out in zip(model.coefs_, (2, 4, 3), (4, 3, 1), strict=True):
        expected = rng.standard_normal((n_out, n_in)) * scale(n_in, n_out)
        np.testing.assert_allclose(coef.T, expected, rtol=1e-15, atol=0)
    assert all(np.abs(b).max() < 1e-290 for b in model.intercepts_)


def test_the_first_cost_is_that_of_the_initial_weights(Classifier, moons):
    settings = FIXED | {"solver": "gd", "learning_rate": 0.1}
    still = Classifier(**settings | {"learning_rate": STILL}).fit(*moons)
    assert Classifier(**settings).fit(*moons).loss_curve_[0] == still.loss_


def test_the_first_cost_of_lbfgs_is_that_of_the_initial_weights(Network, moons):
    common = {"random_state": 0, "tol": None}
    still = Network(solver="gd", learning_rate=1e-300, max_iter=1, **common)
    model = Network(solver="lbfgs", max_iter=2, **common).fit(*moons)
    assert model.loss_curve_[0] == pytest.approx(still.fit(*moons).loss_, rel=1e-12)


def test_the_first_cost_of_newton_is_that_of_zero_weights(moons):
    model = ScratchLogisticRegression(solver="newton", alpha=1.0).fit(*moons)
    assert model.loss_curve_[0] == pytest.approx(np.log(2))


def test_threads_predict_what_one_predicts(Network, moons):
    X, y = moons
    model = Network(batch_norm=True, **FIXED).fit(X, y)
    pieces = [X[: 1 + i % 80] for i in range(200)]
    expected = [model.predict_proba(piece) for piece in pieces]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(model.predict_proba, pieces))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_parameters_set_after_fit_change_no_prediction(moons):
    X, _ = moons
    deep = DeepNNClassifier(hidden_layer_sizes=(5, 4), **FIXED).fit(*moons)
    logistic = ScratchLogisticRegression(**FIXED).fit(*moons)
    for model, changes in (
        (deep, {"activation": "sigmoid", "hidden_layer_sizes": 3, "batch_norm": True}),
        (deep, {"dropout": 0.9, "solver": "lbfgs", "alpha": 9.0}),
        (logistic, {"fit_intercept": False, "solver": "newton"}),
    ):
        before = model.predict_proba(X)
        np.testing.assert_array_equal(
            model.set_params(**changes).predict_proba(X), before
        )


@pytest.mark.parametrize("way", ["pickle", "joblib", "skops"])
def test_a_saved_model_is_the_same(Classifier, blobs, tmp_path, assert_same, way):
    X, y = blobs
    names = np.array(["ant", "bee", "cow"])
    model = Classifier(batch_size=16, solver="adam", **FIXED).fit(X, names[y])
    if way == "pickle":
        loaded = pickle.loads(pickle.dumps(model))
    elif way == "joblib":
        joblib.dump(model, tmp_path / "model.joblib")
        loaded = joblib.load(tmp_path / "model.joblib")
    else:
        skops = pytest.importorskip("skops.io")
        saved = skops.dumps(model)
        kind = f"{Classifier.__module__}.{Classifier.__name__}"
        assert skops.get_untrusted_types(data=saved) == [kind]
        loaded = skops.loads(saved, trusted=[kind])
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    assert_same(loaded.partial_fit(X, names[y]), model.partial_fit(X, names[y]))


@pytest.mark.parametrize(
    "settings",
    [
        {"solver": "lbfgs"},
        {"batch_norm": True, "dropout": 0.2},
        {"early_stopping": True},
    ],
    ids=str,
)
def test_one_type_to_trust_in_every_configuration(Network, moons, settings):
    skops = pytest.importorskip("skops.io")
    model = Network(**FIXED, **settings).fit(*moons)
    kind = f"{Network.__module__}.{Network.__name__}"
    assert skops.get_untrusted_types(data=skops.dumps(model)) == [kind]


def test_a_clone_is_unfitted_and_learns_the_same(Classifier, moons, assert_same):
    model = Classifier(batch_size=16, **FIXED).fit(*moons)
    twin = clone(model)
    assert not hasattr(twin, "classes_")
    assert twin.get_params() == model.get_params()
    assert_same(twin.fit(*moons), model)


def test_fit_changes_no_parameter(Classifier, moons):
    model = Classifier(batch_size=16, class_weight={0: 1, 1: 2}, **FIXED)
    before = dict(model.get_params())
    assert model.fit(*moons).get_params() == before


def test_html_shows_the_parameters(Classifier, moons):
    model = Classifier(alpha=0.125, **FIXED).fit(*moons)
    html = model._repr_html_()
    assert "0.125" in html and Classifier.__name__ in html
    assert len(html) < 100_000
    with config_context(display="text"):
        assert "alpha=0.125" in repr(model)


@pytest.fixture
def stream():
    """NumPy's global stream, put back where it was."""
    stream = check_random_state(None)
    before = stream.get_state()
    yield stream
    stream.set_state(before)


@pytest.fixture
def moves_the_global_stream(stream):
    """Whether a call of a function with some arguments does."""

    def moves(train, *args, **named):
        stream.seed(5)
        train(*args, **named)
        return stream.random_sample() != np.random.RandomState(5).random_sample()

    return moves


@pytest.mark.filterwarnings("ignore:nothing was learnt")
@pytest.mark.parametrize(
    "settings",
    [
        {"solver": "gd"},
        {"solver": "lbfgs"},
        {"solver": "adam", "batch_size": None},
        {"solver": "adam", "batch_size": 200},
        {"solver": "nesterov", "batch_size": 16, "shuffle": False},
    ],
    ids=str,
)
def test_a_fit_that_draws_nothing_leaves_the_global_stream(
    moons, moves_the_global_stream, settings
):
    X, y = moons
    logistic = ScratchLogisticRegression(max_iter=3, tol=None, **settings)
    network = DeepNNClassifier(
        hidden_layer_sizes=(3,),
        initialization="zeros",
        max_iter=3,
        tol=None,
        **settings,
    )
    for model in (logistic, network):
        assert not moves_the_global_stream(model.initialize, X, y)
        if hasattr(model, "partial_fit"):
            begun = clone(model)
            assert not moves_the_global_stream(begun.partial_fit, X, y, classes=[0, 1])
        assert not moves_the_global_stream(model.fit, X, y)
        model.set_params(early_stopping=True)
        assert not moves_the_global_stream(model.fit, X, y, X_val=X, y_val=y)


@pytest.mark.parametrize("settings", [{}, {"early_stopping": True}], ids=str)
def test_a_fit_with_a_seed_leaves_the_global_stream(
    Classifier, moons, moves_the_global_stream, settings
):
    model = Classifier(max_iter=3, tol=None, random_state=0, **settings)
    assert not moves_the_global_stream(model.initialize, *moons)
    assert not moves_the_global_stream(model.fit, *moons)
    assert not moves_the_global_stream(model.predict_proba, moons[0])


@pytest.mark.parametrize(
    "settings",
    [
        {"batch_size": 16},
        {"early_stopping": True},
        {"dropout": 0.2},
        {"initialization": "normal"},
    ],
    ids=str,
)
def test_a_fit_that_draws_something_takes_it_from_the_global_stream(
    moons, assert_same, stream, moves_the_global_stream, settings
):
    model = DeepNNClassifier(
        **{"initialization": "zeros", "batch_size": None, "max_iter": 3, "tol": None}
        | settings
    )
    assert moves_the_global_stream(model.fit, *moons)
    stream.seed(5)
    seeded = clone(model).fit(*moons)
    assert_same(seeded, clone(model).set_params(random_state=5).fit(*moons))


def test_what_is_drawn_later_comes_from_the_global_seed_too(moons, stream, parameters):
    """Full batches first, from one seed; then batches are shuffled."""
    found = []
    for seed in (5, 5, 6):
        stream.seed(seed)
        model = ScratchLogisticRegression(solver="adam", batch_size=None)
        model.partial_fit(*moons, classes=[0, 1]).set_params(batch_size=8)
        found.append(parameters(model.partial_fit(*moons)))
    np.testing.assert_array_equal(found[0], found[1])
    assert (found[0] != found[2]).any()
