"""A lesson's notebook is valid, stands alone, and runs from top to bottom."""

import base64
import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import skscratch
from skscratch.lessons import pages
from skscratch.lessons.notebook import lesson_notebook, page_cells, write_notebook
from skscratch.lessons.pages import lesson_pages

PACKAGE = Path(skscratch.__file__).parents[1]

PAGE = """\
# Lesson 2: a sample

Why $x$? See [the next one](3_layers.md), or <https://numpy.org>. It is
[shown](../../examples/plot_x.py), the [exercise](#exercise-1-double-it) doubles it.

$$
\\underset{(1, 1)}{x} = 1
$$

![A dot, <large>
and "black"](../images/dot.svg)

```pycon
>>> x = 1
>>> for i in range(2):
...     x += i
>>> x
2
>>> # a note
>>> x + 1  # doctest: +SKIP
3
>>> x / 0
Traceback (most recent call last):
    ...
ZeroDivisionError: division by zero
>>> y = x

```

An idea, not to be run:

```python
dZ = A - Y
```

### Exercise 1: double it

Give twice `x`.

```python
def double(x):
    \"\"\"x (1, m).\"\"\"
    ...
```

```python
print("right" if double(3) == 6 else "not yet")
```

<details>
<summary>Solution</summary>

```python
def double(x):
    return 2 * x
```

</details>

## After it

```python
not_run = nowhere
```

[Previous: lesson 1](1_neuron.md) · [Next: lesson 3](3_layers.md)
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one sample page with one picture."""
    (tmp_path / "course").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "dot.svg").write_text("<svg/>")
    (tmp_path / "course" / "2_sample.md").write_text(PAGE)
    monkeypatch.setattr(pages, "_PACKAGED", tmp_path / "course")
    return tmp_path / "course"


def cells_of_kind(kind, notebook):
    return [
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == kind
    ]


def run(notebook, folder, monkeypatch):
    """Execute it with the very package that the tests import; what it printed."""
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE))
    notebook = nbformat.reads(json.dumps(notebook), as_version=4)
    client = NotebookClient(
        notebook, timeout=600, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return [
        output.get("text") or output.get("data", {}).get("text/plain")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]


def test_it_is_a_valid_notebook_with_an_id_a_cell(course):
    notebook = lesson_notebook(2)
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)


def test_code_cells_are_the_sessions_and_the_exercises(course):
    assert cells_of_kind("code", lesson_notebook(2)) == [
        "x = 1\nfor i in range(2):\n    x += i\nx",
        "# a note\nx + 1",
        "x / 0",
        "y = x",
        'def double(x):\n    """x (1, m)."""\n    ...',
        'print("right" if double(3) == 6 else "not yet")',
    ]


def test_only_an_error_that_the_page_shows_may_be_raised(course):
    tagged = [
        "".join(cell["source"])
        for cell in lesson_notebook(2)["cells"]
        if cell["metadata"].get("tags") == ["raises-exception"]
    ]
    assert tagged == ["x / 0"]


def test_output_that_begins_with_dots_is_no_code():
    page = "```pycon\n>>> print('a')\na\n...\n>>> 1\n1\n\n```"
    assert [cell.source for cell in page_cells(page, Path())] == ["print('a')", "1"]


def test_solutions_are_folded_and_not_run(course):
    (solution,) = (
        text
        for text in cells_of_kind("markdown", lesson_notebook(2))
        if "return 2 * x" in text
    )
    assert solution.startswith("<details>") and solution.endswith("</details>")


def test_words_stand_alone(course):
    text = "\n".join(cells_of_kind("markdown", lesson_notebook(2)))
    picture = base64.b64encode(b"<svg/>").decode()
    assert (
        '<img alt="A dot, &lt;large&gt; and &quot;black&quot;" '
        f'src="data:image/svg+xml;base64,{picture}">' in text
    )
    assert "See the next one, or <https://numpy.org>." in text
    assert "It is\nshown, the exercise doubles it." in text
    assert "$$\n\\underset{(1, 1)}{x} = 1\n$$" in text
    assert ".md" not in text and "Previous" not in text
    assert "skscratch lesson 3 --notebook lesson_3.ipynb" in text


def test_a_subheading_does_not_end_an_exercise_and_a_heading_does():
    page = "### Exercise 1\n#### Hint\n```python\n1\n```\n### More\n```python\n2\n```"
    cells = page_cells(page, Path())
    assert [cell.source for cell in cells if cell.kind == "code"] == ["1"]


def test_the_import_of_the_checks_runs():
    page = "# A\n```python\nfrom skscratch.lessons import check\n```\n"
    assert [cell.kind for cell in page_cells(page, Path())] == ["markdown", "code"]


def test_a_picture_that_is_absent_is_named(course):
    (course.parent / "images" / "dot.svg").unlink()
    with pytest.raises(FileNotFoundError, match=r"dot\.svg"):
        lesson_notebook(2)


def test_the_same_pages_give_the_same_file(course, tmp_path):
    for name in ("a", "b"):
        write_notebook(2, tmp_path / f"{name}.ipynb")
    text = (tmp_path / "a.ipynb").read_bytes()
    assert text == (tmp_path / "b.ipynb").read_bytes()
    assert json.loads(text) == lesson_notebook(2)


def test_work_in_a_notebook_is_not_overwritten_unless_asked(course, tmp_path):
    path = tmp_path / "mine.ipynb"
    path.write_text("my work")
    with pytest.raises(FileExistsError, match="mine.ipynb is there already"):
        write_notebook(2, path)
    assert path.read_text() == "my work"
    write_notebook(2, path, force=True)
    assert json.loads(path.read_text())["nbformat"] == 4


def test_a_folder_that_is_absent_is_not_made(course, tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder .*absent"):
        write_notebook(2, tmp_path / "absent" / "a.ipynb")
    assert not (tmp_path / "absent").exists()


def test_it_runs_from_top_to_bottom_with_the_stubs(course, tmp_path, monkeypatch):
    printed = run(lesson_notebook(2), tmp_path, monkeypatch)
    assert printed[:2] == ["2", "3"]
    assert printed[-1] == "not yet\n"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", range(6))
def test_the_lesson_s_notebook_runs(lesson, tmp_path, monkeypatch):
    try:
        lesson_pages(lesson)
    except FileNotFoundError:
        pytest.skip("its pages are not written")
    notebook = lesson_notebook(lesson)
    nbformat.validate(notebook)
    text = json.dumps(notebook)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)  # nothing leads out of the file
    assert [target for target in targets if not target.startswith("http")] == []
    run(notebook, tmp_path, monkeypatch)
    assert os.listdir(tmp_path) == []  # and it leaves nothing behind
