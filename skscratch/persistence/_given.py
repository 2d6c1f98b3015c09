"""What the caller of `save_model` says of a model, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np

__all__ = [
    "checked_count",
    "checked_names",
    "checked_notes",
    "checked_scores",
    "checked_size",
]


def checked_names(names: Sequence[str] | None, model: Any) -> list[str] | None:
    """One name for each class."""
    if names is None:
        return None
    classes = getattr(model, "classes_", None)
    n_classes = len(names) if classes is None else len(classes)
    if isinstance(names, str) or len(names) != n_classes:
        raise ValueError(
            f"class_names must be one name for each of the {n_classes} classes; got "
            f"{names!r}."
        )
    return [
        name.decode(errors="backslashreplace") if isinstance(name, bytes) else str(name)
        for name in names
    ]


def checked_size(size: int | tuple[int, int] | None) -> int | list[int] | None:
    """A side, or height and width."""
    if size is None:
        return None
    sides = np.atleast_1d(np.asarray(size))
    if (
        sides.dtype.kind not in "iu"
        or sides.shape not in {(1,), (2,)}
        or min(sides) < 1
    ):
        raise ValueError(
            "image_size must be a positive integer or a pair of them, in pixels; got "
            f"{size!r}."
        )
    return sides.tolist() if sides.size == 2 else int(sides[0])


def checked_count(n_samples: int | None) -> int | None:
    """How many rows."""
    if n_samples is None:
        return None
    if not isinstance(n_samples, Integral) or n_samples < 1:
        raise ValueError(
            f"n_samples must be a positive integer or None; got {n_samples!r}."
        )
    return int(n_samples)


def checked_scores(scores: Mapping[str, float] | None) -> dict[str, float]:
    """Numbers by names."""
    for name, score in (scores or {}).items():
        if not isinstance(name, str) or not isinstance(score, Real):
            raise ValueError(
                "scores must be numbers by the names of their measures; got "
                f"{name!r}: {score!r}."
            )
    return {name: float(score) for name, score in (scores or {}).items()}


def checked_notes(notes: Mapping[str, Any] | None) -> dict[str, Any]:
    """What JSON has types for."""
    try:
        return dict(json.loads(json.dumps(dict(notes or {}))))
    except (TypeError, ValueError) as error:
        raise ValueError(
            "notes must hold what JSON can: numbers, strings, lists and mappings; got "
            f"{notes!r} ({error})."
        ) from None
