"""A page is taken apart without loss, and found in the order of reading."""

import re

import pytest

from skscratch.lessons import pages
from skscratch.lessons.pages import about_lesson, lesson_pages, parts_of

PAGE = """\
# Lesson 9: a sample

What is it for?
It has two lines.

<!-- source: package.function -->

```python
# no heading
x = 1
```

<!-- end -->

<!-- a comment
over two lines -->
```pycon
>>> 1
1

```
### Exercise 1: one

Do it.

```python
...
```

<details>
<summary>Solution</summary>

```python
1
```

</details>

```console
$ command
```
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder in place of the course's."""
    monkeypatch.setattr(pages, "_PACKAGED", tmp_path / "absent")
    monkeypatch.setattr(pages, "_CHECKOUT", tmp_path)
    return tmp_path


def test_each_part_has_its_kind():
    assert [part.kind for part in parts_of(PAGE)] == [
        *("heading", "text", "source", "pycon"),
        *("heading", "text", "python", "details", "text"),
    ]


def test_only_blank_lines_comments_and_some_fences_are_left_out():
    kept = {line for part in parts_of(PAGE) for line in part.lines}
    lost = [line for line in PAGE.splitlines() if line and line not in kept]
    assert lost == [
        *("<!-- source: package.function -->", "<!-- end -->"),
        *("<!-- a comment", "over two lines -->", "```pycon"),
    ]


def test_a_fence_of_four_holds_one_of_three():
    (part,) = parts_of("````text\n```python\n1\n```\n````")
    assert part.lines == ["````text", "```python", "1", "```", "````"]


def test_pages_are_read_by_their_numbers(course):
    for name in ("4_10_more", "4_2_penalty", "4_training", "4_1_start", "5_other"):
        (course / f"{name}.md").touch()
    names = [path.stem for path in lesson_pages(4)]
    assert names == ["4_training", "4_1_start", "4_2_penalty", "4_10_more"]


def test_a_lesson_that_is_absent_is_named(course):
    with pytest.raises(FileNotFoundError, match="lesson 3 has no page in .*absent"):
        lesson_pages(3)


def test_the_lesson_s_question_place_and_exercises_are_said(course):
    (course / "9_sample.md").write_text(PAGE)
    (course / "9_1_part.md").write_text("# A part of it\n\n## Exercise 1\n")
    text = about_lesson(9)
    assert text.splitlines()[0] == "Lesson 9: a sample"
    for words in (
        "What is it for? It has two lines.",
        "A part of it",
        f"Read it in {course / '9_sample.md'}",
        "with 2 exercises: skscratch lesson 9 --notebook lesson_9.ipynb",
    ):
        assert words in text


@pytest.mark.parametrize("lesson", range(6))
def test_a_lesson_is_told_of_without_the_marks_of_its_page(lesson):
    words = about_lesson(lesson).splitlines()
    assert words[2].startswith("The question. ")
    assert not [line for line in words if re.search(r"\*\*|`|^>| > ", line)]


@pytest.mark.parametrize("lesson", [1, 2, 3])
def test_as_many_exercises_are_told_of_as_the_page_has(lesson):
    (page,) = lesson_pages(lesson)
    n = len(re.findall(r"^### Exercise", page.read_text(encoding="utf-8"), re.M))
    assert f"with {n} exercises" in about_lesson(lesson)
