"""The command line's temporary folder, also of a process that is killed."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from skscratch.cli.scratch import PREFIX, scratch_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="without such locks")

HOLD = """
import time
from skscratch.cli.scratch import scratch_folder

with scratch_folder() as folder:
    (folder / "rows").write_bytes(b"rows")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """An empty folder in which temporary ones are made."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def another():
    """Another process that holds a folder, and that folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True
    ) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_it_is_gone_at_the_end(place):
    with scratch_folder() as folder:
        (folder / "rows").touch()
        assert folder.parent == place
    assert not list(place.iterdir())


def test_a_folder_in_use_stays(another):
    process, its_folder = another
    for _ in range(2):
        with scratch_folder() as folder:
            assert folder != its_folder
    assert (its_folder / "rows").read_bytes() == b"rows"
    assert process.poll() is None


def test_what_a_killed_process_left_is_removed_by_the_next(place, another):
    process, its_folder = another
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert its_folder.exists()
    with scratch_folder() as folder:
        assert list(place.iterdir()) == [folder]


def test_a_file_system_without_locks_has_folders_too(place, another, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(descriptor, operation):
        raise OSError("no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with scratch_folder() as folder:
        (folder / "rows").touch()
        assert another[1].exists()
    assert not folder.exists()


def test_what_is_not_ours_stays(place):
    (place / f"{PREFIX}notes").mkdir()
    (place / f"{PREFIX}file").touch()
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (place / f"{PREFIX}link").symlink_to(elsewhere)
    with scratch_folder():
        pass
    assert len(list(place.iterdir())) == 4
