"""Image sets in the lesson's HDF5 schema.

A file holds one subset: `train_set_x` (n, height, width, 3) uint8,
`train_set_y` (n,) integer and `list_classes`, the names as bytes; or the same with
`test_set_`.
"""

from pathlib import Path

import numpy as np

from skscratch.datasets.image_set import check_image_set, image_bunch

_SUBSETS = ("train", "test")


def load_image_hdf5(path, *, return_X_y=False):
    """Load an image set from a file in the lesson's HDF5 schema.

    Parameters
    ----------
    path : str or path-like
        File with either `train_set_x` and `train_set_y` or `test_set_x` and
        `test_set_y`, and `list_classes`.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    images : Bunch
        With the fields

        data : ndarray of shape (n_samples, height * width * 3)
            Pixels scaled to [0, 1], float64, one image a row.
        images : ndarray of shape (n_samples, height, width, 3)
            Pixels 0-255, uint8.
        target : ndarray of shape (n_samples,)
            Indices into `target_names`.
        target_names : ndarray of shape (n_classes,)
            Names of the classes.
        subset : {"train", "test"}
            Which of the two the file holds.
        DESCR : str
            One sentence about the file.
    (data, target) : tuple, if `return_X_y` is True
        The two fields of that name.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    OSError
        If the file is not HDF5 or is damaged.
    ValueError
        If a key is missing or an array breaks the schema.

    See Also
    --------
    save_image_hdf5 : Write such a file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> from skscratch.datasets import load_image_hdf5, save_image_hdf5
    >>> images = np.full((2, 8, 8, 3), 255, dtype=np.uint8)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "white.h5"
    ...     save_image_hdf5(
    ...         path, images, [0, 1], target_names=["dog", "cat"], subset="test"
    ...     )
    ...     white = load_image_hdf5(path)
    >>> white.data.shape, white.data.max().item(), white.target_names.tolist()
    ((2, 192), 1.0, ['dog', 'cat'])
    """
    path = Path(path)
    subset, images, target, target_names = _read(path)
    labels = [f"{key} in {path}" for key in _keys(subset)]
    check_image_set(images, target, target_names, labels)
    bunch = image_bunch(
        images,
        target,
        target_names,
        subset=subset,
        DESCR=f"{len(images)} {subset} images read from {path.name}.",
    )
    return (bunch.data, bunch.target) if return_X_y else bunch


def save_image_hdf5(path, images, target, *, target_names, subset):
    """Save an image set as a file in the lesson's HDF5 schema.

    Parameters
    ----------
    path : str or path-like
        File to write; one that is there is replaced.
    images : array-like of shape (n_samples, height, width, 3)
        Pixels 0-255, uint8. They are stored compressed, without loss.
    target : array-like of shape (n_samples,)
        Integer labels, indices into `target_names`.
    target_names : sequence of str
        Names of the classes.
    subset : {"train", "test"}
        Which keys to write: `train_set_x`, `train_set_y` or `test_set_x`,
        `test_set_y`.

    Raises
    ------
    ValueError
        If an argument breaks the schema. Nothing is written then.

    See Also
    --------
    load_image_hdf5 : Read such a file, with a runnable example of both.

    Examples
    --------
    >>> import numpy as np
    >>> from skscratch.datasets import save_image_hdf5
    >>> images = np.zeros((1, 8, 8, 3), dtype=np.uint8)
    >>> save_image_hdf5("x.h5", images, [7], target_names=["cat"], subset="train")
    Traceback (most recent call last):
        ...
    ValueError: target must lie in 0..0, an index into target_names; got 7..7.
    """
    import h5py

    if subset not in _SUBSETS:
        raise ValueError(f"subset must be 'train' or 'test'; got {subset!r}.")
    images, target = np.asarray(images), np.asarray(target)
    check_image_set(images, target, target_names, ("images", "target", "target_names"))

    images_key, target_key, names_key = _keys(subset)
    packed = {"compression": "gzip", "compression_opts": 9, "shuffle": True}
    with h5py.File(path, "w") as file:
        file.create_dataset(images_key, data=images, **packed)
        file.create_dataset(target_key, data=target.astype(np.int64))
        file.create_dataset(names_key, data=[name.encode() for name in target_names])


def _keys(subset):
    return f"{subset}_set_x", f"{subset}_set_y", "list_classes"


def _read(path):
    """Subset and the three arrays of a file; what they hold is checked elsewhere."""
    import h5py

    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist or is not a file.")
    try:
        with h5py.File(path, "r") as file:
            subset = _subset_of(file, path)
            images, target, names = (file[key] for key in _keys(subset))
            if h5py.check_string_dtype(names.dtype) is None or names.ndim != 1:
                raise ValueError(
                    f"list_classes in {path} must be a list of strings; "
                    f"got {names.dtype} of shape {names.shape}."
                )
            return (
                subset,
                images[()],
                target[()],
                list(names.asstr("utf-8", "replace")[()]),
            )
    # A damaged file opens with OSError, but damage inside may also show as
    # RuntimeError or KeyError when an object is reached.
    except (OSError, RuntimeError, KeyError) as error:
        raise OSError(
            f"{path} cannot be read as HDF5: it is damaged, cut short or of another "
            f"format ({error}); fetch or write it again."
        ) from error


def _subset_of(file, path):
    """Name of the one subset whose arrays are all in the open file."""
    import h5py

    arrays = [key for key in file if isinstance(file[key], h5py.Dataset)]
    complete = [s for s in _SUBSETS if set(_keys(s)) <= set(arrays)]
    if len(complete) == 1:
        return complete[0]
    came = ", ".join(arrays) or "no arrays"
    raise ValueError(
        f"{path} must hold list_classes and either train_set_x, train_set_y or "
        f"test_set_x, test_set_y; it holds {came}."
    )
