"""Pages say on a code-hosting site what they say in ours, and lead to as much."""

import re
from pathlib import Path

import code_host
import pytest
import refresh

DOCS = Path(code_host.__file__).parent
PAGES = {
    path.relative_to(DOCS).with_suffix("").as_posix(): path.read_text("utf-8")
    for path in refresh.pages()
}
LISTS = ("index", "course", "recipes")


def without_comments(text):
    return re.sub(r"(?ms)^<!--.*?-->$", "", text)


def contents(page):
    """The pages that the contents of a page name, which only our site shows."""
    (part,) = re.findall(r"(?ms)^```\{toctree\}\n:hidden:\n(.*?)^```$", PAGES[page])
    return part.split()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_left_to_a_directive_or_role_where_others_read(page):
    text = without_comments(PAGES[page])
    assert not re.findall(r"^(?:```|:::)\{.*|^\.\. \w+::.*", text, re.MULTILINE)
    prose = re.sub(r"(?ms)^```.*?^```$", "", text)
    assert not re.findall(r"\{\w+\}`|:\w+:`", prose)


@pytest.mark.parametrize("page", LISTS)
def test_contents_of_our_site_are_links_for_all(page):
    text = without_comments(PAGES[page])
    linked = re.findall(r"\]\(([\w/.]+)\.(?:md|rst)\)", text)
    linked = [
        {"../examples/README": "gallery/index"}.get(name, name) for name in linked
    ]
    assert [name for name in dict.fromkeys(linked) if name in contents(page)] == (
        contents(page)
    )


def test_every_page_is_in_the_contents():
    listed = {name for page in LISTS for name in contents(page)}
    assert set(PAGES) - {"index"} <= listed


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_to_one(page):
    text = re.sub(r"(?ms)^```.*?^```$", "", PAGES[page])
    folder = (DOCS / page).parent
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[\w-]*)?\)", text):
        if not target.startswith("http"):
            assert (folder / target).exists(), target


def test_names_of_a_module_are_a_list_here_and_a_table_there():
    page = "# API\n\n<!-- names: skscratch.optim -->\n<!-- end -->\n\nAfter.\n"
    text = refresh.refreshed(page)
    here, there = code_host.for_the_site(text), without_comments(text)
    assert "\n   Adam\n" in here and ".. currentmodule:: skscratch.optim" in here
    assert "|" not in here and here.endswith("\n\nAfter.\n")
    assert "[`Adam`](../skscratch/optim/optimizers.py)" in there
    assert "autosummary" not in there
