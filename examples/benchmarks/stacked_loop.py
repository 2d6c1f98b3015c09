"""Many networks of lesson 2 as bare calls of NumPy, on arrays that hold all of them."""

from dataclasses import dataclass

import numpy as np
from peers import Work
from threadpoolctl import threadpool_limits

from skscratch.core.initializers import initial_weights


@dataclass
class StackedLoop:
    """The bare loop of `BareLoop` over K networks at once.

    Arrays have an axis of networks in front. The first layer's products are one product
    of all networks' units with the samples, which all share; those of the output layer
    are K small ones, of a single call.
    """

    work: Work
    rates: np.ndarray

    def fit(self, X, y):
        with threadpool_limits(1, user_api="blas"), np.errstate(over="ignore"):
            self._train(X, y)
        return self

    def _train(self, X, y):
        n, n_features = X.shape
        (units,), K = self.work.hidden, len(self.rates)
        rng = np.random.RandomState(1)
        first, second = units * (n_features + 1), units + 1
        theta = np.zeros(K * (first + second))
        gradient = np.zeros_like(theta)
        Wb1, Wb2 = self.parameters = _blocks(theta, K, units, n_features)
        dWb1, dWb2 = _blocks(gradient, K, units, n_features)
        Wb1.reshape(K, units, -1)[..., :-1] = initial_weights(
            rng, units, n_features, self.work.initialization
        )
        Wb2[..., :-1] = initial_weights(rng, 1, units, self.work.initialization)

        A0, A1 = np.vstack([X.T, np.ones(n)]), np.ones((K, units + 1, n))
        A, A1_T = A1[:, :-1], A1.transpose(0, 2, 1)
        Z, dA, lost = np.empty((3, K, units, n))
        flat_Z, flat_dA = Z.reshape(K * units, n), dA.reshape(K * units, n)
        Z2, losses, above = np.empty((3, K, 1, n))
        sign = 1.0 - 2.0 * y
        weights, signed_weights = np.full(n, 1 / n), sign / n
        W2 = Wb2[..., :-1].transpose(0, 2, 1)
        rates = np.repeat(self.rates, first), np.repeat(self.rates, second)
        rates, kept = np.concatenate(rates), theta.copy()
        self.loss_curves_ = []
        for _ in range(self.work.max_iter):
            np.matmul(Wb1, A0, out=flat_Z)
            np.tanh(Z, out=A)
            np.matmul(Wb2, A1, out=Z2)

            np.multiply(Z2, sign, out=Z2)  # the log-odds of the wrong answer
            np.abs(Z2, out=losses)
            np.negative(losses, out=losses)
            np.exp(losses, out=losses)
            np.log1p(losses, out=losses)
            np.maximum(Z2, 0.0, out=above)
            np.add(losses, above, out=losses)
            costs = losses[:, 0].dot(weights)
            if not np.isfinite(costs).all():
                break
            np.subtract(Z2, losses, out=Z2)
            np.exp(Z2, out=Z2)
            np.multiply(Z2, signed_weights, out=Z2)

            np.matmul(Z2, A1_T, out=dWb2)
            np.multiply(W2, Z2, out=dA)
            np.multiply(A, A, out=lost)
            np.multiply(lost, dA, out=lost)
            np.subtract(dA, lost, out=dA)
            np.matmul(flat_dA, A0.T, out=dWb1)

            kept[...] = theta
            np.multiply(gradient, rates, out=gradient)
            np.subtract(theta, gradient, out=theta)
            self.loss_curves_.append(costs)


def _blocks(vector, K, units, n_features):
    """Views: ``[W1 b1]`` of all networks' units, and ``[W2 b2]`` of each network."""
    Wb1, Wb2 = np.split(vector, [K * units * (n_features + 1)])
    return Wb1.reshape(K * units, -1), Wb2.reshape(K, 1, -1)
