"""Why a network does not learn, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

from skscratch.core.losses import LOSSES
from skscratch.estimators._weights import make_samples
from skscratch.network.activity import hidden_activity
from skscratch.network.layers import Affine
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch

__all__ = ["Diagnosis", "diagnose"]


@dataclass(frozen=True)
class Diagnosis:
    """What `diagnose` found.

    Parameters
    ----------
    layers : tuple of dict
        For each hidden layer ``"layer"`` (counted from 1), ``"activation"``,
        ``"n_units"``, ``"dead"`` and ``"saturated"`` (shares of its units, in [0, 1]),
        and for every layer ``"gradient_norm"`` if labels were given. Empty without
        samples.
    findings : tuple of str
        What is wrong, one sentence each with its cure; empty if nothing is.

    Examples
    --------
    >>> from sklearn.datasets import make_moons
    >>> from skscratch import ShallowNNClassifier
    >>> X, y = make_moons(random_state=0)
    >>> model = ShallowNNClassifier(max_iter=2, tol=None).fit(1000 * X, y)
    >>> diagnosis = model.diagnose(1000 * X, y)
    >>> any("StandardScaler" in finding for finding in diagnosis.findings)
    True
    """

    layers: tuple
    findings: tuple

    def __str__(self):
        lines = []
        for row in self.layers:
            line = f"layer {row['layer']}"
            if "activation" in row:
                line += (
                    f"  {row['activation']:<10} {row['n_units']:>5} units"
                    f"  dead {row['dead']:>4.0%}  saturated {row['saturated']:>4.0%}"
                )
            if "gradient_norm" in row:
                line += f"  gradient norm {row['gradient_norm']:.2e}"
            lines.append(line)
        return "\n".join([*lines, *(self.findings or ("Nothing found.",))])


def diagnose(estimator, X, y):
    """What `estimator.diagnose` does."""
    check_is_fitted(estimator)
    found = findings_of_fit(estimator)
    if X is None:
        if y is not None:
            raise ValueError("y needs the samples X that it belongs to; got None.")
        return Diagnosis((), tuple(found))
    checked = estimator._check_X(X)
    rows = hidden_activity(estimator._prediction_network(), checked.T)
    if y is not None:
        rows.append({"layer": len(rows) + 1})
        norms = _gradient_norms(estimator, X, y)
        for row, norm in zip(rows, norms, strict=True):
            row["gradient_norm"] = norm
    found += findings_of_samples(rows, checked, estimator.predict(X), y)
    return Diagnosis(tuple(rows), tuple(found))


def _gradient_norms(estimator, X, y):
    """Norm of the gradient of the mean loss by each layer's weights."""
    X, y = estimator._check_data(X, y, reset=False)
    samples = make_samples(X, y, estimator._target(), None, class_weight=None)
    model, _ = estimator._resume()
    objective = Objective(model.network(), model.theta)
    objective.cost_and_gradient(FullBatch(samples).batch)
    return [
        float(np.linalg.norm(layer.dW))
        for layer in objective.network.layers
        if isinstance(layer, Affine)
    ]


def findings_of_fit(estimator):
    """What the record of training and the weights tell."""
    costs = np.asarray(estimator.loss_curve_)
    found = []
    if not np.isfinite(costs).all():
        found.append(
            f"Training diverged in epoch {estimator.n_iter_}: lower learning_rate or "
            "standardize X."
        )
    elif len(costs) > 10 and costs[-1] >= costs[0]:
        found.append(
            f"The cost has not fallen (first {costs[0]:.4g}, last {costs[-1]:.4g}): "
            "lower learning_rate if it jumps, raise it if it stands still."
        )
    elif len(costs) > 20 and (np.diff(costs) > 0).mean() > 0.3:
        found.append(
            f"The cost rose in {(np.diff(costs) > 0).mean():.0%} of the epochs: "
            "learning_rate may be too high or batch_size too small."
        )
    guessing = LOSSES[estimator.out_activation_].chance(estimator.n_outputs_)
    if len(costs) > 20 and abs(costs[-1] / guessing - 1) < 0.01:
        found.append(
            f"After {estimator.n_iter_} epochs the cost ({costs[-1]:.4g}) is still "
            "that of guessing: try another initialization, activation or "
            "learning_rate, and standardize X."
        )
    if len(costs) > 1 and not any(np.any(layer["W"]) for layer in estimator._layers()):
        found.append("All weights are zero: choose another initialization.")
    return found


def findings_of_samples(rows, X, predicted, y):
    """What the layers, the features and the predictions tell."""
    found = []
    for row in rows:
        if row.get("dead", 0) > 0.5:
            found.append(
                f"{row['dead']:.0%} of the {row['n_units']} {row['activation']} units "
                f"of layer {row['layer']} are dead (zero for every sample): lower "
                "learning_rate, or use activation='leaky_relu' or 'elu'."
            )
        if row.get("saturated", 0) > 0.5:
            found.append(
                f"{row['saturated']:.0%} of the {row['n_units']} {row['activation']} "
                f"units of layer {row['layer']} are saturated on nearly all samples: "
                "standardize X, or use initialization='xavier'."
            )
    norms = [row["gradient_norm"] for row in rows if "gradient_norm" in row]
    if len(norms) > 1 and norms[0] < 1e-3 * norms[-1]:
        found.append(
            f"The gradient vanishes on its way back (norm {norms[-1]:.2g} in the last "
            f"layer, {norms[0]:.2g} in the first): use activation='relu', batch_norm="
            "True or fewer layers."
        )
    found += _findings_of_features(X)
    constant = len(predicted) > 1 and (predicted == predicted[:1]).all()
    if constant and (y is None or (np.asarray(y) != np.asarray(y)[:1]).any()):
        found.append(
            f"Every sample is predicted as {predicted[0]}: train longer, standardize "
            "X, or set class_weight='balanced' if the classes are unbalanced."
        )
    return found


def _findings_of_features(X):
    scaler = StandardScaler(with_mean=False).fit(X)
    spread = np.sqrt(scaler.var_)
    spread = spread[spread > 0]
    if len(spread) == 0:
        return ["Every feature is constant: there is nothing to learn from."]
    if spread.max() > 10 or spread.max() > 100 * np.median(spread):
        return [
            "The features are not scaled (standard deviations from "
            f"{spread.min():.3g} to {spread.max():.3g}): put a StandardScaler before "
            "the network."
        ]
    return []
