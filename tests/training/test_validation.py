"""Validation: loss and accuracy of the predicting network as of now."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from skscratch.core.losses import LOGISTIC
from skscratch.network.layers import Affine
from skscratch.network.network import Network
from skscratch.training.batches import FullBatch
from skscratch.training.samples import Samples
from skscratch.training.validation import Validation


@pytest.fixture(params=[2, 3], ids=["binary", "classes"])
def samples(request, make_samples):
    return make_samples(40, n_classes=request.param)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_loss_and_accuracy_are_the_weighted_ones(samples, batch_norm, make_objective):
    objective = make_objective(
        samples, (5,), strength=0.7, dropout=0.5, batch_norm=batch_norm
    )
    loss, accuracy = Validation(objective.network, samples).evaluate()
    network = objective.network.for_prediction()
    P = network.loss.probabilities(network.logits(samples.X.T))
    if len(P) == 1:
        P = np.vstack([1 - P, P])
        y = samples.Y[0]
    else:
        y = samples.Y.argmax(axis=0)
    weights = samples.weights
    assert loss == pytest.approx(log_loss(y, P.T, sample_weight=weights), rel=1e-12)
    right = accuracy_score(y, P.argmax(axis=0), sample_weight=weights)
    assert accuracy == pytest.approx(right, rel=1e-12)
    assert 0 < accuracy < 1


def test_it_follows_the_parameters_and_changes_nothing(samples, make_objective):
    objective = make_objective(samples, (5,), batch_norm=True)
    validation = Validation(objective.network, samples)
    arrays = [objective.theta, *objective.network.statistics]
    before, kept = validation.evaluate(), [array.copy() for array in arrays]
    assert validation.evaluate() == before
    for array, same in zip(arrays, kept, strict=True):
        np.testing.assert_array_equal(array, same)
    objective.theta *= -1
    moved = validation.evaluate()
    assert moved != before
    (batch,) = FullBatch(samples)
    objective.cost(batch)
    objective.network.follow(batch)
    assert validation.evaluate() != moved


@pytest.mark.parametrize("size", [0.5, 1e200])
def test_a_score_takes_the_place_of_the_accuracy(samples, make_objective, size):
    """Where the logits have overflowed nobody is asked."""
    objective = make_objective(samples, (5,), size=size, activation="identity")
    with np.errstate(all="ignore"):
        loss, score = Validation(objective.network, samples, lambda: 0.25).evaluate()
        plain, _ = Validation(objective.network, samples).evaluate()
    if size < 1:
        assert (loss, score) == (plain, 0.25)
    else:
        assert not np.isfinite(loss) and np.isnan(score)


def test_a_multilabel_sample_is_right_when_all_its_labels_are():
    X = np.array([[3.0, 3], [3, -3], [-3, -3]])  # the labels that the network says
    Y = np.array([[1.0, 1, 1], [1, 1, 0]])
    network = Network([Affine(2, 2)], LOGISTIC)
    network.bind(np.array([1.0, 0, 0, 1, 0, 0]))
    samples = Samples(X, Y, np.array([1.0, 2, 3]))
    _, accuracy = Validation(network, samples).evaluate()
    assert accuracy == pytest.approx(1 / 6)
