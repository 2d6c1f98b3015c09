"""Samples: taking some of them, and leaving out what has no weight."""

import numpy as np
import pytest
from scipy.sparse import csr_array, issparse

from skscratch.training.samples import Samples, scaled


def dense(X):
    return X.toarray() if issparse(X) else X


@pytest.fixture(params=[False, True], ids=["dense", "sparse"])
def samples(request, make_samples):
    return make_samples(9, n_classes=3, sparse=request.param)


@pytest.mark.parametrize("rows", [[3, 1], [0, 0, 8], [], range(9)], ids=len)
def test_take_gives_the_samples_of_these_indices_in_this_order(samples, rows):
    rows = np.array(rows, dtype=int)
    part = samples.take(rows)
    assert len(part) == len(rows)
    np.testing.assert_array_equal(dense(part.X), dense(samples.X)[rows])
    np.testing.assert_array_equal(part.Y, samples.Y[:, rows])
    np.testing.assert_array_equal(part.weights, samples.weights[rows])
    assert issparse(part.X) == issparse(samples.X)


def test_what_was_taken_is_a_copy(samples):
    part = samples.take(np.arange(9))
    values = part.X.data if issparse(part.X) else part.X
    values[...] = 0
    part.Y[...] = part.weights[...] = -7
    assert abs(samples.X).sum() > 1
    assert (samples.Y != -7).all() and (samples.weights != -7).all()


def test_samples_without_weight_are_absent(samples):
    weights = np.where(np.arange(9) % 3 == 1, 0.0, samples.weights)
    present = Samples(samples.X, samples.Y, weights).present()
    left = np.array([0, 2, 3, 5, 6, 8])
    np.testing.assert_array_equal(dense(present.X), dense(samples.X)[left])
    np.testing.assert_array_equal(present.Y, samples.Y[:, left])
    np.testing.assert_array_equal(present.weights, weights[left])


def test_nothing_is_copied_where_all_have_a_weight(samples):
    assert samples.present() is samples


def test_equal_samples_stay_several():
    samples = Samples(csr_array(np.ones((4, 2))), np.ones((1, 4)), np.ones(4))
    assert len(samples.present()) == 4


@pytest.mark.parametrize("factor", [5e-324, 3e-300, 0.1, 1.0, 7e10, 1.7e308])
def test_scaling_by_a_power_of_two_loses_nothing(factor):
    weights = factor * np.array([0.0, 0.3, 1.0])
    reduced, exponent = scaled(weights)
    assert 0.5 <= reduced.max() < 1
    np.testing.assert_array_equal(np.ldexp(reduced, exponent), weights)


@pytest.mark.parametrize("weights", [[], [0.0, 0.0]], ids=len)
def test_scaling_no_weight_gives_none(weights):
    reduced, exponent = scaled(np.array(weights))
    assert exponent == 0 and not reduced.any() and len(reduced) == len(weights)


@pytest.mark.parametrize("factor", [1e-290, 1.0, 1e290])
def test_a_penalty_is_divided_by_the_weights_that_were_given(samples, factor):
    weights, exponent = scaled(factor * samples.weights)
    rows = np.arange(0, 9, 2)
    part = Samples(samples.X, samples.Y, weights, exponent).take(rows)
    expected = 0.3 / (factor * samples.weights[rows]).sum()
    assert part.per_weight(0.3) == pytest.approx(expected, rel=1e-14)
