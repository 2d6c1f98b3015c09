"""Warnings at the user's line, and none of NumPy's."""

from __future__ import annotations

import sys
import warnings
from types import FrameType

import numpy as np

__all__ = ["INTERRUPTED", "quiet", "warn"]

#: The note on the KeyboardInterrupt that ends a training.
INTERRUPTED = (
    "The parameters reached are kept: the estimator is fitted, with outcome_="
    "'interrupted'. Set warm_start=True and call fit to go on."
)

#: Libraries whose frames lie between the user's line and ours.
BETWEEN = ("skscratch", "sklearn", "numpy", "joblib", "contextlib")

#: Decorates what is public: in it small numbers underflow to zero as they should, and
#: what overflows is found and told in words, whatever the caller's `np.errstate`.
quiet = np.errstate(all="ignore")


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the user's line: the innermost frame outside of `BETWEEN`."""
    frame: FrameType | None = sys._getframe(1)
    depth = 2
    while frame is not None and _package(frame) in BETWEEN:
        frame, depth = frame.f_back, depth + 1
    warnings.warn(message, category, stacklevel=depth)


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
