"""What a search over parameters found, without a reshape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skscratch.plotting.canvas import (
    LITERAL,
    PALETTE,
    draw_legend,
    figure_of,
    fitted_text,
    single_axes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import FillBetweenPolyCollection, PathCollection
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D

#: Cells of a heat map that can each hold a number to read.
_MOST_NUMBERS = 150
_SHADES = "cividis"  # in grey print, too, the lighter the better


@dataclass(frozen=True, eq=False)  # its values may be arrays
class Candidate:
    """One candidate of a search.

    Parameters
    ----------
    values : dict of str to object
        Its parameters.
    mean, std : float
        Mean and standard deviation of its test score over the folds.
    train : float or None
        Mean training score, if recorded.
    """

    values: dict[str, Any]
    mean: float
    std: float
    train: float | None


@dataclass(frozen=True)
class Scale:
    """Where the values of a parameter stand on an axis.

    Parameters
    ----------
    values : list
        All values, in their order on the axis.
    kind : {"linear", "log", "categories"}
        Numbers on one of the two scales, or anything else one beside the other.
    """

    values: list[Any]
    kind: str

    @classmethod
    def of(cls, values: Sequence[Any]) -> Scale:
        """The scale on which some values are most evenly spaced.

        Parameters
        ----------
        values : sequence
            The values, some of them perhaps several times.

        Returns
        -------
        Scale
            Of the distinct values.
        """
        distinct = list({_key(value): value for value in values}.values())
        if not all(map(_is_number, distinct)):
            return cls(_in_order(distinct), "categories")
        distinct.sort()
        return cls(distinct, "log" if _is_geometric(distinct) else "linear")

    def place(self, value: Any) -> int:
        """Position of a value among all.

        Parameters
        ----------
        value : object
            One of the values.

        Returns
        -------
        int
            Its position.
        """
        return [_key(each) for each in self.values].index(_key(value))


class SearchDisplay:
    """Scores of a search over parameters: a curve, a heat map or points.

    One parameter: the mean test score over its values, with a band of one standard
    deviation over the folds; on a logarithmic axis where the values are geometric, and
    as points with bars where they are no numbers. Two: a heat map with the scores, or
    shaded points where most pairs of numbers were not tried, as by a random search.
    More: the two over which the score differs most, each pair with its best score over
    the others; the title says so. The best candidate is marked. Make one with
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
        candidates = _candidates(cv_results, score)
        names = list(dict.fromkeys(n for each in candidates for n in each.values))
        varying = [name for name in names if _n_values(candidates, name) > 1]
        chosen = _chosen(parameters, names, varying, candidates)
        is_halving = "n_resources" in cv_results
        display = cls(
            candidates=candidates,
            parameters=chosen,
            others=[name for name in varying if name not in chosen],
            score_name=score_name or score.replace("_", " "),
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
        drawn = _best_of_each(self.candidates, self.parameters)
        scales = [
            Scale.of([each.values.get(name, _NOTHING) for each in drawn])
            for name in self.parameters
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
        winner = _winner(drawn)
        drawn = sorted(drawn, key=lambda each: scale.place(_value(each, name)))
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
        words = f"best: {winner.mean:.3g} at {_written(_value(winner, name))}"
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
                scales[0].place(_value(each, first)),
                scales[1].place(_value(each, second)),
            ): each
            for each in drawn
        }
        for cell, each in cells.items():
            table[cell] = each.mean
        self.image_ = self.ax_.imshow(
            np.ma.masked_invalid(table), cmap=_SHADES, aspect="auto", origin="lower"
        )
        if table.size <= _MOST_NUMBERS:
            low, high = np.nanmin(table), np.nanmax(table)
            for (row, column), score in np.ndenumerate(table):
                if np.isfinite(score):
                    is_dark = score < (low + high) / 2
                    self.ax_.text(
                        column,
                        row,
                        _number(score, high - low),
                        ha="center",
                        va="center",
                        fontsize="small" if table.shape[1] > 5 else "medium",
                        color="white" if is_dark else "black",
                    )
        self._frame(*next(cell for cell in cells if cells[cell] is _winner(drawn)))
        for axis, name, scale in zip("yx", self.parameters, scales, strict=True):
            self._label_axis(axis, name, Scale(scale.values, "categories"))
        self.colorbar_ = self.figure_.colorbar(self.image_, ax=self.ax_)
        self.colorbar_.set_label(self.score_name, **LITERAL)

    def _draw_points(self, drawn: list[Candidate], scales: list[Scale]) -> None:
        """Two parameters: a point for each pair that was tried, the best on top."""
        first, second = self.parameters
        winner = _winner(drawn)
        drawn = sorted(drawn, key=lambda each: (each.mean, each is winner))
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
        words = [fitted_text(_written(value), 14) for value in scale.values]
        crowded = side == "x" and sum(map(len, words)) > 44
        getattr(self.ax_, f"set_{side}ticks")(
            range(len(words)),
            words,
            **_turned(crowded),
            **LITERAL,
        )


#: Of a candidate whose grid has no such parameter.
_NOTHING = "not set"


def _turned(crowded: bool) -> dict[str, Any]:
    """How long ticks stand side by side."""
    turned = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"}
    return turned if crowded else {}


def _candidates(cv_results: Any, score: str) -> list[Candidate]:
    """What was tried; of a halving search each at its largest budget."""
    keys = {part: f"{part}_test_{score}" for part in ("mean", "std")}
    if "params" not in cv_results or keys["mean"] not in cv_results:
        known = [key[10:] for key in cv_results if str(key).startswith("mean_test_")]
        raise ValueError(
            f"cv_results must have 'params' and '{keys['mean']}', as the cv_results_ "
            f"of a search; got scores {known}. Pass one of them as metric."
        )
    means, stds = (np.asarray(cv_results[key], dtype=float) for key in keys.values())
    key = f"mean_train_{score}"
    trains = cv_results[key] if key in cv_results else [None] * len(means)
    budgets = (
        np.asarray(cv_results["n_resources"])
        if "n_resources" in cv_results
        else np.zeros(len(means))
    )
    last: dict[str, tuple[Any, Candidate]] = {}
    rows = zip(cv_results["params"], budgets, means, stds, trains, strict=True)
    for values, budget, mean, std, train in rows:
        if np.isfinite(mean):
            known_budget = last.get(_key(values), (-1, None))[0]
            if budget >= known_budget:
                last[_key(values)] = (budget, Candidate(dict(values), mean, std, train))
    if not last:
        raise ValueError(
            "cv_results must hold a score to draw; got nan for every candidate. Pass "
            "error_score='raise' to the search to see why."
        )
    return [candidate for _, candidate in last.values()]


def _chosen(
    parameters: str | Sequence[str] | None,
    names: list[str],
    varying: list[str],
    candidates: list[Candidate],
) -> list[str]:
    """The one or two parameters to draw."""
    if parameters is not None:
        chosen = [parameters] if isinstance(parameters, str) else list(parameters)
        unknown = [name for name in chosen if name not in names]
        if unknown or len(chosen) not in (1, 2) or len(set(chosen)) < len(chosen):
            raise ValueError(
                f"parameters must be one or two of {', '.join(names)}; got {chosen}."
            )
        return chosen
    if not names:
        raise ValueError("cv_results must hold parameters to draw; got none.")
    if len(varying) <= 2:
        return varying or names[:1]

    def difference(name: str) -> float:
        means = [each.mean for each in _best_of_each(candidates, [name])]
        return max(means) - min(means)

    best = sorted(varying, key=difference, reverse=True)[:2]
    return [name for name in varying if name in best]


def _best_of_each(candidates: list[Candidate], names: list[str]) -> list[Candidate]:
    """For each combination of values of some parameters the best candidate."""
    best: dict[tuple[str, ...], Candidate] = {}
    for each in candidates:
        key = tuple(_key(_value(each, name)) for name in names)
        if key not in best or each.mean > best[key].mean:
            best[key] = each
    return list(best.values())


def _winner(drawn: list[Candidate]) -> Candidate:
    """The best; of several the one that was tried first, as a search takes it."""
    return max(drawn, key=lambda each: each.mean)


def _value(candidate: Candidate, name: str) -> Any:
    return candidate.values.get(name, _NOTHING)


def _n_values(candidates: list[Candidate], name: str) -> int:
    return len({_key(_value(each, name)) for each in candidates})


def _positions(drawn: list[Candidate], name: str, scale: Scale) -> np.ndarray:
    """Where candidates stand on the axis of a parameter."""
    values = [_value(each, name) for each in drawn]
    if scale.kind == "categories":
        return np.array([scale.place(value) for value in values], dtype=float)
    return np.array(values, dtype=float)


def _is_scattered(drawn: list[Candidate], scales: list[Scale]) -> bool:
    """Whether most pairs of two numbers were not tried."""
    n_cells = len(scales[0].values) * len(scales[1].values)
    numbers = all(scale.kind != "categories" for scale in scales)
    return numbers and len(drawn) < n_cells / 2


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def _is_geometric(values: list[Any]) -> bool:
    """Whether rising numbers are more evenly spaced by factors than by differences."""
    numbers = np.array(values, dtype=float)
    if len(numbers) < 2 or numbers[0] <= 0 or numbers[-1] < 8 * numbers[0]:
        return False
    evenly = np.linspace(0, 1, len(numbers))

    def unevenness(places: np.ndarray) -> float:
        return float(np.abs((places - places[0]) / np.ptp(places) - evenly).mean())

    return len(numbers) == 2 or unevenness(np.log(numbers)) < unevenness(numbers)


def _in_order(values: list[Any]) -> list[Any]:
    """Values that are not all numbers, sorted if they can be, None first."""
    nothing = [value for value in values if value is None]
    others = [value for value in values if value is not None]
    try:
        return nothing + sorted(others)
    except (TypeError, ValueError):
        return nothing + others


def _key(value: Any) -> str:
    """What tells values apart, whatever they are."""
    return repr(value)


def _written(value: Any) -> str:
    """A value as it is read: no brackets, no module paths."""
    if isinstance(value, tuple | list | np.ndarray):
        return ", ".join(map(_written, value)) if len(value) else "none"
    if _is_number(value):
        return f"{value:.4g}"
    if hasattr(value, "get_params"):
        return type(value).__name__
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    return str(value)


def _short(name: str) -> str:
    """The name of a parameter without the steps that it belongs to."""
    return name.rpartition("__")[2]


def _number(score: float, spread: float) -> str:
    """A score with as many digits as tell it from the others."""
    if abs(score) >= 1000 or (spread > 0 and spread < 1e-4):
        return f"{score:.4g}"
    return f"{score:.2f}" if spread >= 0.1 or spread == 0 else f"{score:.3f}"
