"""What goes wrong is said aloud, and what was learnt is kept."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import cross_val_score

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
)
from skscratch.network.network import Network as Layers
from skscratch.network.objective import Objective


@pytest.fixture
def interrupt(monkeypatch):
    """A function that makes Ctrl-C come in the n-th gradient."""

    def after(n_gradients):
        cost_and_gradient, calls = Objective.cost_and_gradient, []

        def interrupted(self, batch):
            calls.append(1)
            if len(calls) == n_gradients:
                raise KeyboardInterrupt
            return cost_and_gradient(self, batch)

        monkeypatch.setattr(Objective, "cost_and_gradient", interrupted)

    return after


def test_unscaled_data_with_long_steps_warn(Classifier, moons, parameters):
    X, y = moons
    model = Classifier(solver="gd", learning_rate=1e6, random_state=0)
    with pytest.warns(ConvergenceWarning) as caught:
        model.fit(1000 * X, y)
    message = str(caught[0].message)
    assert len(caught) == 1 and caught[0].filename == __file__
    assert "learning_rate=1000000.0" in message
    assert f"{model.n_iter_} epochs" in message or f"epoch {model.n_iter_}" in message
    assert "standardize X" in message
    assert np.isfinite(parameters(model)).all()
    assert np.isfinite(model.predict_log_proba(X)).all()


@pytest.mark.parametrize("solver", ["gd", "momentum", "nesterov"])
@pytest.mark.parametrize("batch_size", [None, 16])
def test_the_first_infinite_cost_ends_training(moons, parameters, solver, batch_size):
    model = DeepNNClassifier(
        hidden_layer_sizes=(8, 8),
        solver=solver,
        learning_rate=1e200,
        batch_size=batch_size,
        random_state=0,
    )
    with pytest.warns(ConvergenceWarning, match=r"in epoch \d.*learning_rate=1e\+200"):
        model.fit(*moons)
    assert model.n_iter_ < 5
    assert np.isfinite(parameters(model)).all()
    assert np.isfinite(model.loss_curve_[:-1]).all()


@pytest.mark.parametrize("solver", ["momentum", "adam"])
def test_training_goes_on_after_divergence(moons, solver):
    """The memory of infinite gradients would keep any learning rate from helping."""
    X, y = moons
    model = DeepNNClassifier(
        hidden_layer_sizes=(8, 8),
        solver=solver,
        learning_rate=1e300,
        warm_start=True,
        random_state=0,
    )
    with pytest.warns(ConvergenceWarning, match="finite"):
        model.fit(X, y)
    model.set_params(learning_rate=0.01, max_iter=50, tol=None)
    n_iter, cost = model.n_iter_, model.fit(X, y).loss_
    assert model.n_iter_ == n_iter + 50
    assert cost < model.loss_curve_[n_iter]


def test_partial_fit_warns_of_divergence(moons):
    model = DeepNNClassifier(
        hidden_layer_sizes=(8, 8), solver="gd", learning_rate=1e200, random_state=0
    )
    with pytest.warns(ConvergenceWarning, match="finite"):
        for _ in range(5):
            model.partial_fit(*moons, classes=[0, 1])


def test_moderate_data_do_not_warn(Classifier, moons):
    Classifier(solver="adam", learning_rate=0.01, max_iter=50, tol=None).fit(*moons)


def test_an_unsettled_cost_warns_unless_tol_is_none(Classifier, moons):
    model = Classifier(max_iter=3, tol=1e-9)
    with pytest.warns(ConvergenceWarning, match="max_iter=3 epochs.*tol=1e-09") as told:
        model.fit(*moons)
    assert told[0].filename == __file__
    model.set_params(tol=None).fit(*moons)


@pytest.mark.parametrize("solver", ["gd", "adam"])
def test_an_interrupted_fit_keeps_the_model(
    Classifier, moons, parameters, interrupt, solver
):
    interrupt(8)
    model = Classifier(solver=solver, batch_size=40, learning_rate=0.01, random_state=0)
    with pytest.raises(KeyboardInterrupt):
        model.fit(*moons)
    assert (model.n_iter_, model.t_, model.outcome_) == (3, 7, "interrupted")
    assert np.isfinite(parameters(model)).all()
    assert model.predict(moons[0]).shape == (80,)


@pytest.mark.parametrize("solver", ["lbfgs", "newton"])
@pytest.mark.parametrize("n_passes", range(2, 7))
def test_interrupted_second_order_solvers_keep_the_model(
    moons, interrupt, solver, n_passes
):
    interrupt(n_passes)
    X, y = moons
    model = ScratchLogisticRegression(solver=solver, alpha=1.0)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y)
    P = model.predict_proba(X)[np.arange(80), y]
    assert -np.log(P).mean() <= np.log(2)


def test_an_interrupted_partial_fit_keeps_the_model(Classifier, moons, interrupt):
    interrupt(2)
    model = Classifier(batch_size=40, solver="gd")
    with pytest.raises(KeyboardInterrupt):
        model.partial_fit(*moons, classes=[0, 1])
    assert (model.n_iter_, model.t_, model.outcome_) == (0, 1, "interrupted")
    model.partial_fit(*moons)
    assert (model.n_iter_, model.t_) == (1, 3)


def test_the_interrupt_says_how_to_go_on(Classifier, moons, interrupt):
    interrupt(3)
    with pytest.raises(KeyboardInterrupt) as caught:
        Classifier(solver="adam").fit(*moons)
    assert "warm_start=True" in "".join(caught.value.__notes__)


def test_an_interrupt_ends_a_search(Classifier, moons, interrupt):
    """A search that went on would score half-trained models."""
    interrupt(5)
    with pytest.raises(KeyboardInterrupt):
        cross_val_score(Classifier(solver="adam", max_iter=3, tol=None), *moons)


def test_an_interrupt_before_training_keeps_the_earlier_model(
    Classifier, moons, monkeypatch
):
    X, y = moons
    model = Classifier(max_iter=3, tol=None).fit(X, y)
    before = model.predict_proba(X)

    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(Layers, "bind", interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X[:, :1], y)
    monkeypatch.undo()
    np.testing.assert_array_equal(model.predict_proba(X), before)
    assert model.outcome_ == "max_iter"


def test_an_interrupted_fit_can_go_on(Classifier, moons, interrupt, assert_same):
    """Interrupted between two epochs, it goes on as if nothing had been."""
    settings = {"solver": "adam", "batch_size": None, "tol": None, "random_state": 0}
    whole = Classifier(max_iter=9, **settings).fit(*moons)
    interrupt(5)
    model = Classifier(max_iter=9, warm_start=True, **settings)
    with pytest.raises(KeyboardInterrupt):
        model.fit(*moons)
    model.set_params(max_iter=5).fit(*moons)
    assert_same(model, whole)


def test_interruption_with_early_stopping_restores_the_best(moons, interrupt):
    interrupt(1)
    X, y = moons
    model = DeepNNClassifier(early_stopping=True, random_state=0)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y)
    assert model.best_iteration_ is None
    assert np.isfinite(model.predict_proba(X)).all()


def test_an_unfitted_model_says_so(Classifier, moons):
    for name in ("predict", "predict_proba", "decision_function", "layer_activations"):
        with pytest.raises(NotFittedError, match=f"This {Classifier.__name__}"):
            getattr(Classifier(), name)(moons[0])


def noise(n_samples=300, n_features=4, n_classes=2):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_samples, n_features))
    return X, rng.integers(0, n_classes, n_samples)


NOTHING_LEARNT = {
    "a wide column": (
        ScratchLogisticRegression(),
        lambda X: X * [1, 1, 1e4, 1],
        "column 2 of X has a spread of .* standardize X",
    ),
    "a distant column": (
        ScratchLogisticRegression(),
        lambda X: X + [0, 0, 0, 1e4],
        "column 3 of X .* standardize X",
    ),
    "saturated units": (
        ShallowNNClassifier(random_state=0),
        lambda X: 1e5 * X,
        "4 tanh units of layer 1 are saturated.*standardize X",
    ),
    "weights of zero": (
        DeepNNClassifier(initialization="zeros", random_state=0),
        lambda X: X,
        "choose another initialization",
    ),
    "a vanishing gradient": (
        DeepNNClassifier(
            hidden_layer_sizes=(8,) * 8,
            activation="sigmoid",
            initialization="normal",
            random_state=0,
        ),
        lambda X: X,
        "gradient vanishes on its way back, from .* in the last layer to .* first",
    ),
    "steps too short": (
        DeepNNClassifier(learning_rate=1e-8, random_state=0),
        lambda X: X,
        "steps too short",
    ),
    "steps of one neuron too short": (
        ScratchLogisticRegression(learning_rate=1e-12),
        lambda X: X,
        "steps too short",
    ),
}


@pytest.mark.parametrize("case", NOTHING_LEARNT.values(), ids=NOTHING_LEARNT)
@pytest.mark.parametrize("tol", [1e-4, None])
def test_a_fit_that_has_learnt_nothing_says_so_and_why(case, tol):
    model, change, words = case
    X, y = noise()
    with pytest.warns(
        ConvergenceWarning, match=f"nothing was learnt: .*{words}"
    ) as told:
        clone(model).set_params(tol=tol).fit(change(X), y)
    assert "diagnose" in str(told[0].message) and told[0].filename == __file__
    assert len(told) == 1


def test_guessing_counts_weights():
    """What is better than a coin can be worse than the shares of the classes."""
    X, y = noise()
    weight = np.where(y, 30.0, 1.0)
    model = ScratchLogisticRegression(tol=None)
    with pytest.warns(ConvergenceWarning, match=r"shares of the classes \(0\.1"):
        model.fit(0 * X, y, sample_weight=weight)


@pytest.mark.parametrize("kind", ["moons", "blobs"])
@pytest.mark.parametrize("seed", range(3))
def test_a_good_fit_never_hears_that_nothing_was_learnt(
    Classifier, kind, seed, request
):
    X, y = request.getfixturevalue(kind)
    Classifier(random_state=seed, tol=None).fit(X, y)


def test_a_rare_class_that_is_never_predicted_can_be_learnt_from(Classifier):
    """Its probabilities are what was learnt."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((2000, 2))
    y = (rng.random(2000) < 0.2 / (1 + np.exp(-2 * X[:, 0]))).astype(int)
    model = Classifier(random_state=0, tol=None).fit(X, y)
    assert model.predict(X).mean() < 0.02


def test_few_epochs_are_not_expected_to_have_learnt_anything(Classifier):
    Classifier(solver="adam", max_iter=5, tol=None, random_state=0).fit(*noise())
