"""A temporary folder that does not long outlive a process that is killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

if sys.platform != "win32":
    import fcntl

__all__ = ["scratch_folder"]

PREFIX = "skscratch-"

#: A file in the folder that its process holds a lock on, for as long as it lives.
LOCK = "in-use"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is there until the end.

    A process that is killed has no time to remove its own: the next one does, where
    the system has locks that end with a process (Windows has others).
    """
    with TemporaryDirectory(prefix=PREFIX) as name:
        if sys.platform == "win32":
            yield Path(name)
            return
        _remove_abandoned()
        with _held(Path(name)):
            yield Path(name)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep others from removing a folder."""
    beside = folder / f"{LOCK}.new"
    descriptor = os.open(beside, os.O_CREAT | os.O_RDWR)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            beside.rename(folder / LOCK)  # it is there only when it is locked
        yield
    finally:
        os.close(descriptor)


def _remove_abandoned() -> None:
    """Remove the folders of this user whose lock nobody holds any more."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another's, without a lock, locked, or just gone
            if folder.lstat().st_uid != os.getuid():
                continue
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            descriptor = os.open(folder / LOCK, flags)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                rmtree(folder)
            finally:
                os.close(descriptor)
