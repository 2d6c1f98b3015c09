"""What a model says of more samples than memory holds, written to a file."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from math import prod
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from skscratch._files import told, whole_file
from skscratch._hdf5 import HDF5
from skscratch.distributed.detection import refuse_dask
from skscratch.training.on_disk import BLOCK, OnDisk, stays_on_disk

__all__ = ["save_predictions"]

#: What may be asked of a model: an array with a row for each sample.
METHODS = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "transform",
)


def save_predictions(
    model: Any,
    X: Any,
    target: Any,
    *,
    method: str = "predict_proba",
    key: str = "predictions",
) -> None:
    """Predict block by block, and write what comes out to a file.

    Neither the samples nor the predictions are ever all in memory.

    Parameters
    ----------
    model : estimator
        A fitted one; of a Pipeline each block goes through all steps.
    X : {OnDisk, h5py.Dataset, array-like} or list of files
        Samples, as `model` takes them: for a Pipeline that begins with an
        `ImageFlattener` a dataset or array of images. Lists of files are as of
        `OnDisk`.
    target : str, path-like, h5py.Dataset, numpy.memmap or ndarray
        A file to write, by the end of its name ``.npy``, or ``.h5`` or ``.hdf5``: it is
        there only when all is written, and replaces another one only then. Or an open
        array of the right shape, which is filled.
    method : str, default="predict_proba"
        What is asked: "predict", "predict_log_proba", "decision_function" or
        "transform" likewise.
    key : str, default="predictions"
        Name of the array in an HDF5 file.

    Raises
    ------
    TypeError
        If `X` is a Dask collection.
    ValueError
        If `target` is neither, or of another shape, `method` or `key` is not as
        described, or labels are neither numbers nor strings; and what `model` raises.
    OSError
        If the file cannot be written. What was there is untouched then.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> from sklearn.datasets import load_iris
    >>> from skscratch import ScratchLogisticRegression
    >>> from skscratch.datasets import OnDisk, save_predictions
    >>> X, y = load_iris(return_X_y=True)
    >>> model = ScratchLogisticRegression(solver="newton").fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "answers.npy"
    ...     save_predictions(model, OnDisk(X, block_size=40), path)
    ...     answers = np.load(path)
    >>> answers.shape, bool(np.allclose(answers, model.predict_proba(X)))
    ((150, 3), True)
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got {method!r}.")
    if not key or "/" in key:
        raise ValueError(f"key must be a name without '/'; got {key!r}.")
    refuse_dask(
        X,
        f"Of our estimators {method}(X) is a lazy Dask array, whose to_hdf5 or to_zarr "
        "writes chunk after chunk.",
    )
    X = stays_on_disk(X)
    n_samples = X.shape[0] if hasattr(X, "shape") else len(X)
    if not n_samples:
        raise ValueError("X must have at least one row; got none.")
    kind = _kind_of_strings(getattr(model, "classes_", ()))
    answers = _answers(getattr(model, method), X, kind)
    if isinstance(target, str | PathLike):
        _write(Path(os.path.expanduser(target)), key, n_samples, answers)
        return
    for rows, answer in answers:
        shape = (n_samples, *answer.shape[1:])
        if getattr(target, "shape", None) != shape:
            raise ValueError(
                f"target must be a path or an array of shape {shape}; got "
                f"{type(target).__name__} of shape {getattr(target, 'shape', None)}."
            )
        target[rows] = answer


def _kind_of_strings(classes: Any) -> np.dtype | None:
    """The type that holds each of some labels, Python strings; None for others."""
    labels = np.asarray(classes)
    is_text = labels.dtype.hasobject and all(isinstance(each, str) for each in labels)
    return labels.astype(str).dtype if is_text else None


def _answers(
    ask: Any, X: Any, kind: np.dtype | None
) -> Iterator[tuple[slice, np.ndarray]]:
    """Slices of the samples with what is said of them, objects as of that type."""

    def answer(block: Any) -> np.ndarray:
        found = np.asarray(ask(block))
        return (
            found if kind is None or not found.dtype.hasobject else found.astype(kind)
        )

    if isinstance(X, OnDisk):
        for rows, block in X.blocks():
            yield rows, answer(block)
        return
    cut = getattr(X, "iloc", X)  # of a table: its rows
    shape = X.shape if hasattr(X, "shape") else np.shape(X)
    size = max(1, BLOCK // (8 * max(1, prod(shape[1:]))))
    for start in range(0, shape[0], size):
        rows = slice(start, min(start + size, shape[0]))
        yield rows, answer(cut[rows])


def _write(
    path: Path, key: str, n_samples: int, answers: Iterator[tuple[slice, np.ndarray]]
) -> None:
    """Write the head of a file, then row after row behind it."""
    is_hdf5 = path.suffix.lower() in HDF5
    if not (is_hdf5 or path.suffix.lower() == ".npy"):
        raise ValueError(
            f"target must end in .npy, {', '.join(HDF5)}, or be an open array; got "
            f"{path.name}."
        )
    # HDF5 does not survive a disk that fills up, so it writes no more than the head.
    head = _head_of_hdf5 if is_hdf5 else _head_of_npy
    start, dtype = None, np.dtype(float)
    with whole_file(path) as beside:
        for _, answer in answers:
            with told(path):
                if start is None:
                    _check_kind(answer)
                    shape = (n_samples, *answer.shape[1:])
                    start, dtype = head(beside, key, shape, answer.dtype)
                rows = _as_stored(answer, dtype)
                with open(beside, "rb+") as file:
                    file.seek(start)
                    file.write(rows.data)
                start += rows.nbytes


def _check_kind(answer: np.ndarray) -> None:
    """Refuse objects, of which a file can hold none.

    Raises
    ------
    ValueError
        If there are some.
    """
    if answer.dtype.hasobject:
        raise ValueError(
            f"model must answer in numbers or strings; got {answer.dtype}. Make its "
            "classes so: np.asarray(y, dtype=str)."
        )


def _as_stored(answer: np.ndarray, dtype: np.dtype) -> np.ndarray:
    if answer.dtype.kind == "U" and dtype.kind == "S":
        answer = np.strings.encode(answer, "utf-8")
    return answer.astype(dtype, order="C", copy=False)


def _head_of_npy(
    path: Path, _: str, shape: tuple[int, ...], dtype: np.dtype
) -> tuple[int, np.dtype]:
    """Where the rows of a new .npy file begin, and of what type they are."""
    with open(path, "xb") as file:
        described: dict[str, Any] = {
            "descr": np.lib.format.dtype_to_descr(dtype),
            "fortran_order": False,
            "shape": shape,
        }
        np.lib.format.write_array_header_1_0(file, described)
        return file.tell(), dtype


def _head_of_hdf5(
    path: Path, key: str, shape: tuple[int, ...], dtype: np.dtype
) -> tuple[int, np.dtype]:
    """Where the rows of a new HDF5 file begin, and of what type they are."""
    import h5py

    if dtype.kind == "U":  # four bytes a character in UTF-8 at most, and in NumPy
        dtype = h5py.string_dtype("utf-8", dtype.itemsize)
    try:
        with h5py.File(path, "x") as file:
            plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plan.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
            plan.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
            space, kind = h5py.h5s.create_simple(shape), h5py.h5t.py_create(dtype, True)
            made = h5py.h5d.create(file.id, key.encode(), kind, space, plan)
            return made.get_offset(), dtype
    except RuntimeError as error:  # on closing what is too large for the disk
        raise OSError(errno.ENOSPC, " ".join(str(error).split())) from None
