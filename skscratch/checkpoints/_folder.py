"""The folder of a training's checkpoints: numbered files, the newest the last."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from skscratch._files import write_whole
from skscratch._warnings import warn
from skscratch.checkpoints._content import Content
from skscratch.checkpoints._file import Damaged

__all__ = ["newest_good", "numbered", "write_next"]

NAME = re.compile(r"checkpoint-(\d{8,})\.ckpt")


def numbered(folder: Path) -> list[Path]:
    """The checkpoints in a folder, the newest first."""
    found = {path: NAME.fullmatch(path.name) for path in folder.glob("checkpoint-*")}
    numbers = {path: int(match[1]) for path, match in found.items() if match}
    return sorted(numbers, key=lambda path: numbers[path], reverse=True)


def write_next(folder: Path, content: bytes, keep: int) -> None:
    """Write the next checkpoint, and remove all but the last `keep` once it is safe.

    Raises
    ------
    OSError
        If it cannot be written; those that are there are untouched then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = numbered(folder)
    number = int(NAME.fullmatch(before[0].name)[1]) + 1 if before else 1  # type: ignore[index]
    write_whole(folder / f"checkpoint-{number:08d}.ckpt", content)
    _sync(folder)
    # What a process that was killed has left of a write is removed, too.
    for path in [*before[keep - 1 :], *folder.glob(".*.part")]:
        with suppress(OSError):
            path.unlink()


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
    ValueError
        If none is whole.
    """
    bad = []
    for path in numbered(folder):
        try:
            content = Content.unpacked(path.read_bytes())
        except (Damaged, OSError) as reason:
            bad.append(f"{path} {reason}")
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
