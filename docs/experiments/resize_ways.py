"""The picture of "your own pictures in five minutes": three ways to fill a square.

python docs/experiments/resize_ways.py [FOLDER]
"""

import argparse
from pathlib import Path

import sklearn.datasets
from matplotlib.figure import Figure
from PIL import Image

from skscratch.datasets import load_image

PHOTOS = Path(sklearn.datasets.__file__).parent / "images"
WAYS = ("squash", "crop", "pad")


def resize_ways(path):
    """Two photographs as they are, and as 64 x 64 pixels in each way."""
    figure = Figure(figsize=(8.4, 4.4))
    figure.subplots_adjust(0.01, 0.02, 0.99, 0.92, wspace=0.05, hspace=0.06)
    axes = figure.subplots(2, 4, width_ratios=(1.5, 1, 1, 1))
    for row, name in zip(axes, ("china.jpg", "flower.jpg"), strict=True):
        with Image.open(PHOTOS / name) as photo:
            row[0].imshow(photo)
        for ax, resize in zip(row[1:], WAYS, strict=True):
            ax.imshow(load_image(PHOTOS / name, resize=resize))
        for ax in row:
            ax.set(xticks=[], yticks=[])
    axes[0, 0].set_title("640 x 427 pixels", fontsize=12)
    for ax, resize in zip(axes[0, 1:], WAYS, strict=True):
        ax.set_title(f'"{resize}"', fontsize=12, family="monospace")
    figure.savefig(path, dpi=90)


PICTURES = {"resize_ways.png": resize_ways}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).parents[1] / "images"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    folder = parser.parse_args().folder
    for name, draw in PICTURES.items():
        draw(folder / name)
