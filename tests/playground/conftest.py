"""The command in a process of its own."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import skscratch


@pytest.fixture(scope="session")
def playground():
    """A context in which the command serves; gives the process and the address."""
    environment = os.environ | {
        "PYTHONPATH": str(Path(skscratch.__file__).parents[1]),
        "PYTHONUNBUFFERED": "1",
    }

    @contextmanager
    def serve(*arguments, cwd):
        command = [sys.executable, "-m", "skscratch", "playground", "--no-browser"]
        with subprocess.Popen(
            [*command, *map(str, arguments)],
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                line = process.stdout.readline()  # at its end if the process ends
                yield process, line.split(" ")[1] if " " in line else None
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGINT)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()

    return serve
