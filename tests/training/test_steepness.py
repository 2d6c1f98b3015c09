"""How steep a cost is, whatever far values there are beside the others."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.training.batches import FullBatch
from skscratch.training.samples import Samples
from skscratch.training.steepness import has_far_values, slope_of


def with_far(samples, how):
    """The samples with some values far away, and those of them that are not."""
    X, near = samples.X.copy(), np.ones(len(samples), bool)
    if how == "few":
        near[:2] = False
    elif how == "many":
        near[::3] = False
    X[~near] = -1e6
    return Samples(X, samples.Y, samples.weights), near


@pytest.mark.parametrize("how", ["few", "many"])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_far_values_do_not_hide_what_the_others_tell(
    how, fit_intercept, make_samples, make_objective
):
    samples = make_samples(200)
    far, near = with_far(samples, how)
    objective = make_objective(far, fit_intercept=fit_intercept, size=0.0)
    # where far samples have their say, the others are as steep as without them
    blocks = objective.network.blocks(objective.theta)[0]
    blocks["W"][...] = 1e-9
    alone = make_objective(samples, fit_intercept=fit_intercept, size=0.0)
    plain, _ = slope_of(alone, FullBatch(samples.take(np.flatnonzero(near))).batch)
    found, _ = slope_of(objective, FullBatch(far).batch)
    assert found > 0.5 * plain


def test_without_far_values_it_is_the_derivative_of_standardized_columns(
    make_samples, make_objective
):
    samples = make_samples(300)
    X = (samples.X - samples.X.mean(axis=0)) / samples.X.std(axis=0)
    scaled = Samples(X, samples.Y, np.ones(300))
    objective = make_objective(scaled)
    slope, is_telling = slope_of(objective, FullBatch(scaled).batch)
    objective.cost_and_gradient(FullBatch(scaled).batch)
    assert is_telling
    assert slope == pytest.approx(np.abs(objective.gradient).max(), rel=1e-9)


def test_columns_on_other_scales_are_not_telling(make_samples, make_objective):
    samples = make_samples(100)
    wide = Samples(samples.X * [1, 1e3, 1, 1], samples.Y, samples.weights)
    slope, is_telling = slope_of(make_objective(wide), FullBatch(wide).batch)
    assert (slope, is_telling) == (0.0, False)


def test_which_samples_have_far_values(make_samples):
    samples = make_samples(300)
    assert not has_far_values(samples)
    for how in ("few", "many"):
        assert has_far_values(with_far(samples, how)[0])
    rare = Samples((samples.X > 3) * 1.0, samples.Y, samples.weights)
    assert not has_far_values(rare)  # half of a column is one value
    sparse = Samples(csr_array(samples.X), samples.Y, samples.weights)
    assert not has_far_values(sparse)


@pytest.mark.parametrize("n_samples", [1, 2, 3])
def test_few_samples_have_none(n_samples, make_samples, make_objective):
    samples = make_samples(30).take(np.arange(n_samples))
    assert not has_far_values(samples)
    slope, _ = slope_of(make_objective(samples), FullBatch(samples).batch)
    assert np.isfinite(slope)
