"""What every display draws on: its axes, and colours that all eyes tell apart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito, "Color Universal Design", 2008: distinct for colour-blind readers.
PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
)

# One for each class beside its colour: grey print keeps classes apart by them.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")

# For weights: orange for positive numbers, purple for negative ones.
DIVERGING = "PuOr_r"

# Of a matplotlib Text that shows what the user named: a `$` draws as itself.
LITERAL: dict[str, Any] = {"parse_math": False, "usetex": False}


def as_text(name: object) -> str:
    """A label or the name of a class, as it is drawn.

    Parameters
    ----------
    name : object
        Any label that an estimator takes; bytes are read as UTF-8, and a date at
        midnight is a day.

    Returns
    -------
    str
        What to draw.
    """
    if isinstance(name, bytes):
        return name.decode("utf-8", "replace")
    if isinstance(name, np.datetime64) and name == name.astype("datetime64[D]"):
        return str(name.astype("datetime64[D]"))
    if isinstance(name, datetime) and name.timetz() == time():
        return str(name.date())
    return str(name)


def fitted_text(name: object, width: int, n_lines: int = 1) -> str:
    """A name in at most `n_lines` lines of `width` characters, cut where it must be.

    Parameters
    ----------
    name : object
        Any label; one that is short enough stays as it is.
    width : int
        The most characters in a line.
    n_lines : int, default=1
        The most lines.

    Returns
    -------
    str
        What to draw, an ellipsis at its end where something is missing.
    """
    text = as_text(name)
    if len(text) <= width:
        return text
    lines = textwrap.wrap(text, width) if n_lines > 1 else [text]
    if len(lines) > n_lines:
        lines = [*lines[: n_lines - 1], " ".join(lines[n_lines - 1 :])]
    if len(lines[-1]) > width:
        lines[-1] = lines[-1][: width - 1].rstrip() + "…"
    return "\n".join(lines)


def class_color(index: int) -> tuple[float, float, float]:
    """The colour of a class: the palette's, then darker ones of the same hues.

    Parameters
    ----------
    index : int
        Position of the class among all.

    Returns
    -------
    tuple of three float
        Red, green and blue in [0, 1].
    """
    color = PALETTE[index % len(PALETTE)]
    darker = 0.6 ** (index // len(PALETTE))
    red, green, blue = (int(color[i : i + 2], 16) / 255 * darker for i in (1, 3, 5))
    return red, green, blue


def class_shades(proba: np.ndarray) -> np.ndarray:
    """A picture of probabilities: the likeliest class as hue, how likely as shade.

    Parameters
    ----------
    proba : ndarray of shape (height, width, n_classes)
        Probabilities of the classes.

    Returns
    -------
    ndarray of shape (height, width, 3)
        Red, green and blue in [0, 1], in ten steps from pale (no class is likelier than
        the others) to the colour of the points.
    """
    n_classes = proba.shape[-1]
    colors = np.array([class_color(index) for index in range(n_classes)])
    likely = (proba.max(axis=-1) - 1 / n_classes) / (1 - 1 / n_classes)
    share = 0.1 + 0.38 * np.ceil(np.clip(likely, 0, 1) * 10)[..., np.newaxis] / 10
    return 1 - share * (1 - colors[proba.argmax(axis=-1)])


def draw_points(
    ax: Axes, X: np.ndarray, y: np.ndarray, classes: np.ndarray, scale: float = 1.0
) -> list[Artist]:
    """Draw points, a colour and a marker for each class.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to draw.
    X : ndarray of shape (n_samples, 2)
        The points.
    y : ndarray of shape (n_samples,)
        Their labels.
    classes : ndarray of shape (n_classes,)
        All labels, in the order of the colours.
    scale : float, default=1.0
        Factor of the markers' area.

    Returns
    -------
    list of matplotlib PathCollection
        One for each class, empty where it has no points.
    """
    size = scale * float(np.clip(4000 / max(len(X), 1), 5, 22))
    return [
        ax.scatter(
            X[y == label, 0],
            X[y == label, 1],
            s=size,
            color=class_color(index),
            marker=MARKERS[index % len(MARKERS)],
            edgecolors="#202020",
            linewidths=0.4,
            label=as_text(label),
        )
        for index, label in enumerate(classes)
    ]


def names_for(names: Sequence[str] | None, estimators: Sequence[Any]) -> list[str]:
    """One name for each estimator, by default that of its class.

    Parameters
    ----------
    names : sequence of str or None
        What the user passed.
    estimators : sequence of estimators
        What they are to name.

    Returns
    -------
    list of str
        The names.

    Raises
    ------
    ValueError
        If they have another length.
    """
    if names is None:
        return [type(estimator).__name__ for estimator in estimators]
    if len(names) != len(estimators):
        raise ValueError(
            "names must have one entry per estimator; "
            f"got {len(names)} for {len(estimators)} estimators."
        )
    return list(names)


def draw_legend(
    ax: Axes, artists: list[Artist], labels: list[str], **kwargs: Any
) -> None:
    """Draw a legend in which every name stands as it is.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to draw it. What others have labelled there is listed first.
    artists : list of matplotlib Artist
        What to list.
    labels : list of str
        Their names. Matplotlib would leave out those that begin with an underscore.
    **kwargs : dict
        Passed to ``Axes.legend``.
    """
    others = [a for a in ax.get_legend_handles_labels()[0] if a not in artists]
    labels = [str(other.get_label()) for other in others] + labels
    legend = ax.legend(others + artists, labels, **kwargs)
    for text in legend.get_texts():
        text.set(**LITERAL)


def class_legend(ax: Axes, classes: np.ndarray) -> None:
    """Name the classes right of some axes.

    Parameters
    ----------
    ax : matplotlib Axes
        What the legend stands beside, with what `draw_points` drew last.
    classes : ndarray of shape (n_classes,)
        The labels.
    """
    draw_legend(
        ax,
        list(ax.collections[-len(classes) :]),
        [fitted_text(label, 22) for label in classes],
        title="class",
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        markerscale=1.5,
        ncols=1 + (len(classes) - 1) // 16,
    )


def single_axes(
    ax: Axes | None, caller: str, *, size: tuple[float, float] | None = None
) -> Axes:
    """Return `ax`, or the axes of a new figure if it is None.

    Parameters
    ----------
    ax : matplotlib Axes or None
        What the user passed.
    caller : str
        Name of the display, for the message.
    size : tuple of two float, default=None
        Width and height in inches of a new figure; by default matplotlib's own.

    Returns
    -------
    matplotlib Axes
        Where to draw.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    plt = _import_pyplot(caller)
    if ax is None:
        return plt.subplots(figsize=size, layout="constrained")[1]
    return ax


def grid_of_axes(
    ax: Axes | None,
    shape: tuple[int, int],
    caller: str,
    *,
    panel_size: tuple[float, float],
    beside: float = 0.0,
) -> tuple[Axes, np.ndarray]:
    """Divide `ax`, or a new figure if it is None, into a grid of axes.

    Parameters
    ----------
    ax : matplotlib Axes or None
        Axes whose place the grid takes; it is switched off. It must come from a
        grid itself, as the axes of ``plt.subplots`` do.
    shape : tuple of two int
        Rows and columns.
    caller : str
        Name of the display, for the message.
    panel_size : tuple of two float
        Width and height in inches of one panel of a new figure.
    beside : float, default=0.0
        Inches of a new figure right of the panels, for a legend.

    Returns
    -------
    bounding_ax : matplotlib Axes
        The axes that was divided.
    axes : ndarray of shape (n_rows, n_columns)
        The panels.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    ValueError
        If `ax` was not made by ``plt.subplots`` or a grid.
    """
    plt = _import_pyplot(caller)
    n_rows, n_columns = shape
    if ax is None:
        size = (panel_size[0] * n_columns + beside, panel_size[1] * n_rows)
        ax = plt.subplots(figsize=size, layout="constrained")[1]
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError(
            f"ax of {caller} must come from plt.subplots or a grid, since it is "
            "divided into panels; got axes placed by hand."
        )
    ax.set_axis_off()
    grid = place.subgridspec(n_rows, n_columns, hspace=0.05, wspace=0.05)
    cells = (grid[number] for number in range(n_rows * n_columns))
    panels = [ax.figure.add_subplot(cell) for cell in cells]
    return ax, np.array(panels, dtype=object).reshape(shape)


def figure_of(ax: Axes) -> Figure:
    """The figure that holds `ax`; may be a sub-figure, which draws like one."""
    return cast("Figure", ax.figure)


def _import_pyplot(caller: str) -> Any:
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            f"{caller} needs matplotlib; install it with `pip install matplotlib`."
        ) from error
    return plt
