"""A step whose end threads share by pieces of the parameters is the step itself."""

import threading

import numpy as np
import pytest
from sklearn.datasets import make_classification
from threadpoolctl import threadpool_limits

from skscratch import DeepNNClassifier
from skscratch.core.losses import LOGISTIC
from skscratch.network.layers import Affine
from skscratch.network.network import Network
from skscratch.training import pieces, sharing
from skscratch.training.pieces import pieces_of


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "SMALLEST_PIECE", 160)


def fitted(n_threads=2, **settings):
    X, y = make_classification(203, 11, n_informative=6, n_classes=3, random_state=0)
    network = DeepNNClassifier(
        hidden_layer_sizes=(7, 5), batch_size=20, max_iter=4, tol=None, random_state=0
    )
    with threadpool_limits(n_threads, user_api="blas"):
        return network.set_params(**settings).fit(X, y)


@pytest.mark.parametrize("hidden", [(), (3,), (64, 9)])
@pytest.mark.parametrize("fan_in", [1, 10, 137])
def test_pieces_are_all_parameters_once_and_cut_between_inputs(
    fan_in, hidden, small_pieces
):
    units = (fan_in, *hidden, 2)
    layers = [Affine(units[i], units[i + 1]) for i in range(len(units) - 1)]
    found = pieces_of(Network(layers, LOGISTIC), itemsize=8)
    assert found[0].start == 0 and found[-1].stop == sum(each.size for each in layers)
    for before, after in zip(found, found[1:], strict=False):
        assert before.stop == after.start
        in_first = before.stop < layers[0].size
        assert before.stop % layers[0].fan_out == 0 if in_first else True


def test_a_piece_is_of_so_many_bytes(small_pieces):
    network = Network([Affine(10, 7), Affine(7, 1)], LOGISTIC)
    assert len(pieces_of(network, itemsize=8)) == 4
    assert len(pieces_of(network, itemsize=4)) == 2
    assert len(pieces_of(network, itemsize=2)) == 1


SETTINGS = [
    {"solver": "adam", "alpha": 0.0},
    {"solver": "adam", "alpha": 0.5},
    {"solver": "adamw", "alpha": 0.5},
    {"solver": "rmsprop"},
]


@pytest.mark.parametrize("shared", [False, True], ids=["whole", "parts"])
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_fit_in_pieces_is_that_in_one_but_for_rounding(settings, shared, monkeypatch):
    whole = fitted(**settings)
    taken = []
    monkeypatch.setattr(pieces, "SMALLEST_PIECE", 160)
    if shared:
        monkeypatch.setattr(sharing, "SMALLEST_PART", 500)
    step = pieces.RuleInPieces.step
    monkeypatch.setattr(
        pieces.RuleInPieces, "step", lambda *args: (taken.append(1), step(*args))[1]
    )
    cut = fitted(**settings)
    assert len(taken) == 4 * 11
    np.testing.assert_allclose(cut.loss_curve_, whole.loss_curve_, rtol=1e-9)
    for ours, theirs in zip(cut.coefs_, whole.coefs_, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_it_is_the_same_to_the_last_digit_on_any_number_of_threads(
    settings, small_pieces
):
    one, *others = (fitted(n, **settings) for n in (1, 2, 4))
    for other in others:
        assert other.loss_curve_ == one.loss_curve_
        for ours, theirs in zip(other.coefs_, one.coefs_, strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_a_warm_start_goes_on_from_the_count_of_steps(small_pieces):
    """The moments' correction is that of all steps: so two halves are the whole."""
    whole = fitted(max_iter=6)
    halves = fitted(max_iter=3, warm_start=True)
    X, y = make_classification(203, 11, n_informative=6, n_classes=3, random_state=0)
    halves.fit(X, y)
    np.testing.assert_allclose(halves.loss_curve_, whole.loss_curve_, rtol=1e-9)


@pytest.mark.parametrize(
    "settings",
    [
        {"solver": "gd"},
        {"max_grad_norm": 0.1},
        {"dropout": 0.2},
        {"batch_norm": True},
        {"batch_size": None, "solver": "gd"},
    ],
    ids=str,
)
def test_what_asks_for_the_whole_gradient_or_is_short_is_not_cut(settings, monkeypatch):
    whole = fitted(**settings)
    monkeypatch.setattr(pieces, "SMALLEST_PIECE", 160)
    assert fitted(**settings).loss_curve_ == whole.loss_curve_


def test_no_thread_outlives_a_fit(small_pieces):
    fitted()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("skscratch")]
