"""Bokeh's server as the playground needs it: few scripts, and nothing held back."""

from __future__ import annotations

from typing import Any

__all__ = ["lean_application"]


def lean_application(pages: dict[str, Any], origins: list[str]) -> Any:
    """Bokeh's server with few scripts, from this machine whatever the environment says.

    What it tells a page leaves at once. By default the system holds a small piece back
    until the one before is acknowledged (Nagle's algorithm). A frame is many pieces, so
    it waited longer than it took to compute and to draw.

    Parameters
    ----------
    pages : dict of str to bokeh Application
        By their paths.
    origins : list of str
        Hosts whose pages may talk to it.

    Returns
    -------
    application : bokeh BokehTornado
    """
    from bokeh.resources import Resources
    from bokeh.server.tornado import BokehTornado
    from bokeh.server.views.static_handler import StaticHandler

    class Lean(BokehTornado):
        def resources(self, absolute_url: str | bool | None = None) -> Resources:
            return Resources(
                mode="server",
                root_url="/",
                path_versioner=StaticHandler.append_version,
                # those for formulas, tables and WebGL are more than half of all that
                # would have to be read before anything is painted
                components=["bokeh", "bokeh-widgets"],
            )

        def new_connection(self, protocol: Any, socket: Any, *context: Any) -> Any:
            socket.set_nodelay(True)
            return super().new_connection(protocol, socket, *context)

    return Lean(pages, extra_websocket_origins=origins)
