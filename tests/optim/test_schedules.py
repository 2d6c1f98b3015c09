"""Schedules: where they start, how they fall, where they end."""

import numpy as np
import pytest

from skscratch.optim import Cosine, Exponential, InverseTime, Step
from skscratch.optim.schedules import SCHEDULES

ALL = [Step(0.3, 7), Exponential(0.9), InverseTime(0.2), Cosine(40)]


def values(schedule, n_epochs):
    return np.array([schedule(epoch) for epoch in range(n_epochs)])


@pytest.mark.parametrize("schedule", ALL, ids=lambda s: type(s).__name__)
def test_factors_start_at_one_and_never_rise(schedule):
    factors = values(schedule, 60)
    assert factors[0] == 1
    assert (np.diff(factors) <= 0).all()
    assert factors[-1] < 0.1
    assert (factors >= 0).all()


def test_step_drops_at_every_multiple_and_nowhere_else():
    factors = values(Step(0.3, 7), 30)
    np.testing.assert_array_equal(np.flatnonzero(np.diff(factors)), [6, 13, 20, 27])
    np.testing.assert_allclose(factors[[7, 14, 21, 28]], 0.3 ** np.arange(1, 5))


def test_exponential_falls_by_the_same_share_in_each_epoch():
    factors = values(Exponential(0.9), 30)
    np.testing.assert_allclose(factors[1:] / factors[:-1], 0.9)


def test_inverse_time_is_linear_in_its_inverse():
    np.testing.assert_allclose(np.diff(1 / values(InverseTime(0.2), 30)), 0.2)


def test_cosine_is_one_half_midway_symmetric_and_zero_from_the_end_on():
    factors = values(Cosine(40), 60)
    assert factors[20] == pytest.approx(0.5)
    np.testing.assert_allclose(factors[:41] + factors[40::-1], 1)
    np.testing.assert_allclose(factors[40:], 0, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("step", Step()),
        ("exponential", Exponential()),
        ("inverse_time", InverseTime()),
        ("cosine", Cosine(123)),
    ],
)
def test_names_stand_for_the_defaults_and_the_length_of_the_run(name, schedule):
    assert SCHEDULES[name](123) == schedule
    assert set(SCHEDULES) == {"step", "exponential", "inverse_time", "cosine"}


@pytest.mark.parametrize("n", [0, -5, "a", None, np.nan, np.inf])
def test_a_number_of_epochs_that_is_none_is_refused(n):
    with pytest.raises(ValueError, match="every must be a finite number of epochs"):
        Step(every=n)
    with pytest.raises(ValueError, match="n_epochs must be a finite number of epochs"):
        Cosine(n)


@pytest.mark.parametrize("share", [0, -0.5, 1.5, np.nan, np.inf, "a", None, 1j])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="factor must be a number above 0 and at most"):
        Step(factor=share)
    with pytest.raises(ValueError, match="decay must be a number above 0 and at most"):
        Exponential(share)


@pytest.mark.parametrize("rate", [-0.5, np.nan, np.inf, "a", None, 1j])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ValueError, match="rate must be a finite number of at least 0"):
        InverseTime(rate)


FAR = [
    *ALL,
    Step(1.0),
    Step(0.5, 1e-300),
    Exponential(1e-300),
    Exponential(1),
    InverseTime(1e300),
    InverseTime(0),
    InverseTime(10**400),
    Cosine(10**400),
]


@pytest.mark.parametrize("schedule", FAR, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("epoch", [10**6, 10**18, 10**400], ids=["6", "18", "400"])
def test_factors_are_finite_floats_however_far_it_goes(schedule, epoch):
    factor = schedule(epoch)
    assert type(factor) is float
    assert 0 <= factor <= 1


def test_a_share_of_one_keeps_the_learning_rate():
    assert Exponential(1)(10**400) == Step(1.0)(10**400) == InverseTime(0)(10**400) == 1
