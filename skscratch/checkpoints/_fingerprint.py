"""What tells the data of one training from those of another."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
from scipy.sparse import issparse

from skscratch.distributed.on_cluster import OnCluster
from skscratch.training.on_disk import OnDisk
from skscratch.training.samples import Samples

__all__ = ["check_fingerprint", "fingerprint_of"]

#: Rows that are looked at, evenly spaced, and numbers of them likewise.
N_ROWS, N_NUMBERS = 256, 2**14

#: What each part of a fingerprint is of.
MEANS = {
    "shape": "X of its shape and precision",
    "partitions": "X in its partitions",
    "labels": "its y",
    "rows": "its X",
    "weights": "its sample_weight",
    "validation": "its validation part",
}


def fingerprint_of(
    samples: Samples, validation: Samples | None, classes: np.ndarray
) -> dict[str, str]:
    """Shape, labels, weights and a sample of the rows, each as a short text."""
    X = samples.X
    found = {
        "shape": f"{X.shape[0]} x {X.shape[1]} {_kind(X)} {X.dtype.name}",
        "labels": _digest(repr(classes.tolist()), samples.Y),
        "rows": _digest(*_some_rows(samples)),
        "weights": _digest(samples.exponent, samples.weights),
        "validation": "none" if validation is None else _of_part(validation),
    }
    if isinstance(X, OnCluster):
        found["partitions"] = _digest(X.edges)
    return found


def check_fingerprint(found: dict[str, str], expected: dict[str, str]) -> None:
    """Refuse data that are not those of the checkpoint.

    Raises
    ------
    ValueError
        If a part differs; the first that does is named.
    """
    for part, means in MEANS.items():
        if found.get(part) != expected.get(part):
            values = f"{found[part]}, not {expected.get(part)}"
            detail = f" ({values})" if part == "shape" else ""
            raise ValueError(
                f"the checkpoint was made with other data; got not {means}{detail}. "
                "Pass resume what fit was given, or call fit to start anew."
            )


def _kind(X: Any) -> str:
    """How the rows lie: sums over other blocks differ in the last digits."""
    if isinstance(X, OnDisk):
        return f"on disk in {len(X.slices())} blocks of up to {X.block_size},"
    if isinstance(X, OnCluster):
        return f"in {len(X.edges) - 1} partitions,"
    return "sparse" if issparse(X) else "dense"


def _of_part(samples: Samples) -> str:
    X = samples.X
    rows, weights = _some_rows(samples), (samples.exponent, samples.weights)
    edges = [X.edges] if isinstance(X, OnCluster) else []
    return _digest(str(X.shape), samples.Y, *weights, *rows, *edges)


def _some_rows(samples: Samples) -> list[np.ndarray]:
    chosen = np.unique(np.linspace(0, len(samples) - 1, N_ROWS).astype(np.intp))
    if issparse(samples.X):
        rows = samples.gather(chosen, None)
        return [rows.data, rows.indices.astype(np.int64), rows.indptr.astype(np.int64)]
    columns = slice(None, None, math.ceil(len(chosen) * samples.X.shape[1] / N_NUMBERS))
    if samples.elsewhere:
        return [samples.gather(chosen, None)[:, columns]]
    return [samples.X[:, columns][chosen]]


def _digest(*parts: Any) -> str:
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(np.ascontiguousarray(part).tobytes())
        else:
            digest.update(str(part).encode())
    return digest.hexdigest()
