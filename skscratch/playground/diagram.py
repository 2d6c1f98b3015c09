"""The network as a drawing: a map for each unit, a line for each weight."""

from __future__ import annotations

from typing import Any

import numpy as np

from skscratch.playground.canvas import SOFT, bare_figure, plain
from skscratch.playground.colors import NEGATIVE, POSITIVE, class_ramps, sign_ramp
from skscratch.playground.views import Unit, Views

__all__ = ["Diagram"]

#: Size of the drawing, in the units of its places.
WIDTH, HEIGHT = 640, 340

#: Height above the units for the names of the layers, and the largest map.
HEADING, LARGEST = 30, 54

#: From one unit to the next, by the size of a map.
SPACING = 1.18

#: Positions along a line that bends from one unit to another.
BEND = np.linspace(0, 1, 16)


class Diagram:
    """Draws a network into a figure of Bokeh.

    Attributes
    ----------
    figure : bokeh figure
    nodes, edges, names : bokeh ColumnDataSource
        Of the units, the weights and the names of the layers.
    """

    def __init__(self) -> None:
        from bokeh.models import ColumnDataSource, LinearColorMapper, Range1d

        self.nodes, self.edges, self.names = (ColumnDataSource() for _ in range(3))
        self.nodes.name, self.edges.name = "nodes", "edges"
        self._classes = LinearColorMapper(palette=class_ramps(2), low=0, high=2)
        self.figure = bare_figure(
            x_range=Range1d(start=0, end=WIDTH),
            y_range=Range1d(start=0, end=HEIGHT),
            aspect_ratio=WIDTH / HEIGHT,
            name="diagram",
        )
        self.figure.axis.visible = False
        self.figure.grid.visible = False
        self._draw()

    def show(self, views: Views) -> None:
        """Draw a network of a new shape.

        Parameters
        ----------
        views : Views
        """
        units = views.units()
        counts = np.bincount([unit.layer for unit in units])
        size = min(LARGEST, (HEIGHT - HEADING) / (SPACING * counts.max()))
        places = [_place(unit, counts, size) for unit in units]
        x, y = np.array(places).T
        n_classes, n_outputs = len(views.network.classes_), int(counts[-1])
        self._classes.update(palette=class_ramps(n_classes), high=n_classes)
        self._inner.indices = self._outputs.indices = []  # those to come may be fewer
        self.nodes.data = {
            **_looks(units),
            "x": x,
            "y": y,
            "left": x - size / 2,
            "bottom": y - size / 2,
            "size": np.full(len(x), size),
            "layer": [unit.layer for unit in units],
            "place": [unit.place for unit in units],
        }
        self._inner.indices = list(range(len(units) - n_outputs))
        self._outputs.indices = list(range(len(units) - n_outputs, len(units)))
        at = dict(zip(((u.layer, u.place) for u in units), places, strict=True))
        bends = [
            _bend(at[edge.layer - 1, edge.start], at[edge.layer, edge.stop], size)
            for edge in views.edges()
        ]
        self.edges.data = {
            **_strengths(views),
            "xs": [xs for xs, _ in bends],
            "ys": [ys for _, ys in bends],
        }
        self.names.data = _names(counts)

    def refresh(self, views: Views) -> None:
        """Draw the network that was shown, further trained.

        Parameters
        ----------
        views : Views
        """
        self.nodes.data.update(**_looks(views.units()))
        self.edges.data.update(**_strengths(views))

    @property
    def chosen(self) -> tuple[int, int] | None:
        """Layer and place of the unit that was clicked, if one was."""
        indices = self.nodes.selected.indices
        if not indices:
            return None
        data = self.nodes.data
        return int(data["layer"][indices[0]]), int(data["place"][indices[0]])

    def _draw(self) -> None:
        from bokeh.models import HoverTool, LinearColorMapper, TapTool
        from bokeh.models.filters import IndexFilter
        from bokeh.models.sources import CDSView

        lines = self.figure.multi_line(
            "xs", "ys", line_width="width", line_color="color", line_alpha=0.75,
            hover_line_alpha=1, source=self.edges,
        )  # fmt: skip
        signs = LinearColorMapper(palette=sign_ramp(), low=-1, high=1)
        self._inner, self._outputs = IndexFilter(), IndexFilter()
        for filter_, colors in ((self._inner, signs), (self._outputs, self._classes)):
            maps = self.figure.image(
                "image", x="left", y="bottom", dw="size", dh="size",
                color_mapper=colors, source=self.nodes, view=CDSView(filter=filter_),
            )  # fmt: skip
            plain(maps)
        plain(lines)
        frames = self.figure.rect(
            "x", "y", width="size", height="size", fill_alpha=0, line_color="#8a93a3",
            line_width=1, selection_line_color="black", selection_line_width=3,
            selection_fill_alpha=0, nonselection_line_color="#8a93a3",
            nonselection_line_alpha=1, nonselection_fill_alpha=0,
            hover_line_color="black", hover_fill_alpha=0, source=self.nodes,
        )  # fmt: skip
        self.figure.text(
            "x", "y", text="text", text_align="align", text_baseline="top",
            text_font_size="12px", text_color=SOFT, source=self.names,
        )  # fmt: skip
        of_units = [("", "@name"), ("from", "@span")]
        self.figure.add_tools(
            HoverTool(renderers=[frames], tooltips=of_units),
            HoverTool(
                renderers=[lines],
                tooltips=[("weight", "@weight{0.000}")],
                line_policy="interp",
            ),
            TapTool(renderers=[frames]),
        )


def _place(unit: Unit, counts: np.ndarray, size: float) -> tuple[float, float]:
    """Middle of a unit: layers from left to right, a layer from top to bottom."""
    margin = LARGEST / 2 + 8
    x = margin + (WIDTH - 2 * margin) * unit.layer / (len(counts) - 1)
    from_middle = (counts[unit.layer] - 1) / 2 - unit.place
    return x, (HEIGHT - HEADING) / 2 + from_middle * SPACING * size


def _bend(
    start: tuple[float, float], stop: tuple[float, float], size: float
) -> tuple[np.ndarray, np.ndarray]:
    """A line from the right of one map to the left of another."""
    x_start, x_stop = start[0] + size / 2, stop[0] - size / 2
    smooth = 3 * BEND**2 - 2 * BEND**3
    xs = x_start + (x_stop - x_start) * BEND
    return xs, start[1] + (stop[1] - start[1]) * smooth


def _looks(units: list[Unit]) -> dict[str, Any]:
    """What changes of the units as they learn."""
    return {
        "image": [unit.shade.astype(np.float32) for unit in units],
        "name": [unit.name for unit in units],
        "span": [unit.span for unit in units],
    }


def _strengths(views: Views) -> dict[str, Any]:
    """What changes of the lines as the network learns."""
    edges = list(views.edges())
    return {
        "width": [0.4 + 4.6 * edge.share for edge in edges],
        "color": [POSITIVE if edge.weight > 0 else NEGATIVE for edge in edges],
        "weight": [edge.weight for edge in edges],
    }


def _names(counts: np.ndarray) -> dict[str, Any]:
    """A name above each layer, the outer ones inwards from the edges of their maps."""
    margin, last = LARGEST / 2 + 8, len(counts) - 1
    texts = [f"hidden {layer}" for layer in range(1, last)]
    x = margin + (WIDTH - 2 * margin) * np.arange(len(counts)) / last
    x[0], x[-1] = 8, WIDTH - 8  # or a narrow window would cut them
    return {
        "x": x,
        "y": [HEIGHT - 6] * len(counts),
        "text": ["features", *texts, "output"],
        "align": ["left", *["center"] * (last - 1), "right"],
    }
