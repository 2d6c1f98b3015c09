"""L-BFGS on the flat parameter vector, by SciPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch

__all__ = ["LBFGS"]


@dataclass
class LBFGS:
    """Limited-memory BFGS with SciPy's line search; an iteration counts as an epoch.

    Attributes
    ----------
    objective : Objective
    batches : FullBatch
    gradient_tolerance : float
        Stop when no component of the gradient is larger.

    References
    ----------
    D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale
    optimization", 1989.
    """

    objective: Objective
    batches: FullBatch
    gradient_tolerance: float

    def run(self, monitor, max_iter):
        """Train for `max_iter` iterations or until the monitor says stop."""
        objective, batch = self.objective, self.batches.batch
        within_epoch, cost_before = False, None

        def cost_and_gradient(theta):
            # SciPy does not say that an iteration begins, only that one has ended.
            nonlocal within_epoch, cost_before
            if not within_epoch:
                monitor.begin_epoch()
                within_epoch = True
            objective.theta[...] = theta
            cost = objective.cost_and_gradient(batch)
            cost_before = cost if cost_before is None else cost_before
            return cost, objective.gradient.astype(np.float64)

        def after_iteration(intermediate_result):
            nonlocal within_epoch, cost_before
            within_epoch = False
            objective.theta[...] = intermediate_result.x
            monitor.history.n_steps += 1
            cost, cost_before = cost_before, float(intermediate_result.fun)
            if monitor(cost):
                raise StopIteration

        start = objective.theta.astype(np.float64)
        result = minimize(
            cost_and_gradient,
            start,
            method="L-BFGS-B",
            jac=True,
            callback=after_iteration,
            options={
                "maxiter": max_iter,
                "maxfun": 15 * max_iter + 100,
                "gtol": self.gradient_tolerance,
                "ftol": 64 * np.finfo(np.float64).eps,
            },
        )
        objective.theta[...] = result.x
        if objective.network.statistics:
            # the line search has left its trials in the running statistics
            objective.network.forget_batches()
            objective.cost(batch)
        self._conclude(monitor, result, start)

    def _conclude(self, monitor, result, start):
        if not np.isfinite(result.fun) or not np.isfinite(result.x).all():
            self.objective.theta[...] = start
            monitor(float("nan"))
        elif monitor.outcome == "max_iter":
            # SciPy's status 1 is its own iteration limit; 0 and 2 are convergence and
            # a line search at the end of the float's precision.
            if monitor.history.n_epochs == 0:
                monitor(float(result.fun))
            if result.status != 1 and monitor.outcome == "max_iter":
                monitor.outcome = "converged"
