"""What a function of the lesson returns, taken apart into named arrays.

A template says what is expected: a name stands for an array or a number, a dictionary
for one with these keys, `Parts` for a tuple or a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

import numpy as np

Leaves = dict[str, np.ndarray]


@dataclass(frozen=True)
class Parts:
    """A tuple (or list) of named parts, each a template of its own."""

    parts: dict[str, Any]

    @property
    def words(self) -> str:
        """The names as the learner writes them."""
        return f"({', '.join(self.parts)})"


@dataclass
class Taken:
    """What was taken apart: the arrays by name, and what was wrong with the form.

    That a right array is a list is told only when nothing else is wrong.
    """

    leaves: Leaves = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)


def take_apart(template: Any, value: Any, name: str = "the result") -> Taken:
    """Take a result apart by its template.

    Parameters
    ----------
    template : str, dict or Parts
        What is expected.
    value : object
        What came.
    name : str
        What to call the whole in a sentence.

    Returns
    -------
    Taken
        As many arrays as could be found, and a sentence for each flaw of the form.
    """
    taken = Taken()
    _take(template, value, name, taken)
    return taken


def _take(template: Any, value: Any, name: str, taken: Taken) -> None:
    if isinstance(template, Parts):
        _take_parts(template, value, name, taken)
    elif isinstance(template, dict):
        _take_dictionary(template, value, name, taken)
    else:
        _take_array(template, value, taken)


def _take_parts(template: Parts, value: Any, name: str, taken: Taken) -> None:
    wanted = template.parts
    if not isinstance(value, tuple | list):
        whole = name if name != "the result" else "it"
        verb = "is" if name != "the result" else "returns"
        taken.faults.append(
            f"{whole} {verb} {in_words(value)} where the tuple {template.words} "
            "belongs."
        )
        for part, inner in wanted.items():
            if isinstance(inner, dict) == isinstance(value, dict):
                _take(inner, value, part, taken)
                return
        return
    if len(value) != len(wanted):
        what = "it returns" if name == "the result" else f"{name} has"
        taken.faults.append(
            f"{what} {len(value)} value{'s' * (len(value) != 1)} where {len(wanted)} "
            f"belong: {template.words}."
        )
        return
    for (part, inner), came in zip(wanted.items(), value, strict=True):
        _take(inner, came, part, taken)


def _take_dictionary(
    template: dict[str, Any], value: Any, name: str, taken: Taken
) -> None:
    keys = ", ".join(template)
    if not isinstance(value, dict):
        verb = "it returns" if name == "the result" else f"{name} is"
        taken.faults.append(
            f"{verb} {in_words(value)} where a dictionary with the keys {keys} belongs."
        )
        return
    found = {key: _key_like(key, value, template) for key in template}
    missing = [key for key in template if found[key] is None]
    misspelt = [f"{found[key]!r} for {key!r}" for key in template
                if found[key] not in (None, key)]  # fmt: skip
    where = "the dictionary" if name == "the result" else name
    if misspelt:
        taken.faults.append(f"{where} has misspelt keys: {', '.join(misspelt)}.")
    if missing:
        came = ", ".join(map(str, value)) or "none"
        taken.faults.append(
            f"{where} lacks the keys {', '.join(missing)}; its keys are {came}."
            if len(missing) > 1
            else f"{where} lacks the key {missing[0]}; its keys are {came}."
        )
    besides = [str(key) for key in value if key not in found.values()]
    if besides and not missing and "W1" in template:
        taken.faults.append(
            f"{where} holds {', '.join(besides)} besides: layers count from 1, and "
            "their number is taken from that of the keys, len(parameters) // 2."
        )
    for key, inner in template.items():
        if found[key] is not None:
            _take(inner, value[found[key]], key, taken)


def _key_like(key: str, value: dict[Any, Any], template: dict[str, Any]) -> Any:
    """The key itself, or else one that was meant by it, or None."""
    if key in value:
        return key
    for other in value:
        if other not in template and isinstance(other, str):
            plain = other.replace("_", "").replace(" ", "").lower()
            if plain in (key.lower(), f"d{key}".lower(), key[1:].lower()):
                return other
    return None


def _take_array(name: str, value: Any, taken: Taken) -> None:
    shown = shown_name(name)
    if value is None:
        taken.faults.append(f"{shown} is None.")
        return
    if isinstance(value, list) and any(entry is value for entry in value):
        taken.faults.append(f"{shown} holds itself: append one value to it, not all.")
        return
    try:
        array = np.asarray(value)
    except Exception:  # nested lists of unequal lengths
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in "biuf":
        kind = in_words(value)
        taken.faults.append(f"{shown} is {kind} where numbers belong.")
        return
    if isinstance(value, list | tuple) and name != "costs":
        taken.lists.append(
            f"{shown} is a {type(value).__name__} where a NumPy array belongs: "
            "np.array makes one of it."
        )
    if isinstance(value, np.matrix):
        taken.faults.append(
            f"{shown} is a np.matrix, which always has two axes, and whose `*` is a "
            "matrix product: use np.array."
        )
        return
    if array.dtype == np.float16:
        taken.faults.append(
            f"{shown} is of dtype float16, which keeps three digits: use float64."
        )
        return
    whole = array.dtype.kind != "f"  # -True and the like are errors in NumPy
    taken.leaves[name] = array.astype(float) if whole else array


def shown_name(name: str) -> str:
    """The name of an array for the learner.

    ``cache_A2`` is the A2 in the cache, ``w_new`` the w of the result.
    """
    place, _, rest = name.partition("_")
    return (
        f"{rest} in the cache"
        if place.startswith("cache")
        else name.removesuffix("_new")
    )


def in_words(value: Any) -> str:
    """What kind of thing a value is, with its shape or length where that helps."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biuf":
            return f"an array of dtype {value.dtype}"
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, dict):
        return "a dictionary"
    if isinstance(value, int | float | np.number):
        return "a number"
    if value is None:
        return "None"
    return f"something of type {type(value).__name__}"


def reordered(template: Any, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the result with the parts of one tuple in another order, and the words."""
    if not isinstance(template, Parts) or not isinstance(value, tuple | list):
        return
    names = list(template.parts)
    if len(value) != len(names):
        return
    if len(names) <= 4:
        for order in list(permutations(range(len(names))))[1:]:
            came = [""] * len(names)
            for place, source in enumerate(order):
                came[source] = names[place]
            yield (
                f"the order is ({', '.join(came)}) where it should be "
                f"{template.words}.",
                tuple(value[i] for i in order),
            )
    for i, inner in enumerate(template.parts.values()):
        for words, part in reordered(inner, value[i]):
            yield words, (*value[:i], part, *value[i + 1 :])
