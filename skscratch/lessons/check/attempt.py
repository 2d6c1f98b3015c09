"""A call of the learner's function: what it gives, raises, prints, and changes."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import linecache
import re
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

_LONGEST_FORM = 60  # the caches of all layers are no help in a sentence


@dataclass(frozen=True)
class Attempt:
    """What came of one call.

    Parameters
    ----------
    value : object
        What the function returned.
    error : BaseException or None
        What it raised.
    changed : tuple of str
        The arguments, or entries of them, that it changed.
    """

    value: Any = None
    error: BaseException | None = None
    changed: tuple[str, ...] = ()

    @property
    def unwritten(self) -> bool:
        """Whether the function is still a stub."""
        if self.error is not None:
            return isinstance(self.error, NotImplementedError)
        return self.value is None or self.value is Ellipsis


def attempt(
    function: Callable[..., Any], arguments: dict[str, Any], **keywords: Any
) -> Attempt:
    """Call a function quietly with copies of the arguments, whatever it does.

    The global random numbers of NumPy are seeded for the call, and afterwards go on
    where they were.
    """
    given = copy.deepcopy(arguments)
    state = np.random.get_state()  # noqa: NPY002
    try:
        with quietly():
            np.random.seed(0)  # noqa: NPY002
            value = function(*given.values(), **keywords)
            with contextlib.suppress(Exception):  # a generator cannot be copied
                value = copy.deepcopy(value)  # a later call may write into the same
    except (Exception, SystemExit) as error:
        return Attempt(error=error, changed=_changed(arguments, given))
    finally:
        np.random.set_state(state)  # noqa: NPY002
    return Attempt(value, changed=_changed(arguments, given))


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


def _changed(before: Any, after: Any, name: str = "") -> tuple[str, ...]:
    """Names of the entries that differ, ``W1`` for ``parameters["W1"]``."""
    if isinstance(before, dict):
        if not isinstance(after, dict) or list(before) != list(after):
            return (name,)
        return tuple(n for k in before for n in _changed(before[k], after[k], str(k)))
    if isinstance(before, tuple | list):
        pairs = enumerate(zip(before, after, strict=False))
        return tuple(n for _, (a, b) in pairs for n in _changed(a, b, name))
    try:
        same = np.array_equal(before, after, equal_nan=isinstance(before, np.ndarray))
    except Exception:  # what the function put there cannot be compared
        same = False
    return () if same else (name,)


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


def error_in_words(error: BaseException, where: str) -> str:
    """Name an exception, the case and the line it came in, and what may help."""
    kind = type(error).__name__
    message = _message(error).strip().splitlines()
    text = f"it raises {kind}{': ' + message[0].rstrip('.') if message else ''}."
    text += f" The case: {where}."
    line, names = _failing_line(error)
    if line:
        text += f" The line: `{line}`"
        shapes = _shapes_in(line, names)
        text += f", where {shapes}." if shapes else "."
    hint = _hint(error, line)
    return f"{text} {hint}" if hint else text


def _failing_line(error: BaseException) -> tuple[str, dict[str, Any]]:
    """The innermost line of the learner's own that raised, and its local variables."""
    found: tuple[str, dict[str, Any]] = ("", {})
    trace: types.TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] not in ("skscratch", "numpy"):
            line = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            if line:
                found = line, dict(trace.tb_frame.f_locals)
        trace = trace.tb_next
    return found


def _shapes_in(line: str, names: dict[str, Any]) -> str:
    """``A1 is (3, 5), dZ2 is (1, 5)``: the shapes of the arrays that a line names."""
    words = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", line.partition("=")[2] or line))
    arrays = {w: names[w] for w in words if isinstance(names.get(w), np.ndarray)}
    return ", ".join(f"{name} is {array.shape}" for name, array in arrays.items())


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # an exception of the learner's own may fail in this too
        return ""


def _hint(error: BaseException, line: str) -> str:
    message = _message(error)
    if isinstance(error, ValueError):
        if "matmul" in message or "not aligned" in message:
            return (
                "A product needs as many columns on the left as rows on the right: "
                "a transpose (.T) may be missing or too much, or the factors swapped."
            )
        if "broadcast" in message:
            return (
                "Shapes that are added or multiplied entry by entry must fit: a "
                "transpose (.T) may be missing, or `*` stand where `@` belongs."
            )
        if "truth value" in message:
            return "`if` and `and` take one number; use np.where, or compare the array."
    if isinstance(error, TypeError) and ("math." in line or "only" in message):
        return "Functions of `math` take one number; np.exp and np.log take arrays."
    if isinstance(error, KeyError):
        return "No key of this name: look at how the dictionary's keys are spelt."
    if isinstance(error, NameError):
        return "A name is used before it gets a value, or is misspelt."
    if isinstance(error, IndexError):
        return "An index is too large: layers count from 1, lists from 0."
    if isinstance(error, RecursionError):
        return "The function calls itself without end."
    return ""


def described(arguments: dict[str, Any]) -> str:
    """``X (3, 5), Y (1, 5), learning_rate = 0.5``: the case of a call in words."""
    return ", ".join(_entries(arguments))


def _entries(arguments: dict[str, Any]) -> Iterator[str]:
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            yield f"{name} {value.shape}"
        elif isinstance(value, dict):
            yield from _entries({key: v for key, v in value.items() if key[0] == "W"})
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
