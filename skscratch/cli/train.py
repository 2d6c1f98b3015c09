"""`skscratch train`: from a folder of pictures, or a table, to a model."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from skscratch.cli import keeping
from skscratch.cli.fitting import (
    MODELS,
    check_like,
    fitted,
    network,
    prepared,
    split,
)
from skscratch.cli.reproduce import seed

if TYPE_CHECKING:
    from rich.console import Console
    from sklearn.pipeline import Pipeline

    from skscratch.cli.data import Labelled

SUMMARY = "train a model on a folder of pictures, an HDF5 file or a table"
ABOUT = """\
Train a model and save it. DATA is one of
  a folder of pictures with a sub-folder for each class,
  an HDF5 file of pictures, as the lessons have it,
  a table (CSV or Parquet) whose column of labels --target names.

A part of the data is kept out of training to say how good the model is (--test,
--test-fraction). Of a table, numbers are scaled, words are encoded and gaps are
filled; all of that is kept in the model, so that predict takes what train took.
"""
EXAMPLES = """\
examples:
  skscratch train pets/ --image-size 32 --augment flip --output pets.skops
  skscratch train people.csv --target survived --search
  skscratch train pets/ --set hidden_layer_sizes=(64,) --set dropout=0.2
"""


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    parser = commands.add_parser(
        "train",
        help=SUMMARY,
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("data", metavar="DATA", help="folder, HDF5 file or table")
    option("--target", metavar="COLUMN", help="the column of a table with the labels")
    option(
        "--model",
        choices=MODELS,
        default="deep",
        help="one neuron, one hidden layer or several (default: %(default)s)",
    )
    option(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        dest="settings",
        help="a parameter of the network, as often as you like",
    )
    option(
        "--image-size",
        metavar="N",
        type=_positive,
        default=64,
        help="side of the pictures that the model sees, in pixels (default: "
        "%(default)s)",
    )
    option(
        "--resize",
        choices=("squash", "crop", "pad"),
        default="squash",
        help="how a picture of other sides fits (default: %(default)s)",
    )
    test = parser.add_mutually_exclusive_group()
    test.add_argument("--test", metavar="DATA", help="data to say how good it is")
    test.add_argument(
        "--test-fraction",
        metavar="F",
        type=_fraction,
        default=0.2,
        help="else this share of DATA (default: %(default)s)",
    )
    option(
        "--augment", choices=("flip",), help="train on each picture's mirror image too"
    )
    option(
        "--search",
        action="store_true",
        help="try some sizes, rates and penalties by cross-validation",
    )
    option(
        "--seed",
        metavar="N",
        type=seed,
        default=0,
        help="of the split and the network (default: %(default)s)",
    )
    option(
        "--output",
        metavar="MODEL",
        default="model.skops",
        help="the file to write (default: %(default)s)",
    )
    keeping.add_options(parser)
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    from rich.console import Console

    from skscratch.cli.data import read_labelled

    console = Console(highlight=False, soft_wrap=True)
    asked_for = network(options)
    keeping.check_options(options)
    _check_writable(options.output)
    size = (options.image_size, options.image_size)
    how: dict[str, Any] = {"image_size": size, "resize": options.resize}
    data = read_labelled(options.data, target=options.target, **how)
    console.print(f"{options.data}: {data.describe()}", markup=False)
    if options.test is None:
        training, test = split(data, options)
    else:
        training = data
        test = read_labelled(options.test, target=options.target, **how)
        check_like(test, training, options.test)
    model, training, test, ranges = prepared(
        training, test, asked_for, options, console
    )
    model = fitted(model, training, options, console)
    scores = _report(model, training, test, options, console)
    _save(model, training, options, scores, ranges)
    example = "PICTURE" if training.target is None else "TABLE.csv"
    console.print(f"Saved {options.output}.", markup=False)
    console.print(f"Next: skscratch predict {options.output} {example}", markup=False)


def _report(
    model: Pipeline,
    training: Labelled,
    test: Labelled,
    options: argparse.Namespace,
    console: Console,
) -> dict[str, float]:
    """Say how good it is, and what is wrong with it; the scores for its card."""
    import skscratch
    from skscratch.cli.report import accuracy_line, confusion_table

    network = model[-1]
    answers = model.predict(test.X)
    own = float((model.predict(training.X) == training.y).mean())
    console.print(
        f"{type(network).__name__}: {network.n_iter_} epochs, cost "
        f"{network.loss_:.3g} nats, right on {own:.1%} of {len(training)} training "
        f"{training.noun}",
        markup=False,
    )
    console.print(confusion_table(test.y, answers), soft_wrap=False)
    line = accuracy_line(test.y, answers, training.y, f"the test {test.noun}")
    console.print(line, markup=False)
    findings = skscratch.diagnose(model, training.X, training.y).findings
    for finding in findings or [
        "Diagnosis: nothing is wrong with the training itself."
    ]:
        console.print(finding, markup=False)
    return {
        "training accuracy": own,
        "test accuracy": float((answers == test.y).mean()),
    }


def _save(
    model: Pipeline,
    training: Labelled,
    options: argparse.Namespace,
    scores: dict[str, float],
    ranges: dict[str, list[float]],
) -> None:
    import skscratch

    notes: dict[str, Any] = {"samples": training.noun, "ranges": ranges}
    if training.target is not None:
        notes["target"] = training.target
    if options.augment:
        notes["augment"] = options.augment
    skscratch.save_model(
        model, options.output, n_samples=len(training), scores=scores, notes=notes
    )


def _check_writable(path: str) -> None:
    """Find out before training whether the model can be written after it."""
    import os
    from pathlib import Path

    place = Path(path)
    if place.is_dir():
        raise IsADirectoryError(f"--output must be a file; {path} is a folder.")
    if not place.absolute().parent.is_dir():
        raise FileNotFoundError(f"--output: there is no folder {place.parent}.")
    if not os.access(place.absolute().parent, os.W_OK):
        raise PermissionError(f"--output: {place.parent} is write-protected.")


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 1024:
        raise argparse.ArgumentTypeError(
            f"must be an integer from 1 to 1024; got {text!r}"
        )
    return number


def _fraction(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"must lie between 0 and 1; got {text!r}")
    return share
