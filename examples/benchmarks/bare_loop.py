"""Lesson 2 as bare calls of NumPy: how much of an iteration is arithmetic."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
from peers import Work
from threadpoolctl import threadpool_limits

from skscratch.core.initializers import initial_weights


@dataclass
class BareLoop:
    """One tanh layer and a sigmoid on two classes, and nothing but their iterations.

    No layers, no choice of anything, no record but the cost; every array is made
    beforehand, the labels' signs and weights too. Samples are columns and have a row of
    ones below, for which `X` is copied, so that each bias is part of a product.
    """

    work: Work

    def fit(self, X, y):
        with threadpool_limits(1, user_api="blas"), np.errstate(over="ignore"):
            self._train(X, y)
        return self

    def _train(self, X, y):
        n, n_features = X.shape
        (units,) = self.work.hidden
        rng = np.random.RandomState(1)
        theta = np.zeros(units * (n_features + 1) + units + 1)
        gradient = np.zeros_like(theta)
        Wb1, Wb2 = self.parameters = _blocks(theta, units)
        dWb1, dWb2 = _blocks(gradient, units)
        Wb1[:, :-1] = initial_weights(rng, units, n_features, self.work.initialization)
        Wb2[:, :-1] = initial_weights(rng, 1, units, self.work.initialization)

        A0, A1 = np.vstack([X.T, np.ones(n)]), np.ones((units + 1, n))
        A, Z, dA, lost = A1[:-1], *np.empty((3, units, n))
        Z2, losses, above, zero = np.zeros((4, 1, n))
        sign = (1.0 - 2.0 * y)[np.newaxis]
        weights, signed_weights = np.full(n, 1 / n), sign / n
        W2, kept = Wb2[:, :-1].T, theta.copy()
        self.loss_curve_ = []
        for _ in range(self.work.max_iter):
            Wb1.dot(A0, out=Z)
            np.tanh(Z, out=A)
            Wb2.dot(A1, out=Z2)

            np.multiply(Z2, sign, out=Z2)  # the log-odds of the wrong answer
            np.abs(Z2, out=losses)
            np.negative(losses, out=losses)
            np.exp(losses, out=losses)
            np.log1p(losses, out=losses)
            np.maximum(Z2, zero, out=above)
            np.add(losses, above, out=losses)
            cost = float(losses[0].dot(weights))
            if not isfinite(cost):
                break
            np.subtract(Z2, losses, out=Z2)
            np.exp(Z2, out=Z2)
            np.multiply(Z2, signed_weights, out=Z2)

            Z2.dot(A1.T, out=dWb2)
            W2.dot(Z2, out=dA)
            np.multiply(A, A, out=lost)
            np.multiply(lost, dA, out=lost)
            np.subtract(dA, lost, out=dA)
            dA.dot(A0.T, out=dWb1)

            kept[...] = theta
            np.multiply(gradient, self.work.learning_rate, out=gradient)
            np.subtract(theta, gradient, out=theta)
            self.loss_curve_.append(cost)

    def predict_proba(self, X):
        Wb1, Wb2 = self.parameters
        Z = Wb2[:, :-1] @ np.tanh(Wb1[:, :-1] @ X.T + Wb1[:, -1:]) + Wb2[:, -1:]
        p = 1 / (1 + np.exp(-Z[0]))
        return np.column_stack([1 - p, p])


def _blocks(vector, units):
    """Views: ``[W1 b1]`` and ``[W2 b2]``."""
    Wb1, Wb2 = np.split(vector, [-units - 1])
    return Wb1.reshape(units, -1), Wb2[np.newaxis]
