"""Which samples are the same, whatever their order."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.training.samples import Samples, distinct_samples


def contents(samples):
    """The distinct samples as arrays: X, Y, weights."""
    rows, weights = distinct_samples(samples)
    X = samples.X[rows]
    X = X if isinstance(X, np.ndarray) else X.toarray()
    return X, samples.Y[:, rows], weights


def assert_same(first, second):
    for one, other in zip(contents(first), contents(second), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.fixture(params=[False, True], ids=["dense", "sparse"])
def samples(request, rng):
    """Few possible rows and labels, so that many samples are equal."""
    X = rng.integers(-1, 2, (40, 3)).astype(float)
    Y = np.eye(3)[:, rng.integers(3, size=40)]
    weights = rng.integers(0, 4, 40).astype(float)
    return Samples(csr_array(X) if request.param else X, Y, weights)


@pytest.mark.parametrize("seed", range(3))
def test_order_does_not_matter(samples, seed):
    order = np.random.default_rng(seed).permutation(len(samples))
    assert_same(samples, samples.take(order))


def test_order_does_not_matter_with_weights_whose_sum_rounds(samples, rng):
    weighted = Samples(samples.X, samples.Y, rng.random(len(samples)))
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(samples))
        assert_same(weighted, weighted.take(order))


def test_integer_weights_equal_repeated_samples(samples):
    repeated = np.repeat(np.arange(len(samples)), samples.weights.astype(int))
    assert_same(samples, samples.take(repeated, np.ones(len(repeated))))


def test_each_is_there_once_with_its_whole_weight(samples):
    X, Y, weights = contents(samples)
    pairs = [tuple(x) + tuple(y) for x, y in zip(X, Y.T, strict=True)]
    assert len(set(pairs)) == len(pairs)
    whole = samples.X if isinstance(samples.X, np.ndarray) else samples.X.toarray()
    for pair, weight in zip(pairs, weights, strict=True):
        equal = (np.c_[whole, samples.Y.T] == pair).all(axis=1)
        assert weight == samples.weights[equal].sum()
    assert weights.sum() == samples.weights.sum()


def test_a_sample_without_weight_is_left_out(samples):
    rows, weights = distinct_samples(samples)
    assert (weights > 0).all()
    silent = Samples(samples.X, samples.Y, np.where(np.arange(40) < 20, 0.0, 1.0))
    X, _, weights = contents(silent)
    assert weights.sum() == 20
    assert_same(silent, silent.take(np.arange(20, 40)))


def test_equal_features_of_another_label_are_another_sample():
    samples = Samples(np.ones((4, 2)), np.array([[0.0, 1, 0, 1]]), np.arange(1.0, 5))
    _, Y, weights = contents(samples)
    assert dict(zip(Y[0], weights, strict=True)) == {0: 4, 1: 6}


def test_dense_and_sparse_agree_on_what_is_distinct(samples):
    dense = samples.X if isinstance(samples.X, np.ndarray) else samples.X.toarray()
    found = []
    for X in dense, csr_array(dense):
        X, Y, weights = contents(Samples(X, samples.Y, samples.weights))
        found.append({(*x, *y, w) for x, y, w in zip(X, Y.T, weights, strict=True)})
    assert found[0] == found[1]


def test_stored_zeros_and_the_order_of_entries_do_not_matter():
    """Two rows [0, 2, 3], once with a stored zero and unsorted indices."""
    X = csr_array(([3.0, 2.0, 0.0, 2.0, 3.0], [2, 1, 0, 1, 2], [0, 3, 5]), shape=(2, 3))
    rows, weights = distinct_samples(Samples(X, np.ones((1, 2)), np.ones(2)))
    assert len(rows) == 1 and weights == [2]
    assert X.nnz == 5 and X.indices[0] == 2  # the caller's matrix stays as it was


@pytest.mark.parametrize("make", [np.asarray, csr_array])
def test_negative_zero_is_zero(make):
    X = make(np.array([[0.0, 1.0], [-0.0, 1.0]]))
    rows, _ = distinct_samples(Samples(X, np.ones((1, 2)), np.ones(2)))
    assert len(rows) == 1


def test_take_copies_and_replaces_weights(samples):
    part = samples.take(np.array([3, 1]))
    np.testing.assert_array_equal(part.Y, samples.Y[:, [3, 1]])
    np.testing.assert_array_equal(part.weights, samples.weights[[3, 1]])
    other = samples.take(np.array([3, 1]), np.array([5.0, 6.0]))
    np.testing.assert_array_equal(other.weights, [5, 6])
    assert len(other) == 2
