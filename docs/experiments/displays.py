"""Pictures of the API pages: what the example of each display draws."""

import doctest
import inspect
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt

from skscratch import plotting

DISPLAYS = [name for name in plotting.__all__ if name.endswith("Display")]


def draw_example(name: str, path: Path) -> None:
    """Run the example of a display's docstring, and keep what it has drawn."""
    docstring = inspect.getdoc(getattr(plotting, name)) or ""
    names: dict = {}
    for example in doctest.DocTestParser().get_examples(docstring):
        if not example.source.startswith("plt.close("):
            exec(compile(example.source, name, "exec"), names)
    figure = names["display"].figure_
    figure.savefig(path, dpi=100)
    plt.close(figure)


PICTURES = {f"{name}.png": partial(draw_example, name) for name in DISPLAYS}
