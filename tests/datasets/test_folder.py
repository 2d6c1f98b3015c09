"""A folder of folders becomes an image set with the folders' names as classes."""

import numpy as np
import pytest
from PIL import Image

from skscratch.datasets import load_image_folder


@pytest.fixture
def folder(tmp_path):
    """Two red cats, one of them deeper down, and a green dog."""
    for file, color in {
        "cat/a.png": "red",
        "cat/more/b.jpg": "red",
        "dog/c.png": "lime",
    }.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (30, 20), color).save(path)
    return tmp_path


def test_each_image_has_the_class_of_its_folder(folder):
    images = load_image_folder(folder, image_size=(16, 8))
    assert images.target_names.tolist() == ["cat", "dog"]
    assert images.images.shape == (3, 16, 8, 3)
    assert images.data.shape == (3, 384)
    is_green = images.images[:, 0, 0, 1] > 127
    np.testing.assert_array_equal(images.target, is_green)
    for file, label in zip(images.filenames, images.target, strict=True):
        assert images.target_names[label] in file


def test_hidden_files_are_skipped(folder):
    (folder / ".git").mkdir()
    (folder / "cat" / ".DS_Store").write_text("not an image")
    assert len(load_image_folder(folder).target) == 3


def test_a_file_that_is_no_image_is_named(folder):
    (folder / "dog" / "notes.txt").write_text("good dog")
    with pytest.raises(ValueError, match=r"notes\.txt must be an image"):
        load_image_folder(folder)


def test_a_class_without_images_is_named(folder):
    (folder / "emu").mkdir()
    with pytest.raises(ValueError, match="emu must hold at least one image"):
        load_image_folder(folder)


def test_a_folder_without_classes_is_named(folder):
    with pytest.raises(ValueError, match="dog must hold one sub-folder per class"):
        load_image_folder(folder / "dog")


def test_a_missing_folder_is_named(folder):
    with pytest.raises(FileNotFoundError, match="fox does not exist"):
        load_image_folder(folder / "fox")
