"""Random numbers of a learner's function: the same in every call, whatever draws them.

What a call gives can be followed into the next only if both start from the same
weights.
"""

from __future__ import annotations

import contextlib
import inspect
import random
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


@contextlib.contextmanager
def same_random_numbers(function: Callable[..., Any]) -> Iterator[None]:
    """Let a call draw what every other call draws, and go on as before afterwards.

    The global random numbers of NumPy and Python are seeded. A generator that is made
    without a seed within the call gets the same one in every call, and those that the
    function finds outside of it begin where they stand.
    """
    state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    outside = [(g, _state(g)) for g in _generators_outside(function)]
    try:
        np.random.seed(0)  # noqa: NPY002
        random.seed(0)
        with _same_entropy():
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        random.setstate(python_state)
        for generator, before in outside:
            _restore(generator, before)


@contextlib.contextmanager
def _same_entropy() -> Iterator[None]:
    """Seed alike what would be seeded by the system: `randbits` is what NumPy asks."""
    module: Any = np.random.bit_generator
    kept = getattr(module, "randbits", None)
    module.randbits = random.Random(0).getrandbits
    try:
        yield
    finally:
        module.randbits = kept


def _generators_outside(function: Callable[..., Any]) -> list[Any]:
    """Generators in the function's module, its enclosing function and its defaults."""
    function = inspect.unwrap(function)
    cells = getattr(function, "__closure__", None) or ()
    values = [
        *getattr(function, "__globals__", {}).values(),
        *map(_content, cells),
        *(getattr(function, "__defaults__", None) or ()),
        *(getattr(function, "__kwdefaults__", None) or {}).values(),
    ]
    kinds = np.random.Generator, np.random.RandomState
    return [value for value in values if isinstance(value, kinds)]


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # a name that has no value yet
        return None


def _state(generator: Any) -> Any:
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    return generator.get_state()


def _restore(generator: Any, state: Any) -> None:
    if isinstance(generator, np.random.Generator):
        generator.bit_generator.state = state
    else:
        generator.set_state(state)
