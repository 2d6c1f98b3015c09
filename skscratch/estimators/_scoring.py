"""Early stopping by a scorer of scikit-learn: what it sees of a network in training."""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import copy
from numbers import Real
from typing import Any

import numpy as np
from sklearn.metrics import get_scorer

from skscratch._compat import accepts_sample_weight
from skscratch.labels.targets import Target
from skscratch.network.architecture import Architecture
from skscratch.training.run import Score
from skscratch.training.samples import Samples

__all__ = ["make_score"]


def make_score(
    estimator: Any, architecture: Architecture, target: Target, part: Samples | None
) -> Score | None:
    """The score that early stopping goes by; None if it goes by the loss.

    The scorer is given a fitted estimator on the parameters in training, without a copy
    of them, and the validation part: `X` as it was checked, the user's labels, and the
    weights where it takes weights and they are not all the same.

    Parameters
    ----------
    estimator : NetworkClassifier
        Its `scoring` says how.
    architecture : Architecture
    target : Target
    part : Samples or None

    Raises
    ------
    ValueError
        If there is no such scorer.
    """
    if estimator.scoring == "loss" or part is None:
        return None
    scorer = _scorer(estimator.scoring)
    y = target.decide(part.Y)
    given = {}
    if np.ptp(part.weights) > 0 and accepts_sample_weight(scorer):
        given["sample_weight"] = np.ldexp(part.weights, part.exponent)
    n_distinct = len(np.unique(y, axis=0))
    kind = "combinations of labels" if y.ndim > 1 else "classes"
    what = f"a validation part of {len(y)} samples, {n_distinct} {kind} among them"
    untrained = type(estimator)(**estimator.get_params(deep=False))
    untrained.n_features_in_ = estimator.n_features_in_

    def score(layers: list[dict[str, np.ndarray]]) -> float:
        trained = copy(untrained)
        vars(trained).update(estimator._model_attributes(layers, architecture, target))
        try:
            value = scorer(trained, part.X, y, **given)
        except ValueError as refusal:
            raise ValueError(
                f"scoring={estimator.scoring!r} cannot score {what}: {refusal}"
            ) from refusal
        return _number(value, estimator.scoring, what)

    return score


def _scorer(scoring: str | Callable[..., float]) -> Callable[..., float]:
    if callable(scoring):
        return scoring
    try:
        return get_scorer(scoring)
    except ValueError:
        raise ValueError(
            "scoring must be 'loss', a name among sklearn.metrics.get_scorer_names() "
            f"or a callable scorer(estimator, X, y); got {scoring!r}."
        ) from None


def _number(score: Any, scoring: Any, what: str) -> float:
    """Refuse what cannot be compared.

    Raises
    ------
    ValueError
        If it is not a number.
    """
    if not isinstance(score, Real) or math.isnan(score):
        raise ValueError(
            f"scoring must give a number after every epoch; got {score!r} by "
            f"scoring={scoring!r}, of {what}."
        )
    return float(score)
