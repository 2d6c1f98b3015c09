"""The options of `skscratch train`, and what their values may be."""

from __future__ import annotations

from typing import Any

from skscratch.cli.fitting import MODELS
from skscratch.cli.values import fraction, path, side


def add_data(group: Any) -> None:
    """Add the options that say what of the data is used, and how."""
    option = group.add_argument
    option("--target", metavar="COLUMN", help="the column of a table with the labels")
    option(
        "--image-size",
        metavar="N",
        type=side,
        help="side of the pictures that the model sees, in pixels (default: 64; of an "
        "HDF5 file its own)",
    )
    option(
        "--resize",
        choices=("squash", "crop", "pad"),
        help="how a picture of other sides fits (default: squash)",
    )
    test = group.add_mutually_exclusive_group()
    test.add_argument(
        "--test", metavar="DATA", type=path, help="data to say how good it is"
    )
    test.add_argument(
        "--test-fraction",
        metavar="F",
        type=fraction,
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
