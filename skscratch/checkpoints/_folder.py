"""The folder of a training's checkpoints: numbered files, the newest the last.

Parameters that training in the Gram form starts from are as large as the first layer,
and never change: they are in a file of their own, and in a copy of it, since all
checkpoints need them.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from skscratch._files import write_whole
from skscratch._warnings import warn
from skscratch.checkpoints._content import Content
from skscratch.checkpoints._file import Damaged, checksum, packed, unpacked

__all__ = ["Folder", "folder_of", "newest_good"]

NAME = re.compile(r"checkpoint-(\d{8,})\.ckpt")

#: What stands beside checkpoints: starts, and what a killed process left of a write.
BESIDE = re.compile(r"start-[0-9a-f]{16}-[12]\.ckpt|\.[0-9a-f]{16}\.part")


def folder_of(path: Any) -> Path:
    """The folder that a caller means.

    Raises
    ------
    TypeError
        If it is no path.
    """
    try:
        return Path(path)
    except TypeError:
        raise TypeError(
            "path must be a str or path-like, the folder for the checkpoints; got "
            f"{path!r}."
        ) from None


def numbered(folder: Path) -> list[Path]:
    """The checkpoints in a folder, the newest first."""
    found = {folder / name: NAME.fullmatch(name) for name in os.listdir(folder)}
    numbers = {path: int(match[1]) for path, match in found.items() if match}
    return sorted(numbers, key=lambda path: numbers[path], reverse=True)


class Folder:
    """Where one training writes.

    Parameters
    ----------
    path : Path
        Made if it is not there.
    """

    def __init__(self, path: Path):
        self.path = path
        self._known: list[Path] | None = None
        self._start: str | None = None

    def write(self, content: Content, keep: int) -> None:
        """Write the next checkpoint; once it is safe keep but the last `keep`.

        Raises
        ------
        OSError
            If it cannot be written; those that are there are untouched then.
        """
        known, self._known = self._known, None
        if known is None:
            self.path.mkdir(parents=True, exist_ok=True)
            known = numbered(self.path)
            if content.progress.origin is not None:
                self._start = self._write_start(content.progress.origin)
            used = _copies(self.path, self._start or "")
            old = {path for path in self.path.iterdir() if BESIDE.fullmatch(path.name)}
            stale = [*known[keep - 1 :], *old.difference(used)]
        else:
            stale = known[keep - 1 :]
        number = 1 + (int(known[0].stem.rpartition("-")[2]) if known else 0)
        path = self.path / f"checkpoint-{number:08d}.ckpt"
        write_whole(path, replace(content, start=self._start).packed())
        _sync(self.path)
        for old_path in stale:
            with suppress(OSError):
                old_path.unlink()
        self._known = [path, *known[: keep - 1]]

    def _write_start(self, origin: np.ndarray) -> str:
        """By what name it is found."""
        content = packed({}, {"origin": origin})
        name = checksum(content)[:16]
        for path in _copies(self.path, name):
            write_whole(path, content)
        return name


def _copies(folder: Path, start: str) -> list[Path]:
    return [folder / f"start-{start}-{number}.ckpt" for number in (1, 2)]


def _sync(folder: Path) -> None:
    """Let the new name reach the disk before old ones go, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def newest_good(folder: Path) -> Content:
    """The newest checkpoint that is whole; a warning names those that are not.

    Raises
    ------
    FileNotFoundError
        If there is none.
    OSError
        If the folder is none, or cannot be read.
    ValueError
        If none is whole.
    """
    try:
        paths = numbered(folder)
    except FileNotFoundError:
        paths = []
    except OSError as error:
        raise type(error)(
            f"path must be a folder that can be read; got {folder} "
            f"({error.strerror}). Pass the path of a Checkpoint."
        ) from None
    bad = []
    for path in paths:
        try:
            content = _with_origin(Content.unpacked(path.read_bytes()), folder)
        except Damaged as reason:
            bad.append(f"{path} {reason}")
            continue
        except OSError as error:
            bad.append(f"{path} cannot be read ({error.strerror})")
            continue
        if bad:
            warn(
                f"{'; '.join(bad)}. Going on from {path.name}, after "
                f"{content.progress.n_epochs} epochs.",
                UserWarning,
            )
        return content
    if not bad:
        raise FileNotFoundError(
            f"{folder} must hold a checkpoint; got none. Train with "
            "set_callbacks(Checkpoint(path)) first."
        )
    raise ValueError(
        f"{folder} must hold a checkpoint that is whole; {'; '.join(bad)}. Call fit to "
        "start anew."
    )


def _with_origin(content: Content, folder: Path) -> Content:
    if content.start is None:
        return content
    if not re.fullmatch("[0-9a-f]{16}", content.start):
        raise Damaged("names a start that cannot be")
    for path in _copies(folder, content.start):
        with suppress(OSError, Damaged, KeyError):
            origin = unpacked(path.read_bytes())[1]["origin"]
            return replace(content, progress=replace(content.progress, origin=origin))
    raise Damaged(f"needs {path.name}, which is damaged or not there")
