"""The program that trains on a cluster is killed at random moments, and resumed."""

import os
import pickle
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import skscratch

SCRIPT = Path(__file__).with_name("trainee.py")
TRAINEE = runpy.run_path(str(SCRIPT))
#: Seconds that a training may take.
DEADLINE = 120

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills by SIGKILL"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("digits")
    TRAINEE["store"](folder)
    return folder


@pytest.fixture(scope="module")
def schedulers(client, cluster_of):
    """The addresses of a cluster of two workers and of one of three."""
    return client.scheduler.address, cluster_of(3).scheduler_address


def start(*arguments):
    root = Path(skscratch.__file__).parents[1]
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(root)},
    )


def kept(folder):
    return sorted(folder.glob("checkpoint-*"))


def kill_after_a_checkpoint(process, folder, before, seconds):
    """Kill it some time after it has kept something; whether it was still alive."""
    deadline = time.monotonic() + DEADLINE
    try:
        while kept(folder) == before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(seconds)
        alive = process.poll() is None
    finally:
        process.kill()
    process.wait(DEADLINE)
    return alive


@pytest.mark.parametrize("name", TRAINEE["CASES"])
def test_kill_9_changes_nothing(name, schedulers, files, tmp_path, assert_equal):
    rng, folder, target = np.random.default_rng(0), tmp_path / "cut", tmp_path / "a"
    whole = TRAINEE["train"](name, files, tmp_path / "whole")
    n_kills = 0
    for address in schedulers:  # the second one has three workers, the first has two
        before = kept(folder)
        process = start(address, name, files, folder, target)
        n_kills += kill_after_a_checkpoint(process, folder, before, rng.uniform(0, 0.3))
    if not target.exists():
        last = start(schedulers[1], name, files, folder, target)
        try:
            assert last.wait(DEADLINE) == 0
        finally:
            last.kill()
    assert n_kills
    assert_equal(pickle.loads(target.read_bytes()), TRAINEE["learnt"](whole))
