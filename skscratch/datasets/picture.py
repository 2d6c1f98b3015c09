"""Whatever picture a source holds, as RGB pixels of a frame or refused by name."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch._files import reason_of
from skscratch.datasets.framing import MAX_PIXELS, Frame, View, check_extent

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# What Pillow decodes by itself. Left out are formats that start other programs (EPS),
# that hold a picture of another format whose size they do not declare (ICO, ICNS), and
# those of science and of games. TGA has no mark to know it by and so comes last.
FORMATS = (
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "JPEG2000"),
    *("PPM", "PSD", "QOI", "SGI", "PCX", "TGA"),
)
_ONCE_OPENED = (None, "MPO", *FORMATS)  # a JPEG of several pictures calls itself MPO

_ORIENTATION = 274  # tag of Exif
_BITS, _PHOTOMETRIC, _TILE_WIDTH, _TILE_LENGTH = 258, 262, 322, 323  # tags of TIFF
_EIGHT_BIT = {"1": "L", "L": "L"} | dict.fromkeys(
    ("P", "RGB", "RGBX", "CMYK", "YCbCr", "LAB", "HSV"), "RGB"
)
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


def name_of(source: Any, unnamed: str = "the picture") -> str:
    """What messages call a source: its path, the name of its file, or `unnamed`."""
    names = [os.fspath(source)] if isinstance(source, str | os.PathLike) else []
    # Of a Pillow picture, of an open file:
    names += [getattr(source, each, None) for each in ("filename", "name")]
    for name in names:
        if isinstance(name, str) and name:
            return name if name.isprintable() else repr(name)
    return unnamed


def read_picture(source: Any, name: str, frame: Frame) -> np.ndarray:
    """Read a picture that a stranger may have made.

    Parameters
    ----------
    source : str, path-like, bytes, binary file or Pillow picture
        Where it is. A file and a picture are left open; neither is changed.
    name : str
        What messages call it.
    frame : Frame
        The image that it is to become.

    Returns
    -------
    ndarray of shape (height, width, 3)
        Pixels 0-255, uint8.

    Raises
    ------
    TypeError
        If `source` is none of these.
    OSError
        If there is no such file or it cannot be opened.
    ValueError
        If it is no picture of a kind that is read, or too large.
    """
    from PIL import Image

    if isinstance(source, Image.Image):
        with _refusals_named(name):
            if source.format not in _ONCE_OPENED:
                raise ValueError(
                    f"{source.format} is a format that is not read; pass "
                    "image.convert('RGB') if you trust it"
                )
            return _pixels(source, frame)
    with _binary_file(source, name) as file, _refusals_named(name):
        with Image.open(file, formats=FORMATS) as image:
            # A JPEG gives a half, a quarter or an eighth of its size in less time.
            check_extent(*image.size, "it")
            view = _upright(image, frame).view(image.size)
            image.draft(None, view.enough(image.size))
            return _pixels(image, frame)


@contextmanager
def _binary_file(source: Any, name: str) -> Iterator[Any]:
    """The open file that a source is, holds, or names."""
    if isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(source)
    elif hasattr(source, "read") and not isinstance(source, io.TextIOBase):
        yield source
    elif isinstance(source, str | os.PathLike):
        path = Path(os.path.expanduser(source))
        if not path.is_file():
            raise FileNotFoundError(f"{name} does not exist or is not a file.")
        with open(path, "rb") as file:
            yield file
    else:
        raise TypeError(
            f"{name} must be a path, bytes, a file opened as binary or a Pillow "
            f"picture; got {type(source).__name__}."
        )


@contextmanager
def _refusals_named(name: str) -> Iterator[None]:
    """Whatever Pillow raises becomes one ValueError with the picture's name."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except UnidentifiedImageError as error:
        raise ValueError(
            f"{name} must be an image of a format that is read "
            f"({', '.join(FORMATS)}); it is of none of them."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        bound = min(MAX_PIXELS, Image.MAX_IMAGE_PIXELS or MAX_PIXELS)
        raise ValueError(
            f"{name} must be an image of at most {bound} pixels; {error}"
        ) from error
    # Pillow's decoders report broken data by errors of nearly any kind.
    except Exception as error:
        raise ValueError(
            f"{name} must be an image that can be read: {reason_of(error)}."
        ) from error


def _pixels(image: Picture, frame: Frame) -> np.ndarray:
    """An opened Pillow image as the eye sees it: turned upright, on white paper."""
    tags = getattr(image, "tag_v2", {})  # of a TIFF
    check_extent(*image.size, "it")
    check_extent(tags.get(_TILE_WIDTH, 0), tags.get(_TILE_LENGTH, 0), "its tiles")
    image.load()  # a PNG may say last how the camera was held; a TIFF turns itself
    # Every step is taken on the small picture that can be: the large one is not copied.
    upright = _upright(image, frame)
    view = upright.view(image.size)
    if image.mode in _DEEP_GREY:
        small = _deep_grey(image, tags, view)
    else:
        small = view.of(_eight_bit(image))
    if small.mode in ("LA", "RGBA"):
        small = _on_white(small.convert("RGBA"))
    small = upright.filled(small.convert("RGB"))
    turn = _turn(image)
    return np.asarray(small if turn is None else small.transpose(turn))


def _turn(image: Picture) -> Any:
    """What must be done for the picture to stand upright, or None."""
    from PIL.Image import Transpose

    turns = (
        *(None, None, Transpose.FLIP_LEFT_RIGHT, Transpose.ROTATE_180),
        *(Transpose.FLIP_TOP_BOTTOM, Transpose.TRANSPOSE, Transpose.ROTATE_270),
        *(Transpose.TRANSVERSE, Transpose.ROTATE_90),
    )
    return turns[_orientation(image)]


def _orientation(image: Picture) -> int:
    """How the camera was held, 1 to 8 as Exif counts; 1 where nothing says so."""
    value: Any = image.getexif().get(_ORIENTATION)
    return int(value) if value in range(1, 9) else 1


def _upright(image: Picture, frame: Frame) -> Frame:
    """The frame as the picture lies, before it is turned."""
    return frame.turned() if _orientation(image) >= 5 else frame


def _eight_bit(image: Picture) -> Picture:
    """The same in a mode that resizes as the eye would: L, LA, RGB or RGBA."""
    if image.mode == "La":
        return image.convert("LA")
    if image.has_transparency_data:
        key = image.info.get("transparency")
        if isinstance(key, tuple) and max(key) > 255:  # of 16 bits, as 8 are kept
            image = image.copy()
            image.info["transparency"] = tuple(value >> 8 for value in key)
        return image if image.mode in ("LA", "RGBA") else image.convert("RGBA")
    if image.mode not in _EIGHT_BIT:
        raise ValueError(f"its mode {image.mode} is not one that is read")
    mode = _EIGHT_BIT[image.mode]
    return image if image.mode == mode else image.convert(mode)


def _deep_grey(image: Picture, tags: Any, view: View) -> Picture:
    """Grey of 16 bits, 32 bits or floats, scaled to 8 bits and resized."""
    from PIL import Image

    plain = image if image.mode == "F" else image.convert("I")
    white = _white(image.mode, plain.getextrema(), tags)
    values = np.asarray(view.of(plain), dtype=np.float64) / white
    if not np.isfinite(values).all():
        raise ValueError("its grey values must be finite")
    if tags.get(_PHOTOMETRIC) == 0:  # white is zero
        values = 1 - values
    small = Image.fromarray(np.rint(values * 255).clip(0, 255).astype(np.uint8))
    if (key := image.info.get("transparency")) is not None:
        opaque = Image.fromarray((np.asarray(image) != key).astype(np.uint8) * 255)
        small.putalpha(view.of(opaque))
    return small


def _white(mode: str, extrema: Any, tags: Any) -> int:
    """The value that means white, where the file says so or its values leave no doubt.

    Twelve bits in 16 are white at 4095. Floats are scaled to [0, 1]. Integers of 32
    bits that go beyond 8 but not beyond 16 bits hold a picture of 16.
    """
    low, high = extrema
    bits = tags.get(_BITS, (16,))[0]
    if mode == "F":
        if 0 <= low <= high <= 1:
            return 1
        rule = "floats must lie in 0..1"
    elif mode != "I":
        return 2**bits - 1
    elif low >= 0 and bits == 16 and tags:  # with a sign
        return 2**15 - 1
    elif low >= 0 and (high == 0 or 255 < high < 2**16 or not tags):
        return 2**16 - 1
    else:
        rule = "integers of 32 bits must reach a value in 256..65535 and none below 0"
    raise ValueError(
        f"its grey {rule}, since nothing else says what is white; got {low}..{high}; "
        "save it with 8 or 16 bits"
    )


def _on_white(image: Picture) -> Picture:
    from PIL import Image

    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
