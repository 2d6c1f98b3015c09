"""Everything that a fitted estimator answers."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import log_expit, log_softmax
from sklearn.utils.validation import check_is_fitted, validate_data

from skscratch.core.activations import ACTIVATIONS, sigmoid, softmax
from skscratch.core.losses import LOGISTIC, SOFTMAX
from skscratch.network.layers import ActivationLayer, Affine, Normalization
from skscratch.network.network import Network

__all__ = ["PredictionMixin"]

#: The smallest positive normal number of each precision.
SMALLEST = {np.dtype(dtype): np.finfo(dtype).tiny for dtype in (np.float32, np.float64)}


class PredictionMixin:
    """Prediction from the fitted attributes alone."""

    def decision_function(self, X):
        """Logits.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        logits : ndarray of shape (n_samples,) or (n_samples, n_outputs)
            For two classes the log-odds of the second one; else one column a class
            (or a label).
        """
        Z = self._logits(X)
        return Z[0] if self._is_binary() else Z.T

    def predict(self, X):
        """The most probable class of each sample.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        y : ndarray of shape (n_samples,) or (n_samples, n_labels)
            Labels out of `classes_`; for multilabel targets an indicator matrix of
            the labels whose probability is above one half.
        """
        Z = self._logits(X)
        if self._is_binary():
            return self.classes_[(Z[0] > 0).astype(np.intp)]
        if self.out_activation_ == "softmax":
            return self.classes_[Z.argmax(axis=0)]
        return (Z.T > 0).astype(int)

    def predict_proba(self, X):
        """Probabilities of the classes.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        P : ndarray of shape (n_samples, n_classes)
            One column for each of `classes_`. Rows sum to 1, except for multilabel
            targets, where each column is the probability of its label, below 1. No
            probability is below the smallest positive normal number, so that all
            logarithms are finite.
        """
        Z = self._logits(X)
        if self._is_binary():
            # 1 - P would round a small probability away; sigmoid(-Z) does not.
            P = sigmoid(np.concatenate([-Z, Z]))
        elif self.out_activation_ == "softmax":
            P = softmax(Z)
        else:
            P = np.minimum(sigmoid(Z), 1 - np.finfo(Z.dtype).epsneg)
        return np.maximum(P, SMALLEST[P.dtype], out=P).T

    def predict_log_proba(self, X):
        """Logarithms of the probabilities, finite however small these are.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        log_P : ndarray of shape (n_samples, n_classes)
            Natural logarithms of what `predict_proba` returns, taken from the logits.
        """
        Z = self._logits(X)
        if self._is_binary():
            log_P = log_expit(np.concatenate([-Z, Z]))
        elif self.out_activation_ == "softmax":
            log_P = log_softmax(Z, axis=0)
        else:
            log_P = log_expit(Z)
        return np.maximum(log_P, np.log(SMALLEST[Z.dtype]), out=log_P).T

    def layer_activations(self, X):
        """Outputs of all layers, from the first hidden layer to the output layer.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples.

        Returns
        -------
        activations : list of ndarray of shape (n_samples, n_units)
            One array a layer; the last one holds the probabilities of the outputs.
        """
        X = self._check_X(X)
        network = self._prediction_network()
        outputs = []
        for layer, A in zip(network.layers, network.activations(X.T), strict=True):
            if isinstance(layer, ActivationLayer):
                outputs.append(A.T)
        return [*outputs, network.loss.probabilities(A).T]

    def _logits(self, X):
        X = self._check_X(X)
        return self._prediction_network().logits(X.T)

    def _check_X(self, X):
        check_is_fitted(self, "classes_")
        dtype = self._layer_parameters()[0][0].dtype
        if self._is_as_needed(X, dtype):
            return X
        return validate_data(self, X, accept_sparse="csr", dtype=dtype, reset=False)

    def _is_as_needed(self, X, dtype):
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
            and _is_finite(X)
        )

    def _prediction_network(self):
        """The network of the fitted attributes, bound to their memory."""
        statistics = self._statistics()
        layers = []
        for i, (W, *rest) in enumerate(self._layer_parameters()):
            normalized = i < len(statistics)
            layers.append(Affine.of(W) if normalized else Affine.of(W, *rest))
            if normalized:
                mean, variance, _ = statistics[i]
                layers.append(Normalization(mean, variance, *rest))
            if i < len(self._activations()):
                layers.append(ActivationLayer(ACTIVATIONS[self._activations()[i]]))
        return Network(
            layers, SOFTMAX if self.out_activation_ == "softmax" else LOGISTIC
        )

    def _is_binary(self):
        return self.n_outputs_ == 1 and len(self.classes_) == 2

    def _is_multilabel(self):
        return self.out_activation_ == "logistic" and not self._is_binary()


def _is_finite(X):
    """Whether the sum is: then every number is. Needs no memory of the size of `X`."""
    with np.errstate(over="ignore", invalid="ignore"):
        return math.isfinite(X.sum())
