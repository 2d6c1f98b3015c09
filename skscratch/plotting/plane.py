"""The plane of two features: its grid, and what a classifier makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import issparse

from skscratch.plotting.canvas import LETTER, class_shades
from skscratch.plotting.words import LITERAL, as_text, fitted_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.contour import QuadContourSet
    from matplotlib.image import AxesImage

#: The most that one feature may spread beyond the other for the two to share a scale.
_SAME_SCALE = 4.0
#: Inches above and below the plane in a panel: its title, ticks and name.
_AROUND = 0.7


@dataclass(frozen=True)
class Plane:
    """A grid over two features, wide enough for some points.

    Parameters
    ----------
    x1, x2 : ndarray of shape (resolution,)
        Values of the features at the grid's columns and rows.
    names : tuple of two str or None
        Names of the features.
    """

    x1: np.ndarray
    x2: np.ndarray
    names: tuple[str, str] | None = None

    @classmethod
    def around(cls, X: Any, resolution: int) -> Plane:
        """The plane that holds the points of `X` with a margin.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_samples, 2)
            The points.
        resolution : int
            Grid points along each feature.

        Returns
        -------
        Plane
            Its grid.
        """
        points = points_of(X)
        low, high = points.min(axis=0), points.max(axis=0)
        margin = np.where(high > low, 0.08 * (high - low), 1.0)
        x1, x2 = np.linspace(low - margin, high + margin, resolution).T
        if not hasattr(X, "columns"):
            return cls(x1, x2)
        first, second = map(as_text, X.columns)
        return cls(x1, x2, (first, second))

    def points(self, like: Any = None) -> Any:
        """The grid as samples, in a table where `like` is one.

        Parameters
        ----------
        like : array-like or DataFrame, default=None
            Whose column names the samples shall bear.

        Returns
        -------
        ndarray or DataFrame of shape (resolution**2, 2)
            The samples, row by row of the grid.
        """
        points = np.column_stack([m.ravel() for m in np.meshgrid(self.x1, self.x2)])
        if not hasattr(like, "columns"):
            return points
        columns = list(like.columns)
        if hasattr(like, "iloc"):
            return type(like)(points, columns=columns)
        return type(like)(points, schema=columns)

    def probabilities(self, classifier: Any, like: Any = None) -> np.ndarray:
        """What a classifier says of the grid.

        Parameters
        ----------
        classifier : fitted classifier
            Asked for `predict_proba`; one without is certain of what it predicts.
        like : array-like or DataFrame, default=None
            As for :meth:`points`.

        Returns
        -------
        ndarray of shape (resolution, resolution, n_classes)
            Probabilities in the order of its `classes_`.
        """
        points, shape = self.points(like), (len(self.x2), len(self.x1), -1)
        if hasattr(classifier, "predict_proba"):
            return np.asarray(classifier.predict_proba(points)).reshape(shape)
        predicted = classifier.predict(points)[:, np.newaxis]
        return (predicted == classifier.classes_).astype(float).reshape(shape)

    def draw(
        self, ax: Axes, proba: np.ndarray, lines: bool = True
    ) -> tuple[AxesImage, list[QuadContourSet]]:
        """Draw the regions of the classes, and the lines between them.

        Parameters
        ----------
        ax : matplotlib Axes
            Where to draw.
        proba : ndarray of shape (resolution, resolution, n_classes)
            What :meth:`probabilities` gave.
        lines : bool, default=True
            Whether to draw the lines.

        Returns
        -------
        image : matplotlib AxesImage
            The regions.
        boundaries : list of matplotlib QuadContourSet
            For each class the line around its region, for two classes one line; none
            where a class is nowhere or everywhere the likeliest.
        """
        image = self.show(ax, class_shades(proba))
        boundaries = []
        n_classes = proba.shape[-1]
        for index in range(1 if n_classes == 2 else 0, n_classes if lines else 0):
            others = np.delete(proba, index, axis=-1).max(axis=-1)
            lead = proba[..., index] - others
            if lead.min() < 0 < lead.max():
                boundaries.append(self.contour(ax, lead))
        return image, boundaries

    def show(self, ax: Axes, picture: np.ndarray, **kwargs: Any) -> AxesImage:
        """Draw a picture of the grid where the grid is.

        Parameters
        ----------
        ax : matplotlib Axes
            Where to draw.
        picture : ndarray of shape (resolution, resolution) or (..., 3)
            Numbers or colours, the first row lowest.
        **kwargs : dict
            Passed to ``Axes.imshow``.

        Returns
        -------
        matplotlib AxesImage
            The picture.
        """
        (left, right), (bottom, top) = self.x1[[0, -1]], self.x2[[0, -1]]
        return ax.imshow(
            picture,
            extent=(left, right, bottom, top),
            origin="lower",
            aspect="auto" if self._tall is None else "equal",
            **kwargs,
        )

    @property
    def _tall(self) -> float | None:
        """Height by width where both features share a scale."""
        tall = float(np.ptp(self.x2) / np.ptp(self.x1))
        return tall if 1 / _SAME_SCALE < tall < _SAME_SCALE else None

    def panel_size(self, width: float, height: float) -> tuple[float, float]:
        """Inches of a panel that shows the plane, with the words around it.

        Parameters
        ----------
        width, height : float
            Those of a panel that shows a square.

        Returns
        -------
        tuple of two float
            As wide, and as high as the plane is.
        """
        tall = np.clip(self._tall or 1.0, 0.6, 1.5)
        return width, _AROUND + float(tall) * (height - _AROUND)

    def contour(self, ax: Axes, heights: np.ndarray) -> QuadContourSet:
        """Draw the line where `heights` pass zero.

        Parameters
        ----------
        ax : matplotlib Axes
            Where to draw.
        heights : ndarray of shape (resolution, resolution)
            A number at each point of the grid.

        Returns
        -------
        matplotlib QuadContourSet
            The line.
        """
        return ax.contour(
            self.x1, self.x2, heights, levels=[0], colors="black", linewidths=1.2
        )

    def label(self, axes: np.ndarray, size: tuple[float, float]) -> None:
        """Name the features along the left and the lower edge of a grid of axes.

        Parameters
        ----------
        axes : ndarray of matplotlib Axes of shape (n_rows, n_columns)
            The panels; ticks stay on those that bear a name, and below a panel that
            has none beneath it.
        size : tuple of two float
            Inches of a panel: names are as long at most.
        """
        x_name, y_name = "$x_1$", "$x_2$"
        style = LITERAL if self.names else {}
        if self.names is not None:
            x_name, y_name = (
                fitted_text(name, int((side - _AROUND / 2) / LETTER), 2)
                for name, side in zip(self.names, size, strict=True)
            )
        for (row, column), panel in np.ndenumerate(axes):
            beneath = axes[row + 1, column] if row + 1 < len(axes) else None
            if beneath is None or not beneath.axison:
                panel.set_xlabel(x_name, **style)
            else:
                panel.tick_params(labelbottom=False)
            if column == 0:
                panel.set_ylabel(y_name, **style)
            else:
                panel.tick_params(labelleft=False)


def points_of(X: Any) -> np.ndarray:
    """The points of `X` as numbers.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_samples, 2)
        What the user passed.

    Returns
    -------
    ndarray of shape (n_samples, 2)
        The points.

    Raises
    ------
    TypeError
        If `X` is sparse.
    ValueError
        If it has not two features of finite numbers.
    """
    if issparse(X):
        raise TypeError(
            f"X must be dense to be drawn; got a sparse {type(X).__name__}. Pass "
            "X.toarray()."
        )
    try:
        points = np.asarray(X, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"X must hold numbers to be drawn; got {error}.") from error
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
        raise ValueError(
            "X must have shape (n_samples, 2), two features, to be drawn; got "
            f"{points.shape}."
        )
    if not np.isfinite(points).all():
        raise ValueError("X must be finite to be drawn; got NaN or infinity.")
    return points


def labels_for(y: Any, n_samples: int, classes: np.ndarray) -> np.ndarray:
    """Labels as an array, one for each point and each among the classes.

    Parameters
    ----------
    y : array-like of shape (n_samples,)
        What the user passed.
    n_samples : int
        Number of points.
    classes : ndarray of shape (n_classes,)
        The labels that the classifier knows.

    Returns
    -------
    ndarray of shape (n_samples,)
        The labels.

    Raises
    ------
    ValueError
        If their number is another, or a label is none of the classes.
    """
    labels = np.asarray(y)
    if labels.shape != (n_samples,):
        raise ValueError(
            f"y must have one label per row of X, shape ({n_samples},); got "
            f"{labels.shape}."
        )
    unknown = [label for label in labels if not (classes == label).any()]
    if unknown:
        raise ValueError(
            "y must hold labels that the classifier was fitted to "
            f"({', '.join(map(as_text, classes[:10]))}); got {as_text(unknown[0])!r}."
        )
    return labels
