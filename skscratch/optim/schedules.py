"""Learning-rate schedules: callables from the epoch, counted from 0, to a factor.

Any callable ``epoch -> factor`` is a schedule; these are the usual ones, importable for
other constants than those the estimators' names stand for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

__all__ = ["SCHEDULES", "Cosine", "Exponential", "InverseTime", "Step"]

#: No epoch that matters is later; what is can be too large for a float.
LAST = 2**63


@dataclass(frozen=True)
class Step:
    """``factor ** (epoch // every)``.

    Parameters
    ----------
    factor : float in (0, 1], default=0.5
        Of the learning rate at each drop.
    every : int >= 1, default=50
        Epochs between two drops.

    Raises
    ------
    ValueError
        If `factor` or `every` is not as described.

    Examples
    --------
    >>> from skscratch.optim import Step
    >>> [Step(factor=0.1, every=2)(epoch) for epoch in range(4)]
    [1.0, 1.0, 0.1, 0.1]
    """

    factor: float = 0.5
    every: int = 50

    def __post_init__(self) -> None:
        _check_share("factor", self.factor)
        _check_epochs("every", self.every)

    def __call__(self, epoch: int) -> float:
        return math.pow(self.factor, min(epoch, LAST) // self.every)


@dataclass(frozen=True)
class Exponential:
    """``decay ** epoch``.

    Parameters
    ----------
    decay : float in (0, 1], default=0.99
        Factor of the learning rate in each epoch.

    Raises
    ------
    ValueError
        If `decay` is not as described.

    Examples
    --------
    >>> from skscratch.optim import Exponential
    >>> Exponential(decay=0.5)(3)
    0.125
    """

    decay: float = 0.99

    def __post_init__(self) -> None:
        _check_share("decay", self.decay)

    def __call__(self, epoch: int) -> float:
        return math.pow(self.decay, min(epoch, LAST))


@dataclass(frozen=True)
class InverseTime:
    """``1 / (1 + rate * epoch)``.

    Parameters
    ----------
    rate : float >= 0, default=0.01
        Per epoch: after ``1 / rate`` of them the learning rate has halved.

    Raises
    ------
    ValueError
        If `rate` is not as described.

    Examples
    --------
    >>> from skscratch.optim import InverseTime
    >>> InverseTime(rate=1.0)(3)
    0.25
    """

    rate: float = 0.01

    def __post_init__(self) -> None:
        if not (isinstance(self.rate, Real) and 0 <= self.rate < math.inf):
            raise ValueError(
                f"rate must be a finite number of at least 0; got {self.rate!r}. To "
                "let the learning rate grow, pass a function of the epoch."
            )

    def __call__(self, epoch: int) -> float:
        return float(1 / (1 + self.rate * min(epoch, LAST)))


@dataclass(frozen=True)
class Cosine:
    """``(1 + cos(pi * epoch / n_epochs)) / 2``, from 1 down to 0, then 0.

    Parameters
    ----------
    n_epochs : int >= 1, default=200
        Epochs until the learning rate is zero.

    Raises
    ------
    ValueError
        If `n_epochs` is not as described.

    References
    ----------
    I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm
    restarts", 2016, https://arxiv.org/abs/1608.03983 (without the restarts).

    Examples
    --------
    >>> from skscratch.optim import Cosine
    >>> Cosine(n_epochs=4)(2)
    0.5
    """

    n_epochs: int = 200

    def __post_init__(self) -> None:
        _check_epochs("n_epochs", self.n_epochs)

    def __call__(self, epoch: int) -> float:
        progress = min(epoch, self.n_epochs) / self.n_epochs
        return (1 + math.cos(math.pi * progress)) / 2


def _check_share(name: str, share: float) -> None:
    if not (isinstance(share, Real) and 0 < share <= 1):
        raise ValueError(
            f"{name} must be a number above 0 and at most 1; got {share!r}. To let the "
            "learning rate grow, pass a function of the epoch."
        )


def _check_epochs(name: str, n: float) -> None:
    if not (isinstance(n, Real) and 0 < n < math.inf):
        raise ValueError(
            f"{name} must be a finite number of epochs above 0; got {n!r}. To keep the "
            "learning rate as it is, leave the schedule out."
        )


#: What the names of the estimators' `learning_rate_schedule` stand for, made from
#: `max_iter`.
SCHEDULES: dict[str, Callable[[int], Callable[[int], float]]] = {
    "step": lambda max_iter: Step(),
    "exponential": lambda max_iter: Exponential(),
    "inverse_time": lambda max_iter: InverseTime(),
    "cosine": lambda max_iter: Cosine(max_iter),
}
