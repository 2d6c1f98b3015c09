"""What the textbook functions ask of their arguments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.sparse import issparse

__all__ = ["as_float", "check_keys", "check_unit_interval", "checked"]


def checked(**arrays):
    """Arrays of matching shapes in one floating dtype.

    Parameters
    ----------
    **arrays : tuple
        Of each array its value and the lengths of its axes: a number, or a symbol
        that stands for the same length wherever it occurs. For example
        ``checked(X=(X, "n_x", "m"), Y=(Y, 1, "m"))``.

    Returns
    -------
    list of ndarray
        In the order given. All float32 if every floating array came as such, else
        all float64. Sparse arrays stay sparse.

    Raises
    ------
    ValueError
        If an array has another shape, is empty or holds no numbers.
    """
    values = {
        name: value if issparse(value) else np.asarray(value)
        for name, (value, *_) in arrays.items()
    }
    known = {}
    for name, (_, *axes) in arrays.items():
        _check_shape(name, values[name].shape, axes, known)
    floating = set()
    for name, value in values.items():
        if value.dtype.kind not in "biuf":
            raise ValueError(f"{name} must hold numbers; got dtype {value.dtype}.")
        if value.dtype.kind == "f" and value.ndim:  # a number adapts to the arrays
            floating.add(value.dtype)
    dtype = np.float32 if floating == {np.dtype(np.float32)} else np.float64
    return [value.astype(dtype, copy=False) for value in values.values()]


def _check_shape(name, shape, axes, known):
    """Compare a shape to its axes; `known` maps a symbol to its length and source."""
    lengths = [known[axis][0] if axis in known else axis for axis in axes]
    if (
        len(shape) != len(axes)
        or 0 in shape
        or any(
            isinstance(wanted, int) and wanted != length
            for wanted, length in zip(lengths, shape, strict=True)
        )
    ):
        facts = [
            f"{axis} = {known[axis][0]} as in {known[axis][1]}"
            for axis in axes
            if axis in known
        ]
        rule = f"({', '.join(map(str, axes))}{',' * (len(axes) == 1)})"
        rule += f" with {' and '.join(facts)}" if facts else ""
        raise ValueError(f"{name} must be of shape {rule}; got {shape}.")
    for axis, length in zip(axes, shape, strict=True):
        if isinstance(axis, str):
            known.setdefault(axis, (length, name))


def as_float(Z):
    """An array of float32 or float64, whichever `Z` is closest to."""
    Z = np.asarray(Z)
    return Z if Z.dtype in (np.float32, np.float64) else Z.astype(np.float64)


def check_keys(name, mapping, keys):
    """Raise ValueError unless the dictionary called `name` has all the keys."""
    if not isinstance(mapping, Mapping):
        raise TypeError(
            f"{name} must be a dictionary; got {type(mapping).__name__}. "
            "Check the order of the arguments."
        )
    missing = [key for key in keys if key not in mapping]
    if missing:
        raise ValueError(
            f"{name} must have the keys {', '.join(keys)}; "
            f"got {', '.join(map(str, mapping)) or 'none'}."
        )


def check_unit_interval(**arrays):
    """Raise ValueError unless every value of every array lies in [0, 1]."""
    for name, values in arrays.items():
        outside = values[~((values >= 0) & (values <= 1))]
        if outside.size:
            raise ValueError(f"{name} must lie in [0, 1]; got {outside[0]}.")
