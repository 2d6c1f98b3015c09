"""What the page on the playground says will happen, happens."""

import pytest

from skscratch.playground.choices import Choices
from skscratch.playground.experiment import Experiment
from skscratch.playground.points import MADE


def after(n_epochs, **choices):
    experiment = Experiment(Choices(**choices), MADE[choices["data"]])
    experiment.advance(n_epochs)
    return experiment


def right(experiment):
    return experiment.scores()[0]


@pytest.mark.parametrize(
    ("n_units", "share"), [(1, 0.65), (2, 0.80), (3, 0.997)], ids=str
)
def test_three_units_close_a_triangle(n_units, share):
    rings = {"data": "circles", "hidden_layer_sizes": (n_units,)}
    assert right(after(400, **rings)) == pytest.approx(share, abs=0.01)


def test_lines_that_fall_on_each_other_do_not():
    rings = after(400, data="circles", hidden_layer_sizes=(3,), seed=3)
    assert right(rings) == pytest.approx(0.8, abs=0.01)


def test_without_a_bend_layers_are_one_line():
    lines = after(100, data="circles", activation="identity")
    assert right(lines) == pytest.approx(0.66, abs=0.01)


def test_units_that_begin_alike_stay_empty():
    zeros = after(60, data="circles", initialization="zeros")
    assert right(zeros) == 0.5
    assert not any(W.any() for W in zeros.network.coefs_)
    words = " ".join(zeros.network.diagnose(*zeros.train).findings)
    assert "All weights are zero" in words


def test_gradient_fades_through_sigmoids_and_not_through_tanhs():
    norms = {}
    for activation in ("sigmoid", "tanh"):
        rings = after(
            50, data="circles", hidden_layer_sizes=(8,) * 4, activation=activation,
            solver="gd", learning_rate=0.1,
        )  # fmt: skip
        layers = rings.network.diagnose(*rings.train).layers
        norms[activation] = [layer["gradient_norm"] for layer in layers]
    assert right(rings) == pytest.approx(0.93, abs=0.02)
    assert norms["sigmoid"][-1] == pytest.approx(100 * norms["sigmoid"][0], rel=0.5)
    assert norms["tanh"][-1] < norms["tanh"][0]


def test_penalty_keeps_the_noise_from_being_learnt():
    ends = {}
    for alpha in (0.0, 0.1):
        moons = after(
            300, data="moons", hidden_layer_sizes=(8, 8, 8), solver="lbfgs", alpha=alpha
        )
        ends[alpha] = moons.network.validation_loss_curve_
        if alpha == 0:
            assert moons.network.loss_ == pytest.approx(0.02, abs=0.01)
    assert min(ends[0.0]) == pytest.approx(0.06, abs=0.01)
    assert ends[0.0][-1] > 5 * ends[0.1][-1]
    assert ends[0.1][-1] == pytest.approx(0.08, abs=0.01)
