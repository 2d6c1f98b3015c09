"""Writes the checkpoints of one fit, beside the training."""

from __future__ import annotations

import math
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

from skscratch._warnings import warn
from skscratch.checkpoints._content import Content
from skscratch.checkpoints._folder import Folder
from skscratch.training.progress import Progress
from skscratch.training.run import Run
from skscratch.training.solvers import SOLVERS

__all__ = ["Keeper"]

#: How long there is none, by what the last one took: writing is 1 % of the time.
PAUSE = 100


class Keeper:
    """Takes a run's progress when it is due, and writes it in a thread of its own.

    Training does not wait for the disk: while a checkpoint is being written, and for
    `PAUSE` times as long after, those that become due are left out. Only the
    second-order solvers wait, whose epochs are long and whose progress may not come
    again soon.

    Parameters
    ----------
    path : Path
    run : Run
    about : dict
        The fields of `Content` besides the start and the progress.
    begins : bool
        Whether the fit begins: then it is due at once, and takes the place of whatever
        other training is in the folder.
    """

    def __init__(self, path: Path, run: Run, about: dict[str, Any], begins: bool):
        self.run, self.about, self._folder = run, about, Folder(path)
        self._begins, self._replaces = begins, begins
        self._every = about["every"]
        self._n_left = self._every - run.n_done % self._every
        self._waits = SOLVERS[run.settings.solver].second_order
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        self._writing: Future[None] | None = None
        self._warned = False
        self._rests_until = 0.0

    def begin_epoch(self) -> None:
        """Keep the start, which is the first thing that is due."""
        if self._begins:
            self._begins = False
            self._keep()

    def end_epoch(self) -> bool:
        """Keep what was reached, if it is due; as soon as it can be, if it cannot.

        It never asks to stop.
        """
        self._n_left -= 1
        if self._n_left <= 0 and self._keep():
            self._n_left = self._every - self.run.n_done % self._every
        return False

    def close(self) -> None:
        """Wait until all is written."""
        self._thread.shutdown(wait=True)
        self._look_at_the_last()

    def _keep(self) -> bool:
        """Whether that is done, or left out."""
        if perf_counter() < self._rests_until and not self._waits:
            return True
        self._look_at_the_last()
        progress = self.run.progress()
        if progress is None:
            return False
        keep = 1 if self._replaces else self.about["keep"]
        self._rests_until = math.inf  # until it is written
        self._writing = self._thread.submit(self._write, progress, keep)
        return True

    def _write(self, progress: Progress, keep: int) -> None:
        """In the other thread."""
        began = perf_counter()
        try:
            content = Content(**self.about, start=None, progress=progress)
            self._folder.write(content, keep)
        finally:
            now = perf_counter()
            self._rests_until = now + PAUSE * (now - began)

    def _look_at_the_last(self) -> None:
        """Warn, once, where writing has failed; whatever else went wrong is raised."""
        if self._writing is None:
            return
        try:
            self._writing.result()
            self._replaces = False
        except (OSError, MemoryError) as error:
            if not self._warned:
                self._warned = True
                warn(
                    f"Checkpoint: {error or 'no memory'}. Training goes on, and tries "
                    "again with later epochs; until one is written a power cut costs "
                    "all since the last.",
                    UserWarning,
                )
        finally:
            self._writing = None
