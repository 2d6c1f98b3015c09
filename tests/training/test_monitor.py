"""The monitor: what it records, what it watches, why it stops."""

import math

import pytest

from skscratch.training.history import History
from skscratch.training.monitor import Monitor
from skscratch.training.stopping import Patience, Plateau


class Losses:
    """Stands in for a validation part: gives the losses it was made with."""

    def __init__(self, *losses):
        self.losses = iter(losses)

    def evaluate(self):
        loss = next(self.losses)
        return loss, 1 - loss


def answers(monitor, costs):
    return [monitor(cost) for cost in costs]


def test_a_plain_monitor_records_and_never_stops():
    monitor = Monitor(History(cost=[3.0]))
    assert answers(monitor, [2.0, 2.0, 5.0]) == [False] * 3
    assert monitor.history.cost == [3, 2, 2, 5]
    assert monitor.history.n_epochs == 4
    assert monitor.outcome == "max_iter"


@pytest.mark.parametrize("cost", [math.nan, math.inf, -math.inf])
def test_a_cost_that_is_not_finite_means_divergence(cost):
    monitor = Monitor(History(), Patience(0.1, 1), validation=Losses())
    assert monitor(cost)
    assert monitor.outcome == "diverged"
    assert monitor.history.validation_loss == []


def test_patience_at_its_end_means_convergence():
    monitor = Monitor(History(), Patience(0.1, 2))
    assert answers(monitor, [1.0, 1.0, 1.0]) == [False, False, True]
    assert monitor.outcome == "converged"


@pytest.mark.parametrize("early_stopping", [False, True])
def test_early_stopping_watches_the_validation_loss(early_stopping):
    """The cost keeps falling while the validation loss rises."""
    validation = Losses(0.5, 0.6, 0.7)
    monitor = Monitor(
        History(), Patience(0.1, 2), None, validation, early_stopping=early_stopping
    )
    assert answers(monitor, [3.0, 2.0, 1.0])[-1] == early_stopping
    assert monitor.history.validation_loss == [0.5, 0.6, 0.7]
    assert monitor.history.validation_score == pytest.approx([0.5, 0.4, 0.3])


def test_a_plateau_lowers_the_rate_before_patience_ends_training():
    plateau = Plateau(smallest=0.03)
    monitor = Monitor(History(), Patience(0.1, 2), plateau)
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
        History(),
        validation=Losses(0.5),
        report=lambda history: lines.append(
            (history.cost[-1], history.validation_loss[-1])
        ),
    )
    monitor(2.0)
    assert lines == [(2.0, 0.5)]
