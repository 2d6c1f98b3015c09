"""The pictures of the three lessons, made to be read from the last row."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skscratch._files import write_whole
from skscratch.lessons.cats import LessonCats
from skscratch.lessons.experiment import Result, select
from skscratch.plotting import (
    BoundaryDisplay,
    LossCurveDisplay,
    MisclassifiedDisplay,
    WeightImageDisplay,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLE: dict[Any, Any] = {
    "font.size": 14,
    "axes.titlesize": 15,
    "figure.titlesize": 18,
    "legend.fontsize": 12,
    "lines.linewidth": 1.5,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    "savefig.dpi": 120,
}
_WORST = 10


def draw_pictures(results: list[Result], cats: LessonCats, folder: Path) -> list[Path]:
    """Draw the pictures of the lessons into a folder.

    Parameters
    ----------
    results : list of Result
        What came of all experiments.
    cats : LessonCats
        The images they learnt from.
    folder : Path
        Where to write the PNG files; those of an earlier run are replaced, each once
        the new one is whole.

    Returns
    -------
    list of Path
        The files.
    """
    import matplotlib as mpl

    drawings: dict[str, Callable[[], Figure]] = {
        "cost_curves": lambda: _cost_curves(results),
        "learning_rates": lambda: _learning_rates(results),
        "decision_boundaries": lambda: _decision_boundaries(results),
        "misclassified": lambda: _misclassified(results, cats),
        "weights": lambda: _weights(results, cats),
    }
    paths = []
    with mpl.rc_context(_STYLE):
        for name, draw in drawings.items():
            content = io.BytesIO()
            draw().savefig(content, format="png")
            paths.append(folder / f"{name}.png")
            write_whole(paths[-1], content.getvalue())
    return paths


def _figure(width: float, height: float, title: str) -> Figure:
    """Figure in inches, off screen: it belongs to no window system."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    figure.suptitle(title)
    return figure


def _cost_curves(results: list[Result]) -> Figure:
    figure = _figure(16, 5.2, "The cost falls")
    groups = [
        select(results, 1, "lesson"),
        select(results, 2, "lesson"),
        select(results, 3, "lesson", "baseline"),
    ]
    for ax, group in zip(figure.subplots(1, 3), groups, strict=True):
        _draw_costs(group, ax)
        experiment = group[0].experiment
        ax.set_title(f"lesson {experiment.lesson}, {experiment.data.name}")
    return figure


def _learning_rates(results: list[Result]) -> Figure:
    group = select(results, 1, "sweep")
    data = group[0].experiment.data.name
    figure = _figure(9, 6, f"Lesson 1: one neuron, three learning rates ({data})")
    _draw_costs(group, figure.subplots())
    return figure


def _draw_costs(group: list[Result], ax: Axes) -> None:
    LossCurveDisplay.from_estimators(
        [result.estimator for result in group],
        names=[result.experiment.model for result in group],
        ax=ax,
    )
    ax.set_ylim(bottom=0)


def _decision_boundaries(results: list[Result]) -> Figure:
    figure = _figure(16, 9, "Lesson 2: what the hidden units buy (flower)")
    group = select(results, 2, "baseline", "sweep")
    X, y = group[0].experiment.data.train
    BoundaryDisplay.from_estimators(
        [result.estimator for result in group],
        X,
        y,
        names=[f"{r.experiment.model}: {r.train_accuracy:.1%} right" for r in group],
        ax=figure.subplots(),
    )
    return figure


def _misclassified(results: list[Result], cats: LessonCats) -> Figure:
    (result,) = select(results, 3, "lesson")
    test: Any = result.experiment.data.test  # this lesson has some
    X, y = test
    figure = _figure(10.5, 6.8, "")
    display = MisclassifiedDisplay.from_estimator(
        result.estimator,
        X,
        y,
        images=cats.test.images,
        target_names=cats.test.target_names,
        max_images=_WORST,
        ax=figure.subplots(),
    )
    n_wrong = len(display.indices)
    figure.suptitle(
        f"Lesson 3, {cats.name}:\n{n_wrong} of {len(y)} test images are misclassified"
        + (f", the worst {_WORST}" if n_wrong > _WORST else ", the worst first")
    )
    return figure


def _weights(results: list[Result], cats: LessonCats) -> Figure:
    (result,) = select(results, 1, "lesson")
    figure = _figure(15, 5.6, f"Lesson 1: the neuron's weights ({cats.name})")
    WeightImageDisplay.from_estimator(
        result.estimator,
        image_shape=np.shape(cats.train.images)[1:],
        names=[f"weights for {cats.train.target_names[1]}"],
        ax=figure.subplots(),
    )
    return figure
