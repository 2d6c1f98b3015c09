"""Serves the playground to the browsers of this machine, and to no other."""

from __future__ import annotations

import errno
import logging
import socket
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from skscratch.playground.colors import NEGATIVE, POSITIVE
from skscratch.playground.points import MADE, Points
from skscratch.playground.table import read_table

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
    own = None if path is None else own_points(path)
    # A page that was closed while a frame was under way is nothing to warn of.
    logging.getLogger("bokeh.server.views.ws").setLevel(logging.ERROR)
    server, port = make_server(own, port)
    address = f"http://{HOST}:{port}/"
    print(f"Playground: {address} (Ctrl-C ends it)", flush=True)
    if show:
        server.io_loop.add_callback(webbrowser.open, address)
    try:
        server.start()
        server.io_loop.start()
    except KeyboardInterrupt:
        print("\nPlayground closed.")
    finally:
        server.stop(wait=False)


def own_points(path: str) -> dict[str, Points]:
    """The points of a CSV file, by the name that one chooses them by."""
    name = Path(path).name
    return {f"file {name}" if name in MADE else name: read_table(path)}


def make_server(own: dict[str, Points] | None, port: int) -> tuple[Any, int]:
    """A server that listens and is not started yet.

    Parameters
    ----------
    own : dict of str to Points or None
    port : int

    Returns
    -------
    server : bokeh BaseServer
    port : int

    Raises
    ------
    OSError
        If the port is in use.
    """
    from bokeh.application import Application
    from bokeh.application.handlers import FunctionHandler
    from bokeh.server.server import BaseServer
    from bokeh.server.tornado import BokehTornado
    from tornado.httpserver import HTTPServer
    from tornado.ioloop import IOLoop

    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise OSError(
            f"port must be one that is free; got {port}, which another program uses. "
            "Choose another with --port, or 0 for any."
        ) from error
    listening.setblocking(False)
    port = listening.getsockname()[1]
    pages = {"/": Application(FunctionHandler(_filler(own)))}
    # A page of another site must not talk to it, though it reaches this machine too.
    ours = [f"{host}:{port}" for host in (HOST, "localhost")]
    application = BokehTornado(pages, extra_websocket_origins=ours)
    http = HTTPServer(application)
    http.add_socket(listening)
    return BaseServer(IOLoop.current(), application, http), port


def _filler(own: dict[str, Points] | None) -> Callable[[Any], None]:
    """A function that fills the document of a new visitor."""
    from skscratch.playground.page import Page

    html = Path(__file__).with_name("page.html").read_text(encoding="utf-8")

    def fill(document: Any) -> None:
        document.template = html
        document.template_variables.update(positive=POSITIVE, negative=NEGATIVE)
        Page(document, own)

    return fill
