"""Imports run downwards only: this test keeps the table of layers true.

It reads the import statements of every file of the package, also those in functions.
"""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import skscratch

PACKAGE = Path(skscratch.__file__).parent

# From the bottom to the top. A file imports from lower rows and from its own folder.
# The rows from datasets on are the edges, in the order in which they build on each
# other; the command line comes after the top: it uses the package as anyone does.
LAYERS = [
    ["core", "_compat", "_files", "_hdf5", "_notebook", "_tables"]
    + ["_terminal", "_warnings"],
    ["network"],
    ["optim"],
    ["training"],
    ["labels", "_other_words", "distributed"],
    ["estimators"],
    ["functional"],
    ["datasets", "plotting"],
    ["preprocessing"],
    ["persistence"],
    ["checkpoints"],
    ["lessons", "playground"],
    ["__init__"],
    ["cli"],
    ["__main__"],
]
HEIGHT = {place: height for height, row in enumerate(LAYERS) for place in row}
#: The one way from below to samples in files.
DOOR = ("_hdf5", "h5py")
FORMULAS_NEED = {"numpy", "scipy.special", "scipy.sparse"}
HEAVY = {"PIL", "bokeh", "h5py", "matplotlib", "onnx", "rich", "skl2onnx", "skops"}
HEAVY |= {"cloudpickle", "dask", "pandas", "tornado"}
#: A Dask collection can be passed wherever an array can.
BELOW_THE_EDGES = {"distributed"}


class Import(NamedTuple):
    """One imported name: its line, dotted path, and whether it waits for a call."""

    line: int
    name: str
    deferred: bool


def imports_of(source, folder):
    """All names that `source` imports; `folder` is the dotted path of its folder."""
    found = []

    def visit(node, deferred):
        if isinstance(node, ast.Import):
            found.extend(Import(node.lineno, a.name, deferred) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, folder)
            found.extend(
                Import(node.lineno, f"{base}.{a.name}", deferred) for a in node.names
            )
        deferred = (
            deferred
            or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            or is_for_type_checkers(node)
        )
        for child in ast.iter_child_nodes(node):
            visit(child, deferred)

    visit(ast.parse(source), False)
    return found


def is_for_type_checkers(node):
    """Whether it is an ``if TYPE_CHECKING``, whose body never runs."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def absolute(node, folder):
    """The dotted path that a ``from … import`` statement names."""
    if not node.level:
        return node.module
    parts = folder.split(".")
    parts = parts[: len(parts) - node.level + 1]
    return ".".join(parts + ([node.module] if node.module else []))


def place_of(name):
    """The row's entry that a dotted name inside the package belongs to."""
    second = f"{name}.".split(".")[1]
    # Any other name is one that the top itself defines or re-exports.
    return second if second in HEIGHT else "__init__"


def complaints_about(place, imported):
    """The rules that one import in a file of `place` breaks, mostly none."""
    library, *rest = imported.name.split(".")
    rules = []
    if place == "functional" and not is_textbook_library(imported.name):
        rules.append("functional imports only NumPy and its own files")
    if library == "skscratch":
        target = place_of(imported.name)
        if target != place and HEIGHT[target] >= HEIGHT[place]:
            rules.append(f"{place} must not import from {target}")
    elif place == "core" and not is_formula_library(imported.name):
        rules.append("core imports only NumPy, scipy.special and scipy.sparse")
    if library in HEAVY:
        if not imported.deferred:
            rules.append(f"{library} is imported only inside functions")
        is_door = (place, library) == DOOR or place in BELOW_THE_EDGES
        if HEIGHT[place] < HEIGHT["datasets"] and not is_door:
            rules.append(f"{library} is imported only at the edges")
    private = any(part.startswith("_") and not part.endswith("__") for part in rest)
    if library == "sklearn" and private and place != "_compat":
        rules.append("what is private in scikit-learn is imported only in _compat.py")
    return rules


def is_formula_library(name):
    return name.split(".")[0] in sys.stdlib_module_names or any(
        f"{name}.".startswith(f"{library}.") for library in FORMULAS_NEED
    )


def is_textbook_library(name):
    return f"{name}.".startswith(("numpy.", "skscratch.functional."))


def violations(package):
    """One line for each import below the folder `package` that breaks a rule."""
    lines = []
    for file in sorted(package.rglob("*.py")):
        inside = file.relative_to(package)
        place = inside.parts[0].removesuffix(".py")
        if place not in HEIGHT:
            lines.append(f"{inside}: {place!r} is not in the table of layers")
            continue
        folder = ".".join(["skscratch", *inside.parent.parts])
        for imported in imports_of(file.read_text(encoding="utf-8"), folder):
            for rule in complaints_about(place, imported):
                lines.append(f"{inside}:{imported.line}: {imported.name}: {rule}")
    return lines


def test_the_package_keeps_the_layers():
    assert len(list(PACKAGE.rglob("*.py"))) > 20  # the walk really sees the package
    assert violations(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "statement", "rule"),
    [
        ("core/losses.py", "from skscratch.optim import Adam", "must not import"),
        ("core/losses.py", "from ..network import layers", "must not import"),
        ("core/losses.py", "from .. import network", "must not import"),
        ("core/losses.py", "import skscratch.network.layers", "must not import"),
        ("network/layers.py", "def f():\n    import skscratch.cli", "must not import"),
        ("training/descent.py", "from skscratch import DeepNN", "must not import"),
        ("__init__.py", "from skscratch.cli import main", "must not import"),
        (
            "functional/deep.py",
            "from skscratch.core import losses",
            "imports only NumPy",
        ),
        ("functional/deep.py", "from ..core import losses", "imports only NumPy"),
        ("functional/deep.py", "def f():\n    import scipy", "imports only NumPy"),
        ("core/losses.py", "from scipy.optimize import minimize", "core imports only"),
        ("core/losses.py", "from scipy import linalg", "core imports only"),
        ("core/losses.py", "import sklearn", "core imports only"),
        ("plotting/loss.py", "import matplotlib.pyplot as plt", "inside functions"),
        ("datasets/hdf5.py", "class A:\n    import h5py", "inside functions"),
        ("training/descent.py", "def f():\n    import rich", "only at the edges"),
        ("training/descent.py", "from sklearn.base import _fit_context", "_compat.py"),
        ("training/descent.py", "import sklearn.utils._tags", "_compat.py"),
        ("helpers/many.py", "import numpy", "not in the table"),
    ],
)
def test_a_planted_import_is_seen(tmp_path, file, statement, rule):
    planted = tmp_path / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(statement)
    (line,) = violations(tmp_path)
    assert rule in line


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("core/losses.py", "from . import affine"),
        ("core/losses.py", "from .affine import affine"),
        ("core/losses.py", "from scipy import sparse, special"),
        ("core/losses.py", "import math\nfrom numpy.linalg import norm"),
        ("network/layers.py", "from ..core.affine import affine"),
        ("functional/deep.py", "import numpy as np\nfrom ._checks import checked"),
        ("functional/deep.py", "from skscratch.functional import _checks"),
        ("plotting/loss.py", "def plot():\n    import matplotlib.pyplot as plt"),
        ("plotting/loss.py", "if TYPE_CHECKING:\n    import matplotlib.axes"),
        ("_compat.py", "from sklearn.base import _fit_context"),
        ("estimators/deep.py", "import sklearn\nsklearn.__version__"),
        ("cli.py", "import skscratch\nfrom skscratch.lessons import reproduce"),
        ("__init__.py", "from skscratch.estimators import DeepNN"),
    ],
)
def test_a_downward_import_passes(tmp_path, file, statement):
    planted = tmp_path / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(statement)
    assert violations(tmp_path) == []
