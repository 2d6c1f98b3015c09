"""What the end of a run means, in words."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse

from skscratch.training.run import Run
from skscratch.training.settings import Settings
from skscratch.training.solvers import SOLVERS

__all__ = ["INTERRUPTED", "complaint"]

#: Features beyond this are a likely cause of divergence.
LARGE = 100.0

#: A cost that ends above this multiple of where it began, or of what guessing costs,
#: has not been minimised; above this one of what guessing costs, it is not about to be.
RISE, ABSURD = 2.0, 100.0

#: The note on the KeyboardInterrupt that ends a training.
INTERRUPTED = (
    "The parameters reached are kept: the estimator is fitted, with outcome_="
    "'interrupted'. Set warm_start=True and call fit to go on."
)


def complaint(run: Run, X: Any, partial: bool = False) -> str:
    """What is wrong with how a run ended: it diverged, could not go on, never settled.

    Parameters
    ----------
    run : Run
        After training.
    X : ndarray or sparse matrix of shape (n_samples, n_features)
        What it trained on.
    partial : bool, default=False
        Whether it was one epoch of many, which is not expected to settle.

    Returns
    -------
    words : str
        Sentences with the likely cause and the next step; empty if nothing is wrong.
    """
    if run.gave_up:
        fault = f"{run.gave_up} ({_steps(run.settings)})."
    elif run.outcome == "diverged":
        fault = _divergence(run)
    elif partial or run.outcome == "stopped":
        fault = ""
    else:
        fault = _rise(run)
    if fault:
        return f"{fault} {_advice(run.settings, X)}"
    unsettled = run.outcome == "max_iter" and not partial
    return (_haste(run) if unsettled else "") or _nothing_left(run)


def _divergence(run: Run) -> str:
    history = run.state.history
    cost = history.costs[-1]
    what = "what was learnt overflowed at" if np.isfinite(cost) else "cost became"
    return (
        f"{what} {cost} in epoch {history.n_epochs} ({_steps(run.settings)}); the last "
        "finite parameters are kept."
    )


def _rise(run: Run) -> str:
    """Steps that overshoot need not end in infinity: saturated units hold them."""
    costs, guessing = run.state.history.costs, run.model.architecture.chance
    first, last = costs[0], costs[-1]
    # With tol=None it was to end after max_iter epochs, wherever that would be.
    on_its_way = run.outcome == "max_iter" and run.settings.tol is None
    if last > RISE * first:  # not if the first was nan
        rise = f"the cost rose from {first:.6g} to {last:.6g}"
    elif last > (ABSURD if on_its_way else RISE) * guessing:
        # In mini-batches the whole rise may lie within the first epoch.
        rise = f"the cost ended at {last:.6g}, above that of guessing ({guessing:.3g})"
    else:
        return ""
    steps = _steps(run.settings)
    n_epochs = run.state.history.n_epochs
    return f"{rise}, after {n_epochs} epochs ({steps}): the steps overshoot."


def _haste(run: Run) -> str:
    """Training had to end before it had settled."""
    settings = run.settings
    if settings.tol is None:
        return ""
    longer = "max_iter" if _chooses_steps(settings) else "max_iter or learning_rate"
    return (
        f"training stopped at max_iter={settings.max_iter} epochs before the cost "
        f"(last {run.state.history.costs[-1]:.6g}) had settled to tol={settings.tol}; "
        f"raise {longer}, or set tol=None to train for exactly max_iter epochs without "
        "this warning."
    )


def _nothing_left(run: Run) -> str:
    """The schedule was at its end before the run began."""
    settings = run.settings
    cosine = settings.learning_rate_schedule == "cosine"
    if not cosine or run.n_earlier_epochs < settings.max_iter:
        return ""
    return (
        "learning_rate_schedule='cosine' has nothing left to train with: the learning "
        f"rate is zero from epoch max_iter={settings.max_iter} on, and "
        f"{run.n_earlier_epochs} epochs have passed. Raise max_iter, or pass "
        "skscratch.optim.Cosine with the number of all epochs to come."
    )


def _chooses_steps(settings: Settings) -> bool:
    """Whether the solver has no use for a learning rate."""
    return "learning_rate" not in SOLVERS[settings.solver].uses


def _steps(settings: Settings) -> str:
    solver = f"solver={settings.solver!r}"
    if _chooses_steps(settings):
        return solver
    return f"learning_rate={settings.learning_rate}, {solver}"


def _advice(settings: Settings, X: Any) -> str:
    """The likely cause, and what to do."""
    largest = float(np.abs(X.data if issparse(X) else X).max(initial=0))
    cause = f"Likely cause: X holds values up to {largest:.3g}; standardize X"
    if _chooses_steps(settings):
        return f"{cause}."
    if largest <= LARGE:
        return "Likely cause: steps too long; lower learning_rate or standardize X."
    return f"{cause} or lower learning_rate."
