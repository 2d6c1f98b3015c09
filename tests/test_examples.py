"""The examples run as they are called, without warnings, and save what they promise."""

import re
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs_and_saves_the_picture_that_it_names(
    example, run_interpreter, tmp_path
):
    promised = re.search(r"``(\w+\.png)``", example.read_text(encoding="utf-8"))
    folder = [tmp_path] if promised else []
    assert run_interpreter("-W", "error", example, *folder, cwd=tmp_path).strip()
    if promised:
        picture = (tmp_path / promised[1]).read_bytes()
        assert picture.startswith(b"\x89PNG") and len(picture) > 5000


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_is_short(example):
    assert len(example.read_text(encoding="utf-8").splitlines()) < 100
