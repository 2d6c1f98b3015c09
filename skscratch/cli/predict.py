"""`skscratch predict`: what a saved model says of pictures or a table."""

from __future__ import annotations

import argparse
import sys
import warnings
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skscratch._terminal import printable
from skscratch.cli.values import file_name, model_file, path

if TYPE_CHECKING:
    import numpy as np

    from skscratch.cli.answers import Answers

SUMMARY = "say what a saved model makes of pictures or of a table"
ABOUT = """\
Ask a model that skscratch train has saved. INPUT is pictures or folders of them, or one
table with the columns of training. The model file runs no code, whoever made it.

Each answer comes with its probability, and with a caution where the model has seen
little or the input is unlike what it was trained on. What cannot be read is named, the
rest is answered, and the exit status is 2.
"""
EXAMPLES = """\
examples:
  skscratch predict pets.skops me.jpg holidays/ --picture seen.png
  skscratch predict people.skops new.csv --output answers.csv
"""
MOST_LINES = 50
_LETTERS = 24  # above a picture


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    parser = commands.add_parser(
        "predict",
        help=SUMMARY,
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "model", metavar="MODEL", type=model_file, help="file of skscratch train"
    )
    parser.add_argument(
        "inputs", metavar="INPUT", type=path, nargs="+", help="picture, folder or table"
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=_table_file,
        help="write all answers there, as .csv or .json",
    )
    parser.add_argument(
        "--picture",
        metavar="FILE.png",
        type=_picture_file,
        help="draw what the model sees, with its answers",
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> int:
    """Do what was asked; 2 if some input could not be read."""
    from skscratch import read_card
    from skscratch._files import write_whole
    from skscratch.cli.answers import answers_of, model_of, write_answers

    model = model_of(options.model)
    parts = answers_of(model, read_card(options.model), options.inputs)
    if options.output:
        parts = write_answers(options.output, parts)
    first = next(parts)
    if options.picture and first.seen is None:
        raise ValueError(
            "--picture is for a model of pictures; this one takes a table."
        )
    n_inputs, n_known, n_right = 0, 0, 0
    for part in chain([first], parts):
        n_inputs += len(part.names)
        if part.right is not None:
            n_known, n_right = n_known + len(part.right), n_right + part.right.sum()
    _show(first, n_inputs, options)
    if n_known:
        which = "the rows, which have their labels"
        if n_known < n_inputs:
            which = f"the {n_known} rows that have their labels"
        print(f"Right on {n_right / n_known:.1%} of {which}.")
    for words in first.general:
        print(f"Caution: {words}.")
    if options.output:
        print(f"Wrote {n_inputs} answers to {options.output}.")
    if options.picture and first.seen is not None:
        write_whole(options.picture, _drawn(first, first.seen))
        print(f"Drew what the model sees in {options.picture}.")
    for reason in first.unreadable:
        print(f"{options.prog}: error: {reason}", file=sys.stderr)
    return 2 if first.unreadable else 0


def _show(answers: Answers, n_inputs: int, options: argparse.Namespace) -> None:
    """A line for each of the first inputs, and how many there are besides."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("input", "class"):
        table.add_column(name, overflow="fold")
    table.add_column("probability", justify="right", no_wrap=True)
    if any(answers.cautions):
        table.add_column("caution", overflow="fold")
    for index, name in enumerate(answers.names[:MOST_LINES]):
        cells = [name, str(answers.labels[index])]
        cells += [f"{answers.probabilities[index]:.1%}"]
        cells += ["; ".join(answers.cautions[index])] * bool(any(answers.cautions))
        table.add_row(*(Text(printable(cell)) for cell in cells))
    console = Console(highlight=False)
    console.print(table)
    more = n_inputs - min(len(answers.names), MOST_LINES)
    if more > 0:
        where = "" if options.output else ", with --output FILE.csv"
        console.print(f"… and {more} more{where}", markup=False)


def _drawn(answers: Answers, seen: np.ndarray) -> bytes:
    """What the model sees of each picture, with its answer, as PNG."""
    import io

    from matplotlib.figure import Figure

    from skscratch.plotting.words import fitted_texts

    n_shown = len(seen)
    n_columns = min(n_shown, 6)
    n_rows = -(-n_shown // n_columns)
    figure = Figure(
        figsize=(max(2.2 * n_columns, 4), 2.7 * n_rows + 0.4), layout="constrained"
    )
    panels = figure.subplots(n_rows, n_columns, squeeze=False)
    for panel in panels.flat:
        panel.set_axis_off()
    names = [printable(Path(name).name) for name in answers.names[:n_shown]]
    names = fitted_texts(names, _LETTERS)
    labels = fitted_texts(map(printable, answers.labels[:n_shown]), _LETTERS - 8)
    for index, panel in zip(range(n_shown), panels.flat, strict=False):
        panel.imshow(seen[index])
        words = f"{labels[index]}, {answers.probabilities[index]:.1%}"
        caution = " (!)" if answers.cautions[index] else ""
        title = f"{names[index]}\n{words}{caution}"
        panel.set_title(title, fontsize=9, parse_math=False)
    height, width = seen.shape[1:3]
    what = f"what the model sees: {width} x {height} pixels"
    notes = [what, *answers.general]
    if any(answers.cautions[:n_shown]):
        notes.append("(!) unlike the training pictures")
    figure.supxlabel("\n".join(notes), fontsize=8, parse_math=False)
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        figure.savefig(content, format="png", dpi=120)
    return content.getvalue()


def _table_file(text: str) -> str:
    if not text.lower().endswith((".csv", ".json")):
        raise argparse.ArgumentTypeError(f"must end in .csv or .json; got {text!r}")
    return file_name(text)


def _picture_file(text: str) -> str:
    if not text.lower().endswith(".png"):
        raise argparse.ArgumentTypeError(f"must end in .png; got {text!r}")
    return file_name(text)
