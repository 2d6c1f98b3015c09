"""What to tell the user about how training ended."""

from __future__ import annotations

import warnings

import numpy as np
from scipy.sparse import issparse
from sklearn.exceptions import ConvergenceWarning

__all__ = ["warn_about"]

#: Features beyond this are a likely cause of divergence.
LARGE = 100.0


def warn_about(estimator, run, X):
    """Warn when training diverged, was interrupted, or ended before it settled."""
    message = {
        "diverged": _diverged,
        "interrupted": _interrupted,
        "max_iter": _unsettled,
    }.get(run.outcome)
    if message is not None and (text := message(estimator, run, X)):
        warnings.warn(text, ConvergenceWarning, stacklevel=4)


def _diverged(estimator, run, X):
    history = run.history
    cost = history.cost[-1]
    what = "cost became" if not np.isfinite(cost) else "parameters became non-finite at"
    largest = float(np.abs(X.data if issparse(X) else X).max(initial=0))
    advice = "lower learning_rate or standardize X"
    if largest > LARGE:
        advice = f"X holds values up to {largest:.3g}: standardize X, or lower the rate"
    return (
        f"{what} {cost} in epoch {history.n_epochs} "
        f"(learning_rate={estimator.learning_rate}, solver={estimator.solver!r}); the "
        f"last finite parameters are kept. Likely cause and cure: {advice}."
    )


def _interrupted(estimator, run, X):
    return (
        f"training was interrupted after {run.history.n_epochs} epochs; the parameters "
        "reached are kept. Set warm_start=True and call fit to go on."
    )


def _unsettled(estimator, run, X):
    if estimator.tol is None:
        return None
    return (
        f"training stopped at max_iter={estimator.max_iter} epochs before the cost "
        f"(last {run.history.cost[-1]:.6g}) had settled to tol={estimator.tol}; raise "
        "max_iter or learning_rate, or set tol=None to train for exactly max_iter "
        "epochs without this warning."
    )
