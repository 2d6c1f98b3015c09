"""Serves the playground to the browsers of this machine, and to no other.

What takes long to import is imported in functions, once the browser has been called.
"""

from __future__ import annotations

import errno
import logging
import socket
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from skscratch.playground.table import Table, read_table

if TYPE_CHECKING:
    from skscratch.playground.points import Points

__all__ = ["DEFAULT_PORT", "check_installed", "serve"]

HOST = "127.0.0.1"
DEFAULT_PORT = 5006


def check_installed() -> None:
    """Refuse to begin without Bokeh.

    Raises
    ------
    ValueError
        If it is not installed.
    """
    if find_spec("bokeh") is None:
        raise ValueError(
            "the playground needs Bokeh, which is not installed; install it with "
            "`pip install bokeh`."
        )


def serve(
    path: str | None = None, *, port: int = DEFAULT_PORT, show: bool = True
) -> None:
    """Serve the playground until it is interrupted.

    Parameters
    ----------
    path : str, default=None
        CSV file with points of one's own: see `read_table`.
    port : int, default=5006
        Where to listen; 0 for any that is free.
    show : bool, default=True
        Whether to open it in a browser.

    Raises
    ------
    OSError
        If the port is in use, or the file cannot be read.
    ValueError
        If Bokeh is not installed, or the file is no table of points.
    """
    check_installed()
    own = None if path is None else read_table(path)
    # Whoever comes before the server is there waits at its door: the browser starts
    # while it imports what it needs, which takes longer than all that follows.
    with listen(port) as door:
        address = f"http://{HOST}:{door.getsockname()[1]}/"
        print(f"Playground: {address} (Ctrl-C ends it)", flush=True)
        if show:  # this may wait for the browser, which waits for the server
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            server = make_server(door, own)
            try:
                server.start()
                server.io_loop.start()
            finally:
                server.stop(wait=False)
        except KeyboardInterrupt:
            print("\nPlayground closed.")


def listen(port: int) -> socket.socket:
    """A socket of this machine alone, which others can connect to from now on.

    Parameters
    ----------
    port : int
        0 for any that is free.

    Returns
    -------
    door : socket

    Raises
    ------
    OSError
        If the port is in use.
    """
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise OSError(
            f"port must be one that is free; got {port}, which another program uses. "
            "Choose another with --port, or 0 for any."
        ) from error


def make_server(door: socket.socket, own: Table | None) -> Any:
    """A server of the playground that is not started yet.

    Parameters
    ----------
    door : socket
        Where it listens.
    own : Table or None

    Returns
    -------
    server : bokeh BaseServer
    """
    from bokeh.application import Application
    from bokeh.application.handlers import FunctionHandler
    from bokeh.server.server import BaseServer
    from tornado.httpserver import HTTPServer
    from tornado.ioloop import IOLoop

    from skscratch.playground.assets import lean_application

    # A page that was closed while a frame was under way is nothing to warn of.
    logging.getLogger("bokeh.server.views.ws").setLevel(logging.ERROR)
    door.setblocking(False)
    port = door.getsockname()[1]
    pages = {"/": Application(FunctionHandler(_filler(own)))}
    # A page of another site must not talk to it, though it reaches this machine too.
    ours = [f"{host}:{port}" for host in (HOST, "localhost")]
    application = lean_application(pages, ours)
    http = HTTPServer(application)
    http.add_socket(door)
    return BaseServer(IOLoop.current(), application, http)


def _filler(own: Table | None) -> Callable[[Any], None]:
    """A function that fills the document of a new visitor."""
    from skscratch.playground.colors import NEGATIVE, POSITIVE
    from skscratch.playground.page import Page

    html = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    points: dict[str, Points] | None = None if own is None else {_name(own): own}

    def fill(document: Any) -> None:
        document.template = html
        document.template_variables.update(positive=POSITIVE, negative=NEGATIVE)
        Page(document, points)

    return fill


def _name(own: Table) -> str:
    """What one chooses the points of a file by."""
    from skscratch.playground.points import MADE

    name = Path(own.path).name
    return f"file {name}" if name in MADE else name
