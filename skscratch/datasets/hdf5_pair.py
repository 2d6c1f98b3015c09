"""Samples and labels of HDF5 files, of which the samples stay on disk."""

from __future__ import annotations

import os
from os import PathLike
from typing import Any

import numpy as np

from skscratch.training.on_disk import OnDisk

__all__ = ["open_hdf5"]


def open_hdf5(
    paths: str | PathLike[str] | list[str] | list[PathLike[str]],
    *,
    key: str | None = None,
    target_key: str | None = None,
    scale: float = 1.0,
    dtype: Any = None,
    block_size: int | None = None,
) -> tuple[OnDisk, np.ndarray]:
    """The samples of HDF5 files, which stay there, and their labels.

    Parameters
    ----------
    paths : str, path-like or list of these
        Files in the order in which their rows shall stand below each other. They may
        begin with ``~``.
    key : str, default=None
        Name of the samples in each file; None takes the only array of two axes or more,
        such as `train_set_x` of the lessons' files.
    target_key : str, default=None
        Name of the labels; None takes the only array of one axis with as many entries
        as there are samples, such as `train_set_y`.
    scale : float, default=1.0
        As of `OnDisk`: 1 / 255 for pixels.
    dtype : {numpy.float32, numpy.float64}, default=None
        As of `OnDisk`.
    block_size : int >= 1, default=None
        As of `OnDisk`.

    Returns
    -------
    X : OnDisk of shape (n_samples, n_features)
        The samples; images are rows.
    y : ndarray of shape (n_samples,) or (n_samples, n_labels)
        The labels, read. Strings are str.

    Raises
    ------
    OSError
        If a file cannot be read.
    ValueError
        If arrays are missing, are not alike, or cannot be told without a key.

    See Also
    --------
    load_image_hdf5 : Pixels and names of classes of a small file, in memory.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> from skscratch.datasets import open_hdf5, save_image_hdf5
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     parts = [Path(folder) / "part_1.h5", Path(folder) / "part_2.h5"]
    ...     for part in parts:
    ...         images = np.full((3, 8, 8, 3), 255, dtype=np.uint8)
    ...         save_image_hdf5(
    ...             part, images, [0, 1, 1], target_names=["a", "b"], subset="train"
    ...         )
    ...     X, y = open_hdf5(parts, scale=1 / 255)
    >>> X, y
    (<OnDisk: 6 rows of 192, float64>, array([0, 1, 1, 0, 1, 1]))
    """
    several = [paths] if isinstance(paths, str | PathLike) else list(paths)
    X = OnDisk(several, scale=scale, dtype=dtype, block_size=block_size, key=key)
    for part in X.sources:
        if part.key is None:
            raise ValueError(f"open_hdf5 is for HDF5 files; got {part.path}.")
    labels = [_labels(part, target_key) for part in X.sources]
    return X, np.concatenate(labels)


def _labels(part: Any, key: str | None) -> np.ndarray:
    """Those of the samples of one file."""
    import h5py

    n = part.shape[0]
    with h5py.File(os.fspath(part.path), "r") as file:
        names = [name for name, each in file.items() if isinstance(each, h5py.Dataset)]
        if key is None:
            found = [name for name in names if file[name].shape == (n,)]
            if len(found) != 1:
                raise ValueError(
                    f"target_key must say which array of {part.path} holds the labels "
                    f"of its {n} samples; got None, it holds {', '.join(names)}."
                )
            (key,) = found
        stored = file.get(key)
        if not isinstance(stored, h5py.Dataset) or n not in stored.shape:
            raise ValueError(
                f"target_key must be the name of the {n} labels in {part.path}, which "
                f"holds {', '.join(names)}; got {key!r}."
            )
        text = h5py.check_string_dtype(stored.dtype) is not None
        labels = stored.asstr()[()].astype(str) if text else stored[()]
    return labels if labels.shape[0] == n and labels.ndim == 2 else labels.ravel()
