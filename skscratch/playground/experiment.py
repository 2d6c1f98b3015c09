"""A network in training, epoch by epoch."""

from __future__ import annotations

import warnings
from typing import Any

from sklearn.exceptions import NotFittedError
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from skscratch.estimators import DeepNNClassifier
from skscratch.playground.choices import Choices
from skscratch.playground.points import Points

__all__ = ["SPLIT", "Experiment"]

#: How the points are divided: what `train_test_split` is called with besides them.
SPLIT = {"test_size": 0.25, "random_state": 0}


class Experiment:
    """Trains a network as its user asks, and can say what would train the same.

    However the epochs are cut into pieces, the network is the one that a single `fit`
    of as many epochs gives, to the last bit.

    Parameters
    ----------
    choices : Choices
    points : Points

    Attributes
    ----------
    X_train, X_test : ndarray of shape (n_samples, 2)
        The features as the network gets them.
    y_train, y_test : ndarray of shape (n_samples,)
    network : DeepNNClassifier
        Fitted, or with its initial weights; not, where there is a `problem`.
    max_iter : int
        The epochs that were asked for.
    problem : str
        Why there is no network to show; empty if there is.

    Examples
    --------
    >>> from skscratch.playground.choices import Choices
    >>> from skscratch.playground.experiment import Experiment
    >>> from skscratch.playground.points import MADE
    >>> experiment = Experiment(Choices(data="xor"), MADE["xor"])
    >>> experiment.advance(20)
    >>> experiment.n_epochs, round(experiment.scores()[1], 1)
    (20, 0.9)
    """

    def __init__(self, choices: Choices, points: Points):
        self.choices, self.points = choices, points
        X, y = points.load()
        self.X_train, self.X_test, self.y_train, self.y_test = train_test_split(
            X, y, stratify=y, **SPLIT
        )
        if choices.standardize:
            scaler = StandardScaler().fit(self.X_train)
            self.X_train, self.X_test = map(
                scaler.transform, (self.X_train, self.X_test)
            )
        self.max_iter, self.problem = 0, ""
        self.network = self._new()
        try:
            self.network.initialize(*self.train)
        except ValueError as error:
            self.problem = f"{error}"

    @property
    def train(self) -> tuple[Any, Any]:
        """The training part: features and labels."""
        return self.X_train, self.y_train

    @property
    def test(self) -> tuple[Any, Any]:
        """The test part: features and labels."""
        return self.X_test, self.y_test

    @property
    def n_epochs(self) -> int:
        """The epochs that were run."""
        return 0 if self.problem else self.network.n_iter_

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to train: it diverged, or found no way down."""
        return (
            bool(self.problem)
            or self.network.outcome_ == "diverged"
            or self.n_epochs < self.max_iter
        )

    def advance(self, n_epochs: int) -> None:
        """Train for some epochs more, if training is not over.

        Parameters
        ----------
        n_epochs : int
        """
        if self.is_over:
            return
        self.max_iter += n_epochs
        if self.choices.second_order:
            # What such a solver has seen of the curvature does not outlive a fit.
            network = self._new().set_params(max_iter=self.max_iter)
        else:
            network = self.network.set_params(max_iter=n_epochs, warm_start=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the page says it in words
            try:
                network.fit(*self.train, X_val=self.X_test, y_val=self.y_test)
            except ValueError as error:
                self.problem = f"{error}"
        self.network = network

    def scores(self) -> tuple[float, float]:
        """Accuracy on the training and on the test part.

        Raises
        ------
        NotFittedError
            If there is no network.
        """
        if self.problem:
            raise NotFittedError(self.problem)
        return self.network.score(*self.train), self.network.score(*self.test)

    def _new(self) -> DeepNNClassifier:
        return DeepNNClassifier(**self.choices.parameters())
