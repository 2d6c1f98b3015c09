"""Why a network does not learn, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from skscratch._tables import html_table, text_table
from skscratch.core.losses import LOSSES
from skscratch.labels.rows import scale_of
from skscratch.labels.weights import make_samples
from skscratch.network.activity import VANISHING, gradient_norms, hidden_activity
from skscratch.network.model import Model
from skscratch.network.objective import Objective, prediction_loss
from skscratch.training.batches import FullBatch
from skscratch.training.extremes import largest
from skscratch.training.outcome import NO_BETTER

__all__ = ["Diagnosis", "diagnose"]

#: Weights that have moved by less than this share have hardly moved.
HARDLY = 1e-3


@dataclass(frozen=True, repr=False)
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
    >>> print(*(line for line in diagnosis.findings if "scaled" in line))
    The features are not scaled (standard deviations from 491 to 872): put a
    StandardScaler before the network.
    """

    layers: tuple[dict[str, Any], ...]
    findings: tuple[str, ...]

    def _rows(self) -> list[dict[str, str]]:
        form = {"dead": ".0%", "saturated": ".0%", "gradient_norm": ".2e"}
        return [
            {key.replace("_", " "): format(row[key], form.get(key, "")) for key in row}
            for row in self.layers
        ]

    def _sentences(self) -> tuple[str, ...]:
        return self.findings or ("Nothing found.",)

    def __repr__(self) -> str:
        return "\n".join(filter(None, [text_table(self._rows()), *self._sentences()]))

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(each)}</li>" for each in self._sentences())
        return f"{html_table(self._rows())}<ul>{items}</ul>"


def diagnose(model: Any, X: Any = None, y: Any = None) -> Diagnosis:
    """Look for the usual reasons why a network does not learn.

    Parameters
    ----------
    model : ScratchLogisticRegression, ShallowNNClassifier, DeepNNClassifier or Pipeline
        Fitted, and looked at as such, whatever `set_params` has changed since. A
        Pipeline that ends in one of them transforms `X` first.
    X : {array-like, sparse matrix} of shape (n_samples, n_features), default=None
        Samples, as passed to `fit`: adds dead and saturated units, unscaled features
        and constant predictions. Without them only the record of training and the
        weights are looked at.
    y : array-like of shape (n_samples,) or (n_samples, n_labels), default=None
        Their labels: adds the loss beside that of guessing, and the norm of the
        gradient of each layer.

    Returns
    -------
    diagnosis : Diagnosis
        Its `findings` are sentences; shown, it is a table with them.

    Raises
    ------
    ValueError
        If `y` is passed without `X`.
    TypeError
        If `model` is something else.

    Examples
    --------
    >>> from sklearn.datasets import make_moons
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skscratch import ShallowNNClassifier, diagnose
    >>> X, y = make_moons(noise=0.1, random_state=0)
    >>> network = ShallowNNClassifier(initialization="zeros", random_state=0, tol=None)
    >>> model = make_pipeline(StandardScaler(), network.set_params(max_iter=5))
    >>> diagnose(model.fit(X, y))
    All weights are zero: choose another initialization.
    """
    check_is_fitted(model)
    if X is None and y is not None:
        raise ValueError("y needs the samples X that it belongs to; got None.")
    if isinstance(model, Pipeline):
        if X is not None and len(model) > 1:
            X = model[:-1].transform(X)
        model = model[-1]
    if not hasattr(model, "_prediction_network"):
        raise TypeError(
            "diagnose needs an estimator of skscratch, or a Pipeline that ends in one; "
            f"got {type(model).__name__}."
        )
    found = findings_of_fit(model)
    if X is None:
        return Diagnosis((), tuple(found))
    checked = model._check_X(X)
    rows = hidden_activity(model._prediction_network(), checked.T)
    if y is not None:
        rows.append({"layer": len(rows) + 1})
        norms, words, y = _look_back(model, X, y)
        found += words
        for row, norm in zip(rows, norms, strict=True):
            row["gradient_norm"] = norm
    try:
        predicted = model._answer_by("decide").of(checked)
    except ValueError as overflow:
        found.append(str(overflow))
    else:
        found += findings_of_samples(rows, predicted, y)
    found += _findings_of_features(checked)
    return Diagnosis(tuple(rows), tuple(found))


def _look_back(
    estimator: Any, X: Any, y: Any
) -> tuple[list[float], list[str], np.ndarray]:
    """Norm of the mean loss's gradient by each layer; what it says; and the targets."""
    X, y = estimator._check_data(X, y, reset=False)
    samples = make_samples(X, y, estimator._target(), None, class_weight=None)
    model, batch = estimator._model(), FullBatch(samples).batch
    network = model.network()
    loss, _ = prediction_loss(network, batch)
    guessing = network.loss.cost_of_shares(samples.Y.mean(axis=1))
    found = []
    if loss >= NO_BETTER * guessing:
        found.append(
            f"The loss on these samples ({loss:.4g}) is no better than that of "
            f"guessing the shares of their classes ({guessing:.4g}): nothing was "
            "learnt, or they are unlike the training samples."
        )
    return gradient_norms(Objective(network, model.theta), batch), found, samples.Y


def findings_of_fit(estimator: Any) -> list[str]:
    """What the record of training and the weights tell."""
    costs = np.asarray(estimator.loss_curve_)
    found, jumps = list[str](), False
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
    elif jumps := len(costs) > 20 and (np.diff(costs) > 0).mean() > 0.3:
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
    if _falls_steeply(costs):
        before, last = costs[-1 - len(costs) // 10], costs[-1]
        found.append(
            "The cost was still falling steeply when training ended (from "
            f"{before:.4g} to {last:.4g}, by {before - last:.2g}, in the last tenth "
            f"of the epochs): raise max_iter{'' if jumps else ' or learning_rate'}."
        )
    if len(costs) > 5 and (moved := _movement(estimator)) < HARDLY:
        found.append(
            f"The weights have hardly moved from their initial values (by {moved:.1e} "
            "of them): raise learning_rate."
        )
    if len(costs) > 1 and not any(np.any(layer["W"]) for layer in estimator._layers()):
        found.append("All weights are zero: choose another initialization.")
    return found


def _falls_steeply(costs: np.ndarray) -> bool:
    """Whether the last tenth of the epochs brought more than a tenth of the fall."""
    tenth = len(costs) // 10
    if tenth == 0 or not np.isfinite(costs).all():
        return False
    return bool(costs[-1 - tenth] - costs[-1] > 0.1 * (costs[0] - costs[-1]) > 0)


def _movement(estimator: Any) -> float:
    """How far the weights are from where they began, by the size of that.

    Infinite where a new draw would not tell.
    """
    if not isinstance(estimator.random_state, Integral):
        return math.inf
    now = estimator._model()
    rng = check_random_state(estimator.random_state)
    drawn = Model.initial(
        now.architecture, rng, estimator._initialization(), now.theta.dtype
    )
    size = float(np.linalg.norm(drawn.theta))
    return float(np.linalg.norm(now.theta - drawn.theta)) / size if size else math.inf


def findings_of_samples(
    rows: list[dict[str, Any]], predicted: np.ndarray, Y: np.ndarray | None
) -> list[str]:
    """What the layers and the predictions tell, beside the targets if there are."""
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
    if len(norms) > 1 and norms[0] < VANISHING * norms[-1]:
        by_layer = ", ".join(f"{norm:.1e}" for norm in norms)
        found.append(
            "The gradient vanishes on its way back (its norm, from the first layer to "
            f"the last: {by_layer}): use activation='relu', batch_norm=True, "
            "initialization='auto' or fewer layers."
        )
    constant = len(predicted) > 1 and (predicted == predicted[:1]).all()
    if constant and (Y is None or (Y != Y[:, :1]).any()):
        found.append(
            f"Every sample is predicted as {predicted[0]}: train longer, standardize "
            "X, or set class_weight='balanced' if the classes are unbalanced."
        )
    return found


def _findings_of_features(X: Any) -> list[str]:
    spread = np.sqrt(scale_of(X)[1])
    if not np.isfinite(spread).all():
        return [f"X reaches up to {largest(X):.3g}: put a StandardScaler before it."]
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
