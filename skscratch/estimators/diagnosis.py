"""Why a network does not learn, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import StandardScaler

from skscratch.network.layers import ActivationLayer

__all__ = ["Diagnosis", "diagnose_layers", "findings_of_fit", "findings_of_samples"]

#: The steepest slope of the activations that are flat at both ends.
STEEPEST = {"tanh": 1.0, "sigmoid": 0.25}

#: A unit is saturated on a sample where its slope is below this share of the steepest,
FLAT = 0.05

#: and saturated altogether if it is so on this share of the samples.
MOSTLY = 0.95


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


def diagnose_layers(network, X):
    """Shares of dead and saturated units of each hidden layer on some samples.

    Parameters
    ----------
    network : Network
        The prediction network.
    X : ndarray or sparse matrix of shape (n_features, n_samples)

    Returns
    -------
    rows : list of dict
    """
    rows, Z = [], None
    for layer, A in zip(network.layers, network.activations(X), strict=True):
        if isinstance(layer, ActivationLayer):
            slope = np.abs(layer.activation.backward(np.ones_like(Z), Z, A))
            name = layer.activation.name
            rows.append(
                {
                    "layer": len(rows) + 1,
                    "activation": name,
                    "n_units": len(A),
                    "dead": float((A == 0).all(axis=1).mean()),
                    "saturated": float(_saturated(name, slope).mean()),
                }
            )
        Z = A
    return rows


def _saturated(activation, slope):
    """Units flat on most samples; only of activations that are flat at both ends."""
    steepest = STEEPEST.get(activation, 0.0)
    return (slope < FLAT * steepest).mean(axis=1) > MOSTLY


def findings_of_fit(estimator):
    """What the record of training and the weights tell."""
    costs = np.asarray(estimator.loss_curve_)
    found = []
    if not np.isfinite(costs).all():
        found.append(
            f"Training diverged in epoch {len(costs)}: lower learning_rate or "
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
    guessing = np.log(max(2, estimator.n_outputs_))
    if estimator.out_activation_ == "logistic":
        guessing = estimator.n_outputs_ * np.log(2)
    if len(costs) > 20 and abs(costs[-1] / guessing - 1) < 0.01:
        found.append(
            f"After {len(costs)} epochs the cost ({costs[-1]:.4g}) is still that of "
            "guessing: try another initialization, activation or learning_rate, and "
            "standardize X."
        )
    if len(costs) > 1 and not any(np.any(W) for W, *_ in estimator._layer_parameters()):
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
