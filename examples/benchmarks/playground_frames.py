"""How many frames a second does the playground draw in a browser?

    python examples/benchmarks/playground_frames.py [--smoke]

400 points, the flower, in headless Chromium, which draws without a graphics card. A
frame counts once all that moves, the network and its answer, has been drawn from it.
Beside the frames stand how long the page's own thread is busy for each, and how long it
takes from the command to the first picture.
"""

import argparse
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

sys.path.append(str(Path(__file__).parents[2] / "docs"))
from chromium import Browser
from visitor import Visitor

#: Hidden layers by what they are called in the table.
NETWORKS = {"8, 4 units, as it opens": (8, 4), "3 layers of 8 units": (8, 8, 8)}

#: Counts frames of which both drawings have been painted.
COUNT = """(() => {
  const model = (name) => Bokeh.documents[0].get_model_by_name(name);
  const view = (name) => Bokeh.index.find_one(model(name));
  const sent = model("sent"), painted = {diagram: 0, answer: 0};
  window.frames = 0;
  for (const name in painted)
    view(name).repainted.connect(() => {
      const before = Math.min(painted.diagram, painted.answer);
      painted[name] = sent.data.frame[0];
      if (Math.min(painted.diagram, painted.answer) > before) window.frames += 1;
    });
})()"""


@contextmanager
def served():
    """A playground; gives its address and when the command was called."""
    command = [sys.executable, "-m", "skscratch", "playground", "--no-browser"]
    begun = time.monotonic()
    with subprocess.Popen(
        [*command, "--port=0"], stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            yield server.stdout.readline().split(" ")[1], begun
        finally:
            server.terminate()


def frames(browser, seconds):
    """Frames a second, and milliseconds that the page is busy for each."""
    before, start = state(browser), time.monotonic()
    browser.settle(seconds)
    browser.wait_for(f"window.frames > {before['frames']}")  # on a busy machine
    after, took = state(browser), time.monotonic() - start
    n_frames = after["frames"] - before["frames"]
    return n_frames / took, 1000 * (after["busy"] - before["busy"]) / n_frames


def state(browser):
    metrics = browser.send("Performance.getMetrics")["metrics"]
    busy = {each["name"]: each["value"] for each in metrics}["TaskDuration"]
    return {"frames": browser.evaluate("window.frames"), "busy": busy}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="one short round")
    smoke = parser.parse_args().smoke
    rounds, seconds = (1, 1) if smoke else (3, 5)
    with Browser() as browser:
        browser.send("Performance.enable")
        for name, sizes in NETWORKS.items():
            with served() as (address, begun):
                visitor = Visitor(browser, address)
                painted = time.monotonic() - begun
                visitor.choose("n_layers", len(sizes))
                for layer, units in enumerate(sizes, 1):
                    visitor.type(f"units_{layer}", units)
                browser.settle(1)
                browser.evaluate(COUNT)
                visitor.press("play")
                browser.settle(1)
                found = [frames(browser, seconds) for _ in range(rounds)]
                rate, busy = map(median, zip(*found, strict=True))
                each = ", ".join(f"{rate:.1f}" for rate, _ in found)
                print(
                    f"{name}: {rate:.1f} frames a second ({each}), page busy for "
                    f"{busy:.0f} ms in each; first picture after {painted:.1f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
