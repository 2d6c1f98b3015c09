"""`skscratch train`: from a folder of pictures, or a table, to a model."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from skscratch._terminal import printable
from skscratch.cli import keeping
from skscratch.cli.fitting import (
    bar,
    check_like,
    fitted,
    network,
    prepared,
    split,
)
from skscratch.cli.train_options import add_data, add_network
from skscratch.cli.values import file_name, path, seed

if TYPE_CHECKING:
    from rich.console import Console
    from sklearn.pipeline import Pipeline

    from skscratch.cli.data import Labelled

SUMMARY = "train a model on a folder of pictures, an HDF5 file or a table"
ABOUT = """\
Train a model and save it. DATA is one of
  a folder of pictures with a sub-folder for each class,
  an HDF5 file of pictures, as the lessons have it (of one that holds a training
  and a test set DATA is the first, and --test with the same file the second),
  a table (CSV or Parquet) whose column of labels --target names.

A part of the data is kept out of training to say how good the model is (--test,
--test-fraction). Of a table, numbers are scaled, words are encoded and gaps are
filled; all of that is kept in the model, so that predict takes what train took.

A table or an HDF5 file above 256 MiB is not read at once: its rows stay on disk, and a
table's scaling and encoding are chosen by 50,000 rows drawn at random.
"""
EXAMPLES = """\
examples:
  skscratch train pets/ --image-size 32 --augment flip --output pets.skops
  skscratch train people.csv --target survived --search
  skscratch train pets/ --set "hidden_layer_sizes=(64, 32)" --set dropout=0.2
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
    parser.add_argument(
        "data", metavar="DATA", type=path, help="folder, HDF5 file or table"
    )
    add_data(parser.add_argument_group("data"))
    add_network(parser.add_argument_group("network"))
    parser.add_argument(
        "--seed",
        metavar="N",
        type=seed,
        default=0,
        help="of the split and the network (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        metavar="MODEL",
        type=file_name,
        default="model.skops",
        help="the file to write (default: %(default)s)",
    )
    keeping.add_options(parser)
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    from rich.console import Console

    from skscratch.cli import large
    from skscratch.cli.data import read_labelled

    console = Console(highlight=False, soft_wrap=True)
    asked_for = network(options)
    keeping.check_options(options)
    _check_writable(options.output)
    if options.test is not None:
        large.check_in_memory(options.test, "--test")
    if large.is_large(options.data):
        _run_on_disk(asked_for, options, console)
        return
    how = {"image_size": _size(options), "resize": options.resize}
    data = read_labelled(options.data, target=options.target, **how)
    _describe(data, options, console)
    training, test = _parts(data, options)
    model, ranges = prepared(training, asked_for, options)
    model = fitted(model, training, options, console)
    scores = _report(model, training, test, options, console)
    _save(model, training, options, scores, ranges)
    _say_next(training, options, console)


def _run_on_disk(network: Any, options: argparse.Namespace, console: Console) -> None:
    """The same with samples that stay on disk."""
    from sklearn.pipeline import Pipeline

    from skscratch.cli import large

    large.check_large(options)
    with large.opened(options) as found:
        data = found.data
        _describe(data, options, console, ", on disk")
        training, test = _parts(data, options)
        if options.test is not None:
            test = found.rows_of(test)
        keeping.train(network, training.X, training.y, bar(console), options, console)
        scores = _report(network, training, test, options, console)
        model = Pipeline([*found.steps, ("network", network)])
        _save(model, training, options, scores, found.ranges)
    _say_next(training, options, console)


def _describe(
    data: Labelled, options: argparse.Namespace, console: Console, where: str = ""
) -> None:
    """Say what there is, and which columns of a table training does without."""
    console.print(f"{options.data}: {data.describe()}{where}", markup=False)
    for name, reason in getattr(data.features, "left_out", {}).items():
        console.print(f"left out: column {printable(name)} ({reason})", markup=False)


def _parts(data: Labelled, options: argparse.Namespace) -> tuple[Labelled, Labelled]:
    """What is trained on, and what is not."""
    import numpy as np

    from skscratch.cli.data import check_kind, read_labelled

    if options.test is None:
        return split(data, options)
    check_kind(options.test, "--test", data.noun)
    test = read_labelled(
        options.test,
        target=options.target,
        image_size=_size(options),
        resize=options.resize,
        part="test",
        features=data.features,
        classes=np.unique(data.y),
    )
    check_like(test, data, options.test)
    return data, test


def _size(options: argparse.Namespace) -> tuple[int, int] | None:
    """Height and width of the pictures, if they are asked for."""
    side = options.image_size
    return None if side is None else (side, side)


def _say_next(
    training: Labelled, options: argparse.Namespace, console: Console
) -> None:
    example = "PICTURE" if training.features is None else "TABLE.csv"
    console.print(f"Saved {options.output}.", markup=False)
    console.print(f"Next: skscratch predict {options.output} {example}", markup=False)


def _report(
    model: Any,
    training: Labelled,
    test: Labelled,
    options: argparse.Namespace,
    console: Console,
) -> dict[str, float]:
    """Say how good it is, and what is wrong with it; the scores for its card."""
    import skscratch
    from skscratch.cli.report import accuracy_line, confusion_table, largest_share

    network = model[-1] if hasattr(model, "steps") else model
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
    right = float((answers == test.y).mean())
    if right <= largest_share(test.y, training.y):
        console.print(
            f"It is no better than always saying the same: more {training.noun}, other "
            "ones, or another model (--model, --search) may help.",
            markup=False,
        )
    return {"training accuracy": own, "test accuracy": right}


def _save(
    model: Pipeline,
    training: Labelled,
    options: argparse.Namespace,
    scores: dict[str, float],
    ranges: dict[str, list[float]],
) -> None:
    import skscratch

    notes: dict[str, Any] = {"samples": training.noun, "ranges": ranges}
    if training.features is not None:
        notes["target"] = options.target
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
    if place.exists() and not place.is_file():
        raise OSError(f"--output must be a file; {path} is a device or a pipe.")
    if not place.absolute().parent.is_dir():
        raise FileNotFoundError(f"--output: there is no folder {place.parent}.")
    if not os.access(place.absolute().parent, os.W_OK):
        raise PermissionError(f"--output: {place.parent} is write-protected.")
