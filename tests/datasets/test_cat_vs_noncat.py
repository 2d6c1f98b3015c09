"""The photographs come whole from a source that has them, or an error says why not."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets

from skscratch.datasets import (
    cat_vs_noncat,
    download,
    fetch_cat_vs_noncat,
    save_image_hdf5,
)
from skscratch.lessons.cats import find_lesson_cats

LESSON = Path(__file__).parents[2].parent / "shared" / "data"
NAMES = {"train": "train_catvnoncat.h5", "test": "test_catvnoncat.h5"}
QUICK = {"n_retries": 0, "delay": 0}


@pytest.fixture
def contents(tmp_path, monkeypatch):
    """The bytes of a small set of two files, which counts as the right one."""
    rng = np.random.default_rng(0)
    found = {}
    for part, n_images in (("train", 6), ("test", 4)):
        images = rng.integers(0, 256, (n_images, 64, 64, 3), dtype=np.uint8)
        names = {"target_names": ["non-cat", "cat"], "subset": part}
        save_image_hdf5(tmp_path / "a.h5", images, np.arange(n_images) % 2, **names)
        found[NAMES[part]] = (tmp_path / "a.h5").read_bytes()
        monkeypatch.setitem(
            cat_vs_noncat._SHA256, part, hashlib.sha256(found[NAMES[part]]).hexdigest()
        )
    (tmp_path / "a.h5").unlink()
    return found


class Source(BaseHTTPRequestHandler):
    """Answers as the first folder of the path says."""

    def do_GET(self):
        _, manner, name = self.path.split("/")
        self.server.asked.append(manner)
        getattr(self, manner)(self.server.contents[name])

    def give(self, content, length=None, status=200):
        self.send_response(status)
        if length != "unsaid":
            self.send_header("Content-Length", str(length or len(content)))
        self.end_headers()
        self.wfile.write(content)

    def good(self, content):
        self.give(content)

    def unsaid(self, content):
        self.give(content, "unsaid")

    def together(self, content):
        self.server.barrier.wait()
        self.give(content)

    def wrong(self, content):
        self.give(content[:-1] + b"?")

    def missing(self, content):
        self.give(b"gone", status=404)

    def broken(self, content):
        self.give(b"sorry", status=503)

    def better_later(self, content):
        done = self.server.asked.count("better_later") > 2
        self.give(content if done else b"sorry", status=200 if done else 503)

    def cut(self, content):
        self.give(content[: len(content) // 2], len(content))

    def cut_unsaid(self, content):
        self.give(content[: len(content) // 2], "unsaid")

    def silent(self, content):
        self.server.over.wait(5)

    def dripping(self, content):
        self.give(b"", len(content))
        for byte in content:
            self.wfile.write(bytes([byte]))
            if self.server.over.wait(0.05):
                break

    def endless(self, content):
        self.send_response(200)
        self.end_headers()
        while not self.server.over.is_set():
            self.wfile.write(bytes(2**20))

    def no_http(self, content):
        self.wfile.write(b"What?\r\n\r\n")

    def hangs_up(self, content):
        self.close_connection = True

    def log_message(self, *words):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # who had enough of a source has hung up


@pytest.fixture
def server(contents, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(download, "TIMEOUT", 1.0)
    monkeypatch.setattr(download, "PATIENCE", 1.5)
    with Server(("127.0.0.1", 0), Source) as server:
        server.contents, server.asked = contents, []
        server.over, server.barrier = threading.Event(), threading.Barrier(2, timeout=9)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def sources(server, monkeypatch):
    """A function that says how the sources answer, in turn; it returns their places."""

    def sources(*manners):
        places = [
            f"http://127.0.0.1:{server.server_port}/{manner}/" for manner in manners
        ]
        monkeypatch.setattr(cat_vs_noncat, "_SOURCES", tuple(places))
        return places

    return sources


def files_below(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("manner", ["good", "unsaid"])
def test_a_good_source_is_asked_once(sources, server, tmp_path, manner):
    sources(manner, "endless")
    for _ in range(2):
        cats = fetch_cat_vs_noncat(data_home=tmp_path, **QUICK)
        assert cats.images.shape == (6, 64, 64, 3) and cats.subset == "train"
    assert server.asked == [manner]
    assert files_below(tmp_path / "cat_vs_noncat") == [NAMES["train"]]
    X, y = fetch_cat_vs_noncat(data_home=tmp_path, return_X_y=True)
    np.testing.assert_array_equal(X, cats.data)
    np.testing.assert_array_equal(y, cats.target)


def test_all_is_both_parts(sources, tmp_path):
    sources("good")
    both = fetch_cat_vs_noncat(subset="all", data_home=tmp_path)
    parts = [fetch_cat_vs_noncat(subset=s, data_home=tmp_path) for s in NAMES]
    joined = np.concatenate([part.images for part in parts])
    np.testing.assert_array_equal(both.images, joined)
    assert both.target_names.tolist() == ["non-cat", "cat"]
    assert "photographs" in both.DESCR


BAD = {
    "wrong": "gave .* bytes with SHA-256",
    "missing": "HTTP status 404",
    "broken": "HTTP status 503",
    "cut": "cut short after .* of .* bytes",
    "cut_unsaid": "gave .* bytes with SHA-256",
    "silent": "timed out",
    "dripping": "not whole after 1.5 seconds",
    "endless": "gave more than 16777216 bytes",
    "no_http": "What",
    "hangs_up": "closed connection",
}


@pytest.mark.parametrize("manner", BAD)
def test_after_a_bad_source_the_next_is_asked(sources, server, tmp_path, manner):
    sources(manner, "good")
    assert len(fetch_cat_vs_noncat(data_home=tmp_path, **QUICK).images) == 6
    assert server.asked == [manner, "good"]
    assert files_below(tmp_path) == [NAMES["train"]]


@pytest.mark.parametrize("manner", BAD)
def test_a_bad_source_leaves_nothing_and_is_named(sources, tmp_path, manner):
    (place,) = sources(manner)
    with pytest.raises(OSError, match=f"{place}.*: .*{BAD[manner]}") as raised:
        fetch_cat_vs_noncat(data_home=tmp_path, **QUICK)
    (message,) = str(raised.value).splitlines()
    folder = tmp_path / "cat_vs_noncat"
    assert f"Put it into {folder} by hand (SHA-256 " in message
    assert files_below(tmp_path) == []


def test_when_all_are_down_each_is_named_with_its_reason(
    sources, server, tmp_path, monkeypatch
):
    places = sources("missing", "wrong")
    nobody = "http://127.0.0.1:9/"  # the port of "discard", where nobody listens
    monkeypatch.setattr(cat_vs_noncat, "_SOURCES", (*places, nobody))
    with pytest.raises(OSError, match="could not be downloaded") as raised:
        fetch_cat_vs_noncat(data_home=tmp_path, n_retries=2, delay=0.01)
    message = str(raised.value)
    for place, reason in zip(
        (*places, nobody), ("404", "SHA-256", "refused"), strict=True
    ):
        assert reason in message.split(place)[1].split("; ")[0]
    assert server.asked == ["missing", "wrong"]  # what is wrong stays wrong


@pytest.mark.parametrize(("n_retries", "found"), [(1, False), (2, True)])
def test_a_source_that_may_recover_is_asked_again(
    sources, server, tmp_path, n_retries, found
):
    sources("better_later", "missing")
    start = time.monotonic()
    try:
        fetch_cat_vs_noncat(data_home=tmp_path, n_retries=n_retries, delay=0.1)
    except OSError as error:
        assert not found and "503" in str(error)
    else:
        assert found
    assert server.asked.count("better_later") == n_retries + 1
    assert server.asked.count("missing") == 1
    assert time.monotonic() - start > 0.1 * n_retries


@pytest.mark.parametrize("place", ["", "cat_vs_noncat"])
def test_files_put_there_by_hand_are_used(server, contents, tmp_path, place):
    (tmp_path / place).mkdir(exist_ok=True)
    for name, content in contents.items():
        (tmp_path / place / name).write_bytes(content)
    cats = fetch_cat_vs_noncat(
        subset="all", data_home=tmp_path, download_if_missing=False
    )
    assert len(cats.images) == 10 and server.asked == []


def test_nothing_is_downloaded_where_it_is_not_wanted(sources, server, tmp_path):
    sources("good")
    with pytest.raises(
        OSError, match=r"is not in .* download_if_missing is False\. Put"
    ):
        fetch_cat_vs_noncat(data_home=tmp_path / "new", download_if_missing=False)
    assert server.asked == [] and list(tmp_path.iterdir()) == []


def test_a_file_with_another_checksum_is_not_used(sources, contents, tmp_path):
    path = tmp_path / "cat_vs_noncat" / NAMES["train"]
    path.parent.mkdir()
    half = contents[path.name][:1000]
    path.write_bytes(half)
    with pytest.raises(OSError, match="not in .* with the right checksum, and"):
        fetch_cat_vs_noncat(data_home=tmp_path, download_if_missing=False)
    sources("missing")
    with pytest.warns(UserWarning, match="has another checksum"):
        with pytest.raises(OSError, match="could not be downloaded"):
            fetch_cat_vs_noncat(data_home=tmp_path, **QUICK)
    assert path.read_bytes() == half
    sources("good")
    with pytest.warns(UserWarning, match="has another checksum; it is downloaded anew"):
        fetch_cat_vs_noncat(data_home=tmp_path)
    assert path.read_bytes() == contents[path.name]


def test_a_folder_that_cannot_be_written_to_is_an_error(sources, tmp_path):
    sources("good")
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        fetch_cat_vs_noncat(data_home=tmp_path / "file", **QUICK)


@pytest.mark.parametrize("variable", [True, False])
def test_the_folder_is_scikit_learns(sources, tmp_path, monkeypatch, variable):
    monkeypatch.setenv("HOME", str(tmp_path))
    if variable:
        monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path / "data"))
    else:
        monkeypatch.delenv("SCIKIT_LEARN_DATA")
    sources("good")
    fetch_cat_vs_noncat()
    home = Path(sklearn.datasets.get_data_home())
    assert files_below(home / "cat_vs_noncat") == [NAMES["train"]]
    assert tmp_path in home.parents


FETCH = """
import sys
from skscratch.datasets import cat_vs_noncat
place, sha256, home = sys.argv[1:]
cat_vs_noncat._SOURCES = (place,)
cat_vs_noncat._SHA256["train"] = sha256
print(len(cat_vs_noncat.fetch_cat_vs_noncat(data_home=home, n_retries=0).images))
"""


@pytest.mark.slow
def test_two_programs_may_fetch_at_once(sources, server, tmp_path):
    (place,) = sources("together")  # which answers when both have asked
    server.barrier = threading.Barrier(2, timeout=60)
    sha256 = cat_vs_noncat._SHA256["train"]
    root = Path(cat_vs_noncat.__file__).parents[2]
    code = f"from skscratch.datasets import download; download.TIMEOUT = 60\n{FETCH}"
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", code, place, sha256, tmp_path],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(root)},
        )
        for _ in range(2)
    ]
    assert [program.communicate()[0].strip() for program in programs] == [b"6"] * 2
    assert files_below(tmp_path) == [NAMES["train"]]
    assert server.asked == ["together"] * 2


def test_two_threads_may_fetch_at_once(sources, server, tmp_path):
    sources("together")
    with ThreadPoolExecutor(2) as pool:
        fetch = partial(fetch_cat_vs_noncat, data_home=tmp_path, **QUICK)
        found = [future.result() for future in [pool.submit(fetch) for _ in range(2)]]
    assert [len(cats.images) for cats in found] == [6, 6]
    assert files_below(tmp_path) == [NAMES["train"]]
    assert server.asked == ["together"] * 2


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        *(("subset", each) for each in ("validation", None)),
        *(("n_retries", each) for each in (-1, 1.5)),
        *(("delay", each) for each in (-1, float("inf"), "long")),
    ],
)
def test_a_parameter_that_is_out_of_range_is_named(tmp_path, parameter, value):
    with pytest.raises(ValueError, match=f"{parameter} must be .*; got {value!r}"):
        fetch_cat_vs_noncat(data_home=tmp_path, **{parameter: value})
    assert list(tmp_path.iterdir()) == []


def test_the_lessons_take_what_was_fetched(contents, tmp_path, monkeypatch):
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    (tmp_path / NAMES["train"]).write_bytes(contents[NAMES["train"]])
    assert find_lesson_cats().name == "drawn cats"  # half of it is not there
    (tmp_path / NAMES["test"]).write_bytes(contents[NAMES["test"]])
    cats = find_lesson_cats()
    assert cats.name == "photographs" and cats.origin == f"from {tmp_path}"
    assert len(cats.train.images) == 6 and len(cats.test.images) == 4


@pytest.mark.skipif(not LESSON.is_dir(), reason="the lesson's photographs are absent")
def test_the_lessons_files_have_the_checksums(monkeypatch):
    monkeypatch.setattr(cat_vs_noncat, "_SOURCES", ())
    cats = fetch_cat_vs_noncat(
        subset="all", data_home=LESSON, download_if_missing=False
    )
    assert cats.images.shape == (259, 64, 64, 3) and cats.target.sum() == 72 + 33
    assert find_lesson_cats(LESSON).name == "photographs"


def test_sources_are_pinned_to_a_commit():
    for source in cat_vs_noncat._SOURCES:
        owner, name, commit, folder = source.split("/")[3:7]
        assert source.startswith("https://") and folder == "datasets"
        assert owner and name and len(commit) == 40 and int(commit, 16)
