"""Trainings that are cut, and how to tell that two ended alike."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from skscratch.checkpoints import _keeper

TRAINEE = Path(__file__).parent / "trainee.py"
trainee = SimpleNamespace(**runpy.run_path(str(TRAINEE)))


def pytest_generate_tests(metafunc):
    """Run a test that asks for a `case` once for each."""
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", trainee.CASES)


@pytest.fixture(scope="session")
def cases():
    """The cases, their data, and the functions that train them."""
    return trainee


@pytest.fixture(scope="session")
def script():
    """The file of the cases, which is also a script."""
    return TRAINEE


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    """Checkpoints as often as they can be written, also of epochs of microseconds."""
    monkeypatch.setattr(_keeper, "PAUSE", 0)


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
def assert_alike():
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
