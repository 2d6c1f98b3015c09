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
