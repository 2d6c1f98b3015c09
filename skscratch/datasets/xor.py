"""Exclusive or: two classes on opposite quarters of the plane."""

from __future__ import annotations

import numpy as np
from sklearn.utils import check_random_state

from skscratch.datasets._checks import check_count, check_size

_HALF_WIDTH = 2.0


def make_xor(
    n_samples: int = 400,
    *,
    noise: float = 0.1,
    random_state: int | np.random.RandomState | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Make points whose class is the exclusive or of the signs of their features.

    Parameters
    ----------
    n_samples : int, default=400
        Number of points, at least 2.
    noise : float, default=0.1
        Standard deviation of the Gaussian noise added to both coordinates once the
        class is known; 0 or more. It carries points across the axes.
    random_state : int, RandomState instance or None, default=None
        Source of the points and of the noise.

    Returns
    -------
    X : ndarray of shape (n_samples, 2)
        The points, evenly spread over the square from -2 to 2, plus noise.
    y : ndarray of shape (n_samples,)
        1 where one feature is positive and the other is not, else 0.

    Raises
    ------
    ValueError
        If a parameter is out of its range.
    TypeError
        If a parameter is not a number of its kind.

    References
    ----------
    M. Minsky and S. Papert, "Perceptrons", MIT Press, 1969.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.datasets import make_xor
    >>> X, y = make_xor(random_state=0)
    >>> LogisticRegression().fit(X, y).score(X, y) < 0.7
    True
    >>> ShallowNNClassifier(random_state=0).fit(X, y).score(X, y) > 0.9
    True
    """
    check_count("n_samples", n_samples, least=2)
    check_size("noise", noise)

    rng = check_random_state(random_state)
    X = rng.uniform(-_HALF_WIDTH, _HALF_WIDTH, (n_samples, 2))
    y = np.logical_xor(*(X > 0).T).astype(np.int64)
    return X + noise * rng.standard_normal((n_samples, 2)), y
