"""Pieces of a whole, read one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

__all__ = ["Room", "read_ahead", "read_in_turn"]


#: Bytes of a page of memory. Where room begins a few bytes after one, copying to it
#: from a page of a file took more than twice as long: loads and stores are mixed up.
PAGE = 4096


class Room:
    """Memory for rows, kept for the next ones; it grows with the most of them."""

    def __init__(self) -> None:
        self._memory = np.empty(0, np.uint8)

    def rows(self, n: int, n_features: int, dtype: np.dtype) -> np.ndarray:
        """Room for `n` rows, in which anything may stand."""
        n_bytes = n * n_features * dtype.itemsize
        if self._memory.size < n_bytes:
            memory = np.empty(n_bytes + PAGE, np.uint8)
            begin = -memory.ctypes.data % PAGE
            self._memory = memory[begin : begin + n_bytes]
        return self._memory[:n_bytes].view(dtype).reshape(n, n_features)


def read_ahead(
    read: Callable[[Any], np.ndarray], pieces: Iterable[Any]
) -> Iterator[tuple[Any, np.ndarray]]:
    """Each piece with what is read of it, the next one read while the caller works."""
    upcoming = iter(pieces)
    piece = next(upcoming, None)
    following = next(upcoming, None)
    if following is None:  # no thread for a single one
        if piece is not None:
            yield piece, read(piece)
        return
    with ThreadPoolExecutor(max_workers=1) as reader:
        reading = reader.submit(read, piece)
        while piece is not None:
            found = reading.result()
            if following is not None:
                reading = reader.submit(read, following)
            yield piece, found
            piece, following = following, next(upcoming, None)


def read_in_turn(
    read: Callable[[Any], np.ndarray], pieces: Iterable[Any]
) -> Iterator[tuple[Any, np.ndarray]]:
    """Each piece with what is read of it, once the caller asks."""
    for piece in pieces:
        yield piece, read(piece)
