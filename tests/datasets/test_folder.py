"""A folder of folders becomes an image set with the folders' names as classes."""

import tracemalloc
import warnings
from pathlib import Path

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


def test_what_systems_leave_behind_is_passed_over(folder):
    for file in (
        *(".git/config", "cat/.DS_Store", "cat/Thumbs.db", "dog/desktop.ini"),
        *("__MACOSX/cat/._a.png", "dog/__MACOSX/._c.png", "cat/@eaDir/a.png"),
    ):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("not an image")
    images = load_image_folder(folder)
    assert len(images.target) == 3
    assert images.target_names.tolist() == ["cat", "dog"]


@pytest.fixture
def spoilt(folder):
    """Three files more, which are no images."""
    (folder / "dog" / "notes.txt").write_text("good dog")
    (folder / "cat" / "empty.jpg").touch()
    whole = (folder / "cat" / "a.png").read_bytes()
    (folder / "cat" / "cut.png").write_bytes(whole[: len(whole) // 2])
    return folder


BAD = ["empty.jpg", "cut.png", "notes.txt"]


def test_all_files_that_are_no_images_are_named_at_once(spoilt):
    with pytest.raises(ValueError, match="3 of 6 pictures cannot be read") as raised:
        load_image_folder(spoilt)
    (message,) = str(raised.value).splitlines()
    assert all(name in message for name in BAD)
    assert "on_error='warn'" in message


def test_what_cannot_be_read_is_left_out_when_asked_for(spoilt):
    with pytest.warns(UserWarning, match="3 of 6 pictures") as warned:
        images = load_image_folder(spoilt, image_size=(16, 8), on_error="warn")
    assert len(warned) == 1
    assert all(name in str(warned[0].message) for name in BAD)
    assert warned[0].filename == __file__
    assert {Path(file).name for file in images.unreadable} == set(BAD)
    # Rows have not been mixed up on the way: only the dog is green.
    assert [Path(file).name for file in images.filenames] == ["a.png", "b.jpg", "c.png"]
    np.testing.assert_array_equal(images.images[:, 0, 0, 1] > 127, [0, 0, 1])
    assert images.target.tolist() == [0, 0, 1]


def test_a_file_that_may_not_be_opened_is_an_os_error(folder, monkeypatch):
    def refuse(path, mode):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("skscratch.datasets.picture.open", refuse, raising=False)
    for name in ("b.jpg", "c.png"):
        next(folder.rglob(name)).unlink()
    (folder / "dog").rmdir()
    with pytest.raises(PermissionError, match=r"a\.png.*on_error='warn'"):
        load_image_folder(folder)


@pytest.mark.parametrize("on_error", ["raise", "warn"])
def test_classes_without_images_are_named(folder, on_error):
    (folder / "emu").mkdir()
    (folder / "fox").mkdir()
    (folder / "fox" / "Thumbs.db").touch()
    with pytest.raises(ValueError, match="at least one image; got none in emu, fox"):
        load_image_folder(folder, on_error=on_error)


def test_a_class_of_which_nothing_can_be_read_is_named(folder):
    (folder / "emu").mkdir()
    (folder / "emu" / "a.png").touch()
    with pytest.warns(UserWarning), pytest.raises(ValueError, match="none in emu"):
        load_image_folder(folder, on_error="warn")


@pytest.mark.parametrize("n_jobs", [2, -1])
def test_threads_change_nothing(spoilt, n_jobs):
    for index in range(20):
        noise = np.random.default_rng(index).integers(0, 256, (30, 30, 3), np.uint8)
        Image.fromarray(noise).save(spoilt / "dog" / f"{index}.jpg")
    with pytest.warns(UserWarning):
        alone = load_image_folder(spoilt, on_error="warn")
    with pytest.warns(UserWarning):
        together = load_image_folder(spoilt, on_error="warn", n_jobs=n_jobs)
    for key, value in alone.items():
        np.testing.assert_array_equal(together[key], value)


def test_warning_filters_are_as_they_were_after_threads(folder):
    before = warnings.filters.copy(), warnings.showwarning
    load_image_folder(folder, n_jobs=3)
    assert (warnings.filters, warnings.showwarning) == before


def test_each_damaged_file_is_remarked_on_by_its_own_name(folder):
    exif = Image.Exif()
    exif[0x010F] = "maker" * 10
    for index in range(6):
        path = folder / "dog" / f"{index}.jpg"
        Image.new("RGB", (9, 9)).save(path, exif=exif)
        content = path.read_bytes()
        place = content.index(b"\x01\x0f")  # its entry in the Exif data
        count = content[place + 4 : place + 8]
        if index % 2:
            path.write_bytes(content.replace(count, b"\x00\x0f\xff\xff", 1))
    with pytest.warns(UserWarning, match="may be damaged") as warned:
        load_image_folder(folder, n_jobs=3)
    named = [str(each.message).split(" may be")[0] for each in warned]
    assert [Path(name).name for name in named] == ["1.jpg", "3.jpg", "5.jpg"]


def test_a_folder_in_ones_home_is_found(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    assert len(load_image_folder(f"~/{folder.name}").target) == 3


def test_rows_and_labels_alone(folder):
    images = load_image_folder(folder, image_size=(8, 8))
    X, y = load_image_folder(folder, image_size=(8, 8), return_X_y=True)
    np.testing.assert_array_equal(X, images.images.reshape(3, -1) / 255)
    np.testing.assert_array_equal(y, images.target)


def test_pixels_are_kept_until_rows_are_asked_for(folder):
    load_image_folder(folder)  # what is imported on the way is not counted
    tracemalloc.start()
    try:
        images = load_image_folder(folder, image_size=(512, 512))
        held = tracemalloc.get_traced_memory()[0]
        assert held < 1.1 * images.images.nbytes
        assert images.data is images.data
        assert tracemalloc.get_traced_memory()[0] > held + images.data.nbytes / 2
    finally:
        tracemalloc.stop()


COUNT_MEMORY = """
import sys
from skscratch.datasets import load_image_folder
load_image_folder(sys.argv[1])
before = peak()
n_images = len(load_image_folder(sys.argv[2], n_jobs=2).images)
print(n_images, peak() - before)
"""


@pytest.mark.slow
def test_pictures_that_were_read_are_let_go(
    folder, tmp_path, run_interpreter, peak_code
):
    many = tmp_path / "many" / "cat"
    many.mkdir(parents=True)
    Image.effect_noise((1600, 1200), 64).convert("RGB").save(many / "0.png")
    for index in range(1, 40):
        (many / f"{index}.png").hardlink_to(many / "0.png")
    (folder / "one" / "cat").mkdir(parents=True)
    (folder / "one" / "cat" / "0.png").hardlink_to(many / "0.png")
    printed = run_interpreter(
        "-c", peak_code + COUNT_MEMORY, folder / "one", many.parent, cwd=tmp_path
    )
    n_images, kilobytes = map(int, printed.split())
    assert n_images == 40
    assert kilobytes < 5 * 1600 * 1200 * 3 / 1000  # of 40 pictures


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("resize", "stretch"), ("on_error", "ignore"), ("n_jobs", 0), ("n_jobs", "two")],
)
def test_a_parameter_that_is_out_of_range_is_named(folder, parameter, value):
    with pytest.raises(ValueError, match=f"{parameter} must be .*; got {value!r}"):
        load_image_folder(folder, **{parameter: value})


def test_a_folder_without_classes_is_named(folder):
    with pytest.raises(ValueError, match="dog must hold one sub-folder per class"):
        load_image_folder(folder / "dog")


def test_a_missing_folder_is_named(folder):
    with pytest.raises(FileNotFoundError, match="fox does not exist"):
        load_image_folder(folder / "fox")
