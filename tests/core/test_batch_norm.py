"""Batch normalisation with weighted statistics."""

import numpy as np
import pytest

from skscratch.core.batch_norm import (
    EPSILON,
    batch_norm,
    batch_norm_backward,
    batch_statistics,
)


@pytest.fixture
def Z(rng):
    return 3 * rng.standard_normal((2, 7)) + 5


@pytest.fixture
def weights(rng):
    weights = rng.random(7)
    weights[2] = 0
    return weights / weights.sum()


@pytest.fixture
def gamma(rng):
    return rng.standard_normal((2, 1))


@pytest.fixture
def beta(rng):
    return rng.standard_normal((2, 1))


def normalized(Z, weights, gamma, beta):
    return batch_norm(Z, *batch_statistics(Z, weights), gamma, beta)


def test_derivatives_agree_with_central_differences(
    Z, weights, gamma, beta, rng, assert_derivative
):
    dZ_out = rng.standard_normal(Z.shape)
    _, variance = batch_statistics(Z, weights)
    _, Z_hat = normalized(Z, weights, gamma, beta)
    dZ, dgamma, dbeta = batch_norm_backward(dZ_out, Z_hat, variance, gamma, weights)

    def cost(Z, gamma, beta):
        return np.sum(dZ_out * normalized(Z, weights, gamma, beta)[0])

    assert_derivative(lambda Z: cost(Z, gamma, beta), Z, dZ)
    assert_derivative(lambda gamma: cost(Z, gamma, beta), gamma, dgamma)
    assert_derivative(lambda beta: cost(Z, gamma, beta), beta, dbeta)


def test_normalized_values_have_weighted_mean_0_and_variance_1(Z, weights, gamma, beta):
    mean, variance = batch_statistics(Z, weights)
    _, Z_hat = batch_norm(Z, mean, variance, gamma, beta)
    new_mean, new_variance = batch_statistics(Z_hat, weights)
    np.testing.assert_allclose(new_mean, 0, atol=1e-14)
    np.testing.assert_allclose(
        new_variance, variance / (variance + EPSILON), rtol=1e-12
    )


def test_gamma_and_beta_set_deviation_and_mean(Z, weights):
    out, _ = normalized(Z, weights, np.array([[2.0], [3.0]]), np.array([[7.0], [-1.0]]))
    mean, variance = batch_statistics(out, weights)
    np.testing.assert_allclose(mean, [[7], [-1]], rtol=1e-12)
    np.testing.assert_allclose(np.sqrt(variance), [[2], [3]], rtol=1e-4)


def test_a_weight_of_two_counts_as_two_samples(Z):
    repeats = np.array([1, 2, 0, 1, 3, 1, 1])
    by_weight = batch_statistics(Z, repeats / repeats.sum())
    n = repeats.sum()
    repeated = batch_statistics(np.repeat(Z, repeats, axis=1), np.full(n, 1 / n))
    np.testing.assert_allclose(by_weight, repeated, rtol=1e-13)


def test_equal_weights_give_the_plain_statistics(Z):
    mean, variance = batch_statistics(Z, np.full(7, 1 / 7))
    np.testing.assert_allclose(mean[:, 0], Z.mean(axis=1), rtol=1e-14)
    np.testing.assert_allclose(variance[:, 0], Z.var(axis=1), rtol=1e-14)


def test_a_constant_unit_stays_finite(weights, gamma, beta):
    Z = np.full((2, 7), 4.0)
    mean, variance = batch_statistics(Z, weights)
    out, Z_hat = batch_norm(Z, mean, variance, gamma, beta)
    np.testing.assert_allclose(out, np.repeat(beta, 7, axis=1), atol=1e-10)
    dZ, _, _ = batch_norm_backward(np.ones_like(Z), Z_hat, variance, gamma, weights)
    assert np.isfinite(dZ).all()


def test_float32_is_kept(Z, weights, gamma, beta):
    Z, weights, gamma, beta = (
        array.astype(np.float32) for array in (Z, weights, gamma, beta)
    )
    mean, variance = batch_statistics(Z, weights)
    out, Z_hat = batch_norm(Z, mean, variance, gamma, beta)
    derivatives = batch_norm_backward(out, Z_hat, variance, gamma, weights)
    for array in (mean, variance, out, Z_hat, *derivatives):
        assert array.dtype == np.float32
