"""A held-out part is a stratified draw of the rows, in every mode."""

import numpy as np
import pytest

from skscratch.labels.held_out import hold_out
from skscratch.training.samples import Samples


@pytest.mark.parametrize("fraction", [0.1, 0.34, 0.5])
@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("sizes", [(60, 30), (50, 30, 10), (97, 2, 1)])
def test_the_part_has_the_shares_of_the_classes(sizes, shuffle, fraction):
    codes = np.repeat(np.arange(len(sizes)), sizes)
    Y = np.eye(len(sizes))[:, codes] if len(sizes) > 2 else codes[np.newaxis] * 1.0
    n = len(codes)
    samples = Samples(np.arange(n)[:, np.newaxis], Y, np.ones(n))
    training, held_out = hold_out(samples, fraction, shuffle, seed=0)
    rows = np.sort(np.concatenate([training.X, held_out.X])[:, 0])
    np.testing.assert_array_equal(rows, np.arange(n))
    for code, size in enumerate(sizes):
        held = np.count_nonzero(codes[held_out.X[:, 0]] == code)
        assert abs(held - fraction * size) <= 1
        assert 0 < size - held
        if not shuffle and held:  # the last ones
            mine = np.flatnonzero(codes == code)[-held:]
            assert set(mine) <= set(held_out.X[:, 0])


def test_samples_without_weight_are_in_no_part():
    weights = np.tile([0.0, 1.0], 20)
    samples = Samples(np.arange(40)[:, np.newaxis], np.ones((1, 40)), weights)
    training, held_out = hold_out(samples, 0.25, True, seed=0)
    assert (len(training), len(held_out)) == (15, 5)
    assert training.weights.all() and held_out.weights.all()


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_multilabel_part_has_the_shares_of_the_combinations(shuffle):
    combinations = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])
    which = np.repeat([0, 1, 2, 3], [40, 40, 17, 3])
    samples = Samples(np.zeros((100, 1)), combinations[which].T * 1.0, np.ones(100))
    _, held_out = hold_out(samples, 0.2, shuffle, seed=0)
    kept = [(held_out.Y.T == row).all(axis=1).sum() for row in combinations]
    assert kept[0] == kept[1] == 8 and kept[2] in (3, 4) and kept[3] in (0, 1)
