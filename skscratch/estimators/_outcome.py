"""What to tell the user about how training ended."""

from __future__ import annotations

import warnings

import numpy as np
from scipy.sparse import issparse
from sklearn.exceptions import ConvergenceWarning

from skscratch.estimators._settings import SECOND_ORDER_SOLVERS

__all__ = ["warn_about"]

#: Features beyond this are a likely cause of divergence.
LARGE = 100.0

#: A cost that ends above this multiple of where it began has not been minimised.
RISE = 2.0


def warn_about(estimator, run, X):
    """Warn when training diverged, was interrupted, or ended before it settled."""
    message = {
        "diverged": _diverged,
        "interrupted": _interrupted,
        "max_iter": _unsettled,
        "converged": _risen,
    }.get(run.outcome)
    if message is not None and (text := message(estimator, run, X)):
        warnings.warn(text, ConvergenceWarning, stacklevel=5)


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
    if not last > RISE * first:  # also if the first was nan
        return None
    return (
        f"the cost rose from {first:.6g} to {last:.6g} in {run.history.n_epochs} "
        f"epochs ({_rate(estimator)}): the steps overshoot. {_advice(estimator, X)}"
    )


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
    return (
        f"training stopped at max_iter={estimator.max_iter} epochs before the cost "
        f"(last {run.history.cost[-1]:.6g}) had settled to tol={estimator.tol}; raise "
        "max_iter or learning_rate, or set tol=None to train for exactly max_iter "
        "epochs without this warning."
    )
