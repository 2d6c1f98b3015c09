"""Keeps how the layers of a network do while it trains."""

from __future__ import annotations

from typing import Any

from skscratch.plotting.layer_look import LayerLook, look_at, some_samples
from skscratch.plotting.recorder import Recorder
from skscratch.plotting.units import check_most


class LayerRecorder(Recorder):
    """Keeps how outputs and gradients of the layers are spread, at some epochs.

    A callback of scikit-learn: pass it to `set_callbacks` of a network, fit that, and
    the recorder to :meth:`LayerHistogramDisplay.from_recorder`. It keeps histograms and
    no samples, at most `n_frames` looks, evenly spaced over the epochs however many
    there are, with the initial weights first and the parameters that training leaves
    last. A later fit begins anew.

    Parameters
    ----------
    n_frames : int >= 2, default=12
        The most looks to keep.
    max_samples : int >= 1, default=1000
        The most training samples to look at, evenly spaced among all.

    Attributes
    ----------
    epochs_ : list of int
        Epochs done at each look, 0 for the initial weights.
    frames_ : list of list of LayerLook
        For each look one entry a layer.

    Examples
    --------
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.plotting import LayerRecorder
    >>> recorder = LayerRecorder(n_frames=4)
    >>> network = ShallowNNClassifier(max_iter=12, tol=None, random_state=0)
    >>> network = network.set_callbacks(recorder).fit(*make_flower(random_state=1))
    >>> recorder.epochs_
    [0, 8, 12]
    """

    def __init__(self, *, n_frames: int = 12, max_samples: int = 1000):
        super().__init__(n_frames)
        check_most(max_samples, "max_samples")
        self.max_samples = max_samples

    def start(self, X: Any, y: Any) -> None:
        """Choose the samples.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The training data.
        y : array-like of shape (n_samples,)
            Their labels.
        """
        self._samples = some_samples(X, y, self.max_samples)

    def look(self, estimator: Any) -> list[LayerLook]:
        """How the layers of a network do on the samples.

        Parameters
        ----------
        estimator : ShallowNNClassifier or DeepNNClassifier
            Fitted.

        Returns
        -------
        list of LayerLook
            One entry a layer.
        """
        return look_at(estimator, *self._samples)
