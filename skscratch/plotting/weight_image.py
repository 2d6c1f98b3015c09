"""The weights that meet the pixels, as images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skscratch.plotting.canvas import LITERAL, as_text, figure_of, grid_of_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage


class WeightImageDisplay:
    """Weights between the pixels and the first units, drawn where the pixels are.

    One row of panels a unit, one panel a colour channel, all on one scale that is
    symmetric about zero: orange pixels speak for the unit, purple ones against it.
    Make one with :meth:`from_estimator`.

    Parameters
    ----------
    weights : ndarray of shape (n_units, height, width, n_channels)
        The weights.
    names : list of str of length n_units
        Titles of the rows.

    Attributes
    ----------
    images_ : list of matplotlib AxesImage
        One a panel, row by row.
    axes_ : ndarray of shape (n_units, n_channels)
        The panels.
    bounding_ax_ : matplotlib Axes
        Axes that the panels divide.
    colorbar_ : matplotlib Colorbar
        The scale that all panels share.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sklearn.datasets import load_digits
    >>> from skscratch import ScratchLogisticRegression
    >>> from skscratch.plotting import WeightImageDisplay
    >>> X, y = load_digits(n_class=2, return_X_y=True)
    >>> model = ScratchLogisticRegression(max_iter=20, tol=None).fit(X / 16, y)
    >>> display = WeightImageDisplay.from_estimator(model, image_shape=(8, 8))
    >>> display.axes_.shape
    (1, 1)
    >>> plt.close(display.figure_)
    """

    images_: list[AxesImage]
    axes_: np.ndarray
    bounding_ax_: Axes
    colorbar_: Colorbar
    figure_: Figure

    def __init__(self, *, weights: np.ndarray, names: list[str]):
        self.weights = weights
        self.names = names

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        *,
        image_shape: Sequence[int],
        names: Sequence[str] | None = None,
        ax: Axes | None = None,
        **kwargs: Any,
    ) -> Self:
        """Draw the first weights of a fitted estimator.

        Parameters
        ----------
        estimator : estimator with `coef_` or `coefs_`
            The fitted estimator: a linear model or a network.
        image_shape : tuple of int
            Shape of one sample before it was made a row: (height, width) or
            (height, width, n_channels).
        names : sequence of str, default=None
            Titles of the rows; by default the class that a row of `coef_` speaks
            for, or the number of the hidden unit.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.
        **kwargs : dict
            Passed to ``Axes.imshow``.

        Returns
        -------
        WeightImageDisplay
            The display, drawn.

        Raises
        ------
        NotFittedError
            If the estimator has not been fitted.
        ValueError
            If it has no weights, `image_shape` does not fit them, or `names` has
            another length than there are rows.
        """
        check_is_fitted(estimator)
        weights, default_names = _first_weights(estimator)
        names = default_names if names is None else list(names)
        shape = tuple(image_shape)
        if len(shape) not in (2, 3) or np.prod(shape) != weights.shape[1]:
            raise ValueError(
                "image_shape must be (height, width) or (height, width, n_channels) "
                f"with product {weights.shape[1]}, the features; got {image_shape}."
            )
        if len(names) != len(weights):
            raise ValueError(
                "names must have one entry per row of panels; "
                f"got {len(names)} for {len(weights)}."
            )
        n_channels = shape[2] if len(shape) == 3 else 1
        weights = weights.reshape(-1, *shape[:2], n_channels)
        return cls(weights=weights, names=names).plot(ax, **kwargs)

    def plot(self, ax: Axes | None = None, **kwargs: Any) -> Self:
        """Draw the weights.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.
        **kwargs : dict
            Passed to ``Axes.imshow``.

        Returns
        -------
        WeightImageDisplay
            The display itself.
        """
        n_units, n_channels = self.weights.shape[0], self.weights.shape[-1]
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax, (n_units, n_channels), type(self).__name__, panel_size=(3.2, 3.4)
        )
        self.figure_ = figure_of(self.bounding_ax_)
        channels = ("red", "green", "blue") if n_channels == 3 else range(n_channels)
        limit = np.abs(self.weights).max() or 1.0
        style = {"cmap": "PuOr_r", "vmin": -limit, "vmax": limit} | kwargs
        self.images_ = []
        for name, unit, row in zip(self.names, self.weights, self.axes_, strict=True):
            for index, (channel, panel) in enumerate(zip(channels, row, strict=True)):
                self.images_.append(panel.imshow(unit[..., index], **style))
                panel.set(xticks=[], yticks=[])
                title = (
                    as_text(name) if n_channels == 1 else f"{as_text(name)}: {channel}"
                )
                panel.set_title(title, **LITERAL)
        self.colorbar_ = self.figure_.colorbar(
            self.images_[0], ax=self.axes_.ravel().tolist(), label="weight", shrink=0.8
        )
        return self


def _first_weights(estimator: Any) -> tuple[np.ndarray, list[str]]:
    """Weights (n_units, n_features) that meet the input, and names for the units."""
    if hasattr(estimator, "coef_"):
        weights = np.atleast_2d(estimator.coef_)
        return weights, [
            as_text(label) for label in estimator.classes_[-len(weights) :]
        ]
    if hasattr(estimator, "coefs_"):
        weights = np.asarray(estimator.coefs_[0]).T
        return weights, [f"unit {index}" for index in range(1, len(weights) + 1)]
    raise ValueError(
        "estimator must have coef_ or coefs_, the weights to draw; "
        f"got {type(estimator).__name__}."
    )
