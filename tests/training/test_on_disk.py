"""Samples on disk: the numbers of the file, whichever rows and however they come."""

import h5py
import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from skscratch.labels.rows import scale_of
from skscratch.preprocessing import Blockwise
from skscratch.training.batches import WINDOW
from skscratch.training.extremes import extremes, largest
from skscratch.training.on_disk import BLOCK, SMALL, OnDisk, stays_on_disk
from skscratch.training.sources import Source

N, N_FEATURES = 97, 6


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (N, N_FEATURES), np.uint8)


@pytest.fixture(params=["hdf5", "gzip", "memmap", "array"])
def source(request, pixels, tmp_path):
    """The pixels in each kind of file."""
    if request.param == "array":
        yield pixels
    elif request.param == "memmap":
        mapped = np.memmap(tmp_path / "X", np.uint8, "w+", shape=pixels.shape)
        mapped[...] = pixels
        yield mapped
    else:
        packed = "gzip" if request.param == "gzip" else None
        with h5py.File(tmp_path / "X.h5", "w") as file:
            yield file.create_dataset(
                "X", data=pixels, chunks=(10, 4), compression=packed
            )


def test_blocks_are_the_scaled_rows_in_order(source, pixels):
    X = OnDisk(source, scale=1 / 255, block_size=20)
    found = list(X.blocks())
    assert [rows.stop - rows.start for rows, _ in found] == [20, 20, 20, 20, 17]
    together = np.concatenate([block for _, block in found])
    np.testing.assert_array_equal(together, pixels * (1 / 255))
    np.testing.assert_array_equal(np.asarray(X), pixels * (1 / 255))


def test_reading_leaves_the_source_as_it_is(source, pixels):
    OnDisk(source, scale=0.5, block_size=20).check()
    np.testing.assert_array_equal(source[:], pixels)


@pytest.mark.parametrize(
    "rows",
    [
        np.arange(30, 70),
        np.arange(0, N, 7),
        np.random.default_rng(1).permutation(N),
        np.array([5, 5, 96, 0, 5, 6, 7]),
        np.arange(N) % 3 == 1,
        slice(10, 60, 3),
        [4, 50],
    ],
    ids=["run", "strided", "permuted", "repeated", "mask", "slice", "list"],
)
def test_some_rows_are_those_of_an_array(source, pixels, rows):
    some = OnDisk(source, block_size=16)[rows]
    assert isinstance(some, OnDisk)
    np.testing.assert_array_equal(np.asarray(some), pixels[rows])
    order = np.random.default_rng(2).permutation(len(some))
    np.testing.assert_array_equal(some.gather(order), pixels[rows][order])
    np.testing.assert_array_equal(np.asarray(some[order]), pixels[rows][order])
    out = np.empty((len(some), N_FEATURES))
    assert some.gather(order, out) is out


def test_blocks_of_some_rows_are_of_one_size(source):
    # each size of a batch has a workspace of its own
    some = OnDisk(source, block_size=16)[np.arange(N) % 5 != 0]
    sizes = {rows.stop - rows.start for rows, _ in some.blocks()}
    assert len(sizes) <= 2 and max(sizes) == 16


def test_memory_that_is_used_again_holds_the_same_rows(source, pixels):
    X = OnDisk(source, scale=1 / 255, block_size=20)
    again = X.for_training()
    windows = np.split(np.random.default_rng(3).permutation(N), [40, 70])
    for part, wanted in ((again, pixels), (again[::2], pixels[::2])):
        for pieces in (part.slices(), [rows[rows < len(part)] for rows in windows]):
            for rows, block in part.pieces(pieces):
                np.testing.assert_array_equal(block, wanted[rows] * (1 / 255))
    # two blocks' memory in turn, and not those of the samples that it was made of
    places = [block.ctypes.data for _, block in again.blocks()]
    assert len(set(places)) == 2
    kept = list(X.blocks())
    np.testing.assert_array_equal(np.concatenate([b for _, b in kept]), np.asarray(X))


def test_who_reads_meanwhile_takes_other_memory(source, pixels):
    X = OnDisk(source, block_size=20).for_training()
    for rows, block in X.blocks():
        assert sum(len(other) for _, other in X.blocks()) == N
        np.testing.assert_array_equal(block, pixels[rows])


@pytest.mark.parametrize("rows", [np.arange(30, 70), np.arange(70, 30, -1)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_are_written_to_any_memory(source, pixels, rows, dtype):
    X = OnDisk(source, scale=1 / 3, block_size=16)
    wide = np.full((40, 2 * N_FEATURES), -1, dtype)
    assert X.gather(rows, wide[:, ::2]).base is wide
    np.testing.assert_array_equal(wide[:, ::2], (pixels[rows] * (1 / 3)).astype(dtype))
    assert (wide[:, 1::2] == -1).all()
    whole = np.empty((40, N_FEATURES), dtype)
    np.testing.assert_array_equal(X.gather(rows, whole), wide[:, ::2])


def test_images_are_rows_as_the_flattener_makes_them(tmp_path):
    images = np.random.default_rng(0).random((7, 4, 5, 3))
    X = OnDisk(images, block_size=3)
    assert X.shape == (7, 60)
    np.testing.assert_array_equal(np.asarray(X), images.reshape(7, -1))


@pytest.mark.parametrize(
    ("stored", "asked", "dtype"),
    [
        (np.float32, None, np.float32),
        (">f4", None, np.float32),
        (np.float16, None, np.float64),
        (np.uint8, None, np.float64),
        (">f8", None, np.float64),
        (np.float64, np.float32, np.float32),
    ],
)
def test_precision(pixels, stored, asked, dtype):
    X = OnDisk(pixels.astype(stored), dtype=asked)
    ((_, block),) = X.blocks()
    assert X.dtype == block.dtype == dtype and block.dtype.isnative
    np.testing.assert_array_equal(block, pixels)
    assert np.asarray(X.astype(np.float32)).dtype == np.float32


def test_a_block_is_of_whole_chunks(tmp_path):
    with h5py.File(tmp_path / "X.h5", "w") as file:
        chunked = file.create_dataset("X", (10**6, 100), "u1", chunks=(300, 100))
        huge = file.create_dataset("Y", (10**6, 100), "u1", chunks=(50_000, 100))
        plain = file.create_dataset("Z", (10**6, 100), "u1")
        size = OnDisk(chunked).block_size
        assert size % 300 == 0 and 0.9 * BLOCK < 800 * size <= BLOCK
        assert OnDisk(huge).block_size == 50_000
        assert 800 * OnDisk(plain).block_size <= BLOCK
    assert WINDOW * BLOCK <= 2**27


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_told_by_row_and_column(bad):
    X = np.zeros((50, 3))
    X[41, 2] = bad
    words = f"X must be finite; got {bad} in row 41, column 2 of what is on disk"
    whole = OnDisk(X, block_size=8)
    with pytest.raises(ValueError, match=words):
        whole.check()
    with pytest.raises(ValueError, match=words):
        whole[np.arange(30, 50)].check()
    whole[:41].check()


def test_what_overflows_is_told_with_what_is_stored():
    X = np.full((5, 2), 1e300)
    with pytest.raises(ValueError, match="got 1e.300 times scale=1e.200 in row 0"):
        np.asarray(OnDisk(X, scale=1e200))
    with pytest.raises(ValueError, match="range of float32; got 1e.300 in row 0"):
        OnDisk(X, dtype=np.float32, block_size=2).check()
    OnDisk(np.full((50, 2), 1e308), block_size=20).check()  # only the sum overflows


@pytest.mark.parametrize(
    ("source", "parameters", "error", "words"),
    [
        ([[1.0]], {}, TypeError, "source must be numbers in a file.*got list"),
        (np.array([["a"]]), {}, TypeError, "got ndarray of dtype <U1"),
        (np.zeros(3), {}, ValueError, r"a row for each sample; got shape \(3,\)"),
        (np.zeros((3, 1)), {"scale": 0}, ValueError, "scale must be a finite number"),
        (np.zeros((3, 1)), {"scale": np.nan}, ValueError, "not 0; got nan"),
        (np.zeros((3, 1)), {"dtype": int}, ValueError, "dtype must be numpy.float32"),
        (np.zeros((3, 1)), {"dtype": "no"}, ValueError, "or None; got 'no'"),
        (np.zeros((3, 1)), {"block_size": 0}, ValueError, "a positive integer or None"),
        (np.zeros((3, 1)), {"block_size": 2.5}, ValueError, "got 2.5"),
    ],
)
def test_what_cannot_be_read_is_refused(source, parameters, error, words):
    with pytest.raises(error, match=words):
        OnDisk(source, **parameters)


@pytest.mark.parametrize("rows", [None, np.array([[1, 2], [3, 4]])])
def test_rows_are_selected_along_one_axis(pixels, rows):
    with pytest.raises(IndexError, match="a list of indices; got what has 2 axes"):
        OnDisk(pixels)[rows]


@pytest.mark.parametrize("rows", [[-1], [0, N]])
def test_rows_that_are_not_there_cannot_be_gathered(pixels, rows):
    with pytest.raises(IndexError, match=f"indices from 0 to {N - 1}; got "):
        OnDisk(pixels).gather(np.array(rows))
    with pytest.raises(IndexError):
        OnDisk(pixels)[:50].gather(np.array([50]))


def test_an_array_of_samples_on_disk_is_a_copy(pixels):
    with pytest.raises(ValueError, match="an array of them is a copy"):
        np.asarray(OnDisk(pixels), copy=False)


def test_columns_cannot_be_selected():
    X = OnDisk(np.zeros((4, 3)))
    assert X[[0, 1], ...].shape == X[[0, 1], :].shape == (2, 3)
    with pytest.raises(IndexError, match="only rows of samples that are not in"):
        X[:, 1]


def test_private_changes_of_a_map_are_kept(tmp_path):
    path = tmp_path / "X"
    np.zeros((100, 4)).tofile(path)
    private = np.memmap(path, np.float64, "c", shape=(100, 4))
    private[7] = 3.0
    for source in (private, private[2:]):
        OnDisk(source, block_size=10).check()
    assert (private[7] == 3.0).all()


def test_only_what_is_large_and_in_a_file_stays_there(tmp_path):
    n = SMALL // 8 // 100
    with h5py.File(tmp_path / "X.h5", "w") as file:
        chunks = (1000, 100)  # nothing is written: it takes no room
        large = file.create_dataset("X", (n + 1, 100), "u1", chunks=chunks)
        small = file.create_dataset("Y", (n, 100), "u1", chunks=chunks)
        images = file.create_dataset("Z", (n, 10, 10, 3), "u1", chunks=(99, 10, 10, 3))
        text = file.create_dataset("T", (n + 1, 100), "S1", chunks=chunks)
        assert isinstance(stays_on_disk(large), OnDisk)
        for other in (small, images, text):
            assert stays_on_disk(other) is other
    mapped = np.memmap(tmp_path / "map", np.uint8, "w+", shape=(n + 1, 100))
    assert isinstance(stays_on_disk(mapped), OnDisk)
    few = mapped[:10]
    assert stays_on_disk(few) is few
    folder = tmp_path / "joblib_memmapping_folder_1"
    folder.mkdir()
    of_a_worker = np.memmap(folder / "map", np.uint8, "w+", shape=(n + 1, 100))
    assert stays_on_disk(of_a_worker) is of_a_worker
    for other in (np.zeros((3, 2)), [[1.0]], "text", None):
        assert stays_on_disk(other) is other


def test_extremes_are_those_of_the_array(pixels):
    X = OnDisk(pixels, scale=-0.5, block_size=10)
    for found, wanted in zip(extremes(X), extremes(-0.5 * pixels), strict=True):
        np.testing.assert_array_equal(found, wanted)
    assert largest(X) == largest(X.T) == 0.5 * pixels.max()


def reads(X, monkeypatch, question):
    """How many times all of `X` was read, by rows, while a question was answered."""
    rows = []
    read = Source.read
    monkeypatch.setattr(
        Source,
        "read",
        lambda self, start, stop, out: (
            rows.append(stop - start),
            read(self, start, stop, out),
        ),
    )
    question()
    return sum(rows) / len(X)


QUESTIONS = {
    "array": np.asarray,
    "check": OnDisk.check,
    "extremes": extremes,
    "scale": scale_of,
    "scaler": lambda X: Blockwise(StandardScaler()).fit(X, np.arange(len(X))),
    "answer": lambda X: X.answer(lambda _, block: block[:, 0], np.empty(0)),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_rows_in_any_order_are_read_once(question, monkeypatch):
    X = OnDisk(np.random.default_rng(0).standard_normal((200, 3)), block_size=10)
    mixed = X[np.random.default_rng(1).permutation(200)]
    assert reads(X, monkeypatch, lambda: question(mixed)) == 1


def test_answers_are_in_the_order_of_the_rows():
    X = np.random.default_rng(0).standard_normal((50, 3))
    mixed = OnDisk(X, block_size=8)[np.random.default_rng(1).permutation(50)]
    found = mixed.answer(lambda _, block: block.sum(axis=1), np.empty(0))
    np.testing.assert_array_equal(found, np.asarray(mixed).sum(axis=1))
    fitted = Blockwise(StandardScaler()).fit(mixed).transformer_
    np.testing.assert_allclose(fitted.mean_, X.mean(axis=0), atol=1e-15)


def test_an_error_names_the_row_as_it_was_asked_for():
    X = np.zeros((50, 2))
    X[7] = 1
    mixed = np.random.default_rng(1).permutation(50)

    def refuse(rows, block):
        if block.any():
            at = rows.start + int(np.flatnonzero(block.any(axis=1))[0])
            raise ValueError(f"row {at}")
        return block

    place = int(np.flatnonzero(mixed == 7)[0])
    with pytest.raises(ValueError, match=f"row {place}$"):
        OnDisk(X, block_size=8)[mixed].answer(refuse, np.empty((0, 2)))
