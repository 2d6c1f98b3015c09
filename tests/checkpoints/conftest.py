"""The cases of trainings that are cut."""

import runpy
from pathlib import Path
from types import SimpleNamespace

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
