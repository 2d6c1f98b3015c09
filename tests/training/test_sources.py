"""Several files are one: the rows below each other, read a block of one at a time."""

import pickle

import h5py
import numpy as np
import pytest

from skscratch.training.on_disk import OnDisk, stays_on_disk
from skscratch.training.sources import source_of

SIZES = (30, 41, 0, 7)


@pytest.fixture
def X():
    return np.random.default_rng(0).integers(0, 256, (sum(SIZES), 6), np.uint8)


@pytest.fixture
def parts(X):
    return np.split(X, np.cumsum(SIZES)[:-1])


@pytest.fixture(params=["npy", "hdf5", "datasets", "maps", "mixed"])
def files(request, parts, tmp_path):
    """The parts in each kind of file."""
    paths = [tmp_path / f"{i}.npy" for i in range(4)]
    in_hdf5 = [path.with_suffix(".h5") for path in paths]
    for path, other, part in zip(paths, in_hdf5, parts, strict=True):
        np.save(path, part)
        with h5py.File(other, "w") as file:
            file["X"], file["y"] = part, np.arange(len(part))
    opened = [h5py.File(path) for path in in_hdf5]
    datasets = [file["X"] for file in opened]
    maps = [np.load(path, mmap_mode="r") for path in paths if len(np.load(path))]
    yield {
        "npy": paths,
        "hdf5": [str(path) for path in in_hdf5],
        "datasets": datasets,
        "maps": maps,
        "mixed": [paths[0], datasets[1], parts[2], in_hdf5[3]],
    }[request.param]
    for file in opened:
        file.close()


def test_rows_stand_below_each_other(files, X):
    stored = OnDisk(files, scale=1 / 255, block_size=16)
    assert stored.shape == X.shape
    np.testing.assert_array_equal(np.asarray(stored), X * (1 / 255))
    for rows in (np.random.default_rng(1).permutation(len(X)), np.arange(25, 75, 2)):
        np.testing.assert_array_equal(stored.gather(rows), X[rows] * (1 / 255))
        np.testing.assert_array_equal(np.asarray(stored[rows]), X[rows] * (1 / 255))


def test_no_block_has_rows_of_two_files(files):
    found = [rows.stop - rows.start for rows in OnDisk(files, block_size=16).slices()]
    assert found == [16, 14, 16, 16, 9, 7]


def test_a_block_is_of_the_largest_chunks(tmp_path):
    with h5py.File(tmp_path / "X.h5", "w") as file:
        sources = [
            file.create_dataset(name, (10**6, 100), "u1", chunks=(rows, 100))
            for name, rows in (("A", 300), ("B", 400))
        ]
        assert OnDisk(sources).block_size % 400 == 0


@pytest.mark.parametrize("suffix", [".npy", ".h5"])
def test_what_is_not_finite_is_told_with_its_file(tmp_path, suffix):
    paths = [tmp_path / f"{name}{suffix}" for name in ("good", "bad")]
    for path in paths:
        part = np.zeros((20, 3))
        part[13, 2] = np.nan if path.stem == "bad" else 1.0
        if suffix == ".npy":
            np.save(path, part)
        else:
            with h5py.File(path, "w") as file:
                file["X"] = part
    stored = OnDisk(paths, block_size=8)
    words = f"got nan in row 13, column 2 of bad{suffix}. Leave"
    for samples in (stored, stored[np.arange(10, 40)], stored.map(lambda X: X + 1)):
        with pytest.raises(ValueError, match=words):
            samples.check()
    with pytest.raises(ValueError, match="row 13, column 0 of good.*, once changed"):
        stored.map(lambda X: np.log(1 - X[:, 2:])).check()


def test_paths_can_be_sent_to_another_process(parts, X, tmp_path):
    for i, part in enumerate(parts):
        np.save(tmp_path / f"{i}.npy", part)
    paths = [tmp_path / f"{i}.npy" for i in range(4)]
    stored = pickle.loads(pickle.dumps(OnDisk(paths)[::3]))
    np.testing.assert_array_equal(np.asarray(stored), X[::3])


def test_a_file_that_changes_is_told(tmp_path):
    path = tmp_path / "X.npy"
    np.save(path, np.zeros((5, 2)))
    stored = OnDisk(path)
    np.save(path, np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"must stay as it is.*now .* shape \(4, 2\)"):
        stored.check()


@pytest.mark.parametrize("damaged", ["", "some text that is no array", "half"])
@pytest.mark.parametrize("suffix", [".npy", ".h5"])
def test_a_damaged_file_is_told_by_its_name(tmp_path, suffix, damaged):
    path = tmp_path / f"X{suffix}"
    if suffix == ".npy":
        np.save(path, np.zeros((500, 20)))
    else:
        with h5py.File(path, "w") as file:
            file["X"] = np.zeros((500, 20))
    stored, whole = OnDisk(path), path.read_bytes()
    found = whole[: len(whole) // 2] if damaged == "half" else damaged.encode()
    path.write_bytes(found)
    for read in (lambda: OnDisk(path), stored.check):
        with pytest.raises((ValueError, OSError), match=rf"X\{suffix} must ") as told:
            read()
        assert "allow_pickle" not in str(told.value)


def test_other_files_under_the_name_of_an_array_are_told(tmp_path):
    path = tmp_path / "X.npy"
    with open(path, "wb") as file:
        np.savez(file, X=np.zeros((3, 2)))
    with pytest.raises(ValueError, match=r"X\.npy must be a whole \.npy file"):
        OnDisk(path)


@pytest.mark.parametrize("instead", [None, "group"])
def test_an_array_that_is_gone_from_its_file_is_told(tmp_path, instead):
    path = tmp_path / "X.h5"
    with h5py.File(path, "w") as file:
        file["X"] = np.zeros((5, 2))
    stored = OnDisk(path)
    with h5py.File(path, "a") as file:
        del file["X"]
        if instead:
            file.create_group("X")
    with pytest.raises(ValueError, match=r"stay as it is.* it has no array 'X'"):
        stored.check()


def test_lists_of_files_are_taken_as_they_are(files, X):
    found = stays_on_disk(files)
    if any(type(each) is np.ndarray for each in files):
        assert found is files  # which is nothing that is known to be on disk
    else:
        np.testing.assert_array_equal(np.asarray(found), X)
    path = next((each for each in files if not hasattr(each, "shape")), None)
    if path is not None:
        assert isinstance(stays_on_disk(path), OnDisk)
    for other in ([], "me.jpg", ["me.jpg"], [[1.0]], [np.zeros((2, 2))], ("a",)):
        assert stays_on_disk(other) is other


def test_what_cannot_be_read_is_refused(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((3, 2)))
    np.save(tmp_path / "b.npy", np.zeros((3, 4)))
    with h5py.File(tmp_path / "X.h5", "w") as file:
        file["X"], file["Z"], file["y"] = np.eye(2), np.eye(2), np.zeros(2)
    for given, key, words in (
        ([], None, "one file or more; got an empty list"),
        ([tmp_path / "a.npy", tmp_path / "b.npy"], None, r"a.npy and \(3, 4\) in b"),
        (tmp_path / "a.csv", None, "must be files that end in .npy, .h5"),
        (tmp_path / "a.npy", "X", "key is for HDF5 files; got 'X' for"),
        (np.zeros((2, 2)), "X", "key is for paths of HDF5 files"),
        (tmp_path / "X.h5", None, "key must say which array.* it holds X, Z, y"),
        (tmp_path / "X.h5", "W", "key must be the name of an array.*got 'W'"),
        (tmp_path / "X.h5", "y", r"a row for each sample; got shape \(2,\)"),
    ):
        with pytest.raises(ValueError, match=words):
            source_of(given, key)
    with pytest.raises(FileNotFoundError, match="no.npy"):
        source_of(tmp_path / "no.npy")


def test_a_closed_file_is_told(tmp_path):
    with h5py.File(tmp_path / "X.h5", "w") as file:
        X = file.create_dataset("X", data=np.zeros((5, 2)))
        stored = OnDisk(X)
    for read in (
        stored.check,
        lambda: OnDisk(X),
        lambda: stays_on_disk(X),
        lambda: stays_on_disk([X, X]),
    ):
        with pytest.raises(ValueError, match="X must be of a file that is open"):
            read()


def test_changes_are_done_when_rows_are_read(X):
    stored = OnDisk(X, block_size=16)
    changed = stored.map(lambda rows: rows[:, :2] + 1).map(np.sqrt)
    np.testing.assert_array_equal(np.asarray(changed), np.sqrt(X[:, :2] + 1.0))
    assert changed.shape == (78, 2) and stored.shape == (78, 6)
    assert np.asarray(changed.astype(np.float32)[3:5]).dtype == np.float32
    for wrong in (np.sum, lambda rows: rows[0], list):
        with pytest.raises(ValueError, match="change must make an array with one row"):
            stored.map(wrong)


def test_a_watcher_is_told_of_every_block(X):
    told = []
    stored = OnDisk(X, block_size=30).watched(lambda *counts: told.append(counts))
    stored.check()
    assert told == [(30, 78), (30, 78), (18, 78)]
