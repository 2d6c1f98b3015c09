"""Formulas become MathML, and a mistake in one stops the build and says where it is."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import mathml
import pytest


@pytest.mark.parametrize(
    "formula, elements",
    [
        (r"W_1^\top", {"msubsup"}),
        (r"\underset{(4, 2)}{W_1}", {"munder", "msub"}),
        (r"\frac{\partial J}{\partial W_1}", {"mfrac"}),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", {"mtable", "mtr", "mtd"}),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", {"mtable", "mo"}),
        (r"\begin{cases} 1 & z > 0 \\ 0 & \text{else} \end{cases}", {"mtext"}),
    ],
)
def test_formula_is_well_formed_mathml(formula, elements):
    tree = ET.fromstring(mathml.to_mathml(formula, display=True))
    assert tree.get("display") == "block"
    names = {element.tag.split("}")[1] for element in tree.iter()}
    assert {"math", *elements} <= names


@pytest.mark.parametrize(
    "formula, reason",
    [
        (r"\unknown{x}", "unknown"),
        (r"\frac{1", "{ does not match"),
        (r"x}", "} does not match"),
        (r"\begin{pmatrix} 1", "pmatrix"),
        (r"\begin{pmatrix} 1 \end{cases}", "cases"),
    ],
)
def test_mistake_is_named_with_its_formula(formula, reason):
    with pytest.raises(ValueError, match=reason) as error:
        mathml.to_mathml(formula)
    assert formula in str(error.value)


@pytest.mark.parametrize(
    "formula, children",
    [
        (r"Y \log A_2", "mi mspace mi mo mspace msub"),
        (r"- \log (1 - a)", "mo mi mo mo mn mo mi mo"),
        (r"(1 - y) \log a", "mo mn mo mi mo mspace mi mo mspace mi"),
    ],
)
def test_thin_spaces_part_the_name_of_a_function(formula, children):
    tree = ET.fromstring(mathml.to_mathml(formula).replace("&ApplyFunction;", ""))
    assert [element.tag.split("}")[1] for element in tree] == children.split()


def test_escaped_braces_are_not_counted():
    assert mathml.unmatched(r"\{ x \}") is None
    assert mathml.unmatched(r"\left\{ {x} \right.") is None
    assert mathml.unmatched(r"\{ x }") == "}"


def build(folder, page):
    """Build a site of one page; the exit status and what was said."""
    (folder / "conf.py").write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(mathml.__file__).parent)!r})\n"
        "extensions = ['myst_parser', 'mathml']\n"
        "myst_enable_extensions = ['dollarmath']\n"
        "html_math_renderer = 'mathml'\n"
    )
    (folder / "index.md").write_text(page)
    command = [sys.executable, "-m", "sphinx", "-q", folder, folder / "html"]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_page_has_the_formulas_of_its_lines_and_its_blocks(tmp_path):
    pytest.importorskip("myst_parser")
    status, said = build(tmp_path, "# Page\n\nIn $x_1$ line.\n\n$$\n\\frac{1}{m}\n$$\n")
    assert status == 0, said
    page = (tmp_path / "html" / "index.html").read_text()
    inline, block = re.findall(r"<math .*?</math>", page, re.DOTALL)
    assert "<msub>" in inline and "display" not in inline
    assert "<mfrac>" in block and 'display="block"' in block


def test_mistake_stops_the_build_and_says_the_page_the_line_and_the_formula(tmp_path):
    pytest.importorskip("myst_parser")
    status, said = build(tmp_path, "# Page\n\nText.\n\n$$\n\\fraction{1}{m}\n$$\n")
    assert status != 0
    assert re.search(r"index\.md:[5-7]\b", said), said
    assert r"\fraction{1}{m}" in said
