"""Going on with a training from its last checkpoint."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from skscratch._compat import callbacks_of
from skscratch._warnings import warn
from skscratch.checkpoints._folder import folder_of, newest_good
from skscratch.checkpoints._settings import estimator_of
from skscratch.checkpoints.checkpoint import Checkpoint
from skscratch.persistence.card import versions

__all__ = ["resume"]


def resume(
    path: str | PathLike[str],
    X: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    X_val: Any = None,
    y_val: Any = None,
    sample_weight_val: Any = None,
    estimator: Any = None,
) -> Any:
    """Go on with a fit from its last checkpoint, to the end that it would have had.

    The estimator that is returned equals bit for bit that of a fit that was not cut, in
    parameters, curves and all other attributes, on the same machine with the same
    versions of all libraries and as many threads. It goes on writing checkpoints.

    Parameters
    ----------
    path : str or path-like
        Folder of a `Checkpoint`.
    X, y, sample_weight, X_val, y_val, sample_weight_val : array-like
        What `fit` was called with. Within a Pipeline that is what the steps before have
        made of the data.
    estimator : estimator, default=None
        One with the parameters of the one that was fitted, to be trained in its place;
        its other callbacks stay. It is needed only where a checkpoint cannot hold a
        parameter (a function, a random state), or the class is your own.

    Returns
    -------
    estimator : estimator
        The fitted estimator; with ``estimator=None`` a new one.

    Raises
    ------
    FileNotFoundError
        If there is no checkpoint.
    OSError
        If `path` is no folder, or cannot be read.
    TypeError
        If `path` is no path or `estimator` no estimator of ours.
    ValueError
        If none is whole, if data or parameters are not those of the checkpoint, if it
        does not hold all parameters, or if what it holds does not fit together.

    Warns
    -----
    UserWarning
        If the newest checkpoint is damaged and an older one is used, or if it was made
        with other versions of the libraries.

    See Also
    --------
    Checkpoint : Writes the files.

    Notes
    -----
    Whether the data are the same is told by their shape, all labels and weights, and
    256 rows.

    A fit that was over can be resumed, too: it ends once more. One that Ctrl-C or
    another callback has ended goes on.

    Examples
    --------
    >>> import tempfile
    >>> from sklearn.datasets import load_iris
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.checkpoints import Checkpoint, resume
    >>> X, y = load_iris(return_X_y=True)
    >>> network = ShallowNNClassifier(max_iter=30, tol=None, random_state=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     network = network.set_callbacks(Checkpoint(folder, every=20)).fit(X, y)
    ...     resume(folder, X, y).n_iter_
    30
    """
    folder = folder_of(path)
    content = newest_good(folder)
    model = estimator_of(content.settings, estimator)
    if content.versions != versions():
        differ = {
            name: f"{content.versions.get(name)}, not {now}"
            for name, now in versions().items()
            if content.versions.get(name) != now
        }
        words = "; ".join(f"{name} {each}" for name, each in differ.items())
        warn(
            f"{path} was made with other versions ({words}): the end may differ from "
            "that of the fit that was cut in the last digits.",
            UserWarning,
        )
    checkpoint = Checkpoint(folder, every=content.every, keep=content.keep)
    checkpoint._expected = content.fingerprint
    others = [each for each in callbacks_of(model) or [] if not _is_of(folder, each)]
    model.set_callbacks(*others, checkpoint)
    part = (X_val, y_val, sample_weight_val)
    try:
        return model._fit(X, y, sample_weight, part, content.progress)
    finally:
        checkpoint._expected = None  # what is fitted from now on is another training


def _is_of(folder: Path, callback: Any) -> bool:
    """Whether a callback is the Checkpoint that has written to this folder."""
    if not isinstance(callback, Checkpoint):
        return False
    return callback.path.resolve() == folder.resolve()
