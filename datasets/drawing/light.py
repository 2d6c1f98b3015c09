"""The light a picture is seen in: bright, dim, warm, cold, from one side."""

import numpy as np


def relight(pixels, rng):
    """Return 64 x 64 x 3 `pixels` (0 to 255) under random light, as uint8.

    Examples
    --------
    >>> grey = np.full((64, 64, 3), 128)
    >>> lit = relight(grey, np.random.default_rng(0))
    >>> lit.shape, lit.dtype.name, bool((lit == 128).all())
    ((64, 64, 3), 'uint8', False)
    """
    lit = np.asarray(pixels, dtype=float) / 255
    lit = lit ** rng.uniform(0.8, 1.25) * rng.uniform(0.65, 1.05)
    warmth = rng.uniform(-0.14, 0.14)
    lit *= np.array([1 + warmth, 1.0, 1 - warmth])
    lit *= _from_one_side(rng, lit.shape[0])[:, :, None]
    if rng.uniform() < 0.2:
        lit *= _window_shadow(rng, lit.shape[0])[:, :, None]
    return np.clip(lit * 255, 0, 255).round().astype(np.uint8)


def _grid(side):
    return np.meshgrid(np.linspace(-1, 1, side), np.linspace(-1, 1, side))


def _from_one_side(rng, side):
    x, y = _grid(side)
    angle = rng.uniform(0, 2 * np.pi)
    return 1 + rng.uniform(0, 0.25) * (x * np.cos(angle) + y * np.sin(angle))


def _window_shadow(rng, side):
    # The bar of a window frame throws a soft stripe across the scene.
    x, y = _grid(side)
    angle, middle = rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6)
    distance = x * np.cos(angle) + y * np.sin(angle) - middle
    return 1 - 0.22 * np.exp(-((distance / 0.3) ** 4))
