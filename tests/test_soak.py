"""Ten minutes of work of all kinds in threads and processes: nothing grows or is left.

``SOAK_MINUTES=1 pytest -m slow tests/test_soak.py`` takes a minute. `soak.py` beside
this file does the work and counts; here is judged.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import skscratch

pytest.importorskip("dask")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux"),
]

SCRIPT = Path(__file__).with_name("soak.py")
MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))

#: What may come with each answer, on the average. One kind of job among 51 that kept a
#: single object, or 800 bytes, each time would be more.
MOST = {"objects": 0.02, "traced": 16}
#: What a process may have more in the end than in the middle, in bytes: its
#: memory is in pages, and threads leave gaps in them.
MOST_RESIDENT = 4 * 2**20


def growth(values):
    """How much values have grown in all in the second half of the time.

    The largest single step does not count: now and then a table of Python's own
    doubles. What leaks does so in every round.
    """
    steps = np.diff(values[len(values) // 2 :])
    return steps.sum() - max(0, steps.max())


def complaints(lines):
    """What is wrong with what `soak.py` has counted, in words."""
    *rounds, left = lines
    found = [f"{name} was another number" for each in rounds for name in each["wrong"]]
    n_answers = sum(each["answers"] for each in rounds[len(rounds) // 2 + 1 :])
    for kind, most in MOST.items():
        rate = growth([each[kind] for each in rounds]) / n_answers
        if rate > most:
            found.append(f"{kind} grow by {rate:.3g} with each answer")
    held = {"this": [each["resident"] for each in rounds]}
    for number in rounds[0]["processes"]:
        held[number] = [each["processes"].get(number, np.inf) for each in rounds]
    for number, values in held.items():
        if not growth(values) < MOST_RESIDENT:
            found.append(f"process {number} grew by {growth(values):.3g} bytes")
    for kind, count in left.items():
        counts = [each[kind] for each in rounds[1:]]
        if max(counts) > counts[0]:
            found.append(f"{kind} grew from {counts[0]} to {max(counts)}")
        if count:
            found.append(f"{count} {kind} are left")
    return found


def alive(group):
    """The processes of a group that have not ended."""
    numbers = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # one that has just ended
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                numbers.append(int(path.parent.name))
    return numbers


@pytest.fixture
def soaked(tmp_path):
    """A function that soaks for some minutes and returns what was counted."""

    def run(minutes, *planted):
        data, temporary = tmp_path / "data", tmp_path / "temporary"
        data.mkdir(), temporary.mkdir()
        paths = [Path(skscratch.__file__).parents[1], SCRIPT.parent]
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
        process = subprocess.Popen(
            [sys.executable, "-W", "error", SCRIPT, data, str(minutes), *planted],
            env=os.environ
            | threads
            | {"PYTHONPATH": os.pathsep.join(map(str, paths)), "TMPDIR": temporary},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(timeout=60 * minutes + 300)
            assert process.returncode == 0, errors
            end = time.monotonic() + 30
            while alive(process.pid) and time.monotonic() < end:
                time.sleep(0.1)
            assert not alive(process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        return [json.loads(line) for line in output.splitlines()]

    return run


def test_nothing_grows_and_every_answer_is_that_of_a_single_thread(soaked):
    lines = soaked(MINUTES)
    assert complaints(lines) == []


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        ("keeps what it made", "traced grow by"),
        ("leaves a file open", "open files grew from"),
        ("leaves a thread", "threads grew from"),
        ("leaves a temporary file", "temporary files are left"),
        ("comes to another number", "comes to another number was another number"),
    ],
)
def test_a_planted_fault_is_found(soaked, planted, complaint):
    assert complaint in "; ".join(complaints(soaked(0, planted)))
