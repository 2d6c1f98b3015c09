"""The built site asks the network for nothing and fits the width of a telephone.

Chromium looks at every page where it is installed; the rest reads the files.
"""

import functools
import html
import json
import re
import shutil
import subprocess
import sys
import threading
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
WIDTH = 390
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
NEEDS = (
    "myst_parser",
    "numpydoc",
    "pydata_sphinx_theme",
    "sphinx_copybutton",
    "sphinx_gallery",
)
# Every example of the gallery becomes a page; this one is run for it.
RUN = "plot_zeros_never_part"

pytestmark = pytest.mark.slow

# A page of the course, with all that may be wide.
LESSON = r"""# A sample

Take $z = w^\top x + b$ and $\underset{(4, 2)}{W_1}$.

<!-- computed: hidden_layer_backward -->
<!-- end -->

<!-- source: skscratch.functional.shallow.backward_propagation -->
<!-- end -->

```pycon
>>> 1 + 1
2

```

| one | two | three | four | five | six | seven |
|---|---|---|---|---|---|---|
| initialization | momentum | regularization | normalization | rate | schedule | $x$ |

![Two points in numbers](../images/graph_two_points.svg)

## Exercise 1: the sum

<details>
<summary>Solution</summary>

```python
def total(first_of_the_numbers, second_of_the_numbers, third_of_the_numbers):
    return first_of_the_numbers + second_of_the_numbers + third_of_the_numbers
```

Words, with $a - y$.

</details>

$$
f(z) = \begin{cases} 1 & z > 0 \\ 0 & \text{else} \end{cases}
$$
"""

# Opens one page after the other in a frame of the given width.
PROBE = """<!doctype html><pre id="found"></pre><script>
const pages = PAGES, found = [];
function look(i) {
  if (i === pages.length) {
    document.getElementById("found").textContent = JSON.stringify(found);
    return;
  }
  const frame = document.createElement("iframe");
  frame.style = "width: WIDTHpx; height: 800px; border: 0";
  frame.src = pages[i];
  frame.onload = () => {
    const inside = frame.contentWindow, root = inside.document.documentElement;
    const asked = inside.performance.getEntriesByType("resource");
    found.push({
      page: pages[i],
      width: root.scrollWidth,
      requests: asked.map((entry) => entry.name),
      cut: cut(inside),
      formulas: inside.document.querySelectorAll("math").length,
    });
    frame.remove();
    look(i + 1);
  };
  document.body.append(frame);
}
// What of the text lies beyond the edge, with no box around it that scrolls
function cut(inside) {
  const scrolls = (element) =>
    ["auto", "scroll"].includes(inside.getComputedStyle(element).overflowX);
  const found = [];
  for (const element of inside.document.querySelectorAll(".bd-article *")) {
    if (element.getBoundingClientRect().right <= WIDTH + 1) continue;
    let box = element;
    while (!box.matches(".bd-article") && !scrolls(box)) box = box.parentElement;
    if (box.matches(".bd-article")) found.push(element.outerHTML.slice(0, 80));
  }
  return found;
}
onload = () => look(0);
</script>"""


class References(HTMLParser):
    """What a page makes a browser load: scripts, styles, pictures, frames, fonts."""

    LOADED = dict.fromkeys(
        ("script", "img", "iframe", "source", "video", "embed"), "src"
    )

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "link" and attributes.get("rel") not in ("next", "prev", "canonical"):
            self.found.append(attributes.get("href"))
        elif name := self.LOADED.get(tag):
            self.found.append(attributes.get(name))


def outside(address):
    return bool(address) and re.match(r"(https?:)?//", address.strip()) is not None


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as built from the pages and a sample lesson, pictures as they are."""
    for package in NEEDS:
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("site")
    source = folder / "docs"
    ignored = shutil.ignore_patterns("_build", "generated", "gallery", "__pycache__")
    shutil.copytree(TOP / "docs", source, ignore=ignored)
    shutil.copytree(TOP / "examples", folder / "examples", ignore=ignored)
    (source / "course").mkdir(exist_ok=True)
    lesson = source / "course" / "sample.md"
    lesson.write_text(f"---\norphan: true\n---\n\n{LESSON}", encoding="utf-8")
    for command in (
        [source / "refresh.py"],
        ["-m", "sphinx", "--fail-on-warning", "-q", "-D", "draw_figures=0",
         "-D", f"sphinx_gallery_conf.filename_pattern={RUN}", source, folder / "html"],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, *map(str, command)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


def pages_of(site):
    """Addresses of the pages, less those that list the code of the package."""
    return sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    )


@pytest.fixture(scope="module")
def seen(site):
    """What Chromium finds on each page, with every other host out of reach."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    probe = PROBE.replace("PAGES", json.dumps(pages_of(site)))
    (site / "probe.html").write_text(probe.replace("WIDTH", str(WIDTH)))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    handler = functools.partial(Quiet, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            command = [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                "--hide-scrollbars", "--virtual-time-budget=600000",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                f"--user-data-dir={site.parent / 'profile'}",
                f"http://127.0.0.1:{server.server_port}/probe.html",
            ]  # fmt: skip
            dom = subprocess.run(
                command, capture_output=True, text=True, timeout=500
            ).stdout
        finally:
            server.shutdown()
            thread.join()
            (site / "probe.html").unlink()
    (text,) = re.findall(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    return json.loads(html.unescape(text))


def test_no_page_names_a_resource_of_another_host(site):
    found = {}
    for page in pages_of(site):
        references = References()
        references.feed((site / page).read_text(encoding="utf-8"))
        if there := [each for each in references.found if outside(each)]:
            found[page] = there
    assert found == {}


def test_no_style_names_a_resource_of_another_host(site):
    for path in site.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        addresses = re.findall(r"url\(['\"]?([^'\")]+)", text)
        addresses += re.findall(r"@import ['\"]([^'\"]+)", text)
        assert not [each for each in addresses if outside(each)], path


def test_formulas_are_mathml_and_need_no_script(site):
    page = (site / "course" / "sample.html").read_text(encoding="utf-8")
    assert page.count("<math ") > 5
    assert not re.search(r"<script[^>]*mathjax", page, re.IGNORECASE)


def test_every_page_of_the_contents_has_a_way_on(site):
    names = re.findall(
        r"^([a-z_]+(?:/index)?)$", (TOP / "docs" / "index.md").read_text(), re.MULTILINE
    )
    for name in names:
        page = (site / f"{name}.html").read_text(encoding="utf-8")
        assert re.search(r'class="(right-next|left-prev)"', page), name


def test_gallery_has_a_page_with_pictures_for_each_claim(site):
    names = {path.stem for path in (TOP / "examples").glob("plot_*.py")}
    pages = {path.stem for path in (site / "gallery").glob("plot_*.html")}
    assert pages == names
    index = (site / "gallery" / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="(plot_\w+)\.html', index)) >= names
    page = (site / "gallery" / f"{RUN}.html").read_text(encoding="utf-8")
    assert re.search(rf'<img [^>]*src="[^"]*sphx_glr_{RUN}_001\.png"', page)
    assert "Warned: nothing was learnt" in page
    assert 'href="../generated/skscratch.ShallowNNClassifier.html' in page


@pytest.mark.parametrize(
    "name", ["ShallowNNClassifier", "plotting.NeuronMapDisplay", "datasets.make_flower"]
)
def test_page_of_a_name_shows_the_examples_that_use_it(site, name):
    page = site / "generated" / f"skscratch.{name}.html"
    shown = page.read_text(encoding="utf-8").split('id="examples-that-use-it"')[1]
    assert f"gallery/{RUN}.html" in shown


def test_chromium_saw_every_page(seen, site):
    assert [each["page"] for each in seen] == pages_of(site)
    formulas = {each["page"]: each["formulas"] for each in seen}
    assert formulas["course/sample.html"] > 5


def test_no_page_asks_another_host(seen):
    hosts = {name for each in seen for name in each["requests"]}
    assert hosts and not {h for h in hosts if not re.match("http://127.0.0.1:", h)}


def test_no_page_is_wider_than_a_telephone(seen):
    wide = {each["page"]: each["width"] for each in seen if each["width"] > WIDTH}
    assert wide == {}
    cut = {each["page"]: each["cut"][:3] for each in seen if each["cut"]}
    assert cut == {}
