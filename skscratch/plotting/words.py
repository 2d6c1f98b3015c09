"""Words in pictures: names as they are, how wide they are, cut where they must be."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any
from unicodedata import east_asian_width

import numpy as np

# Of a matplotlib Text that shows what the user named: a `$` draws as itself.
LITERAL: dict[str, Any] = {"parse_math": False, "usetex": False}


def as_text(name: object) -> str:
    """A label or the name of a class, as it is drawn.

    Parameters
    ----------
    name : object
        Any label that an estimator takes; bytes are read as UTF-8, and a date at
        midnight is a day.

    Returns
    -------
    str
        What to draw.
    """
    if isinstance(name, bytes):
        return name.decode("utf-8", "replace")
    if isinstance(name, np.datetime64) and name == name.astype("datetime64[D]"):
        return str(name.astype("datetime64[D]"))
    if isinstance(name, datetime) and name.timetz() == time():
        return str(name.date())
    return str(name)


def names_for(names: Sequence[str] | None, estimators: Sequence[Any]) -> list[str]:
    """One name for each estimator, by default that of its class.

    Parameters
    ----------
    names : sequence of str or None
        What the user passed.
    estimators : sequence of estimators
        What they are to name.

    Returns
    -------
    list of str
        The names. Classes that several are of are numbered.

    Raises
    ------
    ValueError
        If they have another length.
    """
    if names is None:
        return _numbered([type(estimator).__name__ for estimator in estimators])
    if len(names) != len(estimators):
        raise ValueError(
            "names must have one entry per estimator; "
            f"got {len(names)} for {len(estimators)} estimators."
        )
    return list(names)


def width_of(text: str) -> int:
    """How many letters wide a text is; those of East Asia take two each.

    Parameters
    ----------
    text : str
        A line.

    Returns
    -------
    int
        Its width.
    """
    return len(text) + sum(east_asian_width(each) in "WF" for each in text)


def fitted_text(name: object, width: int, n_lines: int = 1) -> str:
    """A name in at most `n_lines` lines of `width` letters, cut where it must be.

    Parameters
    ----------
    name : object
        Any label; one that is short enough stays as it is.
    width : int
        The most letters in a line, as `width_of` counts them.
    n_lines : int, default=1
        The most lines.

    Returns
    -------
    str
        What to draw, an ellipsis at its end where something is missing.
    """
    text = as_text(name)
    if width_of(text) <= width:
        return text
    width = max(2, width * len(text) // width_of(text))
    lines = textwrap.wrap(text, width) if n_lines > 1 else [text]
    if len(lines) > n_lines:
        lines = [*lines[: n_lines - 1], " ".join(lines[n_lines - 1 :])]
    if len(lines[-1]) > width:
        lines[-1] = lines[-1][: width - 1].rstrip() + "…"
    return "\n".join(lines)


def fitted_texts(names: Iterable[object], width: int, n_lines: int = 1) -> list[str]:
    """Names that stand in one picture, cut so that those that differ still do.

    Parameters
    ----------
    names : iterable of object
        Any labels.
    width, n_lines : int
        As for `fitted_text`.

    Returns
    -------
    list of str
        What to draw. Names that are alike where they are cut at their end are cut in
        the middle; numbered where that is not enough.
    """
    texts = [as_text(name) for name in names]
    drawn = [fitted_text(text, width, n_lines) for text in texts]
    room = n_lines * width - 8 * (n_lines - 1)  # lines end where words do
    for index in _alike(texts, drawn):
        drawn[index] = fitted_text(_ends_of(texts[index], room), width, n_lines)
    numbers: dict[str, int] = {}
    for index in _alike(texts, drawn):
        mark = f" ({numbers.setdefault(texts[index], len(numbers) + 1)})"
        drawn[index] = fitted_text(drawn[index], width - len(mark), n_lines) + mark
    return drawn


def _alike(names: list[str], drawn: list[str]) -> list[int]:
    """Where names stand that are drawn as another name is."""
    counts = Counter(text for _, text in set(zip(names, drawn, strict=True)))
    return [index for index, text in enumerate(drawn) if counts[text] > 1]


def _ends_of(name: str, width: int) -> str:
    """The start and the end of a name, in one line."""
    half = max(1, (width - 1) * len(name) // width_of(name) // 2)
    return f"{name[:half].rstrip()}…{name[-half:].lstrip()}"


def _numbered(names: list[str]) -> list[str]:
    """Names with a number each where they are repeated."""
    seen, counts = Counter[str](), Counter(names)
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name} {seen[name]}" if counts[name] > 1 else name)
    return numbered
