"""Inverted dropout."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["dropout_mask"]


def dropout_mask(
    rng: np.random.Generator,
    rate: float,
    shape: tuple[int, ...],
    dtype: Any = np.float64,
    out: np.ndarray | None = None,
) -> np.ndarray:
    """Draw the factors of inverted dropout: 0 or ``1 / (1 - rate)``.

    A unit is zeroed with probability `rate`; the others grow by ``1 / (1 - rate)``,
    so the expected activation is unchanged and prediction needs no correction. The
    backward pass multiplies by the same mask.

    Parameters
    ----------
    rng : numpy.random.Generator
    rate : float in [0, 1)
        Fraction of units zeroed.
    shape : tuple of int
        (n_units, n_samples)
    dtype : dtype, default=numpy.float64
    out : ndarray of the given shape and dtype, default=None
        Where to write the mask.

    Returns
    -------
    mask : ndarray of the given shape

    References
    ----------
    N. Srivastava et al., "Dropout: a simple way to prevent neural networks from
    overfitting", JMLR 15, 2014.
    """
    mask = rng.random(shape, dtype=dtype, out=out)
    np.greater_equal(mask, rate, out=mask, casting="unsafe")
    mask *= 1 / (1 - rate)
    return mask
