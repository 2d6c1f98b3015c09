"""`skscratch playground`: a network that learns, in the browser."""

from __future__ import annotations

import argparse
from typing import Any

from skscratch.cli.values import path, port


def add(commands: Any) -> None:
    """Add the command to those of the parser."""
    summary = "see a network learn in the browser, and copy the code that makes it"
    parser = commands.add_parser("playground", help=summary, description=summary)
    parser.add_argument(
        "data",
        metavar="DATA.csv",
        type=path,
        nargs="?",
        help="points of your own: two columns of numbers and one of labels",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=port,
        default=5006,
        help="where to listen on this machine; 0 for any that is free "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address, open nothing"
    )
    parser.set_defaults(run=run, prog=parser.prog)


def run(options: argparse.Namespace) -> None:
    """Do what was asked."""
    from skscratch.playground.server import serve

    serve(options.data, port=options.port, show=not options.no_browser)
