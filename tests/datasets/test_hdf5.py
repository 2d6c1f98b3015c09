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


@pytest.mark.parametrize("missing", ["train_set_x", "train_set_y"])
def test_a_missing_key_is_reported_with_those_that_are_there(write, arrays, missing):
    del arrays[missing]
    there = ", ".join(sorted(arrays))
    with pytest.raises(ValueError, match=f"must hold train_set_x .*; it holds {there}"):
        load_image_hdf5(write(arrays))
    with pytest.raises(ValueError, match="must hold test_set_x and test_set_y; it"):
        load_image_hdf5(write(arrays), subset="test")


BAD = [
    ("train_set_x", np.zeros((5, 8, 6, 3), int), "uint8 pixels .*; got int64"),
    ("train_set_x", np.full((5, 8, 6, 3), 1.5), "from 1.5 to 1.5"),
    ("train_set_x", np.full((5, 8, 6, 3), -0.5), "from -0.5 to -0.5"),
    ("train_set_x", np.full((5, 8, 6, 3), np.nan), "from nan to nan"),
    ("train_set_x", np.zeros((5, 144), np.uint8), r"shape .*; got \(5, 144\)"),
    ("train_set_x", np.zeros((5, 8, 6, 4), np.uint8), r"got \(5, 8, 6, 4\)"),
    ("train_set_x", np.zeros((5, 3, 8, 6), np.uint8), r"got \(5, 3, 8, 6\)"),
    ("train_set_x", np.zeros((0, 8, 6, 3), np.uint8), "none of them 0"),
    ("train_set_y", np.zeros(4, int), "same length; got 5 images and .*4"),
    ("train_set_y", np.zeros((5, 5), int), r"same length; got 5 .*\(5, 5\)"),
    ("train_set_y", np.zeros((1, 5, 1), int), r"integers of shape .*\(1, 5, 1\)"),
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


def test_a_file_may_hold_both_sets(write, arrays, images):
    arrays |= {"test_set_x": images[:2], "test_set_y": np.ones(2, int)}
    path = write(arrays)
    with pytest.raises(ValueError, match="a training and a test set; pass subset="):
        load_image_hdf5(path)
    for subset, n_images in (("train", 5), ("test", 2)):
        loaded = load_image_hdf5(path, subset=subset)
        assert len(loaded.images) == len(loaded.target) == n_images
        assert loaded.subset == subset


@pytest.mark.parametrize("shape", [(5,), (1, 5), (5, 1)])
def test_labels_are_a_vector_a_row_or_a_column(tmp_path, write, arrays, images, shape):
    target = arrays["train_set_y"]
    arrays["train_set_y"] = target.reshape(shape)
    np.testing.assert_array_equal(load_image_hdf5(write(arrays)).target, target)
    path = tmp_path / "saved.h5"
    save_image_hdf5(
        path, images, target.reshape(shape), target_names=NAMES, subset="train"
    )
    with h5py.File(path) as file:
        np.testing.assert_array_equal(file["train_set_y"], target)


@pytest.mark.parametrize("axis", [True, False])
def test_grey_images_are_saved_and_loaded(tmp_path, images, axis):
    grey = images[..., :1] if axis else images[..., 0]
    path = tmp_path / "grey.h5"
    save_image_hdf5(path, grey, [0] * 5, target_names=NAMES, subset="train")
    loaded = load_image_hdf5(path)
    np.testing.assert_array_equal(loaded.images, images[..., 0])
    assert loaded.data.shape == (5, 48)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", ">f8"])
def test_scaled_floats_become_bytes_again(write, arrays, images, dtype, monkeypatch):
    monkeypatch.setattr("skscratch.datasets.layout._BLOCK", 2000)  # several blocks
    arrays["train_set_x"] = (images / 255).astype(dtype)
    loaded = load_image_hdf5(write(arrays)).images
    assert loaded.dtype == np.uint8
    np.testing.assert_array_equal(loaded, images)


def test_one_float_out_of_range_is_found_in_any_block(
    write, arrays, images, monkeypatch
):
    monkeypatch.setattr("skscratch.datasets.layout._BLOCK", 2000)
    arrays["train_set_x"] = images / 255
    arrays["train_set_x"][4, 7, 5, 2] = 1.01
    with pytest.raises(ValueError, match="train_set_x in .* to 1.01"):
        load_image_hdf5(write(arrays))


@pytest.mark.parametrize("labels", [[0, 1, 1, 0, 1], [-1, 7, 7, -1, 7]])
def test_without_names_labels_are_the_names(write, arrays, labels):
    del arrays["list_classes"]
    arrays["train_set_y"] = np.array(labels)
    loaded = load_image_hdf5(write(arrays))
    assert [int(loaded.target_names[each]) for each in loaded.target] == labels


@pytest.mark.parametrize("group", ["", "sets/of/mine/"])
def test_arrays_may_have_other_names(write, arrays, images, group):
    x, y, names = (f"{group}{key}" for key in ("pixels", "who", "kinds"))
    path = write(dict(zip((x, y, names), arrays.values(), strict=True)))
    loaded = load_image_hdf5(path, images_key=x, target_key=y, names_key=names)
    np.testing.assert_array_equal(loaded.images, images)
    assert loaded.target_names.tolist() == NAMES and loaded.subset is None
    nameless = load_image_hdf5(path, images_key=x, target_key=f"/{y}")
    assert nameless.target_names.tolist() == ["0", "1"]
    for key in (f"{group}gone", f"{x}/deeper", f"{group}gone/deeper"):
        with pytest.raises(ValueError, match=f"{key} in .* must be in the file"):
            load_image_hdf5(path, images_key=key, target_key=y)
    with pytest.raises(ValueError, match="gone in .* must be in the file"):
        load_image_hdf5(path, images_key=x, target_key=y, names_key="gone")
    with pytest.raises(ValueError, match="must be an array; got (Group|File)"):
        load_image_hdf5(path, images_key=group or "/", target_key=y)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"subset": "all"}, "subset must be 'train', 'test' or None; got 'all'"),
        ({"images_key": "x"}, "images_key and target_key must be given together"),
        ({"target_key": "y"}, "images_key and target_key must be given together"),
        (
            {"images_key": "x", "target_key": "y", "subset": "test"},
            "subset .* must be None with images_key",
        ),
    ],
)
def test_wishes_that_contradict_each_other_are_refused(tmp_path, parameters, message):
    with pytest.raises(ValueError, match=message):
        load_image_hdf5(tmp_path / "none.h5", **parameters)


def test_a_file_in_ones_home_is_found(tmp_path, images, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    save_image_hdf5("~/a.h5", images, [0] * 5, target_names=NAMES, subset="test")
    np.testing.assert_array_equal(load_image_hdf5("~/a.h5").images, images)


@pytest.mark.parametrize("part", [0.0, 0.25, 0.5, 0.75])
def test_a_flipped_bit_is_damage_or_lies_in_no_data(tmp_path, images, part):
    path = tmp_path / "set.h5"
    save_image_hdf5(path, images, [0, 1, 1, 0, 1], target_names=NAMES, subset="test")
    whole = load_image_hdf5(path)
    content = path.read_bytes()
    n_damaged = 0
    start, rng = int(part * len(content)), np.random.default_rng(1)
    for place in rng.integers(start, start + len(content) // 4, size=60):
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << rng.integers(8)
        path.write_bytes(spoilt)
        try:
            loaded = load_image_hdf5(path)
        except (OSError, ValueError):
            n_damaged += 1
        else:
            np.testing.assert_array_equal(loaded.images, whole.images)
            np.testing.assert_array_equal(loaded.target, whole.target)
            assert loaded.target_names.tolist() == NAMES
    assert n_damaged > 5


@pytest.mark.parametrize(
    "names",
    [
        [b"non-cat", b"cat"],
        np.array([b"non-cat", b"cat"]),
        np.array(["non-cat", "cat"]),
        np.array(["non-cat", "cat"], dtype=object),
        ("non-cat", b"cat"),
        iter(["non-cat", "cat"]),
    ],
)
def test_names_may_be_text_or_bytes(tmp_path, images, names):
    path = tmp_path / "set.h5"
    save_image_hdf5(path, images, [0] * 5, target_names=names, subset="test")
    assert load_image_hdf5(path).target_names.tolist() == NAMES


@pytest.mark.parametrize(
    "names",
    ["cat", b"cat", [], [0, 1], [None, "cat"], ["a\0", "b"], ["\ud800"], [["a", "b"]]],
)
def test_other_names_are_refused_and_the_old_file_stays(tmp_path, images, names):
    path = tmp_path / "set.h5"
    save_image_hdf5(path, images, [0] * 5, target_names=NAMES, subset="test")
    with pytest.raises(ValueError, match="target_names must be a sequence of str"):
        save_image_hdf5(path, images, [0] * 5, target_names=names, subset="test")
    assert load_image_hdf5(path).target_names.tolist() == NAMES
    assert list(tmp_path.iterdir()) == [path]


def test_names_that_could_not_be_read_are_not_written(tmp_path, images):
    names = ["x" * 2**20, "cat"]
    with pytest.raises(ValueError, match="target_names must hold 1 to 1048576 names"):
        save_image_hdf5(
            tmp_path / "x.h5", images, [0] * 5, target_names=names, subset="test"
        )


# Run apart: HDF5 used to bring the interpreter down at its end.
FILL_THE_DISK = """
import resource, sys
import numpy as np
from skscratch.datasets import load_image_hdf5, save_image_hdf5
path, limit = sys.argv[1], int(sys.argv[2])
noise = np.random.default_rng(0).integers(0, 256, (40, 32, 32, 3), dtype=np.uint8)
names = {"target_names": ["a", "b"], "subset": "train"}
save_image_hdf5(path, noise[:3], [0, 1, 0], **names)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    save_image_hdf5(path, noise, [0] * 40, **names)
except OSError as error:
    print(type(error).__name__, error)
print(len(load_image_hdf5(path).images))
"""


@pytest.mark.parametrize("limit", [0, 1, 4096, 100_000])
def test_a_disk_that_fills_up_leaves_the_old_file(run_interpreter, tmp_path, limit):
    pytest.importorskip("resource")
    printed = run_interpreter(
        "-c", FILL_THE_DISK, "old.h5", str(limit), cwd=tmp_path
    ).splitlines()
    assert "old.h5 cannot be written" in printed[0]
    assert printed[1:] == ["3"]
    assert [path.name for path in tmp_path.iterdir()] == ["old.h5"]


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
