"""What the values of options may be, each checked as argparse asks for it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def path(text: str) -> str:
    """Of a file or a folder, which may begin with the home of somebody."""
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError(f"must be a path; got {text!r}")
    try:
        Path(text).expanduser()
    except RuntimeError:
        raise argparse.ArgumentTypeError(
            f"must be a path; got {text!r}, and nobody of that name has a home here"
        ) from None
    return text


def model_file(text: str) -> str:
    """Of a file that holds a model, if there is one."""
    place = Path(path(text))
    if place.is_dir() or place.is_fifo():
        raise argparse.ArgumentTypeError(
            f"must be a file of skscratch train; got {text!r}, a folder or a pipe"
        )
    return text


def file_name(text: str) -> str:
    """Of a file to write."""
    if not text or "\0" in text or text.endswith(("/", os.sep)):
        raise argparse.ArgumentTypeError(f"must be the name of a file; got {text!r}")
    return text


def seed(text: str) -> int:
    """A `random_state`."""
    return _integer(text, 0, 2**32 - 1)


def port(text: str) -> int:
    """Where to listen; 0 for any that is free."""
    return _integer(text, 0, 2**16 - 1)


def side(text: str) -> int:
    """Of a picture, in pixels."""
    return _integer(text, 1, 1024)


def fraction(text: str) -> float:
    """A share that leaves something on both sides."""
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"must lie between 0 and 1; got {text!r}")
    return share


def _integer(text: str, least: int, most: int) -> int:
    number = int(text) if text.isdecimal() else least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(
            f"must be an integer from {least} to {most}; got {text!r}"
        )
    return number
