"""Batch normalisation of each unit over the samples of a batch.

The statistics are weighted by the sample weights, so that a sample of weight 2 counts
as two samples, here as everywhere else.
"""

from __future__ import annotations

import numpy as np

__all__ = ["EPSILON", "batch_norm", "batch_norm_backward", "batch_statistics"]

#: Added to the variance under the root.
EPSILON = 1e-5


def batch_statistics(
    Z: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weighted mean and (biased) variance of each row.

    Parameters
    ----------
    Z : ndarray of shape (n_units, n_samples)
    weights : ndarray of shape (n_samples,)
        Sample weights that sum to 1.

    Returns
    -------
    mean, variance : ndarray of shape (n_units, 1)
    """
    mean = (Z @ weights)[:, None]
    variance = (np.square(Z - mean) @ weights)[:, None]
    return mean, variance


def batch_norm(
    Z: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """``gamma * (Z - mean) / sqrt(variance + EPSILON) + beta``.

    Parameters
    ----------
    Z : ndarray of shape (n_units, n_samples)
    mean, variance, gamma, beta : ndarray of shape (n_units, 1)

    Returns
    -------
    Z_out : ndarray of shape (n_units, n_samples)
    Z_hat : ndarray of shape (n_units, n_samples)
        The normalised values before `gamma` and `beta`.

    References
    ----------
    S. Ioffe and C. Szegedy, "Batch normalization", 2015,
    https://arxiv.org/abs/1502.03167
    """
    Z_hat = (Z - mean) / np.sqrt(variance + EPSILON)
    return gamma * Z_hat + beta, Z_hat


def batch_norm_backward(
    dZ_out: np.ndarray,
    Z_hat: np.ndarray,
    variance: np.ndarray,
    gamma: np.ndarray,
    weights: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Derivatives through the normalisation, the statistics included.

    Every sample moves the mean by its weight and the variance by twice its weight
    times its deviation, hence, with ``dZ_hat = gamma * dZ_out``,
    ``dZ = (dZ_hat - w * sum(dZ_hat) - w * Z_hat * sum(dZ_hat * Z_hat)) / std``.

    Parameters
    ----------
    dZ_out, Z_hat : ndarray of shape (n_units, n_samples)
    variance, gamma : ndarray of shape (n_units, 1)
    weights : ndarray of shape (n_samples,)
        Sample weights that sum to 1.

    Returns
    -------
    dZ : ndarray of shape (n_units, n_samples)
    dgamma, dbeta : ndarray of shape (n_units, 1)
    """
    dbeta = dZ_out.sum(axis=1, keepdims=True)
    dgamma = (dZ_out * Z_hat).sum(axis=1, keepdims=True)
    centred = dZ_out - weights * (dbeta + Z_hat * dgamma)
    return gamma / np.sqrt(variance + EPSILON) * centred, dgamma, dbeta
