"""Sums over a batch are the same whether it stands in memory or comes in blocks."""

import numpy as np
import pytest

from skscratch.network.architecture import Architecture
from skscratch.network.batch import Batch, BatchInBlocks, n_in_cache
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


def test_sums_of_some_samples_at_a_time_are_those_of_the_whole(batches, objective):
    for batch in batches:
        cost = objective.cost_and_gradient(batch)
        gradient = objective.gradient.copy()
        few = batch._replace(at_a_time=7)
        assert objective.cost_and_gradient(few) == pytest.approx(cost, rel=1e-13)
        np.testing.assert_allclose(objective.gradient, gradient, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("which", [0, 1], ids=["in memory", "in blocks"])
def test_a_term_is_asked_of_so_many_samples_and_once(batches, which):
    seen = []

    def term(some):
        seen.append(some)
        return (1,)

    batches[which]._replace(at_a_time=7).sum(term)
    assert max(some.X.shape[1] for some in seen) < 14  # a last few join those before
    for name in "X", "Y", "weights":
        together = np.concatenate([getattr(each, name) for each in seen], axis=-1)
        np.testing.assert_array_equal(together, getattr(batches[0], name))
    rows = [np.arange(N)[some.rows] for some in seen]
    np.testing.assert_array_equal(np.concatenate(rows), np.arange(N))


@pytest.mark.parametrize("at_a_time", [N, 2 * N])
def test_samples_that_are_no_more_are_taken_at_once(batches, at_a_time):
    whole, _ = batches
    one = whole._replace(at_a_time=at_a_time)
    assert one.sum(lambda batch: (batch,)) == (one,)
    assert list(one.each(lambda batch: batch)) == [one]


def test_a_question_is_asked_of_so_many_samples_too(batches):
    for batch in batches:
        n_asked = [*batch._replace(at_a_time=7).each(lambda some: some.X.shape[1])]
        assert sum(n_asked) == N and max(n_asked) < 14


def test_no_samples_have_a_sum(batches):
    whole, _ = batches
    none = whole._some(slice(0, 0))._replace(at_a_time=7)
    assert none.sum(lambda batch: (batch.X.shape[1],)) == (0,)


def test_parts_that_threads_share_are_summed_so_too(batches):
    whole, _ = batches
    (parts,) = whole._replace(at_a_time=7).cut(3)
    assert [part.at_a_time for part in parts] == [7, 7, 7]


@pytest.mark.parametrize(
    ("units", "itemsize", "n"),
    [
        ((200, 64, 10), 8, 478),  # a MiB of all layers
        ((10, 200, 2), 4, 1236),
        ((2000, 20, 1), 8, 128),  # few, though they take more than that
        ((784, 256, 128, 10), 8, 890),  # a large gradient: eight MiB
        ((12288, 20, 7, 5, 1), 8, 0),  # so wide that samples in the cache are too few
    ],
)
def test_how_many_samples_stay_in_the_cache(units, itemsize, n):
    assert n_in_cache(units, itemsize) == n


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
