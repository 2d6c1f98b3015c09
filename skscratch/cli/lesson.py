"""`skscratch lesson`: what a lesson is about, or its notebook."""

from __future__ import annotations

import argparse
from typing import Any

from skscratch.cli.values import file_name


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    summary = "say what a lesson is about, or write it as a notebook to work in"
    parser = commands.add_parser("lesson", help=summary, description=summary)
    parser.add_argument(
        "lesson", metavar="N", type=int, choices=range(6), help="its number, 0 to 5"
    )
    parser.add_argument(
        "--notebook",
        metavar="FILE",
        type=file_name,
        help="Jupyter notebook to write, with exercises that are checked",
    )
    parser.add_argument(
        "--force", action="store_true", help="replace a notebook that is there"
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    from skscratch.lessons.notebook import write_notebook
    from skscratch.lessons.pages import about_lesson

    if options.notebook is None:
        print(about_lesson(options.lesson))
        return
    write_notebook(options.lesson, options.notebook, force=options.force)
    print(f"Wrote {options.notebook}. Open it with: jupyter lab {options.notebook}")
