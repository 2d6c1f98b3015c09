"""Gradients of whole networks against central differences of the cost."""

import numpy as np
import pytest

from skscratch.core.activations import ACTIVATIONS, Activation, tanh
from skscratch.core.gradient_check import numerical_gradient, relative_difference
from skscratch.network import layers, objective

KINDS = ["binary", "multilabel", "classes"]


@pytest.fixture
def difference(reseed):
    """A function: how far an objective's gradient is from central differences.

    The dropout masks are the same in every evaluation.
    """

    def measure(objective, batch):
        def cost(theta):
            reseed(objective)
            objective.theta[...] = theta
            return objective.cost(batch)

        start = objective.theta.copy()
        numerical = numerical_gradient(cost, start, 1e-6)
        at_start = cost(start)
        reseed(objective)
        objective.gradient.fill(np.nan)  # gradients are written, not added to
        assert objective.cost_and_gradient(batch) == at_start
        return relative_difference(objective.gradient, numerical)

    return measure


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("fit_intercept", [True, False], ids=["b", "no_b"])
@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "batch_norm"])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize("strength", [0.0, 0.3])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradient_is_the_derivative_of_the_cost(
    activation,
    kind,
    strength,
    dropout,
    batch_norm,
    fit_intercept,
    sparse,
    make_objective,
    make_batch,
    difference,
):
    network = make_objective(
        kind,
        (activation, activation),
        dropout,
        strength,
        batch_norm=batch_norm,
        fit_intercept=fit_intercept,
    )
    assert difference(network, make_batch(kind, sparse=sparse)) < 1e-6


@pytest.mark.parametrize("sparse", [False, True], ids=["dense", "sparse"])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("strength", [0.0, 0.3])
@pytest.mark.parametrize("kind", KINDS)
def test_gradient_without_hidden_layer(
    kind, strength, fit_intercept, sparse, make_objective, make_batch, difference
):
    network = make_objective(kind, strength=strength, fit_intercept=fit_intercept)
    assert difference(network, make_batch(kind, sparse=sparse)) < 1e-6


def test_gradient_with_another_activation_in_each_layer(
    make_objective, make_batch, difference
):
    network = make_objective("classes", tuple(ACTIVATIONS), 0.2, 0.1, batch_norm=True)
    assert difference(network, make_batch("classes", 12)) < 1e-6


def _without_bias_gradient(layer, dZ, memory):
    layer.dW[...] = dZ @ memory.A.T
    if layer.db is not None:
        layer.db[...] = 0


def _of_constant_statistics(dZ, Z_hat, variance, gamma, weights):
    dgamma = (dZ * Z_hat).sum(axis=1, keepdims=True)
    return gamma / np.sqrt(variance) * dZ, dgamma, dZ.sum(axis=1, keepdims=True)


#: Where a mistake is planted, and the mistake.
MISTAKES = {
    "bias": (layers.Affine, "write_gradients", _without_bias_gradient),
    "batch_norm": (layers, "batch_norm_backward", _of_constant_statistics),
    "penalty": (
        objective,
        "l2_gradient",
        lambda theta, decay, out: np.multiply(theta, 2 * decay, out=out),
    ),
    "activation": (
        layers.ActivationLayer,
        "backward",
        lambda layer, dA, memory: dA * (1 - memory.A),
    ),
    "dropout": (layers.Dropout, "backward", lambda layer, dA, memory: dA),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_derivative_is_seen(
    mistake, monkeypatch, make_objective, make_batch, difference
):
    batch = make_batch("classes")
    network = make_objective("classes", ("tanh", "elu"), 0.4, 0.3, batch_norm=True)
    assert difference(network, batch) < 1e-6
    monkeypatch.setattr(*MISTAKES[mistake])
    assert difference(network, batch) > 1e-4


def test_a_wrong_activation_of_the_table_is_seen(
    monkeypatch, make_objective, make_batch, difference
):
    wrong = Activation("tanh", tanh, ACTIVATIONS["sigmoid"].backward)
    monkeypatch.setitem(ACTIVATIONS, "tanh", wrong)
    network = make_objective("binary", ("tanh",))
    assert difference(network, make_batch("binary")) > 1e-4
