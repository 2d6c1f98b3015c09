"""What a run of the lessons leaves to read: a table and `results.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from skscratch._files import write_whole
from skscratch.lessons.experiment import Result

if TYPE_CHECKING:
    from rich.table import Table

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
    table.add_column("model")
    table.add_column("data")
    for heading in ("steps", "train", "test", "textbook", "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    lesson = results[0].experiment.lesson
    for result in results:
        experiment = result.experiment
        if experiment.lesson != lesson:
            table.add_section()
            lesson = experiment.lesson
        table.add_row(
            experiment.model,
            experiment.data.name,
            str(result.n_iter),
            _percent(result.train_accuracy, digits=1),
            _percent(result.test_accuracy, digits=1),
            _percent(experiment.textbook_train, digits=0)
            + " / "
            + _percent(experiment.textbook_test, digits=0),
            f"{result.fit_seconds:.2f}",
        )
    return table


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


def _percent(accuracy: float | None, digits: int) -> str:
    return "-" if accuracy is None else f"{100 * accuracy:.{digits}f}"
