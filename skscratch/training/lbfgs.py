"""L-BFGS on the flat parameter vector, by SciPy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy.optimize import minimize

from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch
from skscratch.training.last_steps import LastSteps
from skscratch.training.monitor import Monitor
from skscratch.training.parts import Parts
from skscratch.training.snapshot import Snapshot
from skscratch.training.standardized import (
    NEAR,
    Standardized,
    excess_of,
    precision_of,
)

__all__ = ["LBFGS"]

#: How often SciPy may shorten a step in one line search, as in scikit-learn.
MAX_HALVINGS = 50

#: Where to ask for them again when they have been taken.
NEVER = 2**62

#: SciPy's status where its own limit on iterations ended it.
LIMIT = 1


class _Stop(Exception):
    """Ends SciPy's loop, which takes any StopIteration for itself."""


@dataclass
class LBFGS:
    """Limited-memory BFGS with SciPy's line search; an iteration counts as an epoch.

    Works in `Standardized` coordinates, so a column on a large scale neither spoils the
    line search nor the bound on the gradient. An L1 penalty has a derivative in the
    positive and negative `Parts` of these.

    Attributes
    ----------
    objective : Objective
    batches : FullBatch
    tolerance : float
        Converged when a convex cost is no farther above its optimum, in nats; with
        hidden layers or L1 when no component of the gradient in these coordinates is
        larger.
    restart_every : int or None
        Iterations after which SciPy begins anew, with no memory of the curvature; there
        alone can another process go on, since that memory cannot be stored.

    References
    ----------
    D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale
    optimization", 1989.
    """

    objective: Objective
    batches: FullBatch
    tolerance: float
    restart_every: int | None = None

    def __post_init__(self) -> None:
        self._within_epoch = False
        self._n_done, self._reached = 0, math.inf
        self._ask_from = 0

    def progress(self) -> dict[str, np.ndarray] | None:
        """What `go_on` takes back; None in the middle of SciPy's iterations."""
        if self._within_epoch or (self._n_done and not self._restarts_here()):
            return None
        every = self.restart_every or 0
        reached = [self._n_done, self._ask_from, self._reached, every]
        return {"reached": np.array(reached, np.float64)}

    def go_on(self, progress: dict[str, np.ndarray]) -> None:
        """Be as a loop was that has left this progress."""
        n_done, ask_from, self._reached, every = progress["reached"].tolist()
        self._n_done, self._ask_from = int(n_done), int(ask_from)
        self.restart_every = int(every) or None

    def _restarts_here(self) -> bool:
        """Whether SciPy begins anew after the iterations until now."""
        return self.restart_every is not None and (
            self._n_done % self.restart_every == 0
        )

    def run(self, monitor: Monitor, max_iter: int) -> None:
        """Train for `max_iter` iterations or until the monitor says stop.

        However it ends, the parameters are those after a whole iteration.
        """
        network, theta = self.objective.network, self.objective.theta
        self.coordinates = self._coordinates()
        self.accepted = Snapshot([theta, *network.statistics])
        try:
            self._run_from_restart_to_restart(monitor, self._n_done + max_iter)
        except _Stop as stop:
            if stop.__cause__ is not None:
                raise stop.__cause__ from None
        except BaseException:
            self.accepted.restore()
            raise

    def _run_from_restart_to_restart(self, monitor: Monitor, end: int) -> None:
        if self._n_done and self._is_settled(self._reached, self._largest_slope()):
            self._conclude(monitor)
            return
        while self._n_done < end:
            n_before = self._n_done
            piece = min(end - n_before, self.restart_every or end)
            self._restart_while_it_helps(monitor, piece)
            moved = self._n_done > n_before and self._restarts_here()
            if monitor.outcome != "max_iter" or not moved:
                return

    def _restart_while_it_helps(self, monitor: Monitor, max_iter: int) -> None:
        """Run SciPy until the gradient is small in the coordinates of where it ends.

        Where it is not, those of the start, or what SciPy remembered of the curvature,
        have misled it: once more from there, in new coordinates down the gradient.
        """
        left, cost = max_iter, math.inf
        while True:
            result = self._minimize(monitor, left)
            self.accepted.restore()  # the last trial need not have been accepted
            if not math.isfinite(result.fun):
                monitor.diverged(math.nan)
                return
            left -= int(result.nit)
            largest = self._largest_slope()
            settled = self._is_settled(result.fun, largest)
            helped = result.nit > 0 and result.fun < cost
            if settled or not helped or left <= 0:
                break
            cost = result.fun
        if self._within_epoch and monitor(float(result.fun)):
            return  # an epoch had begun, in which no step was found
        if settled:
            self._conclude(monitor)
        elif result.status != LIMIT:
            monitor.outcome = "stopped"
            monitor.gave_up = (
                "the line search found no lower cost, although a component of the "
                f"gradient is still {largest:.2g}"
            )

    def _minimize(self, monitor: Monitor, max_iter: int) -> Any:
        objective, batch = self.objective, self.batches.batch
        at = self.coordinates.of(objective.theta)
        cost_before: float | None = None

        def cost_and_gradient(coordinates: np.ndarray) -> tuple[float, np.ndarray]:
            # SciPy does not say that an iteration begins, only that one has ended.
            nonlocal cost_before
            if not self._within_epoch:
                monitor.begin_epoch()
                self._within_epoch = True
            objective.theta[...] = self.coordinates.parameters(coordinates)
            cost = objective.cost_and_gradient(batch)
            cost_before = cost if cost_before is None else cost_before
            cost += self.coordinates.excess(coordinates)
            return cost, self.coordinates.gradient(objective.gradient)

        def after_iteration(intermediate_result: Any) -> None:
            nonlocal cost_before
            self._within_epoch = False
            self._n_done += 1
            monitor.history.n_steps += 1
            reached = intermediate_result
            cost = cast(float, cost_before)  # there is one: SciPy has asked for it
            cost_before = self._reached = self._cost(reached)
            if not self._accept(reached.x):
                monitor.diverged(math.nan)
                raise _Stop
            settled = self._ends_in_newton_steps(cost - self._reached)
            try:
                stop = monitor(cost)
            except StopIteration as error:
                raise _Stop from error
            if settled and not stop:
                monitor.outcome = "converged"
            if settled or stop:
                raise _Stop

        result = minimize(
            cost_and_gradient,
            at,
            method="L-BFGS-B",
            jac=True,
            bounds=self.coordinates.bounds,
            callback=after_iteration,
            options=self._limits(max_iter),
        )
        result.fun = self._cost(result)
        return result

    def _limits(self, max_iter: int) -> dict[str, float]:
        """When SciPy is to end: by the gradient or the count alone."""
        return {
            "maxiter": max_iter,
            "maxfun": MAX_HALVINGS * max_iter + 100,
            "maxls": MAX_HALVINGS,
            "gtol": self.tolerance,
            "ftol": 0.0,
        }

    def _coordinates(self) -> Standardized | Parts:
        """Those of where the parameters are now."""
        objective = self.objective
        standardized = Standardized(
            objective.network, self.batches.batch, objective.strength
        )
        if objective.threshold is None:
            return standardized
        return Parts(standardized, objective.threshold)

    def _cost(self, reached: Any) -> float:
        """The cost of the parameters that SciPy has reached."""
        return float(reached.fun) - self.coordinates.excess(reached.x)

    def _accept(self, coordinates: np.ndarray) -> bool:
        """Take coordinates over as parameters, if all that goes with them is finite."""
        objective, batch = self.objective, self.batches.batch
        objective.theta[...] = self.coordinates.parameters(coordinates)
        if objective.network.statistics:
            objective.cost(batch)
            objective.network.forget()
            objective.network.follow(batch)
        finite = self.accepted.is_finite_now()
        if finite:
            self.accepted.take()
        else:
            self.accepted.restore()
        return finite

    def _conclude(self, monitor: Monitor) -> None:
        """Say converged, after Newton's steps if they reach what tolerance does not."""
        monitor.outcome = "converged"
        if self._is_convex and self._ask_from != NEVER:
            steps = self._last_steps()
            if steps.end_by_rounding:
                self._take_newton_steps(steps)

    def _ends_in_newton_steps(self, fell: float) -> bool:
        """Whether Newton's steps were all that was left of a convex cost; take them.

        Asked where an iteration has hardly lowered the cost, and where the answer was
        no, again after as many iterations as there have been.
        """
        if self._n_done < self._ask_from or not self._is_convex:
            return False
        steps = self._last_steps()
        # An iteration leaves more than it takes, about.
        if fell > steps.reach / 4:
            return False
        taken = self._take_newton_steps(steps)
        self._ask_from = NEVER if taken else 2 * self._n_done
        return taken

    def _last_steps(self) -> LastSteps:
        return LastSteps(self.objective, self.batches.batch, self.tolerance)

    def _take_newton_steps(self, steps: LastSteps) -> bool:
        """Whether they were of use; if not, the parameters stay what they were."""
        taken = steps.take() and self.accepted.is_finite_now()
        if taken:
            self.accepted.take()
            self._reached = self.objective.cost(self.batches.batch)
        else:
            self.accepted.restore()
        return taken

    @property
    def _is_convex(self) -> bool:
        """Whether the cost is, and has all derivatives."""
        layers, threshold = self.objective.network.layers, self.objective.threshold
        return len(layers) == 1 and threshold is None

    def _largest_slope(self) -> float:
        """The largest component of the gradient, in the coordinates of here."""
        objective = self.objective
        self.coordinates = self._coordinates()
        objective.cost_and_gradient(self.batches.batch)
        slopes = self.coordinates.slopes(objective.theta, objective.gradient)
        return float(np.abs(slopes).max(initial=0.0))

    def _is_settled(self, cost: float, largest: float) -> bool:
        """Whether a convex cost is near to its optimum, any other's gradient small.

        The size of a gradient tells little where one row, or the distance of the
        columns from zero, curves the cost far more one way than all others.
        """
        objective = self.objective
        if self._is_convex:
            near = max(self.tolerance, NEAR * cost)
            return excess_of(objective, self.batches.batch) <= near
        return largest <= max(self.tolerance, precision_of(cost, objective.theta.dtype))
