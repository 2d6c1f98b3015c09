"""The embedded images are there, and balanced like the lesson's."""

import numpy as np
import pytest

from skscratch.datasets import load_drawn_cats


@pytest.mark.parametrize(
    ("subset", "n_samples", "n_cats"), [("train", 209, 72), ("test", 50, 33)]
)
def test_size_and_balance_are_those_of_the_lesson(subset, n_samples, n_cats):
    cats = load_drawn_cats(subset=subset)
    assert cats.images.shape == (n_samples, 64, 64, 3)
    assert cats.target_names.tolist() == ["non-cat", "cat"]
    assert abs(cats.target.sum() - n_cats) <= 2
    assert "drawn" in cats.DESCR
    np.testing.assert_array_equal(cats.data * 255, cats.images.reshape(n_samples, -1))


def test_no_picture_occurs_twice():
    images = load_drawn_cats(subset="all").images
    assert len({image.tobytes() for image in images}) == 259


def test_all_is_train_followed_by_test():
    parts = [load_drawn_cats(subset=s, return_X_y=True) for s in ("train", "test")]
    X, y = load_drawn_cats(subset="all", return_X_y=True)
    np.testing.assert_array_equal(X, np.concatenate([part[0] for part in parts]))
    np.testing.assert_array_equal(y, np.concatenate([part[1] for part in parts]))


def test_another_subset_is_refused():
    with pytest.raises(ValueError, match="subset must be .*; got 'dogs'"):
        load_drawn_cats(subset="dogs")
