"""From the estimators' parameters to the objects that train."""

from __future__ import annotations

import inspect
from dataclasses import fields
from functools import cache
from numbers import Integral, Real

import numpy as np

from skscratch.core.activations import ACTIVATIONS
from skscratch.estimators._form import RULES, check_gram
from skscratch.optim import Adam, AdamW
from skscratch.optim.schedules import SCHEDULES
from skscratch.training.stopping import Patience, Plateau

__all__ = [
    "FULL_BATCH_SOLVERS",
    "SECOND_ORDER_SOLVERS",
    "check_names",
    "check_rates",
    "check_sizes",
    "check_unused",
    "make_batch_size",
    "make_optimizer",
    "make_patience",
    "make_schedule",
    "per_layer",
]

SECOND_ORDER_SOLVERS = ("lbfgs", "newton")
FULL_BATCH_SOLVERS = ("gd", *SECOND_ORDER_SOLVERS)

_ALL_STEPS = ("learning_rate", "learning_rate_schedule")

#: The parameters, among those that not every solver has a use for, that a solver uses.
_USED = {
    "gd": _ALL_STEPS,
    "momentum": (*_ALL_STEPS, "momentum"),
    "nesterov": (*_ALL_STEPS, "momentum"),
    "rmsprop": (*_ALL_STEPS, "beta_2", "epsilon"),
    "adam": (*_ALL_STEPS, "beta_1", "beta_2", "epsilon"),
    "adamw": (*_ALL_STEPS, "beta_1", "beta_2", "epsilon"),
    "lbfgs": (),
    "newton": (),
}

#: What batch_size="auto" is for the other solvers: examples/benchmarks/defaults.py.
AUTO_BATCH_SIZE = 32

#: Below this share of the first learning rate, "adaptive" ends training.
SMALLEST_ADAPTIVE_FACTOR = 1e-4


@cache
def _defaults(Estimator):
    parameters = inspect.signature(Estimator).parameters
    return {name: parameter.default for name, parameter in parameters.items()}


def check_unused(estimator):
    """Refuse parameters that the solver would ignore.

    Raises
    ------
    ValueError
        If a parameter that the solver does not use is not at its default.
    """
    solver = estimator.solver
    defaults = _defaults(type(estimator))
    every = dict.fromkeys(name for used in _USED.values() for name in used)
    for name in every:
        if name in _USED[solver]:
            continue
        value, default = getattr(estimator, name), defaults[name]
        if value is not default and value != default:
            users = [key for key, used in _USED.items() if name in used]
            raise ValueError(
                f"{name} is not used by solver={solver!r}; got {name}={value!r}. Leave "
                f"it at its default {default!r} or choose a solver among {users}."
            )
    if solver in SECOND_ORDER_SOLVERS:
        _check_full_batch(estimator)
    check_gram(estimator)
    if getattr(estimator, "batch_norm", False) and estimator.batch_size == 1:
        raise ValueError(
            "batch_size must be at least 2 with batch_norm=True, since one sample has "
            "no variance to normalise by; got 1."
        )
    if estimator.learning_rate_schedule == "adaptive" and estimator.tol is None:
        raise ValueError(
            "learning_rate_schedule='adaptive' needs tol, which says when the cost has "
            "stalled; got tol=None."
        )


def _check_full_batch(estimator):
    if estimator.batch_size not in ("auto", None):
        raise ValueError(
            f"batch_size must be 'auto' or None with solver={estimator.solver!r}, "
            f"which looks at all samples in every step; got {estimator.batch_size!r}."
        )
    if np.any(getattr(estimator, "dropout", 0.0)):
        raise ValueError(
            f"dropout must be 0 with solver={estimator.solver!r}, whose line search "
            f"needs a cost without noise; got {estimator.dropout!r}."
        )


def make_optimizer(estimator, decay):
    """The update rule that `solver` names.

    Parameters
    ----------
    estimator : estimator
    decay : ndarray of shape (n_parameters,) or float
        Strength of AdamW's weight decay.
    """
    if estimator.solver == "adamw":
        return AdamW(_rule(Adam, estimator), decay)
    return _rule(RULES[estimator.solver], estimator)


def _rule(kind, estimator):
    """A rule whose hyper-parameters are the estimator's of the same names."""
    names = [field.name for field in fields(kind)]
    return kind(**{name: getattr(estimator, name) for name in names})


def make_schedule(estimator, factor):
    """The schedule: a callable, a `Plateau` that goes on from `factor`, or None."""
    schedule = estimator.learning_rate_schedule
    if schedule == "adaptive":
        return Plateau(SMALLEST_ADAPTIVE_FACTOR, factor=factor)
    if schedule is None or callable(schedule):
        return schedule
    return SCHEDULES[schedule](estimator.max_iter)


def make_patience(estimator, reference, n_stalled):
    """The stopping rule, or None where only the solver's own or `max_iter` counts."""
    own = estimator.solver in SECOND_ORDER_SOLVERS and estimator._is_convex()
    if estimator.tol is None or (own and not estimator.early_stopping):
        return None
    return Patience(estimator.tol, estimator.n_iter_no_change, reference, n_stalled)


def make_batch_size(estimator, n_samples):
    """Samples of a batch; `n_samples` for full batches."""
    batch_size = estimator.batch_size
    if batch_size == "auto":
        batch_size = None if estimator.solver in FULL_BATCH_SOLVERS else AUTO_BATCH_SIZE
    return n_samples if batch_size is None else min(batch_size, n_samples)


def per_layer(value, name, n_layers, kind):
    """A parameter that may be one value or a sequence, as a tuple of one per layer.

    Raises
    ------
    ValueError
        If a sequence does not have one value for each hidden layer.
    """
    if isinstance(value, kind):
        return (value,) * n_layers
    if len(value) != n_layers:
        raise ValueError(
            f"{name} must be one value or one for each of the {n_layers} hidden "
            f"layers; got {value!r}."
        )
    return tuple(value)


def check_sizes(hidden_layer_sizes):
    """`hidden_layer_sizes` as a tuple.

    Raises
    ------
    ValueError
        If a size is not a positive integer.
    """
    if isinstance(hidden_layer_sizes, Integral):
        return (int(hidden_layer_sizes),)
    for size in hidden_layer_sizes:
        if not isinstance(size, Integral) or size < 1:
            raise ValueError(
                "hidden_layer_sizes must be a positive integer or a sequence of them; "
                f"got {hidden_layer_sizes!r}."
            )
    return tuple(int(size) for size in hidden_layer_sizes)


def check_names(activations):
    """Refuse unknown activations."""
    for name in activations:
        if not isinstance(name, str) or name not in ACTIVATIONS:
            raise ValueError(
                f"activation must be among {list(ACTIVATIONS)}; got {name!r}."
            )
    return activations


def check_rates(dropout):
    """Refuse dropout rates outside [0, 1)."""
    for rate in dropout:
        if not (isinstance(rate, Real) and 0 <= rate < 1):
            raise ValueError(
                "dropout must be the fraction of units zeroed, in [0, 1); "
                f"got {rate!r}."
            )
    return dropout
