"""Sums over a batch are the same whether it stands in memory or comes in blocks."""

import numpy as np
import pytest
from scipy.sparse import csr_array, issparse

from skscratch.network.architecture import Architecture
from skscratch.network.batch import (
    Batch,
    BatchInBlocks,
    BatchInCache,
    BatchInLargeCache,
)
from skscratch.network.objective import Objective, prediction_loss
from skscratch.training.on_disk import OnDisk

N = 53


@pytest.fixture
def batches():
    """The same batch in memory and in blocks of 10."""
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((N, 4)), np.eye(3)[rng.integers(0, 3, N)].T.copy()
    weights = rng.random(N)
    return Batch(X.T, Y, weights), BatchInBlocks(OnDisk(X, block_size=10).T, Y, weights)


@pytest.fixture
def objective():
    architecture = Architecture((4, 5, 3), ("relu",), "softmax", (0.0,))
    network = architecture.network(architecture.initial_statistics(np.float64))
    rng = np.random.default_rng(1)
    return Objective(network, rng.standard_normal(network.n_parameters), 0.3)


def test_cost_and_gradient_are_those_of_the_whole(batches, objective):
    whole, parts = batches
    cost = objective.cost_and_gradient(whole)
    gradient = objective.gradient.copy()
    assert objective.cost_and_gradient(parts) == pytest.approx(cost, rel=1e-14)
    np.testing.assert_allclose(objective.gradient, gradient, rtol=1e-12, atol=1e-15)
    assert objective.cost(parts) == pytest.approx(cost, rel=1e-14)


def test_prediction_is_that_of_the_whole(batches, objective):
    whole, parts = batches
    loss, P = prediction_loss(objective.network, whole)
    loss_of_parts, P_of_parts = prediction_loss(objective.network, parts)
    assert loss_of_parts == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(P_of_parts, P, rtol=1e-13)


def test_a_single_block_changes_nothing(batches, objective):
    whole, parts = batches
    X = OnDisk(np.ascontiguousarray(whole.X.T), block_size=N)
    cost = objective.cost_and_gradient(whole)
    gradient = objective.gradient.copy()
    assert objective.cost_and_gradient(parts._replace(X=X.T)) == cost
    np.testing.assert_array_equal(objective.gradient, gradient)


@pytest.mark.parametrize("kind", [BatchInCache, BatchInLargeCache])
def test_sums_by_the_cache_are_those_of_the_whole(objective, kind):
    n = 3 * kind.block // (4 * 8) + 5
    assert kind.pays(np.empty((2 * n, 4)).T)
    rng = np.random.default_rng(0)
    Y = np.eye(3)[rng.integers(0, 3, n)].T.copy()
    whole = Batch(rng.standard_normal((n, 4)).T, Y, rng.random(n) / n)
    parts = kind(*whole)
    assert len(list(parts.blocks())) == 4
    cost = objective.cost_and_gradient(whole)
    gradient = objective.gradient.copy()
    assert objective.cost_and_gradient(parts) == pytest.approx(cost, rel=1e-13)
    np.testing.assert_allclose(objective.gradient, gradient, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize(
    "X",
    [
        np.empty((4, 1000)),  # fits as it is
        np.empty((100_000, 60)),  # of rows so long that blocks have few
        np.empty((60, 100_000)),  # not in the order of its samples
        csr_array((60, 1_000_000)),
    ],
    ids=["small", "wide", "by feature", "sparse"],
)
def test_there_are_no_sums_by_the_cache_where_they_do_not_pay(X):
    X = X if issparse(X) or X.shape == (60, 100_000) else np.asfortranarray(X)
    assert not BatchInCache.pays(X)


def test_blocks_say_which_samples_they_are(batches):
    whole, parts = batches
    start = 0
    for block in parts.blocks():
        assert block.rows.start == start
        np.testing.assert_array_equal(block.X, whole.X[:, block.rows])
        np.testing.assert_array_equal(block.Y, whole.Y[:, block.rows])
        np.testing.assert_array_equal(block.weights, whole.weights[block.rows])
        start = block.rows.stop
    assert start == N
    assert list(whole.blocks()) == [whole]


def test_a_term_may_give_memory_that_it_writes_to_again(batches):
    memory = np.zeros(4)

    def term(block):
        memory[...] = block.X.sum(axis=1)
        return memory, block.X.shape[1]

    whole, parts = batches
    sums, n = parts.sum(term)
    np.testing.assert_allclose(sums, whole.X.sum(axis=1), rtol=1e-13)
    assert n == N
    assert whole.sum(term)[0] is memory


def test_changes_are_made_one_after_the_other(batches):
    rng = np.random.default_rng(2)
    mean, basis = rng.random((4, 1)), rng.random((4, 2))
    for batch in batches:
        changed = batch.map(lambda X: X - mean).map(lambda X: basis.T @ X)
        assert changed.X.shape == (2, N)
        (sums,) = changed.sum(lambda block: (block.X @ block.weights,))
        wanted = basis.T @ ((batches[0].X - mean) @ batch.weights)
        np.testing.assert_allclose(sums, wanted, rtol=1e-12)
        single = batch.astype(np.float32)
        assert {block.X.dtype for block in single.blocks()} == {np.dtype(np.float32)}
        assert single.Y.dtype == single.weights.dtype == np.float32
