"""Whatever a stranger sends is read right or refused in one line, soon.

Each kind of damage is tried on good files many times over, in a program of its own: a
crash, a hang or a gigabyte of memory would end that one.
"""

import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
import pytest
from PIL import Image

import skscratch
from skscratch.datasets import load_image, load_image_hdf5, save_image_hdf5

pytestmark = pytest.mark.slow

GIGABYTE = 2**20  # in kilobytes, as the system counts
NOISE = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)

# Reads each file that it is given a path of, and says how it went.
READ = """
import json, sys, time, warnings
from skscratch.datasets import load_image, load_image_folder, load_image_hdf5
from skscratch.preprocessing import ImageFlattener

def flatten(path):
    return ImageFlattener((64, 64)).fit_transform([path]).reshape(1, 64, 64, 3)

def content(path):
    with open(path, "rb") as file:
        return load_image(file.read(), resize="pad")[None]

def load_image_of(path):
    return load_image(path)[None]

def folder(path, **options):
    return load_image_folder(path, on_error="warn", **options).images

def folder_on_threads(path):
    return folder(path, n_jobs=3)

def hdf5(path):
    found = load_image_hdf5(path)
    assert len(found.images) == len(found.target)
    return found.images

# The imports that wait for a call are not counted.
load_image(sys.argv[1]); hdf5(sys.argv[2])
for line in sys.stdin:
    path, kind = json.loads(line)
    start = time.perf_counter()
    try:
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            shape = list(globals()[kind](path).shape)
        said = None
    except Exception as error:
        shape, said = None, [type(error).__name__, str(error)]
    print(json.dumps([shape, said, time.perf_counter() - start, peak()]), flush=True)
"""

OURS = {
    *("OSError", "FileNotFoundError", "IsADirectoryError", "PermissionError"),
    *("ValueError", "TypeError"),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A good picture and a good image set, by which the program warms up."""
    folder = tmp_path_factory.mktemp("good")
    Image.fromarray(NOISE).save(folder / "a.png")
    save_set(folder / "a.h5")
    return folder / "a.png", folder / "a.h5"


def save_set(path):
    images = np.stack([NOISE, NOISE[::-1], NOISE.transpose(1, 0, 2)])
    names = {"target_names": ["dog", "cat"], "subset": "train"}
    save_image_hdf5(path, images, [0, 1, 1], **names)


@pytest.fixture
def read(good, peak_code):
    """A function that reads files in a program of its own, with little memory.

    It takes pairs of a path and the way to read it.
    """

    resource = pytest.importorskip("resource")

    def read(jobs):
        bound = 3 * 2**30  # of address space, so that a failure does no harm
        finished = subprocess.run(
            [sys.executable, "-c", peak_code + READ, *map(str, good)],
            input="".join(json.dumps([str(path), way]) + "\n" for path, way in jobs),
            capture_output=True,
            text=True,
            timeout=300,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (bound, bound)),
            env=os.environ
            | {
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONPATH": str(Path(skscratch.__file__).parents[1]),
            },
        )
        answers = [Answer(*json.loads(line)) for line in finished.stdout.splitlines()]
        assert len(answers) == len(jobs), f"it died: {finished.stderr[-2000:]}"
        for job, answer in zip(jobs, answers, strict=True):
            check(*job, answer)
        return answers

    return read


class Answer(NamedTuple):
    """What came of a file: a shape or an error, seconds, kilobytes so far."""

    shape: list | None
    said: list | None
    seconds: float
    kilobytes: int


def check(path, way, answer):
    """It is an image set or one line of ours, soon and in little memory."""
    assert (answer.shape is None) != (answer.said is None)
    if answer.said:
        kind, words = answer.said
        assert kind in OURS, (path, answer)
        assert words and len(words.splitlines()) == 1, (path, answer)
        assert path.name in words or way == "content", (path, answer)
    else:
        assert answer.shape[-1] == 3 or len(answer.shape) == 3
    assert answer.seconds < 20, (path, answer)
    assert answer.kilobytes < GIGABYTE, (path, answer)


def mutants(content, n_mutants, seed):
    """Damaged copies of a file: cut, bits flipped, zeroed, doubled, mixed up."""
    rng = np.random.default_rng(seed)
    for number in range(n_mutants):
        spoilt = bytearray(content)
        place, other = sorted(rng.integers(len(spoilt), size=2))
        match number % 6:
            case 0:
                spoilt = spoilt[:place]
            case 1:
                for each in rng.integers(len(spoilt), size=rng.integers(1, 9)):
                    spoilt[each] ^= 1 << rng.integers(8)
            case 2:
                spoilt[place:other] = bytes(other - place)
            case 3:
                spoilt[place:place] = spoilt[place:other]
            case 4:  # where formats keep their sizes
                start = int(rng.integers(min(200, len(spoilt) - 4)))
                spoilt[start : start + 4] = b"\xff\xff\xff\x7f"
            case 5:
                spoilt[place:other] = rng.bytes(int(other - place))
        yield bytes(spoilt)


def write_mutants(folder, content, suffix, n_mutants, seed):
    paths = []
    for number, spoilt in enumerate(mutants(content, n_mutants, seed)):
        paths.append(folder / f"mutant{number}{suffix}")
        paths[-1].write_bytes(spoilt)
    return paths


SUFFIXES = [
    *(".png", ".jpg", ".gif", ".webp", ".tif", ".bmp", ".jp2", ".ppm", ".qoi"),
    *(".sgi", ".pcx", ".tga", ".avif"),
]


def test_damaged_pictures(read, tmp_path):
    paths = []
    for suffix in SUFFIXES:
        Image.fromarray(NOISE).save(tmp_path / f"good{suffix}")
        content = (tmp_path / f"good{suffix}").read_bytes()
        paths += write_mutants(tmp_path, content, suffix, 18, seed=len(content))
    ways = ("load_image_of", "content", "flatten")
    answers = read([(path, way) for path in paths for way in ways])
    assert any(answer.shape for answer in answers)
    assert any(answer.said for answer in answers)
    for one, *others in zip(*(answers[i::3] for i in range(3)), strict=True):
        assert all(other.shape == one.shape for other in others)


def test_damaged_image_sets(read, tmp_path):
    path = tmp_path / "good.h5"
    save_set(path)
    with h5py.File(path) as file:
        arrays = {key: file[key][()] for key in file}
    paths = []
    for how in ("ours", "plain", "chunks"):
        if how != "ours":
            with h5py.File(path, "w") as file:
                for key, value in arrays.items():
                    chunks = None if how == "plain" else True
                    file.create_dataset(key, data=value, chunks=chunks)
        paths += write_mutants(tmp_path, path.read_bytes(), f"{how}.h5", 24, seed=1)
    answers = read([(path, "hdf5") for path in paths])
    assert any(answer.said for answer in answers)


def test_one_kind_of_file_for_another(read, good, tmp_path):
    others = {
        "empty": b"",
        "text": b"a cat\n" * 99,
        "zip": b"PK\x03\x04" + bytes(99),
        "pickle": b"\x80\x04\x95\x10" + bytes(99),
        "script": b"#!/bin/sh\ntouch started\n",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/>",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "picture": good[0].read_bytes(),
        "set": good[1].read_bytes(),
    }
    paths = []
    for name, content in others.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    answers = read([(p, w) for w in ("load_image_of", "hdf5") for p in paths])
    n = len(others)
    for found, right in ((answers[:n], "picture"), (answers[n:], "set")):
        for name, answer in zip(others, found, strict=True):
            assert (answer.said is None) == (name == right)


def png_bomb(side):
    """A PNG of black pixels, a thousandth of what it unpacks to."""
    row = bytes(1 + side * 3)
    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()

    def chunk(name, data):
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", packed)
        + chunk(b"IEND", b"")
    )


def test_bombs_and_declared_sizes(read, tmp_path):
    bombs = {
        "large.png": png_bomb(8000),  # within the bound: read, in 192 MB
        "too_large.png": png_bomb(9000),
        "declared.ppm": b"P6 65535 65535 255\n",
        "declared.bmp": b"BM"
        + struct.pack("<IIIIiiHH", 54, 0, 54, 40, *([2**30] * 2), 1, 24)
        + bytes(24),
        "declared.gif": b"GIF89a"
        + b"\xff" * 4
        + b"\xf7\0\0"
        + bytes(768)
        + b",\0\0\0\0"
        + b"\xff" * 4
        + b"\0\x08",
        "declared.tga": bytes([0, 0, 2]) + bytes(9) + b"\xff\xff\xff\xff\x18\0",
    }
    paths = []
    for name, content in bombs.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    large, *others = read([(path, "load_image_of") for path in paths])
    assert large.shape and not any(answer.shape for answer in others)


def odd_entries(folder):
    """Paths that lead nowhere, elsewhere, in circles or to what is no file."""
    os.mkfifo(folder / "pipe.png")
    (folder / "folder.png").mkdir()
    (folder / "circle.png").symlink_to(folder / "circle.png")
    (folder / "gone.png").symlink_to(folder / "nothing")
    (folder / "device.png").symlink_to("/dev/zero")
    (folder / "terminal.png").symlink_to("/dev/stdin")
    return sorted(folder.iterdir())


def test_what_is_no_file(read, tmp_path):
    paths = [*odd_entries(tmp_path), tmp_path / ("long" * 100)]
    answers = read([(p, w) for w in ("load_image_of", "hdf5") for p in paths])
    assert not any(answer.shape for answer in answers)


def test_a_folder_of_all_of_them(read, good, tmp_path):
    (tmp_path / "cat").mkdir()
    odd_entries(tmp_path / "cat")
    content = good[0].read_bytes()
    write_mutants(tmp_path / "cat", content, ".png", 30, seed=3)
    (tmp_path / "cat" / "good.png").write_bytes(content)
    alone, on_threads = read([(tmp_path, w) for w in ("folder", "folder_on_threads")])
    assert alone.shape == on_threads.shape and alone.shape[0] >= 1


def test_damage_that_is_not_seen_changes_no_pixel(good):
    """What has a checksum is right or refused: the set's, and the PNG's by Pillow."""
    path, right = good[1], load_image_hdf5(good[1])
    n_refused = 0
    for spoilt in mutants(path.read_bytes(), 60, seed=5):
        spoilt_path = path.with_name("spoilt.h5")
        spoilt_path.write_bytes(spoilt)
        try:
            found = load_image_hdf5(spoilt_path)
        except (OSError, ValueError):
            n_refused += 1
        else:
            np.testing.assert_array_equal(found.images, right.images)
            np.testing.assert_array_equal(found.target, right.target)
    assert n_refused > 20
    assert (load_image(good[0], image_size=(40, 40)) == NOISE).all()
