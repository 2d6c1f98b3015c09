"""The command line: thin, everything it does is a function of the package."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

import skscratch


def main(arguments: list[str] | None = None) -> int:
    """Run the `skscratch` command.

    Parameters
    ----------
    arguments : list of str, default=None
        What follows the command's name; by default taken from the process.

    Returns
    -------
    int
        Exit status: 0 when all went well, 2 when the input was unusable or the output
        could not be written, 130 when the user interrupted.

    Examples
    --------
    >>> from skscratch.cli import main
    >>> main(["reproduce", "--cats", "no-such-folder"])
    2
    """
    parser = argparse.ArgumentParser(
        prog="skscratch", description="Neural networks from first principles."
    )
    parser.add_argument(
        "--version", action="version", version=f"skscratch {skscratch.__version__}"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_reproduce(commands)
    _add_lesson(commands)
    _add_playground(commands)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()  # here, where a full disk is still an error of ours
        return 0
    except (OSError, ValueError, MemoryError) as error:
        reason = " ".join(str(error).splitlines()) or type(error).__name__
        print(f"{options.prog}: error: {reason}", file=sys.stderr)
        _give_up_stdout()
        return 2
    except KeyboardInterrupt:
        print("skscratch: interrupted", file=sys.stderr)
        return 130  # what a shell reports of a process that SIGINT ended


def _add_reproduce(commands: Any) -> None:
    summary = "train the three lessons, compare with the textbook, draw the pictures"
    parser = commands.add_parser("reproduce", help=summary, description=summary)
    parser.add_argument(
        "--cats",
        metavar="DIR",
        help="folder with train_catvnoncat.h5 and test_catvnoncat.h5 "
        "(default: the drawn cats of the package)",
    )
    parser.add_argument(
        "--output",
        metavar="DIR",
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
        type=_seed,
        help="random_state of the networks (default: the lessons' own)",
    )
    parser.set_defaults(run=_reproduce, prog=parser.prog)


def _add_lesson(commands: Any) -> None:
    summary = "say what a lesson is about, or write it as a notebook to work in"
    parser = commands.add_parser("lesson", help=summary, description=summary)
    parser.add_argument(
        "lesson", metavar="N", type=int, choices=range(6), help="its number, 0 to 5"
    )
    parser.add_argument(
        "--notebook",
        metavar="FILE",
        help="Jupyter notebook to write, with exercises that are checked",
    )
    parser.add_argument(
        "--force", action="store_true", help="replace a notebook that is there"
    )
    parser.set_defaults(run=_lesson, prog=parser.prog)


def _add_playground(commands: Any) -> None:
    summary = "see a network learn in the browser, and copy the code that makes it"
    parser = commands.add_parser("playground", help=summary, description=summary)
    parser.add_argument(
        "data",
        metavar="DATA.csv",
        nargs="?",
        help="points of your own: two columns of numbers and one of labels",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=_port,
        default=5006,
        help="where to listen on this machine; 0 for any that is free "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address, open nothing"
    )
    parser.set_defaults(run=_playground, prog=parser.prog)


def _seed(text: str) -> int:
    seed = int(text) if text.isdecimal() else -1
    if not 0 <= seed < 2**32:
        raise argparse.ArgumentTypeError(
            f"must be an integer from 0 to {2**32 - 1}; got {text!r}"
        )
    return seed


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port < 2**16:
        raise argparse.ArgumentTypeError(
            f"must be an integer from 0 to {2**16 - 1}; got {text!r}"
        )
    return port


def _reproduce(options: argparse.Namespace) -> None:
    # Only here: `--version` and `--help` need none of it.
    from skscratch.lessons.cats import load_lesson_cats
    from skscratch.lessons.reproduce import reproduce, writable_folder

    cats = load_lesson_cats(options.cats)
    output = writable_folder(options.output)
    reproduce(cats, output, quick=options.quick, seed=options.seed)


def _lesson(options: argparse.Namespace) -> None:
    from skscratch.lessons.notebook import write_notebook
    from skscratch.lessons.pages import about_lesson

    if options.notebook is None:
        print(about_lesson(options.lesson))
        return
    write_notebook(options.lesson, options.notebook, force=options.force)
    print(f"Wrote {options.notebook}. Open it with: jupyter lab {options.notebook}")


def _playground(options: argparse.Namespace) -> None:
    from skscratch.playground.server import serve

    serve(options.data, port=options.port, show=not options.no_browser)


def _give_up_stdout() -> None:
    """Let nothing that could not be printed be tried again as the interpreter ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
