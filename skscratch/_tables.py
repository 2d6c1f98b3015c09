"""Rows of numbers as a table: for a terminal, and for a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

__all__ = ["html_table", "text_table"]


def text_table(rows: list[dict[str, str]]) -> str:
    """Columns aligned to the right under their names; a row need not have all.

    Nothing, where there are no rows.
    """
    if not rows:
        return ""
    names = _names(rows)
    cells = [names, *([row.get(name, "") for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )


def html_table(rows: list[dict[str, str]]) -> str:
    """The same for a notebook."""
    if not rows:
        return ""
    names = _names(rows)
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(row.get(name, ''))}</td>" for name in names)
        + "</tr>"
        for row in rows
    )
    return (
        f'<table style="text-align: right"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _names(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))
