"""The monitor: what it records, what it watches, what it keeps, why it stops."""

import math

import numpy as np
import pytest

from skscratch.training.monitor import Monitor
from skscratch.training.snapshot import Best
from skscratch.training.state import History, State
from skscratch.training.stopping import Patience, Plateau

NAN = math.nan


class Losses:
    """Stands in for a validation part: gives the losses it was made with."""

    def __init__(self, *losses):
        self.losses = iter(losses)

    def evaluate(self):
        loss = next(self.losses)
        return loss, 1 - loss


def answers(monitor, costs):
    return [monitor(cost) for cost in costs]


def train(monitor, array, n_epochs):
    """Epochs that each leave their number in the array."""
    for epoch in range(n_epochs):
        array[...] = epoch
        monitor(1.0)
    monitor.conclude()


def test_a_plain_monitor_records_and_never_stops():
    monitor = Monitor(State(history=History.of([3.0], None, None, 0)))
    assert answers(monitor, [2.0, 2.0, 5.0]) == [False] * 3
    assert monitor.history.costs == [3, 2, 2, 5]
    assert monitor.history.n_epochs == 4
    assert monitor.history.validation_losses == monitor.history.validation_scores == []
    assert monitor.outcome == "max_iter"


@pytest.mark.parametrize("cost", [math.nan, math.inf, -math.inf])
def test_a_cost_that_is_not_finite_means_divergence(cost):
    """It is recorded, and the curves stay aligned."""
    monitor = Monitor(State(), Patience(0.1, 1), validation=Losses())
    assert monitor(cost)
    assert monitor.outcome == "diverged"
    np.testing.assert_array_equal(monitor.history.costs, [cost])
    np.testing.assert_array_equal(monitor.history.validation_losses, [NAN])


def test_patience_at_its_end_means_convergence():
    state = State()
    monitor = Monitor(state, Patience(0.1, 2))
    assert answers(monitor, [1.0, 1.0, 1.0]) == [False, False, True]
    assert monitor.outcome == "converged"
    monitor.conclude()
    assert state.n_stalled == 0  # or the next run would stop in its first epoch


@pytest.mark.parametrize("early_stopping", [False, True])
def test_early_stopping_watches_the_validation_loss(early_stopping):
    """The cost keeps falling while the validation loss rises."""
    trained = [np.zeros(1)] if early_stopping else None
    losses = [0.5, 0.6, 0.7, 0.8]
    monitor = Monitor(State(), Patience(0.1, 2), None, Losses(*losses), trained)
    assert answers(monitor, [4.0, 3.0, 2.0, 1.0])[-1] == early_stopping
    assert monitor.history.validation_losses == losses
    assert monitor.history.validation_scores == pytest.approx([0.5, 0.4, 0.3, 0.2])


def test_early_stopping_waits_for_a_validation_loss_that_falls_again():
    """It rises first, as on data of any scale, and ends below where it began."""
    losses = [0.5, 0.9, 0.9, 0.8, 0.7, 0.6, *[0.4] * 6]
    monitor = Monitor(State(), Patience(0.01, 3), None, Losses(*losses), [np.zeros(1)])
    stopped = answers(monitor, [1.0] * len(losses))
    assert stopped.index(True) == len(losses) - 1
    monitor.conclude()
    assert monitor.state.best_iteration == 6


def test_early_stopping_by_the_score_wants_it_to_rise():
    """The losses fall, and so do the scores."""

    class Scores(Losses):
        def evaluate(self):
            loss = next(self.losses)
            return loss, loss

    state, array = State(), np.zeros(1)
    monitor = Monitor(
        state,
        Patience(0.1, 3),
        None,
        Scores(0.5, 0.6, 0.4, 0.3, 0.3, 0.3),
        [array],
        by_score=True,
    )
    stopped = []
    for epoch in range(6):
        array[...] = epoch
        stopped.append(monitor(1.0))
    assert stopped == [False] * 5 + [True]
    assert (state.best.value, state.best.iteration) == (-0.6, 1)
    monitor.conclude()
    assert array[0] == state.best_iteration == 1


@pytest.mark.parametrize(
    ("losses", "best"),
    [
        ([0.5, 0.3, 0.4, 0.35], 1),
        ([0.5, 0.4, 0.3, 0.2], 3),
        ([0.2, 0.3, 0.3], 0),
        ([0.3, 0.3, 0.3], 0),  # the earliest of equal ones
        ([NAN, 0.4, NAN], 1),
        ([math.inf, 0.4], 1),
    ],
)
def test_the_best_arrays_come_back(losses, best):
    state, arrays = State(), [np.zeros(3), np.zeros(2, np.int64)]
    monitor = Monitor(state, None, None, Losses(*losses), arrays)
    for epoch in range(len(losses)):
        for array in arrays:
            array[...] = epoch
        monitor(1.0)
    assert (state.best.value, state.best.iteration) == (losses[best], best)
    monitor.conclude()
    for array in arrays:
        np.testing.assert_array_equal(array, best)
    assert state.best_iteration == best
    assert state.best is None


@pytest.mark.parametrize("losses", [[NAN, NAN], [math.inf]])
def test_a_loss_that_is_not_finite_is_never_the_best(losses):
    state, array = State(), np.zeros(1)
    train(Monitor(state, None, None, Losses(*losses), [array]), array, len(losses))
    assert array[0] == len(losses) - 1
    assert state.best_iteration is state.best is None


def test_without_early_stopping_the_last_arrays_stay():
    state, array = State(best_iteration=3), np.zeros(1)
    train(Monitor(state, validation=Losses(0.1, 0.2)), array, 2)
    assert array[0] == 1
    assert state.best_iteration is state.best is None


@pytest.mark.parametrize(("loss", "best"), [(0.4, 1), (0.2, 3)])
def test_the_best_of_an_interrupted_run_is_beaten_or_comes_back(loss, best):
    """A state with a best is that of a run that has not come to its end."""
    state = State(
        best=Best(0.3, 1, (np.array([-5.0]),)),
        history=History.of([1.0, 1.0, 1.0], [0.5, 0.3, 0.4], [0.5, 0.7, 0.6], 3),
    )
    array = np.array([9.0])
    train(Monitor(state, None, None, Losses(loss), [array]), array, 1)
    assert array[0] == (-5 if best == 1 else 0)
    assert state.best_iteration == best


@pytest.mark.parametrize(("losses", "best"), [((0.3, 0.4), 1), ((0.3, 0.2), 3)])
def test_a_later_run_may_end_where_it_started(losses, best):
    """What stands after a whole run is measured on the new validation part."""
    history = History.of([1.0] * 3, [0.5, 0.1, 0.2], [0.5, 0.9, 0.8], 3)
    state, array = State(best_iteration=1, history=history), np.array([-5.0])
    train(Monitor(state, None, None, Losses(*losses), [array]), array, 1)
    assert array[0] == (-5 if best == 1 else 0)
    assert state.best_iteration == best


@pytest.mark.parametrize("early_stopping", [False, True])
def test_curves_stay_aligned_when_a_run_has_no_validation_part(early_stopping):
    state = State()
    trained = [np.zeros(1)] if early_stopping else None
    answers(Monitor(state), [5.0])
    losses = Losses(0.9, 0.5) if early_stopping else Losses(0.5)
    answers(Monitor(state, None, None, losses, trained), [4.0])
    answers(Monitor(state), [3.0, 2.0])
    assert state.history.costs == [5, 4, 3, 2]
    np.testing.assert_array_equal(state.history.validation_losses, [0.5, NAN, NAN])
    np.testing.assert_array_equal(state.history.validation_scores, [0.5, NAN, NAN])
    again = History.of(
        state.history.costs,
        state.history.validation_losses,
        state.history.validation_scores,
        0,
    )
    assert repr(again) == repr(state.history)  # where nan is nan


def test_a_plateau_lowers_the_rate_before_patience_ends_training():
    state = State()
    plateau = Plateau(state, smallest=0.03)
    monitor = Monitor(state, Patience(0.1, 2), plateau)
    factors = []
    for epoch in range(100):
        stop = monitor(1.0)
        factors.append(plateau(epoch))
        if stop:
            break
    assert [round(factor, 10) for factor in factors] == [
        *(1, 1),
        *(0.2, 0.2),
        *(0.04, 0.04),
        0.008,
    ]
    assert monitor.outcome == "converged"


def test_a_task_frames_epochs_and_may_stop_them(stop_after):
    monitor = stop_after(2)
    monitor.begin_epoch()
    assert not monitor(1.0)
    monitor.begin_epoch()
    assert monitor(0.5)
    assert monitor.outcome == "stopped"
    assert monitor.task.begun == 2


def test_an_epoch_that_diverges_ends_for_the_task_too(stop_after):
    monitor = stop_after(1)
    monitor.begin_epoch()
    assert monitor(math.nan)
    assert monitor.outcome == "diverged"
    assert monitor.task.begun == monitor.task.ended == 1


def test_a_report_is_made_after_validation():
    lines = []
    monitor = Monitor(
        State(),
        validation=Losses(0.5),
        report=lambda history: lines.append(history.epochs[-1]),
    )
    monitor(2.0)
    assert lines == [(2.0, 0.5, 0.5)]


def test_while_it_is_not_settled_patience_does_not_end_training():
    asked = []

    def is_settled():
        asked.append(len(monitor.history.epochs))
        return len(asked) == 3

    monitor = Monitor(State(), Patience(0.1, 2), is_settled=is_settled)
    answered = []
    while not (answered and answered[-1]):
        answered.append(monitor(1.0))
    assert answered.index(True) + 1 == asked[-1]
    assert monitor.outcome == "converged"
    # seldom: each time after as many epochs as there have been
    assert asked[0] == 3 and asked[1] >= 2 * asked[0] and asked[2] >= 2 * asked[1]
