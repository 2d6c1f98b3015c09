"""How long does a folder of photographs take to become 64 x 64 pixels?

    python examples/benchmarks/picture_folder.py [--smoke]

2000 JPEGs of 1152 x 864 pixels, made from noise that is as detailed as photographs are:
`load_image_folder` with two threads and with one, and a loop with Pillow as one would
write it. The files are links to 50 different ones, so they come from memory and not
from a disk.
"""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from report import run_alone
from timing import compare

from skscratch.datasets import load_image_folder

SIZE = (1152, 864)


def photograph(rng, size):
    """Noise at every scale, the coarser the stronger, as in photographs."""
    picture = np.zeros((size[1], size[0], 3))
    for step in (1, 4, 16, 64):
        coarse = rng.normal(size=(size[1] // step + 1, size[0] // step + 1, 3))
        lightness = np.clip(128 + 40 * coarse, 0, 255).astype(np.uint8)
        resized = Image.fromarray(lightness).resize(size, Image.Resampling.BICUBIC)
        picture += np.asarray(resized, dtype=float) * step**0.5
    low, high = picture.min(), picture.max()
    return Image.fromarray(((picture - low) / (high - low) * 255).astype(np.uint8))


def fill(folder, n_pictures, size):
    """Two classes of pictures, most of them links to others."""
    rng = np.random.default_rng(0)
    n_different = min(50, n_pictures)
    paths = []
    for number in range(n_pictures):
        path = folder / ("cat", "other")[number % 2] / f"{number:04}.jpg"
        path.parent.mkdir(exist_ok=True)
        if number < n_different:
            photograph(rng, size).save(path, quality=88)
        else:
            path.hardlink_to(paths[number % n_different])
        paths.append(path)
    return sorted(paths)


def by_hand(paths):
    """As notebooks have it."""
    images = []
    for path in paths:
        with Image.open(path) as picture:
            small = picture.convert("RGB").resize((64, 64), Image.Resampling.BILINEAR)
        images.append(np.asarray(small))
    return np.stack(images)


def measure(options):
    n_pictures, size = (6, (230, 172)) if options.smoke else (2000, SIZE)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        paths = fill(folder, n_pictures, size)
        yield from compare(
            f"{n_pictures} JPEGs of {size[0]} x {size[1]} pixels",
            {
                "load_image_folder, two threads": lambda: (
                    load_image_folder(folder, n_jobs=2).images
                ),
                "load_image_folder, one thread": lambda: (
                    load_image_folder(folder).images
                ),
                "Pillow in a loop": lambda: by_hand(paths),
            },
            min(options.rounds, 3),
            checked="mean pixel",
            check=lambda images: images.mean(),
        )


if __name__ == "__main__":
    run_alone(__doc__, measure)
