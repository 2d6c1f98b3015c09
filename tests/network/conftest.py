"""What the tests of networks share: batches and objectives of any kind."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.network.architecture import Architecture
from skscratch.network.batch import Batch
from skscratch.network.objective import Objective

N_FEATURES = 4

#: Output activation and number of outputs of the three kinds of targets.
TARGETS = {
    "binary": ("logistic", 1),
    "multilabel": ("logistic", 3),
    "classes": ("softmax", 3),
}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def make_batch():
    """A function that draws a batch of unequal weights: ``make_batch(kind, n)``."""

    def make(kind, n_samples=6, sparse=False, seed=0, dtype=np.float64):
        rng = np.random.default_rng(seed)
        X = rng.standard_normal((n_samples, N_FEATURES)).astype(dtype)
        n_outputs = TARGETS[kind][1]
        Y = (rng.random((n_outputs, n_samples)) < 0.5).astype(dtype)
        if kind == "classes":
            Y = np.eye(3, dtype=dtype)[:, rng.integers(3, size=n_samples)]
        if sparse:
            X *= rng.random(X.shape) < 0.7
            X = csr_array(X)
        weights = (rng.random(n_samples) + 0.1) / n_samples
        return Batch(X.T, Y, weights.astype(dtype))

    return make


@pytest.fixture
def make_objective():
    """A function that builds a network of the given hidden layers and binds it."""

    def make(kind, activations=(), dropout=0.0, strength=0.0, seed=1, **settings):
        output_activation, n_outputs = TARGETS[kind]
        architecture = Architecture(
            (N_FEATURES, *(3 for _ in activations), n_outputs),
            activations,
            output_activation,
            (dropout,) * len(activations),
            **settings,
        )
        network = architecture.network(
            architecture.initial_statistics(np.float64),
            np.random.default_rng(seed) if dropout else None,
        )
        rng = np.random.default_rng(seed)
        theta = 0.8 * rng.standard_normal(network.n_parameters)
        return Objective(network, theta, strength)

    return make


@pytest.fixture
def reseed():
    """A function that makes an objective draw the same dropout masks once more."""

    def rewind(objective, seed=5):
        for layer in objective.network.layers:
            if hasattr(layer, "rng"):
                layer.rng.bit_generator.state = np.random.default_rng(
                    seed
                ).bit_generator.state

    return rewind
