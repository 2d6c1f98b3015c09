"""Recordings: the calls of a function, made again on the memory that it read."""

from gc import collect
from weakref import ref

import numpy as np
import pytest
from scipy.special import expit

from skscratch.network.recording import Recording


def assert_plays(function, *arguments, seed=0):
    """It gives what the function does, for any numbers in the same memory."""
    rng = np.random.default_rng(seed)
    kept = [array.copy() for array in arguments]
    recording = Recording(function, *arguments)
    for _ in range(3):
        for array in kept:
            array[...] = rng.standard_normal(array.shape)
        copies = [array.copy() for array in kept]
        expected = function(*copies)
        for array, fresh in zip(arguments, kept, strict=True):
            array[...] = fresh
        np.testing.assert_array_equal(recording.play(), expected)
        for array, changed in zip(arguments, copies, strict=True):
            np.testing.assert_array_equal(array, changed)


@pytest.fixture
def A(rng):
    return rng.standard_normal((3, 5))


@pytest.fixture
def B(rng):
    return rng.standard_normal((3, 5))


def test_ufuncs_are_played(A, B):
    assert_plays(lambda A, B: np.exp(2 * A - B / 3), A, B)
    assert_plays(lambda A, B: expit(A) + np.maximum(B, 0), A, B)
    assert_plays(lambda A, B: np.multiply(A, A > B), A, B)


def test_what_is_written_in_place_is_played(A, B):
    def function(A, B):
        A += B
        np.negative(B, out=B)
        np.maximum(A, B, out=B)
        return A * B

    assert_plays(function, A, B)


def test_what_is_written_to_memory_of_others_is_played(A):
    room = np.empty_like(A)

    def function(A):
        np.sqrt(np.abs(A), out=room)
        return A + room

    assert_plays(function, A)


def test_views_and_sums_are_played(A, B):
    def function(A, B):
        A[1:] *= B[:2]
        return A.sum(axis=0) + B.T[:, 0] - A.max(axis=0)

    assert_plays(function, A, B)


def test_products_are_played(A, B):
    room = np.empty((3, 3))
    assert_plays(lambda A, B: np.dot(A, B.T), A, B)
    assert_plays(lambda A, B: A.dot(B.T), A, B)
    assert_plays(lambda A, B: np.dot(A, B.T, out=room) + 1, A, B)
    assert_plays(lambda A: np.dot(np.ones((2, 3)), A), A)
    assert_plays(lambda A, B: np.dot(A[0], B[0]), A, B)


def test_arrays_made_on_the_way_are_played(A):
    def function(A):
        room = np.empty_like(A)
        room.fill(0.5)
        np.minimum(A, room, out=room)
        room += np.maximum(A, np.zeros_like(A))
        return np.dot(room, np.ones_like(A, shape=(5, 2)))

    assert_plays(function, A)


def test_zeros_must_stay_what_they_are(A):
    def function(A):
        room = np.zeros_like(A)
        room += A
        return room

    with pytest.raises(ValueError, match="read-only"):
        Recording(function, A)


def test_what_is_put_into_views_is_played(A, B):
    def function(A, B):
        A[:, :2] = B[:, 2:4]
        B[...] = 0
        A.T[0] = B[:1, 0] + 1
        return A - B

    def changed(A, B):
        A[1, ...] = 2 * B[0]
        return A

    assert_plays(changed, A, B)
    assert_plays(lambda A, B: function(A, B[:, :]), A, B)


def test_the_order_of_memory_is_that_of_the_function(A):
    made = {}

    def function(A):
        made["room"] = np.ones_like(A.T, order="C", shape=(4, 2))
        return A + 1

    Recording(function, A)
    assert made["room"].flags.c_contiguous


def test_what_is_no_argument_is_worked_out_once(A, B):
    recording = Recording(lambda A: A * (2 * B), A)
    expected = A * (2 * B)
    B[...] = np.nan
    np.testing.assert_array_equal(recording.play(), expected)


def test_an_argument_has_been_changed_by_the_recording_as_by_the_function(A):
    changed = A + 1

    def function(A):
        A += 1
        return A

    Recording(function, A)
    np.testing.assert_array_equal(A, changed)


@pytest.mark.parametrize(
    "function",
    [
        lambda A: A.copy(),
        lambda A: A[[0, 2]],
        lambda A: A[A.view(np.ndarray) > 0],
        lambda A: A[0, 0] + 1,
        lambda A: A.astype(np.float32),
        lambda A: A.T.reshape(-1),
    ],
)
def test_copies_are_refused(function, A):
    with pytest.raises(TypeError, match="a copy cannot be recorded"):
        Recording(function, A)


@pytest.mark.parametrize(
    "function",
    [lambda A: np.divmod(A, 2), lambda A: np.add.at(A, [0], 1)],
)
def test_functions_of_two_results_or_of_scattered_places_are_refused(function, A):
    with pytest.raises(TypeError, match="cannot be recorded"):
        Recording(function, A)


def test_masks_and_outputs_by_their_place_are_played(A, B):
    room = np.zeros_like(A)
    assert_plays(lambda A, B: np.exp(A, out=room, where=A > B) + 0, A, B)
    product = np.empty((3, 3))
    assert_plays(lambda A, B: np.dot(A, B.T, product) + 0, A, B)


@pytest.mark.parametrize(
    "function", [np.sort, np.sum, np.concatenate, np.copy], ids=lambda f: f.__name__
)
def test_what_cannot_be_recorded_is_refused(function, A):
    with pytest.raises(TypeError, match=f"{function.__name__} cannot be recorded"):
        Recording(function, A)


def test_nothing_outlives_a_recording(A):
    fresh = np.ones(3)
    alive = ref(fresh)
    recording = Recording(lambda A, fresh: A[:, :3] * fresh, A, fresh)
    recording.play()
    del recording, fresh
    collect()
    assert alive() is None
