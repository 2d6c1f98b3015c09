"""The types of the package are true, and an editor can tell a user what is what."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

TOP = Path(__file__).parents[1]
SCRIPT = Path(__file__).with_name("script_of_a_user.py")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        np.lib.NumpyVersion(np.__version__) < "2.3.0",
        reason="the types of an older NumPy cannot say ndarray without its parameters",
    ),
]


def run(*command, cwd):
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=cwd,
        env=os.environ | {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Spares mypy reading NumPy anew."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(params=["mypy", "pyright"])
def check(request, cache, tmp_path):
    """Gives a script to a type checker, as someone would who has the package."""
    pytest.importorskip(request.param)
    options = {
        "mypy": [
            *("--config-file=", "--strict", "--ignore-missing-imports"),
            f"--cache-dir={cache}",
        ],
        "pyright": [f"--pythonpath={sys.executable}"],
    }[request.param]

    def check(source):
        script = tmp_path / "script.py"
        script.write_text(source, encoding="utf-8")
        return run(request.param, *options, script, cwd=tmp_path)

    return check


def test_mypy_finds_nothing_in_the_package(cache):
    found = run("mypy", f"--cache-dir={cache}", cwd=TOP)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_users_script_has_the_types_it_says(check):
    found = check(SCRIPT.read_text(encoding="utf-8"))
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("mistake", "complaint"),
    [
        ("ShallowNNClassifier(n_hidden='four')", "n_hidden"),
        ("ShallowNNClassifier().fit()", '"X"'),
        (
            "ShallowNNClassifier().partial_fit([[1.0]], [0], sample_weigth=[1])",
            "weigth",
        ),
        ("ShallowNNClassifier().fit([[0.0], [1.0]], [0, 1]).coefs_ + 'a'", "list"),
    ],
)
def test_a_users_mistake_is_seen(check, mistake, complaint):
    found = check(f"from skscratch import ShallowNNClassifier\n\n{mistake}\n")
    assert found.returncode == 1, found.stdout + found.stderr
    assert complaint in found.stdout


def test_the_users_script_runs(tmp_path):
    script = runpy.run_path(str(SCRIPT))
    names = ("fit_and_look", "train_on", "search", "take_gradients")
    for name in (*names, "follow_the_textbook"):
        script[name]()
    script["load_and_draw"](tmp_path)
    plt.close("all")
