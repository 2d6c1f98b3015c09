"""The cost over the epochs, of one estimator or of several side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from skscratch.plotting.canvas import (
    MARKERS,
    PALETTE,
    draw_legend,
    draw_legend_beside,
    figure_of,
    legend_width,
    letter_scale,
    single_axes,
)
from skscratch.plotting.units import split_pipeline
from skscratch.plotting.words import as_text, fitted_texts, names_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import FillBetweenPolyCollection
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D


_DASHES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (1, 1.3)),
    (0, (6, 2, 1, 2)),
    (0, (12, 3)),
    (0, (4, 1.5, 1, 1.5, 1, 1.5)),
    (0, (1, 4)),
)
#: Curves that a legend within the axes may list.
_MOST_WITHIN = 8
#: So many turns by a fiftieth of the height of a curve make its line a slab.
_TURNS = 100


class LossCurveDisplay:
    """Cost per epoch, on the training data and where recorded on validation data.

    Several estimators differ by hue and by dash; where validation curves are drawn
    these are dashed, and the estimators differ by hue and marker. A curve that jumps up
    and down a hundred times, which would be a solid slab of ink, is drawn as its mean
    over a window of a sixtieth of the epochs, thin, within a pale band from the lowest
    to the highest cost in that window. The best epoch is marked: the one whose
    parameters early stopping kept, else the one of the lowest validation loss. Beside
    the spike of a cost that diverged all else is flat; the axes are linear all the
    same, so that limits set later mean what they say. ``ax_.set_yscale("log")`` shows
    both.

    Make one with :meth:`from_estimator` or :meth:`from_estimators`.

    Parameters
    ----------
    curves : list of array-like of shape (n_epochs,)
        Training cost of each epoch, in nats per sample, one curve an estimator.
    validation_curves : list of array-like of shape (n_epochs,) or None
        Loss on the validation data, None where there is none.
    names : list of str
        Labels in the legend.
    best_epochs : list of int or None, default=None
        Index into each validation curve of the epoch that was kept; by default, and
        where it is None, the one of the lowest loss.

    Attributes
    ----------
    lines_ : list of matplotlib Line2D
        The training curves.
    validation_lines_ : list of matplotlib Line2D or None
        The validation curves, dashed, in the colour of their training curve.
    bands_ : list of matplotlib FillBetweenPolyCollection or None
        The bands of the training curves; None where the curve itself is drawn.
    best_ : list of matplotlib Line2D or None
        The marks of the best epochs; None without a validation curve.
    ax_ : matplotlib Axes
        Axes with the curves.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.plotting import LossCurveDisplay
    >>> X, y = make_flower(random_state=1)
    >>> nets = {
    ...     f"learning rate {rate}": ShallowNNClassifier(
    ...         learning_rate=rate, max_iter=50, tol=None, random_state=0
    ...     ).fit(X, y)
    ...     for rate in (0.1, 1.0)
    ... }
    >>> display = LossCurveDisplay.from_estimators(nets.values(), names=list(nets))
    >>> [len(line.get_ydata()) for line in display.lines_]
    [50, 50]
    >>> plt.close(display.figure_)
    """

    lines_: list[Line2D]
    validation_lines_: list[Line2D | None]
    bands_: list[FillBetweenPolyCollection | None]
    best_: list[Line2D | None]
    ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        curves: list[Any],
        validation_curves: list[Any],
        names: list[str],
        best_epochs: list[int | None] | None = None,
    ):
        self.curves = curves
        self.validation_curves = validation_curves
        self.names = names
        self.best_epochs = [None] * len(curves) if best_epochs is None else best_epochs

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        *,
        name: str | None = None,
        ax: Axes | None = None,
        **kwargs: Any,
    ) -> Self:
        """Draw the curve of one fitted estimator.

        Parameters
        ----------
        estimator : estimator with `loss_curve_`, or Pipeline that ends in one
            The fitted estimator.
        name : str, default=None
            Label in the legend; by default the name of its class.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.
        **kwargs : dict
            Passed to ``Axes.plot``.

        Returns
        -------
        LossCurveDisplay
            The display, drawn.
        """
        names = None if name is None else [name]
        return cls.from_estimators([estimator], names=names, ax=ax, **kwargs)

    @classmethod
    def from_estimators(
        cls,
        estimators: Iterable[Any],
        *,
        names: Sequence[str] | None = None,
        ax: Axes | None = None,
        **kwargs: Any,
    ) -> Self:
        """Draw the curves of several fitted estimators in one axes.

        Parameters
        ----------
        estimators : iterable of estimators, as for :meth:`from_estimator`
            The fitted estimators.
        names : sequence of str, default=None
            Labels in the legend; by default the names of their classes.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.
        **kwargs : dict
            Passed to ``Axes.plot``.

        Returns
        -------
        LossCurveDisplay
            The display, drawn.

        Raises
        ------
        NotFittedError
            If an estimator has not been fitted.
        ValueError
            If an estimator records no `loss_curve_`, or `names` has another length.
        """
        recorded = [_recording_part(estimator) for estimator in estimators]
        display = cls(
            curves=[estimator.loss_curve_ for estimator in recorded],
            validation_curves=[
                getattr(estimator, "validation_loss_curve_", None)
                for estimator in recorded
            ],
            names=names_for(names, recorded),
            best_epochs=[
                getattr(estimator, "best_iteration_", None) for estimator in recorded
            ],
        )
        return display.plot(ax, **kwargs)

    def plot(self, ax: Axes | None = None, **kwargs: Any) -> Self:
        """Draw the curves.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.
        **kwargs : dict
            Passed to ``Axes.plot``.

        Returns
        -------
        LossCurveDisplay
            The display itself.
        """
        self.ax_ = single_axes(ax, type(self).__name__)
        self.figure_ = figure_of(self.ax_)
        self.lines_, self.validation_lines_ = [], []
        self.bands_, self.best_ = [], []
        listed: dict[Line2D, str] = {}
        for index, name in enumerate(map(as_text, self.names)):
            style = self._style(index) | kwargs
            line, band = self._draw(self.curves[index], style | {"label": name})
            self.lines_.append(line)
            self.bands_.append(band)
            listed[line] = name
            dashed = best = None
            losses = self.validation_curves[index]
            if losses is not None:
                name = f"{name}, validation"
                style |= {"label": name, "linestyle": "--"}
                dashed, _ = self._draw(losses, style)
                listed[dashed] = name
                best = self._mark_best(index, losses, style["color"])
            self.validation_lines_.append(dashed)
            self.best_.append(best)
        if marks := [best for best in self.best_ if best is not None]:
            listed[marks[0]] = "best epoch"
        self.ax_.set(xlabel="iterations (epochs)", ylabel="cost (nats per sample)")
        self._draw_legend(listed, makes_room=ax is None)
        return self

    def _draw_legend(self, listed: dict[Line2D, str], makes_room: bool) -> None:
        """Name the curves: a few within the axes, many beside them."""
        lines = list(listed)
        if len(lines) <= _MOST_WITHIN:
            labels = fitted_texts(listed.values(), 44, 2)
            draw_legend(self.ax_, lines, labels, handlelength=3.2)
            return
        labels = fitted_texts(listed.values(), 40)
        width, height = self.figure_.get_size_inches()
        room = height / letter_scale()
        if makes_room:
            beside = letter_scale() * legend_width(labels, room)
            self.figure_.set_size_inches(width + beside, height)
        draw_legend_beside(self.ax_, lines, labels, room, handlelength=3.2)

    def _style(self, index: int) -> dict[str, Any]:
        """How the curves of an estimator differ from those of the others."""
        style = {"color": PALETTE[index % len(PALETTE)]}
        if all(losses is None for losses in self.validation_curves):
            turn = index // len(PALETTE)  # the same hue comes with other dashes
            return style | {"linestyle": _DASHES[(index + turn) % len(_DASHES)]}
        if len(self.curves) == 1:
            return style
        # A few markers, each estimator's at other epochs, or they would lie in a heap.
        every = max(1, len(self.curves[index]) // 8)
        start = index * every // len(self.curves)
        marker = {"marker": MARKERS[index % len(MARKERS)], "markersize": 6}
        return style | marker | {"markevery": (start, every)}

    def _draw(
        self, curve: Any, style: dict[str, Any]
    ) -> tuple[Line2D, FillBetweenPolyCollection | None]:
        """A curve, or its mean within a band if it would be a slab."""
        costs = np.asarray(curve, dtype=float)
        if np.isfinite(costs).sum() == 1:  # no line leads from it to another
            style = {"marker": "o"} | style | {"markevery": None}
        if not _is_slab(costs):
            return self.ax_.plot(costs, **style)[0], None
        reach = max(2, len(costs) // 120)
        low = _over_windows(np.min, costs, reach)
        high = _over_windows(np.max, costs, reach)
        # twice, or what jumps every other epoch would jump in the mean, too
        mean = _over_windows(np.mean, costs, reach)
        mean = _over_windows(np.mean, mean, reach)
        band = self.ax_.fill_between(
            np.arange(len(costs)),
            low,
            high,
            color=style["color"],
            alpha=0.22,
            linewidth=0,
        )
        return self.ax_.plot(mean, **({"linewidth": 1.0} | style))[0], band

    def _mark_best(self, index: int, losses: Any, color: Any) -> Line2D | None:
        """A ring around the best epoch, at its validation loss as recorded."""
        losses, epoch = np.asarray(losses, dtype=float), self.best_epochs[index]
        if epoch is None and np.isfinite(losses).any():
            epoch = int(np.nanargmin(losses))
        if epoch is None or epoch >= len(losses):
            return None
        (mark,) = self.ax_.plot(
            [epoch],
            [losses[epoch]],
            linestyle="",
            marker="o",
            markersize=10,
            markerfacecolor="none",
            markeredgecolor=color,
            markeredgewidth=2,
            label="_best",  # listed once for all
        )
        return mark


def _over_windows(
    measure: Callable[[np.ndarray], Any], costs: np.ndarray, reach: int
) -> np.ndarray:
    """A measure of the costs within `reach` of each epoch.

    An early epoch reaches no further than to a quarter of itself: the fall at the start
    stays as it was, also where the axis of the epochs is logarithmic.
    """
    epochs = np.arange(len(costs))
    reaches = np.minimum(reach, epochs // 4)
    return np.array(
        [
            measure(costs[epoch - near : epoch + near + 1])
            for epoch, near in zip(epochs, reaches, strict=True)
        ]
    )


def _is_slab(costs: np.ndarray) -> bool:
    """Whether a curve turns so often, and by so much, that its line would be a slab."""
    finite = costs[np.isfinite(costs)]
    if len(finite) < _TURNS:
        return False
    steps = np.diff(finite)
    turns = steps[1:] * steps[:-1] < 0
    visible = np.abs(steps[1:]) > 0.02 * np.ptp(finite)
    return int((turns & visible).sum()) >= _TURNS


def _recording_part(estimator: Any) -> Any:
    """The fitted estimator itself, or the one at the end of a pipeline."""
    _, estimator = split_pipeline(estimator)
    if getattr(estimator, "loss_curve_", None) is None:
        raise ValueError(
            "estimator must record its cost in loss_curve_, as the networks of "
            f"skscratch do; got {type(estimator).__name__}."
        )
    return estimator
