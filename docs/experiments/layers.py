"""The pictures of lesson 3: creases that bend, and test pictures that take sides.

python docs/experiments/layers.py [FOLDER]
"""

import argparse
import io
import warnings
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from sklearn.exceptions import ConvergenceWarning

from skscratch import DeepNNClassifier
from skscratch.datasets import load_drawn_cats
from skscratch.functional import deep

BLUE, ORANGE, SHADES = "#0072B2", "#D55E00", ("#9CC9E4", "#FFFFFF", "#F0BE96")


def textbook_parameters(network):
    """A network's weights as the lesson writes them."""
    parameters = {}
    pairs = zip(network.coefs_, network.intercepts_, strict=True)
    for layer, (W, b) in enumerate(pairs, start=1):
        parameters |= {f"W{layer}": W.T, f"b{layer}": b.reshape(-1, 1)}
    return parameters


def spiral(n_points=150, turns=2.25, noise=0.12):
    """Two arms of points that wind round each other, and their labels."""
    rng = np.random.RandomState(0)
    along = np.sqrt(np.linspace(0.06, 1, n_points))
    arms = []
    for start in (0, np.pi):
        angle = 2 * np.pi * turns * along + start
        arm = 4 * along * np.array([np.cos(angle), np.sin(angle)])
        arms.append(arm.T + noise * rng.randn(n_points, 2))
    return np.vstack(arms), np.repeat([0, 1], n_points)


def trained(sizes, points, labels, seed):
    """A relu network for the spiral."""
    return DeepNNClassifier(
        hidden_layer_sizes=sizes, learning_rate=0.01, max_iter=1000, tol=None,
        learning_rate_schedule="cosine", random_state=seed,
    ).fit(points, labels)  # fmt: skip


def creases(path):
    """Where units of two layers turn on, and their answer beside that of one layer."""
    points, labels = spiral()
    side = np.linspace(-4.6, 4.6, 400)
    across, up = np.meshgrid(side, side)
    plane = np.array([across.ravel(), up.ravel()])
    figure = Figure(figsize=(7.4, 7.9), layout="constrained")
    axes = figure.subplots(2, 2)
    for ax in axes.flat:
        for label, color, marker in ((0, BLUE, "o"), (1, ORANGE, "^")):
            chosen = points[labels == label]
            ax.scatter(*chosen.T, s=13, c=color, marker=marker, lw=0, zorder=2)
        ax.set(aspect="equal", xlim=(-4.6, 4.6), ylim=(-4.6, 4.6), xticks=[], yticks=[])

    (first, second), (deep_answer, wide_answer) = axes
    network = trained((6, 6), points, labels, seed=4)
    AL, caches = deep.L_model_forward(plane, textbook_parameters(network))
    units = [[z.reshape(across.shape) for z in Z] for _, Z in caches[:2]]
    line = {"levels": [0], "colors": "black", "zorder": 3}
    for z in units[0]:
        first.contour(across, up, z, linewidths=1.4, **line)
        second.contour(across, up, z, linewidths=0.6, linestyles="dotted", **line)
    for z in units[1]:
        second.contour(across, up, z, linewidths=1.6, **line)
    first.set_title("6 + 6 units, layer 1: straight")
    second.set_title("layer 2: bent at the lines of layer 1")
    fill_answer(deep_answer, across, up, AL)
    deep_answer.set_title(f"6 + 6 units: {network.score(points, labels):.0%} right")

    wide = trained((16,), points, labels, seed=4)
    AL, _ = deep.L_model_forward(plane, textbook_parameters(wide))
    fill_answer(wide_answer, across, up, AL)
    wide_answer.set_title(f"16 units in one layer: {wide.score(points, labels):.0%}")
    figure.savefig(path, dpi=84)


def fill_answer(ax, across, up, AL):
    """Probabilities as a shade and the boundary between the classes as a line."""
    probability = AL.reshape(across.shape)
    shades = mpl.colors.LinearSegmentedColormap.from_list("classes", SHADES)
    ax.contourf(across, up, probability, levels=np.linspace(0, 1, 11), cmap=shades)
    ax.contour(across, up, probability, levels=[0.5], colors="black", linewidths=1.4)


EPOCHS = [0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 700, 800, 900,
          1000, 1150, 1300, 1500, 1750, 2000, 2250, 2500]  # fmt: skip
WIDTH, HEIGHT, SIDE = 600, 444, 26
LEFT, RIGHT = 40, WIDTH - 40  # where probabilities 0 and 1 lie
LANES = {1: ("cats", 62, 244), 0: ("other things", 280, 384)}  # pixels from the top


def places(probabilities, labels):
    """Left upper corners: across by probability, up where there is room in the lane."""
    found = np.zeros((len(labels), 2))
    for label, (_, top, bottom) in LANES.items():
        rows = range(bottom - SIDE, top - 1, -SIDE)
        members = np.flatnonzero(labels == label)
        taken = [[] for _ in rows]
        for i in members[np.argsort(probabilities[members], kind="stable")]:
            x = LEFT + probabilities[i] * (RIGHT - LEFT) - SIDE / 2
            gaps = [min((abs(x - u) for u in row), default=WIDTH) for row in taken]
            free = [n for n, gap in enumerate(gaps) if gap >= SIDE]
            chosen = free[0] if free else int(np.argmax(gaps))
            taken[chosen].append(x)
            found[i] = x, rows[chosen]
    return found


def background(epoch, cost, right):
    """Axis, lanes and what is known at this epoch, as an RGB picture."""
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    ax.set_axis_off()
    middle = (LEFT + RIGHT) / 2
    for label, (name, top, bottom) in LANES.items():
        right_half = (middle, WIDTH) if label else (0, middle)
        ax.axhspan(top, bottom, color="#DADADA", lw=0)
        ax.fill_between(right_half, top, bottom, color="#F3F3F3", lw=0)
        ax.text(8, top - 7, name, fontsize=11, weight="bold")
        for half, x in enumerate((200, 450)):
            word = "right" if half == label else "wrong"
            ax.text(x, top - 7, word, ha="center", fontsize=10, color="#444")
    ax.plot([middle, middle], [56, 392], color="black", lw=1, ls="--")
    for p in (0, 0.5, 1):
        x = LEFT + p * (RIGHT - LEFT)
        ax.text(x, 402, f"{p:g}", ha="center", va="center", fontsize=11)
    ax.text(middle, 428, "probability of a cat", ha="center", va="center", fontsize=11)
    ax.text(
        WIDTH / 2, 18, f"iteration {epoch:4d}    training cost {cost:.3f}    "
        f"test pictures right {right:2d} of 50",
        ha="center", va="center", fontsize=12,
    )  # fmt: skip
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return Image.open(content).convert("RGB")


def taking_sides(path):
    """The fifty test pictures, each at the probability that the network gives it."""
    train, test = load_drawn_cats(), load_drawn_cats(subset="test")
    network = DeepNNClassifier(
        hidden_layer_sizes=(20, 7, 5), initialization="lecun", solver="gd",
        learning_rate=0.0075, max_iter=1, tol=None, random_state=1, warm_start=True,
    ).initialize(train.data, train.target)  # fmt: skip
    small = [Image.fromarray(image).resize((SIDE, SIDE)) for image in test.images]
    frames = []
    for done, epoch in zip([0, *EPOCHS], EPOCHS, strict=False):
        if epoch:
            with warnings.catch_warnings():  # after 50 iterations nothing is learnt yet
                warnings.simplefilter("ignore", ConvergenceWarning)
                network.set_params(max_iter=epoch - done).fit(train.data, train.target)
        p = network.predict_proba(test.data)[:, 1]
        of_train = network.predict_proba(train.data)[:, 1]
        cost = deep.compute_cost(of_train, train.target)
        frame = background(epoch, cost, int(((p > 0.5) == test.target).sum()))
        for picture, (x, y) in zip(small, places(p, test.target), strict=True):
            frame.paste(picture, (round(x), round(y)))
        frames.append(frame)
    palette = frames[-1].quantize(64, dither=Image.Dither.NONE)
    flat = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in frames]
    times = [1200, *[350] * (len(flat) - 2), 4000]
    flat[0].save(path, save_all=True, append_images=flat[1:], duration=times, loop=0)


PICTURES = {"creases.png": creases, "taking_sides.gif": taking_sides}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).parents[1] / "images"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    folder = parser.parse_args().folder
    for name, draw in PICTURES.items():
        draw(folder / name)
