"""The end of training where a cost is convex: Newton's steps until rounding ends them.

A solver that stops near the optimum stops at a place of its own, which depends on the
last digits of the sums on its way. Newton's steps square the distance that is left, so
a few of them come to the one place where the gradient is zero, whatever these were.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from skscratch.network.batch import Batch
from skscratch.network.objective import Objective
from skscratch.training.newton import hessian_of, remove_common_shift
from skscratch.training.standardized import (
    N_PRODUCTS,
    ROUNDING,
    Standardized,
    newton_step,
)

__all__ = ["LastSteps"]

#: Features times one more than the outputs, up to which all second derivatives together
#: take no longer than the products with them that conjugate gradients need.
FEW = 1000

#: Outputs, up to which they are computed in no more products than a few gradients take.
FEW_OUTPUTS = 30

#: Times the tolerance that the cost may be above its optimum before the first step,
#: which leaves less than a hundredth of it.
LAST_STEP = 10.0

#: A tolerance up to which many parameters, too, are taken as far as rounding allows.
PRECISE = 1e-10

#: Products with the Hessian that each of these steps may take, and the square of the
#: length of what may be left in the end: rounding is some hundred times shorter.
MANY, LEFT = 300, 1e-27

#: How many times farther above the optimum than for conjugate gradients the first step
#: may be where all second derivatives are known.
FARTHER = 100.0

#: Added to their diagonal, itself scaled to 1.
DAMPING = 1e-8

#: Steps shrink. From one to the next, in the square of their length: the share that is
#: too much for the same second derivatives, and that which is too much for another.
STALE, IDLE = 0.01, 0.75

#: Steps at most.
MOST = 20


class LastSteps:
    """Newton's steps from a place that is near to the optimum of a convex cost.

    Few parameters have all their second derivatives computed, which then serve several
    steps, each of them for the price of a gradient. Many have their steps by conjugate
    gradients, and a single one unless the tolerance is at most `PRECISE`: each further
    one takes as many products again.

    Parameters
    ----------
    objective : Objective
        Of a network without hidden layers.
    batch : Batch
    tolerance : float
        How far above the optimum the cost may stay, in nats. With 0 there are none.

    Attributes
    ----------
    are_direct : bool
        Whether all second derivatives are computed.
    end_by_rounding : bool
        Whether they go on until rounding ends them.
    reach : float
        How far above the optimum they may begin, in nats.
    """

    def __init__(self, objective: Objective, batch: Batch, tolerance: float):
        self.objective, self.batch = objective, batch
        layer: Any = objective.network.layers[0]
        few = layer.fan_in * (layer.fan_out + 1) <= FEW
        self.are_direct = few and layer.fan_out <= FEW_OUTPUTS
        self.end_by_rounding = self.are_direct or tolerance <= PRECISE
        near = LAST_STEP * max(tolerance, PRECISE) if tolerance else 0.0
        self.reach = FARTHER * near if self.are_direct else near

    def take(self) -> bool:
        """Take them all, if the cost is no farther above its optimum than `reach`.

        Returns
        -------
        taken : bool
            If not, the parameters are anywhere.
        """
        objective, batch, near = self.objective, self.batch, self.reach
        cost = objective.cost_and_gradient(batch)
        self._look()
        step, squared = self._step(near)
        if not squared <= 2 * near or not self._is_sure():
            return False
        objective.theta += step
        digits = float(np.finfo(objective.theta.dtype).eps)
        rounding = ROUNDING * digits * max(1.0, cost)
        # By as much as the second derivatives said, or too little for the digits.
        if not cost - objective.cost(batch) >= squared / 4 - rounding:
            return False
        return not self.end_by_rounding or self._go_on(squared, rounding)

    def _is_sure(self) -> bool:
        """Whether the length of the step tells how far the optimum is."""
        return self.are_direct or self._coordinates.shows_all(self.batch)

    def _go_on(self, before: float, rounding: float) -> bool:
        """Take steps as long as each is shorter than the one before.

        Whether they led to the optimum: a step that is no shorter and yet no matter of
        rounding shows that they did not.
        """
        objective = self.objective
        digits = float(np.finfo(objective.theta.dtype).eps)
        enough = digits**2 if self.are_direct else LEFT
        kept = objective.theta.copy()
        for _ in range(MOST if before > 0 else 0):
            objective.cost_and_gradient(self.batch)
            step, squared = self._step()
            if not self.are_direct and squared == math.inf:
                # Conjugate gradients do not come to their end: there is more rounding
                # in the gradient than they may leave of it, as a rule.
                return True
            if self.are_direct and squared > STALE * before:
                self._look()
                step, squared = self._step()
            if squared > IDLE * before:
                # The step that led here led no nearer.
                objective.theta[...] = kept
                return squared <= rounding
            kept[...] = objective.theta
            objective.theta += step
            if squared * (squared / before) <= enough:
                return True  # what is left is so much shorter again
            before = squared
        return True

    def _look(self) -> None:
        """Know the curvature of here."""
        objective, batch = self.objective, self.batch
        gradient = objective.gradient.copy()
        self._coordinates = Standardized(objective.network, batch, objective.strength)
        if self.are_direct:
            hessian = self._coordinates.curvatures(hessian_of(objective, batch))
            self._inverse = _Inverse(hessian)
        objective.gradient[...] = gradient

    def _step(self, near: float = math.inf) -> tuple[np.ndarray, float]:
        """Newton's step, and the square of its length in the metric of the curvature.

        That is about twice what the cost will fall by; infinite where that would be
        more than `near`, and where there is no step.
        """
        objective, coordinates = self.objective, self._coordinates
        gradient = objective.gradient.copy()
        if self.are_direct:
            back = self._inverse.times(coordinates.gradient(gradient))
            step = -coordinates.parameters(back)
        else:
            n_products = MANY if self.end_by_rounding else N_PRODUCTS
            step, _, complete = newton_step(
                objective, self.batch, coordinates, near, n_products
            )
            if not complete:
                return step, math.inf
        remove_common_shift(objective, step)
        squared = -float(gradient @ step)
        return step, squared if math.isfinite(squared) else math.inf


class _Inverse:
    """The inverse of second derivatives, which may be singular up to rounding.

    Directions that change no probability get nothing of what rounding has left of the
    gradient there.
    """

    def __init__(self, hessian: np.ndarray):
        self._factor = None
        self._scale = np.sqrt(np.einsum("ii->i", hessian))
        if not (np.isfinite(self._scale) & (self._scale > 0)).all():
            return  # where nothing curves any more
        hessian /= self._scale
        hessian /= self._scale[:, np.newaxis]
        self._scaled = hessian
        damped = hessian.copy()
        np.einsum("ii->i", damped)[...] += DAMPING
        try:
            self._factor = cho_factor(damped, check_finite=False)
        except LinAlgError:
            return

    def times(self, slope: np.ndarray) -> np.ndarray:
        """``(H + D)^-1 H (H + D)^-1 slope``, D the damping; NaN if there is none."""
        if self._factor is None:
            return np.full_like(slope, np.nan)
        back = cho_solve(self._factor, slope / self._scale, check_finite=False)
        back = cho_solve(self._factor, self._scaled @ back, check_finite=False)
        return back / self._scale
