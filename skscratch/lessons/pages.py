"""The pages of the course: where they lie, and what a page is made of."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PACKAGED = Path(__file__).parent / "course"  # where a wheel puts the pages
_CHECKOUT = Path(__file__).parents[2] / "docs" / "course"  # where they are kept

_FENCE = re.compile(r"(`{3,}|~{3,})\s*([\w+-]*)\s*$")


class Part(NamedTuple):
    """A stretch of a page.

    Parameters
    ----------
    kind : str
        "heading", "text", "details", "source" (code of the package, shown to be read),
        or the language of a fenced block ("pycon", "python", "console", ...).
    lines : list of str
        Its lines; of a fenced block those between the fences.
    """

    kind: str
    lines: list[str]

    @property
    def begins_exercise(self) -> bool:
        """Whether it is the heading of one, not of the section that holds them."""
        return self.kind == "heading" and bool(
            re.match(r"#+ Exercise \d", self.lines[0])
        )


def lesson_pages(lesson: int) -> list[Path]:
    """Find the pages of a lesson.

    Parameters
    ----------
    lesson : int
        Its number.

    Returns
    -------
    list of Path
        Markdown files, in the order in which they are read.

    Raises
    ------
    FileNotFoundError
        If the installation has none for this lesson.

    Examples
    --------
    >>> from skscratch.lessons.pages import lesson_pages
    >>> [path.name for path in lesson_pages(2)]
    ['2_hidden_layer.md']
    """

    def place(path: Path) -> int:
        """0 of the lesson's own page, 3 of the page 4_3_dropout."""
        found = re.match(r"\d+_(\d+)_", path.name)
        return int(found[1]) if found else 0

    for folder in (_PACKAGED, _CHECKOUT):
        if paths := sorted(folder.glob(f"{lesson}_*.md"), key=place):
            return paths
    raise FileNotFoundError(
        f"lesson {lesson} has no page in {_PACKAGED} or {_CHECKOUT}; reinstall "
        "skscratch."
    )


def about_lesson(lesson: int) -> str:
    """Say in a few lines what a lesson is about and where to read it.

    Parameters
    ----------
    lesson : int
        Its number.

    Returns
    -------
    str
        Its title, its first paragraph, where its pages are and what to do next.

    Raises
    ------
    FileNotFoundError
        If the installation has no page for this lesson.

    Examples
    --------
    >>> from skscratch.lessons.pages import about_lesson
    >>> about_lesson(2).splitlines()[0]
    'Lesson 2: one hidden layer'
    """
    pages = lesson_pages(lesson)
    pages_parts = [list(parts_of(page.read_text(encoding="utf-8"))) for page in pages]
    titles = [
        next(part.lines[0].lstrip("# ") for part in parts if part.kind == "heading")
        for parts in pages_parts
    ]
    question = next(part.lines for part in pages_parts[0] if part.kind == "text")
    exercises = sum(part.begins_exercise for parts in pages_parts for part in parts)
    count = f"{exercises} exercise{'s' * (exercises != 1)}"
    notebook = f"skscratch lesson {lesson} --notebook lesson_{lesson}.ipynb"
    return "\n".join(
        [
            titles[0],
            "",
            *textwrap.wrap(_plain(question), width=80),
            "",
            *(f"  {title}" for title in titles[1:]),
            *([""] if titles[1:] else []),
            f"Read it in {pages[0]}",
            f"Work in it, with {count}: {notebook}",
        ]
    )


def _plain(lines: list[str]) -> str:
    """A paragraph without the marks of a quotation, of emphasis and of code."""
    text = " ".join(line.removeprefix(">").strip() for line in lines)
    return re.sub(r"\*\*|(?<!\w)[*`]|[*`](?!\w)", "", text)


def parts_of(text: str) -> Iterator[Part]:
    """Take a page apart; comments are left out.

    Parameters
    ----------
    text : str
        The page, in Markdown.

    Yields
    ------
    Part
        Headings, paragraphs, fenced blocks and folded solutions, in their order.

    Examples
    --------
    >>> from skscratch.lessons.pages import parts_of
    >>> [part.kind for part in parts_of("# A\\n\\nWords.\\n\\n~~~python\\n1\\n~~~")]
    ['heading', 'text', 'python']
    """
    lines = iter(text.splitlines())
    of_the_package = False
    paragraph: list[str] = []
    for line in lines:
        fence = _FENCE.match(line)
        special = fence or line.startswith(("#", "<details", "<!--"))
        if paragraph and (special or not line.strip()):
            yield Part("text", paragraph)
            paragraph = []
        if fence:
            kind = "source" if of_the_package else fence[2] or "text"
            body = _until(lines, fence[1])
            fences = [line, *body, fence[1]]
            runs = kind in ("pycon", "python", "source")
            yield Part(kind, body) if runs else Part("text", fences)
        elif line.startswith("<details"):
            yield Part("details", [line, *_until(lines, "</details>"), "</details>"])
        elif line.startswith("<!--"):
            of_the_package = line.startswith("<!-- source:")
            while "-->" not in line:
                line = next(lines, "-->")
        elif line.startswith("#"):
            yield Part("heading", [line])
        elif line.strip():
            paragraph.append(line)
    if paragraph:
        yield Part("text", paragraph)


def _until(lines: Iterator[str], end: str) -> list[str]:
    """The lines before the one that ends a block; that one is taken too."""
    found = []
    for line in lines:
        if line.strip() == end:
            break
        found.append(line)
    return found
