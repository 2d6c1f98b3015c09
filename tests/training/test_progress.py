"""How far a run is, and what it takes to go on from there."""

from dataclasses import replace

import numpy as np
import pytest

from skscratch.network.architecture import Architecture
from skscratch.network.model import Model
from skscratch.training.run import Run
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings
from skscratch.training.state import State

ARCHITECTURE = Architecture((3, 4, 1), ("tanh",), batch_norm=True, dropout=(0.1,))


class Progresses:
    """Keeps a run's progress after every epoch."""

    def __init__(self):
        self.kept = []

    def begin_epoch(self):
        pass

    def end_epoch(self):
        self.kept.append(self.run.progress())
        return False


@pytest.fixture
def samples():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((40, 3))
    Y = (X.sum(axis=1) + rng.standard_normal(40) > 0)[np.newaxis].astype(float)
    return Samples(X, Y, np.ones(40))


def trained(settings, samples, architecture=ARCHITECTURE, progress=None):
    """A run to its end, and the progress after each of its epochs."""
    if progress is None:
        rng = np.random.RandomState(0)
        model = Model.initial(architecture, rng, "xavier", np.float64)
        state = State.new(rng)
    else:
        model, state = progress.begin(architecture)
    run, task = Run(model, settings, state, progress), Progresses()
    task.run, run.restart_every = run, 10
    run.train(samples, task=task)
    return run, task.kept


def assert_alike(run, other):
    assert run.outcome == other.outcome
    assert run.state.history == other.state.history
    np.testing.assert_array_equal(run.model.theta, other.model.theta)
    for group, expected in zip(
        run.model.statistics, other.model.statistics, strict=True
    ):
        for array, value in zip(group, expected, strict=True):
            np.testing.assert_array_equal(array, value)


def test_every_epoch_can_be_gone_on_from(samples):
    settings = Settings(max_iter=9, tol=None, batch_size=16)
    whole, kept = trained(settings, samples)
    assert [progress.n_epochs for progress in kept] == list(range(1, 10))
    for progress in kept:
        run, rest = trained(settings, samples, progress=progress)
        assert_alike(run, whole)
        assert len(rest) == 9 - progress.n_epochs


def test_progress_is_a_copy(samples):
    settings = Settings(max_iter=5, tol=None, batch_size=16)
    whole, (first, *_) = trained(settings, samples)
    for _ in range(2):
        assert_alike(trained(settings, samples, progress=first)[0], whole)


def test_lbfgs_has_progress_only_where_it_begins_anew(samples):
    architecture = Architecture((3, 4, 1), ("tanh",))
    settings = Settings(solver="lbfgs", max_iter=35, tol=None)
    whole, kept = trained(settings, samples, architecture)
    assert [each.n_epochs for each in kept if each] == [10, 20, 30]
    for progress in filter(None, kept):
        run, _ = trained(settings, samples, architecture, progress)
        assert_alike(run, whole)


def test_no_run_goes_on_from_another_network(samples):
    settings = Settings(max_iter=3, tol=None)
    _, (progress, *_) = trained(settings, samples)
    for architecture in (
        replace(ARCHITECTURE, units=(3, 5, 1)),
        replace(ARCHITECTURE, batch_norm=False),
    ):
        with pytest.raises(ValueError, match="those that the checkpoint was made with"):
            trained(settings, samples, architecture, progress)
