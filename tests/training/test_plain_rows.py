"""Rows are read straight from their file, if they lie there as in memory."""

import copy
import gc
import os
import pickle

import h5py
import numpy as np
import pytest

from skscratch import DeepNNClassifier, ScratchLogisticRegression
from skscratch.datasets import OnDisk
from skscratch.network import batch
from skscratch.training.plain_rows import PlainRows, plain_rows

N, N_FEATURES = 90, 6


@pytest.fixture
def X():
    return np.random.default_rng(0).random((N, N_FEATURES))


@pytest.fixture
def in_hdf5(tmp_path, X):
    """Makes a file with the rows, stored as it is told, and opens it for reading."""
    opened = []

    def make(X=X, driver="sec2", file_settings=None, **settings):
        path = tmp_path / f"{len(opened)}.h5"
        with h5py.File(path, "w", **file_settings or {}) as file:
            file.create_dataset("X", data=X, **settings)
            file["after"] = np.ones(3)
        opened.append(h5py.File(path, "r", driver=driver))
        return opened[-1]["X"]

    yield make
    for file in opened:
        file.close()


@pytest.fixture
def memory_map(tmp_path, X):
    np.save(tmp_path / "X.npy", X)
    return np.load(tmp_path / "X.npy", mmap_mode="r")


def check_rows(found, X):
    """All rows, and some, are those of the array, in their precision and another."""
    for start, stop in ((0, N), (0, 1), (N - 1, N), (7, 40), (39, 41)):
        for dtype in (found.dtype, np.float32):
            out = np.full((stop - start, *X.shape[1:]), -1, dtype)
            found.read(start, stop, out)
            np.testing.assert_array_equal(out, X[start:stop].astype(dtype))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"chunks": (20, N_FEATURES)},
        {"chunks": (N, N_FEATURES)},
        {"chunks": (200, N_FEATURES), "maxshape": (None, N_FEATURES)},
        {"file_settings": {"userblock_size": 1024}},
        {"file_settings": {"libver": "latest"}, "chunks": (7, N_FEATURES)},
        {"dtype": ">f8"},
        {"dtype": ">f8", "chunks": (7, N_FEATURES)},
    ],
    ids=str,
)
def test_rows_of_hdf5_are_found_in_its_file(in_hdf5, X, settings):
    check_rows(plain_rows(in_hdf5(**settings)), X)


def test_chunks_apart_from_each_other_are_found_one_by_one(tmp_path, X):
    with h5py.File(tmp_path / "X.h5", "w") as file:
        for name in ("X", "other"):
            file.create_dataset(name, X.shape, X.dtype, chunks=(20, N_FEATURES))
        for start in (60, 0, 80, 20, 40):
            for name in ("X", "other"):
                file[name][start : start + 20] = X[start : start + 20]
    with h5py.File(tmp_path / "X.h5") as file:
        found = plain_rows(file["X"])
        assert len(found.starts) > 1
        check_rows(found, X)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, bool, np.int16])
def test_numbers_are_those_that_hdf5_has(in_hdf5, dtype):
    X = (np.random.default_rng(0).random((N, 3)) * 9).astype(dtype)
    found = plain_rows(in_hdf5(X, dtype=dtype))
    out = np.empty((N, 3))
    found.read(0, N, out)
    np.testing.assert_array_equal(out, X)


def test_rows_of_images_and_of_memory_maps_are_found(in_hdf5, memory_map, X, tmp_path):
    images = np.random.default_rng(0).random((N, 2, 3, 3))
    check_rows(plain_rows(in_hdf5(images, chunks=(7, 2, 3, 3))), images)
    check_rows(plain_rows(memory_map), X)
    larger = np.memmap(tmp_path / "X.npy", np.float64, "r", 128 + 5 * 48, (85, 6))
    for part in (larger, memory_map[5:]):
        out = np.empty((77, N_FEATURES))
        plain_rows(part).read(3, 80, out)
        np.testing.assert_array_equal(out, X[8:85])


@pytest.mark.parametrize(
    "settings",
    [
        {"chunks": (20, 2)},
        {"chunks": (20, N_FEATURES), "compression": "gzip"},
        {"chunks": (20, N_FEATURES), "shuffle": True},
        {"chunks": (20, N_FEATURES), "fletcher32": True},
        {"driver": "core"},
        {"file_settings": {"userblock_size": 512}, "chunks": (7, N_FEATURES)},
    ],
    ids=str,
)
def test_what_does_not_lie_there_in_rows_is_not_read_so(in_hdf5, settings):
    assert plain_rows(in_hdf5(**settings)) is None


def test_what_may_be_elsewhere_than_in_the_file_is_not_read_so(tmp_path, X, memory_map):
    path = tmp_path / "X.h5"
    with h5py.File(path, "w") as file:
        file["X"] = X
        file.create_dataset("never written", X.shape, "f8", chunks=(20, N_FEATURES))
        file.create_dataset("outside", data=X, external=str(tmp_path / "raw"))
        layout = h5py.VirtualLayout(X.shape, X.dtype)
        layout[:] = h5py.VirtualSource(str(path), "X", X.shape)
        file.create_virtual_dataset("virtual", layout)
        assert plain_rows(file["X"]) is None  # open for writing
    with h5py.File(path) as file:
        assert plain_rows(file["X"]) is not None
        for name in ("never written", "outside", "virtual"):
            assert plain_rows(file[name]) is None
    private = np.load(tmp_path / "X.npy", mmap_mode="c")
    for other in (private, memory_map[:, 1:], memory_map[::2], X, memory_map[:0]):
        assert plain_rows(other) is None


def test_rows_that_lie_askew_are_read(tmp_path, X):
    path = tmp_path / "askew"
    path.write_bytes(b"12345" + X.tobytes())
    check_rows(plain_rows(np.memmap(path, np.float64, "r", 5, X.shape)), X)


def test_a_map_far_into_a_file_is_found(tmp_path, X):
    path = tmp_path / "far"
    path.write_bytes(bytes(3 * 2**16 + 40) + X.tobytes())
    check_rows(plain_rows(np.memmap(path, np.float64, "r", 3 * 2**16 + 40, X.shape)), X)


def test_a_map_is_not_read_from_another_file_of_its_name(tmp_path, memory_map, X):
    np.save(tmp_path / "new.npy", 1 - X)
    (tmp_path / "new.npy").replace(tmp_path / "X.npy")
    assert plain_rows(memory_map) is None
    rows = OnDisk(memory_map, block_size=20).for_training()
    np.testing.assert_array_equal(np.asarray(rows), X)


def test_a_map_is_read_as_one_where_nobody_tells_its_file(memory_map, X, monkeypatch):
    monkeypatch.setattr(
        "skscratch.training.plain_rows._is_mapped_to", lambda *place: False
    )
    assert plain_rows(memory_map) is None
    assert plain_rows(memory_map, by_name=True) is not None
    np.testing.assert_array_equal(OnDisk(memory_map).for_training(), X)


def test_a_file_that_was_cut_short_is_told(in_hdf5, memory_map, tmp_path, X):
    dataset = in_hdf5()
    for stored, path in (
        (memory_map, tmp_path / "X.npy"),
        (dataset, tmp_path / "0.h5"),
    ):
        found = plain_rows(stored)
        os.truncate(path, path.stat().st_size // 2)
        found.read(0, 9, np.empty((9, N_FEATURES)))
        with pytest.raises(
            ValueError, match=f"{path.name} must stay as it is.* {N} rows"
        ):
            found.read(0, N, np.empty(X.shape))


def test_what_the_system_gives_in_pieces_is_put_together(memory_map, X, monkeypatch):
    whole = os.preadv
    monkeypatch.setattr(
        "os.preadv", lambda file, rooms, at: whole(file, [rooms[0][:100]], at)
    )
    check_rows(plain_rows(memory_map), X)


def test_a_file_is_closed_with_its_rows(memory_map):
    found = plain_rows(memory_map)
    descriptor, other = found.file.descriptor, copy.copy(found)
    del found
    gc.collect()
    os.fstat(descriptor)
    check_rows(other, memory_map)
    del other
    gc.collect()
    with pytest.raises(OSError):
        os.fstat(descriptor)


def test_an_open_file_is_neither_sent_nor_copied(memory_map):
    rows = OnDisk(memory_map).for_training()
    for copied in (copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="open file"):
            copied(rows)


def test_a_system_that_cannot_read_so_reads_as_ever(
    in_hdf5, memory_map, X, monkeypatch
):
    monkeypatch.delattr("os.preadv")
    for stored in (in_hdf5(), memory_map):
        assert plain_rows(stored) is None
        np.testing.assert_array_equal(OnDisk(stored).for_training(), X)


def test_files_of_all_kinds_stand_below_each_other(in_hdf5, memory_map, X):
    packed = in_hdf5(chunks=(20, N_FEATURES), compression="gzip")
    rows = OnDisk([memory_map, packed, in_hdf5()], block_size=50).for_training()
    assert sum(isinstance(part, PlainRows) for part in rows.sources) == 2
    assert rows.runs(20) == rows.slices()
    np.testing.assert_array_equal(rows, np.tile(X, (3, 1)))


@pytest.mark.parametrize("chunks", [None, (20, N_FEATURES)], ids=str)
def test_training_reads_rows_straight_from_their_file(in_hdf5, memory_map, X, chunks):
    for stored in (in_hdf5(chunks=chunks), memory_map):
        rows = OnDisk(stored, block_size=20).for_training(False)
        assert all(isinstance(part, PlainRows) for part in rows.sources)
        np.testing.assert_array_equal(rows, X)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.astype(np.float32),
        lambda rows: rows.map(lambda block: block * 2),
        lambda rows: rows[::2],
        lambda rows: OnDisk(rows.sources[0], scale=0.5),
    ],
    ids=["precision", "changed", "some", "scaled"],
)
def test_rows_that_are_changed_are_copied(memory_map, change):
    rows = change(OnDisk(memory_map, block_size=20))
    wanted = np.asarray(rows)
    blocks = [block.copy() for _, block in rows.for_training().blocks()]
    np.testing.assert_array_equal(np.concatenate(blocks), wanted)


def test_a_fit_is_the_same_from_every_place(in_hdf5, memory_map, X):
    y = np.arange(N) % 3
    network = DeepNNClassifier(
        hidden_layer_sizes=(5,), solver="lbfgs", random_state=0, max_iter=9, tol=None
    )
    places = [memory_map, in_hdf5(), in_hdf5(chunks=(20, N_FEATURES)), X.copy()]
    places.append(in_hdf5(chunks=(20, 2), compression="gzip"))
    places.append(in_hdf5(chunks=(7, N_FEATURES)))
    fits = [
        network.fit(OnDisk(place, block_size=20), y).coefs_[0].copy()
        for place in places
    ]
    for other in fits[1:]:
        np.testing.assert_array_equal(other, fits[0])


@pytest.mark.parametrize(
    ("at_a_time", "piece", "n_rows"),
    [(0, 2**21, [50, 40]), (7, 1, 12 * [7] + [6]), (7, 15 * 48, 6 * [14] + [6])],
)
def test_full_batches_read_as_much_as_sums_take(
    tmp_path, X, monkeypatch, at_a_time, piece, n_rows
):
    monkeypatch.setattr("skscratch.training.on_disk.PIECE", piece)
    path = tmp_path / "X.h5"
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("X", X.shape, X.dtype, chunks=(20, N_FEATURES))
        for start in (60, 0, 80, 20, 40):
            stored[start : start + 20] = X[start : start + 20]
    rows = OnDisk(path, block_size=50)
    assert rows.runs(at_a_time) == rows.slices()  # it may be that blocks are quicker
    rows = rows.for_training(False)
    found = [part for parts in rows.T.cut(2, False, at_a_time) for part in parts]
    blocks = [block.copy() for part in found for _, block in part.blocks()]
    assert [block.shape[1] for block in blocks] == n_rows
    np.testing.assert_array_equal(np.hstack(blocks), X.T)


@pytest.mark.parametrize("at_a_time", [20, 200])
def test_no_piece_is_larger_than_a_block_or_of_two_files(tmp_path, X, at_a_time):
    paths = [tmp_path / "a.npy", tmp_path / "b.npy"]
    for path in paths:
        np.save(path, X)
    runs = OnDisk(paths, block_size=50).for_training().runs(at_a_time)
    assert [run.stop - run.start for run in runs] == 2 * [50, 40]


def test_the_open_file_is_read_whatever_has_its_name_now(tmp_path, X, monkeypatch):
    y = (X[:, 0] > 0.5).astype(int)
    (tmp_path / "other").mkdir()
    for folder, rows in ((tmp_path, X), (tmp_path / "other", 1 - X)):
        with h5py.File(folder / "X.h5", "w") as file:
            file["X"] = rows
    monkeypatch.chdir(tmp_path)
    network = DeepNNClassifier(max_iter=3, tol=None, random_state=0)
    with h5py.File("X.h5") as file:
        monkeypatch.chdir(tmp_path / "other")
        found = network.fit(OnDisk(file["X"]), y).coefs_[0]
    wanted = network.fit(OnDisk(X), y).coefs_[0]
    np.testing.assert_array_equal(found, wanted)


def test_what_cannot_be_opened_once_more_is_read(in_hdf5, X, monkeypatch):
    def no_room(*arguments, **settings):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("os.dup", no_room)
    rows = OnDisk(in_hdf5(), block_size=20).for_training()
    np.testing.assert_array_equal(np.asarray(rows), X)


def test_very_many_files_are_not_held_open(tmp_path, X, monkeypatch):
    monkeypatch.setattr("skscratch.training.sources.MOST_OPEN", 2)
    paths = [tmp_path / f"{i}.npy" for i in range(3)]
    for path in paths:
        np.save(path, X)
    for some, are_open in ((paths[:2], True), (paths, False)):
        parts = OnDisk(some).for_training().sources
        assert all(isinstance(part, PlainRows) == are_open for part in parts)


@pytest.mark.parametrize("ahead", [False, True])
def test_threads_hold_a_block_each(X, ahead):
    found = OnDisk(X, block_size=5).for_training().T.cut(3, ahead, 0)
    places = set()
    for part in (part for parts in found for part in parts):
        places |= {block.ctypes.data for _, block in part.blocks()}
    assert len(places) == (2 if ahead else 3)


@pytest.mark.parametrize("name", ["X.npy", "X.h5"])
@pytest.mark.parametrize("batch_size", [None, 16])
def test_a_file_cut_short_while_training_ends_the_fit_alone(
    tmp_path, X, name, batch_size
):
    path = tmp_path / name
    if name == "X.npy":
        np.save(path, X)
    else:
        with h5py.File(path, "w") as file:
            file["X"] = X

    def schedule(epoch):
        if epoch == 3:
            os.truncate(path, path.stat().st_size // 2)
        return 1.0

    network = DeepNNClassifier(
        batch_size=batch_size,
        solver="adam",
        max_iter=9,
        tol=None,
        learning_rate=0.01,
        learning_rate_schedule=schedule,
    )
    with pytest.raises(ValueError, match=f"{name} must stay as it is"):
        network.fit(OnDisk(path, block_size=20), np.arange(N) % 3)
    assert not hasattr(network, "coefs_")


@pytest.mark.parametrize("solver", ["gd", "lbfgs", "newton"])
def test_sums_that_nobody_shares_are_read_in_pieces_too(
    memory_map, X, solver, monkeypatch
):
    for name, size in (("FEWEST", 5), ("CACHE", 600), ("LARGE_CACHE", 600)):
        monkeypatch.setattr(batch, name, size)
    monkeypatch.setattr("skscratch.training.on_disk.PIECE", 1)
    n_rows, read = [], PlainRows.read

    def noted(self, start, stop, out):
        n_rows.append(stop - start)
        read(self, start, stop, out)

    monkeypatch.setattr(PlainRows, "read", noted)
    y = (X[:, 0] > 0.5).astype(int)
    model = ScratchLogisticRegression(solver=solver, alpha=1.0)
    model.fit(OnDisk(memory_map, block_size=50), y)
    assert np.median(n_rows) < 15 and max(n_rows) <= 50
