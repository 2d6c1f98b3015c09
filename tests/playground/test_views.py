"""What is drawn is what the network answers."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs

from skscratch.playground.choices import Choices
from skscratch.playground.experiment import Experiment
from skscratch.playground.points import MADE, Made
from skscratch.playground.views import COARSE, FINE, Views, shades

BLOBS = Made(
    make_blobs, "sklearn.datasets", {"n_samples": 90, "centers": 3, "random_state": 0}
)


@pytest.fixture(params=[(), (5,), (4, 3)], ids=str)
def experiment(request):
    made = Experiment(Choices(hidden_layer_sizes=request.param), BLOBS)
    made.advance(3)
    return made


def test_probabilities_are_those_of_the_grid(experiment):
    views = Views(experiment)
    proba = views.probabilities()
    assert proba.shape == (FINE, FINE, 3)
    x1, x2 = views.plane.x1, views.plane.x2
    there = [[x1[7], x2[90]], [x1[99], x2[0]]]
    expected = experiment.network.predict_proba(there)
    np.testing.assert_allclose(proba[[90, 0], [7, 99]], expected, rtol=1e-12)


def test_units_are_the_features_the_activations_and_the_outputs(experiment):
    views = Views(experiment)
    units = views.units()
    sizes = [2, *experiment.choices.hidden_layer_sizes, 3]
    assert np.bincount([unit.layer for unit in units]).tolist() == sizes
    activations = experiment.network.layer_activations(views.small.points())
    for unit in units[2:]:
        expected = activations[unit.layer - 1][:, unit.place].reshape(COARSE, COARSE)
        np.testing.assert_array_equal(unit.heights, expected)
        fine = views.unit(unit.layer, unit.place)
        assert fine.name == unit.name and fine.heights.shape == (FINE, FINE)


def test_map_of_a_feature_grows_along_it_and_is_zero_in_the_middle(experiment):
    first, second = Views(experiment).units()[:2]
    assert (np.diff(first.heights, axis=1) > 0).all()
    assert (np.diff(second.heights, axis=0) > 0).all()
    for unit in (first, second):
        assert unit.shade.max() == pytest.approx(1) == -unit.shade.min()


def test_shade_of_a_hidden_unit_is_its_output_by_the_largest(experiment):
    for unit in Views(experiment).units():
        if unit.n_classes == 0:
            assert np.abs(unit.shade).max() == pytest.approx(1)
            np.testing.assert_array_equal(np.sign(unit.shade), np.sign(unit.heights))


def test_edges_are_the_weights(experiment):
    edges = list(Views(experiment).edges())
    assert len(edges) == sum(W.size for W in experiment.network.coefs_)
    for edge in edges:
        W = experiment.network.coefs_[edge.layer - 1]
        assert edge.weight == W[edge.start, edge.stop]
        assert edge.share == pytest.approx(abs(edge.weight) / np.abs(W).max())


def test_curves_end_where_training_is_and_are_no_longer_than_can_be_seen():
    experiment = Experiment(Choices(hidden_layer_sizes=()), BLOBS)
    views = Views(experiment)
    assert [len(values) for values in views.curves().values()] == [0, 0, 0]
    for n_epochs in (1, 2, 997):
        experiment.advance(n_epochs)
        curves = views.curves()
        assert curves["epoch"][0] == 1
        assert curves["epoch"][-1] == experiment.n_epochs
        assert curves["train"][-1] == experiment.network.loss_curve_[-1]
        assert curves["test"][-1] == experiment.network.validation_loss_curve_[-1]
    assert 300 < len(curves["epoch"]) <= 400


def test_zeros_are_drawn_as_zeros():
    zeros = Choices(data="xor", hidden_layer_sizes=(3,), initialization="zeros")
    views = Views(Experiment(zeros, MADE["xor"]))
    assert all(edge.share == 0 for edge in views.edges())
    assert not any(unit.shade.any() for unit in views.units() if unit.layer == 1)


def test_shades_tell_the_class_by_the_whole_number_and_the_rest_how_sure():
    proba = np.array([[0.5, 0.5], [0.9, 0.1], [0, 1], [0.2, 0.8]])
    np.testing.assert_allclose(shades(proba), [0, 0.8, 1.999, 1.6])
    of_three = shades(np.array([[1 / 3, 1 / 3, 1 / 3], [0, 0, 1], [0.1, 0.8, 0.1]]))
    np.testing.assert_allclose(of_three, [0, 2.999, 1.7])


def test_output_of_two_classes_is_drawn_as_the_answer():
    experiment = Experiment(Choices(data="moons"), MADE["moons"])
    experiment.advance(5)
    views = Views(experiment)
    answer = views.unit(3, 0).shade
    np.testing.assert_allclose(answer, shades(views.probabilities()), atol=1e-12)
