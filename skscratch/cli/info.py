"""`skscratch info`: what a model file says of its model, without loading it."""

from __future__ import annotations

import argparse
from typing import Any

from skscratch.cli.values import model_file

SUMMARY = "show the card of a saved model: data, settings, scores, versions"


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    parser = commands.add_parser(
        "info",
        help=SUMMARY,
        description=f"{SUMMARY.capitalize()}. Nothing of the model is loaded; the card "
        "says what whoever saved it has written.",
    )
    parser.add_argument(
        "model", metavar="MODEL", type=model_file, help="file of skscratch train"
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from skscratch import read_card

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("", overflow="fold")
    for name, value in read_card(options.model).rows():
        table.add_row(Text(name, style="bold"), Text(value))
    Console(highlight=False).print(table)
