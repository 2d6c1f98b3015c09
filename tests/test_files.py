"""A file is replaced as a whole or stays as it was."""

import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import skscratch
from skscratch._files import write_whole

not_as_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere"
)
#: Windows knows only whether a file may be written.
has_modes = pytest.mark.skipif(os.name == "nt", reason="has other permissions")


def entries(folder):
    return sorted(path.name for path in folder.iterdir())


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("content", [b"", b"short", bytes(10**6), memoryview(b"view")])
def test_what_is_written_is_there_and_nothing_beside(tmp_path, content):
    path = tmp_path / "a.bin"
    path.write_bytes(b"something longer that was there before")
    for target in (path, str(path)):
        write_whole(target, content)
        assert path.read_bytes() == content
        assert entries(tmp_path) == ["a.bin"]


@has_modes
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_permissions_that_open_gives(tmp_path, umask):
    before = os.umask(umask)
    try:
        write_whole(tmp_path / "ours", b"")
        (tmp_path / "usual").touch()
    finally:
        os.umask(before)
    assert mode(tmp_path / "ours") == mode(tmp_path / "usual")


@has_modes
def test_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a"
    path.touch()
    path.chmod(0o640)
    write_whole(path, b"new")
    assert mode(path) == 0o640


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "a", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert entries(tmp_path / "there") == ["a"]


def test_a_link_to_nothing_makes_what_it_names(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "a")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_what_is_no_file_is_never_replaced(tmp_path, make_pipe, kind):
    path = Path("/dev/full") if kind == "device" else tmp_path / kind
    if kind == "device" and not path.exists():
        pytest.skip("has no /dev/full")
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        make_pipe(path)
    before = path.stat().st_mode
    with pytest.raises(OSError, match=f"{re.escape(str(path))} cannot be written: it"):
        write_whole(path, b"new")
    assert path.stat().st_mode == before
    assert entries(tmp_path) == ([] if kind == "device" else [kind])


def test_a_missing_folder_is_an_error_of_its_own_kind(tmp_path):
    with pytest.raises(
        FileNotFoundError,
        match="a cannot be written: there is no folder .*, so make it first",
    ):
        write_whole(tmp_path / "none" / "a", b"")


@not_as_root
@has_modes
@pytest.mark.parametrize("protected", ["file", "folder"])
def test_write_protection_is_respected(tmp_path, protected):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    place = path if protected == "file" else tmp_path
    place.chmod(place.stat().st_mode & ~0o222)
    try:
        with pytest.raises(PermissionError, match="cannot be written"):
            write_whole(path, b"new")
    finally:
        place.chmod(0o755)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()])
def test_a_failure_on_the_way_leaves_no_trace(tmp_path, monkeypatch, step, error):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*arguments):
        raise error

    monkeypatch.setattr(f"skscratch._files.os.{step}", fail)
    with pytest.raises(type(error)) as caught:
        write_whole(path, b"new")
    assert getattr(caught.value, "errno", 28) == 28
    assert path.read_bytes() == b"old"
    assert entries(tmp_path) == ["a"]


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_a_whole_file(tmp_path):
    code = (
        "import sys; from skscratch._files import write_whole\n"
        "print('on', flush=True)\n"
        "while True:\n"
        "    for letter in (b'a', b'b'): write_whole(sys.argv[1], letter * 10**7)"
    )
    path = tmp_path / "a"
    write_whole(path, b"a" * 10**7)
    root = str(Path(skscratch.__file__).parents[1])
    for attempt in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", code, path],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": root},
        )
        with process:
            process.stdout.readline()
            time.sleep(0.013 * attempt)
            process.kill()
        content = path.read_bytes()
        assert content in (b"a" * 10**7, b"b" * 10**7)
