"""Everything that a fitted estimator answers."""

from __future__ import annotations

from itertools import compress
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skscratch._warnings import quiet
from skscratch.core.losses import LOSSES
from skscratch.distributed.detection import stays_elsewhere
from skscratch.estimators.diagnosis import Diagnosis, diagnose
from skscratch.labels.answers import Answer, accuracy, finite_logits, is_finite
from skscratch.labels.checks import labels_of, refuse_images
from skscratch.labels.rows import rows_elsewhere, rows_in_memory
from skscratch.labels.targets import Target, kind_of
from skscratch.network.layers import ActivationLayer
from skscratch.network.network import Network, prediction_network
from skscratch.training.elsewhere import Elsewhere

__all__ = ["Predictor"]


class Predictor:
    """Prediction from the fitted attributes alone.

    A subclass says under which names it keeps what the layers have learnt. No
    dataclass, so that no editor takes an attribute for a parameter.
    """

    classes_: np.ndarray
    n_features_in_: int
    n_outputs_: int
    out_activation_: str
    outcome_: str | None
    form_: str
    n_layers_: int
    n_iter_: int
    t_: int
    loss_: float | None
    best_loss_: float | None
    loss_curve_: list[float]
    validation_loss_curve_: list[float] | None
    validation_scores_: list[float] | None
    best_iteration_: int | None
    _state: dict[str, Any]

    def __sklearn_is_fitted__(self) -> bool:
        # asked by a Pipeline for every row; else all attributes would be looked through
        return "classes_" in vars(self)

    def _layers(self) -> list[dict[str, np.ndarray]]:
        """The arrays of each layer by their names, views where that can be."""
        raise NotImplementedError

    def _activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        raise NotImplementedError

    def _dtype(self) -> np.dtype:
        """The precision of the weights."""
        raise NotImplementedError

    @quiet
    def decision_function(self, X: Any) -> np.ndarray:
        """Logits.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        logits : ndarray of shape (n_samples,) or (n_samples, n_outputs)
            For two classes the log-odds of the second one; else one column a class
            (or a label).
        """
        return self._answer(X, "scores")

    @quiet
    def predict(self, X: Any) -> np.ndarray:
        """The most probable class of each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        y : ndarray of shape (n_samples,) or (n_samples, n_labels)
            Labels out of `classes_`; for multilabel targets an indicator matrix of
            the labels whose probability is above one half.
        """
        return self._answer(X, "decide")

    @quiet
    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities of the classes.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        P : ndarray of shape (n_samples, n_classes)
            One column for each of `classes_`. Rows sum to 1, except for multilabel
            targets, where each column is the probability of its label, below 1. No
            probability is below the smallest positive normal number, so that all
            logarithms are finite.
        """
        return self._answer(X, "probabilities")

    @quiet
    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Logarithms of the probabilities, finite however small these are.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        log_P : ndarray of shape (n_samples, n_classes)
            Natural logarithms of what `predict_proba` returns, taken from the logits.
        """
        return self._answer(X, "log_probabilities")

    @quiet
    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Accuracy: the share of samples whose label is predicted.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples.
        y : array-like of shape (n_samples,) or (n_samples, n_labels)
            Their labels. Of a multilabel target all labels of a sample must be right.
        sample_weight : array-like of shape (n_samples,), default=None
            Non-negative weights.

        Returns
        -------
        accuracy : float
            In [0, 1].
        """
        y, X = labels_of(y), self._check_X(X)
        return accuracy(self._answer_by("decide"), X, y, sample_weight)

    @quiet
    def layer_activations(self, X: Any) -> list[np.ndarray]:
        """Outputs of all layers, from the first hidden layer to the output layer.

        Parameters
        ----------
        X : {array-like, sparse matrix, OnDisk} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        activations : list of ndarray of shape (n_samples, n_units)
            One array a layer; the last one holds the probabilities of the outputs.
        """
        X, network = self._check_X(X), self._prediction_network()
        hidden = [isinstance(layer, ActivationLayer) for layer in network.layers]
        answers: list[np.ndarray] = []
        for samples, outputs in network.outputs_by_blocks(X.T):
            Z = finite_logits(outputs[-1], X, samples)
            found = [*compress(outputs, hidden), network.loss.probabilities(Z)]
            if not answers:
                answers = [np.empty((X.shape[0], len(A)), A.dtype) for A in found]
            for answer, A in zip(answers, found, strict=True):
                answer[samples] = A.T
        return answers

    @quiet
    def diagnose(self, X: Any = None, y: Any = None) -> Diagnosis:
        """Look for the usual reasons why a network does not learn.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features), default=None
            Samples, as passed to `fit`: adds dead and saturated units, unscaled
            features and constant predictions. Without them only the record of
            training and the weights are looked at.
        y : array-like of shape (n_samples,) or (n_samples, n_labels), default=None
            Their labels: adds the norm of the gradient of each layer.

        Returns
        -------
        diagnosis : Diagnosis
            Its `findings` are sentences; printed, it is a report.

        Raises
        ------
        ValueError
            If `y` is passed without `X`.
        """
        return diagnose(self, X, y)

    def _answer(self, X: Any, what: str) -> np.ndarray:
        """What the target makes of the logits, wherever the samples are."""
        X = self._check_X(X, lazily=True)
        return self._answer_by(what).of(X)

    def _answer_by(self, what: str) -> Answer:
        return Answer(self._prediction_network(), getattr(self._target(), what))

    def _check_X(self, X: Any, lazily: bool = False) -> Any:
        if not self.__sklearn_is_fitted__():
            check_is_fitted(self)  # says so; else it would ask for all tags first
        dtype = self._dtype()
        if self._is_as_needed(X, dtype):
            return X
        X = stays_elsewhere(X, lazily=lazily)
        refuse_images(X)
        if isinstance(X, Elsewhere):
            return rows_elsewhere(self, X, dtype, reset=False)
        return rows_in_memory(self, X, dtype, reset=False)

    def _is_as_needed(self, X: Any, dtype: np.dtype) -> bool:
        """Whether `validate_data` would find nothing to change, say or refuse.

        For a single row it would take several times as long as the prediction.
        """
        return (
            type(X) is np.ndarray
            and X.dtype == dtype
            and X.ndim == 2
            and len(X) > 0
            and X.shape[1] == self.n_features_in_
            and not hasattr(self, "feature_names_in_")
            and is_finite(X)
        )

    def _target(self) -> Target:
        """What kind of target it was fitted to."""
        multilabel = self.out_activation_ == "logistic" and self.n_outputs_ > 1
        return kind_of(self.classes_, multilabel)

    def _prediction_network(self) -> Network:
        """The network of the fitted attributes, bound to their memory."""
        return prediction_network(
            self._layers(), self._activations(), LOSSES[self.out_activation_]
        )
