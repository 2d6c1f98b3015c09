"""What the tests of update rules share: a curved valley and a walk through it."""

import numpy as np
import pytest

N = 6


@pytest.fixture
def gradient_at():
    """Gradient of a smooth cost, as a function of the parameters."""
    rng = np.random.default_rng(0)
    A = rng.standard_normal((N, N))
    return lambda theta: A @ np.tanh(A.T @ theta) + 0.3 * theta


@pytest.fixture
def start():
    return np.random.default_rng(1).standard_normal(N)


@pytest.fixture
def walk(gradient_at, start):
    """A function: the parameters after each of 50 steps of a rule."""

    def along(rule, rate=0.03):
        theta, path = start.copy(), []
        memory = rule.init(theta)
        for _ in range(50):
            rule.step(theta, gradient_at(theta), memory, rate)
            path.append(theta.copy())
        return np.array(path)

    return along
