"""What would compiled code give? Two networks trained by Numba, beside ours.

    python examples/benchmarks/compiled.py [--smoke]

An experiment for the page on speed: Numba is no dependency and takes no part where it
is not installed. Whole epochs are compiled: one pass over the parameters makes a step
of Adam, each layer's activation and derivative are loops, the products are a BLAS's.
Both start from our initial weights and take our batches, so the costs must agree; the
compiling comes before and is not timed.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log, log1p, tanh

import numpy as np
from bare_loop import BareLoop
from data import generated
from numba import njit
from peers import Work, training_cost
from report import run_alone
from threadpoolctl import threadpool_limits
from timing import COST, compare

from skscratch import ShallowNNClassifier
from skscratch.core.initializers import initial_weights
from skscratch.datasets import make_flower
from skscratch.training.state import State

compiled = njit(
    error_model="numpy"
)  # a division looks for no zero: so it is vectorised


@compiled
def adam_step(theta, gradient, first, second, epsilon, rate, decays):
    """A step of `skscratch.optim.Adam` in one pass, its factors made by the caller."""
    beta_1, beta_2 = decays
    for i in range(len(theta)):
        g = gradient[i]
        first[i] = beta_1 * first[i] + g
        second[i] = beta_2 * second[i] + g * g
        theta[i] -= rate * (first[i] / (np.sqrt(second[i]) + epsilon))


@compiled
def relu_above_ones(Z, A):
    """``A = [relu(Z), 1]``, samples as rows."""
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            A[i, j] = max(Z[i, j], 0)
        A[i, Z.shape[1]] = 1


@compiled
def relu_backward(dA, Z):
    """``dA = dA`` where ``Z > 0``, else 0."""
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            dA[i, j] = dA[i, j] if Z[i, j] > 0 else 0


@compiled
def softmax_derivative(Z, classes):
    """Write ``(P - Y) / n`` over the logits; returns the mean loss."""
    n, cost = len(Z), 0.0
    for i in range(n):
        highest, right = Z[i].max(), Z[i, classes[i]]
        total = 0.0
        for j in range(Z.shape[1]):
            Z[i, j] = exp(Z[i, j] - highest)
            total += Z[i, j]
        for j in range(Z.shape[1]):
            Z[i, j] /= total * n
        Z[i, classes[i]] -= 1 / n
        cost += log(total) + highest - right
    return cost / n


@compiled
def adam_gradient(A0, classes, W, dW, Z, A, dA):
    """Cost and gradient of two relu layers, samples as rows, ``W`` with the biases."""
    np.dot(A0, W[0], Z[0])
    relu_above_ones(Z[0], A[0])
    np.dot(A[0], W[1], Z[1])
    relu_above_ones(Z[1], A[1])
    np.dot(A[1], W[2], Z[2])
    cost = softmax_derivative(Z[2], classes)
    np.dot(A[1].T, Z[2], dW[2])
    np.dot(Z[2], W[2][:-1].T, dA[1])
    relu_backward(dA[1], Z[1])
    np.dot(A[0].T, dA[1], dW[1])
    np.dot(dA[1], W[1][:-1].T, dA[0])
    relu_backward(dA[0], Z[0])
    np.dot(A0.T, dA[0], dW[0])
    return cost


@compiled
def flower_iteration(X, y, theta, gradient, units, A, rate):
    """One step of gradient descent on a tanh layer; returns the cost before it."""
    n, n_features = X.shape
    W, V = theta[: -units - 1].reshape(n_features + 1, units), theta[-units - 1 :]
    dW, dV = (
        gradient[: -units - 1].reshape(n_features + 1, units),
        gradient[-units - 1 :],
    )
    gradient[:] = 0
    cost = 0.0
    for i in range(n):
        z = V[units]
        for j in range(units):
            a = W[n_features, j]
            for k in range(n_features):
                a += W[k, j] * X[i, k]
            A[j] = tanh(a)
            z += V[j] * A[j]
        small = exp(-abs(z))
        cost += log1p(small) + max(z, 0.0) - y[i] * z
        p = (1.0 if z > 0 else small) / (1 + small)
        dz = (p - y[i]) / n
        dV[units] += dz
        for j in range(units):
            dV[j] += dz * A[j]
            da = dz * V[j] * (1 - A[j] * A[j])
            dW[n_features, j] += da
            for k in range(n_features):
                dW[k, j] += da * X[i, k]
    for i in range(len(theta)):
        theta[i] -= rate * gradient[i]
    return cost / n


@compiled
def flower_iterations(X, y, theta, units, rate, n_iterations):
    gradient, A = np.empty_like(theta), np.empty(units)
    return [
        flower_iteration(X, y, theta, gradient, units, A, rate)
        for _ in range(n_iterations)
    ]


@dataclass
class Compiled:
    """What the two networks share: weights that start as ours, and predictions."""

    work: Work

    def fit(self, X, y):
        with threadpool_limits(1, user_api="blas"):
            rng = np.random.RandomState(1)
            units = (X.shape[1], *self.work.hidden, 1 if y.max() == 1 else y.max() + 1)
            self.theta, self.W = _flat(units, X.dtype)
            for W, (n_in, n_out) in zip(self.W, pairwise(units), strict=True):
                kind = self.work.initialization
                W[:-1] = initial_weights(rng, n_out, n_in, kind).T
            self._train(X, y, State.new(rng).shuffle_rng)
        return self

    def predict_proba(self, X):
        A, act = X, {"relu": lambda Z: np.maximum(Z, 0), "tanh": np.tanh}
        for W in self.W[:-1]:
            A = act[self.work.activation](A @ W[:-1] + W[-1])
        Z = (A @ self.W[-1][:-1] + self.W[-1][-1]).astype(np.float64)
        Z = np.hstack([np.zeros_like(Z), Z]) if Z.shape[1] == 1 else Z
        P = np.exp(Z - Z.max(axis=1, keepdims=True))
        return P / P.sum(axis=1, keepdims=True)


class CompiledFlower(Compiled):
    """Lesson 2 as one compiled loop over samples."""

    def _train(self, X, y, rng):
        (units,), work = self.work.hidden, self.work
        self.loss_curve_ = flower_iterations(
            X, y.astype(X.dtype), self.theta, units, work.learning_rate, work.max_iter
        )


class CompiledAdam(Compiled):
    """Two relu layers, mini-batches and Adam; batches are gathered by NumPy."""

    def _train(self, X, y, rng):
        size, dtype = self.work.batch_size, X.dtype.type
        units = [X.shape[1], *(W.shape[1] for W in self.W)]
        gradient, dW = _flat(units, dtype)
        first, second = np.zeros_like(self.theta), np.zeros_like(self.theta)
        A0 = np.ones((size, X.shape[1] + 1), dtype)
        n_out = units[1:]
        Z = tuple(np.empty((size, n), dtype) for n in n_out)
        A = tuple(np.empty((size, n + 1), dtype) for n in n_out[:-1])
        dA = tuple(np.empty((size, n), dtype) for n in n_out[:-1])
        t, decays = 0, (dtype(0.9), dtype(0.999))
        for _ in range(self.work.max_iter):
            order = np.arange(len(X))
            rng.shuffle(order)
            for rows in order.reshape(-1, size):
                A0[:, :-1] = X[rows]
                adam_gradient(A0, y[rows], self.W, dW, Z, A, dA)
                t += 1
                to_m, to_root = 0.1 / (1 - 0.9**t), (0.001 / (1 - 0.999**t)) ** 0.5
                rate = dtype(self.work.learning_rate * to_m / to_root)
                epsilon = dtype(1e-8 / to_root)
                adam_step(self.theta, gradient, first, second, epsilon, rate, decays)


def _flat(units, dtype):
    """A vector of zeros, and of each layer ``[W b]`` transposed as a view of it."""
    shapes = [(n_in + 1, n_out) for n_in, n_out in pairwise(units)]
    theta = np.zeros(sum(n * m for n, m in shapes), dtype)
    cuts = np.cumsum([n * m for n, m in shapes])[:-1]
    pieces = zip(np.split(theta, cuts), shapes, strict=True)
    return theta, tuple(piece.reshape(shape) for piece, shape in pieces)


def measure(options):
    X, y = make_flower(400, random_state=1)
    flower = Work(
        hidden=(4,),
        activation="tanh",
        initialization="normal",
        learning_rate=1.2,
        max_iter=20 if options.smoke else 10_000,
    )
    ours = ShallowNNClassifier(
        n_hidden=4,
        initialization="normal",
        solver="gd",
        learning_rate=flower.learning_rate,
        max_iter=flower.max_iter,
        tol=None,
        random_state=1,
    )
    others = {"compiled": CompiledFlower(flower), "bare NumPy loop": BareLoop(flower)}
    yield from _race(
        f"lesson 2, {flower.max_iter} iterations", ours, others, X, y, options
    )
    X, y = generated(*((320, 20) if options.smoke else (12_000, 784)), dtype="float32")
    for dtype in ("float32", "float64"):
        work = Work(hidden=(256, 128), solver="adam", batch_size=32, max_iter=3)
        yield from _race(
            f"784-256-128-10, batches of 32, {dtype}",
            work.ours(),
            {"compiled": CompiledAdam(work)},
            X.astype(dtype),
            y,
            options,
        )


def _race(case, ours, others, X, y, options):
    networks = {type(ours).__name__: ours} | others
    for network in others.values():  # Numba compiles when it is first called
        replace(network, work=replace(network.work, max_iter=1)).fit(X, y)
    yield from compare(
        case,
        {name: lambda n=network: n.fit(X, y) for name, network in networks.items()},
        options.rounds,
        checked=COST,
        check=training_cost(X, y),
    )


if __name__ == "__main__":
    run_alone(__doc__, measure)
