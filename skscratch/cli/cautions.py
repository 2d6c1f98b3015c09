"""When not to trust an answer: few samples to learn from, or an input unlike them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

FEW = {"pictures": 1000, "rows": 100}
#: How a picture looks, in numbers.
LOOKS = ("brightness", "contrast", "colour", "detail")


def of_training(n_samples: int | None, noun: str) -> list[str]:
    """What to say of a model that has seen little.

    Parameters
    ----------
    n_samples : int or None
        Samples that it was trained on; None if nobody knows.
    noun : {"pictures", "rows"}
        What they are.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    if n_samples is None or n_samples >= FEW[noun]:
        return []
    return [f"trained on {n_samples} {noun} only: it may be sure and wrong"]


def looks_of(images: np.ndarray) -> dict[str, np.ndarray]:
    """How pictures look, in numbers that a person would see.

    Parameters
    ----------
    images : ndarray of shape (n_images, height, width) or (…, 1) or (…, 3)
        Pixels 0-255, uint8; grey ones without or with one channel.

    Returns
    -------
    dict of str to ndarray of shape (n_images,)
        In levels of 0-255: mean grey, standard deviation of grey, mean distance of the
        largest from the smallest of red, green and blue, and mean difference of
        neighbouring pixels.
    """
    looks: dict[str, list[float]] = {name: [] for name in LOOKS}
    # one by one: floats of all would take eight times as much
    for image in _in_colour(images):
        grey = image.mean(axis=2)
        looks["brightness"].append(float(grey.mean()))
        looks["contrast"].append(float(grey.std()))
        red, green, blue = np.moveaxis(image, 2, 0)
        most = np.maximum(np.maximum(red, green), blue)
        least = np.minimum(np.minimum(red, green), blue)
        looks["colour"].append(float((most - least).mean()))
        steps = [np.abs(np.diff(grey, axis=axis)) for axis in (0, 1)]
        looks["detail"].append(float(np.mean([s.mean() for s in steps if s.size] or 0)))
    return {name: np.array(values) for name, values in looks.items()}


def _in_colour(images: np.ndarray) -> np.ndarray:
    """Images with three channels, of grey ones three times the same."""
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return np.broadcast_to(images, (*images.shape[:3], 3))


def ranges_of(values: Mapping[str, Any]) -> dict[str, list[float]]:
    """The smallest and the largest of each, as training had them."""
    return {
        name: [float(np.nanmin(column)), float(np.nanmax(column))]
        for name, column in values.items()
        if np.isfinite(np.asarray(column, dtype=float)).any()
    }


def known_ranges(notes: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The ranges in the notes of a card, which may hold anything, of what has a name.

    Parameters
    ----------
    notes : mapping
        Of a card.
    names : sequence of str
        What may have a range.

    Returns
    -------
    dict of str to list of float
        As `ranges_of` made them.
    """
    found = notes.get("ranges")
    if not isinstance(found, dict):
        return {}
    return {
        name: [float(bound) for bound in found[name]]
        for name in names
        if isinstance(found.get(name), list)
        and len(found[name]) == 2
        and all(isinstance(bound, int | float) for bound in found[name])
    }


def unlike(
    values: Mapping[str, Any],
    ranges: Mapping[str, Sequence[float]],
    noun: str,
    n_samples: int,
) -> list[list[str]]:
    """For each sample in what it lies beyond all samples of training.

    Parameters
    ----------
    values : mapping of str to array-like of shape (n_samples,)
        As `ranges_of` took them.
    ranges : mapping of str to pair of float
        As it gave them.
    noun : {"pictures", "rows"}
        What samples are called.
    n_samples : int
        How many there are.

    Returns
    -------
    list of list of str
        For each sample its cautions.
    """
    said: list[list[str]] = [[] for _ in range(n_samples)]
    for name, (low, high) in ranges.items():
        margin = 0.05 * (high - low)
        column = np.asarray(values[name], dtype=float)
        less = column < low - margin
        for index in np.flatnonzero(less | (column > high + margin)):
            bound = low if less[index] else high
            said[index].append(
                f"{'less' if less[index] else 'more'} {name} than all {noun} of "
                f"training ({column[index]:.4g}; {'least' if less[index] else 'most'} "
                f"{bound:.4g})"
            )
    return said
