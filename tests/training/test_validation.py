"""Validation: loss and accuracy now, and the best parameters kept."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from skscratch.training.validation import Validation


def all_arrays(objective):
    """What training changes: parameters and running statistics."""
    return [
        objective.theta,
        *(
            array
            for layer in objective.network.layers
            if hasattr(layer, "running_mean")
            for array in (layer.running_mean, layer.running_variance)
        ),
    ]


@pytest.fixture(params=[2, 3], ids=["binary", "classes"])
def samples(request, make_samples):
    return make_samples(40, n_classes=request.param)


def test_loss_and_accuracy_are_the_weighted_ones(samples, make_objective):
    objective = make_objective(samples, (5,), strength=0.7, dropout=0.5)
    validation = Validation(objective.network, [objective.theta], samples)
    loss, accuracy = validation.evaluate()
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


def test_a_multilabel_sample_is_right_when_all_its_labels_are(make_samples):
    class Fixed:
        """A network with given probabilities."""

        class loss:
            output_activation = "logistic"
            P = np.array([[0.9, 0.9, 0.1], [0.9, 0.1, 0.1]])

            @classmethod
            def losses(cls, Z, Y):
                return np.zeros(3), cls.P

        def for_prediction(self):
            return self

        def logits(self, X):
            return X

    samples = make_samples(3)
    samples = type(samples)(
        samples.X, np.array([[1.0, 1, 1], [1, 1, 0]]), np.array([1.0, 2, 3])
    )
    _, accuracy = Validation(Fixed(), [], samples).evaluate()
    assert accuracy == pytest.approx(1 / 6)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_best_parameters_come_back(samples, make_objective, rng, batch_norm):
    objective = make_objective(samples, (5,), batch_norm=batch_norm)
    arrays = all_arrays(objective)
    assert len(arrays) == (3 if batch_norm else 1)
    validation = Validation(objective.network, arrays, samples)
    losses, states = [], []
    for _ in range(8):
        for array in arrays:
            array += 0.3 * rng.random(array.shape)
        losses.append(validation.evaluate()[0])
        states.append([array.copy() for array in arrays])
    validation.restore()
    best = int(np.argmin(losses))
    assert best < 7
    for array, kept in zip(arrays, states[best], strict=True):
        np.testing.assert_array_equal(array, kept)
    assert validation.evaluate()[0] == losses[best] == validation.best_loss


def test_the_earliest_of_equal_losses_is_kept(samples, make_objective):
    objective = make_objective(samples)
    flag = np.zeros(1)
    validation = Validation(objective.network, [objective.theta, flag], samples)
    for epoch in range(3):
        flag[0] = epoch
        validation.evaluate()
    validation.restore()
    assert flag[0] == 0


def test_a_loss_that_is_not_finite_is_never_the_best(samples, make_objective):
    objective = make_objective(samples)
    start = objective.theta.copy()
    validation = Validation(objective.network, [objective.theta], samples)
    objective.theta[...] = np.nan
    with np.errstate(invalid="ignore"):
        validation.evaluate()
    validation.restore()
    np.testing.assert_array_equal(objective.theta, start)
