"""A pair of image files that cannot serve is refused before anything is trained."""

import numpy as np
import pytest

from skscratch.datasets import load_drawn_cats, save_image_hdf5
from skscratch.lessons.cats import load_lesson_cats

NAMES = ["non-cat", "cat"]


@pytest.fixture
def save_part(tmp_path):
    """A function that writes one file of the pair, good unless told otherwise."""

    def save(part, *, side=8, target=(0, 1, 1), target_names=NAMES, subset=None):
        save_image_hdf5(
            tmp_path / f"{part}_catvnoncat.h5",
            np.zeros((3, side, side, 3), dtype=np.uint8),
            target,
            target_names=target_names,
            subset=subset or part,
        )
        return tmp_path

    return save


def test_by_default_the_drawn_cats_are_loaded():
    cats = load_lesson_cats()
    for part in ("train", "test"):
        drawn = load_drawn_cats(subset=part)
        np.testing.assert_array_equal(getattr(cats, part).images, drawn.images)


def test_a_good_pair_is_loaded_from_its_folder(save_part):
    save_part("train")
    cats = load_lesson_cats(save_part("test", target=(1, 1, 1)))
    assert cats.train.target.tolist() == [0, 1, 1]
    assert cats.test.target.tolist() == [1, 1, 1]


@pytest.mark.parametrize("part", ["train", "test"])
def test_the_missing_file_is_named(save_part, part):
    folder = save_part({"train": "test", "test": "train"}[part])
    with pytest.raises(FileNotFoundError, match=f"{part}_catvnoncat.h5 does not exist"):
        load_lesson_cats(folder)


@pytest.mark.parametrize(
    ("train", "test", "message"),
    [
        ({"subset": "test"}, {}, "must hold train_set_x .* holds the test set"),
        ({}, {"subset": "train"}, "must hold test_set_x .* holds the train set"),
        ({}, {"side": 9}, r"one size; got \(8, 8, 3\) .* \(9, 9, 3\)"),
        ({}, {"target_names": ["cat", "non-cat"]}, "name the same classes"),
        ({"target": (1, 1, 1)}, {}, "of two classes; got 1 of"),
    ],
)
def test_files_that_do_not_fit_together_are_refused(save_part, train, test, message):
    save_part("train", **train)
    with pytest.raises(ValueError, match=message):
        load_lesson_cats(save_part("test", **test))
