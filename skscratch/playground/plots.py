"""The answer over the plane, the curves of both costs, and the gradient norms."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from skscratch.playground.canvas import INK, bare_figure, plain
from skscratch.playground.colors import FULL, class_hex, class_ramps, sign_ramp
from skscratch.playground.experiment import Experiment
from skscratch.playground.views import Unit, Views, shades
from skscratch.plotting.plane import Plane
from skscratch.plotting.words import fitted_texts

__all__ = ["Answer", "Curves", "Norms", "key"]

#: One for each class beside its colour, as in the displays.
MARKERS = (
    *("circle", "square", "triangle", "diamond", "inverted_triangle"),
    *("plus", "x", "hex", "star", "asterisk"),
)

#: The same as characters.
SIGNS = "●■▲◆▼✚✖⬢★✱"

#: The gradient norms that are told apart.
LOWEST, HIGHEST = 1e-8, 1e2

#: The colour of the test loss.
TEST = "#D55E00"


class Answer:
    """What the network says over the plane, or a unit of it, under the points.

    Attributes
    ----------
    figure : bokeh figure
    plane, points : bokeh ColumnDataSource
    """

    def __init__(self) -> None:
        from bokeh.models import ColumnDataSource, HoverTool, LinearColorMapper, Range1d

        self.plane, self.points = (
            ColumnDataSource(name=name) for name in ("plane", "points")
        )
        self.figure = bare_figure(
            x_range=Range1d(), y_range=Range1d(), aspect_ratio=1.0, name="answer"
        )
        self.figure.grid.visible = False
        self._colors = LinearColorMapper()
        image = self.figure.image(
            "shade", x="left", y="bottom", dw="width", dh="height",
            color_mapper=self._colors, source=self.plane,
        )  # fmt: skip
        points = self.figure.scatter(
            "x1", "x2", size=7, marker="marker", fill_color="fill", line_color="line",
            line_width=1.1, source=self.points,
        )  # fmt: skip
        # on a canvas of their own, which is not drawn anew when the plane is
        plain(points).level = "overlay"
        self.figure.add_tools(
            HoverTool(
                renderers=[plain(image)],
                tooltips=[
                    ("x1, x2", "$x{0.00}, $y{0.00}"),
                    ("probability", "@probability{0.000} of @likeliest"),
                ],
            )
        )

    def show(self, views: Views) -> None:
        """Draw the points of other data.

        Parameters
        ----------
        views : Views
        """
        experiment, plane = views.experiment, views.plane
        for range_, values in (
            (self.figure.x_range, plane.x1),
            (self.figure.y_range, plane.x2),
        ):
            range_.start, range_.end = values[0], values[-1]
        self.points.data = _points(experiment)
        self._color(views, None)
        self.plane.data = {**_place(plane), **self._looks(views, None)}

    def refresh(self, views: Views, unit: Unit | None = None) -> None:
        """Draw what the network, or one of its units, says now.

        Parameters
        ----------
        views : Views
        unit : Unit or None
        """
        self._color(views, unit)
        self.plane.data.update(**self._looks(views, unit))

    def _color(self, views: Views, unit: Unit | None) -> None:
        """Take the colours of the classes, or those of a hidden unit's signs."""
        low, high, palette = -1, 1, sign_ramp(FULL)
        if unit is None or unit.n_classes:
            low, high = 0, len(views.network.classes_)
            palette = class_ramps(high)
        if (low, high) != (self._colors.low, self._colors.high):  # slow to check anew
            self._colors.update(low=low, high=high, palette=palette)

    @staticmethod
    def _looks(views: Views, unit: Unit | None) -> dict[str, Any]:
        proba = views.probabilities()
        shade = shades(proba) if unit is None else unit.shade
        # of two classes the second one's, as predict_proba has it
        two = proba.shape[-1] == 2
        classes = views.network.classes_
        return {
            "shade": [shade.astype(np.float32)],
            "probability": [proba[..., 1] if two else proba.max(axis=-1)],
            "likeliest": [f"{classes[1]}" if two else "the likeliest class"],
        }


def _place(plane: Plane) -> dict[str, list[float]]:
    """Where the picture of a plane lies: each grid point in the middle of its pixel."""
    place = {}
    for values, start, length in (
        (plane.x1, "left", "width"),
        (plane.x2, "bottom", "height"),
    ):
        pixel = (values[-1] - values[0]) / (len(values) - 1)
        place[start] = [float(values[0] - pixel / 2)]
        place[length] = [float(pixel * len(values))]
    return place


def _points(experiment: Experiment) -> dict[str, Any]:
    """All points: the training part filled, the test part hollow and on top."""
    X = np.vstack([experiment.X_train, experiment.X_test])
    y = np.concatenate([experiment.y_train, experiment.y_test])
    indices = np.searchsorted(experiment.network.classes_, y)
    colors = [class_hex(index) for index in indices]
    n_train = len(experiment.y_train)
    hollow = ["white"] * (len(y) - n_train)
    return {
        "x1": X[:, 0],
        "x2": X[:, 1],
        "fill": [*colors[:n_train], *hollow],
        "line": [*["white"] * n_train, *colors[n_train:]],
        "marker": [MARKERS[index] for index in indices],
    }


def key(classes: np.ndarray) -> str:
    """Which class has which colour and marker, as HTML."""
    return " &ensp;".join(
        f'<span style="color: {class_hex(index)}">{SIGNS[index]}</span> {escape(name)}'
        for index, name in enumerate(fitted_texts(classes, 20))
    )


class Curves:
    """The cost of training and the loss on the test part, epoch by epoch.

    Attributes
    ----------
    figure : bokeh figure
    source : bokeh ColumnDataSource
    """

    def __init__(self) -> None:
        from bokeh.models import ColumnDataSource, Range1d
        from bokeh.models.filters import IndexFilter
        from bokeh.models.sources import CDSView

        self.source = ColumnDataSource(
            {"epoch": [], "train": [], "test": []}, name="curves"
        )
        self.figure = bare_figure(
            height=130,
            x_range=Range1d(start=0, end=1),
            y_range=Range1d(start=0, end=1),
            x_axis_label="epoch",
            name="costs",
        )
        self.figure.line(
            "epoch", "train", source=self.source, color=INK, line_width=1.6,
        )  # fmt: skip
        self.figure.line(
            "epoch", "test", source=self.source, color=TEST, line_width=1.6,
            line_dash=(5, 3),
        )  # fmt: skip
        # a curve of one epoch is no line yet
        self._first = IndexFilter(indices=[])
        for name, color in (("train", INK), ("test", TEST)):
            plain(
                self.figure.scatter(
                    "epoch",
                    name,
                    size=4,
                    color=color,
                    source=self.source,
                    view=CDSView(filter=self._first),
                )  # fmt: skip
            )

    def refresh(self, views: Views) -> None:
        """Draw both curves.

        Parameters
        ----------
        views : Views
        """
        curves = views.curves()
        both = np.concatenate([curves["train"], curves["test"], [0.1]])
        self._first.indices = []  # there may be none any more
        self.source.data = curves
        self._first.indices = [0] if len(curves["epoch"]) == 1 else []
        self.figure.x_range.end = max(2, views.experiment.n_epochs)
        self.figure.y_range.end = 1.05 * both[np.isfinite(both)].max()


class Norms:
    """The norm of the gradient of each layer's weights.

    Attributes
    ----------
    figure : bokeh figure
    source : bokeh ColumnDataSource
    """

    def __init__(self) -> None:
        from bokeh.models import ColumnDataSource, FactorRange, HoverTool

        self.source = ColumnDataSource({"layer": [], "norm": []}, name="gradients")
        self.figure = bare_figure(
            height=112,
            x_range=FactorRange(),
            y_axis_type="log",
            y_range=(LOWEST, HIGHEST),
            x_axis_label="layer",
            name="norms",
        )
        self.figure.xgrid.visible = False
        self.figure.yaxis.ticker.update(desired_num_ticks=4)
        self.figure.vbar(
            "layer", top="norm", bottom=LOWEST, width=0.6, color="#56708f",
            source=self.source,
        )  # fmt: skip
        self.figure.add_tools(HoverTool(tooltips=[("norm", "@norm{0.0e+0}")]))

    def refresh(self, norms: list[float]) -> None:
        """Draw the norms of all layers.

        Parameters
        ----------
        norms : list of float
        """
        layers = [str(layer) for layer in range(1, len(norms) + 1)]
        if self.figure.x_range.factors != layers:
            self.figure.x_range.factors = layers
        self.source.data = {"layer": layers, "norm": np.clip(norms, LOWEST, HIGHEST)}
