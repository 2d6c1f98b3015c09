"""The estimators stay thin, the textbook short, and nothing is said twice."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

import skscratch

PACKAGE = Path(skscratch.__file__).parent
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def docstring_lines(path):
    """Numbers of the lines of docstrings, those of the quotes among them."""
    documentation = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            documentation |= set(range(first.lineno, first.end_lineno + 1))
    return documentation


def code_lines(path):
    """Numbers of the lines that are code: no docstring, comment or blank."""
    source = path.read_text(encoding="utf-8")
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return lines - docstring_lines(path)


@pytest.mark.parametrize(
    ("folder", "most"), [("estimators", 1250), ("functional", 330)]
)
def test_a_folder_that_must_be_thin_is(folder, most):
    files = (PACKAGE / folder).glob("*.py")
    assert sum(len(code_lines(path)) for path in files) <= most


def test_the_textbook_has_few_docstring_lines_for_its_code():
    files = list((PACKAGE / "functional").glob("*.py"))
    documentation = sum(len(docstring_lines(path)) for path in files)
    assert documentation <= 1.6 * sum(len(code_lines(path)) for path in files)


def test_no_run_of_twenty_lines_stands_twice():
    seen = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        lines = [(number, line) for number, line in enumerate(lines, 1) if line]
        for start in range(len(lines) - 19):
            run = tuple(line for _, line in lines[start : start + 20])
            place = f"{path.relative_to(PACKAGE)}:{lines[start][0]}"
            assert run not in seen, f"{place} repeats {seen[run]}"
            seen[run] = place
