"""A photograph is loaded as the eye sees it, at the size that was asked for."""

import numpy as np
import pytest
from PIL import Image

from skscratch.datasets import load_image


@pytest.fixture
def left_red_right_blue():
    picture = np.zeros((60, 200, 3), dtype=np.uint8)
    picture[:, :100, 0] = 255
    picture[:, 100:, 2] = 255
    return Image.fromarray(picture)


def test_the_whole_picture_is_stretched(tmp_path, left_red_right_blue):
    path = tmp_path / "wide.png"
    left_red_right_blue.save(path)
    image = load_image(path, image_size=(40, 20))
    assert image.shape == (40, 20, 3)
    assert image.dtype == np.uint8
    assert (image[:, :9] == [255, 0, 0]).all()
    assert (image[:, 11:] == [0, 0, 255]).all()


def test_a_picture_of_that_size_keeps_its_pixels(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    np.testing.assert_array_equal(load_image(tmp_path / "noise.png"), pixels)


def test_a_camera_held_sideways_is_turned_upright(tmp_path, left_red_right_blue):
    path = tmp_path / "phone.png"
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: the picture must be turned by 90° clockwise
    left_red_right_blue.save(path, exif=exif)
    image = load_image(path, image_size=(20, 20))
    assert (image[0] == [255, 0, 0]).all()
    assert (image[-1] == [0, 0, 255]).all()


def test_transparent_parts_are_white(tmp_path):
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(tmp_path / "glass.png")
    assert (load_image(tmp_path / "glass.png") == 255).all()


def test_grey_of_16_bits_keeps_its_brightness(tmp_path):
    half = np.full((10, 10), 32768, dtype=np.uint16)
    Image.fromarray(half).save(tmp_path / "grey.png")
    assert (load_image(tmp_path / "grey.png") == 128).all()


def test_a_file_that_is_no_image_is_named(tmp_path):
    path = tmp_path / "cat.jpg"
    path.write_text("a cat")
    with pytest.raises(ValueError, match=r"cat\.jpg must be an image"):
        load_image(path)


def test_a_photograph_cut_short_is_named(tmp_path, left_red_right_blue):
    path = tmp_path / "cat.jpg"
    left_red_right_blue.save(path)
    path.write_bytes(path.read_bytes()[:700])
    with pytest.raises(ValueError, match=r"cat\.jpg must be an image"):
        load_image(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"cat\.jpg does not exist"):
        load_image(tmp_path / "cat.jpg")


@pytest.mark.parametrize("image_size", [64, (64,), (64, 0), (64, 6.4), "64"])
def test_a_size_must_be_two_positive_integers(tmp_path, image_size):
    with pytest.raises(ValueError, match="image_size must be two positive integers"):
        load_image(tmp_path / "cat.jpg", image_size=image_size)
