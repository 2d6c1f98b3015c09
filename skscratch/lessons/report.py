"""What a run of the lessons leaves to read: a table and `results.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from skscratch._files import write_whole
from skscratch.lessons.experiment import Result

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("model", "data", "steps", "train", "test", "textbook", "seconds")
_CAPTION = "textbook: train / test; for the cats, on its own photographs"


def results_table(results: list[Result], *, quick: bool) -> Table:
    """Lay the results out beside the textbook's figures.

    Parameters
    ----------
    results : list of Result
        What came of all experiments.
    quick : bool
        Whether they ran a tenth of the iterations; the title then says so.

    Returns
    -------
    rich.table.Table
        One row a model, accuracies in percent.
    """
    from rich import box
    from rich.table import Table

    title = "Three lessons: accuracy in percent"
    if quick:
        title += " (quick: a tenth of the iterations)"
    # Narrow gaps: all columns fit into the 80 characters of a plain log.
    table = Table(
        title=title, caption=_CAPTION, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    # Where the window is too narrow, names go on in a second line; figures stay whole.
    for heading in COLUMNS[:2]:
        table.add_column(heading)
    for heading in COLUMNS[2:]:
        table.add_column(heading, justify="right", no_wrap=True)
    lesson = results[0].experiment.lesson
    for result in results:
        experiment = result.experiment
        if experiment.lesson != lesson:
            table.add_section()
            lesson = experiment.lesson
        table.add_row(*row_of(result))
    return table


def row_of(result: Result) -> list[str]:
    """Write a result as a row of the table.

    Parameters
    ----------
    result : Result
        What came of an experiment.

    Returns
    -------
    list of str
        One cell for each of `COLUMNS`; accuracies in percent, those of the textbook
        with the digits that it gives.
    """
    experiment = result.experiment
    textbook = experiment.textbook_train, experiment.textbook_test
    return [
        experiment.model,
        experiment.data.name,
        str(result.n_iter),
        _percent(result.train_accuracy),
        _percent(result.test_accuracy),
        " / ".join(
            "-" if accuracy is None else f"{100 * accuracy:.6g}"
            for accuracy in textbook
        ),
        f"{result.fit_seconds:.2f}",
    ]


def write_results(results: list[Result], path: Path, *, quick: bool) -> None:
    """Write the results as JSON.

    Parameters
    ----------
    results : list of Result
        What came of all experiments.
    path : Path
        File to write; one that is there is replaced once the new one is whole.
    quick : bool
        Whether they ran a tenth of the iterations.
    """
    document = {"quick": quick, "results": [result.as_dict() for result in results]}
    text = json.dumps(document, indent=2, allow_nan=False) + "\n"
    write_whole(path, text.encode())


def _percent(accuracy: float | None) -> str:
    return "-" if accuracy is None else f"{100 * accuracy:.1f}"
