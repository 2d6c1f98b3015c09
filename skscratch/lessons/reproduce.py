"""The main job: run every experiment, watch it, report and draw."""

from __future__ import annotations

import tempfile
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from skscratch.lessons.catalogue import lesson_experiments
from skscratch.lessons.cats import LessonCats
from skscratch.lessons.experiment import Experiment, Result, run
from skscratch.lessons.pictures import draw_pictures
from skscratch.lessons.report import results_table, write_results
from skscratch.lessons.report_page import NEXT_COMMAND, write_report_page

if TYPE_CHECKING:
    from rich.console import Console


def writable_folder(path: str | PathLike[str], name: str = "output folder") -> Path:
    """Make a folder if need be and see that files can be written there.

    Parameters
    ----------
    path : str or path-like
        The folder.
    name : str, default="output folder"
        What an error calls it.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    OSError
        If it cannot be made or written to.

    Examples
    --------
    >>> import tempfile
    >>> from skscratch.lessons.reproduce import writable_folder
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     writable_folder(f"{folder}/results").name
    'results'
    """
    path = Path(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        reason = error.strerror or error
        raise OSError(f"{name} {path} cannot be written to: {reason}.") from error
    return path


def reproduce(
    cats: LessonCats, output: Path, *, quick: bool = False, seed: int | None = None
) -> list[Result]:
    """Run the three lessons, show a table and write results and pictures.

    Parameters
    ----------
    cats : LessonCats
        Images for lessons 1 and 3.
    output : Path
        Folder for `results.json`, the pictures and `report.html`.
    quick : bool, default=False
        Run a tenth of the iterations.
    seed : int, default=None
        `random_state` of all networks; by default the lessons' own.

    Returns
    -------
    list of Result
        What came of each experiment.

    Notes
    -----
    On a terminal a bar names the model being trained; elsewhere there is one plain
    line per model.
    """
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"Images: {cats.name} {cats.origin}", markup=False, soft_wrap=True)
    experiments = lesson_experiments(cats, quick=quick, seed=seed)
    results = _run_all(experiments, console)
    console.print(results_table(results, quick=quick))
    write_results(results, output / "results.json", quick=quick)
    pictures = draw_pictures(results, cats, output)
    page = output / "report.html"
    write_report_page(results, pictures, page, quick=quick, seed=seed)
    names = ", ".join(path.name for path in pictures)
    for line in (
        f"Wrote results.json, {names} to {output}",
        f"Look at {page}: all of it on one page, with what to look at",
        f"Next: {NEXT_COMMAND}",
    ):
        console.print(line, markup=False, soft_wrap=True)
    return results


def _run_all(experiments: list[Experiment], console: Console) -> list[Result]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn("line"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    results = []
    live = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not live) as bar:
        task = bar.add_task("", total=len(experiments))
        for experiment in experiments:
            name = f"lesson {experiment.lesson}: {experiment.model}"
            bar.update(task, description=name)
            results.append(run(experiment))
            bar.advance(task)
            console.print(f"{name}, {_summary(results[-1])}", soft_wrap=True)
    return results


def _summary(result: Result) -> str:
    text = f"train {result.train_accuracy:.1%}"
    if result.test_accuracy is not None:
        text += f", test {result.test_accuracy:.1%}"
    return f"{text}, {result.fit_seconds:.2f} s"
