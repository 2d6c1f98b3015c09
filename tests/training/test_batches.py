"""Batches: weights by the global rule, an order that the seed decides."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import issparse

from skscratch import DeepNNClassifier
from skscratch.network.batch import Batch
from skscratch.training.batches import WINDOW, FullBatch, MiniBatches, make_batches
from skscratch.training.on_disk import OnDisk


def copies(batches):
    """The batches of an epoch, each in memory of its own."""
    return [
        Batch(
            batch.X.copy(),
            batch.Y.copy(),
            batch.weights.copy(),
            batch.rows,
            batch.share,
        )
        for batch in batches
    ]


def dense(X):
    return X.toarray() if issparse(X) else X


@pytest.fixture(params=[False, True], ids=["dense", "sparse"])
def samples(request, make_samples):
    return make_samples(23, sparse=request.param)


@pytest.mark.parametrize("batch_size", [1, 4, 10, 23])
def test_weights_sum_to_the_batches_part_of_the_mean_weight(samples, batch_size):
    mean, start = samples.weights.mean(), 0
    for batch in copies(MiniBatches(samples, batch_size, None)):
        s = samples.weights[start : start + len(batch.weights)]
        np.testing.assert_allclose(batch.weights, s / (len(s) * mean), rtol=1e-14)
        assert batch.weights.sum() == pytest.approx(s.sum() / (len(s) * mean))
        start += len(s)
    assert start == 23


@pytest.mark.parametrize("batch_size", [1, 4, 10, 23])
def test_gradients_of_the_batches_average_to_the_full_one(
    samples, batch_size, make_objective, rng
):
    objective = make_objective(samples, (5,), strength=0.3)
    mean, cost = np.zeros_like(objective.theta), 0.0
    for batch in MiniBatches(samples, batch_size, rng):
        cost += batch.share * objective.cost_and_gradient(batch)
        mean += batch.share * objective.gradient
    (full,) = FullBatch(samples)
    assert cost == pytest.approx(objective.cost_and_gradient(full), rel=1e-12)
    np.testing.assert_allclose(mean, objective.gradient, rtol=1e-11, atol=1e-14)


def test_a_batch_of_all_is_the_full_batch(samples):
    (mini,), (full,) = MiniBatches(samples, 23, None), FullBatch(samples)
    np.testing.assert_array_equal(dense(mini.X), dense(full.X))
    np.testing.assert_array_equal(mini.Y, full.Y)
    np.testing.assert_allclose(mini.weights, full.weights, rtol=1e-14)
    assert mini.share == full.share == 1
    assert full.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("batch_size", "min_batch_size", "sizes"),
    [
        (10, 1, [10, 10, 3]),
        (10, 3, [10, 10, 3]),
        (10, 4, [10, 13]),
        (11, 1, [11, 11, 1]),
        (11, 2, [11, 12]),
        (22, 2, [23]),
        (23, 2, [23]),
    ],
)
def test_the_rest_is_a_smaller_batch_or_joins_the_one_before(
    samples, batch_size, min_batch_size, sizes
):
    batches = copies(
        MiniBatches(samples, batch_size, None, min_batch_size=min_batch_size)
    )
    assert [len(batch.weights) for batch in batches] == sizes
    assert [batch.share for batch in batches] == [size / 23 for size in sizes]


def test_without_a_generator_the_order_is_kept(samples):
    batches = copies(MiniBatches(samples, 10, None))
    together = np.concatenate([dense(batch.X) for batch in batches], axis=1)
    np.testing.assert_array_equal(together, dense(samples.X).T)


def test_every_epoch_has_each_sample_once_in_a_new_order(samples, rng):
    batches = MiniBatches(samples, 10, rng)
    orders = []
    for _ in range(3):
        drawn = copies(batches)
        X = np.concatenate([dense(batch.X) for batch in drawn], axis=1)
        Y = np.concatenate([batch.Y for batch in drawn], axis=1)
        places = [
            int(np.flatnonzero((dense(samples.X) == column).all(axis=1))[0])
            for column in X.T
        ]
        assert sorted(places) == list(range(23))
        np.testing.assert_array_equal(Y, samples.Y[:, places])
        orders.append(places)
    assert orders[0] != orders[1] != orders[2]


def test_the_generator_alone_decides_the_order(samples):
    runs = []
    for seed in (4, 4, 5):
        batches = MiniBatches(samples, 10, np.random.default_rng(seed))
        runs.append([dense(b.X).sum() for _ in range(2) for b in batches])
    assert runs[0] == runs[1] != runs[2]


def test_a_batch_says_which_samples_it_holds(samples, rng):
    for batch in copies(MiniBatches(samples, 10, rng)):
        np.testing.assert_array_equal(dense(batch.X), dense(samples.X)[batch.rows].T)
        np.testing.assert_array_equal(batch.Y, samples.Y[:, batch.rows])
    (full,) = FullBatch(samples)
    np.testing.assert_array_equal(np.arange(23)[full.rows], np.arange(23))


@pytest.mark.parametrize("batch_size", [22, 23, 24])
def test_a_size_that_covers_all_samples_makes_full_batches(samples, batch_size):
    kind = MiniBatches if batch_size < 23 else FullBatch
    assert isinstance(make_batches(samples, batch_size), kind)


def test_a_sparse_batch_stays_sparse(make_samples):
    for batches in (
        MiniBatches(make_samples(23, sparse=True), 10, None),
        FullBatch(make_samples(23, sparse=True)),
    ):
        assert all(issparse(batch.X) for batch in batches)


def test_a_full_batch_copies_nothing(make_samples):
    samples = make_samples()
    (batch,) = FullBatch(samples)
    assert np.shares_memory(batch.X, samples.X)
    assert np.shares_memory(batch.Y, samples.Y)


def test_float32_is_kept(make_samples):
    samples = make_samples()
    narrow = type(samples)(
        samples.X.astype(np.float32), samples.Y.astype(np.float32), samples.weights
    )
    for batches in MiniBatches(narrow, 10, None), FullBatch(narrow):
        for batch in batches:
            for array in (batch.X, batch.Y, batch.weights):
                assert array.dtype == np.float32


def rows_of(batches):
    return [batch.rows for batch in batches]


@pytest.fixture
def on_disk(make_samples):
    """A function: samples in memory, and the same on disk in blocks of a few."""

    def make(n_samples=203, block_size=5):
        samples = make_samples(n_samples, n_classes=3)
        stored = OnDisk(samples.X, block_size=block_size)
        return samples, replace(samples, X=stored)

    return make


@pytest.mark.parametrize("block_size", [1, 5, 7, 300])
@pytest.mark.parametrize("batch_size", [1, 4, 64, 150])
def test_in_order_the_batches_of_a_file_are_those_of_memory(
    on_disk, batch_size, block_size
):
    samples, stored = on_disk(block_size=block_size)
    ours = copies(make_batches(stored, batch_size, None, min_batch_size=2))
    theirs = copies(make_batches(samples, batch_size, None, min_batch_size=2))
    for one, other in zip(ours, theirs, strict=True):
        for array, wanted in zip(one, other, strict=True):
            np.testing.assert_array_equal(array, wanted)


@pytest.mark.parametrize("batch_size", [1, 30, 64, 150])
def test_shuffled_batches_of_a_file_hold_each_sample_once(on_disk, batch_size, rng):
    samples, stored = on_disk()
    batches = make_batches(stored, batch_size, rng)
    epochs = []
    for _ in range(2):
        rows = []
        for batch in batches:
            np.testing.assert_array_equal(batch.X, samples.X[batch.rows].T)
            np.testing.assert_array_equal(batch.Y, samples.Y[:, batch.rows])
            rows.append(batch.rows)
        assert [len(each) for each in rows[:-1]] == [batch_size] * (len(rows) - 1)
        epochs.append(np.concatenate(rows))
        np.testing.assert_array_equal(np.sort(epochs[-1]), np.arange(203))
    assert (epochs[0] != epochs[1]).any()


def test_a_window_holds_the_rows_of_a_few_blocks_shuffled(on_disk, rng):
    _, stored = on_disk(n_samples=400)
    rows = np.concatenate(rows_of(make_batches(stored, 10, rng)))
    windows = rows.reshape(-1, 5 * WINDOW)
    assert {len(np.unique(window // 5)) for window in windows} == {WINDOW}
    # not the order of the file: neither of the blocks nor within the windows
    assert abs(np.corrcoef(rows, np.arange(400))[0, 1]) < 0.5
    assert (np.diff(windows, axis=1) == 1).mean() < 0.2


def test_the_seed_decides_the_order_of_a_file(on_disk):
    _, stored = on_disk()
    orders = [
        np.concatenate(rows_of(make_batches(stored, 9, np.random.default_rng(seed))))
        for seed in (3, 3, 4)
    ]
    np.testing.assert_array_equal(orders[0], orders[1])
    assert (orders[0] != orders[2]).any()


def test_few_dense_samples_are_copied_above_ones_and_only_they(samples):
    plain = FullBatch(samples).batch
    above = make_batches(samples, len(samples), with_ones=True).batch
    if issparse(samples.X):
        assert above.X.shape == plain.X.shape
        return
    np.testing.assert_array_equal(above.X, np.vstack([samples.X.T, np.ones(23)]))
    assert above.X.dtype == samples.X.dtype
    many = replace(samples, X=np.empty((23, 2**14)))
    assert np.shares_memory(
        make_batches(many, len(many), with_ones=True).batch.X, many.X
    )


@pytest.mark.parametrize("elsewhere", [False, True])
def test_many_samples_are_summed_over_some_at_a_time(elsewhere, make_samples):
    samples = make_samples(23)
    if elsewhere:
        samples = replace(samples, X=OnDisk(samples.X, block_size=9))
    assert FullBatch(samples, 5).batch.at_a_time == 5
    assert FullBatch(samples, 6).batch.at_a_time == 0  # not four times as many
    assert FullBatch(samples).batch.at_a_time == 0


def test_few_samples_for_many_units_have_both(make_samples):
    batch = make_batches(make_samples(23), 23, at_a_time=5, with_ones=True).batch
    assert batch.at_a_time == 5
    assert (batch.X[-1] == 1).all()
    X = np.random.default_rng(0).standard_normal((2000, 20))
    y = X[:, 0] > 0
    network = DeepNNClassifier(
        hidden_layer_sizes=(256,), solver="gd", max_iter=3, tol=None, random_state=0
    )
    by_some = network.fit(X, y).coefs_
    at_once = network.fit(np.asfortranarray(X), y).coefs_
    for one, other in zip(by_some, at_once, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_samples_that_do_not_stand_one_after_the_other_are_not(make_samples):
    samples = make_samples(23)
    by_feature = replace(samples, X=np.asfortranarray(samples.X))
    for each in by_feature, make_samples(23, sparse=True):
        assert FullBatch(each, 2).batch.at_a_time == 0
