"""The pictures of lesson 5: what the network says when its pictures are changed."""

import io
from functools import cache
from pathlib import Path

import numpy as np
import sklearn.datasets
from graph import write_graph
from graphs_of_training import to_the_pixels
from matplotlib.figure import Figure
from PIL import Image

from skscratch import DeepNNClassifier
from skscratch.datasets import load_drawn_cats, load_image
from skscratch.functional import deep
from skscratch.plotting import WeightImageDisplay

CAT, MOUNTAIN, DOG, CAR = 45, 33, 13, 39  # test pictures
CHANGES = {
    "as it is": lambda images: images,
    "mirrored": lambda images: images[:, :, ::-1],
    "grey": lambda images: images.mean(axis=3, keepdims=True).repeat(3, axis=3),
    "red for blue": lambda images: images[:, :, :, ::-1],
    "upside down": lambda images: images[:, ::-1],
    "8 pixels lower": lambda images: np.roll(images, 8, axis=1),
}


@cache
def network(*sizes):
    """Trained as in lesson 3."""
    train = load_drawn_cats()
    return DeepNNClassifier(
        hidden_layer_sizes=sizes, initialization="lecun", solver="gd",
        learning_rate=0.0075, max_iter=2500, tol=None, random_state=1,
    ).fit(train.data, train.target)  # fmt: skip


def rendered(figure, dpi):
    """A figure as an RGB picture."""
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=dpi)
    return Image.open(content).convert("RGB")


def cat_probability(images):
    """What the four layers of lesson 3 say of pictures of 64 x 64 pixels."""
    rows = np.asarray(images).reshape(len(images), -1) / 255
    return network(20, 7, 5).predict_proba(rows)[:, 1]


def changed(path):
    """Two pictures, changed in ways that do not make a cat a mountain."""
    test = load_drawn_cats(subset="test")
    figure = Figure(figsize=(9.6, 4.3))
    figure.subplots_adjust(0.01, 0.12, 0.99, 0.92, wspace=0.06, hspace=0.2)
    axes = figure.subplots(2, len(CHANGES))
    for column, (name, change) in zip(axes.T, CHANGES.items(), strict=True):
        images = change(test.images)
        p = cat_probability(images)
        right = int(((p > 0.5) == test.target).sum())
        column[0].set_title(name, fontsize=12)
        column[1].set_xlabel(f"all 50: {right} right", fontsize=12, labelpad=8)
        for ax, chosen in zip(column, (CAT, MOUNTAIN), strict=True):
            ax.imshow(images[chosen].astype(np.uint8))
            ax.set(xticks=[], yticks=[])
            ax.text(
                0.5, -0.1, f"cat: {p[chosen]:.0%}", transform=ax.transAxes, ha="center",
                va="center", fontsize=12,
                weight="bold" if (p[chosen] > 0.5) != test.target[chosen] else "normal",
            )  # fmt: skip
            ax.xaxis.labelpad = 24
    figure.savefig(path, dpi=74)


COVER, GREY = 12, 110  # pixels a side, and their value


def covered(image):
    """How the logit falls if a patch is covered, for patches all over the picture."""
    centres = range(0, 64, 2)
    patches = []
    for row in centres:
        for column in centres:
            patch = image.copy()
            top, left = max(0, row - COVER // 2), max(0, column - COVER // 2)
            patch[top : row + COVER // 2, left : column + COVER // 2] = GREY
            patches.append(patch)
    p = cat_probability([image, *patches])
    logit = np.log(p / (1 - p))
    fall = logit[0] - logit[1:]
    return fall.reshape(len(centres), len(centres))


def where_it_looks(path):
    """Three pictures and what covering each place does to the answer."""
    test = load_drawn_cats(subset="test")
    figure = Figure(figsize=(7.4, 4.9), layout="constrained")
    axes = figure.subplots(2, 3)
    for (above, below), chosen in zip(axes.T, (CAT, DOG, CAR), strict=True):
        image = test.images[chosen]
        above.imshow(image)
        above.set_title(f"cat: {cat_probability(image[None])[0]:.0%}")
        shown = below.imshow(
            covered(image), cmap="PuOr_r", vmin=-3, vmax=3, extent=(0, 64, 64, 0)
        )
        for ax in (above, below):
            ax.set(xticks=[], yticks=[])
    figure.colorbar(
        shown, ax=axes.ravel().tolist(), extend="both", shrink=0.8,
        label="fall of the logit, if covered there",
    )  # fmt: skip
    figure.savefig(path, dpi=90)


def dahlia(path):
    """What the network sees of a flower, why a cat, and what is most like it."""
    seen = load_image(Path(sklearn.datasets.__file__).parent / "images" / "flower.jpg")
    train = load_drawn_cats()
    distances = np.linalg.norm(train.data - seen.reshape(-1) / 255, axis=1)
    nearest = distances.argmin()
    figure = Figure(figsize=(7.4, 2.9), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    left.imshow(seen)
    left.set_title(f"cat: {cat_probability(seen[None])[0]:.0%}")
    shown = middle.imshow(
        covered(seen), cmap="PuOr_r", vmin=-3, vmax=3, extent=(0, 64, 64, 0)
    )
    middle.set_title("what speaks for it")
    right.imshow(train.images[nearest])
    right.set_title(f"most like it: a {train.target_names[train.target[nearest]]}")
    for ax in (left, middle, right):
        ax.set(xticks=[], yticks=[])
    figure.colorbar(
        shown, ax=middle, extend="both", location="bottom",
        label="fall of the logit, if covered",
    )  # fmt: skip
    figure.savefig(path, dpi=90)


def weights(path):
    """What three hidden units weigh the pixels with."""
    figure = Figure(figsize=(7.4, 7.2), layout="constrained")
    WeightImageDisplay.from_estimator(
        network(3), image_shape=(64, 64, 3), ax=figure.subplots()
    )
    # Noise does not pack: few colours, spread over all that occur, keep the file small
    flat = rendered(figure, dpi=84).quantize(48, method=Image.Quantize.MAXCOVERAGE)
    flat.save(path, optimize=True)


SHIFTS = np.arange(-16, 17)


def frame_of(image, shift, curve):
    """A picture moved down by some pixels, beside what the network says of it."""
    figure = Figure(figsize=(6, 2.7), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.35))
    left.imshow(np.roll(image, shift, axis=0))
    left.set(xticks=[], yticks=[])
    left.set_title(f"moved by {shift:+d} pixels", fontsize=11, family="monospace")
    right.plot(SHIFTS, curve, color="#0072B2", lw=1.8)
    now = curve[np.flatnonzero(SHIFTS == shift)[0]]
    right.plot([shift], [now], "o", ms=10, color="#D55E00")
    right.axhline(0.5, color="black", lw=0.8, ls="--")
    right.set(ylim=(-0.03, 1.03), xlim=(-17, 17), xlabel="pixels down")
    right.set(ylabel="probability of a cat", title=f"cat: {now:.0%}")
    return rendered(figure, dpi=100)


def moved(path):
    """A cat moves down and up, and the answer with it."""
    image = load_drawn_cats(subset="test").images[CAT]
    curve = cat_probability([np.roll(image, shift, axis=0) for shift in SHIFTS])
    order = [*range(0, 16, 2), *range(16, -16, -2), *range(-16, 0, 2)]
    frames = [frame_of(image, shift, curve) for shift in order]
    palette = frames[0].quantize(160, method=Image.Quantize.MAXCOVERAGE)
    flat = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in frames]
    times = [800, *[160] * (len(flat) - 1)]
    flat[0].save(path, save_all=True, append_images=flat[1:], duration=times, loop=0)


def slope_of_logit(image):
    """The derivative of the logit by each number of a picture, by the textbook."""
    parameters = {}
    four = network(20, 7, 5)
    layers = zip(four.coefs_, four.intercepts_, strict=True)
    for layer, (W, b) in enumerate(layers, start=1):
        parameters |= {f"W{layer}": W.T, f"b{layer}": b.reshape(-1, 1)}
    a, caches = deep.L_model_forward(image.reshape(-1, 1) / 255, parameters)
    grads = deep.L_model_backward(a, np.ones((1, 1)), caches)
    return (grads["dA0"] / (a - 1)).reshape(image.shape)


def hidden_cat(path):
    """A cat, the signs of its slope, and the cat moved by 3 of 255 against them."""
    image = load_drawn_cats(subset="test").images[CAT].astype(float)
    signs = np.sign(slope_of_logit(image))
    worst = image - 3 * signs
    before, after = cat_probability([image, worst])
    figure = Figure(figsize=(7.4, 2.85), layout="constrained")
    panels = {
        f"cat: {before:.0%}": image / 255,
        "the signs of its slope": (1 + signs) / 2,
        f"3 of 255 against them: {after:.0%}": np.clip(worst / 255, 0, 1),
    }
    for ax, (title, shown) in zip(figure.subplots(1, 3), panels.items(), strict=True):
        ax.imshow(shown)
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, fontsize=11)
    figure.savefig(path, dpi=90)


PICTURES = {
    "changed.png": changed,
    "where_it_looks.png": where_it_looks,
    "dahlia.png": dahlia,
    "unit_weights.png": weights,
    "moved.gif": moved,
    "hidden_cat.png": hidden_cat,
    "graph_pixels.svg": lambda path: write_graph(to_the_pixels(), path),
}
