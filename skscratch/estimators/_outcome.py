"""What to tell the user about how training ended."""

from __future__ import annotations

import math
import warnings

import numpy as np
from scipy.sparse import issparse
from sklearn.exceptions import ConvergenceWarning

from skscratch.estimators._settings import SECOND_ORDER_SOLVERS

__all__ = ["warn_about"]

#: Features beyond this are a likely cause of divergence.
LARGE = 100.0

#: A cost that ends above this multiple of where it began, or of what guessing costs,
#: has not been minimised.
RISE = 2.0


def warn_about(estimator, run, X, partial=False):
    """Warn when training diverged, was interrupted, or ended before it settled.

    One epoch, by `partial_fit`, is not expected to settle.
    """
    messages = {"diverged": _diverged, "interrupted": _interrupted}
    if not partial:
        messages |= {"max_iter": _unsettled, "converged": _risen}
    message = messages.get(run.outcome)
    if message is not None and (text := message(estimator, run, X)):
        warnings.warn(text, ConvergenceWarning, stacklevel=5)
    elif _schedule_was_over(estimator, run):
        warnings.warn(
            "learning_rate_schedule='cosine' has nothing left to train with: the "
            f"learning rate is zero from epoch max_iter={estimator.max_iter} on, and "
            f"{run.n_earlier_epochs} epochs have passed. Raise max_iter, or pass "
            "skscratch.optim.Cosine with the number of all epochs to come.",
            ConvergenceWarning,
            stacklevel=5,
        )


def _schedule_was_over(estimator, run):
    cosine = estimator.learning_rate_schedule == "cosine"
    return cosine and run.n_earlier_epochs >= estimator.max_iter


def _diverged(estimator, run, X):
    history = run.history
    cost = history.cost[-1]
    what = "cost became" if not np.isfinite(cost) else "parameters became non-finite at"
    return (
        f"{what} {cost} in epoch {history.n_epochs} ({_rate(estimator)}); the last "
        f"finite parameters are kept. {_advice(estimator, X)}"
    )


def _risen(estimator, run, X):
    """Steps that overshoot need not end in infinity: saturated units hold them."""
    first, last = run.history.cost[0], run.history.cost[-1]
    guessing = _cost_of_guessing(run.architecture)
    if last > RISE * first:  # not if the first was nan
        rise = f"the cost rose from {first:.6g} to {last:.6g}"
    elif run.outcome == "converged" and last > RISE * guessing:
        # In mini-batches the whole rise may lie within the first epoch.
        rise = (
            f"the cost stalled at {last:.6g}, above that of guessing ({guessing:.3g})"
        )
    else:
        return None
    return (
        f"{rise}, after {run.history.n_epochs} epochs ({_rate(estimator)}): the steps "
        f"overshoot. {_advice(estimator, X)}"
    )


def _cost_of_guessing(architecture):
    """Cost of zero weights: minimising it cannot end higher."""
    n_outputs = architecture.units[-1]
    if architecture.output_activation == "softmax":
        return math.log(n_outputs)
    return n_outputs * math.log(2)


def _rate(estimator):
    solver = f"solver={estimator.solver!r}"
    if estimator.solver in SECOND_ORDER_SOLVERS:
        return solver
    return f"learning_rate={estimator.learning_rate}, {solver}"


def _advice(estimator, X):
    """What probably made training diverge, and what to do."""
    largest = float(np.abs(X.data if issparse(X) else X).max(initial=0))
    cause = f"Likely cause: X holds values up to {largest:.3g}; standardize X"
    if estimator.solver in SECOND_ORDER_SOLVERS:
        return f"{cause}."
    if largest <= LARGE:
        return "Likely cause: steps too long; lower learning_rate or standardize X."
    return f"{cause} or lower learning_rate."


def _interrupted(estimator, run, X):
    return (
        f"training was interrupted after {run.history.n_epochs} epochs; the parameters "
        "reached are kept. Set warm_start=True and call fit to go on."
    )


def _unsettled(estimator, run, X):
    if risen := _risen(estimator, run, X):
        return risen
    if estimator.tol is None:
        return None
    last, guessing = run.history.cost[-1], _cost_of_guessing(run.architecture)
    if last > RISE * guessing:
        return (
            f"training stopped at max_iter={estimator.max_iter} epochs with a cost "
            f"({last:.6g}) above that of guessing ({guessing:.3g}; {_rate(estimator)})."
            f" {_advice(estimator, X)}"
        )
    return (
        f"training stopped at max_iter={estimator.max_iter} epochs before the cost "
        f"(last {last:.6g}) had settled to tol={estimator.tol}; raise "
        "max_iter or learning_rate, or set tol=None to train for exactly max_iter "
        "epochs without this warning."
    )
