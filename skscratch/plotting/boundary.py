"""Where classifiers on two features draw their lines, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

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
from skscratch.plotting.words import LITERAL, fitted_texts, names_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.contour import QuadContourSet
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

_COLUMNS = 4


class BoundaryDisplay:
    """Decision boundaries of several classifiers with the points they learnt from.

    One panel a classifier: the likeliest class as the hue of a region and its
    probability as the shade, the boundaries between the classes as lines, the points in
    the colour of their class, with a marker for each. Make one with
    :meth:`from_estimators` or :meth:`from_estimator`.

    Parameters
    ----------
    plane : Plane
        The grid over the two features, with their names.
    surfaces : list of ndarray of shape (resolution, resolution, n_classes)
        Probabilities of the classes over the grid, one array a classifier.
    X : ndarray of shape (n_samples, 2)
        The points.
    y : ndarray of shape (n_samples,)
        Their labels.
    classes : ndarray of shape (n_classes,)
        All labels, in the order of the probabilities.
    names : list of str
        Titles of the panels.

    Attributes
    ----------
    images_ : list of matplotlib AxesImage
        The regions, one picture a classifier.
    boundaries_ : list of list of matplotlib QuadContourSet
        The lines, for each classifier one a class; for two classes a single one.
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

    images_: list[AxesImage]
    boundaries_: list[list[QuadContourSet]]
    axes_: np.ndarray
    bounding_ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        plane: Plane,
        surfaces: list[np.ndarray],
        X: np.ndarray,
        y: np.ndarray,
        classes: np.ndarray,
        names: list[str],
    ):
        self.plane = plane
        self.surfaces = surfaces
        self.X = X
        self.y = y
        self.classes = classes
        self.names = names

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        name: str | None = None,
        grid_resolution: int = 200,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the boundaries of one fitted classifier.

        Parameters
        ----------
        estimator : classifier or Pipeline
            The fitted classifier.
        X : array-like of shape (n_samples, 2)
            The points, as the classifier takes them.
        y : array-like of shape (n_samples,)
            Their labels.
        name : str, default=None
            Title of the panel; by default the name of its class.
        grid_resolution : int, default=200
            Grid points along each feature.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.

        Returns
        -------
        BoundaryDisplay
            The display, drawn.
        """
        names = None if name is None else [name]
        return cls.from_estimators(
            [estimator], X, y, names=names, grid_resolution=grid_resolution, ax=ax
        )

    @classmethod
    def from_estimators(
        cls,
        estimators: Iterable[Any],
        X: Any,
        y: Any,
        *,
        names: Sequence[str] | None = None,
        grid_resolution: int = 200,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the boundaries of several fitted classifiers in one figure.

        Parameters
        ----------
        estimators : iterable of classifiers or Pipelines
            The fitted classifiers, all of the same classes. One without
            `predict_proba` is drawn as certain of what it predicts.
        X : array-like of shape (n_samples, 2)
            The points, as the classifiers take them.
        y : array-like of shape (n_samples,)
            Their labels.
        names : sequence of str, default=None
            Titles of the panels; by default the names of their classes.
        grid_resolution : int, default=200
            Grid points along each feature.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        BoundaryDisplay
            The display, drawn.

        Raises
        ------
        NotFittedError
            If an estimator has not been fitted.
        TypeError
            If `X` is sparse, or an estimator is no classifier.
        ValueError
            If there are not two features, the classifiers differ in their classes, a
            label is none of these, or `names` has another length.
        """
        estimators = list(estimators)
        points = points_of(X)
        names = names_for(names, estimators)
        classes = _common_classes(estimators)
        labels = labels_for(y, len(points), classes)
        plane = Plane.around(X, grid_resolution)
        surfaces = [plane.probabilities(estimator, like=X) for estimator in estimators]
        display = cls(
            plane=plane,
            surfaces=surfaces,
            X=points,
            y=labels,
            classes=classes,
            names=names,
        )
        return display.plot(ax)

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
        size = self.plane.panel_size(3.6, 3.6)
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax,
            (n_rows, n_columns),
            type(self).__name__,
            panel_size=size,
            beside=legend_width(class_names(self.classes), size[1]),
        )
        self.figure_ = figure_of(self.bounding_ax_)
        self.images_, self.boundaries_ = [], []
        for panel in self.axes_.flat[len(self.surfaces) :]:
            panel.set_axis_off()
        titles = fitted_texts(self.names, 34, 2)
        for panel, surface, title in zip(
            self.axes_.flat, self.surfaces, titles, strict=False
        ):
            image, lines = self.plane.draw(panel, surface)
            self.images_.append(image)
            self.boundaries_.append(lines)
            draw_points(panel, self.X, self.y, self.classes)
            panel.set_title(title, **LITERAL)
        self.plane.label(self.axes_, size)
        class_legend(self.axes_[0, -1], self.classes, size[1])
        if ax is None:
            settle(self.axes_)
        return self


def _common_classes(estimators: list[Any]) -> np.ndarray:
    """The classes of all the classifiers."""
    if not estimators:
        raise ValueError("estimators must hold at least one classifier; got none.")
    for estimator in estimators:
        check_is_fitted(estimator)
        if not isinstance(getattr(estimator, "classes_", None), np.ndarray):
            raise TypeError(
                "estimator must be a classifier of single labels, with classes_; got "
                f"{type(estimator).__name__}."
            )
    first = estimators[0].classes_
    for estimator in estimators[1:]:
        if not np.array_equal(first, estimator.classes_):
            raise ValueError(
                "estimators must be fitted to the same classes; got "
                f"{first[:10].tolist()} and {estimator.classes_[:10].tolist()}."
            )
    return first
