"""Is there a cat in my photo? What the network says, and why.

    python examples/own_photo.py [FOLDER] [--photo FILE] [--cats FILE]

Trains lesson 3's layers and asks them about a photograph, by default a dahlia, which
comes with scikit-learn. Says what the answer hangs on, and draws what the network sees
as ``own_photo.png``. With ``--cats FILE`` it learns from the lesson's own HDF5 file.

A network that has seen 209 pictures is no judge of photographs, however sure it sounds;
one that has seen drawings only, still less. That is what this example is there to show.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import sklearn.datasets
from sklearn.neighbors import NearestNeighbors

from skscratch import DeepNNClassifier
from skscratch.datasets import load_drawn_cats, load_image, load_image_hdf5

FLOWER = Path(sklearn.datasets.__file__).parent / "images" / "flower.jpg"
RNG = np.random.default_rng(0)
WHY = """{photo}: cat, {says:.1%}. Why?
- Colour and place: without colours {grey:.1%}, with pixels in any order {shuffled:.1%}.
- Most like it of the training pictures is a {like}. Yet {nearer:.0%} of these have
  one that is nearer to them: the more, the less it has seen of this kind.
- Trained from other starts it says {others}.
- It has two answers. "I do not know" is neither."""


def train(cats, start):
    """The layers of lesson 3, trained as there."""
    network = DeepNNClassifier(
        hidden_layer_sizes=(20, 7, 5), initialization="lecun", solver="gd", tol=None
    ).set_params(learning_rate=0.0075, max_iter=2500, random_state=start)
    return network.fit(cats.data, cats.target)


def cat(model, *images):
    """The mean probability of a cat in some images with values in [0, 1]."""
    return model.predict_proba(np.reshape(images, (len(images), -1)))[:, 1].mean()


def speaks_for_cat(model, image, usual, side=8):
    """The fall of the logit where a patch looks as in the mean training picture."""
    row, column = np.indices(image.shape[:2]) // side
    shape, images = (row.max() + 1, column.max() + 1), [image]
    for at in np.ndindex(shape):
        here = (row == at[0]) & (column == at[1])
        images.append(np.where(here[:, :, np.newaxis], usual, image))
    logits = model.decision_function(np.reshape(images, (len(images), -1)))
    return (logits[0] - logits[1:]).reshape(shape)


def draw(pictures, falls, path):
    """Three pictures, and a map of what speaks for a cat."""
    figure, axes = plt.subplots(2, 2, figsize=(7, 7), layout="constrained")
    for ax, (title, picture) in zip(axes.flat, pictures.items(), strict=False):
        ax.imshow(picture)
        ax.set_title(title)
    limit, ax = abs(falls).max() or 1, axes[1, 1]
    shades = ax.imshow(falls, "PuOr_r", vmin=-limit, vmax=limit)
    ax.set_title("what in it speaks for a cat")
    figure.colorbar(shades, ax=ax, location="bottom", label="part of the logit")
    plt.setp(axes, xticks=[], yticks=[])
    figure.savefig(path, dpi=100)


def main(folder, photo, cats):
    """Train, ask, say why and draw."""
    cats = load_image_hdf5(cats) if cats else load_drawn_cats()
    models = [train(cats, start) for start in (1, 2, 3, 4)]
    image = load_image(photo, image_size=cats.images.shape[1:3]) / 255
    says, *others = (cat(model, image) for model in models)
    grey = np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2)
    shuffled = [RNG.permutation(image.reshape(-1, 3)) for _ in range(50)]
    near = NearestNeighbors(n_neighbors=1).fit(cats.data)
    distance, [[nearest]] = near.kneighbors(image.reshape(1, -1))
    like = cats.target_names[cats.target[nearest]]
    hangs_on = {"grey": cat(models[0], grey), "shuffled": cat(models[0], *shuffled)}
    hangs_on["nearer"] = (near.kneighbors()[0] < distance).mean()
    hangs_on["others"] = ", ".join(f"{other:.1%}" for other in others)
    print(WHY.format(photo=photo.name, says=says, like=like, **hangs_on))
    falls = speaks_for_cat(models[0], image, cats.data.mean(0).reshape(image.shape))
    pictures = {"the photograph": plt.imread(photo), f"it sees: cat {says:.1%}": image}
    pictures[f"most like it in training: {like}"] = cats.images[nearest]
    draw(pictures, falls, folder / "own_photo.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path.cwd())
    parser.add_argument("--photo", type=Path, default=FLOWER, metavar="FILE")
    parser.add_argument("--cats", type=Path, metavar="FILE")
    main(**vars(parser.parse_args()))
