"""The parameters of training, and the objects that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skscratch.training.samples import Samples
from skscratch.training.solvers import SOLVERS, solvers_that
from skscratch.training.stopping import Patience

#: Share of `tol`: an iteration that lowers the cost by less finds it level.
SMALL_FALL = 1e-2

__all__ = [
    "Settings",
    "patience",
    "penalty_strengths",
    "settled",
]

#: What goes by the other settings, as solver and as alpha.
AUTO = "auto"

#: The penalty where nobody has named a solver, and it is one that goes to the optimum:
#: that of scikit-learn. Without any, samples that a line separates have no optimum.
UNASKED_ALPHA = 1.0


@dataclass(kw_only=True, eq=False, repr=False)
class Settings:
    """How to train. The estimators are settings, too, and say what each means."""

    solver: str = "adam"
    learning_rate: float | str = "auto"
    learning_rate_schedule: str | Callable[[int], float] | None = "auto"
    momentum: float = 0.9
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    max_grad_norm: float | None = None
    batch_size: int | str | None = "auto"
    max_iter: int | str = "auto"
    tol: float | None = 1e-4
    n_iter_no_change: int = 10
    early_stopping: bool = False
    scoring: str | Callable[..., float] = "loss"
    alpha: float | str = 0.0
    gram: bool | str = "auto"
    shuffle: bool = True
    warm_start: bool = False
    verbose: bool | int = False

    #: Share of the L1 penalty. No field: only an estimator that makes it one has it.
    l1_ratio = 0.0

    #: Whether a level cost ends a second-order solver before its gradient does. Neither
    #: a field: so it is where nobody has named the solver, nor asked for other ends.
    by_cost = False


def penalty_strengths(settings: Settings, samples: Samples) -> tuple[float, float]:
    """Of the L1 and of the L2 penalty on a fit to these samples."""
    strength = samples.per_weight(float(settings.alpha))
    l1_ratio = float(settings.l1_ratio)
    return strength * l1_ratio, strength * (1 - l1_ratio)


def patience(settings: Settings, convex: bool, noisy: bool) -> Patience | None:
    """The stopping rule, or None where only the solver's own or `max_iter` counts.

    Parameters
    ----------
    settings : Settings
    convex : bool
        Whether the cost is.
    noisy : bool
        Whether it is that of batches, or of dropout.
    """
    own = convex and SOLVERS[settings.solver].second_order and not settings.by_cost
    if settings.tol is None or (own and not settings.early_stopping):
        return None
    if settings.by_cost:
        return Patience(SMALL_FALL * settings.tol, n_iter_no_change=1)
    noisy = noisy or settings.early_stopping
    return Patience(settings.tol, settings.n_iter_no_change, noisy)


def settled(settings: Settings, partial: bool = False) -> Settings:
    """The same settings, a solver's name and a number in place of "auto".

    The solver is gradient descent where something is given that it has a use for and
    L-BFGS has not, and for samples that come part by part; else L-BFGS.

    Parameters
    ----------
    settings : Settings
    partial : bool, default=False
        Whether other samples may follow.

    Returns
    -------
    settings : Settings
        The very same, if nothing is "auto".

    Raises
    ------
    ValueError
        If the solver is unknown, or something that it does not use is not at its
        default, or one setting rules out another.
    """
    solver, alpha = settings.solver, settings.alpha
    if solver == AUTO == type(settings).solver:
        gradient_descent = partial or _asks_for_gradient_descent(settings)
        solver = "gd" if gradient_descent else "lbfgs"
    unasked = solver == "lbfgs" != settings.solver
    if alpha == AUTO:
        alpha = UNASKED_ALPHA if unasked else 0.0
    if AUTO in (settings.solver, settings.alpha):
        given, settings = settings, object.__new__(type(settings))
        by_cost = unasked and not (given.l1_ratio or given.early_stopping)
        vars(settings).update(vars(given), solver=solver, alpha=alpha, by_cost=by_cost)
    _check(settings)
    return settings


def _asks_for_gradient_descent(settings: Settings) -> bool:
    """Whether something is given that L-BFGS has no use for."""
    names = (*SOLVERS["gd"].uses, "batch_size", "gram")
    return any(_is_given(settings, name) for name in names)


def _check(settings: Settings) -> None:
    """Refuse settings that contradict each other."""
    if settings.solver not in SOLVERS:
        names = sorted({*SOLVERS, type(settings).solver})
        raise ValueError(f"solver must be one of {names}; got {settings.solver!r}.")
    solver = SOLVERS[settings.solver]
    _check_unused(settings)
    if solver.second_order and settings.batch_size not in ("auto", None):
        raise ValueError(
            f"batch_size must be 'auto' or None with solver={settings.solver!r}, "
            f"which looks at all samples in every step; got {settings.batch_size!r}."
        )
    if settings.l1_ratio:
        _check_l1(settings)
    if settings.gram is True and not solver.linear:
        raise ValueError(
            "gram=True needs a solver that is linear in the gradient, one of "
            f"{sorted(solvers_that(linear=True))}; got solver={settings.solver!r}. "
            "Leave gram at 'auto'."
        )
    if settings.gram is True and settings.max_grad_norm is not None:
        raise ValueError(
            "gram=True needs max_grad_norm=None, since a clipped step is not linear in "
            f"the gradient; got max_grad_norm={settings.max_grad_norm!r}. Leave gram "
            "at 'auto'."
        )
    if settings.gram is True and settings.warm_start:
        raise ValueError(
            "gram=True needs warm_start=False, since what a solver remembers of an "
            "earlier fit has no coordinates in the samples; got warm_start=True. Leave "
            "gram at 'auto'."
        )
    if settings.scoring != "loss" and not settings.early_stopping:
        raise ValueError(
            "scoring is what early_stopping=True goes by; got "
            f"scoring={settings.scoring!r} with early_stopping=False. Set "
            "early_stopping=True or leave scoring at 'loss'."
        )
    if settings.learning_rate_schedule == "adaptive" and settings.tol is None:
        raise ValueError(
            "learning_rate_schedule='adaptive' needs tol, which says when the cost has "
            "stalled; got tol=None."
        )


def _check_l1(settings: Settings) -> None:
    if not SOLVERS[settings.solver].l1:
        raise ValueError(
            f"l1_ratio must be 0 with solver={settings.solver!r}, which needs a "
            f"penalty with a derivative; got l1_ratio={settings.l1_ratio!r}. Choose a "
            f"solver among {solvers_that(l1=True)}."
        )
    if not settings.alpha:
        raise ValueError(
            "l1_ratio is the share of L1 in a penalty of strength alpha and needs "
            f"alpha > 0; got l1_ratio={settings.l1_ratio!r} with alpha="
            f"{settings.alpha!r}. Set alpha, or leave l1_ratio at 0."
        )


def _check_unused(settings: Settings) -> None:
    every = [one.uses for one in SOLVERS.values()]
    used = SOLVERS[settings.solver].uses
    for name in sorted(set().union(*every).difference(used)):
        if _is_given(settings, name):
            value, default = getattr(settings, name), getattr(type(settings), name)
            users = sorted(key for key, one in SOLVERS.items() if name in one.uses)
            raise ValueError(
                f"{name} is not used by solver={settings.solver!r}; got {name}="
                f"{value!r}. Leave it at its default {default!r} or choose a solver "
                f"among {users}. A search over solvers takes a list of grids, one for "
                "each family of solvers."
            )


def _is_given(settings: Settings, name: str) -> bool:
    """Whether a setting is neither None nor what it is by default."""
    value, default = getattr(settings, name), getattr(type(settings), name)
    return value is not None and value is not default and value != default
