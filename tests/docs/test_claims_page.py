"""Each claim of the lessons leads to a place that shows it, and the titles are true."""

import re
from pathlib import Path

import code_host
import pytest

DOCS = Path(code_host.__file__).parent
PAGE = (DOCS / "claims.md").read_text(encoding="utf-8")
LESSONS = sorted(path.name for path in (DOCS / "course").glob("*.md"))
LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)(?:#([^)\s]+))?\)")
SHOWS = ("![", ">>> ", "|---|")  # a picture, a run, a table of what was measured
ROWS = [
    row.strip("| ").split(" | ")
    for row in re.findall(r"^\| .+ \|$", PAGE, re.MULTILINE)
    if row != "| Claim | Shown by |"
]


def sections(path):
    """Anchors of a page, each with the text up to the next heading as high."""
    found, text = {}, path.read_text(encoding="utf-8")
    for heading in re.finditer(r"^(#+) (.+)$", text, re.MULTILINE):
        end = re.compile(rf"^#{{1,{len(heading[1])}}} ", re.MULTILINE)
        following = end.search(text, heading.end())
        words = re.sub(r"[^\w\- ]", "", heading[2].lower()).replace(" ", "-")
        found[words] = text[heading.end() : following.start() if following else None]
    return found


def test_every_lesson_has_its_claims():
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    lessons = [LINK.match(part)[2].removeprefix("course/") for part in parts]
    assert sorted(lessons) == LESSONS
    assert all("| Claim | Shown by |\n|---|---|\n| " in part for part in parts)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_every_claim_is_shown(row):
    _, shown_by = row
    links = LINK.findall(shown_by)
    assert links
    for words, target, anchor in links:
        path = DOCS / target
        assert path.is_file(), target
        if target.startswith("../examples/"):
            assert path.read_text(encoding="utf-8").split("\n")[1] == words
        elif anchor:
            place = sections(path)[anchor]
            assert any(kind in place for kind in SHOWS), f"{anchor} shows nothing"


def test_every_page_that_tests_a_lesson_stands_with_its_claims():
    for lesson in LESSONS:
        text = (DOCS / "course" / lesson).read_text(encoding="utf-8")
        tested = text.split("**Tested in the gallery:**")[1].split("Also:")[0]
        for name in re.findall(r"plot_\w+\.py", tested):
            assert name in PAGE, f"{lesson} names {name}"
