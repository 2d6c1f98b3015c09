"""`train --checkpoint` and `--resume`: a training that a power cut does not end."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skscratch.cli.values import path

if TYPE_CHECKING:
    import numpy as np
    from rich.console import Console


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the two options."""
    parser.add_argument(
        "--checkpoint",
        metavar="FOLDER",
        type=path,
        help="keep the progress of every epoch there, against a power cut",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on from the last checkpoint in that folder, if there is one",
    )


def check_options(options: argparse.Namespace) -> None:
    """Check that there is one training to keep, and where."""
    if options.resume and options.checkpoint is None:
        raise ValueError(
            "--resume needs --checkpoint FOLDER, which says from where; got none."
        )
    if options.checkpoint is not None and options.search:
        raise ValueError(
            "--checkpoint is for one training; got --search, which is many. Leave out "
            "one of them."
        )


def train(
    network: Any,
    X: Any,
    y: np.ndarray,
    callbacks: list[Any],
    options: argparse.Namespace,
    console: Console,
) -> None:
    """Fit a network, or do what is left of an earlier fit of it.

    Parameters
    ----------
    network : estimator
    X, y : array-like
        As the network takes them.
    callbacks : list
        Of this one fit.
    options : argparse.Namespace
    console : Console
    """
    from skscratch.checkpoints import Checkpoint, resume
    from skscratch.lessons.reproduce import writable_folder

    folder = options.checkpoint
    if folder is not None:
        writable_folder(folder, "--checkpoint")
    if options.resume and any(Path(folder).glob("checkpoint-*.ckpt")):
        console.print(f"going on from the last checkpoint in {folder}", markup=False)
        resume(folder, X, y, estimator=network.set_callbacks(*callbacks))
    else:
        keeping = [] if folder is None else [Checkpoint(folder)]
        network.set_callbacks(*callbacks, *keeping).fit(X, y)
    network.set_callbacks()  # they are no part of what is saved
