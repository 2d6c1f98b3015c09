"""Colours as ``(red, green, blue)`` tuples of integers from 0 to 255."""

import colorsys


def hsv(hue, saturation, value):
    """Return the colour of a hue (turns, any real), saturation and value (0 to 1).

    Examples
    --------
    >>> hsv(0.0, 1.0, 1.0)
    (255, 0, 0)
    """
    saturation, value = min(max(saturation, 0.0), 1.0), min(max(value, 0.0), 1.0)
    return tuple(
        round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value)
    )


def mix(first, second, share):
    """Return `first` with the `share` (0 to 1) of `second` stirred in.

    Examples
    --------
    >>> mix((0, 0, 0), (100, 200, 50), 0.5)
    (50, 100, 25)
    """
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))


def darker(colour, share=0.3):
    """Return `colour` mixed with the `share` of black.

    Examples
    --------
    >>> darker((100, 50, 0), 0.5)
    (50, 25, 0)
    """
    return mix(colour, (0, 0, 0), share)


def lighter(colour, share=0.3):
    """Return `colour` mixed with the `share` of white.

    Examples
    --------
    >>> lighter((55, 155, 255), 0.5)
    (155, 205, 255)
    """
    return mix(colour, (255, 255, 255), share)


def jitter(rng, colour, amount=10):
    """Return `colour` with every part moved by up to `amount` of 255.

    Examples
    --------
    >>> import numpy as np
    >>> jitter(np.random.default_rng(0), (255, 0, 128), 0)
    (255, 0, 128)
    """
    moves = rng.integers(-amount, amount + 1, 3)
    return tuple(
        int(min(max(part + move, 0), 255))
        for part, move in zip(colour, moves, strict=True)
    )
