"""The command begins at once, listens to this machine alone and ends cleanly."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest

from skscratch.cli import main
from skscratch.playground import server

pytest.importorskip("bokeh")

IMPORTS = "import sklearn.model_selection, bokeh.plotting, bokeh.server.server"


def page_of(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read().decode()


def error_of(arguments, capsys):
    """The one line that the command ends with, with status 2."""
    assert main(["playground", *arguments]) == 2
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert out == "" and line.startswith("skscratch playground: error: ")
    return line


@pytest.mark.slow
def test_it_ends_on_ctrl_c_without_a_word_of_error(playground, tmp_path):
    with playground("--port=0", cwd=tmp_path) as (process, address):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert "<title>skscratch playground</title>" in page_of(address)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out.strip(), err) == (0, "Playground closed.", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="asks the system for the time")
def test_most_of_the_beginning_is_what_importing_takes(playground, tmp_path):
    """The figure, three seconds, is one of an idle machine; this holds on any."""
    with playground("--port=0", cwd=tmp_path) as (process, address):
        page_of(address)
        process.send_signal(signal.SIGINT)
        until_the_page = work_of(process)
    with subprocess.Popen([sys.executable, "-c", IMPORTS]) as process:
        importing = work_of(process)
    assert until_the_page < 1.6 * importing


def work_of(process):
    """Seconds of the processor that a process took, once it has ended."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


#: Serves until the browser that it called has reached it, and says what was imported.
CALLING = """
import socket, sys, threading
from urllib.parse import urlsplit
from skscratch.playground import server

reached = threading.Event()

def call(address):
    port = urlsplit(address).port
    socket.create_connection(("127.0.0.1", port), timeout=30).close()
    reached.set()

def make_server(door, own):
    assert reached.wait(30)
    print({"sklearn", "bokeh", "scipy", "matplotlib"} & set(sys.modules))
    raise KeyboardInterrupt

server.make_server, server.webbrowser.open = make_server, call
server.serve(port=0)
"""


def test_a_browser_finds_an_open_door_before_anything_slow_is_imported(run_python):
    _, imported, _, closed = run_python(CALLING).splitlines()
    assert (imported, closed) == ("set()", "Playground closed.")


def test_a_browser_that_takes_its_time_does_not_hold_up_the_page(monkeypatch, capsys):
    """`webbrowser.open` waits for a browser that was not running yet."""
    has_begun = Event()

    def begin(door, own):
        has_begun.set()
        raise KeyboardInterrupt

    waited = Queue()
    monkeypatch.setattr(server, "make_server", begin)
    monkeypatch.setattr(
        server.webbrowser, "open", lambda address: waited.put(has_begun.wait(30))
    )
    server.serve(port=0)
    assert waited.get(timeout=30)
    assert capsys.readouterr().out.endswith("Playground closed.\n")


@pytest.mark.slow
def test_all_that_the_page_loads_is_its_own(playground, tmp_path, monkeypatch):
    monkeypatch.setenv("BOKEH_RESOURCES", "cdn")  # as one may have it for notebooks
    with playground("--port=0", cwd=tmp_path) as (_, address):
        page = page_of(address)
        for name in re.findall(r'(?:src|href)="([^"]+)"', page):
            assert not re.match("(https?:)?//", name) or name.startswith(address), name
        scripts = re.findall(r'src="[^"]*/([\w-]+)\.min\.js', page)
        assert scripts == ["bokeh", "bokeh-widgets"]


@pytest.mark.slow
def test_nobody_outside_reaches_it(playground, tmp_path):
    from tornado.httpclient import HTTPClientError, HTTPRequest
    from tornado.websocket import websocket_connect

    with playground("--port=0", cwd=tmp_path) as (_, address):
        port = urlsplit(address).port
        outside = socket.gethostbyname(socket.gethostname())
        if not outside.startswith("127."):
            with socket.socket() as other:
                other.settimeout(10)
                assert other.connect_ex((outside, port)) != 0
        # nor does a page of another site that a browser here has open
        request = HTTPRequest(
            f"ws://127.0.0.1:{port}/ws", headers={"Origin": "http://example.org"}
        )
        with pytest.raises(HTTPClientError, match="403"):
            asyncio.run(asyncio.wait_for(connect(websocket_connect, request), 30))


async def connect(websocket_connect, request):
    return await websocket_connect(request)


@pytest.mark.slow
def test_what_a_page_is_told_leaves_at_once(monkeypatch):
    """A frame is many small pieces; held back, each would wait for the one before."""
    from bokeh.client import pull_session
    from bokeh.server.tornado import BokehTornado

    options, make = [], BokehTornado.new_connection

    def look(self, protocol, handler, *context):
        stream = handler.ws_connection.stream
        options.append(stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return make(self, protocol, handler, *context)

    monkeypatch.setattr(BokehTornado, "new_connection", look)
    with in_a_thread() as address:
        session = pull_session(url=address)
        assert session.document.get_model_by_name("play").label == "Play"
        session.close()
    assert len(options) == 1 and options[0] != 0


@contextmanager
def in_a_thread():
    """A server in this process; gives its address."""
    loop, door = asyncio.new_event_loop(), server.listen(0)

    def run():
        asyncio.set_event_loop(loop)
        serving = server.make_server(door, None)
        serving.start()
        loop.run_forever()
        serving.stop(wait=False)

    thread = Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
        door.close()


def test_a_port_that_is_taken_is_a_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = error_of([f"--port={port}", "--no-browser"], capsys)
    assert f"got {port}, which another program uses" in line and "--port" in line


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_must_be_one(port, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["playground", f"--port={port}"])
    message = f"must be an integer from 0 to 65535; got '{port}'"
    assert message in capsys.readouterr().err


def test_without_bokeh_a_line_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setattr("skscratch.playground.server.find_spec", lambda name: None)
    assert "`pip install bokeh`" in error_of([], capsys)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,2\n", "points.csv must have three columns"),
        ("x,y,label\n1,2,a\n", "points.csv must have labels of 2 to 10 classes"),
        (None, "points.csv does not exist"),
    ],
)
def test_a_file_that_is_no_table_of_points_is_a_line(text, words, tmp_path, capsys):
    path = tmp_path / "points.csv"
    if text is not None:
        path.write_text(text)
    assert words in error_of([str(path)], capsys)
