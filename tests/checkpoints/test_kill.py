"""A process that is killed at a random moment, and what becomes of its training."""

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import skscratch

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]


class Killer:
    """Lets a script train, and kills the process that does."""

    def __init__(self, script):
        root = Path(skscratch.__file__).parents[1]
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            env=os.environ | {"PYTHONPATH": str(root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def train(self, *arguments, kill_after=None):
        """Seconds that a training took, or None if it was killed before its end."""
        print(json.dumps([str(each) for each in arguments]), file=self.process.stdin)
        self.process.stdin.flush()
        number, began = int(self.process.stdout.readline()), time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it is over
                os.kill(number, signal.SIGKILL)
        status = int(self.process.stdout.readline())
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return None
        assert status == 0
        return time.perf_counter() - began

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture(scope="module")
def killer(script):
    killer = Killer(script)
    yield killer
    killer.close()


def assert_survives(killer, name, seed, tmp_path, assert_equal):
    """Kill a training up to three times, and compare its end with what it should be."""
    rng, folder, target = np.random.default_rng(seed), tmp_path / "cut", tmp_path / "a"
    took = killer.train(name, tmp_path / "whole", tmp_path / "expected")
    n_kills, most = 0, rng.integers(1, 4)
    while n_kills < most:
        killed = killer.train(name, folder, target, kill_after=rng.uniform(0, took))
        if killed is None and not target.exists():
            n_kills += 1
        else:  # it was faster than the killer: once more from the start
            shutil.rmtree(folder)
            target.unlink(missing_ok=True)
            took /= 2
    killer.train(name, folder, target)
    expected = pickle.loads((tmp_path / "expected").read_bytes())
    assert_equal(pickle.loads(target.read_bytes()), expected)


@pytest.mark.parametrize(
    "name",
    ["adam", "early stopping", "gram", "newton", "lbfgs", "on disk in batches"],
)
def test_kill_9_changes_nothing(killer, name, tmp_path, assert_equal):
    assert_survives(killer, name, 0, tmp_path, assert_equal)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_kill_9_changes_nothing_fifty_times(
    killer, cases, seed, tmp_path, assert_equal
):
    name = list(cases.CASES)[seed % len(cases.CASES)]
    assert_survives(killer, name, seed, tmp_path, assert_equal)
