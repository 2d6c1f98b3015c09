"""Patience and plateau: when a value counts as stalled."""

import math

import pytest

from skscratch.training.state import State
from skscratch.training.stopping import Patience, Plateau


def stalls(patience, values, state=None):
    state = State() if state is None else state
    return [patience.is_over(state, value) for value in values]


@pytest.mark.parametrize("n_iter_no_change", [1, 3])
def test_it_ends_after_that_many_epochs_without_progress(n_iter_no_change):
    answers = stalls(Patience(0.1, n_iter_no_change), [1.0] * 6)
    assert answers.index(True) == n_iter_no_change  # the first value is progress


@pytest.mark.parametrize(
    ("tol", "fall", "progress"),
    [(0.1, 0.2, True), (0.1, 0.05, False), (0.25, 0.25, False), (0.0, 1e-9, True)],
)
def test_only_a_fall_by_more_than_tol_is_progress(tol, fall, progress):
    assert stalls(Patience(tol, 1), [1.0, 1.0 - fall])[1] != progress


def test_a_slow_fall_adds_up():
    """The reference is the last value that was progress, not the last one seen."""
    assert not any(stalls(Patience(0.1, 4), [1 - 0.04 * i for i in range(40)]))


def test_progress_starts_the_count_anew():
    answers = stalls(Patience(0.1, 3), [1, 1, 1, 0.5, 0.5, 0.5, 0.5])
    assert answers == [False] * 6 + [True]


def test_a_rise_or_nan_is_no_progress():
    assert stalls(Patience(0.0, 2), [1.0, 2.0, math.nan]) == [False, False, True]


@pytest.mark.parametrize("n_first", range(7))
def test_counting_goes_on_in_the_state(n_first):
    values, state = [1.0, 0.5, 0.5, 0.5, 0.5, 0.5], State()
    answers = stalls(Patience(0.1, 4), values[:n_first], state)
    answers += stalls(Patience(0.1, 4), values[n_first:], state)
    assert answers == stalls(Patience(0.1, 4), values)


def test_plateau_divides_its_factor_until_it_is_too_small():
    plateau = Plateau(State(), smallest=0.03, divisor=5.0)
    assert plateau(0) == plateau(99) == 1
    assert plateau.lower() and plateau(0) == pytest.approx(0.2)
    assert plateau.lower() and plateau(0) == pytest.approx(0.04)
    assert not plateau.lower()


def test_plateau_goes_on_from_the_states_factor():
    state = State(factor=0.2)
    Plateau(state).lower()
    assert Plateau(state)(0) == state.factor == pytest.approx(0.04)


def test_a_swing_is_no_plateau_where_nothing_moves_by_itself():
    values = [1.0, 0.5, 0.8, 1.0, 0.9, 0.7, 0.6, 0.55, 0.54, 0.54, 0.54]
    assert stalls(Patience(0.05, 3), values).index(True) == 4
    assert stalls(Patience(0.05, 3, noisy=False), values).index(True) == 9


@pytest.mark.parametrize(
    ("values", "falls"),
    [
        ([3.0, 2.0], True),
        ([2.0, 2.0, 2.0], True),  # too few to tell
        ([2.0, 2.0, 2.0, 2.0], False),
        ([1.0, 5.0, 4.0, 3.0, 2.0], True),  # above the first, and on its way down
        ([1.0, 2.0, 3.0, 4.0], False),
        ([1.0, 3.0, 1.2, 2.5], True),
        ([1.0, 1.0, 0.95, 0.95], False),  # by less than tol
        ([1.0, 1.0, math.nan, 0.0], False),
        ([9.0, 9.0, 1.0, 1.0, 1.0, 1.0], False),  # the last four count
    ],
)
def test_a_trend_is_one_of_means(values, falls):
    assert Patience(0.1, 2).still_falls(values) == falls
