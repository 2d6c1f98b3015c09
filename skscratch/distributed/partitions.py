"""The partitions of a Dask array or dataframe as arrays of whole rows."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any
from uuid import uuid4

import numpy as np

__all__ = ["aligned", "array_of"]


def array_of(X: Any) -> tuple[Any, Any, np.dtype]:
    """A Dask array whose chunks are whole rows, with header and precision.

    float32 stays; everything else becomes float64, missing values of pandas NaN. A
    partition that is not what `X` declares is a ValueError where it is computed.

    Returns
    -------
    array : dask.array.Array
        Its lengths may be unknown.
    header : object
        See `Elsewhere`.
    dtype : numpy.dtype

    Raises
    ------
    TypeError
        If partitions are sparse, or a column holds no numbers.
    """
    if hasattr(X, "columns"):
        dtype, columns = _precision_of(_types(X)), [*X.columns]
        array = X.map_partitions(
            _rows_of_table,
            columns,
            dtype,
            meta=np.empty((0, len(columns)), dtype),
            enforce_metadata=False,
            token="rows-of-partition",
        )
        return array, _header(X.columns), dtype
    kind = type(X._meta)
    if kind is not np.ndarray:
        is_masked = issubclass(kind, np.ma.MaskedArray)
        way = (
            "dask.array.ma.filled(X, value), with what a gap shall count as"
            if is_masked
            else "X.map_blocks(lambda part: part.toarray()), or all of X in memory"
        )
        raise TypeError(
            f"X must have dense partitions; got {kind.__name__}. Pass {way}."
        )
    if not _is_of_numbers(X.dtype):
        raise TypeError(f"X must hold numbers; got dtype {X.dtype}.")
    dtype = _precision_of([X.dtype])
    array = X.map_blocks(
        _rows_of_block,
        dtype=dtype,
        meta=np.empty((0, 0), dtype),
        name=f"rows-of-partition-{uuid4().hex}",
    )
    return array.rechunk({1: -1}), np.empty((0, X.shape[1])), dtype


def _precision_of(dtypes: list[Any]) -> np.dtype:
    """float32 if all are, else float64."""
    single = bool(dtypes) and all(dtype == np.float32 for dtype in dtypes)
    return np.dtype(np.float32 if single else np.float64)


def _types(frame: Any) -> list[Any]:
    """The types of a dataframe's columns; refuses those that hold no numbers."""
    dtypes = frame.dtypes
    for name, dtype in dtypes.items():
        if not _is_of_numbers(dtype):
            raise TypeError(
                f"X must have columns of numbers; got column {name!r} of dtype "
                f"{dtype}. Encode it, or leave it out."
            )
    return list(dtypes)


def _is_of_numbers(dtype: Any) -> bool:
    """Whether it is a type of NumPy's or pandas' for real numbers or truth values."""
    return getattr(dtype, "kind", "O") in "buif"


def _header(columns: Any) -> Any:
    import pandas

    return pandas.DataFrame(columns=columns)


# What follows runs on the workers.


@np.errstate(all="ignore")  # what overflows is found and told
def _rows_of_block(block: Any, block_info: Any = None) -> np.ndarray:
    """A chunk as numbers of the precision of all."""
    declared = block_info[None]
    shape = declared["chunk-shape"]
    is_dense = isinstance(block, np.ndarray) and not np.ma.isMaskedArray(block)
    if not (is_dense and _is_of_numbers(block.dtype) and _fits(block.shape, shape)):
        came = type(block).__name__
        if hasattr(block, "dtype"):
            came += f" of shape {block.shape} and dtype {block.dtype}"
        place = f"X.blocks{[*declared['chunk-location']]}"
        raise _other(came, place, f"dense numbers of shape {shape}")
    return np.ascontiguousarray(block, declared["dtype"])


@np.errstate(all="ignore")
def _rows_of_table(
    table: Any, columns: list[Any], dtype: np.dtype, partition_info: Any = None
) -> np.ndarray:
    """A partition of a dataframe as numbers: missing values of pandas become NaN."""
    place = f"X.partitions[{partition_info['number']}]"
    if not hasattr(table, "columns"):
        raise _other(type(table).__name__, place, f"{len(columns)} columns")
    for found, declared in zip_longest(table.columns, columns):
        if found != declared:
            raise _other(f"column {found!r}", place, repr(declared))
    for column, kind in table.dtypes.items() if len(table) else ():
        if not _is_of_numbers(kind):
            raise _other(f"column {column!r} of dtype {kind}", place, "numbers")
    return np.ascontiguousarray(table.to_numpy(dtype, na_value=np.nan))


def _fits(shape: tuple[int, ...], declared: tuple[float, ...]) -> bool:
    """Whether an array has the shape that is declared, where it is known (not nan)."""
    return len(shape) == len(declared) and all(
        n == expected or np.isnan(expected)
        for n, expected in zip(shape, declared, strict=True)
    )


def _other(came: str, place: str, declared: str) -> ValueError:
    return ValueError(
        f"X must have the partitions that it declares; got {came} in {place}, declared "
        f"as {declared}. Correct what X was made with (chunks, dtype, meta), or what "
        "makes its partitions."
    )


def aligned(values: Any) -> Any:
    """The same numbers where the processor wants them.

    What has come over the network may begin at any byte. NumPy would have BLAS take
    another way through it, which ends in other last digits.
    """
    return np.require(values, requirements="A")
