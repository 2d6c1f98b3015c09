"""Help is worth reading, comes at once, and says what the commands take."""

import subprocess
import sys
import time
from statistics import median

import pytest

from skscratch.cli import COMMANDS, main

NAMES = [module.__name__.rpartition(".")[2] for module in COMMANDS]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    words = capsys.readouterr().out
    assert words.startswith(f"usage: skscratch {name}")
    assert max(map(len, words.splitlines())) <= 90


def test_help_names_every_command_and_an_example(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    words = capsys.readouterr().out
    assert all(f"\n    {name}" in words for name in NAMES)
    assert "skscratch train pets/" in words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "skscratch: error: the following arguments are required: COMMAND"),
        (["nope"], "skscratch: error: argument COMMAND: invalid choice: 'nope'"),
        (["train", "a", "--seed=x"], "skscratch train: error: argument --seed: must"),
        (["train", "--no\x1b\n"], "(see skscratch train --help)"),
    ],
)
def test_a_wrong_call_is_one_line_that_leads_to_the_help(arguments, words, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line and line.endswith(" --help)") and line.isprintable()


def test_help_loads_no_library(run_python):
    code = (
        "import sys; from skscratch.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'sklearn', 'rich', 'PIL'} & set(sys.modules)))"
    )
    assert run_python(code).splitlines()[-1] == "[]"


@pytest.mark.slow
def test_help_is_there_at_once():
    def seconds(*arguments):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        return time.perf_counter() - start

    ours, bare = [], []
    for _ in range(7):
        ours.append(seconds("-m", "skscratch", "--help"))
        bare.append(seconds("-c", "import argparse"))
    assert median(ours) < 10 * median(bare) + 0.3
