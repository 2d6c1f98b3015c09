"""The callback that keeps a training's progress in files."""

from __future__ import annotations

from numbers import Integral
from os import PathLike
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from skscratch.checkpoints._fingerprint import check_fingerprint, fingerprint_of
from skscratch.checkpoints._folder import folder_of
from skscratch.checkpoints._keeper import Keeper
from skscratch.checkpoints._settings import settings_of
from skscratch.persistence.card import versions
from skscratch.training.run import Run
from skscratch.training.samples import Samples

__all__ = ["Checkpoint"]

#: Iterations of "lbfgs" between two restarts at least.
RESTART = 50


class Checkpoint:
    """Keep a training's progress in files, to `resume` it after a power cut.

    A callback of scikit-learn, for `set_callbacks` of one of our estimators. It watches
    and changes nothing, except with ``solver="lbfgs"``; see Notes.

    Parameters
    ----------
    path : str or path-like
        Folder for the files, made if it is not there; one for each training. Another
        training that it holds is replaced.
    every : int >= 1, default=1
        Epochs from one checkpoint to the next. The start is kept, too.
    keep : int >= 1, default=2
        How many of the last ones stay: where one is damaged the one before is used.

    Raises
    ------
    TypeError
        If `path` is none.
    ValueError
        If `every` or `keep` is no positive integer.

    See Also
    --------
    resume : Goes on from the last checkpoint.

    Notes
    -----
    A file is written beside, synced and moved into place, and has a checksum. It holds
    arrays, numbers and names, but no code: about as many numbers as the solver has for
    its parameters ("adam" four for each, and one more with `early_stopping`).

    Writing takes place beside the training, which does not wait for the disk: after a
    write there is none for 100 times as long, about a second, and what becomes due in
    that time is left out.
    Where a file cannot be written (no space, no permission) the fit warns once, goes on
    and tries again.

    `partial_fit` is one epoch and calls no callbacks, so nothing is kept of it. Between
    two calls `skscratch.save_model` with ``solver_memory=True`` keeps all that the next
    one goes on from.

    What SciPy remembers in "lbfgs" cannot be stored. So with a checkpoint it begins
    anew every `every` iterations, but at least 50, and only there something is kept:
    the fit takes another way than without a checkpoint, to the same optimum where the
    cost is convex. Of several checkpoints in one fit the smallest `every` counts.

    Examples
    --------
    >>> import tempfile
    >>> from sklearn.datasets import load_digits
    >>> from skscratch import DeepNNClassifier
    >>> from skscratch.checkpoints import Checkpoint, resume
    >>> X, y = load_digits(return_X_y=True)
    >>> network = DeepNNClassifier(max_iter=5, tol=None, random_state=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     network = network.set_callbacks(Checkpoint(folder)).fit(X, y)
    ...     resumed = resume(folder, X, y)
    >>> resumed.loss_curve_ == network.loss_curve_
    True
    """

    def __init__(self, path: str | PathLike[str], *, every: int = 1, keep: int = 2):
        for name, value in (("every", every), ("keep", keep)):
            if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
                raise ValueError(f"{name} must be a positive integer; got {value!r}.")
        self.path, self.every, self.keep = folder_of(path), int(every), int(keep)
        self._expected: dict[str, str] | None = None
        self._keepers: dict[int, Keeper] = {}

    def __getstate__(self) -> dict[str, Any]:
        # another callback may copy the estimator, and this one with it, in a fit
        return {**vars(self), "_expected": None, "_keepers": {}}

    def setup(self, estimator: BaseEstimator, context: Any) -> None:
        """Refuse what cannot be kept; scikit-learn calls it when a fit begins.

        Parameters
        ----------
        estimator : estimator
            The one that is fitted.
        context : sklearn.callback.CallbackContext
            Its task.

        Raises
        ------
        TypeError
            If the estimator is none of ours.
        ValueError
            If another fit is under way.
        """
        if not hasattr(estimator, "drop_solver_memory"):
            raise TypeError(
                "Checkpoint is for the estimators of skscratch; got "
                f"{type(estimator).__name__}. Set it on the network itself, such as "
                "pipeline[-1].set_callbacks(...)."
            )
        if self._keepers:
            raise ValueError(
                "Checkpoint must be used by one fit at a time; got a second one. Give "
                "each a Checkpoint with a path of its own."
            )

    def follow(
        self,
        estimator: BaseEstimator,
        run: Run,
        samples: Samples,
        validation: Samples | None,
        classes: np.ndarray,
    ) -> Keeper:
        """Take the run that is about to begin; our estimators call it.

        Parameters
        ----------
        estimator : estimator
            The one that is fitted.
        run : Run
            Knows its progress after every epoch.
        samples, validation : Samples
            What it is fitted to, and the validation part that came with it or None.
        classes : ndarray
            The labels.

        Returns
        -------
        keeper : Keeper
            Is told of the begin and the end of each epoch.

        Raises
        ------
        ValueError
            If it is resumed with other data.
        """
        fingerprint = fingerprint_of(samples, validation, classes)
        if self._expected is not None:
            check_fingerprint(fingerprint, self._expected)
        every = max(self.every, RESTART)
        run.restart_every = min(every, run.restart_every or every)  # of several
        about = {
            "settings": settings_of(estimator),
            "fingerprint": fingerprint,
            "every": self.every,
            "keep": self.keep,
            "versions": versions(),
        }
        begins = self._expected is None
        keeper = self._keepers[id(estimator)] = Keeper(self.path, run, about, begins)
        return keeper

    def on_fit_task_begin(self, estimator: BaseEstimator, context: Any) -> None:
        """Nothing: what `follow` returns is told of epochs without it.

        Parameters
        ----------
        estimator : estimator
            The one that is fitted.
        context : sklearn.callback.CallbackContext
            The fit, or an epoch.
        """

    def on_fit_task_end(self, estimator: BaseEstimator, context: Any) -> None:
        """Nothing, likewise.

        Parameters
        ----------
        estimator : estimator
            The one that is fitted.
        context : sklearn.callback.CallbackContext
            The fit, or an epoch.
        """

    def teardown(self, estimator: BaseEstimator, context: Any) -> None:
        """Wait until all is written; scikit-learn calls it when the fit is over.

        Parameters
        ----------
        estimator : estimator
            The one that was fitted.
        context : sklearn.callback.CallbackContext
            Its task.
        """
        keeper = self._keepers.pop(id(estimator), None)
        if keeper is not None:
            keeper.close()
