"""A file is whole or is not there: it is written beside and moved into place."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path


def write_whole(path: str | PathLike[str], content: bytes) -> None:
    """Write a file so that a reader finds the old content or the new, never a part.

    Parameters
    ----------
    path : str or path-like
        File to write; one that is there is replaced and keeps its permissions. Where
        it is a symbolic link, the file that it leads to is replaced.
    content : bytes-like
        All that the file is to hold.

    Raises
    ------
    OSError
        If it cannot be written, with the system's error number: no space, no
        permission, no such folder, or something there that is not a file. What was
        there is untouched then, and nothing is left beside it.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from skscratch._files import write_whole
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.txt", b"all of it")
    ...     [(path.name, path.read_text()) for path in Path(folder).iterdir()]
    [('a.txt', 'all of it')]
    """
    with whole_file(path) as beside, told(path), open(beside, "xb") as file:
        file.write(content)


@contextmanager
def whole_file(path: str | PathLike[str]) -> Iterator[Path]:
    """A path to write a new file at, which takes the place of another once it is whole.

    Parameters
    ----------
    path : str or path-like
        As of `write_whole`.

    Yields
    ------
    beside : Path
        Nothing is there yet. When the block ends without an error it is moved; after
        one it is removed, and the error goes on.

    Raises
    ------
    OSError
        As of `write_whole`.
    """
    target = Path(os.path.realpath(path))
    # In the same folder, since a file moves at once only within a file system; hidden,
    # since a process that is killed on the way cannot take it away.
    beside = target.parent / f".{secrets.token_hex(8)}.part"
    with told(path):
        _check_replaceable(target)
    try:
        yield beside
        with told(path):
            with open(beside, "rb+") as file:
                os.fsync(file.fileno())  # the move must not reach the disk before it
            if target.exists():
                shutil.copymode(target, beside)
            os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def reason_of(error: BaseException) -> str:
    """What went wrong, in one line and without the system's number.

    Parameters
    ----------
    error : BaseException
        What was raised.

    Returns
    -------
    str
        Its words; the name of its class where it has none.
    """
    words = getattr(error, "strerror", None) or str(error)
    return " ".join(words.split()) or type(error).__name__


@contextmanager
def told(path: str | PathLike[str]) -> Iterator[None]:
    """Say of an error of the system that it was met while writing a whole file."""
    try:
        yield
    except OSError as error:
        raise OSError(
            error.errno,
            f"{path} cannot be written: {reason_of(error)}; what was there is "
            "untouched.",
        ) from error


def _check_replaceable(target: Path) -> None:
    """Raise what opening for writing would: moving asks only the folder."""
    if not target.parent.is_dir():
        reason = f"there is no folder {target.parent}, so make it first"
        raise FileNotFoundError(errno.ENOENT, reason)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder, so name a file in it")
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
