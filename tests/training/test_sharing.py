"""A batch that threads share costs what it costs in one piece."""

import threading

import numpy as np
import pytest
from sklearn.datasets import make_classification
from threadpoolctl import threadpool_limits

from skscratch import DeepNNClassifier
from skscratch.labels import answers
from skscratch.network.network import Network
from skscratch.training import sharing
from skscratch.training.batches import FullBatch
from skscratch.training.crew import Crew
from skscratch.training.sharing import MOST_PARTS, SharedObjective, parts_of

#: Multiplications that make a part here.
SMALL_PART = 500


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(sharing, "SMALLEST_PART", SMALL_PART)


@pytest.mark.parametrize("n_samples", [1, 3, 50, 10_001])
@pytest.mark.parametrize("n_features", [1, 784])
@pytest.mark.parametrize("n_weights", [1, 1000, 300_000])
def test_parts_are_all_samples_once_and_about_alike(n_weights, n_features, n_samples):
    parts = parts_of(n_weights, n_features, n_samples)
    found = [i for part in parts for i in range(part.start, part.stop)]
    assert found == list(range(n_samples))
    sizes = [part.stop - part.start for part in parts]
    assert max(sizes) - min(sizes) <= 1 and len(parts) <= MOST_PARTS
    if len(parts) > 1:
        work = n_weights + sharing.READING * n_features * (n_features > 99)
        assert work * n_samples >= len(parts) * sharing.SMALLEST_PART


def in_one_and_in_parts(objective, crew):
    """The objective itself, and one whose batches the crew shares."""
    network, theta, strength = objective.network, objective.theta, objective.strength

    def another():
        return Network([layer.unbound() for layer in network.layers], network.loss)

    shared = SharedObjective(
        another(), theta, strength, False, 0.0, crew=crew, another=another
    )
    return objective, shared


@pytest.mark.parametrize("n_threads", [1, 2])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_cost_and_gradient_are_those_of_the_whole(
    n_threads, n_classes, make_samples, make_objective, small_parts
):
    samples = make_samples(90, n_classes=n_classes)
    batch = FullBatch(samples).batch
    objective = make_objective(samples, hidden=(7,), strength=0.1)
    with Crew(n_threads) as crew:
        whole, shared = in_one_and_in_parts(objective, crew)
        assert len(parts_of(len(shared.theta), *batch.X.shape)) == MOST_PARTS
        for _ in range(3):
            cost = whole.cost_and_gradient(batch)
            assert shared.cost_and_gradient(batch) == pytest.approx(cost, rel=1e-12)
            np.testing.assert_allclose(
                shared.gradient, whole.gradient, rtol=1e-10, atol=1e-14
            )
            whole.theta += 0.1


def fitted(n_threads, X, y, **settings):
    """A network trained with that many threads."""
    network = DeepNNClassifier(
        hidden_layer_sizes=(7,), max_iter=4, tol=None, random_state=0
    )
    with threadpool_limits(n_threads, user_api="blas"):
        return network.set_params(**settings).fit(X, y)


SETTINGS = [
    {"solver": "gd"},
    {"solver": "adam", "batch_size": 90},
    {"solver": "lbfgs"},
    {"solver": "gd", "alpha": 1.0, "gram": False},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_fit_is_the_same_to_the_last_digit_on_any_number_of_threads(
    settings, small_parts
):
    X, y = make_classification(200, 6, random_state=0)
    one, *others = (fitted(n, X, y, **settings) for n in (1, 2, 4))
    for other in others:
        assert other.loss_curve_ == one.loss_curve_
        for ours, theirs in zip(other.coefs_, one.coefs_, strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_shared_fit_is_that_in_one_piece_but_for_rounding(settings, monkeypatch):
    X, y = make_classification(200, 6, random_state=0)
    whole = fitted(2, X, y, **settings)
    monkeypatch.setattr(sharing, "SMALLEST_PART", SMALL_PART)
    shared = fitted(2, X, y, **settings)
    np.testing.assert_allclose(shared.loss_curve_, whole.loss_curve_, rtol=1e-10)


@pytest.mark.parametrize(
    "settings", [{"dropout": 0.2}, {"batch_norm": True, "batch_size": 90}], ids=str
)
def test_what_asks_all_samples_of_a_batch_together_is_not_shared(settings, monkeypatch):
    X, y = make_classification(200, 6, random_state=0)
    whole = fitted(2, X, y, **settings)
    monkeypatch.setattr(sharing, "SMALLEST_PART", SMALL_PART)
    assert fitted(2, X, y, **settings).loss_curve_ == whole.loss_curve_


def test_no_thread_outlives_a_fit(small_parts):
    X, y = make_classification(200, 6, random_state=0)
    fitted(2, X, y, solver="gd")
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("skscratch")]


@pytest.mark.parametrize("what", ["predict", "predict_proba", "decision_function"])
def test_predictions_are_those_of_one_row_on_any_number_of_threads(what, monkeypatch):
    X, y = make_classification(200, 6, n_informative=4, n_classes=3, random_state=0)
    ask = getattr(fitted(1, X, y), what)
    alone = np.concatenate([ask(X[i : i + 1]) for i in range(len(X))])
    monkeypatch.setattr(sharing, "SMALLEST_PART", SMALL_PART)
    monkeypatch.setattr(answers, "SHARED_BY_BLAS", 0)
    together = []
    for n_threads in (1, 2, 4):
        with threadpool_limits(n_threads, user_api="blas"):
            together.append(ask(X))
    np.testing.assert_allclose(together[0], alone, rtol=1e-12)
    np.testing.assert_array_equal(together[1], together[0])
    np.testing.assert_array_equal(together[2], together[0])


def test_an_overflow_names_the_first_row_that_has_one(monkeypatch):
    X, y = make_classification(200, 6, random_state=0)
    network = fitted(1, X, y)
    monkeypatch.setattr(sharing, "SMALLEST_PART", SMALL_PART)
    monkeypatch.setattr(answers, "SHARED_BY_BLAS", 0)
    X[[77, 150]] = 1e308
    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ValueError, match="in row 77"):
            network.predict(X)
