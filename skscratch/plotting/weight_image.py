"""The weights that meet the pixels, as images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from skscratch.plotting.canvas import DIVERGING, figure_of, grid_of_axes
from skscratch.plotting.units import (
    check_most,
    output_names,
    split_pipeline,
    strengths,
    strongest,
    weights_of,
)
from skscratch.plotting.words import LITERAL, fitted_texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

#: Inches that the panels of a new figure take together, and one at most.
_WIDTH, _WIDEST = 9.0, 3.2


class WeightImageDisplay:
    """Weights between the pixels and the first units, drawn where the pixels are.

    A nearly square grid of units, for each one panel a colour channel, side by side,
    all on one scale that is symmetric about zero: orange pixels speak for the unit,
    purple ones against it. Of many units the strongest are drawn, the strongest first:
    those with the largest norm of their weights in times that of their weights out.
    Make one with :meth:`from_estimator`.

    Parameters
    ----------
    weights : ndarray of shape (n_shown, height, width, n_channels)
        The weights of the units to draw.
    names : list of str of length n_shown
        Their titles.
    n_units : int, default=None
        How many units there are in all; by default those that are drawn.

    Attributes
    ----------
    images_ : list of matplotlib AxesImage
        Unit by unit, one for each channel.
    axes_ : ndarray of shape (n_rows, n_columns)
        The panels; those without an image are switched off.
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

    def __init__(
        self, *, weights: np.ndarray, names: list[str], n_units: int | None = None
    ):
        self.weights = weights
        self.names = names
        self.n_units = len(weights) if n_units is None else n_units

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        *,
        image_shape: Sequence[int],
        names: Sequence[str] | None = None,
        max_units: int = 16,
        ax: Axes | None = None,
        **kwargs: Any,
    ) -> Self:
        """Draw the first weights of a fitted estimator.

        Parameters
        ----------
        estimator : estimator with `coef_` or `coefs_`, or Pipeline that ends in one
            The fitted estimator: a linear model or a network.
        image_shape : tuple of int
            Shape of one sample before it was made a row: (height, width) or
            (height, width, n_channels).
        names : sequence of str, default=None
            Titles, one for each unit of the layer; by default the class that a row of
            `coef_` speaks for, or the number of the hidden unit.
        max_units : int >= 1, default=16
            The most units to draw.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.
        **kwargs : dict
            Passed to ``Axes.imshow``; in grey print ``cmap="cividis"`` keeps the sign:
            the lighter, the larger.

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
            another length than there are units.
        """
        check_most(max_units, "max_units")
        _, model = split_pipeline(estimator)
        layers = weights_of(model)
        weights = layers[0].T
        names = _names(model, layers) if names is None else list(names)
        shape = tuple(image_shape)
        if len(shape) not in (2, 3) or np.prod(shape) != weights.shape[1]:
            raise ValueError(
                "image_shape must be (height, width) or (height, width, n_channels) "
                f"with product {weights.shape[1]}, the features; got {image_shape}."
            )
        if len(names) != len(weights):
            raise ValueError(
                "names must have one entry per unit of the first layer; "
                f"got {len(names)} for {len(weights)}."
            )
        shown = strongest(strengths(layers, 1), max_units)
        n_channels = shape[2] if len(shape) == 3 else 1
        display = cls(
            weights=weights[shown].reshape(-1, *shape[:2], n_channels),
            names=[names[index] for index in shown],
            n_units=len(weights),
        )
        return display.plot(ax, **kwargs)

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
        n_shown, height, width, n_channels = self.weights.shape
        tall = float(np.clip(height / width, 0.25, 3))
        shape = _near_square(n_shown, n_channels, tall)
        side = min(_WIDEST, _WIDTH / shape[1])
        panel_size = (side, side * tall + 0.4)
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax, shape, type(self).__name__, panel_size=panel_size, beside=1.0
        )
        self.figure_ = figure_of(self.bounding_ax_)
        channels = ("red", "green", "blue") if n_channels == 3 else range(n_channels)
        limit = np.abs(self.weights).max() or 1.0
        style = {"cmap": DIVERGING, "vmin": -limit, "vmax": limit} | kwargs
        if tall != height / width:  # a row or a column of pixels is drawn as a stripe
            style = {"aspect": "auto"} | style
        for panel in self.axes_.flat:
            panel.set_axis_off()
        self.images_ = []
        panels = iter(self.axes_.flat)
        endings = [f": {channel}" if n_channels > 1 else "" for channel in channels]
        width = max(8, int(side * 10) - max(map(len, endings)))
        titles = fitted_texts(self.names, width)
        for title, unit in zip(titles, self.weights, strict=True):
            for index, ending in enumerate(endings):
                panel = next(panels)
                panel.set_axis_on()
                self.images_.append(panel.imshow(unit[..., index], **style))
                panel.set(xticks=[], yticks=[])
                letters = "small" if side < 2 else None
                panel.set_title(title + ending, fontsize=letters, **LITERAL)
        drawn = "" if n_shown == self.n_units else f", the strongest {n_shown} of "
        self.colorbar_ = self.figure_.colorbar(
            self.images_[0],
            ax=self.axes_.ravel().tolist(),
            label="weight" + (f"{drawn}{self.n_units} units" if drawn else ""),
            shrink=0.8,
        )
        return self


def _near_square(n_units: int, n_channels: int, tall: float) -> tuple[int, int]:
    """Rows and columns of panels, `tall` times as high as wide below their title, the
    channels of a unit side by side."""

    def badness(per_row: int) -> float:
        n_rows = -(-n_units // per_row)
        sides = (per_row * n_channels, n_rows * (tall + 0.2))
        empty = n_rows * per_row / n_units
        return max(sides) / min(sides) * empty

    per_row = min(range(n_units, 0, -1), key=badness)
    return -(-n_units // per_row), per_row * n_channels


def _names(model: Any, layers: list[np.ndarray]) -> list[str]:
    """Names of the units that the input reaches first."""
    n_units = layers[0].shape[1]
    if len(layers) == 1:
        return output_names(model, n_units)
    return [f"unit {number}" for number in range(1, n_units + 1)]
