"""A Sphinx extension: each lesson as a notebook that runs in the reader's browser.

Used by an online build alone: once the reader has asked for it, the browser fetches its
Python (Pyodide) from another host, which the site itself never does. A button below the
title of a lesson opens the notebook; jupyterlite-sphinx makes the button and the place
that it leads to. The package comes as the wheel of this checkout, the rest from Pyodide
and the package index. What a reader writes there stays in the browser.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from skscratch.lessons.notebook import lesson_notebook
from skscratch.lessons.pages import lesson_pages

TOP = Path(__file__).parents[1]
LESSONS = range(6)
FOLDER = "generated"  # of the sources; holds what a build makes
INSTALL = {
    "cell_type": "code",
    "execution_count": None,
    "id": "in-the-browser",
    "metadata": {},
    "outputs": [],
    "source": "%pip install --quiet skscratch",
}
BUTTON = """
```{notebooklite} /%s/lesson_%d.ipynb
:new_tab: True
:new_tab_button_text: Work through it in this browser
```
"""


def with_button(name, text):
    """The text of a page; of a lesson's first page, with a button below its title.

    >>> print(with_button("course/2_hidden_layer", "# Lesson 2\\n\\nWords"))
    # Lesson 2
    <BLANKLINE>
    ```{notebooklite} /generated/lesson_2.ipynb
    :new_tab: True
    :new_tab_button_text: Work through it in this browser
    ```
    <BLANKLINE>
    Words
    >>> with_button("course/4_2_penalty", "# The L2 penalty\\n\\nWords")
    '# The L2 penalty\\n\\nWords'
    """
    for lesson in LESSONS:
        if name == f"course/{lesson_pages(lesson)[0].stem}":
            title, end, rest = text.partition("\n")
            return title + end + BUTTON % (FOLDER, lesson) + rest
    return text


def write_notebooks(folder):
    """Write the notebooks, each of which begins by installing the package."""
    for lesson in LESSONS:
        notebook = lesson_notebook(lesson)
        notebook["cells"].insert(1, INSTALL)
        (folder / f"lesson_{lesson}.ipynb").write_text(json.dumps(notebook), "utf-8")


def build_wheel(folder):
    """Build the wheel of this checkout, where JupyterLite looks for wheels."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--wheel-dir", str(folder), str(TOP)]
    subprocess.run(command, check=True)


def prepare(app):
    """Make what the notebooks need, before the pages are read."""
    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(exist_ok=True)
    write_notebooks(folder)
    build_wheel(folder / "lite" / "pypi")


def setup(app):
    """Register the extension that makes the button, and what it is given."""
    app.setup_extension("jupyterlite_sphinx")

    def settle(app, config):
        config.jupyterlite_bind_ipynb_suffix = False  # notebooks are no pages here
        config.jupyterlite_content_dir = f"{FOLDER}/contents"
        config.jupyterlite_dir = str(Path(app.srcdir) / FOLDER / "lite")

    def read(app, name, source):
        source[0] = with_button(name, source[0])

    app.connect("config-inited", settle, priority=200)
    app.connect("builder-inited", prepare)
    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
