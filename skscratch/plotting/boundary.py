"""Where two-class classifiers on two features draw the line, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.inspection import DecisionBoundaryDisplay

from skscratch.plotting.canvas import (
    LITERAL,
    PALETTE,
    as_text,
    draw_legend,
    figure_of,
    grid_of_axes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 4
_SHADES = ("#66AAD1", "#FFFFFF", "#E69E66")  # the points' two colours, paler


class BoundaryDisplay:
    """Decision boundaries of several classifiers with the points they learnt from.

    One panel a classifier: its probability as a shade, its boundary (probability
    one half) as a line, the points in the colour of their class. Make one with
    :meth:`from_estimators` or :meth:`from_estimator`.

    Parameters
    ----------
    surfaces : list of sklearn.inspection.DecisionBoundaryDisplay
        Probability of the second class over the plane, one a classifier.
    X : ndarray of shape (n_samples, 2)
        The points.
    y : ndarray of shape (n_samples,)
        Their labels, of two classes.
    names : list of str
        Titles of the panels.

    Attributes
    ----------
    axes_ : ndarray of shape (n_rows, n_columns)
        The panels; those without a classifier are switched off.
    bounding_ax_ : matplotlib Axes
        Axes that the panels divide.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.plotting import BoundaryDisplay
    >>> X, y = make_flower(random_state=1)
    >>> model = LogisticRegression().fit(X, y)
    >>> display = BoundaryDisplay.from_estimator(model, X, y, name="a line")
    >>> display.axes_[0, 0].get_title()
    'a line'
    >>> plt.close(display.figure_)
    """

    axes_: np.ndarray
    bounding_ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        surfaces: list[DecisionBoundaryDisplay],
        X: np.ndarray,
        y: np.ndarray,
        names: list[str],
    ):
        self.surfaces = surfaces
        self.X = X
        self.y = y
        self.names = names

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        name: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the boundary of one fitted classifier.

        Parameters
        ----------
        estimator : classifier with `predict_proba`
            The fitted classifier.
        X : array-like of shape (n_samples, 2)
            The points.
        y : array-like of shape (n_samples,)
            Their labels, of two classes.
        name : str, default=None
            Title of the panel; by default the name of its class.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.

        Returns
        -------
        BoundaryDisplay
            The display, drawn.
        """
        names = None if name is None else [name]
        return cls.from_estimators([estimator], X, y, names=names, ax=ax)

    @classmethod
    def from_estimators(
        cls,
        estimators: Iterable[Any],
        X: Any,
        y: Any,
        *,
        names: Sequence[str] | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the boundaries of several fitted classifiers in one figure.

        Parameters
        ----------
        estimators : iterable of classifiers with `predict_proba`
            The fitted classifiers.
        X : array-like of shape (n_samples, 2)
            The points.
        y : array-like of shape (n_samples,)
            Their labels, of two classes.
        names : sequence of str, default=None
            Titles of the panels; by default the names of their classes.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        BoundaryDisplay
            The display, drawn.

        Raises
        ------
        ValueError
            If there are not two features and two classes, or `names` has another
            length.
        """
        estimators = list(estimators)
        points, y = np.asarray(X), np.asarray(y)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"X must have shape (n_samples, 2); got {points.shape}.")
        if len(np.unique(y)) != 2:
            raise ValueError(f"y must have two classes; got {len(np.unique(y))}.")
        if names is None:
            names = [type(estimator).__name__ for estimator in estimators]
        if len(names) != len(estimators):
            raise ValueError(
                "names must have one entry per estimator; "
                f"got {len(names)} for {len(estimators)} estimators."
            )
        named = X if hasattr(X, "columns") else points
        surfaces = [_surface(estimator, named) for estimator in estimators]
        return cls(surfaces=surfaces, X=points, y=y, names=list(names)).plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the boundaries.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        BoundaryDisplay
            The display itself.
        """
        n_columns = min(_COLUMNS, len(self.surfaces))
        n_rows = -(-len(self.surfaces) // n_columns)
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax, (n_rows, n_columns), type(self).__name__, panel_size=(3.6, 3.6)
        )
        self.figure_ = figure_of(self.bounding_ax_)
        for panel in self.axes_.flat[len(self.surfaces) :]:
            panel.set_axis_off()
        for panel, surface, name in zip(
            self.axes_.flat, self.surfaces, self.names, strict=False
        ):
            self._draw(panel, surface)
            panel.set_title(as_text(name), **LITERAL)
        for panel in self.axes_.flat:
            panel.set(xlabel="", ylabel="")
        x_name, y_name = self.surfaces[0].xlabel, self.surfaces[0].ylabel
        for panel in self.axes_[:, 0]:
            panel.set_ylabel(y_name or "$x_2$", **(LITERAL if y_name else {}))
        for panel in self.axes_[-1]:
            panel.set_xlabel(x_name or "$x_1$", **(LITERAL if x_name else {}))
        first = self.axes_[0, 0]
        points = first.collections[-2:]  # drawn last, one for each class
        labels = [as_text(label) for label in np.unique(self.y)]
        draw_legend(
            first, points, labels, title="class", loc="upper right", markerscale=1.5
        )
        return self

    def _draw(self, panel: Axes, surface: DecisionBoundaryDisplay) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        shades = LinearSegmentedColormap.from_list("classes", _SHADES)
        levels = np.linspace(0, 1, 21)
        surface.plot("contourf", ax=panel, cmap=shades, levels=levels)
        surface.plot("contour", ax=panel, colors="black", levels=[0.5])
        for label, color in zip(np.unique(self.y), PALETTE, strict=False):
            points = self.X[self.y == label]
            panel.scatter(
                points[:, 0],
                points[:, 1],
                s=16,
                c=color,
                edgecolors="white",
                linewidths=0.4,
                label=as_text(label),
            )
        panel.set_aspect("equal")


def _surface(estimator: Any, X: Any) -> DecisionBoundaryDisplay:
    """scikit-learn's display of the probability, computed but not kept drawn."""
    from matplotlib.figure import Figure

    return DecisionBoundaryDisplay.from_estimator(
        estimator,
        X,
        response_method="predict_proba",
        grid_resolution=200,
        ax=Figure().subplots(),
    )
