"""The bytes of a checkpoint: values and arrays, with a checksum and no code.

One line that says what it is, the SHA-256 of all that follows, the length of a header,
the header (JSON: the values, and type and shape of each array), and the arrays one
after the other. Nothing in it is compressed or refers to anything, so reading takes
little more memory than the file has bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import numpy as np

__all__ = ["UNFIT", "Damaged", "checksum", "packed", "unpacked"]

MAGIC = b"skscratch checkpoint 1\n"
DIGEST = hashlib.sha256().digest_size
LENGTH = 8

#: Bytes of a header: what JSON makes of it may take 30 times as many.
MOST_HEADER = 2**20

#: Types that an array may have.
TYPES = ("<f4", "<f8", "<i8")

#: What is raised where values are other than they should be.
UNFIT = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)


class Damaged(Exception):
    """Why a checkpoint is not read, as the end of a sentence that begins with "it"."""


def packed(values: dict[str, Any], arrays: dict[str, np.ndarray]) -> bytes:
    """A checkpoint's bytes; `values` holds what JSON has types for.

    Raises
    ------
    OSError
        If values, names and shapes are more than is read.
    """
    kept = {
        name: np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        for name, array in arrays.items()
    }
    types = [[name, each.dtype.str, list(each.shape)] for name, each in kept.items()]
    header = json.dumps({"values": values, "arrays": types}).encode()
    if len(header) > MOST_HEADER:
        raise OSError(f"{len(types)} arrays are more than a checkpoint can name")
    # the arrays are copied once, into the result: training waits for copies
    body: list[Any] = [len(header).to_bytes(LENGTH, "little"), header]
    body += [array.reshape(-1).view(np.uint8) for array in kept.values()]
    digest = hashlib.sha256()
    for part in body:
        digest.update(part)
    return b"".join([MAGIC, digest.digest(), *body])


def checksum(content: bytes) -> str:
    """The checksum that a checkpoint's bytes have in them, as text."""
    return content[len(MAGIC) : len(MAGIC) + DIGEST].hex()


def unpacked(content: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The values and arrays in a checkpoint's bytes.

    Raises
    ------
    Damaged
        If they are not what `packed` has written.
    """
    if not content.startswith(MAGIC):
        raise Damaged("does not begin as one" if content else "is empty")
    rest = memoryview(content)[len(MAGIC) :]
    digest, body = bytes(rest[:DIGEST]), rest[DIGEST:]
    if hashlib.sha256(body).digest() != digest:
        raise Damaged("is cut short or damaged: its checksum is another")
    n_header = int.from_bytes(body[:LENGTH], "little")
    if n_header > MOST_HEADER:
        raise Damaged(f"has a header of {n_header:,} bytes, more than {MOST_HEADER:,}")
    header, data = bytes(body[LENGTH:][:n_header]), body[LENGTH:][n_header:]
    try:
        content_of = json.loads(header)
        return content_of["values"], _arrays(content_of["arrays"], data)
    except (*UNFIT, RecursionError) as error:
        raise Damaged(f"does not fit together ({type(error).__name__})") from None


def _arrays(types: list[Any], data: memoryview) -> dict[str, np.ndarray]:
    arrays, start = {}, 0
    for name, code, shape in types:
        if code not in TYPES or any(type(n) is not int or n < 0 for n in shape):
            raise Damaged("holds an array of a type that it cannot have")
        stop = start + math.prod(shape) * np.dtype(code).itemsize
        if stop > len(data):
            raise Damaged("declares more numbers than it has")
        array = np.frombuffer(data[start:stop], code).reshape(shape)
        arrays[name] = array.astype(array.dtype.newbyteorder("="))  # a copy
        start = stop
    return arrays
