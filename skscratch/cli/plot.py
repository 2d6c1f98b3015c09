"""`skscratch plot`: pictures of a saved model."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skscratch.cli.values import model_file, path

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from skscratch.cli.data import Labelled

SUMMARY = "draw a saved model: its training, weights, layers and mistakes"
ABOUT = """\
Draw what a model that skscratch train has saved is and does, one PNG a picture:
  loss      the cost, epoch by epoch
  network   its units, edges by weight
  weights   what each unit of the first layer looks for (models of pictures)
with --data DATA (as train takes it) also
  mistakes  pictures that it takes for something else
  layers    how outputs and gradients of each layer are spread
"""


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    parser = commands.add_parser(
        "plot",
        help=SUMMARY,
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "model", metavar="MODEL", type=model_file, help="file of skscratch train"
    )
    parser.add_argument(
        "what",
        metavar="WHAT",
        nargs="*",
        help="which of them (default: all that there are)",
    )
    parser.add_argument(
        "--data", metavar="DATA", type=path, help="pictures or table, with labels"
    )
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=path,
        default=".",
        help="folder for the pictures (default: where you are)",
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    import io

    import matplotlib as mpl

    from skscratch import read_card
    from skscratch._files import write_whole
    from skscratch.cli.answers import model_of
    from skscratch.lessons.reproduce import writable_folder

    if unknown := sorted(set(options.what) - set(PICTURES)):
        raise ValueError(
            f"WHAT must be among {', '.join(PICTURES)}; got "
            f"{', '.join(map(repr, unknown))}."
        )
    mpl.use("agg")  # files only: no window, and none needed
    model = model_of(options.model)
    data = None
    if options.data is not None:
        data = _data(options.data, model, read_card(options.model).notes)
    figures = {}
    for name in options.what or PICTURES:
        try:
            figures[name] = PICTURES[name](model, data)
        except _NotForThis as reason:
            if options.what:
                raise ValueError(f"{name}: {reason}") from None
    folder = writable_folder(options.output)
    for name, figure in figures.items():
        content = io.BytesIO()
        figure.savefig(content, format="png", dpi=120)
        path = folder / f"{Path(options.model).stem}_{name}.png"
        write_whole(path, content.getvalue())
        print(f"Drew {path}")


class _NotForThis(Exception):
    """Why a model has no such picture."""


def _data(path: str, model: Any, notes: dict[str, Any]) -> Labelled:
    """Labelled data in the form that the model takes."""
    from skscratch.cli.answers import columns_of, flattener_of
    from skscratch.cli.data import check_kind, read_labelled
    from skscratch.cli.large import check_in_memory

    flattener = flattener_of(model)
    check_kind(path, "--data", "rows" if flattener is None else "pictures")
    check_in_memory(path, "--data")
    if flattener is not None:
        size, resize = flattener.image_size_, flattener.resize
        data = read_labelled(
            path, target=None, image_size=size, resize=resize, part="test"
        )
    elif isinstance(target := notes.get("target"), str):
        data = read_labelled(
            path, target=target, features=columns_of(model), classes=model.classes_
        )
    else:
        raise ValueError(
            "--data is for a model that skscratch train has saved; this one does not "
            "say which column holds the labels."
        )
    if new := sorted({*map(str, data.y)} - {*map(str, model.classes_)}):
        raise ValueError(
            f"{path} must hold the classes of the model, "
            f"{', '.join(map(str, model.classes_[:10]))}; got {', '.join(new[:10])}."
        )
    return data


def _loss(model: Any, data: Labelled | None) -> Figure:
    from skscratch.plotting import LossCurveDisplay

    network = model[-1] if hasattr(model, "steps") else model
    if not hasattr(network, "loss_curve_"):
        raise _NotForThis("only a network of skscratch has recorded its cost.")
    return LossCurveDisplay.from_estimator(model).figure_


def _network(model: Any, data: Labelled | None) -> Figure:
    from skscratch.plotting import NetworkDiagramDisplay

    return NetworkDiagramDisplay.from_estimator(model).figure_


def _weights(model: Any, data: Labelled | None) -> Figure:
    from skscratch.cli.answers import flattener_of
    from skscratch.plotting import WeightImageDisplay

    flattener = flattener_of(model)
    if flattener is None:
        raise _NotForThis("only a model of pictures has weights that are pictures.")
    shape = flattener.image_shape_
    return WeightImageDisplay.from_estimator(model, image_shape=shape).figure_


def _mistakes(model: Any, data: Labelled | None) -> Figure:
    from skscratch.cli.answers import flattener_of
    from skscratch.plotting import MisclassifiedDisplay

    if data is None or flattener_of(model) is None:
        raise _NotForThis("needs --data DATA, pictures with labels.")
    if (model.predict(data.X) == data.y).all():
        raise _NotForThis("the model is right on all of them.")
    display = MisclassifiedDisplay.from_estimator(model, data.X, data.y, images=data.X)
    return display.figure_


def _layers(model: Any, data: Labelled | None) -> Figure:
    from skscratch.plotting import LayerHistogramDisplay

    if data is None:
        raise _NotForThis("needs --data DATA, as skscratch train took it.")
    return LayerHistogramDisplay.from_estimator(model, data.X, data.y).figure_


PICTURES: dict[str, Callable[[Any, Labelled | None], Figure]] = {
    "loss": _loss,
    "network": _network,
    "weights": _weights,
    "mistakes": _mistakes,
    "layers": _layers,
}
