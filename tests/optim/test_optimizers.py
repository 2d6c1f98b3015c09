"""Update rules: the papers' formulas, step by step, and what a step may change."""

from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from skscratch.optim import (
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSprop,
)

RULES = [
    GradientDescent(),
    Momentum(0.8),
    Nesterov(0.8),
    RMSprop(0.9, 1e-3),
    Adam(0.8, 0.95, 1e-3),
    AdamW(Adam(0.8, 0.95, 1e-3), 0.3),
]
RATE = 0.03


def name(rule):
    return type(rule).__name__


# Each generator yields the parameters after each step, written as in the paper.


def gradient_descent(theta, gradient_at):
    while True:
        theta = theta - RATE * gradient_at(theta)
        yield theta


def polyak(theta, gradient_at):
    """``theta' = theta - rate * gradient + momentum * (theta - theta_before)``."""
    before = theta
    while True:
        theta, before = (
            theta - RATE * gradient_at(theta) + 0.8 * (theta - before),
            theta,
        )
        yield theta


def sutskever(theta, gradient_at):
    """The gradient is taken at ``x + momentum * v``, which is what our rule moves."""
    x, v = theta, np.zeros_like(theta)
    while True:
        v = 0.8 * v - RATE * gradient_at(x + 0.8 * v)
        x = x + v
        yield x + 0.8 * v


def hinton(theta, gradient_at):
    mean_square = np.zeros_like(theta)
    while True:
        g = gradient_at(theta)
        mean_square = 0.9 * mean_square + 0.1 * g**2
        theta = theta - RATE * g / (np.sqrt(mean_square) + 1e-3)
        yield theta


def kingma(theta, gradient_at, decay=0.0):
    """Algorithm 1 of the paper; with decay Algorithm 2 of Loshchilov and Hutter."""
    m, v, t = np.zeros_like(theta), np.zeros_like(theta), 0
    while True:
        t += 1
        g = gradient_at(theta)
        m = 0.8 * m + (1 - 0.8) * g
        v = 0.95 * v + (1 - 0.95) * g**2
        m_hat = m / (1 - 0.8**t)
        v_hat = v / (1 - 0.95**t)
        theta = theta - RATE * (m_hat / (np.sqrt(v_hat) + 1e-3) + decay * theta)
        yield theta


def loshchilov(theta, gradient_at):
    return kingma(theta, gradient_at, decay=0.3)


PAPERS = [gradient_descent, polyak, sutskever, hinton, kingma, loshchilov]


@pytest.mark.parametrize(
    ("rule", "paper"), list(zip(RULES, PAPERS, strict=True)), ids=map(name, RULES)
)
def test_fifty_steps_are_those_of_the_paper(rule, paper, walk, gradient_at, start):
    steps = paper(start, gradient_at)
    expected = np.array([next(steps) for _ in range(50)])
    assert np.abs(expected[-1] - start).max() > 0.1
    np.testing.assert_allclose(walk(rule, RATE), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("rule", [Momentum(0.0), Nesterov(0.0)], ids=name)
def test_without_momentum_it_is_gradient_descent(rule, walk):
    np.testing.assert_array_equal(walk(rule), walk(GradientDescent()))


def test_adamw_without_decay_is_adam(walk):
    np.testing.assert_array_equal(walk(AdamW(Adam(), 0.0)), walk(Adam()))


def test_adamw_decays_each_parameter_by_its_own_strength(start):
    decay = np.array([0.5, 0, 0.1, 0, 0, 0])
    rule, theta = AdamW(Adam(), decay), start.copy()
    rule.step(theta, np.zeros(6), rule.init(theta), RATE)
    np.testing.assert_allclose(theta, start * (1 - RATE * decay), rtol=1e-15)


@pytest.mark.parametrize("rule", [Adam(epsilon=1e-300), RMSprop(epsilon=1e-300)])
def test_adaptive_rules_do_not_feel_the_scale_of_the_cost(rule, gradient_at, start):
    paths = []
    for scale in (1.0, 2.0**-20):
        theta = start.copy()
        memory = rule.init(theta)
        for _ in range(20):
            rule.step(theta, scale * gradient_at(theta), memory, RATE)
        paths.append(theta)
    np.testing.assert_allclose(*paths, rtol=1e-10)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_linear_rules_and_only_they_add_up(rule, start):
    """The step of a sum of gradients is the sum of the steps."""
    rng = np.random.default_rng(2)
    first, second = rng.standard_normal((2, 10, len(start)))

    def moved(gradients):
        theta = np.zeros_like(start)
        memory = rule.init(theta)
        for gradient in gradients:
            rule.step(theta, gradient.copy(), memory, RATE)
        return theta

    adds_up = np.allclose(moved(first + second), moved(first) + moved(second), 1e-12)
    assert adds_up == rule.linear


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rule", RULES, ids=name)
def test_a_step_changes_theta_and_memory_in_place(rule, dtype, start, gradient_at):
    theta = start.astype(dtype)
    memory = rule.init(theta)
    before = {key: array.copy() for key, array in memory.items()}
    arrays = dict(memory)
    kept = theta
    rule.step(theta, gradient_at(theta).astype(dtype), memory, RATE)
    assert theta is kept and theta.dtype == dtype
    assert (theta != start.astype(dtype)).all()
    assert memory.keys() == before.keys()
    for key, array in memory.items():
        assert array is arrays[key]
        assert key == "t" or array.dtype == dtype
        assert key == "scratch" or (array != before[key]).any()


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_memory_can_go_on_in_another_place(rule, start, gradient_at, walk):
    """All that a rule remembers is in its memory: copy it and training goes on."""
    theta = start.copy()
    memory = rule.init(theta)
    for step in range(50):
        rule.step(theta, gradient_at(theta), memory, RATE)
        if step == 20:
            memory = {key: array.copy() for key, array in memory.items()}
            theta = theta.copy()
    np.testing.assert_array_equal(theta, walk(rule)[-1])


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_a_rule_is_never_changed(rule, walk):
    first = walk(rule)
    np.testing.assert_array_equal(walk(rule), first)
    for field in fields(rule):
        with pytest.raises(FrozenInstanceError):
            setattr(rule, field.name, 0.5)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_two_runs_do_not_share_memory(rule, start):
    one, other = rule.init(start), rule.init(start)
    for key in one:
        assert not np.shares_memory(one[key], other[key])
        assert not np.shares_memory(one[key], start)
