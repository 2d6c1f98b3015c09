"""What every image set of the package is: its rules and its Bunch."""

import numpy as np
from sklearn.utils import Bunch


def check_image_set(images, target, target_names, labels):
    """Raise unless the three arrays form an image set.

    Parameters
    ----------
    images : ndarray
        Expected: uint8 of shape (n_samples, height, width, 3), not empty.
    target : ndarray
        Expected: integers of shape (n_samples,), indices into `target_names`.
    target_names : sequence of str
        Names of the classes.
    labels : tuple of three str
        What the messages call the three, so that a caller of a function reads
        its parameters there and the owner of a file the file's keys.

    Raises
    ------
    ValueError
        Naming the array, the rule and what came.
    """
    images_label, target_label, names_label = labels
    if images.dtype != np.uint8:
        raise ValueError(
            f"{images_label} must hold uint8 pixels (0-255); got {images.dtype}."
        )
    if images.ndim != 4 or images.shape[-1] != 3 or images.size == 0:
        raise ValueError(
            f"{images_label} must have shape (n_samples, height, width, 3), "
            f"none of them 0; got {images.shape}."
        )
    if target.ndim != 1 or not np.issubdtype(target.dtype, np.integer):
        raise ValueError(
            f"{target_label} must hold integers of shape (n_samples,); "
            f"got {target.dtype} of shape {target.shape}."
        )
    if len(target) != len(images):
        raise ValueError(
            f"{images_label} and {target_label} must have the same length; "
            f"got {len(images)} and {len(target)}."
        )
    if target.min() < 0 or target.max() >= len(target_names):
        raise ValueError(
            f"{target_label} must lie in 0..{len(target_names) - 1}, an index into "
            f"{names_label}; got {target.min()}..{target.max()}."
        )


def image_bunch(images, target, target_names, **fields):
    """Bunch of an image set, with the pixels also as one scaled row per image.

    Parameters
    ----------
    images : ndarray of shape (n_samples, height, width, 3)
        Pixels as uint8.
    target : ndarray of shape (n_samples,)
        Indices into `target_names`.
    target_names : sequence of str
        Names of the classes.
    **fields : dict
        Further fields, `DESCR` among them.

    Returns
    -------
    Bunch
        With `data` (n_samples, height * width * 3), float64 in [0, 1], and what
        was passed.
    """
    return Bunch(
        data=images.reshape(len(images), -1) / 255.0,
        images=images,
        target=target.astype(np.int64),
        target_names=np.array(target_names, dtype=str),
        **fields,
    )
