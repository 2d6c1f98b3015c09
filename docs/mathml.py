r"""A Sphinx extension: formulas as MathML, which needs no script and no network.

The converter is docutils' own, ``docutils.utils.math.latex2mathml``. What it cannot
convert stops the build with the page, the line and the formula. As in print, a thin
space parts the name of a function from what stands beside it: y log a, not ylog a.

>>> "<msub>" in to_mathml("W_1")
True
>>> to_mathml(r"\frac{1")
Traceback (most recent call last):
    ...
ValueError: { does not match in the formula \frac{1
"""

import re

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from sphinx.errors import ExtensionError

TOKEN = re.compile(r"\\(begin|end)\{(\w+)\*?\}|\\.|([{}])", re.DOTALL)
# What ends before the name of a function, and what begins after it: no operator
THIN = '<mspace width="0.1667em"/>'
BEFORE_NAME = re.compile(
    r"((?:</m(?!o|space)\w+>|\)</mo>)\s*)(<mi>[a-z]{2,}</mi>\s*<mo>&ApplyFunction;</mo>)"
)
AFTER_NAME = re.compile(r"(<mo>&ApplyFunction;</mo>)(?!\s*<mo[ >])")


def setup(app):
    """Register the renderer under the name "mathml"."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def to_mathml(formula, display=False):
    """MathML of a formula in LaTeX; ValueError with the reason if it has a mistake."""
    if what := unmatched(formula):
        raise ValueError(f"{what} does not match in the formula {formula.strip()}")
    try:
        found = latex2mathml.tex2mathml(formula, as_block=display)
    except MathError as error:
        raise ValueError(f"{error} in the formula {formula.strip()}") from error
    return AFTER_NAME.sub(rf"\1{THIN}", BEFORE_NAME.sub(rf"\1{THIN}\2", found))


def unmatched(formula):
    """The brace or environment without its other half, which the converter passes."""
    opened = []
    for token in TOKEN.finditer(formula):
        kind, name, brace = token.groups()
        if kind == "begin" or brace == "{":
            opened.append(name or "{")
        elif (kind == "end" or brace) and (not opened or opened.pop() != (name or "{")):
            return token[0]
    return opened[-1] if opened else None


def visit_math(translator, node):
    """Write a formula within a line."""
    opening = translator.starttag(node, "span", "", CLASS="math notranslate")
    translator.body.append(opening + converted(node) + "</span>")
    raise nodes.SkipNode


def visit_math_block(translator, node):
    """Write a formula on a line of its own, in a box that scrolls if it is wide."""
    opening = translator.starttag(node, "div", "", CLASS="math notranslate")
    translator.body.append(opening + converted(node, display=True) + "</div>\n")
    raise nodes.SkipNode


def converted(node, display=False):
    """MathML of a node, or an error that says where it stands."""
    try:
        return to_mathml(node.astext(), display)
    except ValueError as error:
        source, line = node.source, node.line
        parent = node.parent
        while line is None and parent is not None:
            source, line, parent = source or parent.source, parent.line, parent.parent
        raise ExtensionError(f"{source}:{line}: {error}") from error
