"""The exercises of the course: checks see the stubs, and solutions pass them."""

import contextlib
import io
import re
from pathlib import Path

import numpy as np
import pytest

from skscratch.lessons import check

COURSE = Path(__file__).parents[2] / "docs" / "course"
PAGES = sorted(COURSE.glob("*.md"))
EXERCISE = re.compile(r"^### (Exercise \d+.*?)\n(.*?)(?=^##|^---|\Z)", re.M | re.S)
CODE = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
CHECKED = re.compile(r"\bcheck\.(\w+)\(")


def exercises(page):
    """Heading, task and solution of each exercise."""
    for heading, text in EXERCISE.findall(page.read_text(encoding="utf-8")):
        task, details, solution = text.partition("<details>")
        yield pytest.param(
            page, task, solution if details else "", id=f"{page.stem}: {heading}"
        )


ALL = [one for page in PAGES for one in exercises(page)]
WITH_CHECK = [one for one in ALL if CHECKED.search(one.values[1])]


def run(blocks, names):
    with contextlib.redirect_stdout(io.StringIO()):
        for block in blocks:
            exec(block, names)


@pytest.mark.parametrize(("page", "task", "solution"), ALL)
def test_it_has_a_folded_solution(page, task, solution):
    assert "<summary>" in solution and "</details>" in solution
    assert len(solution.split()) > 8


@pytest.mark.parametrize(("page", "task", "solution"), WITH_CHECK)
def test_its_check_passes_the_solution_and_not_the_stub(page, task, solution):
    names = {"np": np, "check": check}
    # functions of earlier exercises on the page, which this one may call
    for other in exercises(page):
        if other.values[2] == solution:
            break
        run(CODE.findall(other.values[2]), names)
    for name in dict.fromkeys(CHECKED.findall(task)):
        ask = getattr(check, name)
        stub = dict(names)
        run([block for block in CODE.findall(task) if "check." not in block], stub)
        assert not ask(stub[name])
        run(CODE.findall(solution), names)
        verdict = ask(names[name])
        assert verdict, verdict


def test_every_function_that_a_learner_writes_has_an_exercise():
    asked = {name for one in WITH_CHECK for name in CHECKED.findall(one.values[1])}
    assert asked == set(check.__all__) - {"Verdict"}


PLANTED = [one for one in WITH_CHECK if "```text\n" in one.values[2]]


@pytest.mark.parametrize(("page", "task", "solution"), PLANTED)
def test_a_planted_bug_is_named_as_the_page_says(page, task, solution):
    names = {"np": np}
    (name,) = CHECKED.findall(task)
    run([block for block in CODE.findall(task) if "check." not in block], names)
    (words,) = re.findall(r"^```text\n(.*?)^```$", solution, re.M | re.S)
    assert str(getattr(check, name)(names[name])).split() == words.split()


def test_seven_bugs_are_planted():
    assert len(PLANTED) == 7
