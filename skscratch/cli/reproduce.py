"""`skscratch reproduce`: the main job."""

from __future__ import annotations

import argparse
from typing import Any

from skscratch.cli.values import path, seed


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    summary = "train the three lessons, compare with the textbook, draw the pictures"
    parser = commands.add_parser("reproduce", help=summary, description=summary)
    parser.add_argument(
        "--cats",
        metavar="DIR",
        type=path,
        help="folder with train_catvnoncat.h5 and test_catvnoncat.h5 "
        "(default: those of skscratch fetch, else the drawn cats of the package)",
    )
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=path,
        default="skscratch-results",
        help="folder for report.html, results.json and the pictures "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of the iterations, for a look"
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=seed,
        help="random_state of the networks (default: the lessons' own)",
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    # Only here: `--version` and `--help` need none of it.
    from skscratch.lessons.cats import find_lesson_cats
    from skscratch.lessons.reproduce import reproduce, writable_folder

    cats = find_lesson_cats(options.cats)
    output = writable_folder(options.output)
    reproduce(cats, output, quick=options.quick, seed=options.seed)
