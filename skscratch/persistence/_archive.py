"""The members of an untrusted model file, checked before any of them is made.

skops looks at the names of types, not at sizes: a small file could ask for terabytes.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from numpy.lib import format as npy

from skscratch._terminal import printable

__all__ = ["CARD", "SCHEMA", "Refused", "check_arrays", "opened"]

CARD, SCHEMA = "card.json", "schema.json"
MEMBER = re.compile(rf"{re.escape(CARD)}|{re.escape(SCHEMA)}|\d{{1,20}}\.np[yz]")
MEMBER_OF_NPZ = re.compile(r"[a-z_]{1,20}\.npy")

#: Bytes that a file may unpack to beyond its own size: arrays are not compressed.
MOST_UNPACKED = 64 * 2**20
#: Bytes of the table of contents: 90 for each array.
MOST_CONTENTS = 8 * 2**20


class Refused(Exception):
    """Why a file is not read, as the end of a sentence that begins with "it"."""


@contextmanager
def opened(path: str | PathLike[str]) -> Iterator[tuple[IO[bytes], ZipFile]]:
    """A model file, and its members once their names and sizes are as they must be.

    Whatever goes wrong with it within the block is one `ValueError` with the path.

    Parameters
    ----------
    path : str or path-like

    Raises
    ------
    OSError
        If there is no such file, or it cannot be read.
    ValueError
        If it is not what `save_model` writes.
    """
    with open(path, "rb") as file:
        try:
            size = _check_ends(file)
            with ZipFile(file) as archive:
                _check_members(archive, size, MEMBER)
                for missing in {CARD, SCHEMA}.difference(archive.namelist()):
                    raise Refused(f"holds no {missing}")
                yield file, archive
            return
        except Refused as refused:
            reason = str(refused)
        except (BadZipFile, EOFError, zlib.error):
            reason = "is cut short or damaged"
        except Exception as error:
            words = " ".join(str(error).split())[:120]
            reason = f"does not fit together ({type(error).__name__}: {words})"
    raise ValueError(
        f"{path} must be a model file as save_model writes it; it {printable(reason)}. "
        "Get the file once more, or save the model again with save_model."
    ) from None


def check_arrays(archive: ZipFile) -> None:
    """Check that the arrays are as large as they say: NumPy would go by what they say.

    Raises
    ------
    Refused
        If one of them is not.
    """
    n_bytes = _unpacked(archive)
    for name in archive.namelist():
        if name.endswith(".npy"):
            if archive.getinfo(name).compress_type != ZIP_STORED:
                raise Refused(f"holds {name} compressed, which save_model never does")
            _check_array(archive, name, n_bytes)
        elif name.endswith(".npz"):
            _check_sparse(archive, name)


def _check_ends(file: IO[bytes]) -> int:
    """The size of a file that begins and ends as a zip file of ours does."""
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(4)
    if start[:1] == b"\x80":
        raise Refused("is a pickle, which runs whatever code is in it")
    if start != b"PK\3\4":
        raise Refused("is none" if size else "is empty")
    # A table of contents is read as a whole, and grows by that: look at its size first.
    file.seek(max(0, size - 42))
    end = file.read()
    if end[-22:-18] != b"PK\5\6":
        raise Refused("is cut short or damaged")
    of_a_large_file = end.startswith(b"PK\6\7")  # says the length elsewhere
    if struct.unpack("<L", end[-10:-6])[0] > MOST_CONTENTS or (
        of_a_large_file and size < 2**31
    ):
        raise Refused("declares a table of contents that is too long")
    return size


def _check_members(archive: ZipFile, size: int, pattern: re.Pattern[str]) -> None:
    """Check names, compression and declared sizes: `zipfile` reads no more than these.

    Raises
    ------
    Refused
        If one of them is not as `save_model` has it.
    """
    names: set[str] = set()
    for info in archive.infolist():
        if not pattern.fullmatch(info.filename) or info.filename in names:
            raise Refused(f"holds {info.filename[:60]!r}, which does not belong there")
        names.add(info.filename)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Refused("is compressed in a way that save_model does not use")
    unpacked = _unpacked(archive)
    if unpacked > size + MOST_UNPACKED:
        raise Refused(
            f"has {size:,} bytes and would unpack to {unpacked:,}, far more than a "
            "model does"
        )


def _unpacked(archive: ZipFile) -> int:
    """Bytes that it says it unpacks to."""
    return sum(info.file_size for info in archive.infolist())


def _check_array(archive: ZipFile, name: str, n_bytes: int) -> None:
    """Check that an array is one, of the size that it declares.

    One with a side of 0 has none, however long its other sides: a row of these must not
    take more than `n_bytes`, which the file has.
    """
    with archive.open(name) as file:
        try:
            version = npy.read_magic(file)
            read = {
                (1, 0): npy.read_array_header_1_0,
                (2, 0): npy.read_array_header_2_0,
            }[version]
            shape, _, dtype = read(file)
            n_header = file.tell()
        except (KeyError, ValueError, TypeError, SyntaxError, RecursionError):
            raise Refused(f"holds {name}, which is no array") from None
    declared = math.prod(shape) * dtype.itemsize
    if dtype.hasobject or not dtype.itemsize:
        raise Refused(f"holds {name}, an array of {dtype}")
    if declared != archive.getinfo(name).file_size - n_header:
        raise Refused(f"holds {name}, which declares {declared:,} bytes it has not")
    if max(shape, default=0) * dtype.itemsize > n_bytes:
        raise Refused(f"holds {name}, which has no numbers for its shape {shape}")


def _check_sparse(archive: ZipFile, name: str) -> None:
    """Check a sparse matrix, itself an archive of arrays."""
    with archive.open(name) as file, ZipFile(file) as inner:
        _check_members(inner, archive.getinfo(name).file_size, MEMBER_OF_NPZ)
        n_bytes = _unpacked(inner)
        for array in inner.namelist():
            _check_array(inner, array, n_bytes)
