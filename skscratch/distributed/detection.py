"""Which data stay where they are. Asking loads no library that is not loaded."""

from __future__ import annotations

from typing import Any

from skscratch.training.elsewhere import comes_from_dask, refuse_delayed
from skscratch.training.on_disk import stays_on_disk

__all__ = ["is_of_dask", "refuse_dask", "stays_elsewhere"]


def is_of_dask(X: Any) -> bool:
    """Whether it is a Dask array or dataframe, of rows with columns."""
    return comes_from_dask(X) and getattr(X, "ndim", 0) == 2


def refuse_dask(X: Any, way: str) -> None:
    """Refuse what would be gathered, with another way.

    Raises
    ------
    TypeError
        If `X` is a Dask array or dataframe, or what `dask.delayed` makes.
    """
    refuse_delayed(X, "X")
    if is_of_dask(X):
        raise TypeError(
            f"X must be in memory or on disk; got a Dask {type(X).__name__}. {way}"
        )


def stays_elsewhere(X: Any, *, lazily: bool = False) -> Any:
    """Samples that are not to be in memory as `Elsewhere`; everything else as it is.

    With `lazily` nothing of a Dask collection is computed.

    Raises
    ------
    TypeError
        If they are what `dask.delayed` makes.
    """
    refuse_delayed(X, "X")
    if is_of_dask(X):
        if lazily:
            from skscratch.distributed.lazy_rows import LazyRows

            return LazyRows(X)
        from skscratch.distributed.on_cluster import on_cluster

        return on_cluster(X)
    return stays_on_disk(X)
