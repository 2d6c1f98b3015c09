"""The cost over the epochs, of one estimator or of several side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from skscratch.plotting.canvas import (
    PALETTE,
    as_text,
    draw_legend,
    figure_of,
    single_axes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D


class LossCurveDisplay:
    """Cost per epoch, on the training data and where recorded on validation data.

    Make one with :meth:`from_estimator` or :meth:`from_estimators`.

    Parameters
    ----------
    curves : list of array-like of shape (n_epochs,)
        Training cost of each epoch, in nats per sample, one curve an estimator.
    validation_curves : list of array-like of shape (n_epochs,) or None
        Loss on the validation data, None where there is none.
    names : list of str
        Labels in the legend.

    Attributes
    ----------
    lines_ : list of matplotlib Line2D
        The training curves.
    validation_lines_ : list of matplotlib Line2D or None
        The validation curves, dashed, in the colour of their training curve.
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
    ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        curves: list[Any],
        validation_curves: list[Any],
        names: list[str],
    ):
        self.curves = curves
        self.validation_curves = validation_curves
        self.names = names

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
        if names is None:
            names = [type(estimator).__name__ for estimator in recorded]
        if len(names) != len(recorded):
            raise ValueError(
                "names must have one entry per estimator; "
                f"got {len(names)} for {len(recorded)} estimators."
            )
        display = cls(
            curves=[estimator.loss_curve_ for estimator in recorded],
            validation_curves=[
                getattr(estimator, "validation_loss_curve_", None)
                for estimator in recorded
            ],
            names=list(names),
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
        self.lines_, self.validation_lines_, listed = [], [], {}
        for index, name in enumerate(map(as_text, self.names)):
            style = {"color": PALETTE[index % len(PALETTE)]} | kwargs
            (line,) = self.ax_.plot(self.curves[index], label=name, **style)
            self.lines_.append(line)
            listed[line] = name
            dashed = None
            if self.validation_curves[index] is not None:
                name = f"{name}, validation"
                style |= {"label": name, "linestyle": "--"}
                (dashed,) = self.ax_.plot(self.validation_curves[index], **style)
                listed[dashed] = name
            self.validation_lines_.append(dashed)
        self.ax_.set(xlabel="iterations (epochs)", ylabel="cost (nats per sample)")
        draw_legend(self.ax_, list(listed), list(listed.values()))
        return self


def _recording_part(estimator: Any) -> Any:
    """The fitted estimator itself, or the one at the end of a pipeline."""
    check_is_fitted(estimator)
    if isinstance(estimator, Pipeline):
        estimator = estimator[-1]
    if getattr(estimator, "loss_curve_", None) is None:
        raise ValueError(
            "estimator must record its cost in loss_curve_, as the networks of "
            f"skscratch do; got {type(estimator).__name__}."
        )
    return estimator
