"""The cost as a function of the flat parameter vector, with its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.core.penalties import l1_cost, l2_cost, l2_gradient
from skscratch.network.batch import Batch
from skscratch.network.network import Network
from skscratch.network.passes import Recordings, there_and_back

__all__ = ["Objective", "prediction_loss"]


class Objective:
    """``J(theta) = sum(weights * loss) + strength / 2 * sum(W**2) + l1 * sum(|W|)``.

    Parameters
    ----------
    network : Network
    theta : ndarray of shape (n_parameters,)
        The parameters; the network is bound to this very memory.
    strength : float, default=0.0
        Of the L2 penalty: ``alpha / n``, n the total sample weight of the training set.
    decoupled : bool, default=False
        Whether the update rule decays the weights itself: then the penalty is part of
        the cost, but not of the gradient.
    l1 : float, default=0.0
        Strength of the L1 penalty, which is part of the cost, but not of the gradient:
        it has none where a weight is zero. Whoever minimises it sees to that.

    Attributes
    ----------
    gradient : ndarray of shape (n_parameters,)
        Written by `cost_and_gradient`. Update rules may use it as their own memory.
    decay : ndarray of shape (n_parameters,) or None
        `strength` at every weight, 0 at every other parameter; None without penalty.
    threshold : ndarray of shape (n_parameters,) or None
        Likewise of `l1`.
    """

    def __init__(
        self,
        network: Network,
        theta: np.ndarray,
        strength: float = 0.0,
        decoupled: bool = False,
        l1: float = 0.0,
    ):
        self.network = network
        self.theta = theta
        self.strength = strength
        self._given = strength, decoupled, l1
        self.gradient = np.zeros_like(theta)
        network.bind(theta, self.gradient)
        self.decay = self._at_weights(strength) if strength else None
        self.threshold = self._at_weights(l1) if l1 else None
        coupled = strength and not decoupled
        self._penalty_gradient = np.empty_like(theta) if coupled else None
        self._recordings = Recordings(network, theta, self.gradient)

    def __reduce__(self) -> tuple[Any, ...]:
        """What it stands for, to be sent elsewhere; what it works in is made anew."""
        return Objective, (self.network, self.theta, *self._given)

    def cost(self, batch: Batch) -> float:
        """The cost of a batch in training mode, in nats."""
        (loss,) = batch.sum(self._loss)
        return float(loss) + self.penalty()

    def cost_and_gradient(self, batch: Batch) -> float:
        """The cost of a batch; its gradient is left in `gradient`."""
        loss, gradient = self._summed(batch)
        if gradient is not self.gradient:
            self.gradient[...] = gradient
        if self.decay is None and self.threshold is None:
            return float(loss)
        self._add_penalty_gradient()
        return float(loss) + self.penalty()

    def curvature_along(self, direction: np.ndarray, batch: Batch) -> np.ndarray:
        """The second derivatives of the cost times a direction, without hidden layers.

        There the logits are linear in the parameters: what they change by along the
        direction is what a network with the direction for parameters gives.

        Parameters
        ----------
        direction : ndarray of shape (n_parameters,)
        batch : Batch
            Its `Y` are the probabilities at the parameters.

        Returns
        -------
        product : ndarray of shape (n_parameters,)
            In the memory of `gradient`.
        """
        parameters = self.theta.copy()
        try:
            self.theta[...] = direction
            (product,) = batch.sum(self._curvature)
        finally:  # an interrupt leaves the parameters, too
            self.theta[...] = parameters
        if product is not self.gradient:
            self.gradient[...] = product
        if self.decay is not None:
            self.gradient += self.decay * direction
        return self.gradient

    def penalty(self) -> float:
        """The penalties' part of the cost."""
        cost = 0.0
        if self.strength:
            norms = sum(layer.squared_norm() for layer in self.network.layers)
            cost += l2_cost(norms, self.strength)
        if self.threshold is not None:
            cost += l1_cost(self.theta, self.threshold)
        return cost

    def _summed(self, batch: Batch) -> tuple[Any, ...]:
        """The loss of a batch and its gradient, without the penalty."""
        loss = self._recordings.loss(batch)
        if loss is not None:
            return loss, self.gradient
        return batch.sum(self._loss_and_gradient)

    def _add_penalty_gradient(self, piece: slice = slice(None)) -> None:
        """Add that of the L2 penalty to the gradient by these parameters."""
        if self.decay is not None and self._penalty_gradient is not None:
            self.gradient[piece] += l2_gradient(
                self.theta[piece],
                self.decay[piece],
                out=self._penalty_gradient[piece],
            )

    def _loss(self, batch: Batch) -> tuple[float]:
        """The weighted loss of samples in memory."""
        Z = self.network.forward(batch)
        losses, _ = self.network.loss.losses(Z, batch.Y)
        return (np.dot(losses, batch.weights),)

    def _loss_and_gradient(self, batch: Batch) -> tuple[float, np.ndarray]:
        """Likewise, with its gradient, in the memory that layers write it to."""
        return there_and_back(self.network, batch), self.gradient

    def _curvature(self, batch: Batch) -> tuple[np.ndarray]:
        """The products of samples in memory, the direction being the parameters."""
        U = self.network.forward(batch)
        dP = self.network.loss.curvature(batch.Y, U)
        dP *= batch.weights
        self.network.backward(dP)
        return (self.gradient,)

    def _at_weights(self, strength: float) -> np.ndarray:
        """That number at every weight, 0 at every other parameter."""
        strengths = np.zeros_like(self.theta)
        blocks = self.network.blocks(strengths)
        for layer, named in zip(self.network.layers, blocks, strict=True):
            for name in layer.penalized:
                named[name][...] = strength
        return strengths


def prediction_loss(network: Network, batch: Batch) -> tuple[float, np.ndarray]:
    """Loss of a batch in prediction mode, without penalty.

    Returns
    -------
    loss : float
        ``sum(weights * loss)``, in nats.
    P : ndarray of shape (n_outputs, n_samples)
        The probabilities.
    """
    P = np.empty_like(batch.Y)
    losses = np.empty_like(batch.weights)
    for samples, outputs in network.for_prediction().outputs_by_blocks(batch.X):
        losses[samples], _ = network.loss.losses(outputs[-1], batch.Y[:, samples])
        P[:, samples] = network.loss.probabilities(outputs[-1])
    return float(losses.dot(batch.weights)), P
