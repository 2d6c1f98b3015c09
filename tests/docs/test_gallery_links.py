"""Links of the course to claims of the gallery lead to scripts, and to their pages."""

import re
from pathlib import Path

import gallery_links
import pytest

COURSE = Path(gallery_links.__file__).parent / "course"
LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+examples/plot_\w+\.py)\)")
PAGES = sorted(COURSE.glob("*.md"))


def links(page):
    """Words and target of each link of a page to the gallery."""
    return LINK.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_leads_to_claims_that_are_there(page):
    found = links(page)
    assert found
    for _, target in found:
        assert (COURSE / target).is_file(), target
        assert gallery_links.page_of(target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_mention_of_a_claim_is_such_a_link(page):
    named = re.findall(r"plot_\w+\.py", page.read_text(encoding="utf-8"))
    assert len(named) == len(links(page))


@pytest.fixture
def built(tmp_path):
    """The page of a small site with one claim and links to it and to others."""
    pytest.importorskip("myst_parser")
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    def build(words):
        docs, examples = tmp_path / "docs", tmp_path / "examples"
        for folder in (docs / "course", docs / "gallery", examples):
            folder.mkdir(parents=True)
        for name in ("plot_a_claim", "own_photo", "plot_not_run"):
            (examples / f"{name}.py").touch()
        for page, text in {
            "index": "Home",
            "gallery/plot_a_claim": "It holds",
            "course/page": f"A page\n\n{words}",
        }.items():
            text = f"---\norphan: true\n---\n\n# {text}\n"
            (docs / f"{page}.md").write_text(text, encoding="utf-8")
        site = tmp_path / "html"
        with patch_docutils(docs), docutils_namespace():
            Sphinx(
                docs, None, site, tmp_path / "doctrees", "html", status=None,
                confoverrides={"extensions": ["myst_parser", "gallery_links"]},
                exception_on_warning=True,
            ).build()  # fmt: skip
        return (site / "course" / "page.html").read_text(encoding="utf-8")

    return build


def test_link_to_a_claim_opens_its_page_in_our_site(built):
    page = built("See [it *does*](../../examples/plot_a_claim.py), at once.")
    (words,) = re.findall(r'href="../gallery/plot_a_claim.html">(.*?)</a>', page)
    assert re.sub("<[^>]+>", "", words) == "it does"


def test_link_to_another_script_stays_a_file(built):
    page = built("See [a photo](../../examples/own_photo.py).")
    assert re.search(r'href="../_downloads/\w+/own_photo.py"', page)


def test_link_to_a_claim_without_a_page_stops_the_build(built):
    from sphinx.errors import SphinxWarning

    with pytest.raises(SphinxWarning, match="plot_not_run"):
        built("See [none](../../examples/plot_not_run.py).")
