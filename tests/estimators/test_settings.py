"""Parameters: used, or refused; schedules go with every solver that has a rate."""

import inspect
import math

import numpy as np
import pytest

from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.optim import Cosine, Exponential, InverseTime, Step

FIRST_ORDER = ["gd", "momentum", "nesterov", "rmsprop", "adam", "adamw"]
SCHEDULES = ["step", "exponential", "inverse_time", "cosine", "adaptive"]
OTHER_VALUES = {
    "learning_rate": 0.0123,
    "learning_rate_schedule": lambda epoch: 0.5,
    "momentum": 0.5,
    "beta_1": 0.5,
    "beta_2": 0.5,
    "epsilon": 1e-2,
    "batch_size": 16,
    "max_grad_norm": 1e-3,
}
RATE = {"learning_rate", "learning_rate_schedule", "batch_size", "max_grad_norm"}
USED = {
    "gd": RATE,
    "momentum": RATE | {"momentum"},
    "nesterov": RATE | {"momentum"},
    "rmsprop": RATE | {"beta_2", "epsilon"},
    "adam": RATE | {"beta_1", "beta_2", "epsilon"},
    "adamw": RATE | {"beta_1", "beta_2", "epsilon"},
    "lbfgs": set(),
    "newton": set(),
}
PAIRS = [(solver, name) for solver in USED for name in OTHER_VALUES]


@pytest.mark.parametrize(
    ("solver", "name"), [pair for pair in PAIRS if pair[1] not in USED[pair[0]]]
)
def test_an_unused_parameter_is_refused(Classifier, moons, solver, name):
    if solver == "newton" and Classifier is not ScratchLogisticRegression:
        pytest.skip("newton is for logistic regression only")
    model = Classifier(solver=solver, **{name: OTHER_VALUES[name]})
    with pytest.raises(ValueError, match=f"{name} .*solver='{solver}'"):
        model.fit(*moons)


@pytest.mark.parametrize(
    ("solver", "name"), [pair for pair in PAIRS if pair[1] in USED[pair[0]]]
)
def test_a_used_parameter_makes_a_difference(
    Classifier, moons, parameters, solver, name
):
    settings = {"solver": solver, "max_iter": 5, "tol": None, "random_state": 0}
    plain = parameters(Classifier(batch_size=None, **settings).fit(*moons))
    changed = {"batch_size": None, name: OTHER_VALUES[name]} | settings
    assert np.abs(parameters(Classifier(**changed).fit(*moons)) - plain).max() > 1e-6


@pytest.mark.parametrize("dropout", [0.2, (0.0, 0.2)])
def test_a_line_search_and_dropout_do_not_go_together(moons, dropout):
    model = DeepNNClassifier(hidden_layer_sizes=(4, 4), solver="lbfgs", dropout=dropout)
    with pytest.raises(ValueError, match="dropout must be 0 with solver='lbfgs'"):
        model.fit(*moons)


def test_newton_is_for_logistic_regression_only(Network, moons):
    with pytest.raises(ValueError, match="needs a network without hidden layers"):
        Network(solver="newton").fit(*moons)


@pytest.mark.parametrize("solver", FIRST_ORDER)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_acts_on_every_solver(
    Classifier, moons, parameters, solver, schedule
):
    settings = {
        "solver": solver,
        "learning_rate": 0.01,
        "max_iter": 55,  # the step schedule first drops in epoch 50
        "random_state": 0,
    }
    # "adaptive" first divides when no epoch has been better by 10 for 5 epochs
    stall = {"tol": 10.0 if schedule == "adaptive" else None, "n_iter_no_change": 5}
    scheduled = Classifier(learning_rate_schedule=schedule, **settings, **stall)
    plain = Classifier(tol=None, **settings).fit(*moons)
    scheduled.fit(*moons)
    assert np.abs(parameters(scheduled) - parameters(plain)).max() > 1e-4


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("step", Step()),
        ("exponential", Exponential()),
        ("inverse_time", InverseTime()),
        ("cosine", Cosine(60)),
    ],
)
def test_a_name_stands_for_a_schedule_of_the_package(
    Classifier, moons, assert_same, name, schedule
):
    named, given = (
        Classifier(
            learning_rate_schedule=value, max_iter=60, tol=None, random_state=0
        ).fit(*moons)
        for value in (name, schedule)
    )
    assert_same(named, given)


def test_a_schedule_is_asked_for_every_epoch_from_zero(Classifier, moons):
    asked = []

    def schedule(epoch):
        asked.append(epoch)
        return 1.0

    model = Classifier(learning_rate_schedule=schedule, max_iter=4, tol=None)
    model.set_params(batch_size=20).fit(*moons)
    assert asked == [0, 1, 2, 3]


def test_adaptive_divides_by_five_whenever_the_cost_stalls(
    Classifier, moons, assert_same
):
    """With a `tol` that no epoch can reach, every second epoch is a stall."""
    settings = {"solver": "gd", "learning_rate": 0.1, "random_state": 0}
    adaptive = Classifier(
        learning_rate_schedule="adaptive", tol=10.0, n_iter_no_change=2, **settings
    ).fit(*moons)
    by_hand = Classifier(
        learning_rate_schedule=lambda epoch: 0.2 ** (max(epoch - 1, 0) // 2),
        max_iter=adaptive.n_iter_,
        tol=None,
        **settings,
    ).fit(*moons)
    assert_same(adaptive, by_hand, atol=1e-14)
    # it ends when the next factor would be below 1e-4
    assert adaptive.n_iter_ == 1 + 2 * math.ceil(math.log(1e4, 5))


def test_adaptive_needs_to_know_a_stall(Classifier, moons):
    with pytest.raises(ValueError, match="adaptive.*tol=None"):
        Classifier(learning_rate_schedule="adaptive", tol=None).fit(*moons)


def test_tol_ends_training_after_epochs_without_improvement(Classifier, moons):
    settings = {"solver": "adam", "random_state": 0}
    model = Classifier(tol=10.0, n_iter_no_change=4, **settings).fit(*moons)
    assert model.n_iter_ == 5  # the first epoch is better than none


def test_auto_learning_rate_lowers_the_cost_in_every_step(blobs):
    X, y = blobs
    for scale in (1e-3, 1.0, 1e4):
        for alpha in (0.0, 10.0):
            model = ScratchLogisticRegression(
                solver="gd", alpha=alpha, max_iter=20, tol=None
            )
            curve = model.fit(scale * X, y).loss_curve_
            assert (np.diff(curve) < 1e-12).all()


def test_the_penalty_is_the_documented_one(Network, moons):
    X, y = moons
    weight = np.random.default_rng(0).random(len(X)) + 0.5
    settings = {"max_iter": 1, "tol": None, "batch_size": None, "random_state": 0}
    plain, penalised = (
        Network(alpha=alpha, learning_rate=1e-300, **settings).fit(X, y, weight)
        for alpha in (0.0, 3.0)
    )
    squares = sum((coef**2).sum() for coef in plain.coefs_)
    assert penalised.loss_ - plain.loss_ == pytest.approx(
        3.0 / (2 * weight.sum()) * squares, rel=1e-12
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"hidden_layer_sizes": (3, 0)}, "hidden_layer_sizes must be"),
        ({"hidden_layer_sizes": (3.5,)}, "hidden_layer_sizes must be"),
        ({"hidden_layer_sizes": (3, 2), "activation": ["relu"]}, "each of the 2"),
        ({"activation": ["softplus"]}, "activation must be among"),
        ({"activation": [["relu"]]}, "activation must be one value or one for each"),
        ({"hidden_layer_sizes": (3, 2), "dropout": (0.1,)}, "each of the 2"),
        ({"dropout": [1.0]}, r"in \[0, 1\)"),
        ({"dropout": -0.1}, "dropout"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"max_iter": 0}, "max_iter"),
        ({"batch_size": 0}, "batch_size"),
        ({"initialization": "ones"}, "initialization"),
        ({"class_weight": "fair"}, "class_weight"),
    ],
    ids=str,
)
def test_a_bad_value_is_refused_by_name(moons, settings, words):
    model = DeepNNClassifier(**{"hidden_layer_sizes": (3,)} | settings)
    with pytest.raises(ValueError, match=words):
        model.fit(*moons)


def test_shallow_takes_one_value_for_its_layer(moons):
    with pytest.raises(ValueError, match="activation"):
        ShallowNNClassifier(activation=["tanh"]).fit(*moons)


def test_an_editor_that_reads_the_source_finds_parameters_and_no_results(Classifier):
    annotated = {
        name
        for cls in Classifier.__mro__
        if "__dataclass_params__" in vars(cls)
        for name, kind in inspect.get_annotations(cls).items()
        if not kind.startswith("ClassVar")
    }
    assert annotated == set(Classifier().get_params())
