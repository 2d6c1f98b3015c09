"""Make the pictures of the pages. The build runs this before it reads them.

    python docs/figures.py [NAME ...]

Without names all are made; with names, such as ``graph_neuron.svg``, only those. They
go into ``images/`` beside this file and are the same each time. To add one, write a
function that takes the folder, and say above it with ``@makes`` what it writes there;
one that belongs to a single lesson stands in ``experiments/``, in a file whose
``PICTURES`` has by name the functions that take its path.
"""

import argparse
import importlib.util
import json
import shutil
from functools import partial
from pathlib import Path

from graph import write_graph

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"

#: The function that makes a picture, by the name of its file.
PICTURES = {}

#: Iterations after which the flower's boundary is drawn: often while it changes fast.
MOMENTS = (0, 25, 50, 100, 150, 200, 230, 250, 260, 270, 280, 290, 300, 320, 350, 400,
           500, 800, 1700, 6000)  # fmt: skip


def makes(*names):
    """Register a function that writes these files into the folder that it is given."""

    def register(function):
        PICTURES.update(dict.fromkeys(names, function))
        return function

    return register


def make(folder=HERE / "images", names=None):
    """Make all pictures, or those with these names; the paths of what was asked for."""
    names = list(PICTURES) if names is None else list(names)
    if unknown := [name for name in names if name not in PICTURES]:
        raise ValueError(f"a picture must be one of {sorted(PICTURES)}; got {unknown}.")
    folder.mkdir(exist_ok=True)
    for function in dict.fromkeys(PICTURES[name] for name in names):
        function(folder)
    for name in names:
        if name.endswith(".png"):
            shrink(folder / name)
    return [folder / name for name in names]


def save(figure, path):
    """Save a figure of matplotlib as PNG or SVG, the same each time."""
    import matplotlib as mpl

    metadata = {"Date": None} if path.suffix == ".svg" else None
    with mpl.rc_context({"svg.hashsalt": path.name}):
        figure.savefig(path, metadata=metadata)


def shrink(path):
    """Store a PNG with 256 colours: a third of the size, and no difference to see."""
    from PIL import Image

    with Image.open(path) as image:
        colours = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colours.save(path, optimize=True)


def script(path):
    """A module made from a script of the examples."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@makes("graph_neuron.svg")
def graph_neuron(folder):
    """Lesson 1: one neuron with its derivatives."""
    import graphs

    write_graph(graphs.neuron(), folder / "graph_neuron.svg")


@makes("graph_hidden_layer.svg")
def graph_hidden_layer(folder):
    """Lesson 2: one hidden layer with its derivatives."""
    import graphs

    write_graph(graphs.hidden_layer(), folder / "graph_hidden_layer.svg")


@makes("graph_layers.svg")
def graph_layers(folder):
    """Lesson 3: a layer among many with its derivatives."""
    import graphs

    write_graph(graphs.layers(), folder / "graph_layers.svg")


@makes("graph_two_points.svg")
def graph_two_points(folder):
    """Lesson 2: two points and two hidden units in numbers."""
    import graphs

    write_graph(graphs.two_points(), folder / "graph_two_points.svg")


@makes(
    "cost_curves.png",
    "learning_rates.png",
    "decision_boundaries.png",
    "misclassified.png",
    "weights.png",
)
def lessons(folder):
    """The three lessons, with the drawn cats, as ``reproduce`` draws them."""
    from skscratch.lessons.catalogue import lesson_experiments
    from skscratch.lessons.cats import load_lesson_cats
    from skscratch.lessons.experiment import run
    from skscratch.lessons.pictures import draw_pictures

    cats = load_lesson_cats()
    results = [run(experiment) for experiment in lesson_experiments(cats)]
    draw_pictures(results, cats, folder)


@makes("scaling.png", "crossover.png")
def benchmarks(folder):
    """Times of training, drawn from what was measured: ``measured.json``."""
    rows = json.loads((HERE / "measured.json").read_text(encoding="utf-8"))["results"]
    pictures = script(EXAMPLES / "benchmarks" / "pictures.py")
    for name in ("scaling", "crossover"):
        mine = [row for row in rows if row["benchmark"] == name]
        pictures.draw(mine, folder / f"{name}.png")


@makes("boundary_forms.gif")
def boundary_forms(folder):
    """The flower's boundary while a network with four hidden units learns."""
    from skscratch.datasets import make_flower

    X, y = make_flower(random_state=1)
    frames = [boundary_after(iterations, X, y) for iterations in MOMENTS]
    # One palette for all, without dithering: what does not change does not flicker
    palette = frames[-1].quantize(colors=96, dither=0)
    first, *others = [frame.quantize(palette=palette, dither=0) for frame in frames]
    times = [900] + [450] * (len(others) - 1) + [2500]  # in milliseconds
    path = folder / "boundary_forms.gif"
    first.save(path, save_all=True, append_images=others, duration=times, loop=0)


@makes("playground.png")
def playground(folder):
    """The playground, as ``playground_picture.py`` took it: that needs a browser."""
    kept = HERE / "images" / "playground.png"
    if folder != kept.parent:
        shutil.copyfile(kept, folder / kept.name)


@makes("flower.png")
def flower(folder):
    """The flower's points, before anything is learnt."""
    from matplotlib.figure import Figure

    from skscratch.datasets import make_flower
    from skscratch.plotting.canvas import PALETTE

    points, labels = make_flower(random_state=1)
    figure = Figure(figsize=(5, 5), dpi=100, layout="constrained")
    ax = figure.add_subplot(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    for label, marker in ((0, "o"), (1, "^")):
        at = points[labels == label]
        ax.scatter(
            *at.T,
            s=26,
            marker=marker,
            color=PALETTE[label],
            edgecolor="white",
            linewidth=0.5,
            label=f"label {label}",
        )
    ax.legend(loc="upper left")
    save(figure, folder / "flower.png")


def boundary_after(iterations, X, y):
    """A picture of the boundary after some iterations of the lesson's descent."""
    import io

    from matplotlib.figure import Figure
    from PIL import Image

    from skscratch import ShallowNNClassifier
    from skscratch.plotting import BoundaryDisplay

    network = ShallowNNClassifier(
        n_hidden=4, initialization="normal", solver="gd", learning_rate=1.2,
        max_iter=max(1, iterations), tol=None, random_state=3,
    )  # fmt: skip
    network = network.fit(X, y) if iterations else network.initialize(X, y)
    figure = Figure(figsize=(6, 6), dpi=100)
    place = figure.add_gridspec(left=0.1, right=0.98, bottom=0.09, top=0.92)[0]
    ax = figure.add_subplot(place)
    BoundaryDisplay.from_estimators(
        [network],
        X,
        y,
        names=[f"iteration {iterations}: {network.score(X, y):.0%} right"],
        ax=ax,
    )
    (panel,) = (axes for axes in figure.axes if axes.axison)
    panel.title.set_fontsize(18)
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return Image.open(content).convert("RGB")


def draw_into(draw, name, folder):
    """Have a picture of ``experiments/`` drawn at its place."""
    draw(folder / name)


for _path in sorted((HERE / "experiments").glob("*.py")):
    for _name, _draw in script(_path).PICTURES.items():
        makes(_name)(partial(draw_into, _draw, _name))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a picture's file")
    for path in make(names=parser.parse_args().names or None):
        print(path)


if __name__ == "__main__":
    main()
