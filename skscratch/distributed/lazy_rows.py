"""Rows of Dask that nobody has computed yet, for answers that are as lazy."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import numpy as np

from skscratch.distributed.partitions import aligned, array_of
from skscratch.distributed.sums import sent, unpacked
from skscratch.training.elsewhere import Elsewhere

__all__ = ["LazyRows"]


class LazyRows(Elsewhere):
    """A Dask array or dataframe; nothing of it is computed here.

    Parameters
    ----------
    X : dask.array.Array or dask dataframe
        Its lengths may be unknown.

    Raises
    ------
    TypeError
        If partitions are sparse, or a column holds no numbers.
    """

    def __init__(self, X: Any):
        self.array, self._header, self.dtype = array_of(X)
        self.shape = self.array.shape

    @property
    def header(self) -> Any:
        """What has the number of the features, and their names if they have some."""
        return self._header

    def astype(self, dtype: Any, copy: bool = True) -> LazyRows:
        """The same: the precision is that of the weights, when it comes to it."""
        return self

    def answer(self, question: Any, none: np.ndarray) -> Any:
        """A Dask array of the answers, its chunks those of the rows."""
        rows, *_ = self.array.chunks
        what = getattr(question.make, "__name__", "answers").replace("_", "-")
        shape: dict[str, Any] = {"drop_axis": 1}
        if none.ndim == 2:
            shape = {"chunks": (rows, (none.shape[1],))}
        return self.array.map_blocks(
            _answer,
            question=sent(question, f"{what}-network"),
            dtype=none.dtype,
            meta=none,
            name=f"{what}-{uuid4().hex}",
            **shape,
        )


def _answer(block: Any, question: bytes) -> np.ndarray:
    """On a worker."""
    answer = unpacked(question)
    block = aligned(np.asarray(block, answer.network.layers[-1].W.dtype))
    if not np.isfinite(block).all():
        row, column = np.argwhere(~np.isfinite(block))[0]
        raise ValueError(
            f"X must be finite; got {block[row, column]} in row {row}, column {column} "
            "of a partition. Leave such rows out, or fill them in."
        )
    with np.errstate(all="ignore"):  # what overflows is found and told
        return answer(slice(0, len(block)), block)
