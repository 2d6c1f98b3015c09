"""What the tests of training share: samples, objectives and monitors."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.network.architecture import Architecture
from skscratch.network.model import Model
from skscratch.network.objective import Objective
from skscratch.training.monitor import Monitor
from skscratch.training.run import Run
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings
from skscratch.training.state import State


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def make_samples():
    """A function that draws weighted samples of overlapping classes."""

    def make(n_samples=30, n_features=4, n_classes=2, sparse=False, seed=0):
        rng = np.random.default_rng(seed)
        X = rng.standard_normal((n_samples, n_features)) + 0.5
        scores = X @ rng.standard_normal((n_features, n_classes))
        scores += 2 * np.std(scores) * rng.standard_normal(scores.shape)
        label = scores.argmax(axis=1)
        Y = np.eye(n_classes)[:, label]
        if n_classes == 2:
            Y = Y[1:]
        if sparse:
            X = csr_array(X * (rng.random(X.shape) < 0.6))
        return Samples(X, np.ascontiguousarray(Y), rng.random(n_samples) + 0.2)

    return make


@pytest.fixture
def make_objective():
    """A function: an objective for samples, drawn weights of the given size."""

    def make(
        samples,
        hidden=(),
        strength=0.0,
        size=0.5,
        seed=1,
        dropout=0.0,
        activation="tanh",
        **settings,
    ):
        n_outputs = len(samples.Y)
        architecture = Architecture(
            (samples.X.shape[1], *hidden, n_outputs),
            (activation,) * len(hidden),
            "softmax" if n_outputs > 1 else "logistic",
            (dropout,) * len(hidden),
            **settings,
        )
        network = architecture.network(
            architecture.initial_statistics(samples.X.dtype),
            np.random.default_rng(seed) if dropout else None,
        )
        rng = np.random.default_rng(seed)
        theta = size * rng.standard_normal(network.n_parameters)
        return Objective(network, theta.astype(samples.X.dtype), strength)

    return make


@pytest.fixture
def make_run():
    """A function: a run of the given settings for a network that fits the samples."""

    def make(
        samples,
        hidden=(),
        dropout=0.0,
        batch_norm=False,
        fit_intercept=True,
        **settings,
    ):
        n_outputs = len(samples.Y)
        architecture = Architecture(
            (samples.X.shape[1], *hidden, n_outputs),
            ("tanh",) * len(hidden),
            "softmax" if n_outputs > 1 else "logistic",
            (dropout,) * len(hidden),
            batch_norm,
            fit_intercept,
        )
        rng = np.random.RandomState(0)
        model = Model.initial(architecture, rng, "xavier", samples.X.dtype)
        return Run(model, Settings(**settings), State.new(rng))

    return make


@pytest.fixture
def monitor():
    """A monitor that only records."""
    return Monitor(State())


@pytest.fixture
def stop_after():
    """A function: a monitor whose task asks to stop after the given epochs."""

    class Task:
        def __init__(self, n_epochs):
            self.n_epochs = n_epochs
            self.begun = self.ended = 0

        def begin_epoch(self):
            self.begun += 1

        def end_epoch(self):
            self.ended += 1
            return self.ended == self.n_epochs

    return lambda n_epochs: Monitor(State(), task=Task(n_epochs))
