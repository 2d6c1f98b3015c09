"""Draw the cat / non-cat pictures that come with skscratch.

``python datasets/draw_cats.py [--output DIR]`` writes ``train_drawn_cats.h5`` (209
pictures, 72 of cats) and ``test_drawn_cats.h5`` (50 pictures, 33 of cats).
"""

import argparse
from pathlib import Path

import numpy as np
from drawing.picture import draw_cat, draw_other

SEED = 12  # of a typical set: README.md says what other seeds give
SIZES = {"train": (209, 72), "test": (50, 33)}  # pictures, cats among them


def draw_set(n_pictures, n_cats, rng):
    """Return shuffled ``images`` uint8 (n, 64, 64, 3) and ``labels`` int64 (n,).

    Examples
    --------
    >>> images, labels = draw_set(3, 1, np.random.default_rng(0))
    >>> images.shape, images.dtype.name, int(labels.sum())
    ((3, 64, 64, 3), 'uint8', 1)
    """
    labels = rng.permutation((np.arange(n_pictures) < n_cats).astype(np.int64))
    images = [draw_cat(rng) if label else draw_other(rng) for label in labels]
    return np.stack(images), labels


def save_set(path, subset, images, labels):
    """Write one HDF5 file in the schema of the lesson's image set."""
    import h5py

    with h5py.File(path, "w") as file:
        file.create_dataset(
            f"{subset}_set_x",
            data=images,
            chunks=images.shape,
            compression="gzip",
            compression_opts=9,
            shuffle=True,
        )
        file.create_dataset(f"{subset}_set_y", data=labels)
        file.create_dataset("list_classes", data=np.array([b"non-cat", b"cat"]))


def main():
    """Draw both sets and write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--output", type=Path, default=Path(__file__).parent, metavar="DIR"
    )
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    streams = np.random.default_rng(SEED).spawn(len(SIZES))
    for (subset, (n_pictures, n_cats)), rng in zip(SIZES.items(), streams, strict=True):
        path = output / f"{subset}_drawn_cats.h5"
        save_set(path, subset, *draw_set(n_pictures, n_cats, rng))
        print(f"{path}: {n_pictures} pictures, {n_cats} of cats")


if __name__ == "__main__":
    main()
