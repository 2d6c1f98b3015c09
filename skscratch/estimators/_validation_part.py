"""Holding out a validation part, and looking at one that the caller brings."""

from __future__ import annotations

import math
import warnings

import numpy as np
from scipy.sparse import issparse
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
        If there are too few samples to split.
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
    return samples.take(np.flatnonzero(kept)), samples.take(np.sort(validation))


def warn_if_scaled_differently(X, X_val):
    """Warn when a validation part seems not to have gone through the same scaling.

    A Pipeline transforms X but hands X_val on as it is, unless metadata routing is
    enabled and ``transform_input=["X_val"]``.
    """
    scaler = StandardScaler(with_mean=not issparse(X))
    scaler.fit(X)
    other = StandardScaler(with_mean=not issparse(X)).fit(X_val)
    ratio = np.median(other.scale_) / np.median(scaler.scale_)
    shift = 0.0
    if scaler.with_mean:
        shift = np.median(np.abs(other.mean_ - scaler.mean_) / scaler.scale_)
    if not 0.1 < ratio < 10 or shift > 10:
        warnings.warn(
            "X_val is on another scale than X (median standard deviation of a feature "
            f"{np.median(other.scale_):.3g} against {np.median(scaler.scale_):.3g}, "
            f"median shift of the mean {shift:.3g} standard deviations). Apply the "
            "same transformation to X_val as to X; in a Pipeline enable metadata "
            "routing and set transform_input=['X_val'].",
            UserWarning,
            stacklevel=4,
        )
