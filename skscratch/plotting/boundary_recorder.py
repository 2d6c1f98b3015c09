"""Keeps what a network says of the plane while it trains."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.plotting.plane import Plane, points_of
from skscratch.plotting.recorder import Recorder


class BoundaryRecorder(Recorder):
    """Keeps what a network says of the plane, at some epochs of a fit.

    A callback of scikit-learn: pass it to `set_callbacks` of a network, fit that, and
    the recorder to :meth:`BoundaryEvolutionDisplay.from_recorder`. It keeps at most
    `n_frames` looks, evenly spaced over the epochs however many there are, with the
    initial weights first and the parameters that training leaves last. A later fit
    begins anew.

    Parameters
    ----------
    X : array-like of shape (n_samples, 2), default=None
        The points whose plane is looked at, in the order of the training data; by
        default these themselves.
    transformer : transformer, default=None
        Fitted steps that stand before the network in a Pipeline, if `X` is what the
        Pipeline takes and not what the network takes.
    n_frames : int >= 2, default=24
        The most looks to keep.
    grid_resolution : int, default=100
        Grid points along each feature. All looks together take ``4 * n_frames *
        grid_resolution**2 * n_classes`` bytes.

    Attributes
    ----------
    epochs_ : list of int
        Epochs done at each look, 0 for the initial weights.
    frames_ : list of ndarray of shape (grid_resolution, grid_resolution, n_classes)
        Probabilities over the grid, in float32.
    plane_ : Plane
        The grid.
    X_, y_ : ndarray
        The points and their labels.
    classes_ : ndarray of shape (n_classes,)
        The classes of the network.

    Examples
    --------
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.plotting import BoundaryRecorder
    >>> recorder = BoundaryRecorder(n_frames=5)
    >>> network = ShallowNNClassifier(max_iter=12, tol=None, random_state=0)
    >>> network = network.set_callbacks(recorder).fit(*make_flower(random_state=1))
    >>> recorder.epochs_
    [0, 4, 8, 12]
    """

    plane_: Plane
    X_: np.ndarray
    y_: np.ndarray
    classes_: np.ndarray

    def __init__(
        self,
        X: Any = None,
        *,
        transformer: Any = None,
        n_frames: int = 24,
        grid_resolution: int = 100,
    ):
        super().__init__(n_frames)
        if transformer is not None and X is None:
            raise ValueError(
                "X must be passed with transformer: the points before it; got None."
            )
        self.X = X
        self.transformer = transformer
        self.grid_resolution = grid_resolution

    def start(self, X: Any, y: Any) -> None:
        """Lay the grid around the points.

        Parameters
        ----------
        X : array-like of shape (n_samples, 2)
            The training data.
        y : array-like of shape (n_samples,)
            Their labels.
        """
        shown = X if self.X is None else self.X
        self.X_, self.y_ = points_of(shown), np.asarray(y)
        self.plane_ = Plane.around(shown, self.grid_resolution)
        self._grid = self.plane_.points(like=shown)
        if self.transformer is not None:
            self._grid = self.transformer.transform(self._grid)

    def look(self, estimator: Any) -> np.ndarray:
        """What a network says of the plane.

        Parameters
        ----------
        estimator : classifier
            Fitted.

        Returns
        -------
        ndarray of shape (grid_resolution, grid_resolution, n_classes)
            Its probabilities.
        """
        self.classes_ = estimator.classes_
        proba = estimator.predict_proba(self._grid)
        return proba.reshape(*[self.grid_resolution] * 2, -1).astype(np.float32)
