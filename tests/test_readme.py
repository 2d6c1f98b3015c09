"""What the README shows is true: its Python runs, and its commands are those of CI."""

import doctest
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")


def blocks(*languages):
    """The text of the README's fenced blocks in one of the languages, in order."""
    fenced = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for language, text in fenced if language in languages]


def commands():
    lines = "".join(blocks("bash", "console", "sh", "shell")).splitlines()
    return [line.removeprefix("$ ").strip() for line in lines]


@pytest.mark.parametrize("code", blocks("python"))
def test_python_runs_as_printed(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})


def test_what_is_printed_comes_out():
    text = "".join(blocks("pycon"))
    assert ">>> " in text
    examples = doctest.DocTestParser().get_doctest(text, {}, "README.md", None, 0)
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_ci_runs_the_test_command_word_for_word():
    (test_command,) = [line for line in commands() if "pytest" in line]
    ci = (TOP / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert test_command in [line.strip() for line in ci]


def test_every_file_that_it_points_at_is_there():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    targets += re.findall(r'src="([^"]+)"', README)
    assert targets and [one for one in targets if not (TOP / one).exists()] == []
