"""Image sets survive the way to a file and back; bad files are named."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from skscratch.datasets import load_image_hdf5, save_image_hdf5

LESSON = Path(__file__).parents[2].parent / "shared" / "data"
NAMES = ["non-cat", "cat"]


@pytest.fixture
def images():
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, size=(5, 8, 6, 3), dtype=np.uint8)


@pytest.fixture
def arrays(images):
    """Arrays of a good training file, for a test to spoil."""
    return {
        "train_set_x": images,
        "train_set_y": np.array([0, 1, 1, 0, 1]),
        "list_classes": np.array([b"non-cat", b"cat"]),
    }


@pytest.fixture
def write(tmp_path):
    def write(arrays):
        path = tmp_path / "set.h5"
        with h5py.File(path, "w") as file:
            for key, value in arrays.items():
                file[key] = value
        return path

    return write


@pytest.mark.parametrize("subset", ["train", "test"])
def test_what_is_saved_is_loaded(tmp_path, images, subset):
    target = [0, 1, 1, 0, 1]
    path = tmp_path / "set.h5"
    save_image_hdf5(path, images, target, target_names=["dög", "cat"], subset=subset)
    loaded = load_image_hdf5(path)
    np.testing.assert_array_equal(loaded.images, images)
    np.testing.assert_array_equal(loaded.target, target)
    assert loaded.target_names.tolist() == ["dög", "cat"]
    assert loaded.subset == subset
    assert f"5 {subset} images" in loaded.DESCR
    with h5py.File(path) as file:
        assert set(file) == {f"{subset}_set_x", f"{subset}_set_y", "list_classes"}


def test_a_row_of_data_is_its_image_scaled(write, arrays, images):
    path = write(arrays)
    loaded = load_image_hdf5(path)
    assert loaded.data.dtype == np.float64
    np.testing.assert_array_equal(loaded.data[3] * 255, images[3].ravel())
    X, y = load_image_hdf5(path, return_X_y=True)
    np.testing.assert_array_equal(X, loaded.data)
    np.testing.assert_array_equal(y, loaded.target)


def test_names_may_be_strings_of_any_length(write, arrays):
    arrays["list_classes"] = NAMES
    assert load_image_hdf5(write(arrays)).target_names.tolist() == NAMES


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.h5 does not exist"):
        load_image_hdf5(tmp_path / "none.h5")


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.99])
def test_a_file_cut_short_is_reported(write, arrays, kept):
    path = write(arrays)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole))])
    with pytest.raises(OSError, match=r"set\.h5 cannot be read as HDF5.*cut short"):
        load_image_hdf5(path)


def test_damage_inside_a_file_is_reported(tmp_path, images):
    path = tmp_path / "set.h5"
    save_image_hdf5(path, images, [0] * 5, target_names=NAMES, subset="test")
    with h5py.File(path) as file:
        chunk = file["test_set_x"].id.get_chunk_info(0)
    content = bytearray(path.read_bytes())
    content[chunk.byte_offset : chunk.byte_offset + chunk.size] = bytes(chunk.size)
    path.write_bytes(content)
    with pytest.raises(OSError, match=r"set\.h5 cannot be read as HDF5"):
        load_image_hdf5(path)


def test_a_file_of_another_format_is_reported(tmp_path):
    path = tmp_path / "set.h5"
    path.write_text("cats, many of them\n" * 100)
    with pytest.raises(OSError, match="of another format"):
        load_image_hdf5(path)


@pytest.mark.parametrize("missing", ["train_set_x", "train_set_y", "list_classes"])
def test_a_missing_key_is_reported_with_those_that_are_there(write, arrays, missing):
    del arrays[missing]
    there = ", ".join(sorted(arrays))
    with pytest.raises(ValueError, match=f"must hold list_classes and .* {there}"):
        load_image_hdf5(write(arrays))


def test_a_file_of_both_subsets_is_ambiguous(write, arrays):
    arrays |= {"test_set_x": arrays["train_set_x"], "test_set_y": np.zeros(5, int)}
    with pytest.raises(ValueError, match="either train_set_x.* or test_set_x"):
        load_image_hdf5(write(arrays))


BAD = [
    ("train_set_x", np.zeros((5, 8, 6, 3)), "uint8 pixels .*; got float64"),
    ("train_set_x", np.zeros((5, 8, 6), np.uint8), r"shape .*; got \(5, 8, 6\)"),
    ("train_set_x", np.zeros((5, 8, 6, 1), np.uint8), r"got \(5, 8, 6, 1\)"),
    ("train_set_x", np.zeros((0, 8, 6, 3), np.uint8), "none of them 0"),
    ("train_set_y", np.zeros(4, int), "same length; got 5 and 4"),
    ("train_set_y", np.zeros((1, 5), int), r"integers of shape .*\(1, 5\)"),
    ("train_set_y", np.zeros(5), "integers of shape .*got float64"),
    ("train_set_y", np.full(5, 2), r"lie in 0\.\.1.*got 2\.\.2"),
    ("train_set_y", np.full(5, -1), r"got -1\.\.-1"),
    ("list_classes", np.arange(2), "list of strings; got int64"),
]


@pytest.mark.parametrize(("key", "value", "message"), BAD)
def test_an_array_that_breaks_the_schema_is_named(write, arrays, key, value, message):
    arrays[key] = value
    with pytest.raises(ValueError, match=f"{key} in .*{message}"):
        load_image_hdf5(write(arrays))


def test_nothing_is_written_that_could_not_be_read(tmp_path, images):
    path = tmp_path / "set.h5"
    with pytest.raises(ValueError, match="images must hold uint8 pixels"):
        save_image_hdf5(path, images / 255, [0] * 5, target_names=NAMES, subset="test")
    with pytest.raises(ValueError, match="images and target must have the same length"):
        save_image_hdf5(path, images, [0], target_names=NAMES, subset="test")
    with pytest.raises(ValueError, match="subset must be 'train' or 'test'; got 'all'"):
        save_image_hdf5(path, images, [0] * 5, target_names=NAMES, subset="all")
    assert not path.exists()


@pytest.mark.skipif(not LESSON.is_dir(), reason="the lesson's photographs are absent")
@pytest.mark.parametrize(
    ("subset", "n_samples", "n_cats"), [("train", 209, 72), ("test", 50, 33)]
)
def test_the_lesson_files_are_read(subset, n_samples, n_cats):
    cats = load_image_hdf5(LESSON / f"{subset}_catvnoncat.h5")
    assert cats.data.shape == (n_samples, 12288)
    assert cats.target.sum() == n_cats
    assert cats.target_names.tolist() == NAMES
