"""A picture is read right in every mode that Pillow has, or it is refused by name."""

import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from skscratch.datasets import load_image, load_image_folder
from skscratch.datasets.framing import MAX_PIXELS, MAX_SIDE

RAMP = np.tile(np.linspace(0, 1, 64), (64, 1))
AS_BYTES = np.rint(RAMP * 255)


@pytest.fixture
def keep(tmp_path):
    """A function that saves a Pillow image and says where."""

    def keep(image, name, **options):
        path = tmp_path / name
        image.save(path, **options)
        return path

    return keep


def assert_ramp(path, within=1):
    image = load_image(path).astype(float)
    for channel in range(3):
        np.testing.assert_allclose(image[..., channel], AS_BYTES, rtol=0, atol=within)


GREY = [
    ("float in [0, 1]", RAMP.astype("f4"), "a.tif"),
    ("double in [0, 1]", RAMP.astype("f4"), "a.pfm"),
    ("16 bits", (RAMP * 65535).astype("u2"), "a.png"),
    ("16 bits", (RAMP * 65535).astype("u2"), "a.tif"),
    ("16 bits", (RAMP * 65535).astype("u2"), "a.pgm"),
    ("16 bits", (RAMP * 65535).astype("u2"), "a.jp2"),
    ("16 bits, high byte first", (RAMP * 65535).astype(">u2"), "a.tif"),
    ("16 bits in 32", (RAMP * 65535).astype("i4"), "a.tif"),
    ("8 bits", AS_BYTES.astype("u1"), "a.qoi"),
    ("8 bits", AS_BYTES.astype("u1"), "a.tga"),
]


@pytest.mark.parametrize(("kind", "pixels", "name"), GREY)
def test_grey_keeps_its_brightness(keep, kind, pixels, name):
    image = Image.fromarray(pixels)
    assert_ramp(keep(image.convert("RGB") if name == "a.qoi" else image, name))


def tiff(width, height, tags, data):
    """A TIFF of one strip, little-endian, made by hand."""
    tags = {
        256: width,
        257: height,
        259: 1,
        262: 1,
        273: 8,
        277: 1,
        278: height,
        279: len(data),
    } | tags
    entries = b"".join(
        struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items())
    )
    content = b"II*\0" + struct.pack("<I", 8 + len(data)) + data
    return content + struct.pack("<H", len(tags)) + entries + bytes(4)


def twelve_bits():
    """Two values in three bytes, as microscopes write them."""
    pairs = np.rint(RAMP * 4095).astype(int).reshape(-1, 2)
    three = [pairs[:, 0] >> 4, (pairs[:, 0] & 15) << 4 | pairs[:, 1] >> 8, pairs[:, 1]]
    return tiff(64, 64, {258: 12}, (np.stack(three, 1) & 255).astype("u1").tobytes())


BY_HAND = {
    "12 bits": twelve_bits(),
    "16 bits with a sign": tiff(
        64, 64, {258: 16, 339: 2}, (RAMP * 32767).astype("<i2").tobytes()
    ),
    "white is zero": tiff(
        64, 64, {258: 16, 262: 0}, ((1 - RAMP) * 65535).astype("<u2").tobytes()
    ),
    "floats, white is zero": tiff(
        64, 64, {258: 32, 339: 3, 262: 0}, (1 - RAMP).astype("<f4").tobytes()
    ),
}


@pytest.mark.parametrize("kind", BY_HAND)
def test_a_tiff_says_what_is_white(tmp_path, kind):
    (tmp_path / "a.tif").write_bytes(BY_HAND[kind])
    assert_ramp(tmp_path / "a.tif")


UNCLEAR = {
    "float to 255": (RAMP * 255).astype("f4"),
    "float above 1": (RAMP * 1.5).astype("f4"),
    "float below 0": (RAMP * 2 - 1).astype("f4"),
    "nan": np.where(RAMP > 0.5, np.nan, RAMP).astype("f4"),
    "infinite": np.where(RAMP > 0.5, np.inf, RAMP).astype("f4"),
    "8 bits in 32": AS_BYTES.astype("i4"),
    "24 bits in 32": (RAMP * 2**24).astype("i4"),
    "32 bits": (RAMP * (2**31 - 1)).astype("i4"),
    "below 0": (RAMP * 60000 - 1000).astype("i4"),
}


@pytest.mark.parametrize("kind", UNCLEAR)
def test_grey_that_does_not_say_what_is_white_is_refused(keep, kind):
    path = keep(Image.fromarray(UNCLEAR[kind]), "a.tif")
    with pytest.raises(ValueError, match=r"a\.tif must be an image.*its grey"):
        load_image(path)


COLOUR = (200, 30, 40)


def colour_in(mode):
    image = Image.new("RGB", (8, 8), COLOUR)
    if mode != "LAB":
        return image.convert(mode)
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return ImageCms.applyTransform(
        image, ImageCms.buildTransform(*profiles, "RGB", "LAB")
    )


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("RGB", "a.jpg"),
        ("RGB", "a.webp"),
        ("RGB", "a.avif"),
        ("RGB", "a.jp2"),
        ("RGB", "a.sgi"),
        ("RGB", "a.pcx"),
        ("RGB", "a.bmp"),
        ("RGB", "a.ppm"),
        ("RGBX", "a.tif"),
        ("P", "a.gif"),
        ("P", "a.png"),
        ("PA", "a.tif"),
        ("CMYK", "a.tif"),
        ("CMYK", "a.jpg"),
        ("YCbCr", "a.tif"),
        ("YCbCr", "a.jpg"),
        ("LAB", "a.tif"),
    ],
)
def test_colour_is_kept_in_every_mode(keep, mode, name):
    image = load_image(keep(colour_in(mode), name))
    # A palette of the web's colours and JPEG come no nearer.
    within = 30 if mode in ("P", "PA") else 8
    np.testing.assert_allclose(image[20, 20].astype(int), COLOUR, atol=within)


def test_black_and_white_stays(keep):
    bits = np.random.default_rng(0).random((64, 64)) > 0.5
    image = load_image(keep(Image.fromarray(bits), "a.png"))
    np.testing.assert_array_equal(image[..., 1], bits * 255)


def png(depth, kind, row, key):
    """A PNG of one row with one transparent colour, made by hand."""

    def chunk(name, data):
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    width = 2
    head = struct.pack(">IIBBBBB", width, 1, depth, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"tRNS", struct.pack(f">{len(key)}H", *key))
        + chunk(b"IDAT", zlib.compress(b"\0" + row))
        + chunk(b"IEND", b"")
    )


TRANSPARENT = {
    "grey, 1 bit": (png(1, 0, b"\x40", [0]), (255, 255, 255)),
    "grey, 8 bits": (png(8, 0, b"\x12\xff", [0x12]), (255, 255, 255)),
    "grey, 16 bits": (
        png(16, 0, struct.pack(">2H", 0x1234, 0x8000), [0x1234]),
        (128, 128, 128),
    ),
    "colour, 16 bits": (
        png(
            16, 2, struct.pack(">6H", 0x1234, 0, 0xFFFF, 0x8000, 0, 0), [4660, 0, 65535]
        ),
        (128, 0, 0),
    ),
}


@pytest.mark.parametrize("kind", TRANSPARENT)
def test_one_transparent_colour_becomes_white(tmp_path, kind):
    content, other = TRANSPARENT[kind]
    (tmp_path / "a.png").write_bytes(content)
    image = load_image(tmp_path / "a.png", image_size=(1, 2))
    np.testing.assert_array_equal(image, [[(255, 255, 255), other]])


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
def test_half_of_a_colour_lies_on_white_paper(keep, mode):
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 128))
    name = "a.gif" if mode == "P" else "a.png"
    if mode == "P":
        image = Image.new("P", (10, 10), 3)
        path = keep(image, name, transparency=3)
        assert (load_image(path) == 255).all()
    else:
        path = keep(image.convert(mode), name)
        assert (abs(load_image(path).astype(int) - 127) <= 1).all()


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n"),
        ("WMF", b"\xd7\xcd\xc6\x9a\0\0" + struct.pack("<4hH", 0, 0, 9, 9, 72)),
        ("HDF5", b"\x89HDF\r\n\x1a\n"),
        ("MPEG", b"\x00\x00\x01\xb3\x01\x00\x10\x00"),
        ("PDF", b"%PDF-1.4\n"),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("FITS", b"SIMPLE  =                    T"),
        ("XPM", b"/* XPM */"),
    ],
)
@pytest.mark.parametrize("name", ["holiday.jpg", "holiday.eps", "holiday"])
def test_other_formats_are_refused_and_start_no_program(
    tmp_path, monkeypatch, kind, start, name
):
    def started(*arguments, **options):
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    (tmp_path / name).write_bytes(start + bytes(100))
    with pytest.raises(ValueError, match=f"{name} must be an image of a format"):
        load_image(tmp_path / name)


@pytest.mark.parametrize("name", ["a.ico", "a.icns", "a.dds"])
def test_formats_that_hold_another_picture_are_refused(keep, name):
    path = keep(Image.new("RGB", (64, 64)), name)
    with pytest.raises(ValueError, match="must be an image of a format that is read"):
        load_image(path)


# Declared, not stored: the size is refused before a pixel is looked for.
def declared_tiff(**tags):
    numbers = {"width": 256, "height": 257, "tile_width": 322, "tile_length": 323}
    given = {numbers[name]: value for name, value in tags.items()}
    return tiff(8, 8, {258: 8} | given, bytes(64))


HUGE = {
    "a.pgm": b"P5 70000 1 255\n" + bytes(100),
    "b.pgm": b"P5 10000 10000 255\n" + bytes(100),
    "c.tif": declared_tiff(width=2**15, height=2**15),
    "d.tif": declared_tiff(tile_width=2**14, tile_length=2**14),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_declared_size_is_bounded(tmp_path, name):
    (tmp_path / name).write_bytes(HUGE[name])
    with pytest.raises(
        ValueError, match=f"{name} must be .* at most {MAX_PIXELS} pixels"
    ):
        load_image(tmp_path / name)


def test_a_small_file_of_a_large_picture_costs_little_memory(keep, peak_code):
    path = keep(Image.new("1", (2**13, 2**13)), "large.png")
    bomb = keep(Image.new("L", (12000, 12000)), "bomb.png")
    code = peak_code + (
        "import sys; from PIL import Image\n"
        "from skscratch.datasets import load_image\n"
        "before = peak()\n"
        "for path in sys.argv[1:]:\n"
        "    try: load_image(path)\n"
        "    except ValueError as error: print(error)\n"
        "print(peak() - before)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code, path, bomb], capture_output=True, text=True
    ).stdout.splitlines()
    assert "bomb.png must be" in printed[0]
    assert int(printed[1]) < 250_000  # kilobytes


def test_a_narrow_picture_is_not_widened_first(tmp_path):
    Image.new("L", (1, MAX_SIDE), 200).save(tmp_path / "line.png")
    image = load_image(tmp_path / "line.png", image_size=(2, 2**12))
    assert (image == 200).all()


@pytest.mark.parametrize("size", [(2**31, 1), (1, MAX_SIDE + 1), (10**6, 10**6)])
def test_the_size_asked_for_is_bounded(keep, size):
    path = keep(Image.new("RGB", (9, 9)), "a.png")
    with pytest.raises(ValueError, match="image_size must have at most"):
        load_image(path, image_size=size)


def test_the_images_of_a_folder_are_bounded_together(tmp_path):
    (tmp_path / "cat").mkdir()
    for index in range(12):
        Image.new("L", (1, 1)).save(tmp_path / "cat" / f"{index}.png")
    with pytest.raises(ValueError, match="images in .* must take at most"):
        load_image_folder(tmp_path, image_size=(2**12, 2**11))


@pytest.mark.parametrize("kind", ["pipe", "dangling link"])
def test_a_folder_with_something_that_is_no_file_does_not_hang(
    tmp_path, make_pipe, kind
):
    (tmp_path / "cat").mkdir()
    if kind == "pipe":
        make_pipe(tmp_path / "cat" / "a.png")
    else:
        (tmp_path / "cat" / "a.png").symlink_to(tmp_path / "gone.png")
    with pytest.raises(
        FileNotFoundError, match="a.png does not exist or is not a file"
    ):
        load_image_folder(tmp_path)


def test_what_pillow_warns_of_is_one_sentence_with_the_file(keep):
    exif = Image.Exif()
    exif[0x010F] = "maker" * 10
    path = keep(Image.new("RGB", (9, 9)), "a.jpg", exif=exif)
    content = path.read_bytes()
    place = content.index(b"\x01\x0f")  # its entry in the Exif data
    count = content[place + 4 : place + 8]
    path.write_bytes(content.replace(count, b"\x00\x0f\xff\xff", 1))
    with pytest.warns(
        UserWarning, match=r"a\.jpg may be damaged; Pillow says: "
    ) as got:
        load_image(path)
    assert len(got) == 1


def test_a_limit_of_pillow_set_lower_is_an_error_of_ours(keep, monkeypatch):
    path = keep(Image.new("RGB", (90, 90)), "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 5000)
    with pytest.raises(
        ValueError, match=r"a\.png must be an image of at most 5000 pix"
    ):
        load_image(path)


@pytest.mark.parametrize(
    "name", ["a.png", "a.tif", "a.gif", "a.webp", "a.jpg", "a.bmp"]
)
def test_damage_anywhere_is_an_error_of_ours_or_a_picture(keep, name):
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)
    path = keep(Image.fromarray(noise), name)
    content = path.read_bytes()
    for _ in range(60):
        spoilt = bytearray(content)
        for place in rng.integers(len(spoilt), size=4):
            spoilt[place] = rng.integers(256)
        path.write_bytes(spoilt[: rng.integers(1, len(spoilt) + 1)])
        try:
            assert load_image(path).shape == (64, 64, 3)
        except (ValueError, UserWarning) as error:
            assert str(path) in str(error)
