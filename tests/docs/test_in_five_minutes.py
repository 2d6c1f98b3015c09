"""What the pages show of the command line is what it prints today."""

import re
import shlex
from pathlib import Path

import pytest
import refresh

from skscratch.cli import main

DOCS = Path(refresh.__file__).parent
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def words(text):
    """Words with a mark for each number, and the numbers; lines of a frame left out."""
    text = re.sub("[─ ]+", " ", text)
    return NUMBER.sub("#", text).split(), [float(each) for each in NUMBER.findall(text)]


@pytest.mark.parametrize(
    "path", sorted(DOCS.glob("*_in_five_minutes.md")), ids=lambda path: path.stem
)
def test_every_command_of_a_page_prints_what_it_shows(
    path, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    names = {}
    for language, content in BLOCK.findall(path.read_text("utf-8")):
        if language == "python":
            exec(content, names)
            continue
        for command in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
            line, _, shown = command.partition("\n")
            program, *arguments = shlex.split(line)
            assert program == "skscratch"
            capsys.readouterr()
            assert main(arguments) == 0
            printed = capsys.readouterr()
            found, numbers = words(printed.err + printed.out)
            expected, those_shown = words(shown)
            assert found == expected, line
            # Machines round differently: a sample more or less, a digit or two
            assert numbers == pytest.approx(those_shown, rel=0.1, abs=3), line
