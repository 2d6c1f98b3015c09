"""The options of `skscratch train`, and what their values may be."""

from __future__ import annotations

import argparse
from typing import Any

from skscratch.cli.fitting import MODELS


def add_data(group: Any) -> None:
    """Add the options that say what of the data is used, and how."""
    option = group.add_argument
    option("--target", metavar="COLUMN", help="the column of a table with the labels")
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
    test = group.add_mutually_exclusive_group()
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


def add_network(group: Any) -> None:
    """Add the options that say what is trained."""
    option = group.add_argument
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
        "--search",
        action="store_true",
        help="try some sizes, rates and penalties by cross-validation",
    )


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
