"""However its epochs are cut into pieces, an experiment is one fit."""

import warnings

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier
from skscratch.playground.choices import OPTIONS, Choices
from skscratch.playground.experiment import Experiment
from skscratch.playground.points import MADE

PIECES = (1, 4, 2, 5)

CASES = [
    *({"solver": solver} for solver in OPTIONS["solver"]),
    *({"activation": activation} for activation in OPTIONS["activation"]),
    *({"batch_size": size} for size in (1, None)),
    {"dropout": 0.35},
    {"batch_norm": True},
    {"dropout": 0.2, "batch_norm": True, "alpha": 1.0, "solver": "adamw"},
    {"hidden_layer_sizes": ()},
    {"hidden_layer_sizes": (), "solver": "lbfgs"},
    {"hidden_layer_sizes": (3, 3, 3, 3), "initialization": "zeros"},
    {"standardize": True, "seed": 7},
    {"solver": "gd", "learning_rate": 10.0, "activation": "identity"},  # diverges
]


def experiment(**choices):
    chosen = Choices(**{"data": "moons", "hidden_layer_sizes": (4, 3)} | choices)
    return Experiment(chosen, MADE[chosen.data])


@pytest.mark.parametrize("choices", CASES, ids=str)
def test_pieces_give_the_network_of_a_single_fit_to_the_last_bit(choices):
    played = experiment(**choices)
    for n_epochs in PIECES:
        played.advance(n_epochs)
    parameters = played.choices.parameters() | {"max_iter": sum(PIECES)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of divergence, which is wanted
        fitted = DeepNNClassifier(**parameters).fit(*played.train)
    for ours, theirs in zip(played.network.coefs_, fitted.coefs_, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(
        played.network.predict_proba(played.X_test),
        fitted.predict_proba(played.X_test),
    )
    assert played.n_epochs == fitted.n_iter_
    np.testing.assert_array_equal(played.network.loss_curve_, fitted.loss_curve_)


def test_it_begins_with_the_weights_that_the_seed_draws():
    first, same, other = (experiment(seed=seed) for seed in (3, 3, 4))
    assert first.n_epochs == first.max_iter == 0
    np.testing.assert_array_equal(first.network.coefs_[0], same.network.coefs_[0])
    assert not np.array_equal(first.network.coefs_[0], other.network.coefs_[0])
    np.testing.assert_array_equal(first.X_train, other.X_train)


def test_a_quarter_of_each_class_is_for_the_test():
    played = experiment()
    assert np.bincount(played.y_train).tolist() == [150, 150]
    assert np.bincount(played.y_test).tolist() == [50, 50]
    together = np.vstack([played.X_train, played.X_test])
    X, _ = MADE["moons"].load()
    np.testing.assert_array_equal(np.sort(together, axis=0), np.sort(X, axis=0))


def test_the_scaler_learns_from_the_training_part_alone():
    plain, scaled = experiment(), experiment(standardize=True)
    scaler = StandardScaler().fit(plain.X_train)
    np.testing.assert_array_equal(scaled.X_test, scaler.transform(plain.X_test))


def test_test_part_changes_nothing_of_training():
    played = experiment()
    played.advance(5)
    alone = DeepNNClassifier(**played.choices.parameters() | {"max_iter": 5})
    alone.fit(*played.train)
    assert alone.validation_loss_curve_ is None
    assert len(played.network.validation_loss_curve_) == 5
    np.testing.assert_array_equal(alone.coefs_[0], played.network.coefs_[0])


def test_what_has_diverged_is_over_and_stays_as_it_is():
    played = experiment(solver="gd", learning_rate=10.0, activation="identity")
    played.advance(50)
    assert played.network.outcome_ == "diverged" and played.is_over
    n_epochs, weights = played.n_epochs, played.network.coefs_
    played.advance(1)
    assert (played.n_epochs, played.network.coefs_) == (n_epochs, weights)


def test_a_solver_at_the_end_of_its_way_is_over():
    played = experiment(hidden_layer_sizes=(), solver="lbfgs")
    for _ in range(50):
        played.advance(1)
    assert played.is_over and 5 < played.n_epochs < 50
    once = experiment(hidden_layer_sizes=(), solver="lbfgs")
    once.advance(50)
    assert once.n_epochs == played.n_epochs
    np.testing.assert_array_equal(once.network.coefs_[0], played.network.coefs_[0])


def test_what_there_cannot_be_is_a_problem_in_words():
    played = experiment(batch_size=1, batch_norm=True)
    assert "batch_size must be at least 2 with batch_norm=True" in played.problem
    assert played.is_over and played.n_epochs == 0
    played.advance(1)
    assert played.n_epochs == 0


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_can_be_trained(name):
    for option in OPTIONS[name]:
        played = experiment(**{name: option})
        played.advance(1)
        assert played.problem == "" and played.n_epochs == 1


@pytest.mark.parametrize("data", MADE)
def test_the_first_network_learns_each_of_the_data(data):
    played = Experiment(Choices(data=data), MADE[data])
    before = played.scores()
    played.advance(150)
    assert min(played.scores()) > 0.8 > before[1]
