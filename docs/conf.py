"""Sphinx configuration.

Pages are reStructuredText: the docstrings are, so there is one markup to know, and
pytest runs the examples of a page as they stand (``--doctest-glob=*.rst``). The build
is run with warnings as errors; see ``.ci/run``.
"""

import ast
import inspect
import pkgutil
import shutil
import textwrap
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

import skscratch

project = "skscratch"
author = "the skscratch developers"
copyright = f"2026, {author}"
version = release = skscratch.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
nitpicky = False  # docstring types are prose, as numpydoc has them, not references

autosummary_generate = True
# Pages of names that are gone would stay, and fail the build.
shutil.rmtree(Path(__file__).with_name("generated"), ignore_errors=True)
autodoc_typehints = "none"  # the docstrings say the types
toc_object_entries_show_parents = "hide"
numpydoc_show_class_members = False  # the class template lists them
numpydoc_class_members_toctree = False

html_theme = "pydata_sphinx_theme"
html_title = f"skscratch {version}"
html_show_sourcelink = False
html_theme_options = {
    "show_prev_next": False,
    "navigation_with_keys": False,
    "header_links_before_dropdown": 3,
}
html_sidebars = {"**": []}  # few pages: the header and the page's own contents do


class Source(Directive):
    """``.. source:: dotted.path``: the code of a function as it runs, less docstring.

    It is read from the package that is installed, so a page cannot show anything else
    than what runs, and a name that is gone fails the build.
    """

    required_arguments = 1

    def run(self):
        function = pkgutil.resolve_name(self.arguments[0])
        lines = textwrap.dedent(inspect.getsource(function)).splitlines()
        definition = ast.parse("\n".join(lines)).body[0]
        if ast.get_docstring(definition) is not None:
            docstring = definition.body[0]
            del lines[docstring.lineno - 1 : docstring.end_lineno]
        code = "\n".join(lines)
        self.state.document.settings.env.note_dependency(inspect.getfile(function))
        return [nodes.literal_block(code, code, language="python")]


def setup(app):
    """Register the directive."""
    app.add_directive("source", Source)
