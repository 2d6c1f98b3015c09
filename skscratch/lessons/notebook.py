"""A lesson as a Jupyter notebook: its page, its code, exercises to fill in."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from skscratch._files import write_whole
from skscratch.lessons.embedding import data_uri
from skscratch.lessons.pages import Part, lesson_pages, parts_of

_IMAGE = re.compile(r"!\[([^\]]*)\]\((?![a-z]+:)([^)\s]+)\)")
# To other files, or to headings, which in a notebook have other anchors or none
_LINK = re.compile(
    r"(?<!!)\[([^\]]+)\]"
    r"\((?:(?![a-z]+:)[^)\s#]+\.(?:md|rst|py)(?:#[^)\s]*)?|#[^)\s]+)\)"
)
_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)")
_DIRECTIVE = re.compile(r"\s*# doctest:.*$")
_ERROR = "Traceback (most recent call last):"
_LAST_LESSON = 5


class Cell(NamedTuple):
    """A cell of a notebook.

    Parameters
    ----------
    kind : {"markdown", "code"}
        Words or code.
    source : str
        What stands in it.
    raises : bool, default=False
        Whether its code ends in an error, as the page wants it to: the cells after it
        run all the same.
    """

    kind: str
    source: str
    raises: bool = False


def write_notebook(
    lesson: int, path: str | PathLike[str], *, force: bool = False
) -> None:
    """Write a lesson as a notebook.

    Parameters
    ----------
    lesson : int
        Its number.
    path : str or path-like
        File to write, in a folder that is there.
    force : bool, default=False
        Replace a file that is there.

    Raises
    ------
    OSError
        If the file is there already and `force` is False, or it cannot be written; or
        if the installation lacks the lesson.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from skscratch.lessons.notebook import write_notebook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_notebook(2, f"{folder}/lesson_2.ipynb")
    ...     [path.name for path in Path(folder).iterdir()]
    ['lesson_2.ipynb']
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"{path} cannot be written: there is no folder {path.parent}; make it "
            "first, or choose another."
        )
    if path.exists() and not path.is_dir() and not force:
        raise FileExistsError(
            f"{path} is there already, perhaps with your work in it; choose another "
            "name, or replace it with --force."
        )
    document = lesson_notebook(lesson)
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    write_whole(path, text.encode())


def lesson_notebook(lesson: int) -> dict[str, Any]:
    """Turn the pages of a lesson into a notebook.

    Parameters
    ----------
    lesson : int
        Its number.

    Returns
    -------
    dict
        The notebook, of format 4.5: the same one for the same pages.

    Raises
    ------
    FileNotFoundError
        If the installation lacks the lesson's pages or one of its pictures.

    Examples
    --------
    >>> from skscratch.lessons.notebook import lesson_notebook
    >>> lesson_notebook(2)["cells"][0]["cell_type"]
    'markdown'
    """
    cells = []
    for number, page in enumerate(lesson_pages(lesson)):
        first, *others = page_cells(page.read_text(encoding="utf-8"), page.parent)
        cells += [first, *([] if number else [_greeting(lesson)]), *others]
    cells.append(_farewell(lesson))
    return {
        "cells": [
            _as_json(cell, f"lesson-{lesson}-{number:03d}")
            for number, cell in enumerate(cells, 1)
        ],
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def page_cells(text: str, folder: Path) -> list[Cell]:
    """Turn a page into cells.

    Parameters
    ----------
    text : str
        The page, in Markdown.
    folder : Path
        Folder from which the page names its pictures; they are put into the cells.

    Returns
    -------
    list of Cell
        Words; the code of the page's sessions, without prompts and output; of an
        exercise the code to fill in, and its solution folded up.

    Raises
    ------
    FileNotFoundError
        If a picture is missing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from skscratch.lessons.notebook import page_cells
    >>> page_cells("# A\\n\\n~~~pycon\\n>>> 1 + 1\\n2\\n\\n~~~", Path())
    [Cell(kind='markdown', source='# A', raises=False),
     Cell(kind='code', source='1 + 1', raises=False)]
    """
    cells: list[Cell] = []
    words: list[str] = []
    exercise = ""  # the number signs of its heading, within an exercise

    def flush() -> None:
        if words:
            cells.append(Cell("markdown", "\n\n".join(words)))
            words.clear()

    for part in parts_of(_without_navigation(text)):
        if part.kind == "heading":
            flush()
            signs = part.lines[0].partition(" ")[0]
            if part.begins_exercise:
                exercise = signs
            elif len(signs) <= len(exercise):
                exercise = ""
        code = list(_code(part, bool(exercise)))
        if part.kind == "details" or code:
            flush()
        cells += code
        if not code:
            words.append(_words(part, folder))
        if part.kind == "details":
            flush()
    flush()
    return cells


def _code(part: Part, in_exercise: bool) -> Iterator[Cell]:
    """The cells of code that a part makes; none of a part that is to be read."""
    if part.kind == "pycon":
        yield from _session(part.lines)
    elif part.kind == "python":
        # Elsewhere Python that is not a session may be a line of a formula.
        source = "\n".join(part.lines).strip("\n")
        if in_exercise or "from skscratch.lessons import" in source:
            yield Cell("code", source)


def _session(lines: list[str]) -> Iterator[Cell]:
    """Cells of a session with prompts: each ends where there is an output to show."""
    source: list[str] = []
    output: list[str] = []
    for line in [*lines, ">>>"]:
        is_input = line.startswith(">>>") or (
            line.startswith("...") and bool(source) and not output
        )
        if not is_input:
            output += [line] if line.strip() else []
            continue
        if line.startswith(">>>") and output or line == ">>>":
            if code := "\n".join(source).strip("\n"):
                yield Cell("code", code, raises=output[:1] == [_ERROR])
                source = []
            output = []
        source.append(_DIRECTIVE.sub("", _PROMPT.sub("", line, count=1)))


def _words(part: Part, folder: Path) -> str:
    """A part as Markdown that stands alone: pictures in it, no links but to the web."""
    text = "\n".join(part.lines)
    if part.kind in ("source", "python"):
        return f"```python\n{text}\n```"
    if text.startswith(("```", "~~~")):
        return text

    def picture(match: re.Match[str]) -> str:
        alt = html.escape(" ".join(match[1].split()))
        return f'<img alt="{alt}" src="{data_uri(folder / match[2])}">'

    return _IMAGE.sub(picture, _LINK.sub(r"\1", text))


def _without_navigation(text: str) -> str:
    """The page without its last line, where that only links to other pages."""
    body, _, last = text.rstrip().rpartition("\n")
    if not _LINK.search(last):
        return text
    besides = re.findall(r"[A-Za-z]+", _LINK.sub("", last))
    return body if {word.lower() for word in besides} <= {"previous", "next"} else text


def _greeting(lesson: int) -> Cell:
    return Cell(
        "markdown",
        f"*Lesson {lesson} of skscratch as a notebook. Run the cells from top to "
        "bottom (Shift+Enter). In an exercise, write your own code in place of the "
        "three dots, run the cell, then the one below, which checks it. Nothing is "
        "fetched from anywhere.*",
    )


def _farewell(lesson: int) -> Cell:
    if lesson == _LAST_LESSON:
        return Cell("markdown", "This was the last lesson. Now take data of your own.")
    command = f"skscratch lesson {lesson + 1} --notebook lesson_{lesson + 1}.ipynb"
    return Cell("markdown", f"**Next:** `{command}`")


def _as_json(cell: Cell, name: str) -> dict[str, Any]:
    common = {"cell_type": cell.kind, "id": name}
    lines = cell.source.splitlines(keepends=True)
    if cell.kind == "markdown":
        return common | {"metadata": {}, "source": lines}
    return common | {
        "execution_count": None,
        "metadata": {"tags": ["raises-exception"]} if cell.raises else {},
        "outputs": [],
        "source": lines,
    }
