"""How much of a step with Adam are the NumPy calls that it cannot do without?

    python examples/benchmarks/floor.py [--smoke]

Beside a step of ours, everything that `fit` does included, stands the same step as a
bare row of calls on one thread, with every array made beforehand, and what its parts
take: the matrix products, which are a BLAS's, the ten passes of Adam over all
parameters, the gathering of the batch, and the rest, activations and loss. Where a step
of ours takes less than the row, threads have shared it.
"""

from functools import partial
from itertools import pairwise
from math import ceil
from statistics import median
from time import perf_counter

import numpy as np
from data import generated
from peers import Work
from report import run_alone
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits
from timing import race, rows

from skscratch.core.activations import relu, relu_backward
from skscratch.core.losses import SOFTMAX
from skscratch.optim import Adam


class BareStep:
    """Relu layers above samples as columns; ``[W b]`` and its gradient are views."""

    def __init__(self, X, y, hidden, size):
        self.X, self.rng = X, np.random.default_rng(0)
        units, dtype = (X.shape[1], *hidden, int(y.max()) + 1), X.dtype
        self.classes = np.ascontiguousarray(np.eye(units[-1], dtype=dtype)[:, y])
        shapes = [(n_in + 1, n_out) for n_in, n_out in pairwise(units)]
        cuts = np.cumsum([n * m for n, m in shapes])
        self.theta = self.rng.normal(0, 0.05, cuts[-1]).astype(dtype)
        self.gradient = np.zeros_like(self.theta)
        self.W, self.dW = (
            [part.reshape(s).T for part, s in zip(parts, shapes, strict=False)]
            for parts in (np.split(v, cuts) for v in (self.theta, self.gradient))
        )
        self.rows = np.empty((size, X.shape[1] + 1), dtype)
        self.above = [self.rows.T] + [np.ones((n + 1, size), dtype) for n in hidden]
        self.Z = [np.empty((n, size), dtype) for n in units[1:]]
        self.dA = [np.empty((n, size), dtype) for n in hidden]
        self.batch, self.Y = np.empty((size, X.shape[1]), dtype), self.Z[-1].copy()
        self.rule, self.size = Adam(), size
        self.memory = self.rule.init(self.theta)
        self.seconds = {}

    def step(self):
        """One step; adds what each part takes to `seconds`."""
        rows = self.rng.integers(len(self.X), size=self.size)
        self._time("gathering", self._gather, rows)
        last = len(self.W) - 1
        for i, W in enumerate(self.W):
            self._time("products", W.dot, self.above[i], self.Z[i])
            if i < last:
                self._time("rest", relu, self.Z[i], self.above[i + 1][:-1])
        dZ = self._time("rest", self._loss)
        for i in range(last, -1, -1):
            self._time("products", self.above[i].dot, dZ.T, self.dW[i].T)
            if i:
                W, dA, Z = self.W[i][:, :-1], self.dA[i - 1], self.Z[i - 1]
                self._time("products", W.T.dot, dZ, dA)
                dZ = self._time("rest", relu_backward, dA, Z, None, dA)
        args = self.theta, self.gradient, self.memory, 1e-6
        self._time("Adam", self.rule.step, *args)

    def _gather(self, rows):
        self.X.take(rows, axis=0, out=self.batch, mode="clip")
        self.classes.take(rows, axis=1, out=self.Y, mode="clip")

    def _loss(self):
        _, dZ = SOFTMAX.losses(self.Z[-1], self.Y)
        dZ *= 1 / self.size
        return dZ

    def _time(self, part, call, *args):
        start = perf_counter()
        result = call(*args)
        self.seconds.setdefault(part, []).append(perf_counter() - start)
        return result


def parts_of_a_step(bare, n_steps):
    """Seconds of each part by its name, medians over some steps."""
    each = []
    for _ in range(n_steps):
        bare.seconds = {}
        bare.step()
        each.append({part: sum(times) for part, times in bare.seconds.items()})
    return {part: median(step[part] for step in each) for part in each[0]}


def cases(smoke):
    X, y = load_digits(return_X_y=True)
    yield "digits, 100 units", (X / 16).astype(np.float32), y, (100,), 32, 30
    X, y = generated(*((300, 20) if smoke else (12_000, 784)))
    for dtype in ("float32", "float64"):
        for size in (32, 200, 1000):
            size = min(size, len(X))
            yield "784-256-128-10", X.astype(dtype), y, (256, 128), size, 2


def measure(options):
    for name, X, y, hidden, size, n_epochs in cases(options.smoke):
        n_epochs = 1 if options.smoke else n_epochs
        work = Work(hidden=hidden, solver="adam", batch_size=size, max_iter=n_epochs)
        fit = partial(work.ours().fit, X, y)
        seconds, _ = race({"ours": fit}, options.rounds)
        n_steps = n_epochs * ceil(len(X) / size)
        with threadpool_limits(1, user_api="blas"):
            bare = BareStep(X, y, hidden, size)
            bare.rows[:] = 1
            parts = parts_of_a_step(bare, 3 if options.smoke else 200)
        values = {"a step of ours": median(seconds["ours"]) / n_steps}
        values["the bare row of calls"] = sum(parts.values())
        values |= {f"its {part}": value for part, value in parts.items()}
        case = f"{name}, batches of {size}, {X.dtype}"
        yield from rows(case, values, "seconds").values()


if __name__ == "__main__":
    run_alone(__doc__, measure)
