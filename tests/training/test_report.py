"""The lines that `verbose` prints."""

import pytest

from skscratch.training.report import Report
from skscratch.training.state import History


def printed(report, n_epochs, capsys, loss=None, score=None):
    history = History()
    for epoch in range(n_epochs):
        history.epochs.append((1 / (epoch + 1), loss, score))
        report(history)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("max_iter", [1, 20, 200, 1000, 12345])
def test_a_run_prints_the_first_epoch_and_some_twenty_more(max_iter, capsys):
    lines = printed(Report(max_iter), max_iter, capsys)
    assert min(max_iter, 20) <= len(lines) <= 22
    assert lines[0].split() == ["epoch", "1", "cost", "1.000000"]


def test_lines_name_epoch_cost_and_validation(capsys):
    lines = printed(Report(4), 4, capsys, 0.25, 0.875)
    assert lines[3].split() == (
        "epoch 4 cost 0.250000 validation loss 0.250000 accuracy 0.8750".split()
    )


def test_the_last_line_says_why(capsys):
    history = History.of([0.5], None, None, 0)
    Report(10).last(history, "max_iter")
    assert capsys.readouterr().out.rstrip().endswith("(max iter)")
    Report(10).last(History(), "interrupted")
    assert capsys.readouterr().out == ""


class Clock:
    """Goes on when it is told to."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_long_run_says_how_long_it_takes(capsys):
    clock, history = Clock(), History.of([0.5] * 30, None, None, 0)
    report = Report(100, n_before=30, n_left=60, clock=clock)
    for _ in range(10):  # of a minute each: more lines than a tenth of the epochs
        clock.now += 60
        history.epochs.append((0.25, None, None))
        report(history)
    report.last(history, "converged")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[0].endswith("cost 0.250000  1 min 0 s, at most 59 min 0 s left")
    assert lines[9].endswith(
        "epoch     40  cost 0.250000  10 min 0 s, at most 50 min 0 s left"
    )
    assert lines[10].endswith("(converged after 10 min 0 s)")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(10.2, "at most 31 s left"), (30, "1 min 30 s left"), (4000, "3 h 20 min left")],
)
def test_time_left_is_in_the_units_of_a_person(seconds, words, capsys):
    clock = Clock()
    report = Report(4, clock=clock)
    clock.now = seconds
    report(History.of([0.5], None, None, 0))
    assert capsys.readouterr().out.rstrip().endswith(words)


def test_a_short_run_says_nothing_of_time(capsys):
    clock, history = Clock(), History()
    report = Report(20, clock=clock)
    for _ in range(20):
        clock.now += 0.4
        history.epochs.append((0.25, None, None))
        report(history)
        report.rows_read(50, 100)
    report.last(history, "max_iter")
    assert "left" not in capsys.readouterr().out


def test_a_long_pass_over_a_file_says_how_much_is_read(capsys):
    clock = Clock()
    report = Report(20, n_before=6, clock=clock)
    for _ in range(20):
        clock.now += 2
        report.rows_read(5, 100)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    words = "epoch      7  25% of the rows read, 30 s left for the rest"
    assert lines[0] == words
    clock.now += 12  # another pass, with the time that it took itself
    report.rows_read(50, 100)
    assert "50% of the rows read, 12 s left" in capsys.readouterr().out
