"""The course's functions with one line spoilt: the words name what was done to it.

`edits.txt` has each function, and below it a row for each mistake: what is replaced by
what (``old => new``, several joined by ``&&``), and what the verdict must say (after
``::``). `variants.txt` has right functions, written in other ways.
"""

import copy
import linecache
import math
from pathlib import Path

import numpy as np
import pytest

from skscratch.functional import deep, logistic, shallow
from skscratch.lessons import check

HERE = Path(__file__).parent
LESSONS = {"1": logistic, "2": shallow, "3": deep}


def learner(source, name):
    """The function of a source, in a module of its own, whose lines can be shown."""
    lesson = LESSONS[name.partition(" ")[2] or lesson_of(name)]
    names = {
        **{"np": np, "math": math, "copy": copy},
        **{each: getattr(lesson, each) for each in lesson.__all__},
        "initialize_parameters": seeded(shallow.initialize_parameters),
        "initialize_parameters_deep": seeded(deep.initialize_parameters_deep, "lecun"),
    }
    file = f"<{name} {hash(source)}>"
    exec(compile(source, file, "exec"), names)
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    return names[name.partition(" ")[0]]


def lesson_of(name):
    """The lesson that has a function of this name, the first of them."""
    return next(key for key, module in LESSONS.items() if name in module.__all__)


def seeded(initialize, *initialization):
    """Weights that follow from the global random numbers, and are not small."""

    def draw(*sizes):
        how = {"initialization": initialization[0]} if initialization else {}
        seed = np.random.randint(99)  # noqa: NPY002
        scale = 1 if initialization else 30
        drawn = initialize(*sizes, **how, random_state=seed)
        return {key: scale * value for key, value in drawn.items()}

    return draw


def sections(file):
    """Name, source and rows of each section of a file."""
    for section in (HERE / file).read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, rest = section.partition("\n")
        source, _, rows = rest.partition("\n---\n")
        yield name, source.strip() + "\n", [row for row in rows.split("\n") if row]


def decoded(text):
    return text.replace("\\n", "\n")


def spoilt():
    for name, source, rows in sections("edits.txt"):
        for row in rows:
            edits, *words = row.split(" :: ")
            yield pytest.param(name, source, edits, words, id=f"{name}: {row}"[:90])


def verdict_on(name, source):
    name, _, lesson = name.partition(" ")
    function = learner(source, f"{name} {lesson}".strip())
    named = {"lesson": int(lesson)} if lesson else {}
    return getattr(check, name)(function, **named)


@pytest.mark.parametrize(("name", "source", "edits", "words"), spoilt())
def test_what_was_done_to_a_line_is_named(name, source, edits, words):
    for edit in edits.split(" && "):
        old, new = map(decoded, edit.split(" => "))
        assert old in source
        source = source.replace(old, new)
    verdict = verdict_on(name, source)
    assert not verdict
    for word in words:
        assert word in str(verdict)
    assert len(verdict.findings) <= 3  # a few lines, whatever it is
    assert all("np.asarray" not in finding for finding in verdict.findings)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param(name, source, id=f"{file} {number}: {name}")
        for file in ("edits.txt", "variants.txt")
        for number, (name, source, _) in enumerate(sections(file))
    ],
)
def test_what_is_right_is_not_refused(name, source):
    verdict = verdict_on(name, source)
    assert verdict, verdict
