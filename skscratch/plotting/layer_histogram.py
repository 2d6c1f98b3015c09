"""How the outputs and the gradients of each layer are spread, now or over epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from skscratch.plotting.canvas import figure_of, grid_of_axes
from skscratch.plotting.layer_look import (
    Histogram,
    LayerLook,
    look_at,
    some_samples,
)
from skscratch.plotting.layer_recorder import LayerRecorder
from skscratch.plotting.recorder import check_recorded
from skscratch.plotting.units import check_most, network_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import StepPatch

_TALLEST = 15.0  # inches of a new figure, unless there are very many layers
#: How high a histogram stands, in distances between two epochs.
_HIGH = 1.5
#: Letters of a title on one line: what a panel of a new figure has room for.
_LONGEST_TITLE = 60


class LayerHistogramDisplay:
    """Histograms of the outputs and of the gradients of each layer.

    One row a layer. On the left its outputs over the samples; on the right the sizes of
    the gradient of the loss by its weights, as powers of ten on one axis for all
    layers: a gradient that vanishes on its way back moves to the left. Exact zeros are
    left out of the histograms and counted in words, as are dead and saturated units. Of
    several epochs each has a histogram, the first at the top. Make one with
    :meth:`from_estimator` or :meth:`from_recorder`.

    Parameters
    ----------
    frames : list of list of LayerLook
        For each look one entry a layer.
    epochs : list of int, default=None
        The epochs of the looks; None for a single one of now.

    Attributes
    ----------
    shown_ : list of int
        Which of the looks are drawn.
    histograms_ : list of list of matplotlib StepPatch
        For each panel, row by row, one histogram a look.
    axes_ : ndarray of shape (n_layers, 2) or (n_layers, 1)
        The panels; one column without gradients.
    bounding_ax_ : matplotlib Axes
        Axes that the panels divide.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from skscratch import ShallowNNClassifier
    >>> from skscratch.datasets import make_flower
    >>> from skscratch.plotting import LayerHistogramDisplay
    >>> X, y = make_flower(random_state=1)
    >>> network = ShallowNNClassifier(max_iter=9, tol=None, random_state=0)
    >>> display = LayerHistogramDisplay.from_estimator(network.fit(X, y), X, y)
    >>> display.axes_[0, 0].get_title(loc="left")
    'layer 1, 4 tanh units: none dead, none saturated'
    >>> plt.close(display.figure_)
    """

    shown_: list[int]
    histograms_: list[list[StepPatch]]
    axes_: np.ndarray
    bounding_ax_: Axes
    figure_: Figure

    def __init__(
        self, *, frames: list[list[LayerLook]], epochs: list[int] | None = None
    ):
        self.frames = frames
        self.epochs = epochs

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any = None,
        *,
        max_samples: int = 1000,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the layers of a fitted network as they are now.

        Parameters
        ----------
        estimator : network of skscratch, or Pipeline that ends in one
            The fitted network.
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Samples, as the estimator takes them.
        y : array-like of shape (n_samples,), default=None
            Their labels; without them no gradients are drawn.
        max_samples : int >= 1, default=1000
            The most samples to look at, evenly spaced among all.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        LayerHistogramDisplay
            The display, drawn.

        Raises
        ------
        NotFittedError
            If the estimator has not been fitted.
        TypeError
            If it is no network of skscratch.
        ValueError
            If the samples or labels do not fit it.
        """
        check_most(max_samples, "max_samples")
        before, network = network_of(estimator, cls.__name__)
        X, y = some_samples(X, y, max_samples)
        if before is not None:
            X = before.transform(X)
        return cls(frames=[look_at(network, X, y)]).plot(ax)

    @classmethod
    def from_recorder(
        cls, recorder: LayerRecorder, *, max_epochs: int = 6, ax: Axes | None = None
    ) -> Self:
        """Draw what a recorder has kept of a fit.

        Parameters
        ----------
        recorder : LayerRecorder
            One that has been through a fit.
        max_epochs : int >= 1, default=6
            The most epochs to draw.
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.

        Returns
        -------
        LayerHistogramDisplay
            The display, drawn.

        Raises
        ------
        TypeError
            If `recorder` is something else.
        ValueError
            If it has recorded nothing.
        """
        check_recorded(recorder, LayerRecorder)
        display = cls(frames=list(recorder.frames_), epochs=list(recorder.epochs_))
        return display.plot(ax, max_epochs=max_epochs)

    def plot(self, ax: Axes | None = None, *, max_epochs: int = 6) -> Self:
        """Draw the layers.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw, from ``plt.subplots`` or a grid; by default on a new
            figure.
        max_epochs : int >= 1, default=6
            The most epochs to draw, the first and the last among them; one alone is
            the last.

        Returns
        -------
        LayerHistogramDisplay
            The display itself.
        """
        check_most(max_epochs, "max_epochs")
        last = len(self.frames) - 1
        n_shown = min(max_epochs, len(self.frames))
        first = last if n_shown == 1 else 0
        self.shown_ = np.linspace(first, last, n_shown).astype(int).tolist()
        n_layers = len(self.frames[0])
        n_columns = 1 if self.frames[0][0].gradients is None else 2
        height = 1.3 if n_shown == 1 else 0.95 + 0.25 * n_shown
        height = max(0.9, min(height, _TALLEST / n_layers))
        self.bounding_ax_, self.axes_ = grid_of_axes(
            ax,
            (n_layers, n_columns),
            type(self).__name__,
            panel_size=(4.4, height),
        )
        self.figure_ = figure_of(self.bounding_ax_)
        self.histograms_ = []
        for number, row in enumerate(self.axes_):
            looks = [self.frames[index][number] for index in self.shown_]
            is_output = number == n_layers - 1
            self._draw(row[0], [look.outputs for look in looks])
            _title(row[0], _words_of_units(number, looks, is_output))
            if n_columns == 2:
                found = [look.gradients for look in looks]
                self._draw(row[1], [each for each in found if each is not None])
                _title(row[1], _words_of_gradients(looks))
        self._label()
        return self

    def _draw(self, panel: Axes, histograms: list[Histogram]) -> None:
        """Histograms of one layer, one below the other, each as high as the others."""
        n_shown = len(histograms)
        ink = np.linspace(0.35, 1.0, n_shown) if n_shown > 1 else [0.8]
        patches = []
        for place, each in enumerate(histograms):
            floor = float(n_shown - 1 - place)
            high = each.counts / max(each.counts.max(), 1)
            color = 1 - ink[place] * (1 - np.array([0.0, 0.45, 0.70]))
            patch = panel.stairs(
                floor + _HIGH * high,
                each.edges,
                baseline=floor,
                fill=True,
                facecolor=(*color, 0.85),
                edgecolor=0.6 * color,  # or a bin narrower than a line would not show
                linewidth=0.6,
                zorder=2 + place,
            )
            panel.axhline(floor, color="#808080", linewidth=0.5, zorder=2 + place)
            patches.append(patch)
        self.histograms_.append(patches)
        panel.set(yticks=[], ylim=(0, n_shown - 1 + _HIGH * 1.05))
        for side in ("left", "right", "top"):
            panel.spines[side].set_visible(False)

    def _label(self) -> None:
        """Name the axes; one range of gradients for all layers."""
        self.axes_[-1, 0].set_xlabel("output")
        if self.epochs is not None:
            shown = [self.epochs[index] for index in self.shown_]
            for panel in self.axes_[:, 0]:
                panel.set_yticks(range(len(shown))[::-1], map(str, shown))
                panel.tick_params(axis="y", length=0, labelsize="small")
                panel.set_ylabel("epoch")
        if self.axes_.shape[1] == 2:
            low, high = self._powers()
            for panel in self.axes_[:, 1]:
                panel.set_xlim(low - 0.2, high + 0.2)
                panel.xaxis.set_major_formatter(_power_of_ten)
                panel.xaxis.get_major_locator().set_params(integer=True, nbins=6)
            self.axes_[-1, 1].set_xlabel("size of the gradient by a weight")

    def _powers(self) -> tuple[float, float]:
        """The range of the gradients' sizes but for the least hundredth of each."""
        bulk = []
        for index in self.shown_:
            for look in self.frames[index]:
                found = look.gradients
                if found is not None and found.counts.any():
                    share = found.counts.cumsum() / found.counts.sum()
                    bulk += [found.edges[np.argmax(share > 0.01)], found.edges[-1]]
        return min(bulk, default=-1.0), max(bulk, default=0.0)


def _title(panel: Axes, words: str) -> None:
    if len(words) > _LONGEST_TITLE:
        words = ",\n".join(words.rsplit(", ", 1))
    panel.set_title(words, loc="left", fontsize="small")


def _words_of_units(number: int, looks: list[LayerLook], is_output: bool) -> str:
    """What a row says of the units of its layer."""
    look = looks[-1]
    units = f"{look.n_units} {look.activation} unit{'s' if look.n_units > 1 else ''}"
    if is_output:
        return f"output, {units}"
    words = [
        _change([each.dead for each in looks], "dead"),
        _change([each.saturated for each in looks], "saturated"),
    ]
    zeros = [each.outputs.zeros for each in looks]
    if max(zeros) > 0:
        words.append(_change(zeros, "of outputs zero"))
    return f"layer {number + 1}, {units}: {', '.join(words)}"


def _words_of_gradients(looks: list[LayerLook]) -> str:
    """What a row says of its gradients."""
    norms = [f"{look.gradient_norm:.1e}" for look in looks]
    words = "gradient norm " + " → ".join(dict.fromkeys([norms[0], norms[-1]]))
    zeros = [0.0 if look.gradients is None else look.gradients.zeros for look in looks]
    return words if max(zeros) == 0 else f"{words}, {_change(zeros, 'zero')}"


def _change(shares: list[Any], what: str) -> str:
    """A share now, or at the first and the last look where it has changed."""
    first, last = (_percent(shares[index]) for index in (0, -1))
    if first == last:
        return f"{last} {what}"
    return f"{first} → {last} {what}"


def _percent(share: float) -> str:
    if share == 0:
        return "none"
    return "all" if share == 1 else f"{np.clip(100 * share, 1, 99):.0f} %"


def _power_of_ten(exponent: float, _: int) -> str:
    return f"$10^{{{exponent:g}}}$"
