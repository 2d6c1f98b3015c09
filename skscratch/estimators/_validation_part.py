"""Holding out a validation part, and looking at one that the caller brings."""

from __future__ import annotations

import math
import warnings

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from skscratch.training.samples import distinct_samples

__all__ = ["hold_out", "warn_if_scaled_differently"]


def hold_out(samples, fraction, shuffle, multilabel, seed):
    """Split off a validation part, stratified by class where `y` has classes.

    Equal samples stay together, so none is validated on that was trained on. A class
    with a single distinct sample stays in the training part.

    Parameters
    ----------
    samples : Samples
    fraction : float in (0, 1)
        Of the samples, for validation.
    shuffle : bool
        Whether to draw the part at random; otherwise it is the last samples.
    multilabel : bool
        Multilabel targets are not stratified.
    seed : int

    Returns
    -------
    training, validation : Samples

    Raises
    ------
    ValueError
        If there are too few samples to split, or a part has no weight.
    """
    if shuffle:
        samples = samples.take(*distinct_samples(samples))
    n_samples = len(samples)
    strata = np.zeros(n_samples, int)
    if shuffle and not multilabel:
        strata = samples.Y[0].astype(int)
        if len(samples.Y) > 1:
            strata = samples.Y.argmax(axis=0)
    splittable = np.flatnonzero(np.bincount(strata)[strata] > 1)
    n_strata = len(np.unique(strata[splittable]))
    n_validation = max(math.ceil(fraction * n_samples), n_strata)
    if n_strata == 0 or n_validation > len(splittable) - n_strata:
        raise ValueError(
            f"early_stopping needs enough samples for a validation part of every class "
            f"(validation_fraction={fraction}); got n_samples={n_samples} distinct "
            "samples. Pass X_val and y_val, or set early_stopping=False."
        )
    _, validation = train_test_split(
        splittable,
        test_size=n_validation,
        random_state=seed if shuffle else None,
        shuffle=shuffle,
        stratify=strata[splittable] if shuffle else None,
    )
    kept = np.ones(n_samples, bool)
    kept[validation] = False
    parts = samples.take(np.flatnonzero(kept)), samples.take(np.sort(validation))
    if not all(part.weights.any() for part in parts):
        raise ValueError(
            "early_stopping needs samples of positive weight in the training and in "
            "the validation part; got zero for all of one. Set shuffle=True, or pass "
            "X_val and y_val."
        )
    return parts


def warn_if_scaled_differently(X, X_val):
    """Warn when a validation part seems not to have gone through the same scaling.

    A Pipeline transforms X but hands X_val on as it is, unless metadata routing is
    enabled and ``transform_input=["X_val"]``.
    """
    # Without centring, which sparse matrices refuse; means are computed all the same.
    ours = StandardScaler(with_mean=False).fit(X)
    theirs = StandardScaler(with_mean=False).fit(X_val)
    varying = ours.var_ > 0
    if not varying.any():
        return
    variance = ours.var_[varying]
    # Averages over the features: rare ones may well be constant in a small part.
    spread = np.sqrt(np.mean(theirs.var_[varying] / variance))
    shift = np.sqrt(np.mean((theirs.mean_ - ours.mean_)[varying] ** 2 / variance))
    if 0 < spread < 0.1 or spread > 10 or shift > 10:
        warnings.warn(
            "X_val is on another scale than X (in standard deviations of the features "
            f"of X, its root mean square deviation is {spread:.3g} and the shift of "
            f"its mean {shift:.3g}). Apply the same transformation to X_val as to X; "
            "in a Pipeline enable metadata routing and set transform_input=['X_val'].",
            UserWarning,
            stacklevel=6,
        )
