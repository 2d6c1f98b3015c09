"""Is there a cat in my photo? What the network sees, and what it says.

    python examples/own_photo.py [FOLDER] [--photo FILE] [--cats DIR]

Trains a network with lesson 3's layers, asks it about one photograph (by default one of
a flower, which comes with scikit-learn) and saves it beside the 64 x 64 pixels that the
network sees as ``own_photo.png``. With ``--cats DIR`` it trains on the lesson's own
photographs.

A network that has seen 209 pictures is no judge of photographs, however sure it sounds;
one that has seen drawings only, still less. That is what this example is there to show.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import sklearn.datasets
from PIL import Image
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import DeepNNClassifier
from skscratch.datasets import load_drawn_cats, load_image, load_image_hdf5

FLOWER = Path(sklearn.datasets.__file__).parent / "images" / "flower.jpg"


def train(cats):
    """The layers of lesson 3, trained with Adam on standardised pixels."""
    network = DeepNNClassifier(
        hidden_layer_sizes=(20, 7, 5), learning_rate=0.0003, tol=None, random_state=1
    )
    return make_pipeline(StandardScaler(), network).fit(cats.data, cats.target)


def draw(photo, seen, probability, path):
    """The photograph as we see it and as the network does."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
    with Image.open(photo) as image:
        left.imshow(image)
    left.set_title("the photograph")
    right.imshow(seen)
    right.set_title(f"what the network sees: cat {probability:.1%}")
    for ax in (left, right):
        ax.set_axis_off()
    figure.savefig(path, dpi=100)


def main(folder, photo, cats_folder):
    """Train, ask, print and draw."""
    if cats_folder is None:
        cats = load_drawn_cats()
    else:
        cats = load_image_hdf5(cats_folder / "train_catvnoncat.h5")
    network = train(cats)
    seen = load_image(photo, image_size=cats.images.shape[1:3])
    probability = network.predict_proba(seen.reshape(1, -1) / 255)[0, 1]
    print(f"right on {network.score(cats.data, cats.target):.1%} of its training set")
    print(f"{photo.name}: cat with probability {probability:.3f}")
    draw(photo, seen, probability, folder / "own_photo.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path.cwd())
    parser.add_argument("--photo", type=Path, default=FLOWER, metavar="FILE")
    parser.add_argument("--cats", type=Path, metavar="DIR")
    options = parser.parse_args()
    main(options.folder, options.photo, options.cats)
