"""The table sets our figures beside the textbook's and fits into a plain log."""

import io
import json

import pytest
from rich.console import Console

from skscratch.lessons.catalogue import lesson_experiments
from skscratch.lessons.cats import load_lesson_cats
from skscratch.lessons.experiment import Result
from skscratch.lessons.report import results_table, write_results


@pytest.fixture(scope="module")
def results():
    """One result per experiment of the lessons, as if it had been run."""
    experiments = lesson_experiments(load_lesson_cats())
    for experiment in experiments:
        experiment.estimator.n_iter_ = 10000
    return [
        Result(experiment, experiment.estimator, 1.0, 0.725, 12.5)
        for experiment in experiments
    ]


def printed(table, encoding="utf-8", width=80):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    Console(file=stream, width=width).print(table)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


def test_no_cell_is_cut_off_in_80_columns(results):
    text = printed(results_table(results, quick=False))
    assert "…" not in text
    for result in results:
        (line,) = (
            line
            for line in text.splitlines()
            if line.split("  ")[0].strip() == result.experiment.model
        )
        assert {"10000", "100.0", "72.5", "12.50"} <= set(line.split())


def test_a_narrow_window_cuts_no_figure_off(results):
    text = printed(results_table(results, quick=False), width=64)
    for figure in ("10000", "100.0", "72.5", "100 / 72", "12.50"):
        assert figure in text


@pytest.mark.parametrize(
    ("model", "figures"),
    [
        ("logistic regression", "99 / 70"),
        ("one hidden layer, 4 units", "90 / -"),
        ("linear (scikit-learn)", "47 / -"),
        ("1 hidden unit", "67.5 / -"),
        ("2 hidden units", "67.25 / -"),
        ("four layers, 20-7-5 units", "98 / 80"),
        ("two layers, 7 units", "100 / 72"),
        ("learning rate 0.01", "- / -"),
    ],
)
def test_the_textbook_figures_stand_beside_ours(results, model, figures):
    text = printed(results_table(results, quick=False))
    (line,) = (
        line for line in text.splitlines() if line.strip().startswith(f"{model} ")
    )
    assert figures in line


def test_a_quick_run_says_so(results):
    assert "quick" in printed(results_table(results, quick=True))
    assert "quick" not in printed(results_table(results, quick=False))


def test_the_table_prints_where_only_ascii_does(results):
    assert "textbook" in printed(results_table(results, quick=True), encoding="ascii")


def test_results_are_written_as_strict_json(tmp_path):
    write_results([], tmp_path / "results.json", quick=True)
    assert json.loads((tmp_path / "results.json").read_text()) == {
        "quick": True,
        "results": [],
    }
