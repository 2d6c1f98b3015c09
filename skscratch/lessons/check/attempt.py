"""A call of the learner's function: what it gives, raises, prints, and changes."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from skscratch.lessons.check.randomness import same_random_numbers

_DEEPEST = 6  # two more than the caches of all layers need
_LONGEST_FORM = 60  # the caches of all layers are no help in a sentence


@dataclass(frozen=True)
class Attempt:
    """What came of one call.

    Parameters
    ----------
    value : object
        A copy of what the function returned.
    handed : object
        What it returned itself, into which a later call may write.
    error : BaseException or None
        What it raised.
    changed : tuple of str
        The arguments, or arrays in them, whose numbers it changed.
    replaced : tuple of str
        What it put others in place of, such as ``parameters["W1"]``.
    """

    value: Any = None
    handed: Any = None
    error: BaseException | None = None
    changed: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()

    @property
    def unwritten(self) -> bool:
        """Whether the function is still a stub."""
        if self.error is not None:
            return isinstance(self.error, NotImplementedError)
        return self.value is None or self.value is Ellipsis

    @property
    def overwritten(self) -> bool:
        """Whether a later call has changed what this one returned."""
        then, now = dict(_entries(self.value)), dict(_entries(self.handed))
        if then.keys() != now.keys():
            return True
        return any(_is_number(v) and not _same(v, now[n]) for n, v in then.items())


def attempt(
    function: Callable[..., Any], arguments: dict[str, Any], **keywords: Any
) -> Attempt:
    """Call a function quietly with copies of the arguments, whatever it does.

    The random numbers that it draws are the same in every call.
    """
    given = copy.deepcopy(arguments)
    held = dict(_entries(given))  # the same objects, wherever they are put
    value, handed, raised = None, None, None
    try:
        with quietly(), same_random_numbers(function):
            handed = value = function(*given.values(), **keywords)
            with contextlib.suppress(Exception):  # a generator cannot be copied
                value = copy.deepcopy(handed)
    except (Exception, SystemExit) as error:
        raised = error
    before, after = dict(_entries(arguments)), dict(_entries(given))
    changed = [last_name(n) for n, old in before.items() if not _same(old, held[n])]
    replaced = [n for n in held if n not in after]
    replaced += [
        n
        for n, new in after.items()
        if n not in held or (new is not held[n] and not _same(before[n], new))
    ]
    return Attempt(value, handed, raised, tuple(changed), tuple(replaced))


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Keep prints, warnings and floating-point errors out of the way."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


def _entries(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """What a nested value holds, each by its name, ``parameters["W1"]``."""
    if depth == _DEEPEST:  # as a list that holds itself is
        return
    if isinstance(value, dict):
        for key, entry in value.items():
            inner = f"{name}[{key!r}]" if name else str(key)
            yield from _entries(entry, inner, depth + 1)
    elif isinstance(value, tuple | list):
        for i, entry in enumerate(value):
            yield from _entries(entry, f"{name}[{i}]", depth + 1)
    else:
        yield name, value


def _is_number(value: Any) -> bool:
    """Whether a value is a number or an array of numbers."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, int | float | np.number)


def _same(before: Any, after: Any) -> bool:
    try:
        nan = _is_number(before)
        return bool(np.array_equal(before, after, equal_nan=nan))
    except Exception:  # what the function put there cannot be compared
        return False


def last_name(name: str) -> str:
    """``W1`` for ``parameters['W1']``."""
    key = name.rpartition("['")[2]
    return key.removesuffix("']")


def parameters_of(function: Callable[..., Any]) -> list[str]:
    """Names of the parameters of a function, none if it does not tell them."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # some built-in functions have no signature
        return []


def seed_for(function: Callable[..., Any]) -> dict[str, Any]:
    """What to seed a function with, if it takes a seed or a generator by name."""
    values = {"random_state": 0, "seed": 0, "rng": np.random.RandomState(0)}
    names = parameters_of(function)
    return {name: value for name, value in values.items() if name in names}


def refusal(
    function: Callable[..., Any], arguments: dict[str, Any], **keywords: Any
) -> str | None:
    """Say why a function cannot be called as the lesson calls it, if so."""
    wanted = f"({', '.join(arguments)})"
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have none
        return None
    names = list(signature.parameters)
    try:
        signature.bind(*arguments.values(), **keywords)
    except TypeError:
        return (
            f"it takes {_count(names)}; the lesson calls it with "
            f"{_count(list(arguments))}: {wanted}."
        )
    known = list(arguments)
    if names[: len(known)] != known and sorted(names[: len(known)]) == sorted(known):
        came = ", ".join(names[: len(known)])
        return f"its arguments come in the order ({came}); the lesson's is {wanted}."
    return None


def fitting(
    function: Callable[..., Any], arguments: dict[str, Any], **keywords: Any
) -> dict[str, Any]:
    """The arguments, without `print_cost` for a function that cannot print."""
    short = {name: v for name, v in arguments.items() if name != "print_cost"}
    if refusal(function, arguments, **keywords) is None:
        return arguments
    return arguments if refusal(function, short, **keywords) else short


def _count(names: list[str]) -> str:
    n = len(names)
    return "no arguments" if n == 0 else f"{n} argument{'s' if n > 1 else ''}"


def described(arguments: dict[str, Any]) -> str:
    """``X (3, 5), Y (1, 5), learning_rate = 0.5``: the case of a call in words."""
    return ", ".join(_shown(arguments))


def _shown(arguments: dict[str, Any]) -> Iterator[str]:
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            yield f"{name} {value.shape}"
        elif isinstance(value, dict):
            yield from _shown({key: v for key, v in value.items() if key[0] == "W"})
        elif isinstance(value, float):
            yield f"{name} = {value:.4g}"
        elif isinstance(value, int | str):
            if name != "print_cost":
                yield f"{name} = {value!r}"
        elif isinstance(value, tuple | list) and value:
            if _is_plain(value):
                yield f"{name} = {value!r}"
            elif len(form := _form(value)) < _LONGEST_FORM:
                yield f"{name} {form}"


def _is_plain(value: Any) -> bool:
    return all(isinstance(entry, int) for entry in value)


def _form(value: Any) -> str:
    """The shapes in nested tuples: ``((3, 5), (4, 3), (4, 1))`` of a cache."""
    if isinstance(value, np.ndarray):
        return str(value.shape)
    return f"({', '.join(_form(entry) for entry in value)})"
