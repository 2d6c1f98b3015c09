"""Parameters as they would be if every column of X had mean 0 and spread 1.

Mean and spread are those that the curvature of the cost sees: a sample counts by its
weight times ``p (1 - p)``, summed over its outputs. So one row a million times as large
as the others, on which the network has long made up its mind, does not hide them.
"""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np
from scipy.optimize import Bounds
from scipy.sparse import issparse
from scipy.sparse.linalg import LinearOperator, cg
from sklearn.utils import gen_batches

from skscratch.network.batch import Batch
from skscratch.network.layers import Affine
from skscratch.network.network import Network
from skscratch.network.objective import Objective
from skscratch.training.extremes import largest

__all__ = [
    "N_PRODUCTS",
    "NEAR",
    "ROUNDING",
    "Standardized",
    "by_spread",
    "excess_of",
    "moments",
    "newton_step",
    "precision_of",
    "shows_all",
    "weighted_sums",
]

#: Numbers of `X` that are centred at a time: memory for many more would be asked from
#: the system anew each time.
BLOCK = 2**16

#: Products with the Hessian for a Newton step, and the share of the gradient that the
#: step may leave.
N_PRODUCTS, SHARE = 40, 0.001

#: Times the last digit of a cost that a gain must be to be looked for in it, and the
#: smallest share of a Newton step that is tried.
ROUNDING, SMALLEST = 100.0, 1e-6

#: A convex cost that is above its optimum by less than this share of itself is there.
NEAR = 1e-4

#: The median sample's share of the mean squared length that shows it well enough.
SHOWN = 0.1

#: A penalty beyond this multiple of the curvature counts as this one.
LARGEST = 1e20


def precision_of(cost: float, dtype: np.dtype) -> float:
    """The largest component of a gradient that rounding of the cost can hide.

    Near its optimum a cost rises with the square of the gradient: where that is lost in
    the last digits of the cost, no line search can tell the way down.
    """
    return 10 * float(np.finfo(dtype).eps) ** 0.5 * max(1.0, cost)


def excess_of(objective: Objective, batch: Batch) -> float:
    """About how far a convex cost is above its optimum, in nats.

    What a Newton step would gain, from below: see `newton_step`; or a part of it, where
    the whole step leads too far. Unlike the size of the gradient it does not depend on
    the units of X, and unlike its pauses not on how the cost got there.
    """
    coordinates = Standardized(objective.network, batch, objective.strength)
    start, cost = objective.theta.copy(), objective.cost_and_gradient(batch)
    step, gain, _ = newton_step(objective, batch, coordinates)
    if not np.isfinite(gain):
        return cost  # which is never below zero
    lost = ROUNDING * np.finfo(objective.theta.dtype).eps * max(1.0, cost)
    share = 1.0
    try:
        while gain > lost and share > SMALLEST:
            objective.theta[...] = start + share * step
            fell = cost - objective.cost(batch)
            if fell >= share * gain / 2:
                # Shortened, where the curvature holds for less than the step.
                gain = min(gain, 2 * fell)
                break
            share /= 2
    finally:  # an interrupt leaves the parameters, too
        objective.theta[...] = start
    return min(gain, cost)


class _TooFar(Exception):
    """Ends conjugate gradients whose step would gain too much."""


def newton_step(
    objective: Objective,
    batch: Batch,
    coordinates: Standardized,
    most: float = np.inf,
    n_products: int = N_PRODUCTS,
) -> tuple[np.ndarray, float, bool]:
    """Newton's step on a convex cost, ``-H^-1 g``, by a few conjugate gradients.

    They take products with the Hessian ``H`` alone, each as much work as a gradient.

    Parameters
    ----------
    objective : Objective
        Of a network without hidden layers, its `gradient` ``g`` that of the batch.
    batch : Batch
    coordinates : Standardized
        In which the conjugate gradients are taken.
    most : float, default=inf
        The largest gain of use: with each product the gain that is known grows, and
        beyond this there are no more products.
    n_products : int, default=40
        How many there are at most.

    Returns
    -------
    step : ndarray of shape (n_parameters,)
        What to add to the parameters.
    gain : float
        What the cost would fall by, ``g' H^-1 g / 2``, from below.
    complete : bool
        Whether `n_products` were enough to leave no more than `SHARE` of the gradient,
        and the gain is not more than `most`.
    """
    slope = coordinates.gradient(objective.gradient)
    at_these = batch._replace(Y=_probabilities(objective.network, batch))

    def product(direction: np.ndarray) -> np.ndarray:
        along = coordinates.parameters(direction)  # which is linear
        return coordinates.gradient(objective.curvature_along(along, at_these))

    reached = np.zeros_like(slope)

    def look(back: np.ndarray) -> None:
        reached[...] = back
        if slope @ back / 2 > most:
            raise _TooFar

    hessian = LinearOperator((len(slope),) * 2, product, dtype=np.float64)
    with np.errstate(all="ignore"):  # where nothing curves, and no product is left
        try:
            reached, n_missing = cg(
                hessian, slope, rtol=SHARE, maxiter=n_products, callback=look
            )
        except _TooFar:
            n_missing = 1
        gain = float(slope @ reached) / 2
    return -coordinates.parameters(reached), gain, n_missing == 0


class Standardized:
    """Coordinates of a network's parameters that do not depend on the units of X.

    ``W X + b = V (X - mean) / spread + c`` with ``V = W spread``, ``c = b + W mean``.
    In them a second-order method sees the same problem whatever the columns are
    multiplied by, and so does a bound on the gradient. It is the parameters that are
    changed, never X, so sparse samples stay sparse. Where the first layer has no bias
    the mean counts as 0. A penalty curves the cost as a wider spread would, and is
    added to it: ``spread**2 + strength / curvature``.

    Parameters
    ----------
    network : Network
    batch : Batch
        Its columns give mean and spread, as the network sees them now.
    strength : float, default=0.0
        Of the L2 penalty.

    Raises
    ------
    ValueError
        If the squares of X overflow.
    """

    def __init__(self, network: Network, batch: Batch, strength: float = 0.0):
        self.network = network
        centred = "b" in network.layers[0].weights()
        weights = batch.weights * _curvatures(network, batch)
        total = weights.sum()
        weights = weights / total if total > 0 else batch.weights
        penalty = min(strength / total, LARGEST) if total > 0 else 0.0
        with np.errstate(all="ignore"):
            self.mean, spread = moments(batch, weights, centred)
            self.spread = np.hypot(np.where(spread == 0, 1.0, spread), penalty**0.5)
        if not np.isfinite(self.spread).all():
            raise ValueError(
                "X must have values whose squares are finite; got values up to "
                f"{largest(batch.X):.3g}. Standardize X."
            )

    #: Between what the coordinates must stay; see `Parts`.
    bounds: Bounds | None = None

    def of(self, theta: np.ndarray) -> np.ndarray:
        """The coordinates of `theta`, in float64."""
        coordinates = theta.astype(np.float64)
        first = self.network.blocks(coordinates)[0]
        if "b" in first:
            first["b"] += first["W"] @ self.mean
        first["W"] *= self.spread
        return coordinates

    def parameters(self, coordinates: np.ndarray) -> np.ndarray:
        """The parameters that stand in these coordinates, in float64."""
        theta = coordinates.copy()
        first = self.network.blocks(theta)[0]
        first["W"] /= self.spread
        if "b" in first:
            first["b"] -= first["W"] @ self.mean
        return theta

    def gradient(self, gradient: np.ndarray) -> np.ndarray:
        """The derivatives by the coordinates, of those by the parameters."""
        return by_spread(self.network, gradient, self.mean, self.spread)

    def curvatures(self, hessian: np.ndarray) -> np.ndarray:
        """The second derivatives by the coordinates, of those by the parameters.

        Without hidden layers, in float64; the memory of `hessian` is used.
        """
        layer = cast(Affine, self.network.layers[0])
        mean, spread = (
            self.mean[:, :, np.newaxis],
            self.spread[:, np.newaxis, np.newaxis],
        )
        for _ in range(2):  # by rows, then by columns
            by_feature = hessian.reshape(-1, layer.fan_out, len(hessian))
            of_weights = by_feature[: layer.fan_in]
            if layer.bias:
                of_weights -= mean * by_feature[-1]
            of_weights /= spread
            hessian = np.ascontiguousarray(hessian.T)
        return hessian

    def shows_all(self, batch: Batch) -> bool:
        """Whether no few samples of the batch are so long that they hide all others.

        What the others cost is then far less steep than rounding and tolerances, which
        go by the long ones, can tell.
        """
        return shows_all(batch, self.mean[:, 0], self.spread)

    def excess(self, coordinates: np.ndarray) -> float:
        """What the coordinates cost above the parameters that stand in them."""
        return 0.0

    def slopes(self, theta: np.ndarray, gradient: np.ndarray) -> np.ndarray:
        """What is zero at the optimum: the derivatives by the coordinates."""
        return self.gradient(gradient)


def shows_all(batch: Batch, mean: np.ndarray, spread: np.ndarray) -> bool:
    """See `Standardized.shows_all`."""
    each = np.concatenate([*batch.each(partial(_lengths, mean, spread**2))])
    return bool(np.median(each) >= SHOWN * each.mean())


def _lengths(mean: np.ndarray, squares: np.ndarray, block: Batch) -> np.ndarray:
    """The squared lengths of samples, in units of the spread."""
    X = block.X.T
    if issparse(X):  # not centred: most of it is zero
        return np.asarray(X.multiply(X) @ (1 / squares))
    parts = np.einsum("ij,j,ij->i", X, 1 / squares, X)
    parts -= X @ (2 * mean / squares)
    return parts + mean @ (mean / squares)


def by_spread(
    network: Network, gradient: np.ndarray, mean: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """The derivatives by weights of columns of mean 0 and spread 1, in float64."""
    derivatives = gradient.astype(np.float64)
    first = network.blocks(derivatives)[0]
    if "b" in first:
        first["W"] -= first["b"] * mean.T
    first["W"] /= spread
    return derivatives


def _curvatures(network: Network, batch: Batch) -> np.ndarray:
    """``p (1 - p)`` of each sample, summed over its outputs."""
    P = _probabilities(network, batch)
    return (P * (1 - P)).sum(axis=0)


def _probabilities(network: Network, batch: Batch) -> np.ndarray:
    """Of all samples, shape (n_outputs, n_samples)."""
    each = batch.each(partial(_probabilities_of_block, network))
    return np.concatenate([*each], axis=1)


def _probabilities_of_block(network: Network, block: Batch) -> np.ndarray:
    return network.loss.probabilities(network.forward(block))


def moments(
    batch: Batch, weights: np.ndarray, centred: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Mean (n_features, 1) and spread (n_features,) of the rows of X; 0 for constants.

    Without centring the mean is 0 and the spread the root mean square.
    """
    weights = weights.astype(np.float64)
    batch = batch._replace(weights=weights)
    mean = np.zeros((batch.X.shape[0], 1))
    rounding = np.finfo(batch.Y.dtype).eps
    if centred:
        (mean[:, 0],) = batch.sum(weighted_sums)
    if issparse(batch.X):
        variance = batch.X.multiply(batch.X) @ weights - mean[:, 0] ** 2
        rounding **= 0.5
    else:
        (variance,) = batch.sum(partial(_squares, mean))
    # What rounding leaves of a constant column is no spread.
    least = 10 * rounding * np.abs(mean[:, 0])
    spread = np.sqrt(np.maximum(variance, 0.0))
    return mean, np.where(spread <= least, 0.0, spread)


def weighted_sums(batch: Batch) -> tuple[np.ndarray]:
    """The weighted sum of each row of X."""
    return (batch.X @ batch.weights,)


def _squares(mean: np.ndarray, batch: Batch) -> tuple[np.ndarray]:
    """The weighted sum of squared distances from the mean, of each row of X."""
    X, weights = batch.X, batch.weights
    squares = np.zeros(X.shape[0])
    for columns in gen_batches(X.shape[1], max(1, BLOCK // max(1, X.shape[0]))):
        centred = X[:, columns] - mean
        squares += np.square(centred, out=centred) @ weights[columns]
    return (squares,)
