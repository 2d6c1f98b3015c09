"""The command line: thin, everything it does is a function of the package."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

from skscratch._terminal import printable
from skscratch.cli import (
    fetch,
    info,
    lesson,
    playground,
    plot,
    predict,
    reproduce,
    train,
)
from skscratch.cli.versions import ShowVersions

COMMANDS = (train, predict, plot, info, fetch, lesson, playground, reproduce)

ABOUT = "Neural networks from first principles, on NumPy."
EXAMPLES = """\
examples:
  skscratch train pets/ --output pets.skops      pictures, a sub-folder a class
  skscratch predict pets.skops me.jpg            what is on this one?
  skscratch train people.csv --target survived   a table
  skscratch lesson 2 --notebook lesson_2.ipynb   learn how it works
  skscratch reproduce                            the lessons' results
"""


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
    parser = _parser()
    prog = parser.prog
    try:
        options = parser.parse_args(arguments)
        prog = options.prog
        with warnings.catch_warnings():
            warnings.filterwarnings("default", category=UserWarning)
            warnings.showwarning = _shown_as_line(prog)
            status: int | None = options.run(options)
        sys.stdout.flush()  # here, where a full disk is still an error of ours
        return status or 0
    except (ImportError, OSError, TypeError, ValueError, MemoryError) as error:
        print(f"{prog}: error: {_reason(error)}", file=sys.stderr)
        _give_up_stdout()
        return 2
    except KeyboardInterrupt:
        print("skscratch: interrupted", file=sys.stderr)
        return 130  # what a shell reports of a process that SIGINT ended


class _Parser(argparse.ArgumentParser):
    """One line for an error of usage, too; the usage is in the help."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        sys.stdout.flush()  # where a full disk is still an error of ours
        super().exit(status, message)

    def error(self, message: str) -> NoReturn:
        words = printable(" ".join(message.split()))
        self.exit(2, f"{self.prog}: error: {words} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="skscratch",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version",
        action=ShowVersions,
        help="show this version and those of what it stands on",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


def _reason(error: Exception) -> str:
    """What went wrong, in one line."""
    from skscratch._files import reason_of

    words = printable(reason_of(error))
    if isinstance(error, OSError) and error.filename:  # as system tools do
        words = f"{printable(error.filename)}: {words}"
    return words


def _shown_as_line(prog: str) -> Callable[..., None]:
    """Warnings are for the one who typed the command, not for who wrote the code."""

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        words = printable(" ".join(str(message).split()))
        print(f"{prog}: warning: {words}", file=sys.stderr)

    return show


def _give_up_stdout() -> None:
    """Let nothing that could not be printed be tried again as the interpreter ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
