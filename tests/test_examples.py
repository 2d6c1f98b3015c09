"""The examples run as they are called, without warnings, and show what they promise."""

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
EXAMPLES = sorted((TOP / "examples").glob("*.py"))
#: Pages of the gallery, each with a claim for its title.
CLAIMS = [path for path in EXAMPLES if path.stem.startswith("plot_")]
#: Those that take more than three seconds.
SLOW = {
    "plot_batch_norm_in_small_batches",
    "plot_dead_in_the_first_layer",
    "plot_dropout_against_noise",
    "plot_early_stopping_in_time",
    "plot_learning_rate_late_or_lost",
    "plot_lines_then_shapes",
    "plot_schedule_settles",
    "plot_solvers_race",
    "own_photo",
    "plot_accepted_and_ignored",
    "plot_column_in_euros",
    "plot_halving_likes_sprinters",
    "plot_learning_rate_first",
    "plot_one_row_at_a_time",
    "plot_sums_in_chunks",
    "plot_watching_changes_nothing",
    "plot_wrong_without_a_word",
}
# Where there is a display and figures are drawn without a window, matplotlib says so.
STRICT = ("-W", "error", "-W", "ignore:FigureCanvasAgg is non-interactive:UserWarning")


def named(paths):
    return pytest.mark.parametrize("example", paths, ids=lambda path: path.stem)


def text_of(example):
    return example.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(path, marks=pytest.mark.slow if path.stem in SLOW else ())
        for path in EXAMPLES
    ],
    ids=lambda path: path.stem,
)
def test_example_runs_and_saves_the_picture_that_it_names(
    example, run_interpreter, tmp_path
):
    promised = re.search(r"``(\w+\.png)``", text_of(example))
    folder = [tmp_path] if promised else []
    assert run_interpreter(*STRICT, example, *folder, cwd=tmp_path).strip()
    if promised:
        picture = (tmp_path / promised[1]).read_bytes()
        assert picture.startswith(b"\x89PNG") and len(picture) > 5000


@named(EXAMPLES)
def test_example_is_short(example):
    assert len(text_of(example).splitlines()) < 100


@named(CLAIMS)
def test_claim_has_a_title_a_doubt_and_a_way_on(example):
    title, underline, blank, *reasons = ast.get_docstring(
        ast.parse(text_of(example))
    ).split("\n")
    assert underline == "=" * len(title) and not blank
    assert len("\n".join(reasons).split("\n\n")) >= 2, "the claim, then the doubt"
    assert re.search(r"^# \*\*Try next\.?\*\*", text_of(example), re.MULTILINE)


@named(CLAIMS)
def test_claim_shows_each_figure_where_it_is_drawn(example):
    text = text_of(example)
    number = int(
        re.search(r"^# sphinx_gallery_thumbnail_number = (-?\d)", text, re.M)[1]
    )
    assert abs(number) <= len(re.findall(r"^plt\.show\(\)$", text, re.MULTILINE))


@named(CLAIMS)
def test_claim_refers_to_the_page_of_the_course_that_makes_it(example):
    pages = re.findall(r":doc:`[^`]*?/course/(\w+)>?`", text_of(example))
    assert pages
    assert all((TOP / "docs" / "course" / f"{page}.md").is_file() for page in pages)
