"""The exercises of the course: checks see the stubs, and solutions pass them."""

import ast
import contextlib
import doctest
import functools
import io
import re
import warnings
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


# Exercises that a page compares itself, with the last line of its last block
COMPARED = [
    one for one in ALL if len(CODE.findall(one.values[1])) > 1 and one not in WITH_CHECK
]


@functools.cache
def before_the_exercises(page):
    """The names that the examples of a page have made when its exercises begin."""
    text = page.read_text(encoding="utf-8").partition("### Exercise 1")[0]
    examples = doctest.DocTestParser().get_examples(text)
    names = {"__name__": page.stem}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run([example.source for example in examples], names)
    return names


def compared(block, names):
    """What the last line of a block says, after the lines before it."""
    *lines, last = ast.parse(block).body
    run([compile(ast.Module(lines, []), "page", "exec")], names)
    return eval(compile(ast.Expression(last.value), "page", "eval"), names)


def says_so(answer):
    """Whether an answer says that all is right: in words, or by two equal values."""
    if answer is None or isinstance(answer, str):
        return answer in ("the same", "right")
    if isinstance(answer, list):
        return bool(answer) and all(map(says_so, answer))
    mine, theirs = answer
    if isinstance(mine, str):
        return says_so(mine) and says_so(theirs)
    return mine is not None and np.allclose(mine, theirs)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "task", "solution"), COMPARED)
def test_its_own_comparison_passes_the_solution_and_not_the_stub(page, task, solution):
    names = dict(before_the_exercises(page))
    for other in exercises(page):
        if other.values[2] == solution:
            break
        run(CODE.findall(other.values[2]), names)
    *stub, comparison = CODE.findall(task)
    untouched = dict(names)
    run(stub, untouched)
    assert not says_so(compared(comparison, untouched))
    run(CODE.findall(solution), names)
    assert says_so(compared(comparison, names))


def test_every_lesson_about_training_compares_an_exercise():
    pages = {one.values[0].stem for one in COMPARED}
    assert pages == {page.stem for page in PAGES if re.match(r"4_\d", page.stem)}


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
