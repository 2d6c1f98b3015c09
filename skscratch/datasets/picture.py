"""Whatever picture a file holds, as RGB pixels of a given size or refused by name."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# What Pillow decodes by itself. Left out are formats that start other programs (EPS),
# that hold a picture of another format whose size they do not declare (ICO, ICNS), and
# those of science and of games. TGA has no mark to know it by and so comes last.
FORMATS = (
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "JPEG2000"),
    *("PPM", "PSD", "QOI", "SGI", "PCX", "TGA"),
)
MAX_PIXELS = 2**26  # 64 megapixels: 256 MiB in RGB, as Pillow keeps it
MAX_SIDE = 2**16

_BITS, _PHOTOMETRIC, _TILE_WIDTH, _TILE_LENGTH = 258, 262, 322, 323  # tags of TIFF
_EIGHT_BIT = {"1": "L", "L": "L"} | dict.fromkeys(
    ("P", "RGB", "RGBX", "CMYK", "YCbCr", "LAB", "HSV"), "RGB"
)
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


def read_picture(path: Path, height: int, width: int) -> np.ndarray:
    """Read a picture that a stranger may have made.

    Parameters
    ----------
    path : Path
        A file that is there.
    height, width : int
        Size of the result in pixels.

    Returns
    -------
    ndarray of shape (height, width, 3)
        Pixels 0-255, uint8.

    Raises
    ------
    OSError
        If the file cannot be opened.
    ValueError
        If it is no picture of a kind that is read, or too large.

    Warns
    -----
    UserWarning
        If Pillow read it but found something wrong.
    """
    from PIL import Image, UnidentifiedImageError

    with open(path, "rb") as file, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=FORMATS) as image:
                pixels = _pixels(image, height, width)
        except UnidentifiedImageError as error:
            raise ValueError(
                f"{path} must be an image of a format that is read "
                f"({', '.join(FORMATS)}); it is of none of them."
            ) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            bound = min(MAX_PIXELS, Image.MAX_IMAGE_PIXELS or MAX_PIXELS)
            raise ValueError(
                f"{path} must be an image of at most {bound} pixels; {error}"
            ) from error
        # Pillow's decoders report broken data by errors of nearly any kind.
        except Exception as error:
            raise ValueError(
                f"{path} must be an image that can be read: {error or repr(error)}."
            ) from error
    if caught:
        said = "; ".join(dict.fromkeys(str(warning.message) for warning in caught))
        warnings.warn(f"{path} may be damaged; Pillow says: {said}", stacklevel=3)
    return pixels


def check_extent(width: int, height: int, label: str) -> None:
    """Raise ValueError if a picture of this size would take too much memory.

    Parameters
    ----------
    width, height : int
        Its size in pixels.
    label : str
        What the message calls it.
    """
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise ValueError(
            f"{label} must have at most {MAX_PIXELS} pixels and {MAX_SIDE} a side; "
            f"got {width} x {height}"
        )


def _pixels(image: Picture, height: int, width: int) -> np.ndarray:
    """An opened Pillow image as the eye sees it: turned upright, on white paper."""
    from PIL import ImageOps

    tags = getattr(image, "tag_v2", {})  # of a TIFF
    check_extent(*image.size, "it")
    check_extent(tags.get(_TILE_WIDTH, 0), tags.get(_TILE_LENGTH, 0), "its tiles")
    ImageOps.exif_transpose(image, in_place=True)
    # Every step is taken on the small picture that can be: the large one is not copied.
    if image.mode in _DEEP_GREY:
        small = _deep_grey(image, tags, height, width)
    else:
        small = _resized(_eight_bit(image), height, width)
    if small.mode in ("LA", "RGBA"):
        small = _on_white(small.convert("RGBA"))
    return np.asarray(small.convert("RGB"))


def _eight_bit(image: Picture) -> Picture:
    """The same in a mode that resizes as the eye would: L, LA, RGB or RGBA."""
    if image.mode == "La":
        return image.convert("LA")
    if image.has_transparency_data:
        key = image.info.get("transparency")
        if isinstance(key, tuple) and max(key) > 255:  # of 16 bits, as 8 are kept
            image.info["transparency"] = tuple(value >> 8 for value in key)
        return image if image.mode in ("LA", "RGBA") else image.convert("RGBA")
    if image.mode not in _EIGHT_BIT:
        raise ValueError(f"its mode {image.mode} is not one that is read")
    mode = _EIGHT_BIT[image.mode]
    return image if image.mode == mode else image.convert(mode)


def _deep_grey(image: Picture, tags: Any, height: int, width: int) -> Picture:
    """Grey of 16 bits, 32 bits or floats, scaled to 8 bits and resized."""
    from PIL import Image

    plain = image if image.mode == "F" else image.convert("I")
    white = _white(image.mode, plain.getextrema(), tags)
    values = np.asarray(_resized(plain, height, width), dtype=np.float64) / white
    if not np.isfinite(values).all():
        raise ValueError("its grey values must be finite")
    if tags.get(_PHOTOMETRIC) == 0:  # white is zero
        values = 1 - values
    small = Image.fromarray(np.rint(values * 255).clip(0, 255).astype(np.uint8))
    if (key := image.info.get("transparency")) is not None:
        opaque = Image.fromarray((np.asarray(image) != key).astype(np.uint8) * 255)
        small.putalpha(_resized(opaque, height, width))
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


def _resized(image: Picture, height: int, width: int) -> Picture:
    """The whole picture stretched or squeezed to a size."""
    from PIL.Image import Resampling

    # Pillow goes by width first. One of the two ways passes a size within the bounds,
    # since their product is that of the sizes before and after.
    if width * image.height > MAX_PIXELS:
        image = image.resize((image.width, height), Resampling.BILINEAR)
    return image.resize((width, height), Resampling.BILINEAR)


def _on_white(image: Picture) -> Picture:
    from PIL import Image

    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
