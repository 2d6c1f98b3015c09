"""Labels as people bring them: to an array of one kind, or to words that help."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from numbers import Number
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils import column_or_1d

from skscratch.training.elsewhere import in_memory

__all__ = [
    "check_orientation",
    "flatten",
    "is_one_hot",
    "labels_of",
    "named",
    "refuse_images",
]

#: What stands around the name of an argument where a message speaks of it, and not of
#: a column, file or key that is called alike.
BEFORE = r"^|^Input |[Pp]ass |all of |what |in |from_delayed\(|filled\("
BEHIND = r"(?=[ ,]|\.(?:T|blocks|compute|map_blocks|partitions|shape)\b)"

#: Kinds of objects that can be labels.
SORTABLE = {"numbers", "str", "bytes", "datetime64"}

#: Types of objects that are never missing.
NEVER_MISSING = {str, bytes, int, bool, np.str_, np.bool_}


def labels_of(y: Any, name: str = "y") -> Any:
    """`y` as an array of one kind of labels; None as it is.

    Objects that are all numbers or all truth values become an array of these. Labels of
    a Dask collection come into memory, text of an HDF5 file as strings.

    Raises
    ------
    ValueError
        If `y`, called `name` in the message, is no sequence, or has labels that are
        missing, of several kinds, or of a kind that has no order.
    """
    y = in_memory(y, name)
    if y is None or issparse(y):
        return y
    is_list = isinstance(y, list | tuple)  # NumPy makes ["a", nan] two strings
    array = np.asarray(y, dtype=object if is_list else None)
    if array.dtype.kind == "T":
        array = array.astype(object)
    if not array.ndim:
        found = "an array of shape ()" if y is array else type(y).__name__
        raise ValueError(
            f"{name} must be a list or an array of labels, one a row; got {found}."
        )
    _refuse_missing(array, np.ma.getmaskarray(y) if np.ma.is_masked(y) else None, name)
    if array.dtype != object or not array.size:
        return np.asarray(y) if is_list else array
    types = set(map(type, array.flat))
    kinds = {_kind(each) for each in types}
    if len(kinds) > 1 or not kinds <= SORTABLE:
        _refuse_kinds(array, kinds, name)
    if not is_list and not kinds & {"numbers", "datetime64"}:
        return array
    plain = np.asarray(array.tolist())
    too_large = plain.dtype.kind in "Of" and any(map(_is_beyond_int64, array.flat))
    if plain.dtype == object or too_large:  # such as Decimal
        names = {each.__name__ for each in types}
        if too_large:
            names = names - {"int"} | {"int beyond int64"}
        _refuse_kinds(array, names, name)
    return plain


def flatten(y: Any) -> np.ndarray:
    """`y` as the rest wants it: 1-d labels, or a dense 2-d indicator matrix."""
    y = y.toarray() if issparse(y) else np.asarray(y)
    if y.ndim == 2 and y.shape[1] == 1:
        return column_or_1d(y, warn=True)
    return y


def is_one_hot(y: np.ndarray) -> bool:
    """Whether each row has a single 1, as classes do that were encoded so."""
    return (
        y.ndim == 2
        and y.shape[1] > 1
        and len(y) > 0
        and bool(np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all())
    )


@contextmanager
def named(name: str, usual: str) -> Iterator[None]:
    """Let refusals that speak of `usual` speak of `name`.

    Columns, files and keys may be called so, too: they keep their names. So do errors
    of other kinds, which are those of who reads the data.
    """
    try:
        yield
    except (TypeError, ValueError) as error:
        if type(error) not in (TypeError, ValueError):
            raise
        words = re.sub(f"({BEFORE}){usual}{BEHIND}", rf"\g<1>{name}", str(error))
        if not re.search(rf"\b{name}\b", words):
            words = f"{name}: {words}"
        if words == str(error):
            raise
        raise type(error)(words) from error


def refuse_images(X: Any, name: str = "X") -> None:
    """Refuse images that are not rows yet, with what makes them rows.

    Raises
    ------
    ValueError
        If `X` is an array of 3 or 4 axes, or a list of arrays or pictures of 2 or 3.
    """
    found = _images_in(X)
    if found is not None:
        raise ValueError(
            f"{name} must have one row of numbers a sample; got {found}. If these are "
            "images, put skscratch.preprocessing.ImageFlattener before the network in "
            "a Pipeline."
        )


def _images_in(X: Any) -> str | None:
    """What to call that which may be images; None for everything else."""
    if isinstance(X, list | tuple) and X and not issparse(X[0]):
        with suppress(ValueError):  # the lists in the first are not of one length
            shape = np.shape(X[0])
            if len(shape) in (2, 3):
                return f"a {type(X).__name__} of {len(X)} of shape {shape}"
        return None
    shape = tuple(getattr(X, "shape", ()))
    return f"shape {shape}" if len(shape) in (3, 4) else None


def check_orientation(X: Any, y: Any, name_X: str = "X", name_y: str = "y") -> None:
    """Refuse images, and samples in columns, as the textbook has them.

    Raises
    ------
    ValueError
        If `X` has more than two axes, or there are as many labels as samples only after
        turning one of the two round.
    """
    refuse_images(X, name_X)
    if y is None or y.ndim not in (1, 2):
        return
    if isinstance(X, list | tuple) and len(X) == y.shape[0]:
        return  # spare them being made an array
    try:
        shape = X.shape if hasattr(X, "shape") else np.asarray(X, dtype=object).shape
    except ValueError:
        return  # rows and matrices, say, which are refused as no samples at all
    if len(shape) != 2 or shape[0] == y.shape[0]:
        return
    by_columns = f"{name_y}.ravel()" if y.shape[0] == 1 else f"{name_y}.T"
    ways_of_X = [(shape[0], ""), (shape[1], f"{name_X}.T")]
    ways_of_y = [*zip(y.shape, ("", by_columns), strict=False)]
    if y.ndim == 2 and y.shape[0] == 1:
        del ways_of_y[0]  # a single row of labels is no single sample
    for n_samples, turned_X in ways_of_X:
        for n_labels, turned_y in ways_of_y:
            if n_samples == n_labels:
                advice = " and ".join(filter(None, (turned_X, turned_y)))
                raise ValueError(
                    f"{name_X} and {name_y} must have samples as rows; got {name_X} of "
                    f"shape {tuple(shape)} and {name_y} of shape {y.shape}. Samples "
                    "seem to stand in columns, as in the textbook and "
                    f"skscratch.functional: pass {advice}."
                )


def _refuse_missing(array: np.ndarray, mask: np.ndarray | None, name: str) -> None:
    """Refuse None, NaN, NA, NaT and what is masked."""
    if mask is not None:
        missing = mask
    elif array.dtype == object:
        if set(map(type, array.flat)) <= NEVER_MISSING:
            return
        missing = np.array([_is_missing(label) for label in array.flat], dtype=bool)
        missing = missing.reshape(array.shape)
    elif array.dtype.kind in "fcmM":
        missing = array != array
    else:
        return
    if not missing.any():
        return
    rows = np.flatnonzero(missing.reshape(len(array), -1).any(axis=1))
    raise ValueError(
        f"{name} must have a label in every row; got missing ones (NaN, None, NA, NaT) "
        f"in {len(rows)} of {len(array)} rows, the first in row {rows[0]}. Leave these "
        "rows out, or give what is missing a label of its own."
    )


def _is_missing(label: Any) -> bool:
    if label is None or type(label).__name__ == "NAType":
        return True
    return isinstance(label, Hashable) and bool(label != label)


def _kind(of: type) -> str:
    if issubclass(of, Number | np.bool_):
        return "numbers"
    known = (str, bytes, np.datetime64)
    return next((t.__name__ for t in known if issubclass(of, t)), of.__name__)


def _is_beyond_int64(label: Any) -> bool:
    """Whether a label is an integer that NumPy would round, or keep as an object."""
    return isinstance(label, int) and not -(2**63) <= label < 2**63


def _refuse_kinds(array: np.ndarray, kinds: set[str], name: str) -> None:
    """Say what labels there are that cannot be sorted, or not with each other."""
    found = " and ".join(sorted(kinds))
    for row, label in enumerate(array.flat):
        if not isinstance(label, Hashable):
            raise ValueError(
                f"{name} must hold one label a row, a number or a string; got a "
                f"{type(label).__name__} in row {row}. Where a sample may have several "
                "labels, pass the indicator matrix that "
                "sklearn.preprocessing.MultiLabelBinarizer makes of them."
            )
    raise ValueError(
        f"{name} must hold labels of one kind: int, float, bool, datetime64 or str; "
        f"got {found}. Make them strings: np.array([str(label) for label in {name}])."
    )
