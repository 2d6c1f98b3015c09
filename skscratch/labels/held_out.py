"""Holding out a validation part, and looking at one that the caller brings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split

from skscratch._warnings import warn
from skscratch.labels.rows import scale_of
from skscratch.training.samples import Samples

__all__ = ["hold_out", "warn_if_scaled_differently"]


def hold_out(
    samples: Samples, fraction: float, shuffle: bool, seed: int
) -> tuple[Samples, Samples]:
    """Split off a validation part, a stratified draw of the rows.

    A class with a single row stays in the training part. The strata of a multilabel
    target are its combinations of labels; the rare ones make one stratum together.

    Parameters
    ----------
    samples : Samples
        Those of weight zero are left out.
    fraction : float in (0, 1)
        Of the samples, for validation.
    shuffle : bool
        Whether to draw at random; otherwise the last samples of each stratum are taken.
    seed : int

    Returns
    -------
    training, validation : Samples

    Raises
    ------
    ValueError
        If there are too few samples to split.
    """
    samples = samples.present()
    strata = _strata(samples.Y, fraction)
    sizes = np.bincount(strata)
    splittable = np.flatnonzero(sizes[strata] > 1)
    n_strata = int(np.count_nonzero(sizes > 1))
    n_validation = max(math.ceil(fraction * len(samples)), n_strata)
    if n_strata == 0 or n_validation > len(splittable) - n_strata:
        raise ValueError(
            f"early_stopping needs enough samples for a validation part of every class "
            f"(validation_fraction={fraction}); got n_samples={len(samples)} with a "
            "weight. Pass X_val and y_val, or set early_stopping=False."
        )
    _, drawn = train_test_split(
        splittable,
        test_size=n_validation,
        random_state=seed,
        stratify=strata[splittable],
    )
    if not shuffle:
        drawn = _last_of_each(strata, np.bincount(strata[drawn], minlength=len(sizes)))
    held_out = np.zeros(len(samples), bool)
    held_out[drawn] = True
    return samples.take(np.flatnonzero(~held_out)), samples.take(
        np.flatnonzero(held_out)
    )


def _strata(Y: np.ndarray, fraction: float) -> np.ndarray:
    """A number for each sample: those of a number are alike."""
    combinations, strata, sizes = np.unique(
        Y, axis=1, return_inverse=True, return_counts=True
    )
    strata = strata.reshape(-1)
    if (Y.sum(axis=0) == 1).all() or len(Y) == 1:
        return strata  # classes
    rare = sizes * fraction < 1
    return np.where(rare[strata], combinations.shape[1], strata)


def _last_of_each(strata: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """The last rows of each stratum, as many of each as `numbers` says."""
    rows = [np.flatnonzero(strata == i)[-n:] for i, n in enumerate(numbers) if n]
    return np.concatenate(rows)


def warn_if_scaled_differently(X: Any, X_val: Any) -> None:
    """Warn when a validation part seems not to have gone through the same scaling.

    A Pipeline transforms X but hands X_val on as it is, unless metadata routing is
    enabled and ``transform_input=["X_val"]``.
    """
    (mean, variance), (mean_val, variance_val) = scale_of(X), scale_of(X_val)
    varying = variance > 0
    if not varying.any():
        return
    variance = variance[varying]
    # Averages over the features: rare ones may well be constant in a small part.
    spread = np.sqrt(np.mean(variance_val[varying] / variance))
    shift = np.sqrt(np.mean((mean_val - mean)[varying] ** 2 / variance))
    if 0 < spread < 0.1 or spread > 10 or shift > 10:
        warn(
            "X_val is on another scale than X (in standard deviations of the features "
            f"of X, its root mean square deviation is {spread:.3g} and the shift of "
            f"its mean {shift:.3g}). Apply the same transformation to X_val as to X; "
            "in a Pipeline enable metadata routing and set transform_input=['X_val'].",
            UserWarning,
        )
