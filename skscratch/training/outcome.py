"""What the end of a run means, in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.network.activity import VANISHING, gradient_norms, hidden_activity
from skscratch.network.batch import Batch
from skscratch.network.objective import Objective, prediction_loss
from skscratch.training.batches import FullBatch
from skscratch.training.extremes import extremes, largest
from skscratch.training.plan import anneals
from skscratch.training.run import Run
from skscratch.training.settings import Settings, penalty_strengths
from skscratch.training.solvers import SOLVERS
from skscratch.training.steepness import slope_of

__all__ = ["NO_BETTER", "complaint"]

#: Features beyond this are a likely cause of divergence.
LARGE = 100.0

#: A cost that ends above this multiple of where it began, or of what guessing costs,
#: has not been minimised; above this one of what guessing costs, it is not about to be.
RISE, ABSURD = 2.0, 100.0

#: A cost above this share of that of guessing the shares of the classes is no better.
NO_BETTER = 0.995

#: Fewer epochs than these are not expected to have learnt anything.
FEW = 25

#: Share of the cost that the last tenth of the epochs takes away where it is falling.
FALLING = 2e-3

#: A slope of the cost, by weights of columns of spread 1, of at most this many times
#: `tol` is not worth a warning.
LEVEL = 30.0

#: About how many samples are looked at to tell why nothing was learnt.
LOOK = 500

#: Share of a layer's units that are dead, or saturated, if it lets nothing through.
MOSTLY = 0.9


def complaint(run: Run, partial: bool = False) -> str:
    """What is wrong with how a run ended.

    It diverged, could not go on, learnt nothing, or did not settle.

    Parameters
    ----------
    run : Run
        After training.
    partial : bool, default=False
        Whether it was one epoch of many, which is not expected to settle.

    Returns
    -------
    words : str
        Sentences with the likely cause and the next step; empty if nothing is wrong.
    """
    if run.gave_up:
        fault = f"{run.gave_up} ({_steps(run)})."
    elif run.outcome == "diverged":
        fault = _divergence(run)
    elif partial or run.outcome == "stopped":
        fault = ""
    else:
        fault = _rise(run)
    if fault:
        return f"{fault} {_advice(run)}"
    if partial or run.outcome == "stopped":
        return _nothing_left(run)
    unsettled = run.outcome == "max_iter"
    return (
        _nothing_learnt(run) or (_haste(run) if unsettled else "") or _nothing_left(run)
    )


def _divergence(run: Run) -> str:
    history = run.state.history
    cost = history.costs[-1]
    what = "what was learnt overflowed at" if np.isfinite(cost) else "cost became"
    return (
        f"{what} {cost} in epoch {history.n_epochs} ({_steps(run)}); the last "
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
    steps = _steps(run)
    n_epochs = run.state.history.n_epochs
    return f"{rise}, after {n_epochs} epochs ({steps}): the steps overshoot."


def _haste(run: Run) -> str:
    """Training had to end before it had settled."""
    settings = run.settings
    if settings.tol is None or anneals(settings) or _is_level(run):
        return ""
    longer = "max_iter" if _chooses_steps(settings) else "max_iter or learning_rate"
    return (
        f"training stopped at max_iter={run.max_iter} epochs before the cost "
        f"(last {run.state.history.costs[-1]:.6g}) had settled to tol={settings.tol}; "
        f"raise {longer}, or set tol=None to train for exactly max_iter epochs without "
        "this warning."
    )


def _is_level(run: Run) -> bool:
    """Whether a convex cost is all but level where training stopped.

    So it is on separable samples, whose weights grow for ever, and along columns that
    nearly repeat others.
    """
    settings, model = run.settings, run.model
    if not (model.architecture.convex and SOLVERS[settings.solver].linear):
        return False
    _, strength = penalty_strengths(settings, run.samples)
    objective = Objective(model.network(), model.theta, strength)
    slope, is_telling = slope_of(objective, FullBatch(run.samples).batch)
    return is_telling and slope <= LEVEL * float(settings.tol or 0.0)


def _nothing_left(run: Run) -> str:
    """The schedule was at its end before the run began."""
    settings = run.settings
    cosine = settings.learning_rate_schedule == "cosine"
    if not cosine or run.n_earlier_epochs < run.max_iter:
        return ""
    return (
        "learning_rate_schedule='cosine' has nothing left to train with: the learning "
        f"rate is zero from epoch max_iter={run.max_iter} on, and "
        f"{run.n_earlier_epochs} epochs have passed. Raise max_iter, or pass "
        "skscratch.optim.Cosine with the number of all epochs to come."
    )


def _chooses_steps(settings: Settings) -> bool:
    """Whether the solver has no use for a learning rate."""
    return "learning_rate" not in SOLVERS[settings.solver].uses


def _steps(run: Run) -> str:
    settings = run.settings
    solver = f"solver={settings.solver!r}"
    if _chooses_steps(settings):
        return solver
    rate = settings.learning_rate
    number = f"'auto', {run.learning_rate:.3g}" if rate == "auto" else rate
    return f"learning_rate={number}, {solver}"


def _advice(run: Run) -> str:
    """The likely cause, and what to do."""
    settings, size = run.settings, largest(run.samples.X)
    cause = f"Likely cause: X holds values up to {size:.3g}; standardize X"
    if _chooses_steps(settings):
        return f"{cause}."
    if size <= LARGE:
        return "Likely cause: steps too long; lower learning_rate or standardize X."
    return f"{cause} or lower learning_rate."


def _nothing_learnt(run: Run) -> str:
    """The network tells the samples no better apart than the shares of the classes do.

    Looked at closely, by a forward pass over some of the samples, only where the cost
    leaves it possible.
    """
    samples, costs = run.samples, run.state.history.costs
    if run.settings.l1_ratio and not any(np.any(each["W"]) for each in run.layers()):
        return ""  # as the penalty asked for
    shares = samples.Y @ samples.weights / samples.weights.sum()
    guessing = run.model.architecture.loss.cost_of_shares(shares)
    cut_short = run.outcome == "max_iter" and _is_on_its_way(costs)
    if cut_short or not 0 < NO_BETTER * guessing <= costs[-1]:
        return ""
    some = np.arange(0, len(samples), max(1, len(samples) // LOOK))
    look = samples.take(some).in_memory()
    batch = FullBatch(look).batch
    loss, P = prediction_loss(run.model.network(), batch)
    shares = look.Y @ look.weights / look.weights.sum()
    if loss < NO_BETTER * run.model.architecture.loss.cost_of_shares(shares):
        return ""
    alike = " and every sample is predicted alike" if _is_alike(P) else ""
    return (
        f"nothing was learnt: after {len(costs)} epochs ({_steps(run)}) the "
        f"cost ({costs[-1]:.4g}) is no better than that of guessing the shares of the "
        f"classes ({guessing:.4g}){alike}. {_cause(run, batch)} diagnose(X, y) tells "
        "more."
    )


def _is_on_its_way(costs: list[float]) -> bool:
    """Whether the epochs were few, or the last tenth of them still lowered the cost."""
    before = costs[-1 - len(costs) // 10]
    return len(costs) < FEW or costs[-1] < (1 - FALLING) * before


def _is_alike(P: np.ndarray) -> bool:
    answers = P.argmax(axis=0) if len(P) > 1 else P[0] > 0.5
    return bool((answers == answers[0]).all())


def _cause(run: Run, batch: Batch) -> str:
    """What probably kept a network from learning some samples, and what to do."""
    network = run.model.network()
    idle = [
        f"{row[how]:.0%} of the {row['n_units']} {row['activation']} units of layer "
        f"{row['layer']} are {how}"
        for row in hidden_activity(network.for_prediction(), batch.X)
        for how in ("dead", "saturated")
        if row[how] >= MOSTLY
    ]
    column, spread = _widest_column(run.samples.X)
    norms = gradient_norms(Objective(network, run.model.theta), batch)
    first, last = norms[0], norms[-1]
    if spread > LARGE:
        units = f" ({'; '.join(idle)})" if idle else ""
        return (
            f"Likely cause{units}: column {column} of X has a spread of {spread:.3g}; "
            "standardize X, for instance by sklearn.preprocessing.StandardScaler."
        )
    later = run.model.layers()[1:]
    if later and not any(np.any(layer["W"]) for layer in later):
        return (
            "Likely cause: weights that are all zero have no gradient; choose another "
            "initialization."
        )
    if idle:
        return (
            f"Likely cause: {'; '.join(idle)}; lower learning_rate, or choose another "
            "activation or initialization."
        )
    if first < VANISHING * last:
        return (
            f"Likely cause: the gradient vanishes on its way back, from {last:.2g} in "
            f"the last layer to {first:.2g} in the first; use activation='relu', "
            "batch_norm=True, initialization='auto' or fewer layers."
        )
    alpha = float(run.settings.alpha)
    if run.model.architecture.convex and run.outcome == "converged" and alpha:
        return (
            f"Likely cause: a penalty that is too strong for the scale of X, with "
            f"alpha={alpha:g}, or columns that do not tell the classes apart; "
            "standardize X, or lower alpha."
        )
    return (
        "Likely cause: columns that do not tell the classes apart, or steps too short "
        "or too few."
    )


def _widest_column(X: Any) -> tuple[int, float]:
    """The column of the largest values around its mean, and how large they are."""
    low, high = extremes(X)
    spreads = np.maximum(high - low, np.abs(low + high) / 2)
    column = int(np.argmax(spreads))
    return column, float(spreads[column])
