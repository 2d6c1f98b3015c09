"""Rows are computed with where they lie in a file, if they lie there as in memory."""

import h5py
import numpy as np
import pytest

from skscratch import DeepNNClassifier
from skscratch.datasets import OnDisk
from skscratch.training.mapping import mapped

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
    """All rows, and some, are those of the array."""
    for start, stop in ((0, N), (0, 1), (N - 1, N), (7, 40), (39, 41)):
        out = np.full((stop - start, *X.shape[1:]), -1.0)
        found.copy(start, stop, out)
        np.testing.assert_array_equal(out, X[start:stop])
        view = found.view(start, stop)
        if view is not None:
            np.testing.assert_array_equal(view, X[start:stop])
            assert not view.flags.writeable and not view.flags.owndata
        found.fetch(start, stop)
        found.release(start, stop)


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
    check_rows(mapped(in_hdf5(**settings)), X)


def test_chunks_apart_from_each_other_are_found_one_by_one(tmp_path, X):
    with h5py.File(tmp_path / "X.h5", "w") as file:
        for name in ("X", "other"):
            file.create_dataset(name, X.shape, X.dtype, chunks=(20, N_FEATURES))
        for start in (60, 0, 80, 20, 40):
            for name in ("X", "other"):
                file[name][start : start + 20] = X[start : start + 20]
    with h5py.File(tmp_path / "X.h5") as file:
        found = mapped(file["X"])
        assert len(found.starts) > 1 and found.view(0, N) is None
        check_rows(found, X)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, bool, np.int16])
def test_numbers_are_those_that_hdf5_has(in_hdf5, dtype):
    X = (np.random.default_rng(0).random((N, 3)) * 9).astype(dtype)
    found = mapped(in_hdf5(X, dtype=dtype))
    out = np.empty((N, 3))
    found.copy(0, N, out)
    np.testing.assert_array_equal(out, X)


def test_rows_of_images_and_of_memory_maps_are_found(in_hdf5, memory_map, X, tmp_path):
    images = np.random.default_rng(0).random((N, 2, 3, 3))
    check_rows(mapped(in_hdf5(images, chunks=(7, 2, 3, 3))), images)
    check_rows(mapped(memory_map), X)
    larger = np.memmap(tmp_path / "X.npy", np.float64, "r", 128 + 5 * 48, (85, 6))
    np.testing.assert_array_equal(mapped(larger).view(3, 80), X[8:85])
    np.testing.assert_array_equal(mapped(memory_map[5:]).view(3, 80), X[8:85])


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
def test_what_does_not_lie_there_in_rows_is_not_mapped(in_hdf5, settings):
    assert mapped(in_hdf5(**settings)) is None


def test_what_may_be_elsewhere_than_in_the_file_is_not_mapped(tmp_path, X, memory_map):
    path = tmp_path / "X.h5"
    with h5py.File(path, "w") as file:
        file["X"] = X
        file.create_dataset("never written", X.shape, "f8", chunks=(20, N_FEATURES))
        file.create_dataset("outside", data=X, external=str(tmp_path / "raw"))
        layout = h5py.VirtualLayout(X.shape, X.dtype)
        layout[:] = h5py.VirtualSource(str(path), "X", X.shape)
        file.create_virtual_dataset("virtual", layout)
        assert mapped(file["X"]) is None  # open for writing
    with h5py.File(path) as file:
        assert mapped(file["X"]) is not None
        for name in ("never written", "outside", "virtual"):
            assert mapped(file[name]) is None
    private = np.load(tmp_path / "X.npy", mmap_mode="c")
    for other in (private, memory_map[:, 1:], memory_map[::2], X, memory_map[:0]):
        assert mapped(other) is None


def test_rows_that_lie_askew_are_copied(tmp_path, X):
    path = tmp_path / "askew"
    path.write_bytes(b"12345" + X.tobytes())
    found = mapped(np.memmap(path, np.float64, "r", 5, X.shape))
    assert found.view(0, 9) is None
    check_rows(found, X)


@pytest.mark.parametrize("chunks", [None, (20, N_FEATURES)], ids=str)
def test_training_reads_rows_where_they_lie(in_hdf5, memory_map, X, chunks):
    for stored in (in_hdf5(chunks=chunks), memory_map):
        rows = OnDisk(stored, block_size=20)
        assert all(block.flags.owndata for _, block in rows.blocks())
        blocks = dict(
            (at.start, block) for at, block in rows.for_training(False).blocks()
        )
        assert not any(block.flags.writeable for block in blocks.values())
        np.testing.assert_array_equal(np.concatenate([*blocks.values()]), X)


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
    for _, block in rows.for_training().blocks():
        assert block.flags.writeable


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


def test_full_batches_have_no_rows_from_two_places_in_a_file(tmp_path, X, monkeypatch):
    monkeypatch.setattr("skscratch.training.on_disk.FEWEST", 10)
    path = tmp_path / "X.h5"
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("X", X.shape, X.dtype, chunks=(20, N_FEATURES))
        for start in (60, 0, 80, 20, 40):
            stored[start : start + 20] = X[start : start + 20]
    rows = OnDisk(path, block_size=50).for_training()
    assert [at.start for at in rows.slices()] == [0, 50]
    found = [part for parts in rows.T.cut(2, ahead=False) for part in parts]
    blocks = [pair for part in found for pair in part.blocks()]
    assert [at.start for at, _ in blocks] == [0, 20, 50, 60, 80]
    assert not any(block.flags.writeable for _, block in blocks)
    np.testing.assert_array_equal(np.hstack([block for _, block in blocks]), X.T)


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


def test_what_cannot_be_mapped_is_read(in_hdf5, X, monkeypatch):
    def no_room(*arguments, **settings):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("mmap.mmap", no_room)
    rows = OnDisk(in_hdf5(), block_size=20).for_training()
    np.testing.assert_array_equal(np.asarray(rows), X)


def test_very_many_files_are_not_held_open(tmp_path, X, monkeypatch):
    monkeypatch.setattr("skscratch.training.sources.MOST_MAPPED", 2)
    paths = [tmp_path / f"{i}.npy" for i in range(3)]
    for path in paths:
        np.save(path, X)
    for some, are_mapped in ((paths[:2], True), (paths, False)):
        parts = OnDisk(some).for_training().sources
        assert all(hasattr(part, "memory") == are_mapped for part in parts)


@pytest.mark.parametrize("ahead", [False, True])
def test_threads_hold_a_block_each(X, ahead):
    found = OnDisk(X, block_size=5).for_training().T.cut(3, ahead)
    places = set()
    for part in (part for parts in found for part in parts):
        places |= {block.ctypes.data for _, block in part.blocks()}
    assert len(places) == (2 if ahead else 3)


def test_a_file_of_very_many_pieces_is_read_in_whole_blocks(tmp_path, X):
    with h5py.File(tmp_path / "X.h5", "w") as file:
        for name in ("X", "other"):
            file.create_dataset(name, X.shape, X.dtype, chunks=(1, N_FEATURES))
        for i in range(N):
            file["X"][i], file["other"][i] = X[i], 0
    rows = OnDisk(tmp_path / "X.h5", key="X", block_size=30).for_training()
    assert rows.runs() == rows.slices()
