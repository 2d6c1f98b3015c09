"""Take the picture of the playground: ``images/playground.png``.

    python docs/playground_picture.py

It takes Chromium and some seconds, so the build leaves the picture as it is.
"""

import subprocess
import sys

from chromium import Browser
from figures import HERE, shrink
from visitor import Visitor

#: Epochs of the network that is shown.
N_EPOCHS = 60


def take(path):
    """Start the playground, train the first network, and take its picture."""
    command = [sys.executable, "-m", "skscratch", "playground", "--no-browser"]
    with subprocess.Popen(
        [*command, "--port=0"], stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            address = server.stdout.readline().split(" ")[1]
            with Browser() as browser:
                visitor = Visitor(browser, address)
                for epoch in range(1, N_EPOCHS + 1):
                    visitor.press("step")
                    visitor.wait_for_epoch(f"it === {epoch}")
                browser.click(640, 790)  # away from the button
                browser.settle()
                path.write_bytes(browser.picture())
        finally:
            server.terminate()


if __name__ == "__main__":
    picture = HERE / "images" / "playground.png"
    take(picture)
    for _ in range(2):  # so that the build, which does it too, changes nothing more
        shrink(picture)
