"""Sphinx configuration.

The pages are Markdown, which also reads on a code-hosting site; docstrings, as numpydoc
has them, are reStructuredText. pytest runs the examples of all of them as they
stand. No page asks the network for anything: formulas are MathML, scripts and fonts
come with the theme. Nor does the build, but with ``-t online``, as the site is
published: names of other packages then lead to their pages, and each lesson has a
button that opens it in the reader's browser. It makes the pictures before it reads the
pages (not with ``-D draw_figures=0``), and is run with warnings as errors; see
``.ci/run``.
"""

import inspect
import shutil
import sys
from pathlib import Path

from docutils import nodes

import skscratch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import claims  # noqa: E402 (of this folder, as the next two)
import figures  # noqa: E402

project = "skscratch"
author = "the skscratch developers"
copyright = f"2026, {author}"
version = release = skscratch.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "numpydoc",
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "code_host",
    "mathml",
]
intersphinx_mapping = {  # used by an online build alone: see `setup`
    "python": ("https://docs.python.org/3/", None),
    "numpy": ("https://numpy.org/doc/stable/", None),
    "scipy": ("https://docs.scipy.org/doc/scipy/", None),
    "sklearn": ("https://scikit-learn.org/stable/", None),
    "matplotlib": ("https://matplotlib.org/stable/", None),
}
sphinx_gallery_conf = claims.CONFIG
claims.forget_old_pages(HERE.parent / "examples", HERE / "gallery")
exclude_patterns = ["_build"]
templates_path = ["_templates"]
nitpicky = False  # docstring types are prose, as numpydoc has them, not references

myst_enable_extensions = ["dollarmath"]
myst_dmath_double_inline = False
myst_heading_anchors = 3  # links to headings, as a code-hosting site makes them
html_math_renderer = "mathml"

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings say the types
add_module_names = False
maximum_signature_line_length = 70  # longer ones have a parameter a line
toc_object_entries_show_parents = "hide"
numpydoc_show_class_members = False  # the class template lists them
numpydoc_class_members_toctree = False
viewcode_line_numbers = True

copybutton_exclude = ".linenos, .gp, .go"  # neither prompts nor output

html_theme = "pydata_sphinx_theme"
html_title = f"skscratch {version}"
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    "show_prev_next": True,
    "navigation_with_keys": False,
    "header_links_before_dropdown": 3,
    "show_nav_level": 2,
}
# What is in the course or the API beside each of its pages; the theme leaves the bar
# out where there is nothing to list.
html_sidebars = {"**": ["sidebar-nav-bs"]}


def signature(app, what, name, thing, options, found, returned):
    """Give a class the signature that Python gives it, also where it has a __new__."""
    if what == "class":
        found = inspect.signature(thing)
        parameters = [
            each.replace(annotation=each.empty) for each in found.parameters.values()
        ]
        found = found.replace(
            parameters=parameters, return_annotation=inspect.Signature.empty
        )
        return str(found), None


def forget_old_pages(app):
    """Remove what an earlier build left: pages of names that are gone would fail."""
    shutil.rmtree(Path(app.srcdir) / "generated", ignore_errors=True)


def make_pictures(app):
    """Make the pictures in the folder that is built from."""
    if app.config.draw_figures:
        figures.make(Path(app.srcdir) / "images")


def trim(app, doctree):
    """Leave out the blank line that ends an example, which doctest needs."""
    for block in doctree.findall(nodes.literal_block):
        if block.get("language") == "pycon":
            block.rawsource = block.astext().rstrip()
            block[:] = [nodes.Text(block.rawsource)]


def setup(app):
    """Register what the build begins with, and what it does with what it reads."""
    app.add_config_value("draw_figures", True, "")
    if app.tags.has("online"):
        app.setup_extension("sphinx.ext.intersphinx")
        app.setup_extension("in_the_browser")
    app.connect("config-inited", lambda app, _: forget_old_pages(app), priority=100)
    app.connect("builder-inited", make_pictures)
    app.connect("autodoc-process-signature", signature)
    app.connect("doctree-read", trim)
