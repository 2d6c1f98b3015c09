"""A network as nodes and edges, coloured by its weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from skscratch.plotting.canvas import (
    draw_legend,
    figure_of,
    letter_scale,
    single_axes,
)
from skscratch.plotting.units import (
    check_most,
    input_names,
    output_names,
    split_pipeline,
    strengths,
    strongest,
    weights_of,
)
from skscratch.plotting.words import LITERAL, fitted_texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection, PathCollection
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_POSITIVE, _NEGATIVE = (0.80, 0.38, 0.0), (0.37, 0.24, 0.60)  # orange, purple
_DASHES = (0, (3, 1.5))
#: Points: the width of the edge of the largest weight of a layer.
_THICKEST = 3.0
#: How far apart layers stand, in distances between nodes.
_APART = 4.0
#: How high a line of text is, in the same.
_LINE = 0.55


class NetworkDiagramDisplay:
    """Nodes for the features, the units and the outputs; edges for the weights.

    Positive weights are solid and orange, negative ones dashed and purple; the thicker
    and darker an edge, the larger its weight beside the largest of its layer, which
    stands below. Of a wide layer the strongest units are drawn: those with the largest
    norm of their weights in times that of their weights out, and a line of text says
    how many more there are. Biases are not drawn. Make one with :meth:`from_estimator`.

    Parameters
    ----------
    weights : list of ndarray of shape (n_in, n_out)
        Weights of all layers.
    names : list of list of str
        For the features, each hidden layer and the outputs the names of the nodes.
    titles : list of str
        What stands above each of these.
    max_units : int >= 1, default=10
        The most nodes to draw of each.

    Attributes
    ----------
    shown_ : list of ndarray of int
        Which nodes are drawn, from top to bottom.
    nodes_ : list of matplotlib PathCollection
        The nodes, at their positions.
    edges_ : list of matplotlib LineCollection
        The edges of each layer, the largest weights last.
    more_ : list of matplotlib Text or None
        How many more nodes there are; None where all are drawn.
    ax_ : matplotlib Axes
        Axes with the diagram.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sklearn.datasets import load_iris
    >>> from skscratch import DeepNNClassifier
    >>> from skscratch.plotting import NetworkDiagramDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> network = DeepNNClassifier(
    ...     hidden_layer_sizes=(254,), max_iter=5, tol=None, random_state=0
    ... )
    >>> display = NetworkDiagramDisplay.from_estimator(network.fit(X, y))
    >>> display.more_[1].get_text()
    '… 244 more'
    >>> plt.close(display.figure_)
    """

    shown_: list[np.ndarray]
    nodes_: list[PathCollection]
    edges_: list[LineCollection]
    more_: list[Text | None]
    ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        weights: list[np.ndarray],
        names: list[list[str]],
        titles: list[str],
        max_units: int = 10,
    ):
        self.weights = weights
        self.names = names
        self.titles = titles
        self.max_units = max_units

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        *,
        feature_names: Sequence[str] | None = None,
        class_names: Sequence[str] | None = None,
        max_units: int = 10,
        ax: Axes | None = None,
    ) -> Self:
        """Draw a fitted network, or a linear model as one without hidden layers.

        Parameters
        ----------
        estimator : estimator with `coefs_` or `coef_`, or Pipeline that ends in one
            The fitted estimator. Of a Pipeline the last step is drawn: its features are
            those that the steps before it give.
        feature_names : sequence of str, default=None
            Names of the features; by default those that it was fitted to, or x1, x2
            and so on.
        class_names : sequence of str, default=None
            Names of the outputs; by default the classes. A single output speaks for the
            second class.
        max_units : int >= 1, default=10
            The most nodes to draw of the features, of a layer and of the outputs.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.

        Returns
        -------
        NetworkDiagramDisplay
            The display, drawn.

        Raises
        ------
        NotFittedError
            If the estimator has not been fitted.
        ValueError
            If it has no weights, or names are of another number.
        """
        check_most(max_units, "max_units")
        before, model = split_pipeline(estimator)
        weights = weights_of(model)
        n_features, n_outputs = len(weights[0]), weights[-1].shape[1]
        names = [
            [str(number) for number in range(1, W.shape[1] + 1)] for W in weights[:-1]
        ]
        first = input_names(before, model, n_features)
        last = output_names(model, n_outputs)
        if feature_names is not None:
            first = _checked(feature_names, n_features, "feature_names", "feature")
        if class_names is not None:
            named = list(class_names)[-n_outputs:]  # of two classes the second
            if n_outputs > 1 or len(class_names) != 2:
                named = list(class_names)
            last = _checked(named, n_outputs, "class_names", "output")
        display = cls(
            weights=weights,
            names=[first, *names, last],
            titles=_titles(model, weights),
            max_units=max_units,
        )
        return display.plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the network.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.

        Returns
        -------
        NetworkDiagramDisplay
            The display itself.
        """
        self.shown_ = [
            np.sort(strongest(strengths(self.weights, layer), self.max_units))
            for layer in range(len(self.names))
        ]
        tallest = max(len(shown) for shown in self.shown_)
        size = (1.8 * len(self.names) + 1.2, 0.36 * (tallest + _LINE) + 1.5)
        self.ax_ = single_axes(ax, type(self).__name__, size=size)
        self.figure_ = figure_of(self.ax_)
        places = [
            np.column_stack(
                [np.full(len(shown), layer * _APART), _spread(len(shown), tallest)]
            )
            for layer, shown in enumerate(self.shown_)
        ]
        self.edges_ = [
            self._draw_edges(layer, start, end)
            for layer, (start, end) in enumerate(pairwise(places))
        ]
        self.nodes_, self.more_ = [], []
        for layer, at in enumerate(places):
            self._draw_nodes(layer, at, tallest)
        right = (len(places) - 1) * _APART
        self.ax_.set(
            xlim=(-2.6, right + 2.6), ylim=(-tallest / 2 - 1.1 - _LINE, tallest / 2)
        )
        self.ax_.set_axis_off()
        self._draw_signs()
        return self

    def _draw_edges(
        self, layer: int, start: np.ndarray, end: np.ndarray
    ) -> LineCollection:
        from matplotlib.collections import LineCollection

        rows, columns = self.shown_[layer], self.shown_[layer + 1]
        W = self.weights[layer][np.ix_(rows, columns)]
        order = np.argsort(np.abs(W), axis=None)  # the largest on top
        i, j = np.unravel_index(order, W.shape)
        largest = np.abs(self.weights[layer]).max()
        share = np.abs(W[i, j]) / (largest or 1.0)
        signs = np.where((W[i, j] >= 0)[:, np.newaxis], _POSITIVE, _NEGATIVE)
        edges = LineCollection(
            list(np.stack([start[i], end[j]], axis=1)),
            colors=np.column_stack([signs, 0.1 + 0.9 * share]),
            linewidths=0.25 + (_THICKEST - 0.25) * share,
            linestyles=["solid" if w >= 0 else _DASHES for w in W[i, j]],
            zorder=1,
        )
        self.ax_.add_collection(edges)
        self.ax_.text(
            *((start[0, 0] + end[0, 0]) / 2, self._floor() - _LINE),
            f"largest |w| {largest:.2g}",
            ha="center",
            va="top",
            fontsize="small",
            color="dimgray",
        )
        return edges

    def _draw_nodes(self, layer: int, at: np.ndarray, tallest: int) -> None:
        names = [self.names[layer][index] for index in self.shown_[layer]]
        is_input, is_output = layer == 0, layer == len(self.names) - 1
        self.nodes_.append(
            self.ax_.scatter(
                at[:, 0],
                at[:, 1],
                s=230 * letter_scale() ** 2,
                facecolor="white",
                edgecolors="#404040",
                linewidths=1.2,
                zorder=2,
            )
        )
        for (x, y), text in zip(at, fitted_texts(names, 18), strict=True):
            if is_input:
                where = {"x": x - 0.55, "ha": "right"}
            elif is_output:
                where = {"x": x + 0.55, "ha": "left"}
            else:
                where = {"x": x, "ha": "center", "fontsize": "x-small"}
            self.ax_.text(y=y, s=text, va="center", zorder=3, **where, **LITERAL)
        self.ax_.text(
            at[0, 0], tallest / 2 + 0.1, self.titles[layer], ha="center", va="bottom"
        )
        n_more = len(self.names[layer]) - len(names)
        more = None
        if n_more:
            more = self.ax_.text(
                at[0, 0], self._floor(), f"… {n_more} more", ha="center", va="top"
            )
        self.more_.append(more)

    def _floor(self) -> float:
        """Height of what stands below the nodes."""
        return -max(len(shown) for shown in self.shown_) / 2 - 0.15

    def _draw_signs(self) -> None:
        from matplotlib.lines import Line2D

        positive = Line2D([], [], color=_POSITIVE, linewidth=2)
        negative = Line2D([], [], color=_NEGATIVE, linewidth=2, linestyle=_DASHES)
        draw_legend(
            self.ax_,
            [positive, negative],
            ["positive weight", "negative weight"],
            loc="upper center",
            bbox_to_anchor=(0.5, 0.0),
            ncols=2,
            frameon=False,
            handlelength=3,
        )


def _spread(n_nodes: int, tallest: int) -> np.ndarray:
    """Heights of the nodes of a layer, from top to bottom; few stand farther apart."""
    distance = min(1.6, tallest / n_nodes)
    return distance * ((n_nodes - 1) / 2 - np.arange(n_nodes))


def _titles(model: Any, weights: list[np.ndarray]) -> list[str]:
    """What stands above the features, each hidden layer and the outputs."""
    activations = getattr(model, "activation", "")
    if isinstance(activations, str):
        activations = [activations] * (len(weights) - 1)
    hidden = [
        f"{W.shape[1]} {name} unit{'s' if W.shape[1] > 1 else ''}"
        for W, name in zip(weights[:-1], activations, strict=True)
    ]
    n_features, n_outputs = len(weights[0]), weights[-1].shape[1]
    return [
        f"{n_features} feature{'s' if n_features > 1 else ''}",
        *hidden,
        f"{n_outputs} output{'s' if n_outputs > 1 else ''}",
    ]


def _checked(
    names: Sequence[str], n_names: int, parameter: str, what: str
) -> list[str]:
    """Names given by the user, one for each."""
    if len(names) != n_names:
        raise ValueError(
            f"{parameter} must have one entry per {what}, {n_names}; got {len(names)}."
        )
    return list(names)
