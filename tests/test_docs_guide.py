"""The guide's examples show what comes out, and the course's calls are all mapped."""

import re
from pathlib import Path

import pytest

from skscratch.functional import deep, logistic, shallow

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = sorted(DOCS.glob("*.md"))
COURSE = (DOCS / "coming_from_the_course.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.stem)
def test_no_example_shows_a_mere_truth(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not {"True", "False"} & set(lines)


@pytest.mark.parametrize(("week", "lesson"), [(2, logistic), (3, shallow), (4, deep)])
def test_every_function_of_a_lesson_is_mapped(week, lesson):
    section = re.split(r"^## ", COURSE.split(f"\n## Week {week}")[1], flags=re.M)[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    mapped = {name for name in lesson.__all__ if re.search(rf"\b{name}\b", table)}
    assert mapped == set(lesson.__all__)


@pytest.mark.parametrize(
    "helper",
    [
        *("load_dataset", "load_planar_dataset", "load_extra_datasets", "load_data"),
        *("plot_decision_boundary", "plot_costs", "print_mislabeled_images"),
        *(
            "lr_utils",
            "planar_utils",
            "dnn_utils",
            "dnn_app_utils",
            "testCases",
            "your own image",
        ),
    ],
)
def test_every_helper_of_the_notebooks_is_mapped(helper):
    assert helper in COURSE
