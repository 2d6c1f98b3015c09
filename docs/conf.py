"""Sphinx configuration.

Pages are reStructuredText: the docstrings are, so there is one markup to know, and
pytest runs the examples of a page as they stand (``--doctest-glob=*.rst``). The build
is run with warnings as errors; see ``.ci/run``.
"""

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
autodoc_typehints = "none"  # the docstrings say the types
toc_object_entries_show_parents = "hide"
numpydoc_show_class_members = False  # the class template lists them
numpydoc_class_members_toctree = False

html_theme = "pydata_sphinx_theme"
html_title = f"skscratch {version}"
html_show_sourcelink = False
html_theme_options = {"show_prev_next": False, "navigation_with_keys": False}
html_sidebars = {"**": []}  # few pages: the header and the page's own contents do
