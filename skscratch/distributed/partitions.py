"""The partitions of a Dask array or dataframe as arrays of whole rows."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["aligned", "array_of", "rows_of"]


def array_of(X: Any) -> tuple[Any, Any, np.dtype]:
    """A Dask array whose chunks are whole rows, with header and precision.

    float32 stays; everything else becomes float64.

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
        return X.to_dask_array(), _header(X.columns), _precision_of(_types(X))
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
    if X.dtype.kind not in "buif":
        raise TypeError(f"X must hold numbers; got dtype {X.dtype}.")
    return X.rechunk({1: -1}), np.empty((0, X.shape[1])), _precision_of([X.dtype])


def _precision_of(dtypes: list[Any]) -> np.dtype:
    """float32 if all are, else float64."""
    single = bool(dtypes) and all(dtype == np.float32 for dtype in dtypes)
    return np.dtype(np.float32 if single else np.float64)


def _types(frame: Any) -> list[Any]:
    """The types of a dataframe's columns; refuses those that hold no numbers."""
    dtypes = frame.dtypes
    for name, dtype in dtypes.items():
        if getattr(dtype, "kind", "O") not in "buif":
            raise TypeError(
                f"X must have columns of numbers; got column {name!r} of dtype "
                f"{dtype}. Encode it, or leave it out."
            )
    return list(dtypes)


def _header(columns: Any) -> Any:
    import pandas

    return pandas.DataFrame(columns=columns)


@np.errstate(all="ignore")  # what overflows is found and told
def rows_of(block: Any, dtype: np.dtype) -> np.ndarray:
    """A chunk as numbers, on a worker: missing values of pandas become NaN."""
    if block.dtype == object:
        import pandas

        block = np.where(pandas.isna(block), np.nan, block)
    return np.ascontiguousarray(block, dtype)


def aligned(values: Any) -> Any:
    """The same numbers where the processor wants them.

    What has come over the network may begin at any byte. NumPy would have BLAS take
    another way through it, which ends in other last digits.
    """
    return np.require(values, requirements="A")
