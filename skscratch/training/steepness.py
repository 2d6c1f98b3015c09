"""How steep a convex cost is, in units that far values do not hide.

A derivative by a weight has the unit of its column, so it is taken as if the column had
spread 1. But where some values are far from all others, such as a number that stands
for a missing one, the spread is theirs: in units of it the cost looks level while it
has far to fall along what the others tell. So such a column is measured by the half of
its values that are closest together, too.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from scipy.sparse import issparse

from skscratch.network.batch import Batch
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch
from skscratch.training.extremes import extremes
from skscratch.training.samples import Samples
from skscratch.training.standardized import by_spread, moments, shows_all

__all__ = ["has_far_values", "slope_of"]

#: Columns of at most this many times the smallest spread are on one scale with it.
ONE_SCALE = 5.0

#: The share of its spread that half of a column is within where the rest is far away.
FAR = 0.1

#: Numbers that are looked at, and samples at least, to see how close together half of
#: a column's values are; and how many spreads from the mean of a normal distribution
#: its quartiles are.
LOOK, FEWEST, QUARTILE = 2**17, 20, 0.6745


def slope_of(objective: Objective, batch: Batch) -> tuple[float, bool]:
    """How steep a convex cost is, and whether that tells how far it has to fall.

    Returns
    -------
    slope : float
        The largest derivative by a weight, of columns of spread 1, and of columns with
        far values also in units of the others. NaN where a few long sparse samples set
        the spread, in units of which no slope is steep.
    is_telling : bool
        False where the columns of X are on very different scales: where a step that
        suits the largest is none for the others, a level cost is not a low one. Then
        the slope is that of the columns with far values alone.
    """
    weights = batch.weights / batch.weights.sum()
    centred = "b" in objective.network.layers[0].weights()
    with np.errstate(all="ignore"):
        mean, spread = moments(batch, weights, centred)
        wide = np.where(spread > 0, spread, 1.0)
        if issparse(batch.X) and not shows_all(batch, mean[:, 0], wide):
            return np.nan, True
        middle, within = _of_halves(batch, mean, spread, centred)
        sizes = np.hypot(middle[:, 0], within)
    is_telling = bool(sizes.max() <= ONE_SCALE * within[within > 0].min(initial=np.inf))
    objective.cost_and_gradient(batch)
    by_half = by_spread(
        objective.network,
        objective.gradient,
        middle,
        np.where(within > 0, within, 1.0),
    )
    if is_telling:
        by_mean = by_spread(objective.network, objective.gradient, mean, wide)
        return float(np.abs([by_mean, by_half]).max()), True
    of_far = objective.network.blocks(by_half)[0]["W"][:, within < spread]
    return float(np.abs(of_far).max(initial=0.0)), False


def has_far_values(samples: Samples) -> bool:
    """Whether some column of dense samples has values far from all others."""
    if issparse(samples.X):
        return False
    low, high = extremes(samples.X)
    middle, reach = (low + high)[:, np.newaxis] / 2, (high - low) / 2
    _, within = _of_halves(FullBatch(samples).batch, middle, reach, centred=True)
    return bool((within < reach).any())


def _of_halves(
    batch: Batch, mean: np.ndarray, spread: np.ndarray, centred: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of the half of a column's values that are closest together.

    So far values have no say, up to half of them. Looked at are some samples. Columns
    without far values stay as they are, as do those of which half is one value, where
    nothing is hidden, and those of sparse samples.
    """
    n_features, n_samples = batch.X.shape
    if issparse(batch.X) or n_samples < 2:
        return mean, spread
    step = math.ceil(n_samples / max(FEWEST, LOOK // n_features))
    some = np.concatenate([*batch.each(partial(_every, step))], axis=1)
    half = max(1, some.shape[1] // 2)
    if centred:
        some.sort(axis=1)
        widths = some[:, half:] - some[:, :-half]
        at = widths.argmin(axis=1)[:, np.newaxis]
        middle = np.take_along_axis(some, at, 1) + np.take_along_axis(widths, at, 1) / 2
        within = np.take_along_axis(widths, at, 1)[:, 0] / (2 * QUARTILE)
    else:
        middle, within = mean, np.median(np.abs(some), axis=1) / QUARTILE
    hides = (within > 0) & (within < FAR * spread)
    return (
        np.where(hides[:, np.newaxis], middle, mean),
        np.where(hides, within, spread),
    )


def _every(step: int, block: Batch) -> np.ndarray:
    """One of so many samples."""
    return np.array(block.X[:, ::step], np.float64)
