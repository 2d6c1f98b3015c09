"""`skscratch fetch`: download the lessons' photographs."""

from __future__ import annotations

import argparse
from typing import Any

from skscratch.cli.values import path

SUMMARY = "download the lessons' photographs of cats and check them"


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    parser = commands.add_parser(
        "fetch",
        help=SUMMARY,
        description=f"{SUMMARY.capitalize()}. skscratch reproduce uses them from then "
        "on. A folder that holds both files already is checked and nothing is "
        "downloaded.",
    )
    parser.add_argument(
        "--data-home",
        metavar="DIR",
        type=path,
        help="folder to keep them in (default: that of scikit-learn)",
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    from skscratch.datasets import fetch_cat_vs_noncat

    for subset in ("train", "test"):
        cats = fetch_cat_vs_noncat(subset=subset, data_home=options.data_home)
        print(f"{subset}: {len(cats.images)} photographs of 64 x 64, checked")
    print("Next: skscratch reproduce")
