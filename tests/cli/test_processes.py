"""The commands as processes: interrupted, without space, with much to read."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

import skscratch

ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(Path(skscratch.__file__).parents[1]),
    "PYTHONIOENCODING": "utf-8",
    "COLUMNS": "100",
}


# As the installed command does it; does something as soon as it begins to load.
SCRIPT = """
import signal, sys
import skscratch.__main__ as command

class WhenLoading:
    def find_spec(self, name, *_):
        if name == "skscratch.cli":
            {}

class Going:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, WhenLoading())
sys.exit(command.main())
"""
SAYING_SO = SCRIPT.format("print('!', flush=True)")


def started(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=ENVIRONMENT,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=None if os.name == "nt" else heed_interrupts,
    )


def heed_interrupts():
    """As on a terminal: what a shell starts in the background ignores them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.5, 2.0])
def test_an_interrupt_while_libraries_load_is_one_line(seconds, pets, tmp_path):
    training = ("train", pets, "--set=max_iter=100000")
    with started(SAYING_SO, *training, "--output", tmp_path / "a.skops") as process:
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "skscratch: interrupted" and "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_an_interrupt_that_python_cannot_raise_is_not_lost(pets, tmp_path):
    with started(
        SCRIPT.format("Going()"), "train", pets, "--output", tmp_path / "a.skops"
    ) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and err == "skscratch: interrupted\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("command", ["train", "predict", "info"])
def test_a_full_disk_behind_the_output_is_one_line(command, pets, pets_model, tmp_path):
    arguments = {
        "train": (pets, "--image-size=8", "--output", tmp_path / "a.skops"),
        "predict": (pets_model, pets),
        "info": (pets_model,),
    }[command]
    with open("/dev/full", "w") as full:
        process = subprocess.Popen(
            [sys.executable, "-m", "skscratch", command, *map(str, arguments)],
            env=ENVIRONMENT,
            encoding="utf-8",
            stdout=full,
            stderr=subprocess.PIPE,
        )
        _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert len(err.splitlines()) == 1 and "No space left on device" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_a_model_is_not_written_to_a_device(pets, refused):
    line = refused("train", pets, "--image-size=8", "--output=/dev/full")
    assert "--output must be a file" in line and "is a device or a pipe" in line


@pytest.mark.skipif(os.name == "nt", reason="no such terminal")
@pytest.mark.parametrize("more", [(), ("--search", "--model=logistic")])
def test_on_a_terminal_training_shows_its_progress(more, pets, tmp_path):
    import pty

    pytest.importorskip("sklearn.callback", reason="the bar is a callback")
    ours, its = pty.openpty()
    said = b""
    with subprocess.Popen(
        [
            *(sys.executable, "-c", SAYING_SO, "train", str(pets), "--image-size=8"),
            *("--output", str(tmp_path / "a.skops"), *more),
        ],
        env=ENVIRONMENT | {"TERM": "xterm"},
        stdout=its,
        stderr=its,
    ) as process:
        os.close(its)
        with suppress(OSError):  # how the end of a terminal is told
            while part := os.read(ours, 2**16):
                said += part
    os.close(ours)
    assert process.returncode == 0, said.decode()
    assert "100%" in said.decode() and "Saved " in said.decode()
    assert (tmp_path / "a.skops").exists()
