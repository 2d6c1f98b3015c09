"""What "auto" stands for: how to train where nobody has said it.

The numbers are those of `examples/benchmarks/defaults.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skscratch.network.architecture import Architecture
from skscratch.optim.schedules import SCHEDULES, Cosine
from skscratch.training.lipschitz import lipschitz_constant
from skscratch.training.samples import Samples
from skscratch.training.settings import Settings
from skscratch.training.solvers import SOLVERS
from skscratch.training.state import State
from skscratch.training.stopping import Plateau

__all__ = ["anneals", "batch_size", "n_epochs", "schedule", "step_size"]

#: Samples of a mini-batch.
BATCH_SIZE = 64

#: Epochs of what takes all samples in a step.
FULL_BATCH_EPOCHS = 1000

#: The step of rules whose steps do not grow with the gradient, where it stays what it
#: is and the cost is convex.
CONSTANT_RATE = 0.01

#: The largest second derivative of a sample's loss by its logits.
SHARPEST = 0.5


@dataclass(frozen=True)
class Plan:
    """Epochs of mini-batches, and how far a weight of theirs may go in a step.

    Attributes
    ----------
    n_epochs : int
    rate : float
        The first learning rate of rules whose steps do not grow with the gradient, for
        a single column. The sum over n columns moves by up to n times as much as one
        weight, and by sqrt(n) times where they disagree: so it is divided by that.
    """

    n_epochs: int
    rate: float


#: Without hidden layers; with one of a few units, which have far to go; with wide ones.
CONVEX, NARROW, WIDE = Plan(400, 0.05), Plan(100, 0.05), Plan(36, 0.016)

#: Units of the smallest hidden layer from which on a network is wide.
MANY_UNITS = 32


def plan_of(architecture: Architecture) -> Plan:
    if architecture.convex:
        return CONVEX
    return WIDE if min(architecture.units[1:-1]) >= MANY_UNITS else NARROW


def batch_size(settings: Settings, n_samples: int) -> int:
    """Samples of a batch; `n_samples` for full batches."""
    size = settings.batch_size
    if size is None or _takes_all(settings):
        return n_samples
    return min(BATCH_SIZE if size == "auto" else int(size), n_samples)


def n_epochs(settings: Settings, architecture: Architecture) -> int:
    """The most epochs of a fit."""
    if settings.max_iter != "auto":
        return int(settings.max_iter)
    if _takes_all(settings):
        return FULL_BATCH_EPOCHS
    return plan_of(architecture).n_epochs


def anneals(settings: Settings) -> bool:
    """Whether the learning rate falls to zero over the epochs of each fit.

    Then training is complete at their end.
    """
    planned = settings.max_iter == settings.learning_rate_schedule == "auto"
    return planned and not _takes_all(settings)


def schedule(
    settings: Settings,
    architecture: Architecture,
    state: State,
    planned: bool,
    start: int | None = None,
) -> Callable[[int], float] | None:
    """The schedule: a callable, a `Plateau` that goes on in `state`, or None.

    Parameters
    ----------
    settings : Settings
    architecture : Architecture
    state : State
    planned : bool
        Whether there will be as many epochs as the settings say.
    start : int, default=None
        The epoch that the run began with; None for the next one.
    """
    chosen = settings.learning_rate_schedule
    if chosen == "auto":
        if not (planned and anneals(settings)):
            return None
        cosine = Cosine(n_epochs(settings, architecture))
        first = state.history.n_epochs if start is None else start
        return lambda epoch: cosine(epoch - first)
    if chosen == "adaptive":
        return Plateau(state)
    if isinstance(chosen, str):
        return SCHEDULES[chosen](n_epochs(settings, architecture))
    return chosen


def step_size(
    settings: Settings, architecture: Architecture, samples: Samples, strength: float
) -> float:
    """The learning rate, "auto" resolved.

    Parameters
    ----------
    settings : Settings
    architecture : Architecture
    samples : Samples
    strength : float
        Of the L2 penalty.
    """
    if settings.learning_rate != "auto":
        return float(settings.learning_rate)
    if not SOLVERS[settings.solver].linear:
        if architecture.convex and not anneals(settings):
            return CONSTANT_RATE
        return plan_of(architecture).rate / samples.X.shape[1] ** 0.5
    size = batch_size(settings, len(samples))
    bound = lipschitz_constant(samples, size, strength, architecture.fit_intercept)
    # Near its initial weights a network is linear in them, and a hidden unit what one
    # more column of size 1 would be. No bound any more, but of the right size.
    return 1 / (bound + SHARPEST * sum(architecture.units[1:-1]))


def _takes_all(settings: Settings) -> bool:
    """Whether a step takes all samples, however many there are."""
    if settings.batch_size == "auto":
        return SOLVERS[settings.solver].full_batch
    return settings.batch_size is None
