"""One photograph, brought to the size that a network was trained on."""

from numbers import Integral
from pathlib import Path

import numpy as np


def load_image(path, *, image_size=(64, 64)):
    """Load one photograph as RGB pixels of a given size.

    The whole picture is stretched or squeezed to `image_size`, as in the lesson:
    nothing is cut off and the ratio of its sides is not kept. It is turned upright
    where the camera recorded how it was held, transparent parts become white, and
    of an animation the first frame is taken.

    Parameters
    ----------
    path : str or path-like
        File in any format that Pillow reads.
    image_size : tuple of two int, default=(64, 64)
        Height and width of the result in pixels.

    Returns
    -------
    image : ndarray of shape (height, width, 3)
        Pixels 0-255, uint8. An estimator trained on scaled pixels takes
        ``image.reshape(1, -1) / 255``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not an image, or `image_size` is not two positive integers.

    See Also
    --------
    load_image_folder : All images below a folder, with labels.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from skscratch.datasets import load_image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "red.png"
    ...     Image.new("RGB", (300, 200), "red").save(path)
    ...     image = load_image(path)
    >>> image.shape, image[0, 0].tolist()
    ((64, 64, 3), [255, 0, 0])
    """
    from PIL import Image

    height, width = check_image_size(image_size)
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist or is not a file.")
    try:
        with Image.open(path) as image:
            rgb = _upright_rgb(image)
    # Pillow's decoders report broken data in all these ways.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(f"{path} must be an image; Pillow says: {error}.") from error
    return np.asarray(rgb.resize((width, height), Image.Resampling.BILINEAR))


def check_image_size(image_size):
    """Return (height, width) as ints, or raise ValueError."""
    try:
        height, width = image_size
    except (TypeError, ValueError):
        height = width = None
    if not all(isinstance(side, Integral) and side > 0 for side in (height, width)):
        raise ValueError(
            "image_size must be two positive integers (height, width); "
            f"got {image_size!r}."
        )
    return int(height), int(width)


def _upright_rgb(image):
    """A Pillow image as the eye sees it: turned, on white paper, in RGB."""
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):  # convert would clip 16-bit grey to white
        image = Image.fromarray((np.asarray(image) // 256).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image.convert("RGB")
