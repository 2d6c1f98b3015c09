"""What each hidden unit sees of the plane."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from skscratch.network.activity import hidden_logits
from skscratch.plotting.canvas import (
    class_legend,
    class_names,
    draw_points,
    figure_of,
    grid_of_axes,
    legend_width,
    settle,
)
from skscratch.plotting.plane import Plane, labels_for, points_of
from skscratch.plotting.units import check_most, network_of, strongest, weights_of
from skscratch.plotting.words import LITERAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.colors import Colormap
    from matplotlib.contour import QuadContourSet
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

_COLUMNS = 4
_COLORBAR = 0.5  # inches


class NeuronMapDisplay:
    """The output of each unit of a hidden layer over the plane of two features.

    One panel a unit: orange where its output is positive, purple where it is negative,
    the stronger the farther from zero, on one scale for all; its zero line, where what
    enters its activation is zero; the points by class. Of many units the strongest are
    drawn, the strongest first: those whose output varies most over the points, times
    the norm of their weights out. Make one with :meth:`from_estimator`.

    Parameters
    ----------
    plane : Plane
        The grid over the two features, with their names.
    activations : ndarray of shape (n_shown, resolution, resolution)
        Outputs of the units to draw.
    logits : ndarray of shape (n_shown, resolution, resolution)
        What enters their activation.
    names : list of str of length n_shown
        Titles of the panels.
    X : ndarray of shape (n_samples, 2)
        The points.
    y : ndarray of shape (n_samples,) or None
        Their labels, if any.
    classes : ndarray of shape (n_classes,)
        All labels, in the order of the colours.
    n_units : int
        How many units the layer has.

    Attributes
    ----------
    images_ : list of matplotlib AxesImage
        The outputs, one picture a unit.
    zero_lines_ : list of matplotlib QuadContourSet or None
        The zero lines; None for a unit whose zero line is not in the picture.
    colorbar_ : matplotlib Colorbar
        The scale that all panels share.
    axes_ : ndarray of shape (n_rows, n_columns)
        The panels; those without a unit are switched off.
    bounding_ax_ : matplotlib Axes
        Axes that the panels divide.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.plotting import NeuronMapDisplay
    >>> X, y = make_flower(random_state=1)
    >>> network = ShallowNNClassifier(max_iter=50, tol=None, random_state=0).fit(X, y)
    >>> display = NeuronMapDisplay.from_estimator(network, X, y)
    >>> display.axes_.shape
    (1, 4)
    >>> plt.close(display.figure_)
    """

    images_: list[AxesImage]
    zero_lines_: list[QuadContourSet | None]
    colorbar_: Colorbar
    axes_: np.ndarray
    bounding_ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        plane: Plane,
        activations: np.ndarray,
        logits: np.ndarray,
        names: list[str],
        X: np.ndarray,
        y: np.ndarray | None,
        classes: np.ndarray,
        n_units: int,
    ):
        self.plane = plane
        self.activations = activations
        self.logits = logits
        self.names = names
        self.X = X
        self.y = y
        self.classes = classes
        self.n_units = n_units

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any = None,
        *,
        layer: int = 1,
        max_units: int = 16,
        grid_resolution: int = 100,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the units of a hidden layer of a fitted network.

        Parameters
        ----------
        estimator : ShallowNNClassifier, DeepNNClassifier or Pipeline that ends in one
            The fitted network.
        X : array-like of shape (n_samples, 2)
            Points, as the estimator takes them.
        y : array-like of shape (n_samples,), default=None
            Their labels; without them no points are drawn.
        layer : int >= 1, default=1
            The hidden layer, counted from 1.
        max_units : int >= 1, default=16
            The most units to draw.
        grid_resolution : int, default=100
            Grid points along each feature.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        NeuronMapDisplay
            The display, drawn.

        Raises
        ------
        NotFittedError
            If the estimator has not been fitted.
        TypeError
            If it is no network of skscratch, or `X` is sparse.
        ValueError
            If there are not two features, no such layer, or a label that the network
            does not know.
        """
        check_most(max_units, "max_units")
        before, network = network_of(estimator, cls.__name__)
        points = points_of(X)
        weights = weights_of(network)
        _check_layer(layer, len(weights) - 1)
        plane = Plane.around(X, grid_resolution)
        like = X if hasattr(X, "columns") else points
        seen, grid = like, plane.points(like)
        if before is not None:
            seen, grid = before.transform(seen), before.transform(grid)
        out = np.linalg.norm(weights[layer], axis=1)
        spread = network.layer_activations(seen)[layer - 1].std(axis=0)
        shown = strongest(spread * out, max_units)
        shape = (len(shown), grid_resolution, grid_resolution)
        activations = network.layer_activations(grid)[layer - 1].T[shown]
        logits = hidden_logits(
            network._prediction_network(), network._check_X(grid).T, layer - 1
        )
        display = cls(
            plane=plane,
            activations=activations.reshape(shape),
            logits=logits[shown].reshape(shape),
            names=[_name(index, weights[layer]) for index in shown],
            X=points,
            y=None if y is None else labels_for(y, len(points), network.classes_),
            classes=network.classes_,
            n_units=len(out),
        )
        return display.plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the units.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        NeuronMapDisplay
            The display itself.
        """
        n_shown = len(self.names)
        n_columns = min(_COLUMNS, n_shown)
        shape = (-(-n_shown // n_columns), n_columns)
        # A figure shown small keeps its letters large; one panel alone needs room
        # for what is written around it.
        size = self.plane.panel_size(*((1.9, 2.0) if n_shown > 1 else (3.2, 2.5)))
        names = [] if self.y is None else class_names(self.classes)
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax,
            shape,
            type(self).__name__,
            panel_size=size,
            beside=legend_width(names, size[1]) + _COLORBAR,
        )
        self.figure_ = figure_of(self.bounding_ax_)
        limit = np.abs(self.activations).max() or 1.0
        style = {"cmap": _pale_diverging(), "vmin": -limit, "vmax": limit}
        self.images_, self.zero_lines_ = [], []
        for panel in self.axes_.flat[n_shown:]:
            panel.set_axis_off()
        for panel, A, Z, name in zip(
            self.axes_.flat, self.activations, self.logits, self.names, strict=False
        ):
            self.images_.append(self.plane.show(panel, A, **style))
            crosses = Z.min() < 0 < Z.max()
            self.zero_lines_.append(self.plane.contour(panel, Z) if crosses else None)
            if self.y is not None:
                draw_points(panel, self.X, self.y, self.classes, scale=0.5)
            silent = "" if A.any() else "\nzero everywhere"
            panel.set_title(name + silent, fontsize="medium", **LITERAL)
        self.plane.label(self.axes_, size)
        if self.y is not None:
            class_legend(self.axes_[0, -1], self.classes, size[1])
        part = f", the strongest {n_shown} of {self.n_units} units"
        self.colorbar_ = self.figure_.colorbar(
            self.images_[0],
            ax=self.axes_.ravel().tolist(),
            label="output" + (part if n_shown < self.n_units else ""),
            shrink=0.8,
        )
        if ax is None:
            settle(self.axes_)
        return self


def _pale_diverging() -> Colormap:
    """Purple, white, orange: points stand out, and in grey print purple is darker."""
    from matplotlib.colors import LinearSegmentedColormap

    colors = ("#8577BE", "#CFC9E6", "#FFFFFF", "#FDE0BC", "#F7B05A")
    return LinearSegmentedColormap.from_list("pale", colors)


def _check_layer(layer: int, n_hidden: int) -> None:
    if n_hidden == 0:
        raise ValueError(
            "estimator must have a hidden layer to be drawn; got one without."
        )
    if not isinstance(layer, Integral) or not 1 <= layer <= n_hidden:
        raise ValueError(
            f"layer must be a hidden layer, from 1 to {n_hidden}; got {layer!r}."
        )


def _name(index: int, out: np.ndarray) -> str:
    """Title of a unit, with its weight if there is a single one out."""
    name = f"unit {index + 1}"
    return f"{name}, weight {out[index, 0]:+.2g}" if out.shape[1] == 1 else name
