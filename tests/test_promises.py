"""Each promise of `docs/promises.md` is held by tests that are there and are run."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PAGE = (TOP / "docs" / "promises.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"\[`(test_\w+)`\]\(\.\./(tests/[\w/]+\.py)\)", PAGE)))

#: Ends the process at the first look at the network, and at the first file that is
#: opened for writing outside of the working folder.
GUARDED = """
import os, sys
here = os.path.realpath(os.getcwd())

def guard(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.sendto")):
        os.write(2, f"{event} {arguments}".encode())
        os._exit(3)
    if event == "open" and isinstance(arguments[0], str):
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR)
        inside = os.path.realpath(path).startswith((here, "/dev/null"))
        if writes and not inside:
            os.write(2, f"{event} {arguments}".encode())
            os._exit(4)

sys.addaudithook(guard)
"""

WORK = """
import skscratch
from skscratch import DeepNNClassifier, ScratchLogisticRegression, ShallowNNClassifier
from skscratch.checkpoints import Checkpoint, resume
from skscratch.datasets import load_drawn_cats, make_flower
X, y = make_flower(random_state=1)
for Classifier in (ScratchLogisticRegression, ShallowNNClassifier, DeepNNClassifier):
    model = Classifier(max_iter=3, tol=None, random_state=0).fit(X, y)
    model.partial_fit(X, y).predict_proba(X)
    skscratch.save_model(model, "model.skops")
    skscratch.load_model("model.skops").score(X, y)
    model.set_callbacks(Checkpoint("kept")).fit(X, y)
    resume("kept", X, y)
load_drawn_cats()
print("done")
"""


def guarded(code, folder):
    """How a process that is guarded ends, and what it prints."""
    command = [sys.executable, "-B", "-c", GUARDED + code]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120
    )


def test_nothing_is_asked_of_the_network_and_nothing_written_elsewhere(tmp_path):
    found = guarded(WORK, tmp_path)
    assert (found.returncode, found.stdout) == (0, "done\n"), found.stderr


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", 3),
        ("from urllib.request import urlopen; urlopen('http://localhost')", 3),
        ("open('../beside', 'w')", 4),
        ("import pathlib; pathlib.Path('../beside').write_bytes(b'')", 4),
    ],
)
def test_the_guard_sees_what_it_should(tmp_path, code, status):
    (tmp_path / "here").mkdir()
    assert guarded(code, tmp_path / "here").returncode == status
    assert not (tmp_path / "beside").exists()


def test_every_promise_names_its_tests():
    promises = re.findall(r"^\*\*.+?(?=\n\n)", PAGE, re.MULTILINE | re.DOTALL)
    assert len(promises) >= 20
    assert [each for each in promises if "[`test_" not in each] == []
    assert PAGE.count("`test_") == len(re.findall(r"\[`test_\w+`\]\(", PAGE))


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_every_test_that_is_named_is_there(name, path):
    assert re.search(rf"^def {name}\(", (TOP / path).read_text("utf-8"), re.MULTILINE)


def test_what_security_names_is_there_and_it_travels_with_the_source():
    text = (TOP / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(skscratch/[\w/]+\.py)`", text)
    named += re.findall(r"\]\(([\w/]+\.md)\)", text)
    assert len(named) >= 8
    assert [each for each in named if not (TOP / each).is_file()] == []
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    targets = project["tool"]["hatch"]["build"]["targets"]
    assert "SECURITY.md" in targets["sdist"]["only-include"]


@pytest.mark.slow
def test_every_test_that_is_named_is_run():
    names = [f"{path}::{name}" for name, path in NAMED]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    command += ["-m", "slow or not slow", "-p", "no:cacheprovider", *names]
    found = subprocess.run(
        command, cwd=TOP, capture_output=True, text=True, timeout=300
    )
    assert found.returncode == 0, found.stdout + found.stderr
    run = set(re.findall(r"^(tests/[\w/]+\.py::\w+)", found.stdout, re.MULTILINE))
    assert run == set(names)
