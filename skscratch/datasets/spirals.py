"""Two spirals wound into each other."""

from __future__ import annotations

import numpy as np
from sklearn.utils import check_random_state

from skscratch.datasets._checks import check_count, check_size

_LENGTH = 3.0  # radius where a spiral ends: features are of size 1, as networks like it


def make_spirals(
    n_samples: int = 400,
    *,
    n_turns: float = 1.5,
    noise: float = 0.1,
    random_state: int | np.random.RandomState | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Make two spirals wound into each other, one for each class.

    Parameters
    ----------
    n_samples : int, default=400
        Number of points, at least 2. Class 0 gets ``n_samples // 2`` of them,
        class 1 the rest.
    n_turns : float, default=1.5
        How often each spiral winds round the origin; above 0.
    noise : float, default=0.1
        Standard deviation of the Gaussian noise added to both coordinates; 0 or
        more. Neighbouring arms are ``1.5 / n_turns`` apart.
    random_state : int, RandomState instance or None, default=None
        Source of the noise.

    Returns
    -------
    X : ndarray of shape (n_samples, 2)
        The points, class 0 first, each from the origin outwards.
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
    For class ``j`` the share ``u`` of the way is evenly spaced over ``(0, 1]``; the
    point is ``3 u (sin t, cos t)`` with ``t = 2 pi n_turns u + pi j``, plus noise.

    References
    ----------
    K. J. Lang and M. J. Witbrock, "Learning to tell two spirals apart", Proceedings of
    the 1988 Connectionist Models Summer School, 1988.

    Examples
    --------
    >>> from skscratch.datasets import make_spirals
    >>> X, y = make_spirals(random_state=0)
    >>> X.shape, y.mean().item()
    ((400, 2), 0.5)
    """
    check_count("n_samples", n_samples, least=2)
    check_size("n_turns", n_turns, positive=True)
    check_size("noise", noise)

    rng = check_random_state(random_state)
    sizes = (n_samples // 2, n_samples - n_samples // 2)
    arms = [_arm(j, size, n_turns) for j, size in enumerate(sizes)]
    X = np.vstack(arms) + noise * rng.standard_normal((n_samples, 2))
    return X, np.repeat([0, 1], sizes)


def _arm(label: int, size: int, n_turns: float) -> np.ndarray:
    """Points (size, 2) on the spiral of one class."""
    share = np.arange(1, size + 1) / size
    angle = 2 * np.pi * n_turns * share + np.pi * label
    return (
        _LENGTH * share[:, np.newaxis] * np.column_stack([np.sin(angle), np.cos(angle)])
    )
