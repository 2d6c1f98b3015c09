"""What tests share: names, a clean interpreter, cut fits, equality to the bit."""

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import skscratch
from skscratch._compat import HAS_CALLBACKS

os.environ.setdefault("MPLBACKEND", "Agg")  # no window, whatever the machine
# What was downloaded on this machine is not looked at; a test that wants it, says so.
os.environ["SCIKIT_LEARN_DATA"] = os.path.join(os.sep, "no", "downloads")

#: What a test ends in that needs scikit-learn's callbacks, where there are none.
REFUSALS = (
    "callbacks need scikit-learn 1.9 or newer",
    "No module named 'sklearn.callback'",
)


class SkipWhatNeedsCallbacks:
    """Skips a test, or a page, that is refused for want of scikit-learn's callbacks."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        said = [report.longreprtext, *(text for _, text in report.sections)]
        if report.failed and any(words in "".join(said) for words in REFUSALS):
            file, line, _ = item.location
            report.outcome = "skipped"
            report.longrepr = (file, line, f"Skipped: {REFUSALS[0]}")
        return report


def pytest_configure(config):
    """Watch all tests, also those in pages and docstrings."""
    if config.getoption("numprocesses", None):
        # As many processes as cores: threads of theirs would wait for each other.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not HAS_CALLBACKS:
        config.pluginmanager.register(SkipWhatNeedsCallbacks())


def public_names(package):
    """Every public name, as ``{dotted path: object}``.

    Public is what a folder lists in its `__all__`; a module listed there (as the three
    of `skscratch.functional` are) is entered in turn. What the top re-exports is public
    there, not once more in the folder that it comes from.
    """
    folders = [package]
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if info.ispkg:
            folders.append(importlib.import_module(info.name))
    at_the_top = {
        id(getattr(package, name)) for name in getattr(package, "__all__", [])
    }
    names = {}
    for folder in folders:
        for path, thing in _listed(folder):
            if folder is package or id(thing) not in at_the_top:
                names[path] = thing
    return names


def _listed(module):
    """The names in a module's `__all__`, without dunder names; modules are entered."""
    for name in getattr(module, "__all__", []):
        thing = getattr(module, name)
        if isinstance(thing, ModuleType):
            if not hasattr(thing, "__path__"):  # a folder is walked by itself
                yield from _listed(thing)
        elif not name.startswith("__"):
            yield f"{module.__name__}.{name}", thing


def pytest_generate_tests(metafunc):
    """Run a test that asks for `public_name` once for each public name."""
    if "public_name" in metafunc.fixturenames:
        metafunc.parametrize("public_name", sorted(public_names(skscratch)))


@pytest.fixture(scope="session")
def public_objects():
    """All public names with what they stand for."""
    return public_names(skscratch)


@pytest.fixture(scope="session")
def peak_code():
    """Code that defines ``peak()``: the most kilobytes that its process has held.

    `ru_maxrss` is at least what the parent held when it began the process: after a
    large test it would see nothing, or too much.
    """
    if sys.platform != "linux":
        pytest.skip("/proc is of Linux")
    return """
def peak():
    with open("/proc/self/status") as file:
        (line,) = [each for each in file if each.startswith("VmHWM")]
    return int(line.split()[1])
"""


@pytest.fixture
def make_pipe():
    """A function that makes a named pipe."""
    return getattr(os, "mkfifo", lambda path: pytest.skip("there are no named pipes"))


@pytest.fixture(scope="session")
def run_interpreter():
    """A function that calls a fresh interpreter and returns what it prints.

    It finds the very package that the tests import.
    """
    root = Path(skscratch.__file__).parents[1]

    def run(*arguments, cwd):
        finished = subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    return run


@pytest.fixture
def run_python(run_interpreter, tmp_path):
    """A function that runs code away from the checkout and returns what it prints."""
    return lambda code: run_interpreter("-c", code, cwd=tmp_path)


class PowerCut(Exception):
    """Ends a fit where it is."""


class Cut:
    """Raises at the end of an epoch."""

    def __init__(self, after):
        self.left = after

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        self.left -= context.task_name == "epoch"
        if not self.left:
            raise PowerCut


@pytest.fixture
def cut_after():
    """A function that makes a callback which ends the fit after some epochs."""
    return Cut


@pytest.fixture
def power_cut():
    """What that raises."""
    return PowerCut


@pytest.fixture(scope="session")
def assert_equal():
    """A function that compares values of any kind, bit for bit."""

    def check(found, expected, path="learnt"):
        assert type(found) is type(expected), path
        if isinstance(found, np.ndarray):
            assert found.dtype == expected.dtype, path
            assert found.tobytes() == expected.tobytes(), path
        elif isinstance(found, dict):
            assert found.keys() == expected.keys(), path
            for name in found:
                check(found[name], expected[name], f"{path}.{name}")
        elif isinstance(found, list | tuple):
            assert len(found) == len(expected), path
            for i, (one, other) in enumerate(zip(found, expected, strict=True)):
                check(one, other, f"{path}[{i}]")
        else:
            assert found == expected or (found != found and expected != expected), path

    return check
