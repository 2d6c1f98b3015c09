"""The planar flower of lesson 2: two classes on alternating petals."""

from __future__ import annotations

import numpy as np
from sklearn.utils import check_random_state

from skscratch.datasets._checks import check_count, check_size

_HALF_TURN = 3.12  # the lesson's angle per class, a little less than pi
_PETAL_LENGTH = 4.0


def make_flower(
    n_samples: int = 400,
    *,
    n_petals: int = 4,
    noise: float = 0.2,
    random_state: int | np.random.RandomState | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Make the planar flower, which no straight line can separate.

    Parameters
    ----------
    n_samples : int, default=400
        Number of points, at least 2. Class 0 gets ``n_samples // 2`` of them,
        class 1 the rest.
    n_petals : int, default=4
        Factor of the angle in the radius, at least 1. Each class's half turn
        passes through about this many petals.
    noise : float, default=0.2
        Standard deviation of the Gaussian noise added to the angle (radians)
        and to the radius; 0 or more.
    random_state : int, RandomState instance or None, default=None
        Source of the noise. ``random_state=1`` with the other defaults gives
        the textbook's planar data set, number for number.

    Returns
    -------
    X : ndarray of shape (n_samples, 2)
        The points, class 0 first.
    y : ndarray of shape (n_samples,)
        Labels 0 and 1.

    Raises
    ------
    ValueError
        If a parameter is out of its range.
    TypeError
        If a parameter is not a number of its kind.

    Notes
    -----
    For class ``j`` the angle ``t`` is evenly spaced over
    ``[3.12 j, 3.12 (j + 1)]`` plus noise, the radius is
    ``r = 4 sin(n_petals t)`` plus noise and the point is
    ``(r sin t, r cos t)``. The noise is drawn class by class, that of the angle
    before that of the radius.

    References
    ----------
    A. Ng, K. Katanforoosh, Y. Bensouda Mourri, "Neural Networks and Deep
    Learning", week 3, 2017, https://www.deeplearning.ai.

    Examples
    --------
    >>> from skscratch.datasets import make_flower
    >>> X, y = make_flower(random_state=1)
    >>> X.shape, y.mean().item()
    ((400, 2), 0.5)
    """
    check_count("n_samples", n_samples, least=2)
    check_count("n_petals", n_petals, least=1)
    check_size("noise", noise)

    rng = check_random_state(random_state)
    sizes = (n_samples // 2, n_samples - n_samples // 2)
    X = np.vstack(
        [_half(j, size, n_petals, noise, rng) for j, size in enumerate(sizes)]
    )
    return X, np.repeat([0, 1], sizes)


def _half(
    label: int, size: int, n_petals: int, noise: float, rng: np.random.RandomState
) -> np.ndarray:
    """Points (size, 2) of one class."""
    start, stop = label * _HALF_TURN, (label + 1) * _HALF_TURN
    angle = np.linspace(start, stop, size) + rng.standard_normal(size) * noise
    radius = _PETAL_LENGTH * np.sin(n_petals * angle)
    radius += rng.standard_normal(size) * noise
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
