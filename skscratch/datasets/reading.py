"""Many pictures at once: on several threads, with all that is wrong told together."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import effective_n_jobs

from skscratch._warnings import warn
from skscratch.datasets.framing import Frame
from skscratch.datasets.picture import name_of, read_picture


@dataclass(frozen=True)
class Reading:
    """What came of reading some pictures.

    Parameters
    ----------
    pixels : ndarray of shape (n_pictures, height, width, 3)
        Pixels 0-255, uint8. Rows of pictures that could not be read hold nothing.
    problems : dict of int to Exception
        By position, why a picture could not be read.
    """

    pixels: np.ndarray
    problems: dict[int, Exception]

    def good(self) -> np.ndarray:
        """Pixels (n_read, height, width, 3) of those that could be read, in order."""
        if not self.problems:
            return self.pixels
        kept = [i for i in range(len(self.pixels)) if i not in self.problems]
        for place, index in enumerate(kept):  # in place: they may fill the memory
            self.pixels[place] = self.pixels[index]
        return self.pixels[: len(kept)]

    def problem(self) -> Exception | None:
        """One error that names all pictures that could not be read; None if none."""
        errors = list(self.problems.values())
        if len(errors) < 2:
            return errors[0] if errors else None
        reasons = "; ".join(str(error).rstrip(".") for error in errors)
        return ValueError(
            f"{len(errors)} of {len(self.pixels)} pictures cannot be read: {reasons}."
        )


def read_pictures(
    sources: Sequence[Any], frame: Frame, *, n_jobs: int | None = None
) -> Reading:
    """Read pictures that strangers may have made.

    Parameters
    ----------
    sources : sequence
        Paths, bytes, binary files and Pillow pictures.
    frame : Frame
        The image that each is to become.
    n_jobs : int, default=None
        Threads, in joblib's words: None is 1 unless `joblib.parallel_config` says
        otherwise, -1 is all processors.

    Returns
    -------
    Reading
        Pixels, and errors in place of those that could not be read.

    Raises
    ------
    ValueError
        If `n_jobs` is 0.

    Warns
    -----
    UserWarning
        Once, naming the pictures that Pillow read but found something wrong with.
    """
    n_threads = n_threads_of(n_jobs)
    unnamed = "the picture at position {}" if len(sources) > 1 else "the picture"
    names = [name_of(s, unnamed.format(i)) for i, s in enumerate(sources)]
    pixels = np.empty((len(names), frame.height, frame.width, 3), dtype=np.uint8)
    problems: dict[int, Exception] = {}
    remarks: dict[int, str] = {}

    def read(index: int) -> None:
        with pillow_says() as said:
            try:
                pixels[index] = read_picture(sources[index], names[index], frame)
            except (OSError, ValueError, TypeError) as error:
                # Its traceback and its causes would keep whole pictures in memory.
                error.__cause__ = error.__context__ = error.__traceback__ = None
                problems[index] = error
        if said and index not in problems:
            remarks[index] = "; ".join(dict.fromkeys(said))

    with _warnings_by_thread() as pillow_says:
        if n_threads == 1:
            for index in range(len(names)):
                read(index)
        else:
            with ThreadPoolExecutor(n_threads) as pool:
                for _ in pool.map(read, range(len(names))):
                    pass
    for index, remark in sorted(remarks.items()):
        warn(f"{names[index]} may be damaged; Pillow says: {remark}", UserWarning)
    return Reading(pixels, dict(sorted(problems.items())))


def n_threads_of(n_jobs: int | None) -> int:
    """Number of threads that `n_jobs` asks for, or ValueError."""
    if n_jobs == 0 or not isinstance(n_jobs, int | np.integer | None):
        raise ValueError(
            f"n_jobs must be a number of threads, -1 for all processors, or None; got "
            f"{n_jobs!r}."
        )
    return effective_n_jobs(n_jobs)


@contextmanager
def _warnings_by_thread() -> Iterator[Callable[[], Any]]:
    """Gives a context manager that lists the warnings of its own thread.

    `warnings.catch_warnings` changes the state of all threads, so it is entered once.
    """
    from PIL.Image import DecompressionBombWarning

    own = threading.local()

    @contextmanager
    def said() -> Iterator[list[str]]:
        own.messages = []
        yield own.messages

    def show(message: Any, *place: Any, **more: Any) -> None:
        getattr(own, "messages", []).append(" ".join(str(message).split()))

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.simplefilter("error", DecompressionBombWarning)
        warnings.showwarning = show
        yield said
