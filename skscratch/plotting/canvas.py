"""What every display draws on: its axes, and colours that all eyes tell apart."""

from __future__ import annotations

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

# Of a matplotlib Text that shows what the user named: a `$` draws as itself.
LITERAL: dict[str, Any] = {"parse_math": False, "usetex": False}


def as_text(name: object) -> str:
    """A label or the name of a class, as it is drawn.

    Parameters
    ----------
    name : object
        Any label that an estimator takes; bytes are read as UTF-8.

    Returns
    -------
    str
        What to draw.
    """
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


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


def single_axes(ax: Axes | None, caller: str) -> Axes:
    """Return `ax`, or the axes of a new figure if it is None.

    Parameters
    ----------
    ax : matplotlib Axes or None
        What the user passed.
    caller : str
        Name of the display, for the message.

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
    return plt.subplots(layout="constrained")[1] if ax is None else ax


def grid_of_axes(
    ax: Axes | None,
    shape: tuple[int, int],
    caller: str,
    *,
    panel_size: tuple[float, float],
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
        size = (panel_size[0] * n_columns, panel_size[1] * n_rows)
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
