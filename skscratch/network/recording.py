"""The calls of NumPy that a function makes, recorded once and then only called.

A step with few samples is some twenty short calls. Finding out which they are, by
layers and formulas, takes nearly as long as they do, although they are the same in
every step. So the formulas are run once on arrays that write down who was called with
what memory; from then on these calls are made in turn. They read and write the same
numbers, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

__all__ = ["Recording"]

#: Functions that make an array when recorded, and not again in `play`: room to
#: overwrite, ones of which those stay that are not, and zeros, which all must stay.
MAKERS = (np.empty_like, np.zeros_like, np.ones_like)

#: Ufuncs that take what they write to by its name alone; by its place is quicker.
BY_NAME = (np.maximum, np.minimum)

NO_COPY = "a copy cannot be recorded."


class Recording:
    """A function of arrays as a row of calls.

    Parameters
    ----------
    function : callable
        Its calls must not depend on the numbers in the arrays, and of the arrays it
        makes only this: ufuncs with one result, ``np.dot``, ``fill``, views and what
        is put into them, `MAKERS`. Of the rest, what is noticed is refused: other
        functions of NumPy, and copies.
    *arguments : ndarray
        What it is called with, and `play` reads anew. All else that the function uses
        is taken to stay as it is, and so is what it makes of that alone: the function
        must not write to it once it was read.

    Attributes
    ----------
    result : ndarray or float
        What the function returned.

    Raises
    ------
    TypeError
        If the function calls what cannot be recorded.
    """

    def __init__(self, function: Callable[..., Any], *arguments: np.ndarray):
        calls: list[Callable[[], Any]] = []
        watched = [_watched(array, calls) for array in arguments]
        self.result = _plain(function(*watched))
        self._calls = tuple(calls)
        calls.clear()  # or watched arrays and calls would keep each other alive

    def play(self) -> Any:
        """The function's result for what now stands in the memory of its arguments.

        In memory that the next `play` overwrites.
        """
        for call in self._calls:
            call()
        return self.result


class _Watched(np.ndarray):
    """An array that writes down what is done with it."""

    calls: list[Callable[[], Any]]

    def __array_finalize__(self, whole: Any) -> None:
        if self.base is None:  # memory of its own, which no call in the row fills
            raise TypeError(NO_COPY)
        self.calls = getattr(whole, "calls", [])  # a view's are those of the whole

    def __array_ufunc__(
        self, ufunc: Any, method: str, *inputs: Any, out: Any = (None,), **options: Any
    ) -> Any:
        if ufunc.nout > 1 or method == "at":
            raise TypeError(f"{ufunc.__name__} cannot be recorded.")
        call = ufunc if method == "__call__" else getattr(ufunc, method)
        read = [_plain(each) for each in inputs]
        options = {name: _plain(value) for name, value in options.items()}
        written = np.asarray(call(*read, out=_plain(out[0]), **options))
        if method == "__call__" and ufunc not in BY_NAME:
            self.calls.append(partial(call, *read, written, **options))
        else:
            self.calls.append(partial(call, *read, out=written, **options))
        return _watched(written, self.calls)

    def __array_function__(
        self, function: Any, types: Any, arguments: Any, options: Any
    ) -> Any:
        plain = [_plain(each) for each in arguments]
        options = {name: _plain(value) for name, value in options.items()}
        if function in MAKERS:
            made = function(*plain, **options)
            made.flags.writeable = function is not np.zeros_like
            return _watched(made, self.calls)
        if function is np.dot:
            return self._dot(*plain, **options)
        raise TypeError(f"{function.__name__} cannot be recorded.")

    def dot(self, other: Any, out: Any = None) -> Any:
        return self._dot(_plain(self), _plain(other), _plain(out))

    def _dot(self, a: Any, b: Any, out: Any = None) -> Any:
        written = np.asarray(np.dot(a, b, out=out))
        self.calls.append(partial(a.dot, b, written))  # quicker than np.dot
        return _watched(written, self.calls)

    def __getitem__(self, key: Any) -> _Watched:
        part = super().__getitem__(key)
        if part.size and not np.may_share_memory(_plain(part), _plain(self)):
            raise TypeError(NO_COPY)
        return part

    def fill(self, value: Any) -> None:
        self._write(_plain(self).fill, value)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._write(_plain(self).__setitem__, key, _plain(value))

    def _write(self, method: Callable[..., None], *arguments: Any) -> None:
        method(*arguments)
        self.calls.append(partial(method, *arguments))


def _watched(array: np.ndarray, calls: list[Callable[[], Any]]) -> _Watched:
    watched = array.view(_Watched)
    watched.calls = calls
    return watched


def _plain(value: Any) -> Any:
    """The array that stands behind a watched one."""
    return value.view(np.ndarray) if isinstance(value, _Watched) else value
