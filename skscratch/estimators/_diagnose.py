"""The `diagnose` method."""

from __future__ import annotations

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skscratch.estimators._weights import make_samples
from skscratch.estimators.diagnosis import (
    Diagnosis,
    diagnose_layers,
    findings_of_fit,
    findings_of_samples,
)
from skscratch.network.layers import Affine
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch

__all__ = ["DiagnosisMixin"]


class DiagnosisMixin:
    """Adds `diagnose` to an estimator."""

    def diagnose(self, X=None, y=None):
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
        check_is_fitted(self)
        found = findings_of_fit(self)
        if X is None:
            if y is not None:
                raise ValueError("y needs the samples X that it belongs to; got None.")
            return Diagnosis((), tuple(found))
        checked = self._check_X(X)
        network = self._prediction_network()
        rows = diagnose_layers(network, checked.T)
        if y is not None:
            rows.append({"layer": len(rows) + 1})
            for row, norm in zip(rows, self._gradient_norms(X, y), strict=True):
                row["gradient_norm"] = norm
        found += findings_of_samples(rows, checked, self.predict(X), y)
        return Diagnosis(tuple(rows), tuple(found))

    def _gradient_norms(self, X, y):
        """Norm of the gradient of the mean loss by each layer's weights."""
        X, y = self._check_data(X, y, reset=False)
        samples = make_samples(X, y, self.classes_, None, class_weight=None)
        run = self._resume(self._hidden_layers())
        objective = Objective(run.architecture.network(run.statistics), run.theta)
        objective.cost_and_gradient(FullBatch(samples).batch)
        return [
            float(np.linalg.norm(layer.dW))
            for layer in objective.network.layers
            if isinstance(layer, Affine)
        ]
