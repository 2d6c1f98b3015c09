"""The playground in Chromium: every control, and the code that it lets one copy."""

import json
import re
import signal
from pathlib import Path

import numpy as np
import pytest
from chromium import CHROMIUM, Browser
from visitor import Visitor

from skscratch.playground.points import MADE

BENCHMARKS = Path(__file__).parents[2] / "examples" / "benchmarks"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

pytest.importorskip("bokeh")

POINTS = "x,y,kind\n" + "".join(
    f"{100 * (i % 8)},{i % 5},{'abc'[(i % 8 > 3) + (i % 5 > 2)]}\n" for i in range(80)
)

SELECTS = {
    "activation": 'activation="{}"',
    "initialization": 'initialization="{}"',
    "solver": 'solver="{}"',
    "learning_rate": "learning_rate={}",
    "batch_size": "batch_size={}",
    "alpha": "alpha={}",
    "dropout": "dropout={}",
}

#: Appended to the code: what it says of the points of a picture.
PICTURE = """
import json
x1, x2 = np.meshgrid(np.array({x1}), np.array({x2}))
proba = network.predict_proba(np.column_stack([x1.ravel(), x2.ravel()]))
print(json.dumps(proba[:, 1].tolist()))
"""


@pytest.fixture(scope="module")
def address(playground, tmp_path_factory):
    folder = tmp_path_factory.mktemp("playground")
    (folder / "mine.csv").write_text(POINTS)
    with playground("mine.csv", "--port=0", cwd=folder) as (process, address):
        yield address
        assert process.poll() is None


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


@pytest.fixture
def visitor(browser, address):
    """One who looks at the flower; nobody may complain, or ask another host."""
    browser.resize(1280, 800)
    browser.events.clear()
    visitor = Visitor(browser, address)
    visitor.choose("data", "flower")
    visitor.wait_for("code", ".text", "it.includes('make_flower')")
    yield visitor
    assert browser.complaints() == []
    asked = {each for each in browser.requests() if not each.startswith("data:")}
    assert asked and all(each.startswith(address) for each in asked)


@pytest.mark.parametrize("name", SELECTS)
def test_what_is_chosen_is_what_the_code_says(visitor, name):
    labels = visitor.options(name)
    assert len(labels) > 3
    for label in [*labels[1:], labels[0]]:
        visitor.choose(name, label)
        number = r"(\.0)?" if name in ("learning_rate", "alpha", "dropout") else ""
        wanted = (
            re.escape(SELECTS[name].format("None" if label == "all" else label))
            + number
            + ","
        )
        visitor.wait_for("code", ".text", f"/{wanted}/.test(it)")


def test_all_data_can_be_chosen(visitor):
    makers = {name: f"make_{name}" for name in MADE} | {"mine.csv": "loadtxt"}
    assert sorted(visitor.options("data")) == sorted(makers)
    for label, maker in makers.items():
        visitor.choose("data", label)
        visitor.wait_for("code", ".text", f"it.includes('{maker}(')")
        visitor.press("step")
        visitor.wait_for_epoch("it === 1")


def test_layers_units_switches_and_seed_can_be_chosen(visitor):
    visitor.choose("n_layers", 3)
    for layer, units in ((1, 2), (2, 5), (3, 7)):
        visitor.type(f"units_{layer}", units)
    visitor.type("seed", 12)
    visitor.tick("batch_norm")
    for said in ("hidden_layer_sizes=(2, 5, 7)", "random_state=12", "batch_norm=True"):
        visitor.wait_for("code", ".text", f"it.includes('{said}')")
    before = visitor.value("standardize", ".active")
    visitor.tick("standardize")
    visitor.wait_for(
        "code", ".text", f"it.includes('StandardScaler') !== {str(before).lower()}"
    )
    visitor.choose("n_layers", 0)
    visitor.wait_for("code", ".text", "it.includes('hidden_layer_sizes=()')")


def test_it_plays_pauses_steps_and_resets(visitor):
    visitor.press("play")
    visitor.wait_for_epoch("it > 5")
    assert visitor.value("play", ".label") == "Pause"
    visitor.choose("speed", 20)
    visitor.wait_for_epoch("it > 60")
    visitor.press("play")
    visitor.wait_for("play", ".label", "it === 'Play'")
    epoch = visitor.resting_epoch()
    visitor.press("step")
    visitor.wait_for_epoch(f"it === {epoch + 1}")
    assert "<li>" in visitor.value("words", ".text")
    visitor.press("reset")
    visitor.wait_for_epoch("it === 0")
    assert visitor.value("curves", ".data.epoch.length") == 0


def test_copied_code_gives_the_probabilities_of_the_picture(visitor, run_python):
    visitor.choose("dropout", "0.1")
    visitor.wait_for("code", ".text", "it.includes('dropout=0.1')")
    visitor.press("play")
    visitor.wait_for_epoch("it > 8")
    visitor.press("play")
    visitor.wait_for("play", ".label", "it === 'Play'")
    visitor.resting_epoch()  # the button is there before the last frame
    visitor.browser.send(
        "Browser.grantPermissions",
        permissions=["clipboardReadWrite", "clipboardSanitizedWrite"],
    )
    visitor.browser.send("Emulation.setFocusEmulationEnabled", enabled=True)
    visitor.press("copy")
    visitor.wait_for("copy", ".label", "it === 'Copied'")
    code = visitor.browser.evaluate("navigator.clipboard.readText()")
    shown = np.array(visitor.column("plane", "probability"))
    x1, x2 = (
        pixel_centres(
            visitor.value("plane", f".data.{start}[0]"),
            visitor.value("plane", f".data.{length}[0]"),
        )
        for start, length in (("left", "width"), ("bottom", "height"))
    )
    assert len(shown) == len(x1) * len(x2)
    picture = PICTURE.format(x1=x1.tolist(), x2=x2.tolist())
    said = json.loads(
        run_python(f"import numpy as np\n{code}{picture}").splitlines()[-1]
    )
    np.testing.assert_allclose(shown, said, rtol=0, atol=1e-12)
    assert np.ptp(shown) > 0.5


def pixel_centres(start, length, n_pixels=100):
    return start + length * (np.arange(n_pixels) + 0.5) / n_pixels


def test_a_unit_that_is_clicked_is_shown_large(visitor):
    visitor.click_unit(3)
    visitor.wait_for("unit_name", ".text", "it.includes('layer 1, unit 2')")
    shade = np.array(visitor.column("plane", "shade"))
    assert np.abs(shade).max() == pytest.approx(1)
    visitor.browser.settle()  # or it would be a double click
    visitor.click_unit(0)
    visitor.wait_for("unit_name", ".text", "it.includes('feature x1')")
    visitor.press("reset")
    visitor.wait_for("unit_name", ".text", "it.startsWith('Click')")


def test_a_network_that_cannot_be_is_told_in_words(visitor):
    visitor.tick("batch_norm")
    visitor.choose("batch_size", "1")
    visitor.wait_for("words", ".text", "it.includes('batch_size must be at least 2')")


@pytest.mark.parametrize("width", [390, 700, 1280])
def test_nothing_is_wider_than_the_window(visitor, width):
    visitor.browser.resize(width, 800)
    visitor.choose("n_layers", 4)
    visitor.wait_for("units_4", ".visible", "it")
    visitor.press("step")
    visitor.wait_for_epoch("it === 1")
    page = "document.documentElement"
    visitor.browser.wait_for(f"{page}.clientWidth === {width}")
    assert visitor.browser.evaluate(f"{page}.scrollWidth") <= width
    boxes = """["diagram", "answer", "costs", "norms", "choices", "words"].map((name) =>
      Bokeh.index.find_one(Bokeh.documents[0].get_model_by_name(name))
        .el.getBoundingClientRect()).map((box) => [box.left, box.right])"""
    for left, right in visitor.browser.evaluate(boxes):
        assert 0 <= left < right <= width


def test_all_that_moves_is_seen_at_once_on_a_small_screen(visitor):
    visitor.browser.resize(1280, 800)
    assert visitor.browser.evaluate("document.documentElement.scrollHeight") <= 800


def test_frames_that_are_drawn_can_be_counted(run_interpreter, tmp_path):
    """The figure is one of an idle machine; that there is one holds on any."""
    script = BENCHMARKS / "playground_frames.py"
    lines = run_interpreter(script, "--smoke", cwd=tmp_path).splitlines()
    assert len(lines) == 2
    for line in lines:
        rate = float(re.search(r": ([\d.]+) frames a second", line)[1])
        assert 0 < rate < 35  # the page sends one each 1 / 30 s at most


def test_ctrl_c_ends_it_cleanly_while_a_page_plays(browser, playground, tmp_path):
    with playground("--port=0", cwd=tmp_path) as (process, address):
        visitor = Visitor(browser, address)
        visitor.press("play")
        visitor.wait_for_epoch("it > 5")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err) == (0, "Playground closed.", "")
    browser.open("about:blank")
