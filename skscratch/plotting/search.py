"""What a search over parameters found, without a reshape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skscratch.plotting.candidates import (
    Candidate,
    best_of_each,
    candidates_of,
    parameters_to_draw,
    winner_of,
)
from skscratch.plotting.canvas import PALETTE, draw_legend, figure_of, single_axes
from skscratch.plotting.value_scale import Scale, written
from skscratch.plotting.words import LITERAL, fitted_text, fitted_texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import FillBetweenPolyCollection, PathCollection
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D

#: Letters across a heat map that are still read, and rows of them.
_MOST_LETTERS = 64
_MOST_TICKS = 20
_SHADES = "cividis"  # in grey print, too, the lighter the better


class SearchDisplay:
    """Scores of a search over parameters: a curve, a heat map or points.

    One parameter: the mean test score over its values, with a band of one standard
    deviation over the folds; on a logarithmic axis where the values are geometric, and
    as points with bars where they are no numbers. Two: a heat map with the scores, or
    shaded points where most pairs of numbers were not tried, as by a random search.
    More: the two over which the score differs most, each pair with its best score over
    the others; the title says so. The best candidate is marked, of a halving search
    the best of the last round, as `best_params_` has it. Make one with
    :meth:`from_search` or :meth:`from_cv_results`.

    Parameters
    ----------
    candidates : list of Candidate
        All that were tried, without those that failed.
    parameters : list of str
        The one or two parameters to draw.
    others : list of str
        The parameters that vary besides.
    score_name : str
        What the score is called.
    note : str, default=""
        What the title says besides.

    Attributes
    ----------
    line_ : matplotlib Line2D or None
        The curve of one parameter.
    band_ : matplotlib FillBetweenPolyCollection or None
        Its band.
    image_ : matplotlib AxesImage or None
        The heat map of two parameters.
    points_ : matplotlib PathCollection or None
        The points of two parameters.
    colorbar_ : matplotlib Colorbar or None
        The scale of the shades.
    ax_ : matplotlib Axes
        Axes with the picture.
    figure_ : matplotlib Figure
        Figure that holds them.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import GridSearchCV
    >>> from skscratch.plotting import SearchDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> model = LogisticRegression(max_iter=1000)
    >>> search = GridSearchCV(model, {"C": [0.01, 0.1, 1.0]}).fit(X, y)
    >>> display = SearchDisplay.from_search(search)
    >>> display.ax_.get_xscale()
    'log'
    >>> plt.close(display.figure_)
    """

    line_: Line2D | None
    band_: FillBetweenPolyCollection | None
    image_: AxesImage | None
    points_: PathCollection | None
    colorbar_: Colorbar | None
    ax_: Axes
    figure_: Figure

    def __init__(
        self,
        *,
        candidates: list[Candidate],
        parameters: list[str],
        others: list[str],
        score_name: str,
        note: str = "",
    ):
        self.candidates = candidates
        self.parameters = parameters
        self.others = others
        self.score_name = score_name
        self.note = note

    @classmethod
    def from_search(
        cls,
        search: Any,
        *,
        parameters: str | Sequence[str] | None = None,
        metric: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw a fitted search.

        Parameters
        ----------
        search : GridSearchCV, RandomizedSearchCV or a Halving search
            The fitted search.
        parameters : str or sequence of one or two str, default=None
            What to draw; by default the parameters that vary.
        metric : str, default=None
            Which score of a search with several; by default the one that it refitted
            by.
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.

        Returns
        -------
        SearchDisplay
            The display, drawn.

        Raises
        ------
        NotFittedError
            If the search has not been fitted.
        TypeError
            If it is no search.
        ValueError
            As for :meth:`from_cv_results`.
        """
        if not hasattr(search, "get_params") or not hasattr(type(search), "fit"):
            raise TypeError(
                "search must be a fitted search such as GridSearchCV; got "
                f"{type(search).__name__}. Pass a dict to from_cv_results."
            )
        check_is_fitted(search)
        if not hasattr(search, "cv_results_"):
            raise TypeError(
                "search must record cv_results_, as GridSearchCV does; got "
                f"{type(search).__name__}."
            )
        refit = getattr(search, "refit", None)
        if metric is None and isinstance(refit, str):
            metric = refit
        if metric is None and isinstance(getattr(search, "scoring", None), str):
            return cls.from_cv_results(
                search.cv_results_,
                parameters=parameters,
                score_name=search.scoring.replace("_", " "),
                ax=ax,
            )
        return cls.from_cv_results(
            search.cv_results_, parameters=parameters, metric=metric, ax=ax
        )

    @classmethod
    def from_cv_results(
        cls,
        cv_results: Any,
        *,
        parameters: str | Sequence[str] | None = None,
        metric: str | None = None,
        score_name: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the record of a search.

        Parameters
        ----------
        cv_results : dict or DataFrame
            The `cv_results_` of a search.
        parameters : str or sequence of one or two str, default=None
            What to draw; by default the parameters that vary.
        metric : str, default=None
            Which score of a search with several.
        score_name : str, default=None
            What to call the score; by default `metric`, or "score".
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.

        Returns
        -------
        SearchDisplay
            The display, drawn.

        Raises
        ------
        ValueError
            If the record lacks the score or a parameter, or every candidate failed.
        """
        score = "score" if metric is None else metric
        candidates = candidates_of(cv_results, score)
        chosen, others = parameters_to_draw(candidates, parameters)
        is_halving = "n_resources" in cv_results
        display = cls(
            candidates=candidates,
            parameters=chosen,
            others=others,
            score_name=score.replace("_", " ") if score_name is None else score_name,
            note="each at its largest budget" if is_halving else "",
        )
        return display.plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the scores.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; by default on a new figure.

        Returns
        -------
        SearchDisplay
            The display itself.
        """
        self.ax_ = single_axes(ax, type(self).__name__)
        self.figure_ = figure_of(self.ax_)
        self.line_ = self.band_ = self.image_ = self.points_ = self.colorbar_ = None
        drawn = best_of_each(self.candidates, self.parameters)
        scales = [
            Scale.of([each.value(name) for each in drawn]) for name in self.parameters
        ]
        if len(scales) == 1:
            self._draw_curve(drawn, scales[0])
        elif _is_scattered(drawn, scales):
            self._draw_points(drawn, scales)
        else:
            self._draw_map(drawn, scales)
        words = [f"best over {', '.join(map(_short, self.others))}"] * bool(self.others)
        words += [self.note] * bool(self.note)
        self.ax_.set_title(fitted_text("; ".join(words), 56, 3), **LITERAL)
        return self

    def _draw_curve(self, drawn: list[Candidate], scale: Scale) -> None:
        """One parameter: its values from left to right."""
        (name,) = self.parameters
        winner = winner_of(drawn)
        drawn = sorted(drawn, key=lambda each: scale.place(each.value(name)))
        mean = np.array([each.mean for each in drawn])
        std = np.array([each.std for each in drawn])
        at = _positions(drawn, name, scale)
        style: dict[str, Any] = {"color": PALETTE[0], "marker": "o", "markersize": 5}
        listed: dict[Any, str] = {}
        if scale.kind == "categories":
            style["linestyle"] = ""
            self.ax_.errorbar(at, mean, std, fmt="none", color=PALETTE[0], capsize=4)
        else:
            self.band_ = self.ax_.fill_between(
                at, mean - std, mean + std, color=PALETTE[0], alpha=0.2, linewidth=0
            )
        (self.line_,) = self.ax_.plot(at, mean, **style)
        listed[self.line_] = "test, ± 1 standard deviation"
        if all(each.train is not None for each in drawn):
            train = np.array([each.train for each in drawn], dtype=float)
            style |= {"color": PALETTE[1], "marker": "s", "markerfacecolor": "white"}
            if scale.kind != "categories":
                style["linestyle"] = "--"
            listed[self.ax_.plot(at, train, **style)[0]] = "training"
        words = f"best: {winner.mean:.3g} at {written(winner.value(name))}"
        words = fitted_text(words, 44, 2)
        listed[self._ring(at[drawn.index(winner)], winner.mean)] = words
        self._label_axis("x", name, scale)
        self.ax_.set_ylabel(self.score_name, **LITERAL)
        draw_legend(self.ax_, list(listed), list(listed.values()))

    def _draw_map(self, drawn: list[Candidate], scales: list[Scale]) -> None:
        """Two parameters: a cell for each pair of values."""
        first, second = self.parameters
        table = np.full([len(scale.values) for scale in scales], np.nan)
        cells = {
            (
                scales[0].place(each.value(first)),
                scales[1].place(each.value(second)),
            ): each
            for each in drawn
        }
        for cell, each in cells.items():
            table[cell] = each.mean
        self.image_ = self.ax_.imshow(
            np.ma.masked_invalid(table), cmap=_SHADES, aspect="auto", origin="lower"
        )
        self._write_numbers(table)
        self._frame(*next(cell for cell in cells if cells[cell] is winner_of(drawn)))
        for axis, name, scale in zip("yx", self.parameters, scales, strict=True):
            self._label_axis(axis, name, Scale(scale.values, "categories"))
        self.colorbar_ = self.figure_.colorbar(self.image_, ax=self.ax_)
        self.colorbar_.set_label(self.score_name, **LITERAL)

    def _write_numbers(self, table: np.ndarray) -> None:
        """The score in each cell, where there is room for all."""
        low, high = np.nanmin(table), np.nanmax(table)
        numbers = {
            cell: _number(score, high - low)
            for cell, score in np.ndenumerate(table)
            if np.isfinite(score)
        }
        n_rows, n_columns = table.shape
        across = n_columns * (1 + max(map(len, numbers.values())))
        if n_rows > _MOST_TICKS or across > _MOST_LETTERS:
            return
        for (row, column), number in numbers.items():
            self.ax_.text(
                column,
                row,
                number,
                ha="center",
                va="center",
                fontsize="small" if n_columns > 5 else "medium",
                color="white" if table[row, column] < (low + high) / 2 else "black",
            )

    def _draw_points(self, drawn: list[Candidate], scales: list[Scale]) -> None:
        """Two parameters: a point for each pair that was tried, the best on top."""
        first, second = self.parameters
        winner = winner_of(drawn)
        drawn = sorted(drawn, key=lambda each: (each is winner, each.mean))
        y = _positions(drawn, first, scales[0])
        x = _positions(drawn, second, scales[1])
        self.points_ = self.ax_.scatter(
            x,
            y,
            c=[each.mean for each in drawn],
            cmap=_SHADES,
            s=60,
            edgecolors="#202020",
            linewidths=0.6,
        )
        ring = self._ring(x[-1], y[-1])
        self._label_axis("y", first, scales[0])
        self._label_axis("x", second, scales[1])
        draw_legend(self.ax_, [ring], [f"best: {drawn[-1].mean:.3g}"])
        self.colorbar_ = self.figure_.colorbar(self.points_, ax=self.ax_)
        self.colorbar_.set_label(self.score_name, **LITERAL)

    def _ring(self, x: float, y: float) -> Line2D:
        (ring,) = self.ax_.plot(
            [x],
            [y],
            linestyle="",
            marker="o",
            markersize=13,
            markerfacecolor="none",
            markeredgecolor="black",
            markeredgewidth=1.8,
            label="_best",
        )
        return ring

    def _frame(self, row: int, column: int) -> None:
        """A frame around the best cell, white on black: seen on every shade."""
        from matplotlib.patches import Rectangle

        for color, width in (("white", 5), ("black", 2)):
            frame = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False)
            frame.set(edgecolor=color, linewidth=width, zorder=3, clip_on=False)
            self.ax_.add_patch(frame)

    def _label_axis(self, side: str, name: str, scale: Scale) -> None:
        label: Callable[..., Any] = getattr(self.ax_, f"set_{side}label")
        label(fitted_text(name, 40), **LITERAL)
        if scale.kind == "log":
            getattr(self.ax_, f"set_{side}scale")("log")
        if scale.kind != "categories":
            return
        places = range(0, len(scale.values), 1 + len(scale.values) // _MOST_TICKS)
        words = fitted_texts([written(scale.values[at]) for at in places], 20)
        style = dict(LITERAL)
        if side == "x" and sum(map(len, words)) > 44:  # too long side by side
            style |= {"rotation": 35, "ha": "right", "rotation_mode": "anchor"}
        getattr(self.ax_, f"set_{side}ticks")(places, words, **style)


def _positions(drawn: list[Candidate], name: str, scale: Scale) -> np.ndarray:
    """Where candidates stand on the axis of a parameter."""
    values = [each.value(name) for each in drawn]
    if scale.kind == "categories":
        return np.array([scale.place(value) for value in values], dtype=float)
    return np.array(values, dtype=float)


def _is_scattered(drawn: list[Candidate], scales: list[Scale]) -> bool:
    """Whether most pairs of two numbers were not tried."""
    n_cells = len(scales[0].values) * len(scales[1].values)
    numbers = all(scale.kind != "categories" for scale in scales)
    return numbers and len(drawn) < n_cells / 2


def _short(name: str) -> str:
    """The name of a parameter without the steps that it belongs to."""
    return name.rpartition("__")[2]


def _number(score: float, spread: float) -> str:
    """A score with as many digits as tell it from the others."""
    if abs(score) >= 1000 or (spread > 0 and spread < 1e-4):
        return f"{score:.4g}"
    return f"{score:.2f}" if spread >= 0.1 or spread == 0 else f"{score:.3f}"
