"""Warnings at the user's line."""

from __future__ import annotations

import sys
import warnings
from types import FrameType

__all__ = ["warn"]

#: Libraries whose frames lie between the user's line and ours.
BETWEEN = ("skscratch", "sklearn", "joblib", "contextlib")


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the user's line: the innermost frame outside of `BETWEEN`."""
    frame: FrameType | None = sys._getframe(1)
    depth = 2
    while frame is not None and _package(frame) in BETWEEN:
        frame, depth = frame.f_back, depth + 1
    warnings.warn(message, category, stacklevel=depth)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
