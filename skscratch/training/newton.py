"""Newton's method for the logistic model, in the span of the samples when wide."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import cast

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse import issparse

from skscratch.network.batch import Batch
from skscratch.network.layers import Affine
from skscratch.network.network import Network
from skscratch.network.objective import Objective
from skscratch.training.batches import FullBatch
from skscratch.training.crew import ALONE, Crew
from skscratch.training.monitor import Monitor
from skscratch.training.span import in_the_span, is_deficient, weighted_products
from skscratch.training.standardized import NEAR, excess_of, weighted_sums

__all__ = ["Newton", "hessian_of", "remove_common_shift"]

#: Sufficient decrease of the line search (Armijo), and how often it may halve the step.
ARMIJO, MAX_HALVINGS = 1e-4, 40

#: Steps in a row that may leave the cost as it is: rounding accepts them for ever.
MAX_IDLE = 3

#: What is tried, one after the other, on the diagonal of the Hessian, itself scaled to
#: 1. The first only keeps directions that change no probability from making the matrix
#: singular; the others are for saturated probabilities, whose curvature has vanished
#: while their gradient has not.
DAMPINGS = (1e-8, 1e-4, 1.0)

#: Share of the largest curvature that a parameter can have, below which its curvature
#: counts as vanished.
SMALLEST_CURVATURE = 1e-10

#: A cost, in nats, that is none beside that of guessing.
NO_COST = float(np.finfo(np.float64).eps)

#: How far rounding may put the cost of zero weights above what it is.
ROUNDING = 1e-4

#: In bytes, and in multiplications of one step.
LARGEST_HESSIAN, LARGEST_WORK = 2**32, 5e12


@dataclass
class Newton:
    """Damped Newton steps on the cost of a network without hidden layer.

    With more features than samples the optimal weights lie in the span of the samples,
    ``W = V B'`` with the columns of ``B`` an orthonormal basis of it. The cost in ``V``
    is that of a logistic model on ``Z = X B`` with the same penalty, since
    ``||V|| = ||W||``: so the wide case is the square one in other coordinates. The
    unpenalised intercept is the same in both. All of it is in float64.

    The cost is convex, so its optimum does not depend on the start. A start that costs
    more than guessing is left for zero weights, from where Newton's steps are sure.

    Attributes
    ----------
    objective : Objective
    batches : FullBatch
    tolerance : float
        Converged when half the squared Newton decrement, which is about how far the
        cost is above its optimum, is below half the square of this. The decrement is
        the length of the gradient in the metric of the Hessian and does not depend on
        the units of X.
    crew : Crew
        Shares the products of the features with each other, which are most of a step.
    """

    objective: Objective
    batches: FullBatch
    tolerance: float
    crew: Crew = ALONE

    def __post_init__(self) -> None:
        self._coordinates: np.ndarray | None = None
        self._lowest, self._n_idle = math.inf, 0
        self._settled = self._over = False

    def progress(self) -> dict[str, np.ndarray]:
        """What `go_on` takes back: the coordinates, and what ends the steps."""
        flags = self._lowest, self._n_idle, self._settled, self._over
        return {
            "theta": self._problem.objective.theta.copy(),
            "flags": np.array(flags, np.float64),
        }

    def go_on(self, progress: dict[str, np.ndarray]) -> None:
        """Be as a loop was that has left this progress."""
        self._coordinates = progress["theta"]
        lowest, n_idle, settled, over = progress["flags"].tolist()
        self._lowest, self._n_idle = lowest, int(n_idle)
        self._settled, self._over = bool(settled), bool(over)

    def run(self, monitor: Monitor, max_iter: int) -> None:
        """Train for `max_iter` steps or until the monitor says stop."""
        problem = self._problem = _Problem(
            self.objective, self.batches.batch, self.crew
        )
        if self._coordinates is not None:
            theta = problem.objective.theta
            if self._coordinates.shape != theta.shape:
                raise ValueError(
                    f"the checkpoint must hold {theta.shape} coordinates, as X asks; "
                    f"got {self._coordinates.shape}. Call fit to start anew."
                )
            theta[...] = self._coordinates
        left = max_iter
        while not self._over:
            if left == 0:
                return
            left -= 1
            monitor.begin_epoch()
            cost, decrement, improved = problem.step()
            if not math.isfinite(cost):
                monitor.diverged(cost)
                return
            self.objective.theta[...] = problem.parameters()
            monitor.history.n_steps += 1
            # The step is taken even from a point that is good enough: it squares the
            # remaining error.
            # And no cost is below zero, where separable classes lead for ever.
            # (A product may be infinite where a power would raise.)
            squared = self.tolerance * self.tolerance
            is_none = cost <= max(self.tolerance, NO_COST)
            self._settled = decrement <= squared or is_none
            self._n_idle = 0 if cost < self._lowest else self._n_idle + 1
            self._lowest = min(self._lowest, cost)
            idle = not improved or self._n_idle == MAX_IDLE
            self._over = self._settled or idle
            if monitor(cost):
                return
        self._conclude(monitor, problem, self._settled)

    def _conclude(self, monitor: Monitor, problem: _Problem, settled: bool) -> None:
        """Say converged where the cost is near its optimum.

        Of sparse samples the span's basis may have lost some: there all parameters are
        asked.
        """
        objective, batch = problem.objective, problem.batch
        if issparse(self.batches.batch.X):
            objective, batch, settled = self.objective, self.batches.batch, False
        cost = objective.cost_and_gradient(batch)
        excess = 0.0 if settled else excess_of(objective, batch)
        if excess <= max(self.tolerance, NEAR * cost):
            monitor.outcome = "converged"
        else:
            monitor.outcome = "stopped"
            monitor.gave_up = (
                f"no step lowers the cost, although it ({cost:.4g}) is about "
                f"{excess:.2g} above its optimum; solver='lbfgs' may get further"
            )


class _Problem:
    """The cost in coordinates whose Hessian is small, with Newton's step on it."""

    def __init__(self, objective: Objective, batch: Batch, crew: Crew):
        self.network, self.crew = objective.network, crew
        self.layer = layer = cast(Affine, self.network.layers[0])
        self.basis = None
        n_features, n_samples = batch.X.shape
        self.mean = mean = np.zeros((n_features, 1))
        weights = batch.weights / batch.weights.sum()
        batch = batch.astype(np.float64)
        if layer.bias and not issparse(batch.X):
            # The bias takes the mean up; far from zero it would hide what varies.
            (mean[:, 0],) = batch._replace(weights=weights).sum(weighted_sums)
            batch = batch.map(lambda X: X - mean)
        n_coordinates = min(n_features, n_samples)
        _check_size(n_coordinates + layer.bias, layer.fan_out, n_samples)
        if n_features > n_samples or is_deficient(batch, crew):
            batch, self.basis = in_the_span(batch)
        self.batch = batch
        self.inner = Affine(batch.X.shape[0], layer.fan_out, layer.bias)
        theta = np.empty(self.inner.size)
        blocks = self.inner.blocks(theta)
        blocks["W"][...] = layer.W if self.basis is None else layer.W @ self.basis
        if layer.b is not None:
            blocks["b"][...] = layer.b + layer.W @ self.mean
        self.objective = Objective(
            Network([self.inner], self.network.loss), theta, objective.strength
        )
        self.largest_curvature = self._largest_curvature()

    def parameters(self) -> np.ndarray:
        """The network's parameters that stand in the coordinates."""
        theta = np.empty(self.layer.size)
        blocks = self.layer.blocks(theta)
        W = self.inner.W
        blocks["W"][...] = W if self.basis is None else W @ self.basis.T
        if self.inner.b is not None:
            blocks["b"][...] = self.inner.b - blocks["W"] @ self.mean
        return theta

    def step(self) -> tuple[float, float, bool]:
        """A damped Newton step.

        Returns
        -------
        cost : float
            Before the step.
        decrement : float
            The squared Newton decrement before it.
        improved : bool
            Whether the cost fell.
        """
        cost = self.objective.cost_and_gradient(self.batch)
        gradient = self.objective.gradient.copy()
        if not math.isfinite(cost):
            return cost, math.inf, False
        if not cost <= self.network.loss.chance(self.layer.fan_out) + ROUNDING:
            self.objective.theta[...] = 0
            return cost, math.inf, True
        if not gradient.size:
            return cost, 0.0, False  # samples that are all zero span nothing
        hessian = hessian_of(self.objective, self.batch, self.crew)
        diagonal = np.einsum("ii->i", hessian)
        least = SMALLEST_CURVATURE * self.largest_curvature
        scale = np.sqrt(np.maximum(diagonal, least))
        scale[scale == 0] = 1.0
        hessian /= scale
        hessian /= scale[:, np.newaxis]
        decrement = math.inf
        for damping in DAMPINGS:
            diagonal += damping
            try:
                factor = cho_factor(hessian, check_finite=False)
            except LinAlgError:
                continue
            direction = -cho_solve(factor, gradient / scale, check_finite=False) / scale
            remove_common_shift(self.objective, direction)
            decrement = min(decrement, -float(gradient @ direction))
            if _line_search(self.objective, self.batch, cost, gradient, direction):
                return cost, decrement, True
        return cost, decrement, False

    def _largest_curvature(self) -> np.ndarray:
        """A bound on the second derivative by each parameter: mean squares of X."""
        bound = np.empty(self.inner.size)
        blocks = self.inner.blocks(bound)
        (blocks["W"][...],) = self.batch.sum(_mean_squares)
        if self.inner.bias:
            blocks["b"][...] = 1.0
        return bound


def _mean_squares(batch: Batch) -> tuple[np.ndarray]:
    """The weighted sum of the squares of each row of X."""
    X = batch.X
    squares = X.multiply(X) if issparse(X) else np.square(X)
    return (squares @ batch.weights,)


def _check_size(n_coordinates: int, n_outputs: int, n_samples: int) -> None:
    """Refuse a problem whose Hessian would not fit, or take minutes a step.

    Raises
    ------
    ValueError
        If it takes more than `LARGEST_HESSIAN` bytes or `LARGEST_WORK`.
    """
    n_parameters = n_coordinates * n_outputs
    size = 8 * n_parameters**2
    work = n_parameters**3 / 3 + n_samples * n_parameters**2 / 2
    if size > LARGEST_HESSIAN or work > LARGEST_WORK:
        raise ValueError(
            f"solver='newton' needs {size / 2**30:.1f} GiB and {work:.0e} "
            f"multiplications a step for the second derivatives by {n_parameters} "
            f"parameters, more than {LARGEST_HESSIAN / 2**30:.0f} GiB or "
            f"{LARGEST_WORK:.0e}; choose solver='lbfgs'."
        )


def remove_common_shift(objective: Objective, direction: np.ndarray) -> None:
    """Keep the classes' parameters from moving together, which no probability feels.

    In exact arithmetic the direction has no such part, unless a penalty asks for it.
    """
    blocks = objective.network.blocks(direction)[0]
    if len(blocks["W"]) > 1:
        if objective.strength:
            blocks.pop("W")
        for block in blocks.values():
            block -= block.mean(axis=0)


def _line_search(
    objective: Objective,
    batch: Batch,
    cost: float,
    gradient: np.ndarray,
    direction: np.ndarray,
) -> bool:
    """Halve the step until the cost falls enough; whether it did."""
    start, slope = objective.theta.copy(), float(gradient @ direction)
    # Near the optimum the gain of a good step is lost in the rounding of the cost.
    rounding = 4 * np.finfo(start.dtype).eps * abs(cost)
    step = 1.0
    for _ in range(MAX_HALVINGS):
        objective.theta[...] = start + step * direction
        if objective.cost(batch) <= cost + ARMIJO * step * slope + rounding:
            return True
        step /= 2
    objective.theta[...] = start
    return False


def hessian_of(objective: Objective, batch: Batch, crew: Crew = ALONE) -> np.ndarray:
    """Second derivatives by the flat parameters, shape (n_parameters, n_parameters).

    For classes k and m, with ``p`` the probabilities and ``A`` the samples with a row
    of ones for the intercept: ``A diag(weights * p_k * (1[k = m] - p_m)) A'``.
    """
    # a matrix of all parameters for each sum: so over as many samples as there are
    whole = batch._replace(at_a_time=0)
    (hessian,) = whole.sum(partial(_curvature, objective, crew))
    if objective.decay is not None:
        np.einsum("ii->i", hessian)[...] += objective.decay
    return hessian


def _curvature(objective: Objective, crew: Crew, batch: Batch) -> tuple[np.ndarray]:
    """The second derivatives of the loss of samples in memory."""
    network = objective.network
    layer = cast(Affine, network.layers[0])
    P = network.loss.probabilities(network.forward(batch))
    n_features, K = layer.fan_in, layer.fan_out
    hessian = np.empty((len(objective.theta),) * 2)
    # The flat vector has a parameter of each class, feature after feature, and the
    # intercepts last: [i, k, j, m] is for feature i, class k and feature j, class m.
    by_class = hessian.reshape(n_features + layer.bias, K, n_features + layer.bias, K)
    for k in range(K):
        for m in range(k, K):
            # of one sign, whose root can be taken
            sign = 1 if k == m else -1
            curvature = batch.weights * P[k] * ((k == m) - P[m])
            block = by_class[:, k, :, m]
            products = weighted_products(batch.X, sign * curvature, crew)
            block[:n_features, :n_features] = sign * products
            if layer.bias:
                sums = batch.X @ curvature
                block[-1, :n_features] = block[:n_features, -1] = sums
                block[-1, -1] = curvature.sum()
            by_class[:, m, :, k] = block
    return (hessian,)
