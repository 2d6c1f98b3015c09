"""A photograph is loaded as the eye sees it, at the size that was asked for."""

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets
from PIL import Image, ImageOps

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


@pytest.fixture(params=["stripes lie", "stripes stand"])
def three_stripes(request):
    """Red, blue and green, each a third of the long side."""
    picture = np.zeros((30, 120, 3), dtype=np.uint8)
    for index, channel in enumerate((0, 2, 1)):
        picture[:, 40 * index : 40 * (index + 1), channel] = 255
    if request.param == "stripes stand":
        picture = picture.transpose(1, 0, 2)
    return Image.fromarray(picture)


def along(image, stripes):
    """The colours along the middle of the long side."""
    return image[12] if stripes.width > stripes.height else image[:, 12]


def test_a_cropped_picture_is_its_middle(three_stripes):
    image = load_image(three_stripes, image_size=(24, 24), resize="crop")
    assert (image == [0, 0, 255]).all()


def test_a_padded_picture_is_whole_on_black(three_stripes):
    image = load_image(three_stripes, image_size=(24, 24), resize="pad")
    colours = along(image, three_stripes)
    for place, colour in ((2, [255, 0, 0]), (12, [0, 0, 255]), (21, [0, 255, 0])):
        np.testing.assert_array_equal(colours[place], colour)
    lit = image.any(axis=2).sum()
    assert lit == 24 * 6  # a quarter as high as it is wide


@pytest.mark.parametrize("resize", ["squash", "crop", "pad"])
def test_ways_to_fit_are_one_where_the_ratio_of_sides_is_kept(resize):
    noise = np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    image = load_image(Image.fromarray(noise), image_size=(20, 30), resize=resize)
    np.testing.assert_array_equal(
        image, load_image(Image.fromarray(noise), image_size=(20, 30))
    )


@pytest.mark.parametrize("resize", ["crop", "pad"])
@pytest.mark.parametrize("size", [(1, 3000), (3000, 1), (7, 7), (1, 1), (64, 63)])
@pytest.mark.parametrize("image_size", [(1, 1), (1, 64), (64, 3), (5, 7)])
def test_every_picture_fits_every_size(resize, size, image_size):
    image = load_image(
        Image.new("RGB", size, "red"), image_size=image_size, resize=resize
    )
    assert image.shape == (*image_size, 3)
    red = (image == [255, 0, 0]).all(axis=2)
    assert red.any()
    if resize == "crop":
        assert red.all()


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


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp"])
@pytest.mark.parametrize("resize", ["squash", "crop", "pad"])
def test_it_is_turned_as_pillow_turns_it(tmp_path, orientation, name, resize):
    ramp = np.mgrid[:96, :160].astype(float)
    pixels = np.stack([ramp[0] / 96, ramp[1] / 160, ramp[0] * 0 + 0.5], axis=2) * 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / name
    Image.fromarray(pixels.astype(np.uint8)).save(path, exif=exif)
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture)
        image = load_image(path, image_size=(24, 30), resize=resize)
        expected = load_image(upright, image_size=(24, 30), resize=resize)
        of_picture = load_image(picture, image_size=(24, 30), resize=resize)
    np.testing.assert_allclose(image.astype(int), expected, atol=4)
    np.testing.assert_allclose(of_picture.astype(int), expected, atol=4)


def test_a_large_jpeg_decoded_in_part_looks_the_same():
    china = Path(sklearn.datasets.__file__).parent / "images" / "china.jpg"
    with Image.open(china) as picture:
        whole = picture.convert("RGB").resize((32, 32), Image.Resampling.BILINEAR)
    difference = load_image(china, image_size=(32, 32)).astype(int) - np.asarray(whole)
    assert abs(difference).max() <= 8
    assert abs(difference).mean() < 1
    assert difference.any()  # it was indeed decoded in part


@pytest.fixture
def noise_file(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    return tmp_path / "noise.png"


SOURCES = {
    "path": lambda path: path,
    "text": str,
    "bytes": lambda path: path.read_bytes(),
    "bytearray": lambda path: bytearray(path.read_bytes()),
    "file": lambda path: open(path, "rb"),
    "memory": lambda path: io.BytesIO(path.read_bytes()),
    "picture": Image.open,
}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_picture_is_the_same_wherever_it_comes_from(noise_file, kind):
    source = SOURCES[kind](noise_file)
    np.testing.assert_array_equal(load_image(source), load_image(noise_file))
    np.testing.assert_array_equal(load_image(source), load_image(noise_file))
    if hasattr(source, "close"):
        assert not getattr(source, "closed", False)
        source.close()


def test_a_home_folder_is_found(noise_file, monkeypatch):
    monkeypatch.setenv("HOME", str(noise_file.parent))
    np.testing.assert_array_equal(load_image("~/noise.png"), load_image(noise_file))


def test_the_users_picture_stays_as_it_is(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    Image.new("RGB", (800, 400)).save(path, exif=exif)
    with Image.open(path) as picture:
        load_image(picture, image_size=(8, 8))
        assert picture.size == (800, 400)
        assert picture.getexif()[0x0112] == 6


def test_a_picture_of_a_format_that_starts_programs_is_not_loaded(monkeypatch):
    def started(*arguments, **options):
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    head = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n"
    with Image.open(io.BytesIO(head + bytes(100))) as picture:
        assert picture.format == "EPS"
        with pytest.raises(ValueError, match="EPS is a format that is not read"):
            load_image(picture)


@pytest.mark.parametrize(
    "source", [None, 7, np.zeros((8, 8, 3), np.uint8), ["a.png"], io.StringIO("a.png")]
)
def test_what_is_no_source_of_a_picture_is_refused(source):
    with pytest.raises(TypeError, match="the picture must be a path, bytes, a file"):
        load_image(source)


def test_nothing_is_read_from_a_closed_file(noise_file):
    with open(noise_file, "rb") as file:
        pass
    with pytest.raises(ValueError, match=r"noise\.png must be an image that can be"):
        load_image(file)


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


def test_a_name_of_several_lines_is_told_in_one(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"\\n\\x1b.*does not exist") as raised:
        load_image(tmp_path / "cat\n\x1b[2J.jpg")
    assert str(raised.value).isprintable()


@pytest.mark.parametrize("image_size", [64, (64,), (64, 0), (64, 6.4), "64"])
def test_a_size_must_be_two_positive_integers(tmp_path, image_size):
    with pytest.raises(ValueError, match="image_size must be two positive integers"):
        load_image(tmp_path / "cat.jpg", image_size=image_size)


def test_a_way_to_fit_must_be_known(tmp_path):
    with pytest.raises(ValueError, match="resize must be 'squash', 'crop' or 'pad'"):
        load_image(tmp_path / "cat.jpg", resize="stretch")
