"""The API page lists every public name."""

import re
from pathlib import Path

API = Path(__file__).parents[1] / "docs" / "api.md"


def listed_names(page):
    """The dotted paths in the page's autosummary tables, by its currentmodule lines."""
    names, module, in_table = set(), "", False
    for line in page.splitlines():
        if found := re.match(r"\.\. currentmodule:: (\S+)", line):
            module = found[1]
        if line and not line.startswith(" "):
            in_table = line.startswith(".. autosummary::")
        elif in_table and (found := re.fullmatch(r" +(\w+)", line)):
            names.add(f"{module}.{found[1]}")
    return names


def test_api_page_lists_exactly_the_public_names(public_objects):
    listed = listed_names(API.read_text(encoding="utf-8"))
    missing = sorted(set(public_objects) - listed)
    assert not missing, f"add to docs/api.md: {', '.join(missing)}"
    gone = sorted(listed - set(public_objects))
    assert not gone, f"take out of docs/api.md: {', '.join(gone)}"
