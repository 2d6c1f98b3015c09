"""Iterations leave nothing behind: memory does not grow with their number."""

import tracemalloc

import numpy as np
import pytest

from skscratch.core.activations import ACTIVATIONS
from skscratch.network.passes import OFTEN
from skscratch.optim import Adam, GradientDescent, Momentum
from skscratch.training.batches import FullBatch, MiniBatches
from skscratch.training.descent import Descent
from skscratch.training.monitor import Monitor
from skscratch.training.state import State


def peaks(objective, batches, rule):
    """Memory in use after and at most during 5, then 50 epochs, in bytes.

    Before them the workspace was made, and the steps are recorded.
    """
    run = Descent(objective, batches, rule, rule.init(objective.theta), 0.01)
    run.run(Monitor(State()), OFTEN + 3)
    tracemalloc.start()
    try:
        measured = []
        for n_epochs in (5, 50):
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            run.run(Monitor(State()), n_epochs)
            after, peak = tracemalloc.get_traced_memory()
            measured.append((after - before, peak - before))
    finally:
        tracemalloc.stop()
    return measured


@pytest.mark.parametrize("batch_size", [None, 64])
@pytest.mark.parametrize(
    "rule", [GradientDescent(), Momentum(), Adam()], ids=lambda r: type(r).__name__
)
def test_memory_does_not_grow_with_the_epochs(
    rule, batch_size, make_samples, make_objective
):
    samples = make_samples(400, 30)
    objective = make_objective(samples, (20,), strength=0.1)
    batches = FullBatch(samples)
    if batch_size:
        rng = np.random.default_rng(0)
        batches = MiniBatches(samples, batch_size, rng)
    short, long = peaks(objective, batches, rule)
    # A record of 45 more costs is all that may differ; one activation is 64 kB.
    assert long[0] - short[0] < 10_000
    assert long[1] - short[1] < 10_000


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS.keys() - {"gelu"}))
def test_a_step_makes_no_array_of_a_hidden_layers_size(
    activation, make_samples, make_objective
):
    n, units = 1000, 50
    samples = make_samples(n, 30)
    objective = make_objective(samples, (units,), activation=activation)
    for _, peak in peaks(objective, FullBatch(samples), GradientDescent()):
        # a byte for each unit and sample says which are above 0; beside it there are
        # NumPy's buffer for casting and a few arrays of the size of the output
        assert peak < 0.6 * 8 * n * units


def test_full_batches_never_copy_the_samples(make_samples, make_objective):
    samples = make_samples(400, 200)
    objective = make_objective(samples, (3,))
    for _, peak in peaks(objective, FullBatch(samples), GradientDescent()):
        assert peak < samples.X.nbytes / 4
