"""An estimator's class and parameters as text, and back."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from skscratch._terminal import printable
from skscratch.estimators import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
)

__all__ = ["estimator_of", "settings_of"]

CLASSES = {
    cls.__name__: cls
    for cls in (DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier)
}

#: Characters of a parameter that are read: Python may take 500 bytes for each.
MOST_TEXT = 2**17

#: Parameters that change nothing about what is learnt.
FREE = ("verbose",)


def settings_of(estimator: Any) -> dict[str, Any]:
    """What JSON can hold of a class and its parameters.

    Those that are plain stand as Python writes them; of a function, a random state or
    what is very long there is but the name.
    """
    plain, other = {}, {}
    for name, value in estimator.get_params(deep=False).items():
        text = repr(_plain(value))
        if _is_plain(text, _plain(value)):
            plain[name] = text
        else:
            called = getattr(value, "__qualname__", type(value).__qualname__)
            other[name] = printable(called)
    cls = type(estimator)
    known = CLASSES.get(cls.__name__) is cls
    name = cls.__name__ if known else f"{cls.__module__}.{cls.__qualname__}"
    return {"class": printable(name), "parameters": plain, "others": other}


def estimator_of(settings: dict[str, Any], given: Any) -> Any:
    """The estimator that settings describe.

    Parameters
    ----------
    settings : dict
        See `settings_of`.
    given : estimator or None
        The caller's, to be checked; None to make one.

    Raises
    ------
    TypeError
        If what is given is no estimator of ours.
    ValueError
        If one is needed and not given, or the one that is given has other settings.
    """
    name, plain, other = (settings[key] for key in ("class", "parameters", "others"))
    if given is not None:
        if isinstance(given, type) or not hasattr(given, "drop_solver_memory"):
            raise TypeError(
                "estimator must be a network with the parameters of the one that was "
                f"fitted; got {given!r:.100}. Pass {name.rpartition('.')[2]}(...)."
            )
        _check_given(settings_of(given), settings)
        return given
    if name not in CLASSES:
        raise ValueError(
            f"the checkpoint is one of {name}, a class of your own; pass "
            f"estimator={name.rpartition('.')[2]}(...) with the parameters it had."
        )
    if other:
        names = ", ".join(f"{each} ({what})" for each, what in other.items())
        raise ValueError(
            f"the checkpoint does not hold {names}, since it holds no code and nothing "
            f"very long; pass estimator={name}(...) with the parameters that fit was "
            "called with."
        )
    if unknown := sorted(plain.keys() - CLASSES[name]().get_params()):
        raise ValueError(
            f"the checkpoint must hold parameters of {name}; got {', '.join(unknown)}. "
            "Use the version of skscratch that has written it, or call fit to start "
            "anew."
        )
    return CLASSES[name](**{each: _value(plain[each]) for each in plain})


def _value(text: str) -> Any:
    """What a text says: a literal, nothing that would run."""
    try:
        if len(text) > MOST_TEXT:
            raise ValueError
        return _literal(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise ValueError(
            f"the checkpoint must hold plain parameters; got {text[:60]!r}. Pass "
            "estimator=... with the parameters that fit was called with."
        ) from None


def _literal(text: str) -> Any:
    """What `ast.literal_eval` says, also while other threads ask it.

    Python 3.11 may lose count of its depth then, and says so by a SystemError:
    https://github.com/python/cpython/issues/106905.
    """
    for _ in range(9):
        with suppress(SystemError):
            return ast.literal_eval(text)
    return ast.literal_eval(text)


def _check_given(found: dict[str, Any], expected: dict[str, Any]) -> None:
    if found["class"] != expected["class"]:
        raise ValueError(
            f"estimator must be a {expected['class']}, as the checkpoint's; got a "
            f"{found['class']}."
        )
    texts = {**found["parameters"], **found["others"]}
    wanted = {**expected["parameters"], **expected["others"]}
    for name in sorted({*texts, *wanted} - set(FREE)):
        if texts.get(name) != wanted.get(name):
            raise ValueError(
                f"estimator must have the checkpoint's parameters; got {name}="
                f"{texts.get(name)} instead of {wanted.get(name)}. Call fit to start "
                "anew with other parameters."
            )


def _plain(value: Any) -> Any:
    """Numbers and arrays of NumPy as Python's, also within containers."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))
    return value


def _is_plain(text: str, value: Any) -> bool:
    if value is None or type(value) in (bool, int, str):
        return True  # whose texts are literals; no need to read them
    try:
        return bool(_value(text) == value)
    except ValueError:
        return False
