"""A browser to drive: headless Chromium, by its DevTools protocol.

Every wait has an end, and leaving the ``with`` block ends the process.
"""

import asyncio
import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

#: The command, or None where Chromium is not installed.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)

#: No other host can be reached, and nothing is asked of the user or of home.
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
    *("--no-first-run", "--disable-background-networking", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    *("--remote-debugging-port=0", "--remote-allow-origins=*"),
)


class Browser:
    """One page of headless Chromium.

    Parameters
    ----------
    size : tuple of two int
        Width and height of the window in pixels.
    patience : float
        Seconds that any answer may take.

    Attributes
    ----------
    events : list of dict
        What the browser has told unasked, with "method" and "params".
    """

    def __init__(self, size=(1280, 800), patience=60):
        self.size, self.patience = size, patience
        self.events = []
        self._number = 0

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._loop = asyncio.new_event_loop()
        self._process = subprocess.Popen(
            [CHROMIUM, *FLAGS, f"--user-data-dir={self._folder.name}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._socket = self._run(self._connect(self._page_address()))
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.send(f"{domain}.enable")
            self.resize(*self.size)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._run(self._close())
        self._loop.close()
        self._folder.cleanup()

    def send(self, method, **params):
        """Have a command of the protocol done; what it answers."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        return self._run(self._ask(message))

    def resize(self, width, height, mobile=False):
        """Give the page another size."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "mobile": mobile},
            deviceScaleFactor=1,
        )

    def open(self, address):
        """Go to a page, without waiting for it."""
        self.send("Page.navigate", url=address)

    def evaluate(self, expression):
        """The value of an expression of JavaScript; promises are waited for."""
        answer = self.send(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait_for(self, expression, seconds=None):
        """Ask again and again until an expression is true; its value."""
        deadline = time.monotonic() + (seconds or self.patience)
        while time.monotonic() < deadline:
            if value := self.evaluate(expression):
                return value
            time.sleep(0.03)
        raise TimeoutError(f"not true within the time: {expression}")

    def click(self, x, y):
        """Press and release the mouse at a place of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                **{"type": kind, "x": x, "y": y},
                button="none" if kind == "mouseMoved" else "left",
                clickCount=0 if kind == "mouseMoved" else 1,
            )

    def settle(self, seconds=0.5):
        """Let what was pressed fade and what was sent be drawn."""
        self._run(asyncio.sleep(seconds))

    def picture(self):
        """What the window shows, as the bytes of a PNG."""
        answer = self.send("Page.captureScreenshot", format="png")
        return base64.b64decode(answer["data"])

    def requests(self):
        """Addresses of all that the pages have asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self):
        """Errors and warnings of the console, and exceptions that nothing caught."""
        found = []
        for event in self.events:
            params = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                found.append(params["exceptionDetails"])
            elif event["method"] == "Log.entryAdded":
                found.append(params["entry"])
            elif event["method"] == "Runtime.consoleAPICalled":
                found.append(params)
        bad = ("error", "warning", "assert")
        return [each for each in found if each.get("type", each.get("level")) in bad or
                "exceptionId" in each]  # fmt: skip

    def _page_address(self):
        """The address by which Chromium's only page is spoken to."""
        told = Path(self._folder.name) / "DevToolsActivePort"
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            if told.exists() and (lines := told.read_text().splitlines()):
                list_ = f"http://127.0.0.1:{lines[0]}/json/list"
                with urllib.request.urlopen(list_, timeout=self.patience) as answer:
                    for target in json.load(answer):
                        if target["type"] == "page":
                            return target["webSocketDebuggerUrl"]
            time.sleep(0.05)
        raise TimeoutError("Chromium did not begin within the time")

    @staticmethod
    async def _connect(address):
        from tornado.websocket import websocket_connect

        return await websocket_connect(address, max_message_size=2**28)

    async def _close(self):
        if socket := getattr(self, "_socket", None):
            socket.close()
        await asyncio.sleep(0.1)  # for it to be closed

    async def _ask(self, message):
        await self._socket.write_message(json.dumps(message))
        while True:
            text = await self._socket.read_message()
            if text is None:
                raise ConnectionError("Chromium has ended")
            answer = json.loads(text)
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise RuntimeError(f"{message['method']}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def _run(self, work):
        return self._loop.run_until_complete(asyncio.wait_for(work, self.patience))
