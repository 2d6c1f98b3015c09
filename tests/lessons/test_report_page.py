"""The report is one page that stands alone and says of everything what it shows."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from skscratch.lessons.captions import captions
from skscratch.lessons.catalogue import lesson_experiments
from skscratch.lessons.cats import LessonCats, load_lesson_cats
from skscratch.lessons.experiment import Result
from skscratch.lessons.report import row_of
from skscratch.lessons.report_page import write_report_page

VOID = {"meta", "img"}


class Elements(HTMLParser):
    """Start tags with their attributes, text, and whether every end tag fits."""

    def __init__(self, page):
        super().__init__()
        self.open, self.found, self.text, self.style = [], [], "", ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names)
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self.style += data
        else:
            self.text += data


def results_on(cats):
    """One result per experiment of the lessons, as if it had been run."""
    experiments = lesson_experiments(cats)
    for experiment in experiments:
        experiment.estimator.n_iter_ = 2000
        experiment.estimator.loss_curve_ = [0.7, 0.1]
        experiment.estimator.coef_ = np.zeros((1, 12288))
    return [
        Result(
            experiment,
            experiment.estimator,
            0.9,
            None if experiment.data.test is None else 0.725,
            12.5,
        )
        for experiment in experiments
    ]


@pytest.fixture(scope="module")
def drawn():
    return load_lesson_cats()


@pytest.fixture
def page_of(tmp_path):
    """A function that writes the report of results and reads it."""

    def write(results, *, quick=False, seed=None):
        pictures = [tmp_path / f"{name}.png" for name in captions(results)]
        for picture in pictures:
            Image.new("RGB", (200, 100)).save(picture)
        path = tmp_path / "report.html"
        write_report_page(results, pictures, path, quick=quick, seed=seed)
        return path.read_text(encoding="utf-8")

    return write


def test_it_is_whole_and_nested_rightly(page_of, drawn):
    page = page_of(results_on(drawn))
    assert page.startswith("<!DOCTYPE html>\n<html lang=") and "$" not in page
    tags = [tag for tag, _ in Elements(page).found]
    assert tags.count("figure") == tags.count("img") == 5
    assert tags.count("h1") == tags.count("title") == tags.count("main") == 1


def test_it_asks_for_nothing_from_anywhere(page_of, drawn):
    page = Elements(page_of(results_on(drawn)))
    assert {tag for tag, _ in page.found}.isdisjoint(
        {"script", "link", "iframe", "object", "a", "base", "form"}
    )
    assert not re.search(r"url\(|@import", page.style)
    for _, attributes in page.found:
        assert attributes.get("src", "data:image/png;base64,").startswith("data:image")
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("name", ["photographs", "drawn cats"])
def test_every_row_and_figure_says_what_its_data_are(page_of, drawn, name):
    page = page_of(results_on(LessonCats(name, drawn.train, drawn.test)))
    rows = re.findall(r"<tr[^>]*>(<td.*?)</tr>", page)
    assert len(rows) == 15
    for row in rows:
        assert (f">{name}<" in row) != (">flower<" in row)
    labels = re.findall(r'<span class="kind">(.*?)</span>', page)
    assert sorted(labels) == sorted(["flower", f"{name}; flower", *[name] * 3])
    other = {"photographs": "drawn cats", "drawn cats": "own photographs of cats"}
    assert other[name] not in page


def test_the_rows_are_those_of_the_table(page_of, drawn):
    results = results_on(drawn)
    rows = re.findall(r"<tr[^>]*>(<td.*?)</tr>", page_of(results))
    assert [re.findall(r">([^<]+)</td>", row) for row in rows] == [
        row_of(result) for result in results
    ]
    assert any("98 / 80" in row for row in rows)


def test_every_picture_has_words_of_its_own(drawn):
    written = captions(results_on(drawn)).values()
    for words in zip(*written, strict=True):  # titles, alternatives, ...
        assert len(set(words)) == len(words) and all(words)


def test_captions_carry_the_figures_of_the_run(drawn):
    by_name = captions(results_on(drawn))
    assert "0.700, 0.700 and 0.700" in by_name["cost_curves"].look
    assert "0.0001 ends at 0.100" in by_name["learning_rates"].look
    assert "72.5%, 72.5% and 72.5%" in by_name["learning_rates"].shows
    assert "209 images" in by_name["misclassified"].shows


def test_what_was_run_is_said(page_of, drawn):
    results = results_on(drawn)
    quick, whole = page_of(results, quick=True, seed=7), page_of(results)
    assert "<dt>Seed</dt><dd>7</dd>" in quick
    assert "a tenth of the iterations" in quick
    assert "a tenth of the iterations" not in whole
    assert "the lessons&#x27; own" in whole
    assert "2000, 2000 and 2000" in whole


def test_names_are_escaped(page_of, drawn):
    results = results_on(LessonCats("<cats> & co", drawn.train, drawn.test))
    page = page_of(results)
    assert "<cats>" not in page and "&lt;cats&gt; &amp; co" in page


def test_it_ends_with_the_next_step(page_of, drawn):
    text = Elements(page_of(results_on(drawn))).text
    end = text[text.index("What to do next") :]
    for command in ("skscratch lesson 2 --notebook lesson_2.ipynb", "lesson 5"):
        assert command in end
