"""Figures of Bokeh with what the page needs, and no more."""

from __future__ import annotations

from typing import Any

__all__ = ["INK", "SOFT", "bare_figure", "plain"]

#: Of text that matters, and of all that stands beside it.
INK, SOFT = "#1f2430", "#5b6472"


def bare_figure(**options: Any) -> Any:
    """A figure as wide as its place, without tools.

    Parameters
    ----------
    **options : dict
        Passed to ``bokeh.plotting.figure``.
    """
    from bokeh.plotting import figure

    made = figure(
        tools="", toolbar_location=None, sizing_mode="stretch_width", **options
    )
    made.axis.minor_tick_line_color = None
    made.axis.axis_line_color = made.axis.major_tick_line_color = "#b9c0cc"
    made.axis.major_label_text_color = made.axis.axis_label_text_color = SOFT
    made.axis.axis_label_text_font_style = "normal"
    made.axis.axis_label_standoff = 3
    made.outline_line_color = None
    return made


def plain(renderer: Any) -> Any:
    """A renderer that looks the same when it is selected, muted or not.

    Bokeh keeps a copy for each of the three, and every frame would be put into all.
    """
    renderer.selection_glyph = renderer.nonselection_glyph = None
    renderer.muted_glyph = None
    return renderer
