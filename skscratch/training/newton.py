"""Newton's method for the logistic model, in the span of the samples when wide."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse import diags_array, issparse

from skscratch.network.objective import Objective
from skscratch.training.batches import Batch, FullBatch

__all__ = ["Newton"]

#: Sufficient decrease of the line search (Armijo), and how often it may halve the step.
ARMIJO, MAX_HALVINGS = 1e-4, 40

#: Shares of the largest curvature that are tried, one after the other, on the diagonal.
#: The first only keeps directions that change no probability from making the matrix
#: singular; the others are for saturated probabilities, whose curvature has vanished
#: while their gradient has not.
DAMPINGS = (1e-10, 1e-7, 1e-4, 1.0)

#: How far rounding may put the cost of zero weights above what it is.
ROUNDING = 1e-4

#: In bytes.
LARGEST_HESSIAN = 2**32

#: Stands in for the largest curvature where all of it has vanished, so that some of the
#: steps tried are neither too long nor too short to be of use.
SMALLEST_CURVATURE = 1e-10


@dataclass
class Newton:
    """Damped Newton steps on the cost of a network without hidden layer.

    With more features than samples the optimal weights lie in the span of the samples,
    ``W = V B'`` with the columns of ``B`` an orthonormal basis of it. The cost in ``V``
    is that of a logistic model on ``Z = X B`` with the same penalty, since
    ``||V|| = ||W||``: so the wide case is the square one in other coordinates. The
    unpenalised intercept is the same in both.

    The cost is convex, so its optimum does not depend on the start. A start that costs
    more than guessing is left for zero weights, from where Newton's steps are sure.

    Attributes
    ----------
    objective : Objective
    batches : FullBatch
    gradient_tolerance : float
        Stop when no component of the gradient is larger.
    """

    objective: Objective
    batches: FullBatch
    gradient_tolerance: float

    def run(self, monitor, max_iter):
        """Train for `max_iter` steps or until the monitor says stop."""
        objective, batch = self.objective, self.batches.batch
        basis = None
        if batch.X.shape[0] > batch.X.shape[1]:
            objective, batch, basis = _in_the_span(objective, batch)
        _check_memory(len(objective.theta))
        for _ in range(max_iter):
            monitor.begin_epoch()
            cost = objective.cost_and_gradient(batch)
            gradient = objective.gradient.copy()
            # The step is taken even from a point that is good enough: it squares the
            # remaining error.
            settled = np.abs(gradient).max(initial=0) <= self.gradient_tolerance
            if not cost <= _cost_of_guessing(objective) + ROUNDING:
                objective.theta[...] = 0
                settled, improved = False, True
            else:
                improved = _step(objective, batch, cost, gradient)
            if basis is not None:
                _write_back(self.objective, objective, basis)
            monitor.history.n_steps += 1
            if monitor(cost):
                return
            if settled or not improved:
                monitor.outcome = "converged"
                return


def _cost_of_guessing(objective):
    """The cost of zero weights, ``log(n_classes)``."""
    return math.log(max(2, objective.network.layers[0].fan_out))


def _check_memory(n_parameters):
    """Refuse a problem whose Hessian would not fit.

    Raises
    ------
    ValueError
        If it takes more than `LARGEST_HESSIAN` bytes.
    """
    size = 8 * n_parameters**2
    if size > LARGEST_HESSIAN:
        raise ValueError(
            f"solver='newton' needs {size / 2**30:.1f} GiB for the second derivatives "
            f"by {n_parameters} parameters, more than {LARGEST_HESSIAN / 2**30:.0f}; "
            "choose solver='lbfgs'."
        )


def _step(objective, batch, cost, gradient):
    """A damped Newton step; whether the cost fell."""
    if not gradient.size:
        return False  # samples that are all zero span nothing
    hessian = _hessian(objective, batch)
    diagonal = np.einsum("ii->i", hessian)
    scale = float(diagonal.max(initial=SMALLEST_CURVATURE))
    for damping in DAMPINGS:
        diagonal += damping * scale
        try:
            factor = cho_factor(hessian, check_finite=False)
        except LinAlgError:
            continue
        direction = -cho_solve(factor, gradient, check_finite=False)
        _remove_common_shift(objective, direction)
        if _line_search(objective, batch, cost, gradient, direction):
            return True
    return False


def _remove_common_shift(objective, direction):
    """Keep the classes' parameters from moving together, which no probability feels.

    In exact arithmetic the direction has no such part, unless a penalty asks for it.
    """
    blocks = objective.network.blocks(direction)[0]
    if len(blocks["W"]) > 1:
        if objective.strength:
            blocks.pop("W")
        for block in blocks.values():
            block -= block.mean(axis=0)


def _line_search(objective, batch, cost, gradient, direction):
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


def _hessian(objective, batch):
    """Second derivatives by the flat parameters, shape (n_parameters, n_parameters).

    For classes k and m, with ``p`` the probabilities and ``A`` the samples with a row
    of ones for the intercept: ``A diag(weights * p_k * (1[k = m] - p_m)) A'``.
    """
    network = objective.network
    layer = network.layers[0]
    P = network.loss.probabilities(network.forward(batch.X, batch.weights))
    n_features, K = layer.fan_in, layer.fan_out
    hessian = np.empty((len(objective.theta),) * 2)
    # The flat vector has a parameter of each class, feature after feature, and the
    # intercepts last: [i, k, j, m] is for feature i, class k and feature j, class m.
    by_class = hessian.reshape(n_features + layer.bias, K, n_features + layer.bias, K)
    for k in range(K):
        for m in range(k, K):
            curvature = batch.weights * P[k] * ((k == m) - P[m])
            block = by_class[:, k, :, m]
            block[:n_features, :n_features] = _weighted_products(batch.X, curvature)
            if layer.bias:
                sums = batch.X @ curvature
                block[-1, :n_features] = block[:n_features, -1] = sums
                block[-1, -1] = curvature.sum()
            by_class[:, m, :, k] = block
    if objective.decay is not None:
        np.einsum("ii->i", hessian)[...] += objective.decay
    return hessian


def _weighted_products(X, weights):
    """``X diag(weights) X'`` for ``X (n_features, n_samples)``, dense."""
    if issparse(X):
        return (X @ diags_array(weights) @ X.T).toarray()
    return (X * weights) @ X.T


def _in_the_span(objective, batch):
    """The same problem in an orthonormal basis of the samples' span.

    Returns the objective and batch in these coordinates and the basis, of shape
    (n_features, rank), from the eigenvectors of the Gram matrix.
    """
    X = batch.X
    gram = X.T @ X
    values, vectors = np.linalg.eigh(gram.toarray() if issparse(gram) else gram)
    kept = values > len(values) * np.finfo(values.dtype).eps * values[-1]
    roots = np.sqrt(values[kept])
    basis = X @ (vectors[:, kept] / roots)
    coordinates = (vectors[:, kept] * roots).T

    network = objective.network
    layer = network.layers[0]
    inner = type(layer)(len(roots), layer.fan_out, layer.bias)
    theta = np.empty(inner.size)
    blocks = inner.blocks(theta)
    blocks["W"][...] = layer.W @ basis
    if layer.bias:
        blocks["b"][...] = layer.b
    inner_network = type(network)([inner], network.loss)
    return (
        Objective(inner_network, theta, objective.strength),
        Batch(coordinates, batch.Y, batch.weights),
        basis,
    )


def _write_back(objective, inner_objective, basis):
    """Write the parameters that stand in span coordinates as weights."""
    layer, inner = objective.network.layers[0], inner_objective.network.layers[0]
    layer.W[...] = inner.W @ basis.T
    if layer.bias:
        layer.b[...] = inner.b
