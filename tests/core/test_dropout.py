"""Inverted dropout keeps the expected activation."""

import numpy as np
import pytest

from skscratch.core.dropout import dropout_mask


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_mask_is_zero_or_the_scale_in_the_given_shares(rng, rate):
    mask = dropout_mask(rng, rate, (100, 1000))
    np.testing.assert_allclose(np.unique(mask), [0, 1 / (1 - rate)])
    # Standard errors of the share and of the mean over 1e5 draws, five of them.
    error = 5 * np.sqrt(rate * (1 - rate) / mask.size)
    assert np.mean(mask == 0) == pytest.approx(rate, abs=error)
    assert mask.mean() == pytest.approx(1, abs=error / (1 - rate))


def test_rate_zero_changes_nothing(rng):
    np.testing.assert_array_equal(dropout_mask(rng, 0.0, (5, 6)), 1)


def test_mask_depends_on_the_generator_alone():
    first, again = (
        dropout_mask(np.random.default_rng(3), 0.5, (4, 5)) for _ in range(2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != dropout_mask(np.random.default_rng(4), 0.5, (4, 5))).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_memory_is_used_and_dtype_kept(dtype):
    memory = np.empty((4, 5), dtype)
    mask = dropout_mask(np.random.default_rng(0), 0.5, (4, 5), dtype, out=memory)
    assert mask is memory
    fresh = dropout_mask(np.random.default_rng(0), 0.5, (4, 5), dtype)
    assert fresh.dtype == dtype
    np.testing.assert_array_equal(mask, fresh)
