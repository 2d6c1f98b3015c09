"""What every display draws on: its axes, and colours that all eyes tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from skscratch.plotting.words import LITERAL, as_text, fitted_texts, width_of

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

#: Inches that a letter and a line take, at matplotlib's own size of letters.
LETTER, _LINE = 0.08, 0.21

#: Matplotlib's own sizes: of a figure in inches, of letters in points.
_FIGURE_SIZE = (6.4, 4.8)
_LETTER_SIZES: dict[Any, float] = {
    "font.size": 10.0,
    "axes.titlesize": 12.0,
    "axes.labelsize": 10.0,
    "xtick.labelsize": 10.0,
    "ytick.labelsize": 10.0,
    "legend.fontsize": 10.0,
}

# For weights: orange for positive numbers, purple for negative ones.
DIVERGING = "PuOr_r"


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


def draw_legend(
    ax: Axes, artists: Sequence[Artist], labels: list[str], **kwargs: Any
) -> None:
    """Draw a legend in which every name stands as it is.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to draw it. What others have labelled there is listed first.
    artists : sequence of matplotlib Artist
        What to list.
    labels : list of str
        Their names. Matplotlib would leave out those that begin with an underscore.
    **kwargs : dict
        Passed to ``Axes.legend``.
    """
    others = [a for a in ax.get_legend_handles_labels()[0] if a not in artists]
    labels = [str(other.get_label()) for other in others] + labels
    legend = ax.legend([*others, *artists], labels, **kwargs)
    for text in legend.get_texts():
        text.set(**LITERAL)


def class_names(classes: Iterable[object]) -> list[str]:
    """Classes as a legend names them.

    Parameters
    ----------
    classes : iterable of object
        The labels.

    Returns
    -------
    list of str
        What to draw.
    """
    return fitted_texts(classes, 22)


def class_legend(panel: Axes, classes: np.ndarray, room: float) -> None:
    """Name the classes right of a panel, or within it if nothing makes room.

    Parameters
    ----------
    panel : matplotlib Axes
        What the legend stands beside, with what `draw_points` drew last.
    classes : ndarray of shape (n_classes,)
        The labels.
    room : float
        Inches of the panel's height.
    """
    artists = list(panel.collections[-len(classes) :])
    style: dict[str, Any] = {"title": "class", "markerscale": 1.5}
    draw_legend_beside(panel, artists, class_names(classes), room, **style)


def draw_legend_beside(
    ax: Axes, artists: Sequence[Artist], labels: list[str], room: float, **kwargs: Any
) -> None:
    """Draw a legend right of some axes, or within them if nothing makes room.

    Parameters
    ----------
    ax, artists, labels
        As for `draw_legend`.
    room : float
        Inches of the height of the axes: a longer legend has several columns.
    **kwargs : dict
        Passed to ``Axes.legend``.
    """
    place: dict[str, Any] = {"loc": "upper right"}
    if figure_of(ax).get_layout_engine() is not None:
        place = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "frameon": False}
    n_columns = _legend_columns(labels, room)
    draw_legend(ax, artists, labels, ncols=n_columns, **place, **kwargs)


def legend_width(labels: list[str], room: float) -> float:
    """Inches of what `draw_legend_beside` draws, at matplotlib's own size of letters.

    Parameters
    ----------
    labels : list of str
        What it lists.
    room : float
        Inches of its height.

    Returns
    -------
    float
        Its width.
    """
    longest = max(map(width_of, labels), default=0)
    return _legend_columns(labels, room) * (0.6 + LETTER * longest)


def _legend_columns(labels: list[str], room: float) -> int:
    most = max(4, int(room / _LINE) - 2)  # in a column, below a title
    return -(-len(labels) // most)


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
        Width and height in inches of a new figure, which grows with the letters; by
        default matplotlib's own, or the user's, which stays as it is.

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
        width, height = size or plt.rcParams["figure.figsize"]
        is_chosen = size is None and (width, height) != _FIGURE_SIZE
        scale = 1.0 if is_chosen else letter_scale()
        size = scale * width, scale * height
        return plt.subplots(figsize=size, layout="constrained")[1]
    return ax


def letter_scale() -> float:
    """How many times larger than matplotlib's own the letters are, at least 1.

    Returns
    -------
    float
        Of titles, labels, ticks and legends the largest.
    """
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties

    sizes = [
        FontProperties(size=rcParams[name]).get_size_in_points() / own
        for name, own in _LETTER_SIZES.items()
    ]
    return max(1.0, *sizes)


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
        Width and height in inches of one panel of a new figure, which grows with the
        letters.
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
    n_rows, n_columns = shape
    size = panel_size[0] * n_columns + beside, panel_size[1] * n_rows
    ax = single_axes(ax, caller, size=size)
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


def settle(panels: np.ndarray) -> None:
    """Make room for the words beside panels of a fixed shape, in a new figure.

    Such panels are narrower than their places, where the layout measures words from:
    they are set to the left of them, and laid out once before they are drawn, since at
    first their places are as wide as if there were no legend.

    Parameters
    ----------
    panels : ndarray of matplotlib Axes
        Where all has been drawn.
    """
    for panel in panels.flat:
        panel.set_anchor("W")
    figure = figure_of(panels.flat[0])
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


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
