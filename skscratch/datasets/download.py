"""A file from the first place that has it, known by its checksum."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from http.client import HTTPException, IncompleteRead
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from skscratch._files import reason_of

TIMEOUT = 10.0  # seconds without a byte
PATIENCE = 60.0  # seconds for a file
MAX_BYTES = 2**24  # of a file
_MAY_PASS = {408, 425, 429}  # answers below 500 that another try may change


class WrongAnswer(OSError):
    """What a source answers will not become right by asking again."""


def download(
    urls: Sequence[str], sha256: str, *, n_retries: int, delay: float
) -> bytes:
    """Return the content of a file, asking its sources in turn.

    Parameters
    ----------
    urls : sequence of str
        Where it may be, the first choice first.
    sha256 : str
        Its checksum, in hexadecimal digits.
    n_retries : int
        How often those sources are asked again that gave no answer.
    delay : float
        Seconds before they are asked again.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    OSError
        If no source has it; the message says why, source by source.
    """
    reasons: dict[str, str] = {}
    waiting = list(urls)
    for attempt in range(n_retries + 1):
        if attempt and waiting:
            time.sleep(delay)
        for url in tuple(waiting):
            try:
                return _content(url, sha256)
            except WrongAnswer as error:
                waiting.remove(url)
                reasons[url] = str(error)
            except (OSError, HTTPException, ValueError) as error:
                reason = error.reason if isinstance(error, URLError) else error
                reasons[url] = (
                    reason_of(reason)
                    if isinstance(reason, BaseException)
                    else " ".join(reason.split())
                )
    raise OSError("; ".join(f"{url}: {reasons[url]}" for url in urls))


def has_checksum(path: Path, sha256: str) -> bool:
    """Whether a file is there and has this SHA-256."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _content(url: str, sha256: str) -> bytes:
    """What a source gives, if it is the file."""
    started = time.monotonic()
    content = bytearray()
    try:
        with urlopen(url, timeout=TIMEOUT) as response:
            declared = response.headers.get("Content-Length", "")
            while chunk := response.read1(2**16):
                content += chunk
                if len(content) > MAX_BYTES:
                    raise WrongAnswer(f"it gave more than {MAX_BYTES} bytes")
                if time.monotonic() - started > PATIENCE:
                    raise TimeoutError(f"not whole after {PATIENCE:g} seconds")
    except IncompleteRead as error:  # newer versions of Python see it by themselves
        content += error.partial
    except HTTPError as error:
        error.close()  # it holds the connection
        words = f"HTTP status {error.code} {error.reason}"
        if error.code < 500 and error.code not in _MAY_PASS:
            raise WrongAnswer(words) from None
        raise OSError(words) from None
    if declared.isdecimal() and len(content) < int(declared):
        raise OSError(f"cut short after {len(content)} of {declared} bytes")
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise WrongAnswer(f"it gave {len(content)} bytes with SHA-256 {found}")
    return bytes(content)
