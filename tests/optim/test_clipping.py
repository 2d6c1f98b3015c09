"""Clipping: what a rule is shown is never longer than it may be, and no other way."""

import numpy as np
import pytest

from skscratch.optim import Adam, AdamW, Clipped, GradientDescent, Momentum

RATE = 0.1


@pytest.fixture
def shown():
    """A function: the gradient that a clipped rule is shown of a given one."""

    class Spy:
        def step(self, theta, gradient, memory, learning_rate):
            memory["gradient"] = gradient.copy()

    def of(gradient, max_norm):
        memory = {}
        rule = Clipped(Spy(), max_norm)
        rule.step(np.zeros_like(gradient), gradient.copy(), memory, RATE)
        return memory["gradient"]

    return of


@pytest.mark.parametrize("size", [1e-12, 0.3, 7.0, 1e150, 1e250])
@pytest.mark.parametrize("max_norm", [1e-3, 1.0, 1e200])
def test_the_length_is_bounded_and_the_direction_kept(size, max_norm, shown):
    gradient = size * np.random.default_rng(0).standard_normal(50)
    scaled = gradient / np.abs(gradient).max()
    length = np.linalg.norm(scaled) * np.abs(gradient).max()
    clipped = shown(gradient, max_norm)
    if length <= max_norm:
        np.testing.assert_array_equal(clipped, gradient)
    else:
        expected = max_norm * scaled / np.linalg.norm(scaled)
        np.testing.assert_allclose(clipped, expected, rtol=1e-12)


def test_float32_does_not_overflow_and_stays(shown):
    gradient = np.array([3e25, 4e25], np.float32)  # its squares are beyond float32
    clipped = shown(gradient, 1.0)
    assert clipped.dtype == np.float32
    np.testing.assert_allclose(clipped, [0.6, 0.8], rtol=1e-6)


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_what_is_not_finite_is_not_hidden(bad, shown):
    with np.errstate(all="ignore"):  # as training runs
        assert not np.isfinite(shown(np.array([1.0, bad]), 1.0)).all()


@pytest.mark.parametrize("max_norm", [0.01, 0.5])
def test_a_step_of_gradient_descent_is_never_longer_than_rate_times_norm(
    max_norm, walk, start
):
    path = walk(Clipped(GradientDescent(), max_norm), RATE)
    steps = np.linalg.norm(np.diff(path, axis=0, prepend=start[None]), axis=1)
    assert (steps <= RATE * max_norm * (1 + 1e-12)).all()
    assert steps.max() == pytest.approx(RATE * max_norm, rel=1e-12)


@pytest.mark.parametrize(
    "rule", [GradientDescent(), Momentum(0.8), Adam(), AdamW(Adam(), 0.3)]
)
def test_a_bound_that_is_never_reached_changes_nothing(rule, walk):
    np.testing.assert_array_equal(walk(Clipped(rule, 1e300)), walk(rule))


def test_the_decay_of_adamw_is_not_clipped(start):
    """The penalty is no part of the gradient that this rule sees."""
    rule, theta = Clipped(AdamW(Adam(), 0.5), 1e-9), start.copy()
    rule.step(theta, np.zeros_like(theta), rule.init(theta), RATE)
    np.testing.assert_allclose(theta, start * (1 - RATE * 0.5), rtol=1e-14)


@pytest.mark.parametrize("max_norm", [1e-3, 0.7, 1e3])
def test_it_is_the_clipping_of_torch(max_norm, shown):
    torch = pytest.importorskip("torch")
    parameters = [torch.zeros(4, 3), torch.zeros(5)]
    gradient = np.random.default_rng(0).standard_normal(17)
    for parameter, piece in zip(parameters, np.split(gradient, [12]), strict=True):
        parameter.grad = torch.tensor(piece).reshape(parameter.shape)
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    theirs = np.concatenate([p.grad.numpy().ravel() for p in parameters])
    # theirs adds 1e-6 to the length
    np.testing.assert_allclose(shown(gradient, max_norm), theirs, rtol=1e-5)
