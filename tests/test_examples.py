"""The examples run as they are called, without warnings, and save what they promise."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import skscratch

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs_and_saves_the_picture_that_it_names(example, tmp_path):
    promised = re.search(r"``(\w+\.png)``", example.read_text(encoding="utf-8"))
    finished = subprocess.run(
        [sys.executable, "-W", "error", example, *([tmp_path] if promised else [])],
        cwd=tmp_path,
        env=os.environ
        | {
            "MPLBACKEND": "Agg",
            "PYTHONPATH": str(Path(skscratch.__file__).parents[1]),
        },
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.strip()
    if promised:
        picture = (tmp_path / promised[1]).read_bytes()
        assert picture.startswith(b"\x89PNG") and len(picture) > 5000


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_is_short(example):
    assert len(example.read_text(encoding="utf-8").splitlines()) < 100
