"""The span of the samples is the same from an array and from sums over blocks."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from skscratch.network import batch as batches
from skscratch.training import sharing, span
from skscratch.training.batches import FullBatch
from skscratch.training.crew import Crew
from skscratch.training.on_disk import OnDisk
from skscratch.training.span import in_the_span, is_deficient, weighted_products


def both(samples, block_size=7):
    """The full batch in memory and on disk."""
    stored = replace(samples, X=OnDisk(samples.X, block_size=block_size))
    return FullBatch(samples).batch, FullBatch(stored).batch


def columns_of(batch):
    return np.concatenate([block.X for block in batch.blocks()], axis=1)


def dependent(samples):
    """Samples with a column of zeros and one that is the sum of two others."""
    X = samples.X.copy()
    X[:, 1], X[:, 3] = 0, X[:, 0] + X[:, 2]
    return replace(samples, X=X)


def uneven(samples):
    """Likewise, with columns so far apart in size that products lose the small one."""
    X = dependent(samples).X * np.array([1.0, 1.0, 1e-9, 1.0, 1e3, 1.0])
    return replace(samples, X=X)


def test_dependence_is_seen_in_blocks(make_samples):
    samples = make_samples(40, 6)
    assert [is_deficient(batch) for batch in both(samples)] == [False, False]
    assert [is_deficient(batch) for batch in both(dependent(samples))] == [True, True]


@pytest.mark.parametrize(("change", "rank"), [(dependent, 4), (uneven, 5)])
def test_blocks_give_an_orthonormal_basis_of_the_same_span(make_samples, change, rank):
    samples = change(make_samples(40, 6))
    bases = []
    for batch in both(samples):
        inside, basis = in_the_span(batch)
        assert basis.shape[1] == inside.X.shape[0]
        eye = np.eye(basis.shape[1])
        np.testing.assert_allclose(basis.T @ basis, eye, atol=1e-12)
        size = np.abs(samples.X).max()
        back = basis @ columns_of(inside)
        np.testing.assert_allclose(back, samples.X.T, atol=1e-12 * size)
        bases.append(basis)
    in_memory, in_blocks = bases
    assert in_blocks.shape == in_memory.shape == (6, rank if change is dependent else 4)
    np.testing.assert_allclose(
        in_blocks @ in_blocks.T, in_memory @ in_memory.T, atol=1e-9
    )


def test_wide_samples_on_disk_are_refused(make_samples):
    _, batch = both(make_samples(5, 8))
    with pytest.raises(ValueError, match="as many samples as features.*5 samples of 8"):
        in_the_span(batch)


@pytest.mark.parametrize("n_samples", [0, 1, 90])
@pytest.mark.parametrize("n_threads", [1, 3])
def test_products_are_the_same_in_parts_of_threads_and_of_the_cache(
    monkeypatch, n_samples, n_threads
):
    rng = np.random.default_rng(0)
    X, weights = rng.standard_normal((6, n_samples)), rng.random(n_samples)
    wanted = weighted_products(X, weights), weighted_products(X)
    np.testing.assert_allclose(wanted[0], X @ np.diag(weights) @ X.T, atol=1e-12)
    np.testing.assert_allclose(wanted[1], X @ X.T, atol=1e-12)
    sparse = weighted_products(csr_array(X), weights), weighted_products(csr_array(X))
    for name, size in (("FEWEST", 5), ("CACHE", 700), ("LARGE_CACHE", 700)):
        monkeypatch.setattr(batches, name, size)
    monkeypatch.setattr(sharing, "SMALLEST_PART", 500)
    monkeypatch.setattr(span, "FEWEST_SHARED", 6)
    with Crew(n_threads) as crew:
        parts = [weighted_products(X, each, crew) for each in (weights, None)]
    for found in (sparse, parts):
        for ours, whole in zip(found, wanted, strict=True):
            np.testing.assert_allclose(ours, whole, atol=1e-12)
    np.testing.assert_array_equal(parts, np.transpose(parts, (0, 2, 1)))


@pytest.mark.parametrize(("n_features", "most"), [(50, 1), (1500, 6), (1501, 2.5)])
def test_products_take_little_memory(n_features, most):
    """By the larger of the products and the samples."""
    X = np.ones((2000, n_features)).T
    weights = np.ones(2000)
    size = max(n_features**2 * 8, X.nbytes)
    tracemalloc.start()
    weighted_products(X, weights, Crew(2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < most * size


def test_products_of_no_samples_are_zero():
    np.testing.assert_array_equal(weighted_products(np.ones((5000, 0))), 0)
